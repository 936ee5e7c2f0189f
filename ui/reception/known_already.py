"""What follows from the banners at intake: a need is attached or answered, a record is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain.intake_hints import Hint, answered_by, attached, detached
from app.domain.visit_flow import CustomerDraft, NeedDraft, VisitDraft
from app.i18n import _, ngettext
from app.services.twins import TwinAtIntake
from app.services.visits import RegisteredCase
from ui.reception.attached_card import AttachedCard
from ui.reception.hint_banners import HintBanners
from ui.reception.twin_banners import TwinBanners


class KnownAlready(QObject):
    """Turns the wishes of banners and cards into drafts; ``change`` takes and shows each."""

    def __init__(
        self,
        hints: HintBanners,
        twins: TwinBanners,
        cards: Iterable[AttachedCard],
        draft: Callable[[], VisitDraft],
        change: Callable[[VisitDraft], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._draft, self._change = draft, change
        hints.attach_requested.connect(self._on_attach)
        hints.answer_requested.connect(self._on_announcement)
        hints.dismissed.connect(self._on_dismissed)
        twins.taken.connect(self._on_twin_taken)
        twins.dismissed.connect(self._on_dismissed)
        for card in cards:
            card.undone.connect(self._on_undone)

    def _change_need(self, need: NeedDraft) -> None:
        self._change(self._draft().with_need(need))

    def _on_attach(self, hint: Hint) -> None:
        self._change_need(attached(self._draft().need, hint))

    def _on_announcement(self, hint: Hint) -> None:
        if hint.outage is not None:
            words = _("Asks about: {title}").format(title=hint.outage.title)
            self._change_need(answered_by(self._draft().need, hint.outage, words))

    def _on_undone(self) -> None:
        self._change_need(detached(self._draft().need))

    def _on_twin_taken(self, twin: TwinAtIntake) -> None:
        """The newcomer is on record: that one is served, in the room that was said."""
        draft = self._draft()
        said = draft.customer
        known = CustomerDraft(
            customer_id=twin.customer_id,
            room_id=said.room_id or twin.room_id,
            room_label=said.room_label if said.room_id is not None else twin.room_label,
            name=twin.name_masked,
            title=twin.title,
            kind=twin.kind,
        )
        self._change(replace(draft, customer=known))

    def _on_dismissed(self, key: str) -> None:
        draft = self._draft()
        self._change(replace(draft, hints_dismissed=(*draft.hints_dismissed, key)))


def registered_words(cases: Sequence[RegisteredCase]) -> str:
    """Return what became of the needs of a visit: new cases, and callers of known ones."""
    new = ", ".join(case.number for case in cases if case.attached is None)
    parts = [_("Registered: {numbers}").format(numbers=new)] if new else []
    parts += [
        ngettext(
            "Attached to {number}, {count} household by now.",
            "Attached to {number}, {count} households by now.",
            case.attached.households,
        ).format(number=case.number, count=case.attached.households)
        for case in cases
        if case.attached is not None
    ]
    return " · ".join(parts)
