"""A year on one page: twelve small months, each day coloured and marked by its kind."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.calendar_words import date_words, day_kind_mark, exception_words, short_weekday
from app.domain.calendars import DayException, DayKind, Window
from app.i18n import _
from app.people_time import month_name
from ui import theme
from ui.widgets.wording import announce

_GAP, _HEAD, _WEEKDAYS, _ROW = 24, 30, 22, 30
_MONTH = _HEAD + _WEEKDAYS + 6 * _ROW
_LEAST_CELL, _WIDEST_CELL = 26, 44
_GROUNDS = {DayKind.HOLIDAY: "danger", DayKind.WORKDAY: "primary"}
_MONTH_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_DAY_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True)
class _Place:
    """Where one day is drawn."""

    day: date
    area: QRectF


class YearView(QWidget):
    """Arrows walk through the days, PageUp and PageDown through the months.

    ``day_activated(date)`` on a click, Enter or Space.
    """

    day_activated = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._days: Mapping[date, DayException] = {}
        self._week: Sequence[Sequence[Window]] = ()
        self._today = self.day = date.min

    @property
    def year(self) -> int:
        """The year that is shown."""
        return self.day.year

    def show_year(
        self,
        year: int,
        days: Mapping[date, DayException],
        week: Sequence[Sequence[Window]],
        today: date,
    ) -> None:
        """Show a year; the day walked to stays if it is one of this year."""
        self._days, self._week, self._today = days, week, today
        if self.day.year != year:
            self.day = today if today.year == year else date(year, 1, 1)
        self.setAccessibleName(_("Calendar of {year}").format(year=year))
        self._describe()
        self.updateGeometry()
        self.update()

    def go_to(self, day: date) -> None:
        """Walk to a day of the year that is shown."""
        if day.year == self.year and day != self.day:
            self.day = day
            self._describe()
            announce(self, self.words_of(day))
            self.update()

    def words_of(self, day: date) -> str:
        """Return what a day is, in words."""
        known = self._days.get(day)
        if known is None and self._week and not self._week[day.weekday()]:
            return _("{date}: day off").format(date=date_words(day))
        return _("{date}: {kind}").format(date=date_words(day), kind=exception_words(known))

    def area_of(self, day: date) -> QRectF:
        """Return where a day is drawn.

        Raises:
            StopIteration: it is no day of the year that is shown.
        """
        return next(place.area for place in self._places() if place.day == day)

    # ---- size ------------------------------------------------------------------------------

    def _columns(self, width: int) -> int:
        return next((n for n in (4, 3, 2) if width >= n * 7 * _LEAST_CELL + (n - 1) * _GAP), 1)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the rows of months."""
        rows = -(-12 // self._columns(width))
        return rows * _MONTH + (rows - 1) * 8

    def sizeHint(self) -> QSize:
        """Return four months a row."""
        width = 4 * 7 * _LEAST_CELL + 3 * _GAP
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return one month a row."""
        return QSize(7 * _LEAST_CELL, self.heightForWidth(self.width()))

    def _months(self) -> Iterator[tuple[int, float, float, float]]:
        """Yield each month with its left and top, and the width of its days."""
        columns = self._columns(self.width())
        cell = min((self.width() - (columns - 1) * _GAP) / columns / 7, _WIDEST_CELL)
        for number in range(12):
            row, column = divmod(number, columns)
            yield number + 1, column * (7 * cell + _GAP), row * (_MONTH + 8), cell

    def _places(self) -> Iterator[_Place]:
        for month, left, top, cell in self._months():
            first, count = calendar.monthrange(self.year, month)
            for number in range(count):
                row, column = divmod(first + number, 7)
                area = QRectF(
                    left + column * cell, top + _HEAD + _WEEKDAYS + row * _ROW, cell, _ROW
                )
                yield _Place(date(self.year, month, number + 1), area)

    # ---- drawing ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the year."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month, left, top, cell in self._months():
            painter.setFont(self._font(15, bold=True))
            painter.setPen(theme.colour("ink"))
            painter.drawText(
                QRectF(left + 4, top, 7 * cell, _HEAD),
                Qt.AlignmentFlag.AlignVCenter,
                month_name(month),
            )
            painter.setFont(self._font(12))
            painter.setPen(theme.colour("muted"))
            for weekday in range(7):
                area = QRectF(left + weekday * cell, top + _HEAD, cell, _WEEKDAYS)
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, short_weekday(weekday))
        for place in self._places():
            self._draw_day(painter, place)
        painter.end()

    def _draw_day(self, painter: QPainter, place: _Place) -> None:
        known = self._days.get(place.day)
        tile = place.area.adjusted(1, 1, -1, -1)
        ink = "ink" if self._week and self._week[place.day.weekday()] else "muted"
        painter.setPen(Qt.PenStyle.NoPen)
        if known is not None:
            colour = _GROUNDS[known.kind]
            ink = f"{colour}_text"
            painter.setBrush(theme.colour(f"{colour}_tint"))
            painter.drawRoundedRect(tile, 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if place.day == self._today:
            painter.setPen(QPen(theme.colour("muted"), 1))
            painter.drawRoundedRect(tile, 5, 5)
        if place.day == self.day and self.hasFocus():
            painter.setPen(QPen(theme.colour("primary"), 2))
            painter.drawRoundedRect(tile, 5, 5)
        painter.setPen(theme.colour(ink))
        painter.setFont(self._font(13, bold=known is not None))
        number = tile if known is None else tile.adjusted(0, 3, -10, 1)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(place.day.day))
        if known is not None:
            painter.setFont(self._font(10, bold=True))
            painter.drawText(
                tile.adjusted(0, 1, -3, 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop,
                day_kind_mark(known.kind),
            )

    def _font(self, pixels: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words_of(self.day))

    # ---- hands -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Say what the day under the pointer is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._day_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), self.words_of(day) if day else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a day can be clicked."""
        day = self._day_at(event.position().x(), event.position().y())
        self.setCursor(Qt.CursorShape.PointingHandCursor if day else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Walk to the day that was clicked, and open it."""
        day = self._day_at(event.position().x(), event.position().y())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.go_to(day)
            self.day_activated.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the days, or open the one walked to."""
        key = Qt.Key(event.key())
        if key in _DAY_KEYS:
            self.go_to(self.day + timedelta(days=_DAY_KEYS[key]))
        elif key in _MONTH_KEYS:
            self._turn_month(_MONTH_KEYS[key])
        elif key == Qt.Key.Key_Home:
            self.go_to(date(self.year, 1, 1))
        elif key == Qt.Key.Key_End:
            self.go_to(date(self.year, 12, 31))
        elif key in _ENTER_KEYS:
            if not event.isAutoRepeat():
                self.day_activated.emit(self.day)
        else:
            super().keyPressEvent(event)

    def _turn_month(self, by: int) -> None:
        month = min(max(self.day.month + by, 1), 12)
        last = calendar.monthrange(self.year, month)[1]
        self.go_to(self.day.replace(month=month, day=min(self.day.day, last)))

    def _day_at(self, x: float, y: float) -> date | None:
        return next((place.day for place in self._places() if place.area.contains(x, y)), None)
