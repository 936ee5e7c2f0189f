"""The keys that work everywhere, in one table: bound by the shell, listed in the manual."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import _


@dataclass(frozen=True)
class GlobalKey:
    """An action, the keys that start it, and its words."""

    action: str
    sequences: tuple[str, ...]
    words: str

    @property
    def shown(self) -> str:
        """The first key as people write it."""
        return self.sequences[0]


HELP, NEW_VISIT, PHONE_CALL, LOOK_UP = "help", "new_visit", "phone_call", "look_up"
REFRESH, LOCK, SEARCH, FULL_SCREEN = "refresh", "lock", "search", "full_screen"
REMINDERS, SEARCH_CASES = "reminders", "search_cases"

WHEN_LOCKED = frozenset({HELP, FULL_SCREEN})
"""What still works on the unlock screen."""


def global_keys() -> tuple[GlobalKey, ...]:
    """Return the table in the current language."""
    return (
        GlobalKey(HELP, ("F1",), _("Manual page for this screen")),
        GlobalKey(NEW_VISIT, ("F2",), _("New visit")),
        GlobalKey(PHONE_CALL, ("F3",), _("Phone call")),
        GlobalKey(LOOK_UP, ("F4",), _("Look up progress")),
        GlobalKey(REFRESH, ("F5",), _("Refresh")),
        GlobalKey(REMINDERS, ("F8",), _("Reminders")),
        GlobalKey(LOCK, ("F9", "Ctrl+L"), _("Lock")),
        GlobalKey(SEARCH, ("Ctrl+K",), _("Search everything")),
        GlobalKey(SEARCH_CASES, ("Ctrl+F",), _("Search cases")),
        GlobalKey(FULL_SCREEN, ("F11",), _("Full screen")),
    )


def key_of(action: str) -> str:
    """Return the key to show beside a button of ``action``.

    Raises:
        StopIteration: the table has no such action.
    """
    return next(key.shown for key in global_keys() if key.action == action)
