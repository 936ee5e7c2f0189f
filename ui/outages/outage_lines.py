"""The known outages as other screens show them: one line each, with the wording to be said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.answer_words import outage_words
from app.domain.outages import OutageStanding, OutageView
from app.i18n import _
from ui.cases.wrapped_text import QuoteBox
from ui.context import DeskContext
from ui.icons import set_icon
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel

_MOST = 3


class OutageLines(Card):
    """Lists what is out of order, with what to say; hidden while nothing is."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Known outages"), tint=True, parent=parent)
        self.setObjectName("outageLines")
        self._context = context
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self.add(self._rows)
        self.setVisible(False)

    def show_outages(self, outages: Sequence[OutageView]) -> None:
        """Show the first few of ``outages``."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, outage in enumerate(outages[:_MOST]):
            self._rows.addWidget(self._row(outage, number))
        self.setVisible(bool(outages))

    def _row(self, outage: OutageView, number: int) -> QWidget:
        now = self._context.now()
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        picture = QLabel()
        is_late = outage.standing(now) is OutageStanding.OVERDUE
        set_icon(picture, "bell", "warning_text" if is_late else "primary_text", 18)
        title = ElidedLabel(outage_words(outage, now, self._context.zone))
        title.setObjectName(f"outageLine{number}")
        title.setProperty("look", "label")
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(title, 1)
        wording = QuoteBox(_("What to say"), lines=3, name=f"outageWording{number}")
        wording.set_text(outage.wording)
        column.addLayout(head)
        column.addWidget(wording)
        return row
