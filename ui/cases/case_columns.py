"""The columns of the case list, and how a case is said in few words."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.case_filter import CaseOrder, CaseSort
from app.i18n import _
from app.services.case_list import CaseRow

_SOON = timedelta(hours=1)


class Column(IntEnum):
    """The columns, from left to right."""

    MARK = 0
    NUMBER = 1
    TYPE = 2
    MATTER = 3
    CUSTOMER = 4
    CATEGORY = 5
    DEPARTMENT = 6
    SEVERITY = 7
    STATE = 8
    REGISTERED = 9
    DUE = 10


SORTED_BY = {
    Column.NUMBER: CaseSort.NUMBER,
    Column.CUSTOMER: CaseSort.ROOM,
    Column.SEVERITY: CaseSort.SEVERITY,
    Column.STATE: CaseSort.STATE,
    Column.REGISTERED: CaseSort.REGISTERED,
    Column.DUE: CaseSort.DUE,
}
"""What a click on the head of a column sorts by."""


def column_title(column: Column) -> str:
    """Return the head of a column."""
    return {
        Column.MARK: "",
        Column.NUMBER: _("Number"),
        Column.TYPE: _("Type"),
        Column.MATTER: _("Matter"),
        Column.CUSTOMER: _("Customer / room"),
        Column.CATEGORY: _("Category"),
        Column.DEPARTMENT: _("Department"),
        Column.SEVERITY: _("Severity"),
        Column.STATE: _("State"),
        Column.REGISTERED: _("Registered at"),
        Column.DUE: _("Due"),
    }[column]


def short_time(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return today's times as people say them, others as figures: the column is narrow."""
    local = instant.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return people_time.when(instant, now, zone)
    if local.year == now.astimezone(zone).year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d}"


def urgency(row: CaseRow, now: datetime | None) -> str:
    """Return ``danger`` for what is overdue, ``warning`` for what is due soon, else nothing."""
    if row.due_at is None or now is None:
        return ""
    left = row.due_at - now
    if left < timedelta():
        return "danger"
    return "warning" if left <= _SOON else ""


def arrow(order: CaseOrder) -> str:
    """Return which way the rows run, as an arrow beside the word they are sorted by."""
    newest_first = order.sort is CaseSort.REGISTERED
    return "↓" if newest_first is not order.reverse else "↑"


def customer_words(row: CaseRow) -> str:
    """Return customer and room on one line; a customer may have given neither."""
    return "  ".join(part for part in (row.customer, row.room_label) if part) or _("Not named")


def escalation_words(level: int) -> str:
    """Return before whom a case was brought."""
    return _("Escalated to the supervisor") if level == 1 else _("Escalated to the project manager")
