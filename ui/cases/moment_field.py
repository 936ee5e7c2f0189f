"""A date and time in the project's zone: a few usual ones as chips, any other in the box."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateTimeEdit, QVBoxLayout, QWidget

from app.i18n import _
from app.people_time import when
from ui.context import DeskContext
from ui.widgets.chips import ChipGroup, Choice

_MORNING = time(10, 0)
_ROUND_TO = timedelta(minutes=5)


class QuickTime(StrEnum):
    """The times that are chosen most."""

    IN_AN_HOUR = "in_an_hour"
    TOMORROW = "tomorrow"
    IN_THREE_DAYS = "in_three_days"
    IN_A_WEEK = "in_a_week"


_DAYS = {QuickTime.TOMORROW: 1, QuickTime.IN_THREE_DAYS: 3, QuickTime.IN_A_WEEK: 7}


def quick_time(choice: QuickTime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment that ``choice`` means at ``now``; days mean their morning at ten."""
    if choice is QuickTime.IN_AN_HOUR:
        later = now + timedelta(hours=1)
        # Never earlier than an hour, and a time that people say.
        return later + (-timedelta(minutes=later.minute, seconds=later.second) % _ROUND_TO)
    day = now.astimezone(zone).date() + timedelta(days=_DAYS[choice])
    return datetime.combine(day, _MORNING, zone).astimezone(UTC)


class MomentField(QWidget):
    """``edited`` at every change; the first of the usual times is chosen to begin with."""

    edited = Signal()

    def __init__(
        self,
        context: DeskContext,
        choices: Sequence[QuickTime],
        *,
        accessible_name: str,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        now, zone = context.now(), context.zone
        self._times = {choice: quick_time(choice, now, zone) for choice in choices}
        self.chips = ChipGroup(
            [Choice(choice, _words(choice, at, now, zone)) for choice, at in self._times.items()],
            digits=True,
            accessible_name=accessible_name,
            name=f"{name}Quick",
        )
        self.box = _MomentBox()
        self.box.setObjectName(f"{name}Box")
        self.box.setAccessibleName(accessible_name)
        self.box.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.box.setCalendarPopup(True)
        self.box.setTimeZone(QTimeZone(context.project.timezone.encode()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.box)
        self.setFocusProxy(self.chips)
        self._show(self._times[choices[0]])
        self.chips.chosen.connect(self._on_chosen)
        self.box.dateTimeChanged.connect(self._on_changed)

    @property
    def value(self) -> datetime:
        """The moment chosen, to the minute."""
        return datetime.fromtimestamp(self.box.dateTime().toSecsSinceEpoch(), UTC)

    def _on_chosen(self, choice: object) -> None:
        if isinstance(choice, QuickTime):
            self._show(self._times[choice])
            self.edited.emit()

    def _on_changed(self) -> None:
        self._mark()
        self.edited.emit()

    def _show(self, moment: datetime) -> None:
        blocked = self.box.blockSignals(True)
        self.box.setDateTime(
            QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), self.box.timeZone())
        )
        self.box.blockSignals(blocked)
        self._mark()

    def _mark(self) -> None:
        """Mark the chip of the time in the box, if it is one of the usual ones."""
        minute = timedelta(minutes=1)
        chosen = next((c for c, at in self._times.items() if abs(at - self.value) < minute), None)
        self.chips.set_value(chosen)


class _MomentBox(QDateTimeEdit):
    """A box that a wheel turned over the page does not change."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel only while the time has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _words(choice: QuickTime, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    return {
        QuickTime.IN_AN_HOUR: _("in an hour"),
        QuickTime.TOMORROW: when(at, now, zone),
        QuickTime.IN_THREE_DAYS: _("in 3 days"),
        QuickTime.IN_A_WEEK: _("in a week"),
    }[choice]
