"""Asks for consents on behalf of every card that shows them, and hands out the customer's copy.

It belongs to the window of the desk: a card finds it there, so that the pages between card and
window need to know nothing of consents.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.consent_paper import ConsentCopy
from app.domain.consents import ConsentDraft, ScanKept
from app.domain.terms import Channel, ConsentChannel
from app.i18n import _
from app.people_time import exact
from app.reports import consent_copy as copy_paper
from app.reports.scan_pages import render_scan
from app.services.consent_copies import consent_copy
from app.services.consents import (
    ConsentRequest,
    TakenConsent,
    Witness,
    consent_request,
    read_scan,
    take_consent,
    witnesses,
)
from app.services.re_notification import tell
from ui.consents.consent_dialog import ConsentDialog
from ui.consents.guardian_dialog import GuardianDialog
from ui.context import DeskContext
from ui.customer_window.consent_panel import ConsentGiven
from ui.customer_window.customer_window import CustomerWindow
from ui.papers.paper_screen import PaperScreen

_NAME = "consentDesk"


class ConsentDesk(QObject):
    """``changed`` with the customer whose consents did; ``paper_ready`` with a ``PaperScreen``.

    ``said`` carries a sentence, ``failed`` an error.
    """

    changed = Signal(str)
    paper_ready = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, window: QWidget, context: DeskContext, customer: CustomerWindow) -> None:
        super().__init__(window)
        self.setObjectName(_NAME)
        self._window, self._context, self._customer = window, context, customer
        self._request: ConsentRequest | None = None
        self._guardian = ""
        customer.consent_answered.connect(self._on_answered)
        customer.consent_left.connect(self._on_left)

    def end(self) -> None:
        """Ask nobody any more: the desk is being locked."""
        self._customer.consent_answered.disconnect(self._on_answered)
        self._customer.consent_left.disconnect(self._on_left)
        # A card of the next session must not find it.
        self.setParent(None)
        self.deleteLater()

    # ---- asking ----------------------------------------------------------------------------

    def ask(self, customer_id: str) -> None:
        """Ask on the customer's screen; for a minor, first who answers for them."""
        if self._customer.asking:
            self.said.emit(_("The customer is being asked something else already."))
            return
        self._read(customer_id, self._on_request)

    def record(self, customer_id: str) -> None:
        """Record what was signed on paper, or said before a witness."""
        self._read(customer_id, self._on_record)

    def _read(self, customer_id: str, then: Callable[[ConsentRequest], None]) -> None:
        self._context.runner.read(
            consent_request,
            actor=self._context.actor,
            customer_id=customer_id,
            now=self._context.now(),
            owner=self,
            on_done=partial(self._on_read, then),
            on_error=self.failed.emit,
        )

    def _on_read(self, then: Callable[[ConsentRequest], None], request: ConsentRequest) -> None:
        if not request.purposes:
            self.said.emit(_("Everything is agreed to already; there is nothing to ask."))
        else:
            then(request)

    def _on_request(self, request: ConsentRequest) -> None:
        if not request.is_minor:
            self._open_screen(request, "")
            return
        dialog = GuardianDialog(self._window)
        dialog.guardian_given.connect(partial(self._open_screen, request))
        dialog.open()

    def _open_screen(self, request: ConsentRequest, guardian: str) -> None:
        if self._customer.asking:
            return
        self._request, self._guardian = request, guardian
        self._customer.ask_consent(request, self._context.actor.name, self._window)
        self.said.emit(
            _("Turn the screen to the customer.")
            if self._customer.turn_around
            else _("The notice is on the customer's screen.")
        )

    def _on_left(self) -> None:
        self._request = None
        self.said.emit(_("No answer; nothing was kept. The reception goes on."))

    def _on_answered(self, given: ConsentGiven) -> None:
        request, self._request = self._request, None
        if request is None:
            return
        draft = ConsentDraft(
            given.notice_id,
            ConsentChannel.CUSTOMER_SCREEN,
            given.answers,
            strokes=given.strokes,
            guardian=self._guardian,
        )
        self._take(request.customer_id, draft)

    def _on_record(self, request: ConsentRequest) -> None:
        self._context.runner.read(
            witnesses,
            actor=self._context.actor,
            owner=self,
            on_done=partial(self._open_dialog, request),
            on_error=self.failed.emit,
        )

    def _open_dialog(self, request: ConsentRequest, found: tuple[Witness, ...]) -> None:
        dialog = ConsentDialog(self._context, request, found, self._window)
        dialog.taken.connect(self._on_taken)
        dialog.failed.connect(self.failed)
        dialog.open()

    # ---- keeping and printing --------------------------------------------------------------

    def _take(self, customer_id: str, draft: ConsentDraft) -> None:
        self._context.runner.write(
            take_consent,
            actor=self._context.actor,
            customer_id=customer_id,
            draft=draft,
            now=self._context.now(),
            owner=self,
            on_done=self._on_taken,
            on_error=self.failed.emit,
        )

    def _on_taken(self, taken: TakenConsent) -> None:
        self.changed.emit(taken.customer_id)
        if not taken.agreed:
            self.said.emit(_("Kept: the customer agrees to nothing. Service goes on as before."))
            return
        self.said.emit(_("The consent is kept. Here is the customer's copy."))
        self.print_copy(taken.evidence_id)

    def print_copy(self, evidence_id: str) -> None:
        """Show the customer's copy, to be printed or saved."""
        self._context.runner.write(
            consent_copy,
            actor=self._context.actor,
            evidence_id=evidence_id,
            now=self._context.now(),
            owner=self,
            on_done=self._show_copy,
            on_error=self.failed.emit,
        )

    def _show_copy(self, copy: ConsentCopy) -> None:
        day = exact(copy.taken_at, self._context.zone)[:10]
        self.paper_ready.emit(
            PaperScreen(
                self._context,
                _("Consent of {day}").format(day=day),
                lambda path: copy_paper.render(copy, path),
                _("consent-{day}.pdf").format(day=day),
            )
        )

    def show_scan(self, evidence_id: str) -> None:
        """Show the signed paper as it is kept; who looked is written down."""
        self._context.runner.write(
            read_scan,
            actor=self._context.actor,
            evidence_id=evidence_id,
            now=self._context.now(),
            owner=self,
            on_done=self._show_scan,
            on_error=self.failed.emit,
        )

    def _show_scan(self, scan: ScanKept) -> None:
        def make(path: Path) -> None:
            render_scan(scan, path)

        self.paper_ready.emit(
            PaperScreen(self._context, _("Signed paper"), make, _("signed-paper.pdf"))
        )

    # ---- telling ---------------------------------------------------------------------------

    def tell(self, customer_id: str, channel: Channel) -> None:
        """Record that the customer was told of the notice in force."""
        self._context.runner.write(
            tell,
            actor=self._context.actor,
            customer_id=customer_id,
            channel=channel,
            now=self._context.now(),
            owner=self,
            on_done=lambda version: self._on_told(customer_id, version),
            on_error=self.failed.emit,
        )

    def _on_told(self, customer_id: str, version: int) -> None:
        self.changed.emit(customer_id)
        self.said.emit(_("Kept: told of version {version}.").format(version=version))


def consent_desk_of(widget: QWidget) -> ConsentDesk | None:
    """Return who asks for consents in the window that ``widget`` is shown in."""
    return widget.window().findChild(ConsentDesk, _NAME)
