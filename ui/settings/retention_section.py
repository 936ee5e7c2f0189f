"""How long personal information is kept: rules, what is due, preview, approval, certificate."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.domain.permissions import Action
from app.domain.retention import (
    DEFAULT_RULES,
    LEAST_DAYS,
    MOST_DAYS,
    RetentionCertificate,
    RetentionClass,
    RetentionPreview,
    Rules,
)
from app.i18n import _, current_language, ngettext
from app.messages import field_sentence
from app.rights_words import class_label, counted_from, what_stays
from app.services.retention import (
    RetentionState,
    approve_run,
    certificate,
    change_rules,
    preview_run,
    retention_state,
)
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.buttons import primary_button, quiet_button, secondary_button
from ui.widgets.form_dialog import FormDialog
from ui.widgets.number_box import NumberBox
from ui.widgets.wording import announce, label

_NARROW = 120


class RetentionSection(SettingsSection):
    """For those who may run the rules; ``paper_requested`` carries a certificate as a screen."""

    paper_requested = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Retention"),
            _("How long personal information of {project} is kept.").format(
                project=context.project.name
            ),
            parent,
        )
        self._context = context
        self._state: RetentionState | None = None
        self._preview: RetentionPreview | None = None
        allowed = may(context.actor, Action.RUN_RETENTION)
        self.refusal_notice = Notice(refusal(Action.RUN_RETENTION), "info", name="retentionRefusal")
        self.refusal_notice.setVisible(not allowed)
        self.column.addWidget(self.refusal_notice)
        self._allowed = allowed
        self._add_rules()
        self._add_run()
        self._add_runs()
        self.column.addStretch(1)
        self._enable()

    def _add_rules(self) -> None:
        card = self.add_card(_("Days kept, and records due now"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        self.boxes: dict[RetentionClass, NumberBox] = {}
        self.due_labels = {}
        for row, each in enumerate(RetentionClass):
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(class_label(each), "label"))
            words.addWidget(label(counted_from(each), "muted", wrap=True))
            grid.addLayout(words, row, 0)
            box = NumberBox(LEAST_DAYS, MOST_DAYS, DEFAULT_RULES[each], name=f"keep-{each.value}")
            box.setAccessibleName(_("{kind}: days kept").format(kind=class_label(each)))
            box.setFixedWidth(_NARROW)
            box.valueChanged.connect(self._enable)
            grid.addWidget(box, row, 1)
            self.boxes[each] = box
            due = label("", "muted", name=f"due-{each.value}")
            due.setMinimumWidth(_NARROW)
            grid.addWidget(due, row, 2)
            self.due_labels[each] = due
        card.add(grid)
        self.save_button = secondary_button(_("Save the days"), icon="save", name="saveRetention")
        self.save_button.clicked.connect(self._on_save_clicked)
        card.body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)

    def _add_run(self) -> None:
        card = self.add_card(_("Make anonymous what is due"))
        card.add(
            label(
                _(
                    "Preview first, approve then. Whoever lives here and whatever is under a "
                    "legal hold is left out."
                ),
                "muted",
                wrap=True,
            )
        )
        self.preview_label = label("", wrap=True, name="retentionPreview")
        self.preview_label.hide()
        card.add(self.preview_label)
        self.preview_button = secondary_button(_("Preview"), icon="eye", name="previewRetention")
        self.approve_button = primary_button(_("Approve…"), icon="check", name="approveRetention")
        self.preview_button.clicked.connect(self._on_preview_clicked)
        self.approve_button.clicked.connect(self._on_approve_clicked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.preview_button, self.approve_button):
            row.addWidget(button)
        card.add(row)

    def _add_runs(self) -> None:
        self.runs_card = self.add_card(_("Certificates"))
        self._runs = QVBoxLayout()
        self._runs.setSpacing(4)
        self.runs_card.add(self._runs)
        self.runs_card.hide()

    # ---- reading ---------------------------------------------------------------------------

    @property
    def rules(self) -> Rules:
        """The days as they are typed."""
        return {each: box.value() for each, box in self.boxes.items()}

    @property
    def changed(self) -> bool:
        """Whether days were typed that are not saved yet."""
        return self._state is not None and self.rules != dict(self._state.rules)

    def refresh(self) -> None:
        """Read rules and what is due, unless something typed would be lost."""
        if self._allowed and not self.changed:
            self._context.runner.read(
                retention_state,
                actor=self._context.actor,
                project_id=self._context.project.project_id,
                now=self._context.now(),
                owner=self,
                supersedes="retention",
                on_done=self._show,
                on_error=self._on_problem,
            )

    def _show(self, state: RetentionState) -> None:
        self._state = state
        for each, box in self.boxes.items():
            box.setValue(state.rules[each])
            count = state.due[each]
            self.due_labels[each].setText(
                ngettext("{count} due", "{count} due", count).format(count=count)
            )
        while (item := self._runs.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for run_id, number, at in state.runs:
            day = at.astimezone(self._context.zone).date().isoformat()
            line = quiet_button(f"{number} · {day}", icon="file-text", name=f"run-{number}")
            line.clicked.connect(partial(self._ask_certificate, run_id))
            self._runs.addWidget(line, 0, Qt.AlignmentFlag.AlignLeft)
        self.runs_card.setVisible(bool(state.runs))
        self._enable()

    def _enable(self) -> None:
        known = self._allowed and self._state is not None
        may_change = known and may(self._context.actor, Action.CHANGE_POLICY)
        for box in self.boxes.values():
            box.setEnabled(may_change)
        self.save_button.setEnabled(may_change and self.changed)
        self.preview_button.setEnabled(known and not self.changed)
        due = self._preview is not None and self._preview.total > 0
        self.approve_button.setEnabled(known and due and not self.changed)

    # ---- changing --------------------------------------------------------------------------

    def _on_save_clicked(self) -> None:
        self.save_button.setEnabled(False)
        self._context.runner.write(
            change_rules,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            rules=self.rules,
            now=self._context.now(),
            owner=self,
            on_done=self._on_saved,
            on_error=self._on_refused,
        )

    def _on_saved(self, _result: object) -> None:
        self._state = None
        self._forget_preview()
        self.done.emit(_("The days are saved."))
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self._enable()
        if isinstance(error, FieldError):
            self.problem_met.emit(field_sentence(error))
        else:
            self._on_problem(error)

    def _on_preview_clicked(self) -> None:
        self.preview_button.setEnabled(False)
        self._context.runner.write(
            preview_run,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_preview,
            on_error=self._on_refused,
        )

    def _on_preview(self, preview: RetentionPreview) -> None:
        self._preview = preview
        words = preview_words(preview)
        self.preview_label.setText(words)
        self.preview_label.show()
        announce(self.preview_label, words)
        self._enable()
        self.refresh()

    def _forget_preview(self) -> None:
        self._preview = None
        self.preview_label.hide()
        self._enable()

    def _on_approve_clicked(self) -> None:
        if self._preview is not None:
            dialog = ApproveDialog(self._context, self._preview, self)
            dialog.approved.connect(self._on_approved)
            dialog.open()

    def _on_approved(self) -> None:
        preview = self._preview
        self._forget_preview()
        if preview is not None:
            words = _("{number} is done; its certificate can be printed.")
            self.done.emit(words.format(number=preview.number))
        self.refresh()

    def _ask_certificate(self, run_id: str) -> None:
        self._context.runner.read(
            certificate,
            actor=self._context.actor,
            run_id=run_id,
            owner=self,
            on_done=self._on_certificate,
            on_error=self._on_problem,
        )

    def _on_certificate(self, made: RetentionCertificate) -> None:
        lang = current_language()

        def make(path: Path) -> None:
            # Brings reportlab with it, which nobody needs before the first paper.
            from app.reports import retention_certificate  # noqa: PLC0415

            retention_certificate.render(made, path, lang)

        title = _("Certificate of anonymisation")
        name = f"{title} {made.number}"
        self.paper_requested.emit(PaperScreen(self._context, name, make, f"{name}.pdf"))


def preview_words(preview: RetentionPreview) -> str:
    """Return what a preview found, line by line."""
    if not preview.total:
        return _("Nothing is due.")
    lines = [
        _("{kind}: {count}").format(kind=class_label(each), count=preview.counts[each])
        for each in RetentionClass
        if preview.counts[each]
    ]
    return "\n".join((preview.number, *lines))


class ApproveDialog(FormDialog):
    """The counts once more before they are acted on; ``approved`` when it is done."""

    approved = Signal()

    def __init__(self, context: DeskContext, preview: RetentionPreview, parent: QWidget) -> None:
        super().__init__(
            _("Approve the run"),
            _("Make anonymous"),
            name="approveRun",
            icon="check",
            parent=parent,
        )
        self._context = context
        self._preview = preview
        self.column.addWidget(label(preview_words(preview), wrap=True, name="approveCounts"))
        self.column.addWidget(label(what_stays(), "muted", wrap=True))
        self.column.addWidget(label(_("It cannot be undone."), "warning", wrap=True))
        self.back_button.setFocus()

    def _do(self) -> None:
        self._context.runner.write(
            approve_run,
            actor=self._context.actor,
            run_id=self._preview.run_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_approved,
            on_error=self.show_error,
        )

    def _on_approved(self, _result: object) -> None:
        self.approved.emit()
        self.accept()
