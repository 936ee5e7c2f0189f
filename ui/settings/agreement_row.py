"""The confidentiality agreement of the person marked in the staff list: its paper, its record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QWidget

from app.agreement_texts import signed_on_paper
from app.domain.agreements import AgreementSheet
from app.domain.permissions import Action
from app.i18n import _, current_language
from app.services.confidentiality_agreements import agreement_sheet, record_agreement
from app.services.staff import StaffView
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.widgets.buttons import secondary_button
from ui.widgets.wording import label


class AgreementRow(QWidget):
    """``paper_requested(PaperScreen)``: the agreement, ready to be shown.

    ``recorded(name)``: a signed paper is on record, so that person's account can open.
    ``refused(error)``: something could not be done.
    """

    paper_requested = Signal(object)
    recorded = Signal(str)
    refused = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreementRow")
        self._context = context
        self._person: StaffView | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.sheet_button = secondary_button(
            _("Show the agreement"), icon="file-text", name="agreementSheet"
        )
        self.sheet_button.clicked.connect(self._on_sheet_clicked)
        row.addWidget(self.sheet_button)
        row.addStretch(1)
        self._recording = QWidget()
        parts = QHBoxLayout(self._recording)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(12)
        parts.addWidget(label(_("Signed on paper on")))
        self.day = QDateEdit()
        self.day.setObjectName("agreementDay")
        self.day.setAccessibleName(_("Day on which the agreement was signed on paper"))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setFixedWidth(160)
        self.record_button = secondary_button(
            _("Record the paper"), icon="check", name="recordAgreement"
        )
        self.record_button.clicked.connect(self._on_record_clicked)
        parts.addWidget(self.day)
        parts.addWidget(self.record_button)
        row.addWidget(self._recording)
        self.show_person(None)

    def show_person(self, person: StaffView | None) -> None:
        """Offer what can be done with this person's agreement; None offers nothing."""
        self._person = person
        actor = self._context.actor
        may_see = person is not None and (
            person.staff_id == actor.staff_id or actor.may(Action.READ_ACCESS_LOG)
        )
        self.setVisible(may_see)
        if person is None:
            return
        has_signed = person.signed_on is not None
        self.sheet_button.set_words(
            _("Show the agreement") if has_signed or not person.active else _("Sheet to be signed")
        )
        self._recording.setVisible(
            person.active and not has_signed and actor.may(Action.MANAGE_STAFF)
        )
        today = self._context.now().astimezone(self._context.zone).date()
        last = QDate(today.year, today.month, today.day)
        self.day.setMaximumDate(last)
        self.day.setDate(last)

    def _on_sheet_clicked(self) -> None:
        if self._person is None:
            return
        self._context.runner.read(
            agreement_sheet,
            actor=self._context.actor,
            staff_id=self._person.staff_id,
            lang=current_language(),
            owner=self,
            on_done=self._show_sheet,
            on_error=self.refused.emit,
        )

    def _show_sheet(self, sheet: AgreementSheet) -> None:
        def make(path: Path) -> None:
            # Brings reportlab with it, which nobody needs before the first paper.
            from app.reports import agreement_sheet as paper  # noqa: PLC0415

            paper.render(sheet, path)

        self.paper_requested.emit(
            PaperScreen(self._context, sheet.text.title, make, _("confidentiality-agreement.pdf"))
        )

    def _on_record_clicked(self) -> None:
        person = self._person
        if person is None:
            return
        chosen = self.day.date()
        self._context.runner.write(
            record_agreement,
            actor=self._context.actor,
            staff_id=person.staff_id,
            agreement=signed_on_paper(date(chosen.year(), chosen.month(), chosen.day())),
            now=self._context.now(),
            owner=self,
            on_done=lambda _id: self.recorded.emit(person.name),
            on_error=self.refused.emit,
        )
