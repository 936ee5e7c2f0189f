"""The departments of the project, to which cases are handed over (clause 4.3-2)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldError
from app.domain.permissions import Action
from app.i18n import _
from app.messages import field_sentence
from app.services.departments import change_departments, departments
from ui.context import DeskContext
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.buttons import primary_button
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox

_LINES = 8


class DepartmentsSection(SettingsSection):
    """One department a line, offered in this order wherever a case is handed over."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Departments"),
            _("To whom cases of {project} are handed over.").format(project=context.project.name),
            parent,
        )
        self._context = context
        self._may = may(context.actor, Action.CHANGE_POLICY)
        self._saved: tuple[str, ...] | None = None
        self.refusal_notice = Notice(
            refusal(Action.CHANGE_POLICY), "info", name="departmentsRefusal"
        )
        self.refusal_notice.setVisible(not self._may)
        self.column.addWidget(self.refusal_notice)
        card = self.add_card("")
        self.box = PlainTextBox(lines=_LINES, most_lines=14, name="departments")
        self.field = FormField(
            _("Departments (&D)"),
            self.box,
            hint=_("One a line, in the order in which they are offered. Cases keep the old name."),
        )
        card.add(self.field)
        self.save_button = primary_button(_("Save"), icon="save", name="saveDepartments")
        if not self._may:
            self.save_button.hide()
        self.column.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)
        self.column.addStretch(1)
        self.box.edited.connect(self._on_edited)
        self.box.submitted.connect(self._on_save_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self._enable()

    @property
    def changed(self) -> bool:
        """Whether something here is not saved yet."""
        return self._saved is not None and self._typed() != self._saved

    def refresh(self) -> None:
        """Read the departments, unless something typed would be lost."""
        if self.changed:
            return
        self._context.runner.read(
            departments,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            owner=self,
            supersedes="departments",
            on_done=self._show,
            on_error=self._on_problem,
        )

    def _typed(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.box.toPlainText().splitlines())
        return tuple(line for line in lines if line)

    def _show(self, names: tuple[str, ...]) -> None:
        self._saved = names
        self.box.set_text("\n".join(names))
        self.field.set_error("")
        self._enable()

    def _enable(self) -> None:
        self.box.setReadOnly(self._saved is None or not self._may)
        self.save_button.setEnabled(self.changed)

    def _on_edited(self) -> None:
        self.field.set_error("")
        self._enable()

    def _on_save_clicked(self) -> None:
        if not self.save_button.isEnabled():
            return
        wanted = self._typed()
        self.save_button.setEnabled(False)

        def saved(_nothing: object) -> None:
            self._saved = wanted
            self.refresh()
            self.done.emit(_("The departments are saved."))

        self._context.runner.write(
            change_departments,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            names=wanted,
            now=self._context.now(),
            owner=self,
            on_done=saved,
            on_error=self._on_refused,
            on_end=self._enable,
        )

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.field.set_error(field_sentence(error))
            self.box.setFocus()
        else:
            self._on_problem(error)
