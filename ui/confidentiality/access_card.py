"""'Who looked': the newest entries of a customer's access log, beside their page (clause 5-3)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import people_time
from app.access_words import what_words, why_words
from app.domain.access_paper import AccessLine
from app.domain.errors import UserFacingError
from app.domain.permissions import Action
from app.i18n import _
from app.messages import sentence
from app.services.access_views import AccessSummary, access_summary
from ui.cases.side_cards import SideCard
from ui.confidentiality.access_dialog import CustomerLogDialog
from ui.context import DeskContext
from ui.widgets.buttons import quiet_button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label


class AccessCard(SideCard):
    """Seen only by whoever may read the access log.

    ``paper_requested`` carries a :class:`PaperScreen`, ``problem_met`` a sentence.
    """

    paper_requested = Signal(object)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Who looked"), "accessCard", parent)
        self._context = context
        self._customer_id = ""
        self._may = context.actor.may(Action.READ_ACCESS_LOG)
        self.count_label = label("", "muted", name="accessCount")
        self.add_to_title(self.count_label)
        self.setVisible(False)

    def show_customer(self, customer_id: str) -> None:
        """Read who looked at this customer."""
        self._customer_id = customer_id
        if not self._may:
            return
        self._context.runner.read(
            access_summary,
            actor=self._context.actor,
            customer_id=customer_id,
            now=self._context.now(),
            owner=self,
            supersedes="summary",
            on_done=self._on_read,
            on_error=self._on_problem,
        )

    def _on_read(self, summary: AccessSummary) -> None:
        if summary.customer_id != self._customer_id:
            return
        # As on the desk: a figure first, the newest lines under it.
        self.count_label.setText(_("30 days: {count}").format(count=summary.recent))
        self.count_label.setToolTip(_("How often staff looked in the last 30 days"))
        with self.rebuilt(6) as column:
            if not summary.newest:
                column.addWidget(label(_("Nobody has looked yet."), "muted", wrap=True))
            for line in summary.newest:
                column.addLayout(self._line(line))
            button = quiet_button(_("The whole log"), icon="history", name="accessWhole")
            button.clicked.connect(self.open_log)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            # Only now: without a parent it would be shown as a window of its own.
            button.setVisible(bool(summary.newest))
        self.setVisible(True)

    def _line(self, line: AccessLine) -> QVBoxLayout:
        both = QVBoxLayout()
        both.setSpacing(0)
        what = ElidedLabel(what_words(line))
        what.setObjectName("accessWhat")
        time = people_time.when(line.at, self._context.now(), self._context.zone)
        when = ElidedLabel(" · ".join(part for part in (time, why_words(line)) if part))
        when.setObjectName("accessWhen")
        when.setProperty("look", "muted")
        both.addWidget(what)
        both.addWidget(when)
        return both

    def open_log(self) -> None:
        """Show the whole log of the customer."""
        dialog = CustomerLogDialog(self._context, self._customer_id, self.window())
        dialog.paper_ready.connect(self.paper_requested)
        dialog.problem_met.connect(self.problem_met)
        dialog.open()

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
