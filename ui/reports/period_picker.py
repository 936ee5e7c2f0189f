"""Choosing a period: its kind, one back, one forward, or from a small calendar."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.periods import Period, PeriodKind
from app.figure_words import period_words
from app.i18n import _
from ui.reports.figure_words import kind_words
from ui.reports.period_popup import EARLIEST, PeriodPopup
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.chips import ChipGroup, Choice

__all__ = ["EARLIEST", "PeriodPicker"]


class PeriodPicker(QWidget):
    """◀ period ▶ with the kinds before it; emits ``period_chosen(Period)``.

    A period that begins after ``latest``, the present day's period of the same kind, cannot be
    chosen.
    """

    period_chosen = Signal(object)

    def __init__(self, period: Period, today: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("periodPicker")
        self.setAccessibleName(_("Period"))
        self._period, self._today = period, today
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.kinds = ChipGroup(
            [Choice(kind, kind_words(kind).name) for kind in PeriodKind],
            accessible_name=_("Length of the period"),
            name="periodKind",
        )
        self.back_button = IconButton("chevron-left", "", name="periodBack")
        self.period_button = secondary_button("", icon="calendar", name="periodButton")
        self.forward_button = IconButton("chevron-right", "", name="periodNext")
        for button in (self.back_button, self.period_button, self.forward_button):
            row.addWidget(button)
        self.popup = PeriodPopup(self)
        self.kinds.chosen.connect(self._on_kind_chosen)
        self.back_button.clicked.connect(self.go_back)
        self.forward_button.clicked.connect(self.go_forward)
        self.period_button.clicked.connect(self._on_period_clicked)
        self.popup.period_chosen.connect(self.choose)
        self._show()

    @property
    def period(self) -> Period:
        """The period chosen."""
        return self._period

    @property
    def latest(self) -> Period:
        """The last period of the kind chosen that has begun."""
        return Period.containing(self._period.kind, self._today.first_on)

    def set_today(self, today: Period) -> None:
        """Move the end, when a new day has begun."""
        self._today = today
        self._show()

    def choose(self, period: Period) -> None:
        """Choose a period that has begun."""
        latest = Period.containing(period.kind, self._today.first_on)
        if period != self._period and EARLIEST <= period.first_on <= latest.first_on:
            self._period = period
            self._show()
            self.period_chosen.emit(period)

    def go_back(self) -> None:
        """Choose the period before."""
        self.choose(self._period.plus(-1))

    def go_forward(self) -> None:
        """Choose the next period, if it has begun."""
        self.choose(self._period.plus(1))

    def _on_kind_chosen(self, kind: PeriodKind) -> None:
        """Choose the period of another kind that holds the last day of this one, or today."""
        day = min(self._period.last_on, self._today.first_on)
        self.choose(Period.containing(PeriodKind(kind), day))

    def _on_period_clicked(self) -> None:
        place = self.period_button.mapToGlobal(QPoint(0, self.period_button.height() + 4))
        self.popup.open_at(place, self._period, self.latest)

    def _show(self) -> None:
        words = kind_words(self._period.kind)
        self.kinds.set_value(self._period.kind)
        self.period_button.set_words(period_words(self._period))
        self.period_button.setAccessibleDescription(words.choose)
        self.period_button.setToolTip(words.choose)
        self.back_button.show_as("chevron-left", f"{words.before} (PgUp)")
        self.forward_button.show_as("chevron-right", f"{words.following} (PgDn)")
        self.back_button.setEnabled(self._period.first_on > EARLIEST)
        self.forward_button.setEnabled(self._period.first_on < self.latest.first_on)
