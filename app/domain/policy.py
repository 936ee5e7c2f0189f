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
SETTINGS: tuple[PolicySetting[int] | PolicySetting[str] | PolicySetting[bool], ...] = (
    COMPANY_NAME,
    IDLE_LOCK_SECONDS,
    RATING_SECONDS,
    PAPER_SIZE,
    RECOVERY_CONFIRMED,
    REMINDER_SOUND,
    REVEALS_AN_HOUR,
)
