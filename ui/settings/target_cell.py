"""One limit as it is edited: an amount, a unit, and which hours count."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.calendar_words import hours_label, unit_label
from app.domain.clock_policy import MOST_OF_A_TARGET, least_amount
from app.domain.clocks import Clock, Target, TimeUnit
from app.domain.terms import ClockKind, Severity
from app.i18n import _
from app.labels import clock_label, severity_label
from ui.widgets.number_box import NumberBox
from ui.widgets.wording import label, restyle

_NONE = "none"
_AMOUNT_WIDTH = 72


class TargetCell(QWidget):
    """A cell of the table of limits; ``edited`` at every change by a person.

    ``caption`` names the clock, where the table is too narrow for a column of each.
    """

    edited = Signal()

    def __init__(self, severity: Severity, kind: ClockKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = f"{severity.value}.{kind.value}"
        self._is_filling = False
        where = f"{severity_label(severity)}, {clock_label(kind)}"
        name = f"{severity.value}_{kind.value}"
        self.amount = NumberBox(least_amount(kind), MOST_OF_A_TARGET, 1, name=f"amount_{name}")
        self.amount.setAccessibleName(_("{where}: amount").format(where=where))
        self.amount.setFixedWidth(_AMOUNT_WIDTH)
        self.unit = CalmComboBox(f"unit_{name}", _("{where}: unit").format(where=where))
        for unit in TimeUnit:
            self.unit.addItem(unit_label(unit), unit.value)
        self.hours = CalmComboBox(
            f"hours_{name}", _("{where}: which hours count").format(where=where)
        )
        for clock in Clock:
            self.hours.addItem(hours_label(clock), clock.value)
        if kind is ClockKind.TELL_CUSTOMER:
            self.hours.addItem(_("no limit"), _NONE)
        self.caption = label(clock_label(kind), "muted", wrap=True)
        self.caption.setVisible(False)
        self.error_label = label("", "error", wrap=True, name=f"error_{name}")
        self.error_label.setVisible(False)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.amount)
        row.addWidget(self.unit, 1)
        column.addWidget(self.caption)
        column.addLayout(row)
        column.addWidget(self.hours)
        column.addWidget(self.error_label)
        # Else the page could not grow narrower, and would never learn that it has to.
        self.setMinimumWidth(1)
        self.amount.valueChanged.connect(self._on_edited)
        self.unit.currentIndexChanged.connect(self._on_edited)
        self.hours.currentIndexChanged.connect(self._on_edited)

    @property
    def uncut_width(self) -> int:
        """Width in which nothing of the cell is cut, in pixels, in the style in force."""
        return self._column.minimumSize().width()

    @property
    def target(self) -> Target | None:
        """The limit as it stands here; None for no limit."""
        hours = str(self.hours.currentData())
        if hours == _NONE:
            return None
        unit = TimeUnit(str(self.unit.currentData()))
        return Target(self.amount.value(), unit, Clock(hours))

    def show_target(self, target: Target | None) -> None:
        """Show a limit; emits nothing."""
        self._is_filling = True
        if target is None:
            self.hours.setCurrentIndex(self.hours.findData(_NONE))
        else:
            self.amount.setValue(target.amount)
            self.unit.setCurrentIndex(self.unit.findData(target.unit.value))
            self.hours.setCurrentIndex(self.hours.findData(target.clock.value))
        self._is_filling = False
        self.set_error("")
        self._enable()

    def set_editable(self, *, editable: bool) -> None:
        """Let the limit be changed, or only be read."""
        self.hours.setEnabled(editable)
        self._enable()

    def set_error(self, text: str) -> None:
        """Say beneath the limit what is wrong with it."""
        self.error_label.setText(text)
        self.error_label.setVisible(bool(text))
        self.amount.setAccessibleDescription(text)
        restyle(self.amount, "invalid", "true" if text else "false")

    def _enable(self) -> None:
        has_limit = self.hours.isEnabled() and self.target is not None
        self.amount.setEnabled(has_limit)
        self.unit.setEnabled(has_limit)

    def _on_edited(self) -> None:
        if not self._is_filling:
            self.set_error("")
            self._enable()
            self.edited.emit()


class CalmComboBox(QComboBox):
    """A combo box that a wheel turned over the page does not change."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Else the widest choice would set the width of the whole column.
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel only while the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
