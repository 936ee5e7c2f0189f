"""'Why this time?': a due time explained line by line in the current language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.clocks import Clock, Due, DueStep, DueStepKind, Target, TimeUnit
from app.i18n import _, ngettext, pgettext
from app.people_time import clock_time, day_words, weekday_name
from app.services.due_times import DueExplanation


def target_words(target: Target) -> str:
    """Return a target as ``24 小时(自然时间)`` or ``3 working days``."""
    count = target.amount
    if target.unit is TimeUnit.DAY and target.clock is Clock.BUSINESS:
        return ngettext("{count} working day", "{count} working days", count).format(count=count)
    if target.unit is TimeUnit.DAY:
        return ngettext("{count} calendar day", "{count} calendar days", count).format(count=count)
    if target.amount == 0:
        return _("at once")
    if target.unit is TimeUnit.HOUR:
        amount = ngettext("{count} hour", "{count} hours", count).format(count=count)
    else:
        amount = ngettext("{count} minute", "{count} minutes", count).format(count=count)
    if target.clock is Clock.BUSINESS:
        return _("{amount} of office time").format(amount=amount)
    return _("{amount} around the clock").format(amount=amount)


@dataclass(frozen=True)
class WhyLine:
    """One line of an explanation: when it begins, and what happens then."""

    kind: DueStepKind
    when: str
    words: str


def explain(due: Due, zone: ZoneInfo) -> list[str]:
    """Return the computation of a due time that nothing has paused yet, one sentence a step."""
    return [f"{line.when}  {line.words}" for line in _lines(due, zone, {}, tightened=False)]


def explanation_lines(explanation: DueExplanation, zone: ZoneInfo) -> list[WhyLine]:
    """Return the computation of a clock's due time, one line a step (clause 4.2-3)."""
    waits = {wait.begins_at: wait.words for wait in explanation.waits}
    return _lines(explanation.due, zone, waits, tightened=explanation.was_tightened)


def explanation_notes(explanation: DueExplanation, zone: ZoneInfo) -> list[str]:
    """Return what has to be said besides: a wait that lasts, or a due time that was kept."""
    notes = []
    still = next((wait for wait in explanation.waits if wait.ends_at is None), None)
    if still is not None:
        notes.append(
            _(
                "Since {time} the case has been waiting and this clock stands still. "
                "The due time moves on when the work goes on."
            ).format(time=moment_words(still.begins_at, zone))
        )
    if not explanation.is_as_computed:
        notes.append(
            _(
                "What holds is {time}: the calendar or the limits were changed afterwards, and "
                "what was due by then stays as it was."
            ).format(time=moment_words(explanation.due_at, zone))
        )
    return notes


def moment_words(instant: datetime, zone: ZoneInfo) -> str:
    """Return a moment with its day of the week: ``11 月 23 日 星期一 10:40``."""
    return _("{weekday} {day} {time}").format(
        weekday=weekday_name(instant.astimezone(zone).weekday()),
        day=day_words(instant, zone),
        time=clock_time(instant, zone),
    )


def _lines(
    due: Due, zone: ZoneInfo, waits: Mapping[datetime, str], *, tightened: bool
) -> list[WhyLine]:
    lines = []
    for step in due.steps:
        if step.kind is DueStepKind.STARTED:
            start = (
                _("from here on a stricter limit holds: {target}")
                if tightened
                else _("starts; the limit is {target}")
            )
            words = start.format(target=target_words(due.target))
        elif step.kind is DueStepKind.CLOSED_UNTIL:
            words = _closed(step, zone)
        elif step.kind is DueStepKind.PAUSED:
            words = _paused(step, zone, waits)
        elif step.kind is DueStepKind.COUNTED:
            words = _counted(step, zone)
        elif step.kind is DueStepKind.KEPT:
            words = _("was due by {until} already; a stricter limit never makes it later").format(
                until=_until(step, zone)
            )
        else:
            words = _("due")
        lines.append(WhyLine(step.kind, moment_words(step.begins_at, zone), words))
    return lines


def _closed(step: DueStep, zone: ZoneInfo) -> str:
    until = _until(step, zone)
    if not step.days_off:
        return _("closed until {until}, not counted").format(until=until)
    reasons = pgettext("list", ", ").join(name or _("day off") for name in step.days_off)
    return _("closed until {until} ({reasons}), not counted").format(until=until, reasons=reasons)


def _paused(step: DueStep, zone: ZoneInfo, waits: Mapping[datetime, str]) -> str:
    words = waits.get(step.begins_at, "")
    if not words:
        return _("stands still until {until}").format(until=_until(step, zone))
    return _("stands still until {until}: {words}").format(until=_until(step, zone), words=words)


def _counted(step: DueStep, zone: ZoneInfo) -> str:
    facts = {"counted": _precise(step.counted), "until": _until(step, zone)}
    if step.left:
        return _("counts {counted} until {until}, {left} left").format(
            left=_precise(step.left), **facts
        )
    return _("counts {counted} until {until}").format(**facts)


def _until(step: DueStep, zone: ZoneInfo) -> str:
    """Return the end of a step: the time alone if it is on the same day."""
    begins, ends = step.begins_at.astimezone(zone), step.ends_at.astimezone(zone)
    if begins.date() == ends.date():
        return clock_time(step.ends_at, zone)
    return moment_words(step.ends_at, zone)


def _precise(length: timedelta) -> str:
    """Return a length in hours and minutes, which add up where rounded ones would not."""
    hours, minutes = divmod(round(length / timedelta(minutes=1)), 60)
    if not hours:
        return _("{minutes} min").format(minutes=minutes)
    if not minutes:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
