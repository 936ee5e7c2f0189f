"""How long personal information is kept, by class (PIPL art. 19): rules, and what a run found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.errors import FieldError, FieldProblem

LEAST_DAYS, MOST_DAYS = 30, 7300


class RetentionClass(StrEnum):
    """What a rule is about; the days count from the last contact, the closing or the entry."""

    VISITORS = "visitors"
    FORMER_RESIDENTS = "former_residents"
    ENQUIRIES = "enquiries"
    CASES = "cases"
    VISITS = "visits"
    ACCESS_LOG = "access_log"


Rules = Mapping[RetentionClass, int]
"""Days by class."""
DEFAULT_RULES: Rules = {
    RetentionClass.VISITORS: 90,
    RetentionClass.FORMER_RESIDENTS: 1095,
    RetentionClass.ENQUIRIES: 365,
    RetentionClass.CASES: 1095,
    RetentionClass.VISITS: 365,
    RetentionClass.ACCESS_LOG: 1095,
}


def rules_to_plain(rules: Rules) -> dict[str, int]:
    """Return the days by the name of the class."""
    return {each.value: rules[each] for each in RetentionClass}


def rules_from_plain(plain: Any) -> Rules:
    """Return the rules that :func:`rules_to_plain` wrote; what is not one is the default."""
    known = plain if isinstance(plain, dict) else {}
    rules = dict(DEFAULT_RULES)
    for each in RetentionClass:
        days = known.get(each.value)
        if isinstance(days, int) and _is_length(days):
            rules[each] = days
    return rules


def _is_length(days: object) -> bool:
    return type(days) is int and LEAST_DAYS <= days <= MOST_DAYS


def check_rules(rules: Rules) -> Rules:
    """Return ``rules`` if they can be worked by.

    Raises:
        FieldError: a length is out of range; the field is the class.
    """
    for each in RetentionClass:
        if not _is_length(rules.get(each)):
            raise FieldError(
                each.value, FieldProblem.OUT_OF_RANGE, least=LEAST_DAYS, most=MOST_DAYS
            )
    return rules


def kept_since(rules: Rules, each: RetentionClass, now: datetime) -> datetime:
    """Return the moment before which records of a class are no longer kept."""
    return now - timedelta(days=rules[each])


def hash_of_found(found: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a preview found, which its certificate prints."""
    canonical = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class RetentionPreview:
    """What a run would make anonymous, as it stood at ``previewed_at``."""

    run_id: str
    number: str
    previewed_at: datetime
    counts: Mapping[RetentionClass, int]

    @property
    def total(self) -> int:
        """How many records altogether."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class RetentionCertificate:
    """What the paper of a finished run says."""

    company: str
    project_name: str
    timezone: str
    number: str
    rules: Rules
    counts: Mapping[RetentionClass, int]
    held: int
    found_hash: str
    previewed_at: datetime
    previewed_by: str
    approved_at: datetime
    approved_by: str
