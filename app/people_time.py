"""Times as people say them: '今天 15:00', '35 分钟', '已超时 2 小时'; tooltips are exact."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.i18n import _, ngettext, pgettext

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def weekday_name(weekday: int) -> str:
    """Return the name of a day of the week, 0 for Monday."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[weekday]


def month_name(number: int) -> str:
    """Return the name of a month, 1 for January."""
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        pgettext("month", "May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )[number - 1]


def day_words(instant: datetime, zone: ZoneInfo) -> str:
    """Return the day as ``11 月 23 日`` or ``23 November``."""
    local = instant.astimezone(zone)
    return _("{day} {month}").format(day=local.day, month=month_name(local.month))


def clock_time(instant: datetime, zone: ZoneInfo) -> str:
    """Return the time of day as ``15:00``."""
    return instant.astimezone(zone).strftime("%H:%M")


def exact(instant: datetime, zone: ZoneInfo) -> str:
    """Return date and time in full, for tooltips and papers."""
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def when(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a time as people say it today: ``今天 15:00``, ``明天 10:00``, ``11-30 09:00``."""
    local = instant.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    time = f"{local:%H:%M}"
    if days == 0:
        return _("today {time}").format(time=time)
    if days == 1:
        return _("tomorrow {time}").format(time=time)
    if days == -1:
        return _("yesterday {time}").format(time=time)
    if local.year == now.astimezone(zone).year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def duration(length: timedelta) -> str:
    """Return a length of time with at most two units: ``4 分 12 秒``, ``2 小时``, ``3 天``."""
    length = abs(length)
    if length < _MINUTE:
        return ngettext("{count} second", "{count} seconds", length.seconds).format(
            count=length.seconds
        )
    if length < _HOUR:
        count = length // _MINUTE
        return ngettext("{count} minute", "{count} minutes", count).format(count=count)
    if length < _DAY:
        count = length // _HOUR
        return ngettext("{count} hour", "{count} hours", count).format(count=count)
    return ngettext("{count} day", "{count} days", length.days).format(count=length.days)


def short_duration(length: timedelta) -> str:
    """Return a length of time on a clock's face: ``2:41``."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def due_words(due_at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a due time as the to-do list says it: the time left if short, else the time of day."""
    left = due_at - now
    if left < timedelta():
        return _("overdue by {duration}").format(duration=duration(left))
    if left < _HOUR:
        return duration(left)
    return when(due_at, now, zone)
