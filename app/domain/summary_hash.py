"""The fingerprint of what a summary tells: the same data give the same one, in every language."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from app.domain.period_summary import PeriodSummary

_COUNTED = (
    "project_code",
    "until",
    "figures",
    "previous",
    "year_before",
    "twelve_months",
    "complaints",
    "grave",
    "overdue",
    "due_soon",
    "repeats",
    "staff",
    "said",
)


def data_hash(summary: PeriodSummary) -> str:
    """Return the SHA-256 (hex) over the figures and lists of a summary as canonical JSON.

    Names of categories and buildings, targets and the company are settings and no data.
    """
    content = {name: getattr(summary, name) for name in _COUNTED}
    content["period"] = str(summary.period)
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
