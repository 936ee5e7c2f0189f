"""What the four pages of the reception have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.domain.visit_flow import VisitDraft
from app.messages import field_sentence
from ui.context import DeskContext
from ui.widgets.form_field import FormField


class StepPage(QWidget):
    """A page shows the draft and emits a new one whenever a person changes something.

    Pages hold no state of the visit: what they show can be made again from the draft.
    """

    draft_edited = Signal(object)
    problem_met = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.draft = VisitDraft()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 4, 0)
        self.column.setSpacing(12)
        self.fields: dict[str, FormField] = {}

    def add_field(self, name: str, field: FormField) -> FormField:
        """Remember a field by the name that ``FieldError`` uses."""
        self.fields[name] = field
        return field

    def show_draft(self, draft: VisitDraft) -> None:
        """Show ``draft``; called when the page opens and when the draft came from elsewhere."""
        self.draft = draft

    def show_problems(self, problems: Sequence[FieldError]) -> None:
        """Mark the fields named by ``problems``, unmark the others, and go to the first."""
        by_field = {problem.field: problem for problem in reversed(problems)}
        for name, field in self.fields.items():
            problem = by_field.get(name)
            field.set_error(field_sentence(problem) if problem else "")
        first = next((name for name in self.fields if name in by_field), None)
        if first is not None:
            self.fields[first].editor.setFocus()

    def settle_problems(self, problems: Sequence[FieldError]) -> None:
        """Unmark the fields that ``problems`` no longer names; marks no new ones."""
        still = {problem.field for problem in problems}
        for name, field in self.fields.items():
            if field.error and name not in still:
                field.set_error("")

    def first_focus(self) -> None:
        """Put the focus where the typing begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit(self, draft: VisitDraft) -> None:
        """Take and tell what a person just changed."""
        self.draft = draft
        self.draft_edited.emit(draft)
