"""Who else has called about the matter: picked from the customers, or nobody by name (4.3-1)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.services.customers import CustomerHit
from ui.context import DeskContext
from ui.reception.customer_pick import CustomerPick
from ui.widgets.buttons import quiet_button
from ui.widgets.elided_label import ElidedLabel


class CallerField(QWidget):
    """``edited`` when somebody is picked or taken back; ``value`` is who, None for no name."""

    edited = Signal()

    def __init__(self, context: DeskContext, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.value: CustomerHit | None = None
        self.pick = CustomerPick(
            context, nobody=_("Nobody found. Add the caller without a name, and say who in words.")
        )
        self.pick.hit_chosen.connect(self._on_hit_chosen)
        self.pick.box.textChanged.connect(self.edited)
        self._chosen = QWidget()
        self.chosen_label = ElidedLabel()
        self.chosen_label.setObjectName(f"{name}Chosen")
        self.change_button = quiet_button(_("Somebody else"), name=f"{name}Change")
        self.change_button.clicked.connect(self._on_change_clicked)
        row = QHBoxLayout(self._chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.chosen_label, 1)
        row.addWidget(self.change_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pick)
        column.addWidget(self._chosen)
        self._chosen.setVisible(False)
        self.setFocusProxy(self.pick)

    def _on_hit_chosen(self, hit: CustomerHit) -> None:
        self.value = hit
        words = " · ".join(part for part in (hit.name, hit.room_label) if part)
        self.chosen_label.setText(words)
        self._chosen.setVisible(True)
        self.pick.setVisible(False)
        self.change_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _on_change_clicked(self) -> None:
        self.value = None
        self._chosen.setVisible(False)
        self.pick.setVisible(True)
        self.pick.clear()
        self.pick.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
