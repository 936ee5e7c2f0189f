"""同意与告知: what a customer agreed to and was told, beside the person (clause 5-1)."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.consent_words import (
    consent_channel_label,
    consent_state_label,
    purpose_label,
    what_stops,
)
from app.domain.consents import ConsentState
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action
from app.domain.terms import Channel, ConsentChannel, ConsentPurpose
from app.i18n import _, pgettext
from app.messages import sentence
from app.people_time import exact
from app.services.consents import ConsentCardView, ConsentLine, consent_card, withdraw_consent
from ui.consents.consent_desk import ConsentDesk, consent_desk_of
from ui.consents.tell_row import TellRow
from ui.context import DeskContext
from ui.icons import set_icon
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.wording import label

_LOOKS = {
    ConsentState.GIVEN: ("check", "good_text"),
    ConsentState.DECLINED: ("x", "muted"),
    ConsentState.WITHDRAWN: ("x", "danger_text"),
    ConsentState.EXPIRED: ("clock", "warning_text"),
    ConsentState.NOT_ASKED: ("circle-question-mark", "muted"),
}


class ConsentCard(Card):
    """Shows the consents of one customer; ``said`` and ``problem_met`` carry sentences."""

    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Consent and notice"), parent=parent)
        self.setObjectName("consentCard")
        self._context = context
        self.customer_id = ""
        self.view: ConsentCardView | None = None
        self._desk: ConsentDesk | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.add(self._lines)
        self.extra = label("", "warning", wrap=True, name="consentExtra")
        self.add(self.extra)
        self.tell_words = label("", "warning", wrap=True, name="consentTellWords")
        self.add(self.tell_words)
        self.tell = TellRow("consentTell")
        self.tell.told.connect(self._on_told)
        self.add(self.tell)
        self._add_buttons()
        self._new = self._new_panel()
        self._withdrawal = QWidget()
        self._withdrawal.setObjectName("withdrawPanel")
        self._withdraw_column = QVBoxLayout(self._withdrawal)
        self._withdraw_column.setContentsMargins(0, 0, 0, 0)
        self._withdraw_column.setSpacing(8)
        for panel in (self._new, self._withdrawal):
            self.add(panel)
            panel.hide()
        self.copy = quiet_button(_("Customer's copy"), icon="printer", name="consentCopy")
        self.copy.clicked.connect(self._on_copy_clicked)
        self.scan = quiet_button(_("Signed paper"), icon="file-text", name="consentPaper")
        self.scan.clicked.connect(self._on_scan_clicked)
        self.add(self.copy)
        self.add(self.scan)
        self._show_nothing()

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.new_button = secondary_button(_("New consent"), name="newConsent")
        self.withdraw_button = secondary_button(
            pgettext("consent", "Withdraw"), name="withdrawConsent"
        )
        for button, clicked in (
            (self.new_button, self._on_new_clicked),
            (self.withdraw_button, self._on_withdraw_clicked),
        ):
            button.setCheckable(True)
            button.clicked.connect(clicked)
            row.addWidget(button, 1)
        self.add(row)

    def _new_panel(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.on_screen = secondary_button(
            _("On the customer screen"), icon="monitor", name="askOnScreen"
        )
        self.on_paper = secondary_button(
            _("On paper or in words"), icon="pencil", name="recordConsent"
        )
        self.on_screen.clicked.connect(self._on_screen_clicked)
        self.on_paper.clicked.connect(self._on_paper_clicked)
        column.addWidget(self.on_screen)
        column.addWidget(self.on_paper)
        return panel

    # ---- reading ---------------------------------------------------------------------------

    def show_customer(self, customer_id: str) -> None:
        """Show how every purpose stands with this customer."""
        if customer_id != self.customer_id:
            self.customer_id = customer_id
            self._show_nothing()
        self.refresh()

    def refresh(self) -> None:
        """Read the consents anew."""
        if not self.customer_id:
            return
        self._context.runner.read(
            consent_card,
            actor=self._context.actor,
            customer_id=self.customer_id,
            now=self._context.now(),
            owner=self,
            supersedes="consent-card",
            on_done=self._show,
            on_error=self._on_problem,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Find who asks for consents in this window, and follow what changes there."""
        super().showEvent(event)
        self._follow()

    def _follow(self) -> ConsentDesk | None:
        if self._desk is None:
            self._desk = consent_desk_of(self)
            if self._desk is not None:
                self._desk.changed.connect(self._on_changed)
        return self._desk

    def _on_changed(self, customer_id: str) -> None:
        if customer_id == self.customer_id:
            self.refresh()

    def _on_problem(self, error: Exception) -> None:
        self._show_nothing()
        # Of somebody who was made anonymous there is nothing to show, and nothing wrong.
        if isinstance(error, UserFacingError) and error.problem is not Problem.NOT_FOUND:
            self.problem_met.emit(sentence(error))

    # ---- showing ---------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self.view = None
        self._clear(self._lines)
        for part in (self.extra, self.tell_words, self.tell, self.copy, self.scan):
            part.hide()
        self._close_panels()
        for button in (self.new_button, self.withdraw_button):
            button.setEnabled(False)

    def _show(self, view: ConsentCardView) -> None:
        self.view = view
        # Another one, where the record was merged meanwhile.
        self.customer_id = view.customer_id
        self._clear(self._lines)
        self._lines.addWidget(self._told_line(view))
        for line in view.lines:
            self._lines.addWidget(self._line(line))
        may = self._context.actor.may(Action.TAKE_CONSENTS)
        self.new_button.setEnabled(may)
        self.withdraw_button.setEnabled(may and bool(view.live))
        self.extra.setText(
            _("A WeChat name is kept, which service does not need: ask for consent.")
            if view.more_than_needed
            else ""
        )
        self.extra.setVisible(view.more_than_needed)
        self.tell_words.setText(
            _("The notice has changed, please tell it: {what}").format(what=view.what_changed)
            if view.must_tell
            else ""
        )
        self.tell_words.setVisible(view.must_tell)
        self.tell.setVisible(view.must_tell and may)
        self.copy.setVisible(may and self._evidence() is not None)
        self.scan.setVisible(may and self._evidence(with_scan=True) is not None)
        self._close_panels()

    def _told_line(self, view: ConsentCardView) -> QWidget:
        told = (
            _("told, version {version}").format(version=view.told)
            if view.told
            else _("by contract")
        )
        return _row(
            "consentLine_service",
            ("check", "good_text"),
            purpose_label(ConsentPurpose.SERVICE),
            told,
            _("Service rests on the contract: it is told, not asked."),
        )

    def _line(self, line: ConsentLine) -> QWidget:
        state = consent_state_label(line.state)
        words = state
        tip = state
        if line.at is not None:
            words = f"{self._day(line.at)} {state}"
            channel = consent_channel_label(line.channel) if line.channel else ""
            tip = _("{state} {time}, {channel}, by {name}; notice version {version}").format(
                state=state,
                time=exact(line.at, self._context.zone),
                channel=channel,
                name=line.by,
                version=line.notice_version,
            )
        return _row(
            f"consentLine_{line.purpose}",
            _LOOKS[line.state],
            purpose_label(line.purpose),
            words,
            tip,
        )

    def _day(self, at: datetime) -> str:
        """Return the day of this year, else the month: the tooltip has all of it."""
        zone = self._context.zone
        local = at.astimezone(zone)
        this_year = local.year == self._context.now().astimezone(zone).year
        return f"{local:%m-%d}" if this_year else f"{local:%Y-%m}"

    def _evidence(self, *, with_scan: bool = False) -> str | None:
        """Return the evidence of the latest answer, or of the latest one whose paper is kept."""
        if self.view is None:
            return None
        known = [
            line
            for line in self.view.lines
            if line.evidence_id is not None
            and line.at is not None
            and (line.has_scan if with_scan else line.state is not ConsentState.DECLINED)
        ]
        latest = max(known, key=lambda line: str(line.evidence_id), default=None)
        return latest.evidence_id if latest else None

    @staticmethod
    def _clear(column: QVBoxLayout) -> None:
        while (item := column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    # ---- asking and withdrawing ------------------------------------------------------------

    def _close_panels(self) -> None:
        self._new.hide()
        self._withdrawal.hide()
        self.new_button.setChecked(False)
        self.withdraw_button.setChecked(False)

    def _on_new_clicked(self, checked: bool) -> None:
        self._close_panels()
        self.new_button.setChecked(checked)
        self._new.setVisible(checked)
        if checked:
            self.on_screen.setFocus()

    def _on_screen_clicked(self) -> None:
        desk = self._follow()
        self._close_panels()
        if desk is not None:
            desk.ask(self.customer_id)

    def _on_paper_clicked(self) -> None:
        desk = self._follow()
        self._close_panels()
        if desk is not None:
            desk.record(self.customer_id)

    def _on_withdraw_clicked(self, checked: bool) -> None:
        self._close_panels()
        self.withdraw_button.setChecked(checked)
        self._clear(self._withdraw_column)
        if not checked or self.view is None:
            return
        self.channel = ChipGroup(
            [
                Choice(ConsentChannel.VERBAL, consent_channel_label(ConsentChannel.VERBAL)),
                Choice(ConsentChannel.PAPER, consent_channel_label(ConsentChannel.PAPER)),
            ],
            accessible_name=_("How it was withdrawn"),
            name="withdrawChannel",
        )
        self.channel.set_value(ConsentChannel.VERBAL)
        self._withdraw_column.addWidget(self.channel)
        for line in self.view.live:
            self._withdraw_column.addWidget(self._withdraw_button(line.purpose))
            self._withdraw_column.addWidget(label(what_stops(line.purpose), "muted", wrap=True))
        self._withdrawal.show()

    def _withdraw_button(self, purpose: ConsentPurpose) -> QWidget:
        words = _("Withdraw: {purpose}").format(purpose=purpose_label(purpose))
        button = secondary_button(words, name=f"withdraw_{purpose}")
        button.clicked.connect(lambda: self._withdraw(purpose))
        return button

    def _withdraw(self, purpose: ConsentPurpose) -> None:
        channel = self.channel.value
        self._withdrawal.setEnabled(False)
        self._context.runner.write(
            withdraw_consent,
            actor=self._context.actor,
            customer_id=self.customer_id,
            purpose=purpose,
            channel=channel if isinstance(channel, ConsentChannel) else ConsentChannel.VERBAL,
            now=self._context.now(),
            owner=self,
            on_done=lambda _nothing: self._on_withdrawn(purpose),
            on_error=self._on_refused,
            on_end=lambda: self._withdrawal.setEnabled(True),
        )

    def _on_withdrawn(self, purpose: ConsentPurpose) -> None:
        self.said.emit(
            _("Withdrawn: {purpose}. {stops}").format(
                purpose=purpose_label(purpose), stops=what_stops(purpose)
            )
        )
        desk = self._follow()
        if desk is not None:
            desk.changed.emit(self.customer_id)
        else:
            self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self.refresh()
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _on_told(self, channel: Channel) -> None:
        desk = self._follow()
        if desk is not None:
            desk.tell(self.customer_id, channel)

    def _on_copy_clicked(self) -> None:
        desk, evidence = self._follow(), self._evidence()
        if desk is not None and evidence is not None:
            desk.print_copy(evidence)

    def _on_scan_clicked(self) -> None:
        desk, evidence = self._follow(), self._evidence(with_scan=True)
        if desk is not None and evidence is not None:
            desk.show_scan(evidence)


def _row(name: str, look: tuple[str, str], purpose: str, words: str, tip: str) -> QWidget:
    """Return one line: a sign, the purpose, and what became of it."""
    made = QWidget()
    made.setObjectName(name)
    made.setToolTip(tip)
    made.setAccessibleName(f"{purpose}: {tip}")
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 2, 0, 2)
    row.setSpacing(8)
    picture = QLabel()
    set_icon(picture, look[0], look[1], 16)
    row.addWidget(picture)
    row.addWidget(label(purpose))
    row.addStretch(1)
    said = label(words, "muted")
    said.setObjectName(f"{name}_words")
    row.addWidget(said)
    return made
