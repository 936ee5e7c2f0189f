"""The printed recovery key: whether it was confirmed, and a new one in place of a lost one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.permissions import Action
from app.i18n import _
from app.workspace import Workspace
from ui.context import DeskContext
from ui.settings.policy_values import recovery_is_confirmed
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.wording import label


class RecoverySection(SettingsSection):
    """``recovery_sheet_requested(key)``: the old key is void, the new one must be printed."""

    recovery_sheet_requested = Signal(str)

    def __init__(
        self, context: DeskContext, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Recovery key"),
            _("If every password is lost, only the printed recovery key opens the desk."),
            parent,
        )
        self._context, self._workspace = context, workspace
        is_allowed = may(context.actor, Action.MANAGE_STAFF)
        card = self.add_card(_("A new recovery key"))
        self.unconfirmed_notice = Notice(
            _(
                "Nobody has confirmed yet that the sheet was printed. "
                "Look for it; if it is lost, print a new key."
            ),
            name="recoveryUnconfirmed",
        )
        self.unconfirmed_notice.setVisible(False)
        self.refusal_notice = Notice(refusal(Action.MANAGE_STAFF), "info", name="recoveryRefusal")
        self.refusal_notice.setVisible(not is_allowed)
        card.add(self.unconfirmed_notice)
        card.add(
            label(
                _("Print a new key when the sheet is lost, or when somebody may have seen it."),
                wrap=True,
            )
        )
        card.add(self.refusal_notice)
        self.new_button = secondary_button(
            _("Print a new recovery key"), icon="printer", name="newRecoveryKey"
        )
        self.new_button.setEnabled(is_allowed)
        card.add(self.new_button)
        card.body.setAlignment(self.new_button, Qt.AlignmentFlag.AlignLeft)
        self.confirm_panel = QWidget()
        self.confirm_panel.setObjectName("recoveryConfirm")
        row = QHBoxLayout(self.confirm_panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(
            Notice(_("The old sheet becomes void at once. Is a printer or a stick at hand?")), 1
        )
        self.cancel_button = secondary_button(_("Keep the old one"), name="recoveryCancel")
        self.confirm_button = primary_button(_("Make the new key"), name="recoveryGo")
        row.addWidget(self.cancel_button)
        row.addWidget(self.confirm_button)
        self.confirm_panel.setVisible(False)
        card.add(self.confirm_panel)
        self.busy_line = BusyLine(cancellable=False)
        card.add(self.busy_line)
        self.column.addStretch(1)
        self.new_button.clicked.connect(self._on_new_clicked)
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        self.confirm_button.clicked.connect(self._on_confirm_clicked)

    def refresh(self) -> None:
        """Ask whether the key was confirmed."""
        self._context.runner.read(
            recovery_is_confirmed,
            owner=self,
            supersedes="confirmed",
            on_done=self._on_asked,
            on_error=self._on_problem,
        )

    def _on_asked(self, confirmed: bool) -> None:
        self.unconfirmed_notice.setVisible(not confirmed)

    def _on_new_clicked(self) -> None:
        self._ask(asking=True)
        self.cancel_button.setFocus()

    def _on_cancel_clicked(self) -> None:
        self._ask(asking=False)
        self.new_button.setFocus()

    def _on_confirm_clicked(self) -> None:
        self._ask(asking=False)
        self.new_button.setEnabled(False)
        self.busy_line.start(_("Making the key…"))
        self._context.runner.run(
            self._workspace.replace_recovery_key,
            owner=self,
            on_done=self.recovery_sheet_requested.emit,
            on_error=self._on_problem,
            on_end=self._on_ended,
        )

    def _on_ended(self) -> None:
        self.new_button.setEnabled(True)
        self.busy_line.finish()

    def _ask(self, *, asking: bool) -> None:
        self.new_button.setVisible(not asking)
        self.confirm_panel.setVisible(asking)
