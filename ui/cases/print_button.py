"""'Print' on the case page: a button with the papers that a case can have."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import _
from ui.widgets.buttons import ActionButton

JOB_SHEET, CASE_FILE, RECEIPT = "job_sheet", "case_file", "receipt"


class PrintButton(ActionButton):
    """``paper_requested`` carries the kind of paper that was chosen."""

    paper_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Print"), icon="printer", key_hint="Ctrl+P", name="printCase", parent=parent
        )
        self.menu_of_papers = QMenu(self)
        self.menu_of_papers.setObjectName("paperMenu")
        self._actions = {
            kind: self._action(kind, words)
            for kind, words in (
                (JOB_SHEET, _("&Job sheet…")),
                (CASE_FILE, _("&Case file…")),
                (RECEIPT, _("&Receipt once more")),
            )
        }
        self.menu_of_papers.triggered.connect(self._on_triggered)
        self.clicked.connect(self.open_menu)
        self.offer(receipt=False)

    def offer(self, *, receipt: bool) -> None:
        """Offer the receipt as well, or not: a case that came without a visit has none."""
        self._actions[RECEIPT].setVisible(receipt)

    def open_menu(self) -> None:
        """Show the papers beneath the button, the first one chosen, so that Enter takes it."""
        corner = self.mapToGlobal(self.rect().bottomRight())
        corner.setX(corner.x() - self.menu_of_papers.sizeHint().width())
        corner.setY(corner.y() + 4)
        self.menu_of_papers.popup(corner)
        self.menu_of_papers.setActiveAction(self._actions[JOB_SHEET])

    def _action(self, kind: str, words: str) -> QAction:
        action = self.menu_of_papers.addAction(words)
        action.setObjectName(f"paper_{kind}")
        action.setData(kind)
        return action

    def _on_triggered(self, action: QAction) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.paper_requested.emit(str(action.data()))
