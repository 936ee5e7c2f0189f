"""'Why this time?': a due time explained line by line in the current language."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.domain.clocks import Clock, Due, DueStep, DueStepKind, Target, TimeUnit
from app.i18n import _, ngettext
from app.people_time import duration, exact


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


def explain(due: Due, zone: ZoneInfo) -> list[str]:
    """Return the computation of ``due``, one sentence a step."""
    lines = []
    for step in due.steps:
        if step.kind is DueStepKind.STARTED:
            lines.append(
                _("{time}  starts; the standard gives {target}").format(
                    time=exact(step.begins_at, zone), target=target_words(due.target)
                )
            )
        elif step.kind is DueStepKind.CLOSED_UNTIL:
            lines.append(
                _("{time}  closed until {until}, not counted").format(
                    time=exact(step.begins_at, zone), until=exact(step.ends_at, zone)
                )
            )
        elif step.kind is DueStepKind.COUNTED:
            lines.append(_counted(step, zone))
        else:
            lines.append(_("{time}  due").format(time=exact(step.ends_at, zone)))
    return lines


def _counted(step: DueStep, zone: ZoneInfo) -> str:
    words = _("{time}  counts {counted} until {until}").format(
        time=exact(step.begins_at, zone),
        counted=_precise(step.counted),
        until=exact(step.ends_at, zone),
    )
    if step.left:
        words += _(", {left} left").format(left=_precise(step.left))
    return words


def _precise(length: timedelta) -> str:
    """Return a length in hours and minutes, which add up where rounded ones would not."""
    minutes = round(length / timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if not hours or not rest:
        return duration(timedelta(minutes=minutes)) if not hours else _hours(hours)
    return f"{_hours(hours)} " + ngettext("{count} minute", "{count} minutes", rest).format(
        count=rest
    )


def _hours(count: int) -> str:
    return ngettext("{count} hour", "{count} hours", count).format(count=count)
