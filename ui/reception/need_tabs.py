"""The row of needs of one visit: which one is shown, another one, one less."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.visit_flow import NeedDraft, VisitDraft
from app.i18n import _
from app.labels import case_type_label
from ui.widgets.buttons import IconButton, quiet_button
from ui.widgets.chips import ChipGroup, Choice


class NeedTabs(QWidget):
    """Tabs appear with the second need; ``another`` is a button for the page to place."""

    need_chosen = Signal(object)
    another_requested = Signal()
    removal_requested = Signal()

    def __init__(self, *, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._tabs = ChipGroup(accessible_name=_("Matters of this visit"), name="needTabs")
        self._tabs.chosen.connect(self.need_chosen)
        self.another = quiet_button(_("Another matter"), icon="plus", name="anotherNeed")
        self.another.clicked.connect(self.another_requested)
        if not editable:
            # Not placed then: without a parent it would be a window of its own.
            self.another.setParent(self)
            self.another.setVisible(False)
        self._remove = IconButton("trash-2", _("Remove this matter"), name="removeNeed")
        self._remove.clicked.connect(self.removal_requested)
        row.addWidget(self._tabs, 1)
        row.addWidget(self._remove)
        self._editable = editable

    def show_draft(self, draft: VisitDraft) -> None:
        """Show the needs of ``draft``."""
        many = len(draft.needs) > 1
        new = _("new")
        self._tabs.set_choices(
            [Choice(i, f"{i + 1} · {_matter(n) or new}") for i, n in enumerate(draft.needs)]
            if many
            else []
        )
        self._tabs.set_value(draft.current_need)
        self._tabs.setVisible(many)
        self._remove.setVisible(many and self._editable)
        self.setVisible(many)


def _matter(need: NeedDraft) -> str:
    if need.is_attached:
        return need.attach_number
    return case_type_label(need.type) if need.type else ""
