"""Policy of the company: each setting declared once, with its type, default and meaning.

Policy lives in the encrypted store; only window geometry, language and theme live outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", int, str, bool)


@dataclass(frozen=True)
class PolicySetting(Generic[T]):
    """One policy value, with the bounds that a number must keep."""

    name: str
    default: T
    meaning: str
    least: int | None = None
    most: int | None = None

    def accept(self, value: object) -> T:
        """Return ``value`` if it is of the right type and within bounds, else the default."""
        if type(value) is not type(self.default):
            return self.default
        if isinstance(value, int):
            if self.least is not None and value < self.least:
                return self.default
            if self.most is not None and value > self.most:
                return self.default
        return value


COMPANY_NAME = PolicySetting("company_name", "", "Name printed on every paper")
IDLE_LOCK_SECONDS = PolicySetting(
    "idle_lock_seconds", 120, "Seconds without input after which the desk locks", 30, 3600
)
RATING_SECONDS = PolicySetting(
    "rating_seconds", 30, "Seconds the customer screen waits for a rating (clause 4.2-4)", 10, 300
)
PAPER_SIZE = PolicySetting("receipt_paper", "A5", "Paper of the receipt: A5 or 80mm")
RECOVERY_CONFIRMED = PolicySetting(
    "recovery_confirmed",
    False,
    "Whether the printed recovery key was confirmed by typing part of it",
)
REMINDER_SOUND = PolicySetting(
    "reminder_sound", False, "Whether the desk sounds once when something falls due"
)
REVEALS_AN_HOUR = PolicySetting(
    "reveals_an_hour",
    20,
    "Reveals by one person within an hour above which a supervisor is told (clause 5-3)",
    1,
    500,
)
TARGET_COMPLETION = PolicySetting(
    "target_completion", 90, "Target of the completion rate in per cent (clause 4.3-4)", 0, 100
)
TARGET_FIRST_ANSWER = PolicySetting(
    "target_first_answer", 95, "Target of first answers in time in per cent (clause 4.3-2)", 0, 100
)
TARGET_RESOLVED = PolicySetting(
    "target_resolved", 90, "Target of complaints resolved in time in per cent (4.3-3)", 0, 100
)
TARGET_PROMISES = PolicySetting(
    "target_promises", 95, "Target of promises kept in per cent (clause 4.2-3)", 0, 100
)
TARGET_SATISFACTION = PolicySetting(
    "target_satisfaction", 90, "Target of the satisfaction rate in per cent (4.2-4)", 0, 100
)
STAFF_NAMES_ON_REPORTS = PolicySetting(
    "staff_names_on_reports",
    False,
    "Whether reports print the staff's full names; otherwise they are masked",
)
LEAST_ANSWERS = PolicySetting(
    "least_answers",
    5,
    "Ratings below which a person's own satisfaction is not shown (clause 6-2)",
    1,
    100,
)
TARGETS: tuple[tuple[str, PolicySetting[int]], ...] = (
    ("completion", TARGET_COMPLETION),
    ("first_answer_in_time", TARGET_FIRST_ANSWER),
    ("resolved_in_time", TARGET_RESOLVED),
    ("promises_kept", TARGET_PROMISES),
    ("satisfaction", TARGET_SATISFACTION),
)
"""The ratios that have a target, with the setting that holds it."""
SETTINGS: tuple[PolicySetting[int] | PolicySetting[str] | PolicySetting[bool], ...] = (
    COMPANY_NAME,
    IDLE_LOCK_SECONDS,
    RATING_SECONDS,
    PAPER_SIZE,
    RECOVERY_CONFIRMED,
    REMINDER_SOUND,
    REVEALS_AN_HOUR,
    TARGET_COMPLETION,
    TARGET_FIRST_ANSWER,
    TARGET_RESOLVED,
    TARGET_PROMISES,
    TARGET_SATISFACTION,
    STAFF_NAMES_ON_REPORTS,
    LEAST_ANSWERS,
)
