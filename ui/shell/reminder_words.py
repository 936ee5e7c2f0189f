"""Reminders in words: what is owed, and how it stands with the time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.reminding import Reminder, Stage
from app.i18n import _, ngettext
from app.labels import escalation_cause_label, next_step_label

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def what_words(reminder: Reminder) -> str:
    """Return what is owed, or why the case was brought before the reader."""
    if reminder.cause is not None:
        return escalation_cause_label(reminder.cause)
    return next_step_label(reminder.what) if reminder.what is not None else ""


def due_words(reminder: Reminder, now: datetime, zone: ZoneInfo) -> str:
    """Return how the time stands as part of a line; nothing where no time ran out."""
    if reminder.due_at is None:
        return ""
    left = reminder.due_at - now
    if left <= -_MINUTE:
        return people_time.due_words(reminder.due_at, now, zone)
    if left < _MINUTE:
        return _("due now")
    if left < _HOUR:
        return _("due in {duration}").format(duration=people_time.duration(left))
    return _("due {when}").format(when=people_time.when(reminder.due_at, now, zone))


def line_words(reminder: Reminder, now: datetime, zone: ZoneInfo) -> str:
    """Return one reminder on one line, without anybody's name."""
    words = [reminder.number, what_words(reminder), due_words(reminder, now, zone)]
    if reminder.stage is Stage.ESCALATED:
        words.insert(1, _("brought before you"))
    return " · ".join(part for part in words if part)


def notice_words(new: tuple[Reminder, ...], zone: ZoneInfo) -> str:
    """Return the notice about what just fell due: a number and a time, nothing of a customer."""
    first = new[0]
    if len(new) > 1:
        return ngettext("{count} item is due", "{count} items are due", len(new)).format(
            count=len(new)
        )
    if first.stage is Stage.ESCALATED or first.due_at is None:
        return _("{number} was brought before you").format(number=first.number)
    return _("{number} is due at {time}").format(
        number=first.number, time=people_time.clock_time(first.due_at, zone)
    )


def locked_words(count: int) -> str:
    """Return the notice of a locked desk: how much fell due, and what to do."""
    return ngettext(
        "{count} item fell due; unlock to see it.",
        "{count} items fell due; unlock to see them.",
        count,
    ).format(count=count)


def clock_words(now: datetime, newest_entry_at: datetime, zone: ZoneInfo) -> str:
    """Return the warning about a clock that is behind the records."""
    return _(
        "The computer's clock is behind the records: it says {now}, the newest entry is from "
        "{newest}. Set it right; new entries keep their order."
    ).format(now=people_time.exact(now, zone), newest=people_time.exact(newest_entry_at, zone))
