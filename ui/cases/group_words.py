"""What the head of a group says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.case_filter import CaseGroup
from app.domain.terms import CaseState, Severity
from app.i18n import _
from app.labels import case_state_label, severity_label
from app.people_time import month_name, weekday_name
from app.services.case_query import LATER, OVERDUE, UNDATED, GroupCount
from ui.cases.filter_words import building_words


def group_words(
    group: CaseGroup,
    one: GroupCount,
    categories: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
) -> str:
    """Return the words of one group of a list grouped by ``group``."""
    if group is CaseGroup.STATE:
        return case_state_label(CaseState(one.key))
    if group is CaseGroup.SEVERITY:
        return severity_label(Severity(int(one.key)))
    if group is CaseGroup.DEPARTMENT:
        return one.key or _("Without department")
    if group is CaseGroup.CATEGORY:
        return categories.get(one.key, one.key)
    if group is CaseGroup.BUILDING:
        return building_words(one.name) if one.key else _("Without room")
    return _day_words(one.key, now.astimezone(zone).date())


def _day_words(key: str, today: date) -> str:
    if key == OVERDUE:
        return _("Overdue")
    if key == LATER:
        return _("Later")
    if key == UNDATED:
        return _("No due time")
    day = date.fromisoformat(key)
    ahead = (day - today).days
    if ahead == 0:
        return _("Due today")
    if ahead == 1:
        return _("Due tomorrow")
    words = _("{day} {month}").format(day=day.day, month=month_name(day.month))
    return f"{weekday_name(day.weekday())}, {words}"
