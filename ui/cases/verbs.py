"""Which ways to carry a case on are offered now: the usual ones first, the rare ones apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.case_rules import REOPENING_DAYS
from app.domain.case_states import OPEN_STATES, TRANSITIONS
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState, ClockKind, EventKind, NextStep
from app.i18n import _
from app.services.case_views import CasePageView
from app.services.escalations import highest_level
from ui.cases import end_verbs, work_verbs
from ui.cases.case_verb import CaseVerb
from ui.cases.clock_words import standing_of

_ENDED_FOR_GOOD = frozenset({CaseState.ARCHIVED, CaseState.WITHDRAWN, CaseState.EXTERNAL})


@dataclass(frozen=True)
class OfferedVerbs:
    """The ways to carry on: ``usual`` in the order of use, ``rare`` behind one more press."""

    usual: tuple[CaseVerb, ...] = ()
    rare: tuple[CaseVerb, ...] = ()


def offered_verbs(view: CasePageView, actor: Actor, now: datetime, zone: ZoneInfo) -> OfferedVerbs:
    """Return what ``actor`` may do next with a case, the usual way on first."""
    if not actor.may(Action.CARRY_CASES):
        return OfferedVerbs()
    if view.state not in OPEN_STATES:
        return OfferedVerbs(tuple(_of_ended(view, actor, now)), tuple(_void(view, actor)))
    usual = tuple(_of_open(view, actor, now, zone))
    rare = (*_rare_of_open(view, actor), *_void(view, actor))
    return OfferedVerbs(usual, rare)


def _of_open(view: CasePageView, actor: Actor, now: datetime, zone: ZoneInfo) -> Iterable[CaseVerb]:
    after, state = TRANSITIONS[view.state], view.state
    level = highest_level(actor)
    if any(escalation.level <= level for escalation in view.unseen_escalations):
        yield work_verbs.acknowledge(view, level)
    hand_over = work_verbs.hand_over(view, _hand_over_words(view, now, zone))
    owes_hand_over = view.next_step is NextStep.HAND_OVER
    if owes_hand_over:
        yield hand_over
    if CaseState.ASSESSED in after:
        yield work_verbs.assess(view)
    answer = view.last_answer
    if CaseState.IN_PROGRESS in after and not (
        state is CaseState.RESOLVED and answer is not None and answer.facts.get("accepted")
    ):
        yield work_verbs.begin_work(view)
    if CaseState.RESOLVED in after:
        yield work_verbs.resolve(actor)
    if state is CaseState.FOLLOW_UP:
        yield from (work_verbs.call_back(view), end_verbs.close(view), end_verbs.reopen())
    else:
        if not owes_hand_over:
            yield hand_over
        if _was_handed_over(view):
            yield work_verbs.department_answer()
        if CaseState.WAITING in after:
            yield work_verbs.wait()
        yield work_verbs.promise(view)


def _rare_of_open(view: CasePageView, actor: Actor) -> Iterable[CaseVerb]:
    after = TRANSITIONS[view.state]
    if view.state is CaseState.FOLLOW_UP:
        yield work_verbs.promise(view)
    yield work_verbs.change_severity(view)
    yield work_verbs.escalate()
    if actor.may(Action.RECEIVE):
        yield work_verbs.add_one_caller()
    if CaseState.MERGED in after:
        yield end_verbs.merge(view)
    if CaseState.EXTERNAL in after:
        yield end_verbs.pass_outside()
    if CaseState.WITHDRAWN in after:
        yield end_verbs.withdraw()


def _of_ended(view: CasePageView, actor: Actor, now: datetime) -> Iterable[CaseVerb]:
    level = highest_level(actor)
    if any(escalation.level <= level for escalation in view.unseen_escalations):
        yield work_verbs.acknowledge(view, level)
    if view.state is CaseState.MERGED:
        yield end_verbs.undo_merge()
    is_too_late = view.ended_at is not None and now - view.ended_at > timedelta(days=REOPENING_DAYS)
    if view.state is CaseState.CLOSED and not is_too_late:
        yield from (end_verbs.reopen(), work_verbs.call_back(view))
    elif view.state in (*_ENDED_FOR_GOOD, CaseState.CLOSED) and actor.may(Action.RECEIVE):
        yield end_verbs.take_up_anew(view)


def _void(view: CasePageView, actor: Actor) -> Iterable[CaseVerb]:
    if CaseState.VOIDED in TRANSITIONS[view.state] and actor.may(Action.VOID_CASES):
        yield end_verbs.void()


def _was_handed_over(view: CasePageView) -> bool:
    return any(entry.kind is EventKind.HANDED_OVER for entry in view.timeline)


def _hand_over_words(view: CasePageView, now: datetime, zone: ZoneInfo) -> str:
    """Return how the clock of the hand-over stands, and who has the case now."""
    parts = []
    if view.responsible and _was_handed_over(view):
        parts.append(_("Now with {department}.").format(department=view.responsible))
    clock = next((c for c in view.clocks if c.kind is ClockKind.HAND_OVER), None)
    if clock is not None and clock.is_running:
        standing = standing_of(clock, now, zone)
        parts.append(
            _("Hand-over clock: {standing}, {due}.").format(
                standing=standing.words, due=standing.note
            )
        )
    return " ".join(parts)
