"""Confidentiality: when reading counts as unusual, and at whom the staff looked (clause 5-3)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.permissions import Action
from app.domain.policy import REVEALS_AN_HOUR
from app.i18n import _
from app.services.policy import change_setting, read_setting
from ui.confidentiality.access_dialog import StaffLogDialog
from ui.context import DeskContext
from ui.disclosures.project_card import ProjectDisclosuresCard
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.form_field import FormField
from ui.widgets.number_box import NumberBox
from ui.widgets.wording import label

_NARROW = 200


class ConfidentialitySection(SettingsSection):
    """Used by roles that may see who looked at customers; others are told so.

    ``paper_requested(PaperScreen)``: the list of disclosures, ready to be shown.
    """

    paper_requested = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Confidentiality"),
            _("Names and phones are masked; whoever shows them says what for, and it is kept."),
            parent,
        )
        self._context = context
        self._saved: int | None = None
        self._may_change = may(context.actor, Action.CHANGE_POLICY)
        may_read = may(context.actor, Action.READ_ACCESS_LOG)
        self.refusal_notice = Notice(
            refusal(Action.READ_ACCESS_LOG), "info", name="accessLogRefusal"
        )
        self.refusal_notice.setVisible(not may_read)
        self.column.addWidget(self.refusal_notice)
        self._add_log_card(may_read=may_read)
        self.disclosures = ProjectDisclosuresCard(context)
        self.disclosures.paper_requested.connect(self.paper_requested)
        self.disclosures.problem_met.connect(self.problem_met)
        self.column.addWidget(self.disclosures)
        self._add_limit_card(may_read=may_read)
        self.column.addStretch(1)

    def _add_log_card(self, *, may_read: bool) -> None:
        card = self.add_card(_("Who looked at customers?"))
        card.setVisible(may_read)
        row = QHBoxLayout()
        row.setSpacing(12)
        words = _("Each look of a staff member: when, at whom, what was done, and what for.")
        row.addWidget(label(words, "muted", wrap=True), 1)
        self.log_button = secondary_button(_("By staff member"), icon="users", name="staffLog")
        self.log_button.clicked.connect(self._on_log_clicked)
        row.addWidget(self.log_button)
        card.add(row)

    def _add_limit_card(self, *, may_read: bool) -> None:
        card = self.add_card(_("Unusual reading"))
        card.setVisible(may_read)
        least, most = REVEALS_AN_HOUR.least or 1, REVEALS_AN_HOUR.most or 1
        self.limit_box = NumberBox(least, most, REVEALS_AN_HOUR.default, name="revealsAnHour")
        self.limit_box.setMaximumWidth(_NARROW)
        self.limit_box.valueChanged.connect(self._enable)
        hint = _(
            "The desk of the supervisor also says who saw customers in full outside office hours, "
            "and who exported."
        )
        card.add(FormField(_("Tell above so many showings in an hour"), self.limit_box, hint=hint))
        self.save_button = primary_button(_("Save"), icon="save", name="saveConfidentiality")
        self.save_button.clicked.connect(self._on_save_clicked)
        if not self._may_change:
            self.save_button.hide()
        self.limit_box.setEnabled(self._may_change)
        card.body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)
        self._enable()

    @property
    def changed(self) -> bool:
        """Whether something typed is not saved yet."""
        return self._saved is not None and self.limit_box.value() != self._saved

    def refresh(self) -> None:
        """Read the limit, unless something typed would be lost."""
        if not self.changed:
            self._context.runner.read(
                _read_limit,
                owner=self,
                supersedes="limit",
                on_done=self._show,
                on_error=self._on_problem,
            )

    def _show(self, limit: int) -> None:
        self._saved = limit
        self.limit_box.setValue(limit)
        self._enable()

    def _enable(self) -> None:
        self.save_button.setEnabled(self.changed)

    def _on_log_clicked(self) -> None:
        dialog = StaffLogDialog(self._context, parent=self.window())
        dialog.problem_met.connect(self.problem_met)
        dialog.open()

    def _on_save_clicked(self) -> None:
        self._context.runner.write(
            change_setting,
            actor=self._context.actor,
            setting=REVEALS_AN_HOUR,
            value=self.limit_box.value(),
            now=self._context.now(),
            owner=self,
            on_done=self._on_saved,
            on_error=self._on_problem,
        )

    def _on_saved(self, _nothing: object) -> None:
        self._saved = self.limit_box.value()
        self._enable()
        self.done.emit(_("Saved."))


def _read_limit(session: Any) -> int:
    return read_setting(session, REVEALS_AN_HOUR)
