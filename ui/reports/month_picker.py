"""Choosing a month: one back, one forward, or from a small calendar of months."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.months import Month
from app.i18n import _
from app.people_time import month_name
from ui.reports.figure_words import month_words
from ui.widgets.buttons import IconButton, press_on_enter, secondary_button
from ui.widgets.wording import label

EARLIEST = Month(2000, 1)
_COLUMNS = 3
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_COLUMNS,
    Qt.Key.Key_Down: _COLUMNS,
}


class MonthPicker(QWidget):
    """◀ month ▶; emits ``month_chosen(Month)``.  A month after ``latest`` cannot be chosen."""

    month_chosen = Signal(object)

    def __init__(self, month: Month, latest: Month, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("monthPicker")
        self.setAccessibleName(_("Month"))
        self._month, self._latest = month, latest
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.back_button = IconButton("chevron-left", _("Month before (PgUp)"), name="monthBack")
        self.month_button = secondary_button("", icon="calendar", name="monthButton")
        self.month_button.setToolTip(_("Choose a month"))
        self.forward_button = IconButton("chevron-right", _("Next month (PgDn)"), name="monthNext")
        for button in (self.back_button, self.month_button, self.forward_button):
            row.addWidget(button)
        self.popup = MonthPopup(self)
        self.back_button.clicked.connect(self.go_back)
        self.forward_button.clicked.connect(self.go_forward)
        self.month_button.clicked.connect(self._on_month_clicked)
        self.popup.month_chosen.connect(self.choose)
        self._show()

    @property
    def month(self) -> Month:
        """The month chosen."""
        return self._month

    @property
    def latest(self) -> Month:
        """The last month that has begun."""
        return self._latest

    def set_latest(self, latest: Month) -> None:
        """Move the end, when a new month has begun."""
        self._latest = latest
        self._show()

    def choose(self, month: Month) -> None:
        """Choose a month that has begun."""
        if month != self._month and EARLIEST <= month <= self._latest:
            self._month = month
            self._show()
            self.month_chosen.emit(month)

    def go_back(self) -> None:
        """Choose the month before."""
        self.choose(self._month.plus(-1))

    def go_forward(self) -> None:
        """Choose the next month, if it has begun."""
        self.choose(self._month.plus(1))

    def _on_month_clicked(self) -> None:
        self.popup.open_at(self.month_button, self._month, self._latest)

    def _show(self) -> None:
        self.month_button.set_words(month_words(self._month))
        self.month_button.setAccessibleDescription(_("Choose a month"))
        self.back_button.setEnabled(self._month > EARLIEST)
        self.forward_button.setEnabled(self._month < self._latest)


class MonthPopup(QFrame):
    """A year with its twelve months; Esc or a click outside closes it."""

    month_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("monthPopup")
        self.setProperty("look", "card")
        self.setAccessibleName(_("Choose a month"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.year_back = IconButton("chevron-left", _("Year before"), name="yearBack")
        self.year_label = label("", "subtitle", name="yearLabel")
        self.year_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.year_forward = IconButton("chevron-right", _("Next year"), name="yearNext")
        head.addWidget(self.year_back)
        head.addWidget(self.year_label, 1)
        head.addWidget(self.year_forward)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(6)
        column.addLayout(grid)
        self.months: list[QPushButton] = []
        for number in range(1, 13):
            button = _MonthButton(month_name(number), number)
            button.clicked.connect(self._on_month_clicked)
            grid.addWidget(button, (number - 1) // _COLUMNS, (number - 1) % _COLUMNS)
            self.months.append(button)
        self.year_back.clicked.connect(self._on_year_back_clicked)
        self.year_forward.clicked.connect(self._on_year_forward_clicked)
        self._year = 0
        self._chosen = self._latest = EARLIEST

    def open_at(self, button: QWidget, chosen: Month, latest: Month) -> None:
        """Open beneath a button, with the year of ``chosen``."""
        self._chosen, self._latest = chosen, latest
        self._show_year(chosen.year)
        self.adjustSize()
        self.move(button.mapToGlobal(QPoint(0, button.height() + 4)))
        self.show()
        self.months[chosen.number - 1].setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        """Keep the page keys from the screen behind, whose shortcuts reach into its popups."""
        pages = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in pages:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through the months, PgUp and PgDn through the years."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            year_button = self.year_back if event.key() == Qt.Key.Key_PageUp else self.year_forward
            year_button.click()
            return
        here = next((i for i, button in enumerate(self.months) if button.hasFocus()), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if here is not None and step is not None:
            there = here + step
            if 0 <= there < 12 and self.months[there].isEnabled():
                self.months[there].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def _on_year_back_clicked(self) -> None:
        self._show_year(self._year - 1)

    def _on_year_forward_clicked(self) -> None:
        self._show_year(self._year + 1)

    def _on_month_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _MonthButton):
            self.hide()
            self.month_chosen.emit(Month(self._year, button.number))

    def _show_year(self, year: int) -> None:
        self._year = year
        self.year_label.setText(str(year))
        self.year_back.setEnabled(year > EARLIEST.year)
        self.year_forward.setEnabled(year < self._latest.year)
        for number, button in enumerate(self.months, start=1):
            month = Month(year, number)
            button.setEnabled(EARLIEST <= month <= self._latest)
            button.setChecked(month == self._chosen)
            button.setAccessibleName(month_words(month))


class _MonthButton(QPushButton):
    """A month whose arrow keys belong to the popup."""

    def __init__(self, words: str, number: int) -> None:
        super().__init__(words)
        self.number = number
        self.setObjectName(f"month_{number}")
        self.setAccessibleName(words)
        self.setProperty("look", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setMinimumWidth(96)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses; arrows go to the popup, as Qt would move the focus by itself."""
        if press_on_enter(self, event):
            return
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
            return
        super().keyPressEvent(event)
