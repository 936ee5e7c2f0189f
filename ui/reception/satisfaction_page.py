"""Step 4: the receipt in hand, the question of satisfaction, goodbye (clause 4.2-4).

The score is the customer's to press.  What staff relays is marked as relayed and counts in no
figure about staff.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.terms import EnteredBy, RatingAnswer, RatingReason
from app.domain.visit_flow import RatingDraft, VisitDraft
from app.i18n import _
from app.labels import channel_label, rating_answer_label, rating_reason_label, score_label
from app.people_time import when
from app.services.ratings import LOW_SCORE
from ui.context import DeskContext
from ui.reception.step_page import StepPage
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label


class SatisfactionPage(StepPage):
    """Wishes: ``receipt_requested`` and ``rating_requested``.

    ``rating`` is the answer so far; ``rating_changed`` when the receptionist changed it.
    """

    receipt_requested = Signal()
    rating_requested = Signal()
    rating_changed = Signal()

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._numbers = label("", "subtitle", wrap=True, name="caseNumbers")
        self.receipt = secondary_button(_("Receipt (&P)"), icon="printer", name="receipt")
        self.receipt.clicked.connect(self.receipt_requested)
        registered = Card(_("Registered"))
        row = QHBoxLayout()
        row.addWidget(self._numbers, 1)
        row.addWidget(self.receipt)
        registered.add(row)
        self.column.addWidget(registered)
        self.column.addWidget(self._question_card())
        self._relay = self._relay_form()
        self.column.addWidget(self._relay)
        self._relay.setVisible(False)
        self.column.addStretch(1)

    @property
    def rating(self) -> RatingDraft | None:
        """The answer so far; it lives in the draft, so that no lock and no crash loses it."""
        return self.draft.rating

    def _question_card(self) -> Card:
        card = Card(_("Satisfaction"))
        self.status = label("", "lead", wrap=True, name="ratingStatus")
        card.add(self.status)
        row = FlowLayout(spacing=12)
        self.ask = secondary_button(_("Ask the customer (&A)"), icon="smile", name="askCustomer")
        self.ask.clicked.connect(self.rating_requested)
        self.decline = secondary_button(_("Customer declines (&D)"), name="ratingDeclined")
        self.decline.clicked.connect(self._on_decline_clicked)
        self.relay = quiet_button(_("Relay what the customer says (&R)"), name="ratingRelay")
        self.relay.setCheckable(True)
        self.relay.clicked.connect(self._on_relay_clicked)
        row.addWidget(self.ask)
        row.addWidget(self.decline)
        row.addWidget(self.relay)
        card.add(row)
        return card

    def _relay_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            label(
                _("Only when the customer cannot press. It is marked as relayed by you."),
                "warning",
                wrap=True,
            )
        )
        self.scores = ChipGroup(
            [Choice(score, score_label(score)) for score in range(5, 0, -1)],
            accessible_name=_("Relayed score"),
            name="relayScore",
        )
        self.reasons = ChipGroup(
            [Choice(reason, rating_reason_label(reason)) for reason in RatingReason],
            exclusive=False,
            accessible_name=_("What it was about"),
            name="relayReasons",
        )
        self.words = PlainTextBox(lines=2, most_lines=4, limit=1000, name="relayWords")
        column.addWidget(FormField(_("What the customer said"), self.scores))
        self._reasons_field = self.add_field(
            "reasons", FormField(_("What it was about"), self.reasons)
        )
        column.addWidget(self._reasons_field)
        column.addWidget(
            FormField(_("In the customer's own words (&W)"), self.words, optional=True)
        )
        self._reasons_field.setVisible(False)
        self.scores.chosen.connect(self._on_relayed)
        self.reasons.chosen.connect(self._on_relayed)
        self.words.edited.connect(self._on_relayed)
        return form

    def show_draft(self, draft: VisitDraft) -> None:
        """Show the numbers of the registered cases and how the question stands."""
        super().show_draft(draft)
        self._numbers.setText("\n".join(self._registered(draft)))
        self._show_status()

    def _registered(self, draft: VisitDraft) -> list[str]:
        """Return a line a case, to be read back: number, and what was promised by when."""
        now, zone = self.context.now(), self.context.zone
        lines = []
        for number, need in zip(draft.case_numbers, draft.needs, strict=False):
            answer = need.answer
            if need.is_attached and answer.answered_now is not False:
                lines.append(_("{number} · the caller is attached to it").format(number=number))
                continue
            if answer.answered_now or answer.promise_due_at is None:
                lines.append(_("{number} · answered on the spot").format(number=number))
                continue
            lines.append(
                _("{number} · by {time} · {who} · {channel}").format(
                    number=number,
                    time=when(answer.promise_due_at, now, zone),
                    who=answer.promise_who.strip(),
                    channel=channel_label(answer.promise_channel),
                )
            )
        return lines

    def show_rating(self, rating: RatingDraft) -> None:
        """Take what came from the customer's screen."""
        self.edit(replace(self.draft, rating=rating))
        self._relay.setVisible(False)
        self.relay.setChecked(False)
        self._show_status()

    def show_waiting(self, *, turn_around: bool) -> None:
        """Say that the customer's screen is waiting for an answer."""
        self.status.setText(
            _("Turn the screen to the customer.")
            if turn_around
            else _("The question is on the customer's screen.")
        )

    def _show_status(self) -> None:
        if self.rating is None:
            self.status.setText(_("The customer has not been asked yet."))
            self.ask.setEnabled(True)
            return
        self.status.setText(_rating_words(self.rating))
        # A score from the customer's own hand is final: asking again would let staff fish for more.
        pressed = (
            self.rating.answer is RatingAnswer.SCORED
            and self.rating.entered_by is EnteredBy.CUSTOMER_SCREEN
        )
        for button in (self.ask, self.decline, self.relay):
            button.setEnabled(not pressed)

    def first_focus(self) -> None:
        """Begin with asking the customer."""
        self.ask.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_decline_clicked(self) -> None:
        self._relay.setVisible(False)
        self.relay.setChecked(False)
        declined = RatingDraft(RatingAnswer.DECLINED, entered_by=EnteredBy.STAFF_RELAY)
        self.edit(replace(self.draft, rating=declined))
        self._show_status()
        self.rating_changed.emit()

    def _on_relay_clicked(self, checked: bool) -> None:
        self._relay.setVisible(checked)
        if checked:
            self.scores.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_relayed(self) -> None:
        score = self.scores.value
        if not isinstance(score, int):
            return
        self._reasons_field.setVisible(score <= LOW_SCORE)
        reasons: Sequence[object] = self.reasons.values if score <= LOW_SCORE else ()
        relayed = RatingDraft(
            RatingAnswer.SCORED,
            score,
            tuple(reason for reason in reasons if isinstance(reason, RatingReason)),
            self.words.text,
            EnteredBy.STAFF_RELAY,
        )
        self.edit(replace(self.draft, rating=relayed))
        self._show_status()
        self.rating_changed.emit()


def _rating_words(rating: RatingDraft) -> str:
    if rating.answer is not RatingAnswer.SCORED or rating.score is None:
        return rating_answer_label(rating.answer)
    words = score_label(rating.score)
    if rating.reasons:
        words += " · " + ", ".join(rating_reason_label(reason) for reason in rating.reasons)
    if rating.entered_by is EnteredBy.STAFF_RELAY:
        words += " · " + _("relayed by staff")
    return words
