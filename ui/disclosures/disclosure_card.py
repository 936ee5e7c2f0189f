"""The card of one customer: what was given to somebody outside, and the form to record it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.disclosure_words import disclosed_fields, disclosure_basis_label
from app.domain.disclosures import DisclosureDraft, DisclosureList, DisclosureView
from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action
from app.i18n import _, current_language, ngettext
from app.messages import sentence
from app.services.consents import LiveConsent, live_consents
from app.services.disclosures import (
    customer_disclosures,
    disclosures_on_paper,
    record_disclosure,
)
from ui.cases.wrapped_text import WrappedText
from ui.context import DeskContext
from ui.disclosures.disclosure_form import DisclosureForm
from ui.papers.paper_screen import PaperScreen
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label

_MOST_LINES = 4


class DisclosureCard(Card):
    """``paper_requested(PaperScreen)``: the customer's log, ready to be shown.

    ``said`` and ``problem_met`` carry sentences for the message bar.
    """

    paper_requested = Signal(object)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Given to others"), parent=parent)
        self.setObjectName("disclosureCard")
        self._context = context
        self._customer_id = ""
        self.form: DisclosureForm | None = None
        self._place = QVBoxLayout()
        self._place.setSpacing(8)
        self.add(self._place)
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.record_button = secondary_button(_("Record"), icon="plus", name="recordDisclosure")
        self.record_button.setToolTip(_("Record what is given to somebody outside"))
        self.print_button = quiet_button(_("List"), icon="printer", name="printDisclosures")
        self.record_button.clicked.connect(self._on_record_clicked)
        self.print_button.clicked.connect(self._on_print_clicked)
        row.addWidget(self.record_button)
        row.addWidget(self.print_button)
        row.addStretch(1)
        self.add(self._foot)
        self._foot.setVisible(context.actor.may(Action.DISCLOSE))

    def show_customer(self, customer_id: str) -> None:
        """Show what was given out of this customer; a form of another one is dropped."""
        if customer_id != self._customer_id:
            self._close_form()
        self._customer_id = customer_id
        self._context.runner.read(
            customer_disclosures,
            actor=self._context.actor,
            customer_id=customer_id,
            owner=self,
            supersedes="disclosures",
            on_done=self._show,
            on_error=self._on_problem,
        )

    # ---- the list --------------------------------------------------------------------------

    def _show(self, entries: tuple[DisclosureView, ...]) -> None:
        while (item := self._place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not entries:
            words = WrappedText(_("Nothing was given to anybody outside."), "muted")
            words.setObjectName("noDisclosures")
            self._place.addWidget(words)
        for entry in entries[:_MOST_LINES]:
            self._place.addWidget(self._line(entry))
        more = len(entries) - _MOST_LINES
        if more > 0:
            words_left = ngettext("… and {count} more", "… and {count} more", more)
            self._place.addWidget(label(words_left.format(count=more), "muted"))

    def _line(self, entry: DisclosureView) -> QWidget:
        day = entry.disclosed_at.astimezone(self._context.zone).date().isoformat()
        line = QWidget()
        line.setObjectName("disclosureLine")
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = ElidedLabel(f"{day} · {entry.to_whom}")
        head.setProperty("look", "label")
        column.addWidget(head)
        column.addWidget(WrappedText(entry.why))
        facts = f"{disclosed_fields(entry.fields)} · {disclosure_basis_label(entry.basis)}"
        column.addWidget(WrappedText(facts, "muted"))
        return line

    # ---- recording -------------------------------------------------------------------------

    def _on_record_clicked(self) -> None:
        self._context.runner.read(
            live_consents,
            self._customer_id,
            self._context.now(),
            owner=self,
            supersedes="consents",
            on_done=self._open_form,
            on_error=self._on_problem,
        )

    def _open_form(self, consents: tuple[LiveConsent, ...]) -> None:
        self._close_form()
        self.form = DisclosureForm(consents)
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self._on_form_left)
        self.add(self.form)
        # Only what is shown can take the focus, and the button that had it goes.
        self.form.show()
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)
        self._foot.setVisible(False)

    def _on_form_left(self) -> None:
        self._close_form()
        self.record_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self.body.removeWidget(form)
            form.hide()
            form.deleteLater()
            self._foot.setVisible(True)

    def _on_submitted(self, draft: DisclosureDraft) -> None:
        form = self.form
        if form is None:
            return
        form.set_busy(busy=True)
        self._context.runner.write(
            record_disclosure,
            actor=self._context.actor,
            customer_id=self._customer_id,
            draft=draft,
            now=self._context.now(),
            owner=form,
            on_done=self._on_recorded,
            on_error=self._on_refused,
            on_end=lambda: form.set_busy(busy=False),
        )

    def _on_recorded(self, _disclosure_id: str) -> None:
        self._on_form_left()
        self.said.emit(_("It is on record what was handed out."))
        self.show_customer(self._customer_id)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError) and self.form is not None:
            self.form.set_busy(busy=False)
            self.form.show_field_error(error)
        else:
            self._on_problem(error)

    # ---- the paper -------------------------------------------------------------------------

    def _on_print_clicked(self) -> None:
        self._context.runner.read(
            disclosures_on_paper,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            customer_id=self._customer_id,
            now=self._context.now(),
            owner=self,
            on_done=self._show_paper,
            on_error=self._on_problem,
        )

    def _show_paper(self, log: DisclosureList) -> None:
        self.paper_requested.emit(disclosure_paper(self._context, log))

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))


def disclosure_paper(context: DeskContext, log: DisclosureList) -> PaperScreen:
    """Return the screen that shows the log of disclosures."""
    lang = current_language()

    def make(path: Path) -> None:
        # Brings reportlab with it, which nobody needs before the first paper.
        from app.reports import disclosure_list  # noqa: PLC0415

        disclosure_list.render(log, path, lang)

    return PaperScreen(context, _("Given to others"), make, _("given-to-others.pdf"))
