"""What was given to somebody outside, of every customer of the project: the list on paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.disclosures import DisclosureList
from app.domain.errors import UserFacingError
from app.domain.permissions import Action
from app.i18n import _
from app.messages import sentence
from app.services.disclosures import disclosures_on_paper
from ui.context import DeskContext
from ui.disclosures.disclosure_card import disclosure_paper
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.wording import label


class ProjectDisclosuresCard(Card):
    """``paper_requested(PaperScreen)``: the list, ready to be shown.

    Shown to roles that may disclose.  ``problem_met`` carries a sentence.
    """

    paper_requested = Signal(object)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Given to others"), parent=parent)
        self.setObjectName("projectDisclosures")
        self._context = context
        row = QHBoxLayout()
        row.setSpacing(12)
        words = _(
            "To whom something of a customer of this project was given, why, and on what ground."
        )
        row.addWidget(label(words, "muted", wrap=True), 1)
        self.print_button = secondary_button(
            _("Print the list"), icon="printer", name="printProjectDisclosures"
        )
        self.print_button.clicked.connect(self._on_print_clicked)
        row.addWidget(self.print_button)
        self.add(row)
        if not context.actor.may(Action.DISCLOSE):
            self.hide()

    def _on_print_clicked(self) -> None:
        self._context.runner.read(
            disclosures_on_paper,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
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
