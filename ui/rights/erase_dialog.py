"""Making somebody anonymous: what goes, what stays, and a word typed before it is done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import Problem, UserFacingError
from app.i18n import _, pgettext
from app.messages import sentence
from app.rights_words import counted, what_stays
from app.services.erasure import ErasurePreview, erase_customer, preview_erasure
from ui.cases.wrapped_text import WrappedText
from ui.context import DeskContext
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_field import FormField
from ui.widgets.wording import label


class EraseDialog(FormDialog):
    """Shows the preview; ``erased`` when it is done. Nothing brings it back."""

    erased = Signal()

    def __init__(
        self, context: DeskContext, customer_id: str, case_id: str | None, parent: QWidget
    ) -> None:
        super().__init__(
            _("Erase this person"), _("Erase"), name="erasePerson", icon="trash-2", parent=parent
        )
        self._context = context
        self._customer_id = customer_id
        self._case_id = case_id
        self.word = pgettext("typed to confirm an erasure", "ERASE")
        self.goes = WrappedText("", name="eraseGoes")
        self.stays = label(what_stays(), "muted", wrap=True, name="eraseStays")
        self.mentioned = label("", "warning", wrap=True, name="eraseMentioned")
        self.mentioned.hide()
        for part in (self.goes, self.stays, self.mentioned):
            self.column.addWidget(part)
        self.confirmation = QLineEdit()
        self.confirmation.setObjectName("eraseConfirmation")
        self.confirmation.textChanged.connect(self._enable)
        self.confirmation.returnPressed.connect(self.submit)
        self.add_field(
            "confirmation",
            FormField(
                _("Type {word} to erase (&T)").format(word=self.word),
                self.confirmation,
                hint=_("Nothing and nobody can bring it back, no backup made from now on either."),
            ),
        )
        self._permitted = False
        self._enable()
        self.confirmation.setFocus()
        context.runner.read(
            preview_erasure,
            actor=context.actor,
            customer_id=customer_id,
            case_id=case_id,
            owner=self,
            on_done=self._on_preview,
            on_error=self.show_error,
        )

    def _on_preview(self, preview: ErasurePreview) -> None:
        parts = pgettext("list", ", ").join(counted(name, count) for name, count in preview.goes)
        self.goes.set_text(
            _("Of {name} this is emptied: {parts}.").format(name=preview.name_masked, parts=parts)
        )
        if preview.mentioned:
            numbers = pgettext("list", ", ").join(preview.mentioned)
            self.mentioned.setText(
                _("Cases of others mention this person; read them yourself: {numbers}").format(
                    numbers=numbers
                )
            )
            self.mentioned.show()
        self._permitted = preview.permitted
        if preview.held:
            self._refuse(Problem.RECORDS_HELD)
        elif preview.open_cases or preview.open_visits:
            numbers = ", ".join((*preview.open_cases, *preview.open_visits))
            self._refuse(Problem.STILL_OPEN, numbers=numbers)
        elif preview.erased:
            self._refuse(Problem.ERASED_ALREADY)
        self._enable()
        self.fit()

    def _refuse(self, problem: Problem, **facts: object) -> None:
        self.error_label.setText(sentence(UserFacingError(problem, **facts)))
        self.error_label.show()

    def _enable(self) -> None:
        typed = self.confirmation.text().strip().casefold() == self.word.casefold()
        self.do_button.setEnabled(self._permitted and typed)

    def _do(self) -> None:
        self._context.runner.write(
            erase_customer,
            actor=self._context.actor,
            customer_id=self._customer_id,
            case_id=self._case_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_erased,
            on_error=self.show_error,
        )

    def _on_erased(self, _result: object) -> None:
        self.erased.emit()
        self.accept()
