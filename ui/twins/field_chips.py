"""One field of two records: what both hold, and which of it is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.customer_merge import MergeField, Side
from app.i18n import _, pgettext
from app.services.customer_merge import FieldView
from app.twin_words import field_words, value_words
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_NAME_WIDTH = 120


class FieldChips(ChipGroup):
    """Chips of one field; ``answered`` after a digit, so that the next field can be asked."""

    answered = Signal()

    def answer_digit(self, event: QKeyEvent) -> bool:
        """Choose by a digit key, and say that this field is done."""
        is_ours = super().answer_digit(event)
        if is_ours:
            self.answered.emit()
        return is_ours


class FieldRow(QWidget):
    """The name of a field and its chips; where both records agree, what both say.

    ``side_chosen`` carries field and side, ``answered`` follows a digit.
    """

    side_chosen = Signal(object, object)
    answered = Signal()

    def __init__(self, view: FieldView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        name = view.field.value
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        caption = label(field_words(view.field), "label", name=f"twinField_{name}")
        caption.setFixedWidth(_NAME_WIDTH)
        caption.setWordWrap(True)
        row.addWidget(caption)
        self.chips: FieldChips | None = None
        if view.is_same:
            row.addWidget(label(value_words(view, Side.KEPT), "muted", wrap=True), 1)
            row.addWidget(Pill(pgettext("twins", "same"), "neutral", name=f"twinMark_{name}"))
            return
        self.chips = FieldChips(
            [Choice(side, value_words(view, side), _tooltip(side)) for side in view.sides],
            digits=True,
            accessible_name=_("{field}: they differ").format(field=field_words(view.field)),
            name=f"twinChoice_{name}",
        )
        self.chips.set_value(view.proposed)
        self.chips.chosen.connect(lambda side: self.side_chosen.emit(view.field, side))
        self.chips.answered.connect(self.answered)
        row.addWidget(self.chips, 1)
        row.addWidget(Pill(pgettext("twins", "different"), "warning", name=f"twinMark_{name}"))

    @property
    def field(self) -> MergeField:
        """The field that this row asks for."""
        return self.view.field


def _tooltip(side: Side) -> str:
    return {
        Side.KEPT: _("From the record that is kept"),
        Side.GONE: _("From the record that goes"),
        Side.BOTH: _("All numbers, each once"),
    }[side]
