"""The cards of a case's people and outcome: customer, callers, assessment, remedy, linked cases."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app import people_time
from app.domain.terms import CaseType, EventKind, Validity
from app.event_words import event_sentence
from app.i18n import _, ngettext
from app.labels import case_state_label, cause_label, customer_kind_label, validity_label
from app.services.callers import CallerView
from app.services.case_views import CaseLink, CasePageView
from ui.cases.side_cards import SideCard
from ui.cases.wrapped_text import WrappedText, shortened
from ui.confidentiality.reveal import RevealControl
from ui.context import DeskContext
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_CALLERS_SHOWN = 3


class PartyCard(SideCard):
    """Who is concerned, masked until somebody says what they need the name or phone for.

    ``problem_met`` carries the sentence of what went wrong.
    """

    problem_met = Signal(str)

    def __init__(self, context: DeskContext) -> None:
        super().__init__(_("Customer"), "partyCard")
        self._zone = context.zone
        self._shows_all = False
        self.person = RevealControl(context, self)
        self.person.problem_met.connect(self.problem_met)
        self._kind = Pill("", "good", name="partyKind")
        self._kind.setVisible(False)
        self.person.beside_name.addWidget(self._kind)
        self.add(self.person)

    def show_case(self, view: CasePageView, now: datetime) -> None:
        """Show the customer, or that none was named, the other callers, and who has the case."""
        self.person.show_masked(
            view.customer_id or "", view.customer, (view.phone_masked,), case_id=view.case_id
        )
        self._kind.setVisible(view.customer_kind is not None)
        if view.customer_kind is not None:
            self._kind.show_as(customer_kind_label(view.customer_kind), "good")
        with self.rebuilt(6) as column:
            if view.room_label:
                column.addWidget(label(view.room_label, "muted", name="partyRoom"))
            if view.responsible:
                department = _("With {department}").format(department=view.responsible)
                column.addWidget(WrappedText(department, "muted", name="partyResponsible"))
            if view.callers:
                self._add_callers(column, view, now)

    def _add_callers(self, column: QVBoxLayout, view: CasePageView, now: datetime) -> None:
        callers, households = len(view.callers), view.households
        words = ngettext("{count} more caller", "{count} more callers", callers).format(
            count=callers
        )
        if households > 1:
            words += " · " + ngettext("{count} household", "{count} households", households).format(
                count=households
            )
        column.addSpacing(6)
        column.addWidget(Pill(words, "warning", name="partyCallers"))
        shown = view.callers if self._shows_all else view.callers[:_CALLERS_SHOWN]
        for caller in shown:
            column.addWidget(WrappedText(self._caller_words(caller, now), "muted"))
        if callers > len(shown):
            button = quiet_button(
                _("Show all {count}").format(count=callers), icon="users", name="allCallers"
            )
            button.clicked.connect(lambda: self._on_all_clicked(view, now))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _caller_words(self, caller: CallerView, now: datetime) -> str:
        parts = (
            caller.customer or _("Not named"),
            caller.room_label,
            people_time.when(caller.called_at, now, self._zone),
            shortened(caller.words),
        )
        return " · ".join(part for part in parts if part)

    def _on_all_clicked(self, view: CasePageView, now: datetime) -> None:
        self._shows_all = True
        self.show_case(view, now)


class AssessmentCard(SideCard):
    """Whether a complaint is valid and what caused it, found at assessment (clause 4.3-2)."""

    def __init__(self) -> None:
        super().__init__(_("Assessment"), "assessmentCard")

    def show_case(self, view: CasePageView) -> None:
        """Show the assessment; where there is nothing to assess the card is not seen."""
        known = view.validity is not None or view.cause is not None
        self.setVisible(known or view.type is CaseType.COMPLAINT)
        with self.rebuilt(6) as column:
            if not known:
                column.addWidget(label(_("Not assessed yet."), "muted", wrap=True))
                return
            row = QHBoxLayout()
            row.setSpacing(10)
            if view.validity is not None:
                kind = "warning" if view.validity is Validity.VALID else "neutral"
                row.addWidget(Pill(validity_label(view.validity), kind, name="caseValidity"))
            if view.cause is not None:
                cause = _("cause: {cause}").format(cause=cause_label(view.cause))
                row.addWidget(label(cause, wrap=True, name="caseCause"), 1)
            else:
                row.addStretch(1)
            column.addLayout(row)


class RemedyCard(SideCard):
    """What was wanted, what was given, whether it was accepted, and the rating (clause 4.3-3)."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(_("Wanted → given → accepted"), "remedyCard")
        self._zone = zone

    def show_case(self, view: CasePageView, now: datetime) -> None:
        """Show the steps; one that has not come yet is a dash."""
        ratings = [entry for entry in view.timeline if entry.kind is EventKind.RATED]
        rows = [
            (_("Wanted"), view.remedy_wanted),
            (_("Given"), view.remedy_given),
            (_("Accepted"), _outcome(view)),
        ]
        if ratings:
            rows.append((_("Satisfaction"), event_sentence(ratings[-1], now, self._zone)))
        with self.rebuilt(8) as column:
            for caption, words in rows:
                column.addWidget(label(caption, "muted"))
                column.addWidget(WrappedText(words or "—"))


def _outcome(view: CasePageView) -> str:
    facts = view.last_answer.facts if view.last_answer is not None else {}
    if "accepted" not in facts:
        return ""
    if facts["accepted"]:
        return _("Yes")
    outcome = _("No, refused for good") if facts.get("final") else _("No, refused")
    recourse = str(facts.get("recourse_told") or "")
    return f"{outcome} · {recourse}" if recourse else outcome


class LinksCard(SideCard):
    """The cases that this one is bound to; ``case_requested`` carries the one to open."""

    case_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Linked cases"), "linksCard")

    def show_case(self, view: CasePageView) -> None:
        """Show the linked cases; without any the card is not seen."""
        groups: list[tuple[str, tuple[CaseLink, ...]]] = [
            (_("Goes on in"), _one(view.merged_into)),
            (_("Took in"), view.took_in),
            (_("Takes up again"), _one(view.follows)),
            (_("Taken up again by"), view.followed_by),
        ]
        self.setVisible(any(links for _caption, links in groups))
        with self.rebuilt(6) as column:
            for caption, links in groups:
                if links:
                    column.addWidget(label(caption, "muted"))
                for link in links:
                    column.addWidget(self._link_button(link))

    def _link_button(self, link: CaseLink) -> QPushButton:
        words = f"{link.number} · {case_state_label(link.state)}"
        button = secondary_button(words, icon="file-text", name=f"link_{link.number}")
        button.setToolTip(_("Open {number}").format(number=link.number))
        button.clicked.connect(lambda: self.case_requested.emit(link.case_id))
        return button


def _one(link: CaseLink | None) -> tuple[CaseLink, ...]:
    return () if link is None else (link,)
