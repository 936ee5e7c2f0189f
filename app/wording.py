"""What the desk may say at each step, in the reader's language (clauses 4.2-1 to 4.3-1)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.terms import CaseType, Source, VisitStep
from app.i18n import current_language
from resources import ROOT

_NOON, _AFTERNOON, _EVENING = 11, 13, 18


@dataclass(frozen=True)
class StepWording:
    """Words and points for one step, with the clause they follow from."""

    clause: str
    say: str
    points: tuple[str, ...]


@cache
def _wording() -> dict[str, Any]:
    text = (ROOT / "wording" / "reception.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def greeting(now: datetime, zone: ZoneInfo, source: Source) -> str:
    """Return the greeting for the time of day, or the one for the phone."""
    hour = now.astimezone(zone).hour
    if source is Source.PHONE:
        key = "phone"
    elif hour < _NOON:
        key = "morning"
    elif hour < _AFTERNOON:
        key = "noon"
    elif hour < _EVENING:
        key = "afternoon"
    else:
        key = "evening"
    return str(_wording()["greeting"][key][current_language()])


def step_wording(step: VisitStep, case_type: CaseType | None = None) -> StepWording:
    """Return what to say at ``step``; complaints have words of their own."""
    is_complaint = step is VisitStep.NEEDS and case_type is CaseType.COMPLAINT
    entry = _wording()["steps"]["complaint" if is_complaint else step.value]
    lang = current_language()
    return StepWording(entry["clause"], entry["say"][lang], tuple(entry["points"][lang]))
