"""Says that a need is settled without a case of its own, and takes it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.visit_flow import NeedDraft
from app.i18n import _
from ui.icons import set_icon
from ui.widgets.buttons import quiet_button
from ui.widgets.card import Card
from ui.widgets.wording import label


class AttachedCard(Card):
    """Shown while the caller is attached to a case, or answered with an announcement.

    ``undone`` takes it back; ``another_requested`` begins another matter of the same visit.
    """

    undone = Signal()
    another_requested = Signal()

    def __init__(self, *, with_another: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(tint=True, parent=parent)
        self.setObjectName("attachedCard")
        self._with_another = with_another
        row = QHBoxLayout()
        row.setSpacing(10)
        self._picture = QLabel()
        self._words = label("", wrap=True, name="attachedWords")
        self.another = quiet_button(_("Another matter"), icon="plus", name="anotherBeside")
        self.undo = quiet_button(_("Undo (&D)"), icon="undo-2", name="attachedUndo")
        self.another.clicked.connect(self.another_requested)
        self.undo.clicked.connect(self.undone)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.another)
        foot.addWidget(self.undo)
        self.add(row)
        self.add(foot)
        self.setVisible(False)

    def show_need(self, need: NeedDraft) -> None:
        """Show how ``need`` is settled, or nothing if it is a matter of its own."""
        is_settled = need.is_attached or need.outage_id is not None
        self.setVisible(is_settled)
        if not is_settled:
            return
        if need.is_attached:
            words = _("The caller is attached to {number}; no new case is opened.").format(
                number=need.attach_number
            )
        else:
            words = _("An enquiry, answered with the announcement.")
        set_icon(self._picture, "users" if need.is_attached else "bell", "primary_text", 20)
        self._words.setText(words)
        self.another.setVisible(self._with_another and need.is_attached)
        self.setAccessibleName(words)
