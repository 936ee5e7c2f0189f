"""Hints at intake from a real store: duplicates, hot spots and known outages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.intake_hints import Hint, HintKind, HintQuestion, HotSpotScope, answered_by
from app.domain.outages import OutageDraft, OutageStanding
from app.domain.permissions import Actor
from app.domain.terms import CaseState, CaseType, EventKind, Role
from app.domain.visit_flow import CustomerDraft, NeedDraft
from app.services import case_ends, outages
from app.services.customers import find_room, keep_customer
from app.services.intake_hints import intake_hints
from app.services.outages import OutagesView
from app.services.visits import RegisteredCase
from db.models import AuditEntry, Case, CaseEvent, Outage
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised

DUE = NOW + timedelta(hours=4)
DAY = timedelta(days=1)
LIFT = promised(COMPLAINT, DUE)
RECEPTIONIST = Role.RECEPTIONIST


def room(desk: Desk, label: str) -> str:
    found = desk.workspace.read(find_room, project_id=desk.project.project_id, text=label)
    assert found is not None
    return str(found[0])


def household(desk: Desk, label: str, name: str = "王秀兰") -> CustomerDraft:
    """Return the known customer of a room."""
    draft = CustomerDraft(room_id=room(desk, label), room_label=label, name=name)
    customer_id = desk.write(
        keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW - 200 * DAY
    )
    return replace(draft, customer_id=customer_id)


def came(
    desk: Desk, who: CustomerDraft, need: NeedDraft = LIFT, *, ago: timedelta = DAY
) -> RegisteredCase:
    _visit, (case,) = desk.register(
        promised(need, NOW - ago + timedelta(hours=4)), customer=who, now=NOW - ago
    )
    return case


def hints(desk: Desk, **question: str | None) -> tuple[Hint, ...]:
    found = desk.read(
        intake_hints,
        project_id=desk.project.project_id,
        question=HintQuestion(**question),  # type: ignore[arg-type]
        now=NOW,
    )
    assert isinstance(found, tuple)
    return found


def kinds(found: tuple[Hint, ...]) -> list[HintKind]:
    return [hint.kind for hint in found]


def announce(desk: Desk, draft: OutageDraft, now: datetime = NOW) -> str:
    return str(
        desk.write(outages.announce, project_id=desk.project.project_id, draft=draft, now=now)
    )


def listed(desk: Desk, now: datetime = NOW) -> OutagesView:
    view = desk.read(outages.list_outages, project_id=desk.project.project_id, now=now)
    assert isinstance(view, OutagesView)
    return view


def building(desk: Desk, name: str) -> str:
    return next(key for key, found in listed(desk).buildings if found == name)


NO_WATER = OutageDraft("停水", "预计 18:00 恢复供水", "repairs.water", begins_at=NOW - DAY)


# --- Duplicates -------------------------------------------------------------------------------


def test_nothing_is_known_of_somebody_new(desk: Desk) -> None:
    assert hints(desk, words="电梯异响") == ()


@pytest.mark.clause("3-4")
def test_the_customers_open_case_of_the_same_matter_comes_first(desk: Desk) -> None:
    wang = household(desk, "3-2-1802")
    same = came(desk, wang, ago=3 * DAY)
    other = came(desk, wang, replace(LIFT, category="parking"), ago=DAY)
    found = hints(
        desk, customer_id=wang.customer_id, room_id=wang.room_id, category="repairs.water"
    )
    assert [(hint.kind, hint.number) for hint in found] == [
        (HintKind.SAME_MATTER, same.number),
        (HintKind.OTHER_OPEN, other.number),
    ]
    assert all(hint.can_attach for hint in found)


def test_while_no_category_is_chosen_every_open_case_of_the_customer_is_another(
    desk: Desk,
) -> None:
    wang = household(desk, "3-2-1802")
    came(desk, wang)
    assert kinds(hints(desk, customer_id=wang.customer_id)) == [HintKind.OTHER_OPEN]


def test_a_case_to_which_the_customer_was_attached_is_theirs_too(desk: Desk) -> None:
    wang, zhang = household(desk, "3-2-1802"), household(desk, "3-2-1801", "张伟")
    case = came(desk, wang)
    need = NeedDraft(
        own_words="我家也是", read_back=True, attach_to=case.case_id, attach_number=case.number
    )
    desk.register(need, customer=zhang, now=NOW - timedelta(hours=1))
    found = hints(desk, customer_id=zhang.customer_id, category="repairs.lift")
    assert [(hint.kind, hint.number) for hint in found] == [(HintKind.SAME_MATTER, case.number)]


@pytest.mark.parametrize(("days", "known"), [(89, True), (91, False)])
def test_the_same_room_and_category_is_known_for_ninety_days(
    desk: Desk, days: int, known: bool
) -> None:
    label = "3-2-1802"
    case = came(desk, household(desk, label), ago=days * DAY)
    desk.write(case_ends.withdraw, case_id=case.case_id, words="自己修好了", now=NOW - DAY)
    found = hints(desk, room_id=room(desk, label), category="repairs")
    assert kinds(found) == ([HintKind.SAME_PLACE] if known else [])
    assert not any(hint.can_attach for hint in found)


def test_what_came_from_the_room_before_is_counted(desk: Desk) -> None:
    wang = household(desk, "3-2-1802")
    came(desk, wang, ago=60 * DAY)
    newest = came(desk, wang, ago=40 * DAY)
    (found,) = hints(desk, room_id=wang.room_id, category="repairs.lift")
    assert (found.count, found.number) == (2, newest.number)


# --- Hot spots --------------------------------------------------------------------------------


@pytest.mark.clause("3-4")
def test_the_third_on_this_lift_within_thirty_days_is_a_hot_spot(desk: Desk) -> None:
    came(desk, household(desk, "3-2-1801"), ago=20 * DAY)
    newest = came(desk, household(desk, "3-2-1802"), ago=2 * DAY)
    (spot,) = hints(desk, room_id=room(desk, "3-2-1701"), category="repairs.lift")
    assert (spot.kind, spot.count, spot.scope, spot.number) == (
        HintKind.HOT_SPOT,
        3,
        HotSpotScope.UNIT,
        newest.number,
    )


def test_spread_over_the_units_it_is_the_building(desk: Desk) -> None:
    came(desk, household(desk, "3-1-1801"))
    came(desk, household(desk, "3-2-1802"))
    (spot,) = hints(desk, room_id=room(desk, "3-1-1701"), category="repairs.lift")
    assert (spot.count, spot.scope) == (3, HotSpotScope.BUILDING)


def test_another_building_older_than_thirty_days_or_another_matter_does_not_count(
    desk: Desk,
) -> None:
    came(desk, household(desk, "3-2-1801"))
    came(desk, household(desk, "2-2-1801"))
    came(desk, household(desk, "3-2-1802"), ago=31 * DAY)
    came(desk, household(desk, "3-2-1702"), replace(LIFT, category="repairs.water"))
    assert hints(desk, room_id=room(desk, "3-2-1701"), category="repairs.lift") == ()


def test_enquiries_make_no_hot_spot(desk: Desk) -> None:
    for label in ("3-2-1801", "3-2-1802"):
        desk.receive(replace(ENQUIRY, category="repairs.lift"), customer=household(desk, label))
    assert hints(desk, room_id=room(desk, "3-2-1701"), category="repairs.lift") == ()


def test_a_category_with_children_is_too_wide_for_a_hot_spot(desk: Desk) -> None:
    for label in ("3-2-1801", "3-2-1802"):
        came(desk, household(desk, label), replace(LIFT, category="repairs"))
    assert hints(desk, room_id=room(desk, "3-2-1701"), category="repairs") == ()


def test_the_place_that_is_written_down_goes_before_the_customers_own(desk: Desk) -> None:
    for label in ("3-2-1801", "3-2-1802"):
        came(desk, household(desk, label))
    far = room(desk, "1-1-1701")
    assert hints(desk, room_id=far, category="repairs.lift") == ()
    (spot,) = hints(desk, room_id=far, category="repairs.lift", place="3 幢 2 号梯")
    assert spot.scope is HotSpotScope.BUILDING


# --- Known outages ----------------------------------------------------------------------------


def test_an_outage_of_the_project_is_told_to_everybody(desk: Desk) -> None:
    announce(desk, NO_WATER)
    (found,) = hints(desk)
    assert found.outage is not None
    assert (found.kind, found.outage.wording) == (HintKind.OUTAGE, NO_WATER.wording)
    assert not found.can_attach


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"category": "repairs.water"}, True),
        ({"category": "repairs"}, True),
        ({"category": "repairs.lift"}, False),
        ({"category": "repairs.lift", "words": "又停水又停电梯"}, True),
        ({"category": "", "words": "水龙头没水"}, True),
    ],
)
def test_an_outage_is_told_to_whom_it_concerns(
    desk: Desk, question: dict[str, str | None], told: bool
) -> None:
    announce(desk, NO_WATER)
    assert bool(hints(desk, **question)) is told


@pytest.mark.parametrize(("label", "told"), [("3-2-1802", True), ("2-1-1802", False)])
def test_an_outage_of_a_building_is_told_there(desk: Desk, label: str, told: bool) -> None:
    announce(desk, replace(NO_WATER, building_id=building(desk, "3")))
    assert bool(hints(desk, room_id=room(desk, label))) is told


def test_somebody_whose_building_is_not_known_hears_of_it_when_they_mention_it(
    desk: Desk,
) -> None:
    announce(desk, replace(NO_WATER, building_id=building(desk, "3")))
    assert hints(desk, words="电梯坏了") == ()
    assert kinds(hints(desk, words="怎么停水了")) == [HintKind.OUTAGE]


def test_an_outage_leads_to_its_case_while_that_is_open(desk: Desk) -> None:
    case = came(desk, household(desk, "3-2-1802"))
    announce(desk, replace(NO_WATER, case_number=case.number[-12:]))
    (found,) = hints(desk)
    assert (found.case_id, found.can_attach) == (case.case_id, True)
    desk.write(case_ends.withdraw, case_id=case.case_id, words="修好了", now=NOW)
    assert not hints(desk)[0].can_attach


def test_a_planned_outage_is_told_from_the_day_before(desk: Desk) -> None:
    announce(desk, replace(NO_WATER, begins_at=NOW + timedelta(hours=30)))
    assert hints(desk) == ()
    announce(desk, replace(NO_WATER, begins_at=NOW + timedelta(hours=20)))
    assert kinds(hints(desk)) == [HintKind.OUTAGE]


def test_an_outage_that_was_ended_is_told_no_more(desk: Desk) -> None:
    outage_id = announce(desk, NO_WATER)
    desk.write(outages.end, outage_id=outage_id, now=NOW)
    assert hints(desk) == ()
    (past,) = listed(desk).outages
    assert (past.standing(NOW), past.ended_at) == (OutageStanding.PAST, NOW)


def test_an_announcement_answers_an_enquiry_and_its_facts_name_it(desk: Desk) -> None:
    outage_id = announce(desk, NO_WATER)
    (found,) = hints(desk)
    assert found.outage is not None
    need = answered_by(NeedDraft(), found.outage, "询问停水")
    desk.receive(need)
    case = desk.workspace.read(lambda s: s.scalars(select(Case)).one())
    event = desk.workspace.read(
        lambda s: s.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.REGISTERED)).one()
    )
    assert (case.type, case.state, case.remedy_given) == (
        CaseType.ENQUIRY,
        CaseState.CLOSED,
        NO_WATER.wording,
    )
    assert event.facts["outage"] == outage_id


# --- Announcing -------------------------------------------------------------------------------


def test_a_change_is_kept_and_audited(desk: Desk) -> None:
    outage_id = announce(desk, NO_WATER)
    desk.write(
        outages.change,
        outage_id=outage_id,
        draft=replace(NO_WATER, ends_at=DUE, wording="预计 20:00 恢复供水"),
        now=NOW,
    )
    (changed,) = listed(desk).outages
    assert (changed.wording, changed.ends_at) == ("预计 20:00 恢复供水", DUE)
    actions = desk.workspace.read(
        lambda s: s.scalars(
            select(AuditEntry.action).where(AuditEntry.object == f"outage:{outage_id}")
        ).all()
    )
    assert actions == ["announce_outage", "change_outage"]


def test_what_has_ended_is_changed_no_more(desk: Desk) -> None:
    outage_id = announce(desk, NO_WATER)
    desk.write(outages.end, outage_id=outage_id, now=NOW)
    for verb, more in ((outages.end, {}), (outages.change, {"draft": NO_WATER})):
        with pytest.raises(UserFacingError) as refused:
            desk.write(verb, outage_id=outage_id, now=NOW, **more)
        assert refused.value.problem is Problem.CHANGED_MEANWHILE


@pytest.mark.parametrize(
    ("draft", "field", "problem"),
    [
        (replace(NO_WATER, case_number="9"), "case_number", FieldProblem.UNKNOWN_NUMBER),
        (replace(NO_WATER, case_number="水"), "case_number", FieldProblem.UNKNOWN_NUMBER),
        (replace(NO_WATER, category="nowhere"), "category", FieldProblem.NOT_CHOSEN),
        (replace(NO_WATER, building_id="0" * 32), "building", FieldProblem.NOT_CHOSEN),
    ],
)
def test_what_an_announcement_names_has_to_be_there(
    desk: Desk, draft: OutageDraft, field: str, problem: FieldProblem
) -> None:
    with pytest.raises(FieldError) as refused:
        announce(desk, draft)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert desk.workspace.read(lambda s: s.scalars(select(Outage)).all()) == []


@pytest.mark.clause("5-3")
def test_a_receptionist_reads_outages_and_announces_none(desk: Desk) -> None:
    outage_id = announce(desk, NO_WATER)
    junior = replace(desk, actor=Actor(desk.actor.staff_id, "小周", RECEPTIONIST))
    assert len(listed(junior).outages) == 1
    for verb, more in (
        (outages.announce, {"project_id": desk.project.project_id, "draft": NO_WATER}),
        (outages.change, {"outage_id": outage_id, "draft": NO_WATER}),
        (outages.end, {"outage_id": outage_id}),
    ):
        with pytest.raises(UserFacingError) as refused:
            junior.write(verb, now=NOW, **more)
        assert refused.value.problem is Problem.NOT_PERMITTED
