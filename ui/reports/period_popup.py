"""A small calendar of days, months, quarters or years."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.periods import Period, PeriodKind
from app.figure_words import period_words
from app.i18n import _
from app.people_time import month_name, weekday_name
from ui.reports.figure_words import kind_words, month_words
from ui.widgets.buttons import IconButton, press_on_enter
from ui.widgets.wording import label

EARLIEST = date(2000, 1, 1)
_COLUMNS = {PeriodKind.DAY: 7, PeriodKind.MONTH: 3, PeriodKind.QUARTER: 2, PeriodKind.YEAR: 3}
_YEARS = 12
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PeriodPopup(QFrame):
    """A page of periods: a month of days, a year of months or quarters, twelve years.

    Esc or a click outside closes it.
    """

    period_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("periodPopup")
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.page_back = IconButton("chevron-left", _("Back (PgUp)"), name="pageBack")
        self.page_label = label("", "subtitle", name="pageLabel")
        self.page_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page_forward = IconButton("chevron-right", _("Forward (PgDn)"), name="pageNext")
        head.addWidget(self.page_back)
        head.addWidget(self.page_label, 1)
        head.addWidget(self.page_forward)
        column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        column.addLayout(self._grid)
        self.page_back.clicked.connect(lambda: self._turn(-1))
        self.page_forward.clicked.connect(lambda: self._turn(1))
        self.buttons: list[_PeriodButton] = []
        self._page: list[Period] = []
        self._chosen = self._latest = Period(PeriodKind.MONTH, EARLIEST)

    def open_at(self, place: QPoint, chosen: Period, latest: Period) -> None:
        """Open with the upper left corner at ``place``, on the page of ``chosen``."""
        self._chosen, self._latest = chosen, latest
        self.setAccessibleName(kind_words(chosen.kind).choose)
        self._show_page(chosen)
        self.adjustSize()
        screen = QGuiApplication.screenAt(place)
        if screen is not None:
            room = screen.availableGeometry()
            place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        self.move(place)
        self.show()
        self.button(chosen).setFocus(Qt.FocusReason.PopupFocusReason)

    def button(self, period: Period) -> QPushButton:
        """Return the button of a period on the page.

        Raises:
            StopIteration: it is on another page.
        """
        return next(button for button in self.buttons if button.period == period)

    def event(self, event: QEvent) -> bool:
        """Keep the page keys from the screen behind, whose shortcuts reach into its popups."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _PAGES:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through the periods, PgUp and PgDn through the pages."""
        key = Qt.Key(event.key())
        if key in _PAGES:
            (self.page_back if key == Qt.Key.Key_PageUp else self.page_forward).click()
            return
        here = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), None)
        if here is not None and key in _ARROWS:
            columns = _COLUMNS[self._chosen.kind]
            there = here + dict(zip(_ARROWS, (-1, 1, -columns, columns), strict=True))[key]
            if 0 <= there < len(self.buttons) and self.buttons[there].isEnabled():
                self.buttons[there].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def _turn(self, pages: int) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons)
        first = self._page[0]
        self._show_page(self._page[-1].plus(1) if pages > 0 else first.plus(-1))
        self.adjustSize()
        if had_focus:
            able = [button for button in self.buttons if button.isEnabled()]
            able[0 if pages > 0 else -1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _PeriodButton):
            self.hide()
            self.period_chosen.emit(button.period)

    def _show_page(self, of: Period) -> None:
        """Show the page that ``of`` is on."""
        self._page = _page_of(of)
        first, last = self._page[0], self._page[-1]
        self.page_label.setText(_page_title(self._page))
        self.page_back.setEnabled(first.plus(-1).last_on >= EARLIEST)
        self.page_forward.setEnabled(last.plus(1).first_on <= self._latest.first_on)
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        columns = _COLUMNS[of.kind]
        before = first.first_on.weekday() if of.kind is PeriodKind.DAY else 0
        top = 0
        if of.kind is PeriodKind.DAY:
            top = 1
            for weekday in range(7):
                head = label(_short_weekday(weekday), "muted")
                head.setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._grid.addWidget(head, 0, weekday)
        self.buttons = []
        for number, period in enumerate(self._page):
            button = _PeriodButton(_short(period), period)
            button.setMinimumWidth(46 if of.kind is PeriodKind.DAY else 96)
            button.setEnabled(EARLIEST <= period.first_on <= self._latest.first_on)
            button.setChecked(period == self._chosen)
            button.clicked.connect(self._on_clicked)
            place = before + number
            self._grid.addWidget(button, top + place // columns, place % columns)
            self.buttons.append(button)


def _page_of(period: Period) -> list[Period]:
    """Return the periods that are shown together with one."""
    first = period.first_on
    if period.kind is PeriodKind.DAY:
        month = Period.containing(PeriodKind.MONTH, first)
        begin, count = Period(PeriodKind.DAY, month.first_on), month.last_on.day
    elif period.kind is PeriodKind.YEAR:
        begin = Period(period.kind, date(first.year - (first.year - EARLIEST.year) % _YEARS, 1, 1))
        count = _YEARS
    else:
        begin = Period(period.kind, date(first.year, 1, 1))
        count = 12 if period.kind is PeriodKind.MONTH else 4
    return [begin.plus(number) for number in range(count)]


def _page_title(page: list[Period]) -> str:
    first, last = page[0], page[-1]
    if first.kind is PeriodKind.DAY:
        return month_words(first.month)
    if first.kind is PeriodKind.YEAR:
        return f"{first.first_on.year}-{last.first_on.year}"
    return str(first.first_on.year)


def _short(period: Period) -> str:
    """Return what a button of the page says; the head says the rest."""
    return {
        PeriodKind.DAY: str(period.first_on.day),
        PeriodKind.MONTH: month_name(period.first_on.month),
        PeriodKind.QUARTER: _("Q{quarter}").format(quarter=period.quarter),
        PeriodKind.YEAR: str(period.first_on.year),
    }[period.kind]


def _short_weekday(weekday: int) -> str:
    """Return a weekday in as few signs as say which: 'Mon', '一'."""
    name = weekday_name(weekday)
    return name[:3] if name.isascii() else name[-1]


class _PeriodButton(QPushButton):
    """A period whose arrow keys belong to the popup."""

    def __init__(self, words: str, period: Period) -> None:
        super().__init__(words)
        self.period = period
        self.setObjectName(f"period_{period}")
        self.setAccessibleName(period_words(period))
        self.setProperty("look", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses; arrows go to the popup, as Qt would move the focus by itself."""
        if press_on_enter(self, event):
            return
        if Qt.Key(event.key()) in _ARROWS:
            event.ignore()
            return
        super().keyPressEvent(event)
