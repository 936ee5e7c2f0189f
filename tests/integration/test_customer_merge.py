"""Two records of one customer become one, and two again; nothing is lost and no figure moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.customer_merge import MergeField, Side, sides_of
from app.domain.errors import Problem, UserFacingError
from app.domain.months import Month
from app.domain.permissions import Actor
from app.domain.terms import (
    AccessKind,
    ConsentChannel,
    ConsentPurpose,
    CustomerKind,
    NoteCategory,
    Role,
)
from app.domain.visit_flow import CustomerDraft
from app.services import visits
from app.services.access_log import record_access
from app.services.callers import add_caller
from app.services.customer_merge import (
    merge_customers,
    merges_of,
    preview_merge,
    undo_merge,
)
from app.services.customers import customer_card, find_customers, find_room, keep_customer
from app.services.merged import kept_one
from app.services.reporting import monthly_summary
from app.services.twins import say_distinct
from db.models import (
    AccessEntry,
    Base,
    Case,
    CaseCaller,
    Consent,
    ConsentEvidence,
    Customer,
    CustomerKey,
    CustomerMerge,
    CustomerNote,
    Disclosure,
    DistinctPair,
    LegalHold,
    Notice,
    NoticeTold,
    Occupancy,
    Room,
    Vehicle,
    Visit,
    new_id,
)
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, SHANGHAI, Desk

LATER = NOW + timedelta(hours=2)
AFTERWARDS = NOW + timedelta(hours=3)
WANG, PHONE = "王秀兰", "13800006027"
_KEPT_OUT = ("audit_log", "customer_merges")


def keep(desk: Desk, name: str = WANG, phone: str = PHONE, label: str = "3-2-1802") -> str:
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text=label)
    draft = CustomerDraft(room_id=room[0], room_label=label, name=name, phone=phone)
    kept = desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
    assert isinstance(kept, str)
    return kept


def merge(desk: Desk, kept: str, gone: str, **choices: Side) -> str:
    made = desk.write(
        merge_customers,
        kept_id=kept,
        gone_id=gone,
        choices={MergeField(name): side for name, side in choices.items()},
        now=LATER,
    )
    assert isinstance(made, str)
    return made


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that a merge and its undoing leave as it was."""
    return {
        table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in _KEPT_OUT
    }


def hang_on(session: Session, actor: Actor, project_id: str, customer_id: str) -> None:
    """Hang one row of every kind that names a customer on a customer."""
    staff = actor.staff_id
    case = session.scalars(select(Case).limit(1)).one()
    notice = session.scalars(select(Notice).limit(1)).one()
    evidence = ConsentEvidence(
        id=new_id(), customer_id=customer_id, kind="verbal", taken_at=NOW, taken_by=staff
    )
    session.add(evidence)
    session.flush()
    session.add_all(
        [
            Vehicle(id=new_id(), customer_id=customer_id, plate="浙A88Q62"),
            CustomerNote(
                id=new_id(),
                customer_id=customer_id,
                category=NoteCategory.CARE,
                words="腿脚不便",
                written_at=NOW,
                written_by=staff,
            ),
            Consent(
                id=new_id(),
                customer_id=customer_id,
                purpose=ConsentPurpose.NEWS,
                notice_id=notice.id,
                channel=ConsentChannel.VERBAL,
                evidence_id=evidence.id,
                given_at=NOW,
                taken_by=staff,
            ),
            NoticeTold(
                id=new_id(),
                customer_id=customer_id,
                code=notice.code,
                version=1,
                channel="in_person",
                told_at=NOW,
                told_by=staff,
            ),
            Disclosure(
                id=new_id(),
                customer_id=customer_id,
                to_whom="消防支队",
                why="核查",
                fields=["name"],
                basis="legal_duty",
                channel="in_person",
                disclosed_at=NOW,
                disclosed_by=staff,
            ),
            LegalHold(
                id=new_id(),
                customer_id=customer_id,
                reason="诉讼",
                placed_at=NOW,
                placed_by=staff,
                released_at=NOW,
                released_by=staff,
            ),
            Visit(
                id=new_id(),
                project_id=project_id,
                number=f"T-{new_id()}",
                source="desk",
                state="finished",
                step="satisfaction",
                staff_id=staff,
                customer_id=customer_id,
                arrived_at=NOW,
            ),
        ]
    )
    add_caller(
        session,
        actor=actor,
        case_id=case.id,
        customer_id=customer_id,
        room_id=None,
        visit_id=None,
        words="我家也是",
        now=NOW,
    )
    record_access(session, actor=actor, customer_id=customer_id, kind=AccessKind.OPEN_CARD, now=NOW)
    session.flush()


# ---- exactly as before ---------------------------------------------------------------------

names = st.sampled_from(["", "王", "王秀兰", "王秀岚", "Wang Xiulan"])
phones = st.sampled_from(["", "13800006027", "+8613800006027", "13700002222", "057188880001"])
days = st.none() | st.dates(date(2018, 1, 1), date(2026, 10, 1))
stays = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["owner", "tenant"]), days, days),
    max_size=4,
    unique_by=lambda stay: stay[:3],
)
records = st.fixed_dictionaries(
    {
        "name": names,
        "phone": phones,
        "more_phones": st.lists(phones.filter(bool), max_size=2, unique=True),
        "title": st.sampled_from(["", "女士"]),
        "kind": st.sampled_from(list(CustomerKind)),
        "wechat": st.sampled_from(["", "wxl1802"]),
        "contact_channel": st.sampled_from([None, "phone", "wechat"]),
        "contact_hours": st.sampled_from(["", "19–21"]),
        "is_minor": st.booleans(),
    }
)
chosen = st.fixed_dictionaries({field: st.sampled_from(sides_of(field)) for field in MergeField})


class _TakenBackError(Exception):
    """Ends the transaction of one example without a trace."""


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    one=records,
    other=records,
    our_stays=stays,
    their_stays=stays,
    choices=chosen,
    is_hung_on=st.booleans(),
)
def test_merging_and_undoing_leaves_every_row_as_it_was(
    desk: Desk,
    one: dict[str, Any],
    other: dict[str, Any],
    our_stays: list[Any],
    their_stays: list[Any],
    choices: dict[MergeField, Side],
    is_hung_on: bool,
) -> None:
    if not desk.workspace.read(lambda session: session.scalar(select(Case.id).limit(1))):
        desk.register(COMPLAINT)
    project = desk.project.project_id

    def live(session: Session, *, actor: Actor) -> None:
        rooms = session.scalars(select(Room.id).order_by(Room.label).limit(2)).all()
        ids = []
        for fields, lived in ((one, our_stays), (other, their_stays)):
            customer = Customer(
                id=new_id(), project_id=project, created_at=NOW, changed_at=NOW, **fields
            )
            session.add(customer)
            session.flush()
            ids.append(customer.id)
            for at, kind, begin, end in lived:
                session.add(
                    Occupancy(
                        customer_id=customer.id,
                        room_id=rooms[at],
                        kind=kind,
                        from_on=begin,
                        until_on=end if end is None or begin is None or end > begin else None,
                    )
                )
            if is_hung_on:
                hang_on(session, actor, project, customer.id)
        kept, gone = ids
        # The keys as this version writes them.
        undo_merge(
            session,
            actor=actor,
            merge_id=merge_customers(
                session, actor=actor, kept_id=kept, gone_id=gone, choices={}, now=NOW
            ),
            now=NOW,
        )
        session.flush()
        before = everything(session)
        merged = merge_customers(
            session, actor=actor, kept_id=kept, gone_id=gone, choices=choices, now=LATER
        )
        session.flush()
        assert not session.scalar(
            select(func.count()).select_from(CustomerKey).where(CustomerKey.customer_id == gone)
        )
        assert undo_merge(session, actor=actor, merge_id=merged, now=AFTERWARDS) == gone
        session.flush()
        assert everything(session) == before
        raise _TakenBackError

    with pytest.raises(_TakenBackError):
        desk.write(live)


def test_every_table_that_names_a_customer_has_a_row_in_the_test_above() -> None:
    tables = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "customers"
    }
    hung = {
        kind.__tablename__
        for kind in (
            AccessEntry,
            CaseCaller,
            Consent,
            ConsentEvidence,
            CustomerNote,
            Disclosure,
            LegalHold,
            NoticeTold,
            Occupancy,
            Vehicle,
            Visit,
        )
    }
    apart = {"customers", "customer_keys", "customer_merges", "distinct_pairs", "cases"}
    assert tables == hung | apart


# ---- what a merge does ---------------------------------------------------------------------


def test_everything_that_hung_on_the_one_hangs_on_the_other(desk: Desk) -> None:
    desk.register(COMPLAINT)
    kept, gone = keep(desk), keep(desk, "王秀岚", "13700002222")
    desk.receive(ENQUIRY, customer=CustomerDraft(customer_id=gone))
    desk.write(hang_on, project_id=desk.project.project_id, customer_id=gone)
    merge(desk, kept, gone)

    def left(session: Session) -> list[str]:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name == "customers"
            and table.name not in ("customer_merges", "customers")
            and session.scalar(select(func.count()).where(key.parent == gone))
        ]

    assert desk.workspace.read(left) == []


def test_the_one_that_went_is_found_by_nothing_and_leads_to_the_kept_one(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, "王秀岚", "13700002222")
    merge(desk, kept, gone, name=Side.KEPT, phones=Side.BOTH)
    project = desk.project.project_id
    for text in ("3-2-1802", "王秀", "13800006027", "wxl", "6027"):
        hits = desk.read(find_customers, project_id=project, text=text)
        assert [hit.customer_id for hit in hits] == [kept]
    assert desk.read(find_customers, project_id=project, text="岚") == ()
    led = desk.workspace.read(lambda session: kept_one(session, gone).id)  # type: ignore[union-attr]
    assert led == kept
    assert desk.read(customer_card, customer_id=gone, now=LATER).customer_id == kept


def test_a_merged_person_is_found_by_each_of_their_phones(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    merge(desk, kept, gone, phones=Side.BOTH)
    hits = desk.read(find_customers, project_id=desk.project.project_id, text="13700002222")
    assert [hit.customer_id for hit in hits] == [kept]


def test_a_visit_under_way_goes_on_with_the_kept_one(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    visit = desk.start()
    merge(desk, kept, gone)
    desk.register(ENQUIRY, customer=CustomerDraft(customer_id=gone), visit=visit)
    owner = desk.workspace.read(lambda session: session.get_one(Visit, visit.visit_id).customer_id)
    assert owner == kept


def test_the_stay_that_both_told_of_is_one(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    merge(desk, kept, gone)
    stays = desk.workspace.read(
        lambda session: session.scalars(select(Occupancy.customer_id)).all()
    )
    assert list(stays) == [kept]


def test_no_figure_changes_by_merging(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    for customer in (kept, gone, gone):
        desk.receive(COMPLAINT, customer=CustomerDraft(customer_id=customer))
    month = Month(2026, 10)

    def figures() -> Any:
        summary = desk.read(
            monthly_summary,
            project_code=desk.project.code,
            month=month,
            lang="zh_CN",
            now=datetime(2026, 11, 2, 9, tzinfo=SHANGHAI),
        )
        return replace(summary, generated_at=NOW) if hasattr(summary, "generated_at") else summary

    before = figures()
    merged = merge(desk, kept, gone)
    assert figures() == before
    desk.write(undo_merge, merge_id=merged, now=AFTERWARDS)
    assert figures() == before


# ---- what stays after the undoing ----------------------------------------------------------


def test_what_came_after_the_merge_stays_with_the_kept_one(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    before, _cases = desk.receive(ENQUIRY, customer=CustomerDraft(customer_id=gone))
    merged = merge(desk, kept, gone)
    after, _cases = desk.receive(ENQUIRY, customer=CustomerDraft(customer_id=gone), now=LATER)
    desk.write(undo_merge, merge_id=merged, now=AFTERWARDS)

    def owner(session: Session, visit_id: str) -> str | None:
        return session.get_one(Visit, visit_id).customer_id

    assert desk.workspace.read(owner, visit_id=before.visit_id) == gone
    assert desk.workspace.read(owner, visit_id=after.visit_id) == kept


def test_a_field_corrected_after_the_merge_stays_corrected(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, "王秀岚", "13700002222")
    merged = merge(desk, kept, gone, name=Side.GONE, phones=Side.GONE)

    def correct(session: Session, *, actor: Actor) -> None:
        session.get_one(Customer, kept).phone = "13600003333"

    desk.write(correct)
    desk.write(undo_merge, merge_id=merged, now=AFTERWARDS)

    def now_kept(session: Session) -> tuple[str, str]:
        customer = session.get_one(Customer, kept)
        return customer.name, customer.phone

    assert desk.workspace.read(now_kept) == (WANG, "13600003333")


def test_merges_are_undone_in_the_order_in_which_they_stand(desk: Desk) -> None:
    kept, second = keep(desk), keep(desk, WANG, "13700002222")
    third = keep(desk, WANG, "13600003333")
    first_merge = merge(desk, kept, second)
    second_merge = merge(desk, kept, third)
    with pytest.raises(UserFacingError) as refused:
        desk.write(undo_merge, merge_id=first_merge, now=AFTERWARDS)
    assert refused.value.problem is Problem.MERGE_UNDER_ANOTHER
    views = desk.read(merges_of, customer_id=kept)
    assert [(view.merge_id, view.can_undo) for view in views] == [
        (second_merge, True),
        (first_merge, False),
    ]
    desk.write(undo_merge, merge_id=second_merge, now=AFTERWARDS)
    desk.write(undo_merge, merge_id=first_merge, now=AFTERWARDS)
    assert all(view.undone_by for view in desk.read(merges_of, customer_id=kept))


def test_a_merge_is_undone_once(desk: Desk) -> None:
    merged = merge(desk, keep(desk), keep(desk, WANG, "13700002222"))
    desk.write(undo_merge, merge_id=merged, now=AFTERWARDS)
    with pytest.raises(UserFacingError) as refused:
        desk.write(undo_merge, merge_id=merged, now=AFTERWARDS)
    assert refused.value.problem is Problem.MERGE_UNDONE


def test_who_was_said_to_be_somebody_else_stays_so(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    sister = keep(desk, "王秀岚", "13600003333")
    desk.write(say_distinct, first_id=gone, second_id=sister, now=NOW)
    merged = merge(desk, kept, gone)

    def pairs(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(DistinctPair)) or 0

    assert desk.workspace.read(pairs) == 2
    desk.write(undo_merge, merge_id=merged, now=AFTERWARDS)
    assert desk.workspace.read(pairs) == 1


# ---- refused -------------------------------------------------------------------------------


def refusal(desk: Desk, kept: str, gone: str, **arguments: Any) -> Problem:
    with pytest.raises(UserFacingError) as refused:
        desk.write(merge_customers, kept_id=kept, gone_id=gone, choices={}, now=LATER, **arguments)
    return refused.value.problem


def test_a_record_under_a_legal_hold_does_not_go(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")

    def hold(session: Session, *, actor: Actor) -> None:
        session.add(
            LegalHold(customer_id=gone, reason="诉讼", placed_at=NOW, placed_by=actor.staff_id)
        )

    desk.write(hold)
    assert refusal(desk, kept, gone) is Problem.MERGE_HELD
    assert desk.read(preview_merge, kept_id=kept, gone_id=gone).hindrance is Problem.MERGE_HELD
    merge(desk, gone, kept)


def test_an_anonymous_record_is_merged_with_nobody(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")

    def erase(session: Session, *, actor: Actor) -> None:
        session.get_one(Customer, gone).erased_at = NOW

    desk.write(erase)
    assert refusal(desk, kept, gone) is Problem.PERSON_IS_ANONYMOUS


def test_a_record_is_merged_once(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    merge(desk, kept, gone)
    assert refusal(desk, kept, gone) is Problem.PERSON_IS_MERGED
    assert refusal(desk, kept, kept) is Problem.NOT_FOUND


def test_what_changed_since_it_was_looked_at_is_looked_at_again(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    seen = desk.read(preview_merge, kept_id=kept, gone_id=gone).seen

    def touch(session: Session, *, actor: Actor) -> None:
        session.get_one(Customer, gone).changed_at = LATER

    desk.write(touch)
    assert refusal(desk, kept, gone, seen=seen) is Problem.CHANGED_MEANWHILE


def test_a_receptionist_looks_and_does_not_merge(desk: Desk, actor: Actor) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    receptionist = Desk(desk.workspace, desk.project, replace(actor, role=Role.RECEPTIONIST))
    assert receptionist.read(preview_merge, kept_id=kept, gone_id=gone).fields
    assert refusal(receptionist, kept, gone) is Problem.NOT_PERMITTED


# ---- what is shown -------------------------------------------------------------------------


def test_a_comparison_shows_no_name_and_no_phone_in_full(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, "王秀岚", "13800006028")
    preview = desk.read(preview_merge, kept_id=kept, gone_id=gone)
    for secret in (WANG, "秀岚", PHONE, "13800006028"):
        assert secret not in repr(preview)
    phones = next(view for view in preview.fields if view.field is MergeField.PHONES)
    assert not phones.is_same


def test_the_preview_counts_what_will_move(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    desk.receive(ENQUIRY, customer=CustomerDraft(customer_id=gone))
    preview = desk.read(preview_merge, kept_id=kept, gone_id=gone)
    assert dict(preview.moves) == {"visits": 1, "cases": 1, "occupancies": 1}


def test_an_erasure_that_empties_the_merge_ends_the_undoing(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    merged = merge(desk, kept, gone)

    def empty(session: Session, *, actor: Actor) -> None:
        session.get_one(CustomerMerge, merged).before = {}

    desk.write(empty)
    assert not desk.read(merges_of, customer_id=kept)[0].can_undo
    with pytest.raises(UserFacingError) as refused:
        desk.write(undo_merge, merge_id=merged, now=AFTERWARDS)
    assert refused.value.problem is Problem.PERSON_IS_ANONYMOUS


def test_a_visit_that_was_left_leads_to_the_kept_one(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, WANG, "13700002222")
    visit = desk.start()
    draft = replace(visit.draft, customer=CustomerDraft(customer_id=gone))
    merge(desk, kept, gone)
    desk.write(
        visits.leave_visit, visit_id=visit.visit_id, draft=draft, reason="先回去了", now=LATER
    )
    owner = desk.workspace.read(lambda session: session.get_one(Visit, visit.visit_id).customer_id)
    assert owner == kept
