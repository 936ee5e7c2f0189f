"""Consent per purpose is asked, kept with its evidence, withdrawn, and never in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.consents import Answer, ConsentDraft, ConsentState, ScanKept
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import (
    AccessKind,
    Channel,
    ConsentChannel,
    ConsentPurpose,
    Role,
)
from app.domain.visit_flow import CustomerDraft
from app.incoming_files import prepare
from app.services import case_work
from app.services.consents import (
    ConsentCardView,
    consent_card,
    live_consents,
    read_scan,
    take_consent,
    withdraw_consent,
    witnesses,
)
from app.services.customer_merge import merge_customers
from app.services.erasure import erase_customer
from app.services.staff import record_staff
from db.models import (
    AccessEntry,
    AuditEntry,
    Consent,
    ConsentEvidence,
    Customer,
    NoticeTold,
    new_id,
)
from tests.integration.consenting import (
    CALLS,
    NEWS,
    STROKES,
    TODAY,
    WECHAT,
    ask,
    issue,
    keep,
    signed,
    take,
)
from tests.integration.receptions import COMPLAINT, Desk
from tests.unit.test_pictures import photo


def card(desk: Desk, customer_id: str, days: int = 0) -> ConsentCardView:
    view = desk.read(consent_card, customer_id=customer_id, now=TODAY + timedelta(days=days))
    assert isinstance(view, ConsentCardView)
    return view


def states(desk: Desk, customer_id: str, days: int = 0) -> dict[ConsentPurpose, ConsentState]:
    return {line.purpose: line.state for line in card(desk, customer_id, days).lines}


def live(desk: Desk, customer_id: str, days: int = 0) -> set[ConsentPurpose]:
    at = TODAY + timedelta(days=days)
    found = desk.workspace.read(live_consents, customer_id, at)
    return {consent.purpose for consent in found}


def a_witness(desk: Desk) -> str:
    staff_id = new_id()
    desk.write(record_staff, staff_id=staff_id, name="陈曦", role=Role.RECEPTIONIST, now=TODAY)
    return staff_id


def write(desk: Desk, customer_id: str, draft: ConsentDraft) -> object:
    return desk.write(take_consent, customer_id=customer_id, draft=draft, now=TODAY)


def withdraw(desk: Desk, customer_id: str, purpose: ConsentPurpose, days: int = 1) -> None:
    desk.write(
        withdraw_consent,
        customer_id=customer_id,
        purpose=purpose,
        channel=ConsentChannel.VERBAL,
        now=TODAY + timedelta(days=days),
    )


@pytest.mark.clause("5-1")
def test_every_purpose_is_answered_on_its_own(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    assert states(desk, customer) == {
        CALLS: ConsentState.GIVEN,
        NEWS: ConsentState.DECLINED,
        WECHAT: ConsentState.DECLINED,
    }
    assert live(desk, customer) == {CALLS}


@pytest.mark.clause("5-1")
def test_nobody_has_agreed_to_anything_before_being_asked(desk: Desk) -> None:
    customer = keep(desk)
    assert set(states(desk, customer).values()) == {ConsentState.NOT_ASKED}
    assert live(desk, customer) == set()


def test_service_is_never_asked(desk: Desk) -> None:
    customer = keep(desk)
    assert ConsentPurpose.SERVICE not in ask(desk, customer).purposes
    notice = ask(desk, customer).notice.texts[0].notice_id
    draft = replace(signed(notice, CALLS), answers=(Answer(ConsentPurpose.SERVICE, True),))
    with pytest.raises(ValueError, match="service never"):
        write(desk, customer, draft)


def test_what_is_agreed_to_is_not_asked_again(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS, NEWS)
    assert ask(desk, customer).purposes == (WECHAT,)


def test_the_signature_and_its_hash_are_kept(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)

    def kept(session: object) -> tuple[object, str]:
        evidence = session.scalars(select(ConsentEvidence)).one()  # type: ignore[attr-defined]
        return evidence.strokes, evidence.sha256

    strokes, digest = desk.workspace.read(kept)
    assert strokes == STROKES
    assert len(digest) == 64


def test_declining_everything_needs_no_signature_and_is_kept(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer)
    assert set(states(desk, customer).values()) == {ConsentState.DECLINED}


def test_agreeing_without_a_signature_keeps_nothing(desk: Desk) -> None:
    customer = keep(desk)
    notice = ask(desk, customer).notice.texts[0].notice_id
    draft = replace(signed(notice, CALLS), strokes=[[[10, 10, 0], [12, 10, 5]]])
    with pytest.raises(UserFacingError) as refused:
        write(desk, customer, draft)
    assert refused.value.problem is Problem.SIGNATURE_MISSING
    assert set(states(desk, customer).values()) == {ConsentState.NOT_ASKED}


@pytest.mark.clause("5-1")
def test_a_withdrawal_ends_the_consent_and_leaves_its_row(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS, NEWS)
    withdraw(desk, customer, CALLS)
    assert live(desk, customer, days=2) == {NEWS}
    line = next(line for line in card(desk, customer, days=2).lines if line.purpose is CALLS)
    assert (line.state, line.at, line.channel) == (
        ConsentState.WITHDRAWN,
        TODAY + timedelta(days=1),
        ConsentChannel.VERBAL,
    )
    rows = desk.workspace.read(lambda s: s.scalar(select(func.count()).select_from(Consent)))
    assert rows == 3


def test_what_does_not_hold_cannot_be_withdrawn(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, NEWS)
    for purpose in (CALLS, WECHAT):
        with pytest.raises(UserFacingError) as refused:
            withdraw(desk, customer, purpose)
        assert refused.value.problem is Problem.CONSENT_ENDED


def test_the_latest_answer_counts(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    take(desk, customer, now=TODAY + timedelta(days=3))
    assert live(desk, customer, days=4) == set()
    take(desk, customer, WECHAT, now=TODAY + timedelta(days=5))
    assert live(desk, customer, days=6) == {WECHAT}


def test_a_consent_runs_out(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    assert live(desk, customer, days=1090) == {CALLS}
    assert states(desk, customer, days=1097)[CALLS] is ConsentState.EXPIRED


def test_withdrawing_wechat_takes_it_from_the_preferred_way(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, WECHAT)

    def prefer(session: object) -> None:
        session.get_one(Customer, customer).contact_channel = Channel.WECHAT  # type: ignore[attr-defined]

    desk.workspace.write(prefer)
    withdraw(desk, customer, WECHAT)
    assert desk.workspace.read(lambda s: s.get_one(Customer, customer).contact_channel) is None


def test_more_than_service_needs_is_pointed_out(desk: Desk) -> None:
    customer = keep(desk)
    assert not card(desk, customer).more_than_needed

    def note_wechat(session: object) -> None:
        session.get_one(Customer, customer).wechat = "wang_xl"  # type: ignore[attr-defined]

    desk.workspace.write(note_wechat)
    assert card(desk, customer).more_than_needed
    take(desk, customer, WECHAT)
    assert not card(desk, customer).more_than_needed


@pytest.mark.clause("5-1")
def test_words_need_a_second_person_as_witness(desk: Desk) -> None:
    customer = keep(desk)
    notice = ask(desk, customer).notice.texts[0].notice_id
    alone = ConsentDraft(
        notice,
        ConsentChannel.VERBAL,
        (Answer(CALLS, True),),
        witness_id=desk.actor.staff_id,
        words="电话里表示同意回访",
    )
    with pytest.raises(FieldError) as refused:
        write(desk, customer, alone)
    assert (refused.value.field, refused.value.problem) == ("witness", FieldProblem.NOT_CHOSEN)
    witness = a_witness(desk)
    assert [w.name for w in desk.read(witnesses)] == ["陈曦"]
    write(desk, customer, replace(alone, witness_id=witness))
    assert live(desk, customer) == {CALLS}


@pytest.mark.parametrize("field", ["words", "scan", "answers"])
def test_what_is_missing_is_named(desk: Desk, field: str) -> None:
    customer = keep(desk)
    notice = ask(desk, customer).notice.texts[0].notice_id
    drafts = {
        "words": ConsentDraft(
            notice, ConsentChannel.VERBAL, (Answer(CALLS, True),), witness_id=a_witness(desk)
        ),
        "scan": ConsentDraft(notice, ConsentChannel.PAPER, (Answer(CALLS, True),)),
        "answers": ConsentDraft(notice, ConsentChannel.PAPER, ()),
    }
    with pytest.raises(FieldError) as refused:
        write(desk, customer, drafts[field])
    assert refused.value.field == field


def test_a_minor_needs_a_guardian_who_is_named(desk: Desk) -> None:
    customer = keep(desk)

    def grow_young(session: object) -> None:
        session.get_one(Customer, customer).is_minor = True  # type: ignore[attr-defined]

    desk.workspace.write(grow_young)
    notice = ask(desk, customer).notice.texts[0].notice_id
    with pytest.raises(FieldError) as refused:
        write(desk, customer, signed(notice, CALLS))
    assert refused.value.field == "guardian"
    write(desk, customer, replace(signed(notice, CALLS), guardian="陈国栋"))
    words = desk.workspace.read(lambda s: s.scalars(select(ConsentEvidence.words)).one())
    assert "陈国栋" in words


def test_a_signed_paper_is_kept_as_it_was_made_safe_and_looking_is_logged(desk: Desk) -> None:
    customer = keep(desk)
    notice = ask(desk, customer).notice.texts[0].notice_id
    file = prepare("consent.jpg", photo())
    draft = ConsentDraft(
        notice,
        ConsentChannel.PAPER,
        (Answer(CALLS, True),),
        scan=ScanKept(file.kind, file.data),
    )
    taken = write(desk, customer, draft)
    kept = desk.write(read_scan, evidence_id=taken.evidence_id, now=TODAY)  # type: ignore[attr-defined]
    assert kept == ScanKept(file.kind, file.data)
    looked = desk.workspace.read(lambda s: s.scalars(select(AccessEntry.kind)).all())
    assert looked == [AccessKind.OPEN_CARD]


def test_a_photo_that_was_not_drawn_anew_is_never_kept(desk: Desk) -> None:
    customer = keep(desk)
    notice = ask(desk, customer).notice.texts[0].notice_id
    file = prepare("consent.jpg", photo())
    draft = ConsentDraft(
        notice,
        ConsentChannel.PAPER,
        (Answer(CALLS, True),),
        scan=ScanKept(file.kind, photo()),
    )
    with pytest.raises(ValueError, match="drawn anew"):
        write(desk, customer, draft)


def test_a_notice_that_changed_meanwhile_is_shown_again_first(desk: Desk) -> None:
    customer = keep(desk)
    old = ask(desk, customer).notice.texts[0].notice_id
    issue(desk, tell_again=False)
    with pytest.raises(UserFacingError) as refused:
        write(desk, customer, signed(old, CALLS))
    assert refused.value.problem is Problem.NOTICE_CHANGED


def test_being_asked_counts_as_being_told(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer)
    told = desk.workspace.read(lambda s: s.scalars(select(NoticeTold.version)).all())
    assert told == [1]


def test_consents_and_told_notices_are_in_the_audit_log(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    actions = desk.workspace.read(lambda s: s.scalars(select(AuditEntry.action)).all())
    assert {"take_consent", "tell_notice"} <= set(actions)


def test_the_card_masks_the_name(desk: Desk) -> None:
    assert card(desk, keep(desk)).name_masked == "王**"


def test_everybody_at_the_desk_may_take_a_consent(desk: Desk) -> None:
    receptionist = replace(
        desk, actor=Actor(desk.actor.staff_id, desk.actor.name, Role.RECEPTIONIST)
    )
    take(receptionist, keep(desk), CALLS)


@pytest.mark.clause("5-1")
def test_whoever_declined_satisfaction_calls_is_not_rated_by_telephone(desk: Desk) -> None:
    customer = keep(desk)
    _visit, (case,) = desk.register(COMPLAINT, customer=CustomerDraft(customer_id=customer))
    take(desk, customer)
    rated = {"case_id": case.case_id, "reached": True, "now": TODAY}
    with pytest.raises(UserFacingError) as refused:
        desk.write(case_work.call_back, rating=case_work.phone_rating(5), **rated)
    assert refused.value.problem is Problem.SATISFACTION_CALL_REFUSED
    desk.write(case_work.call_back, words="已告知检修结果", **rated)


def test_a_withdrawal_is_the_last_word_after_two_records_became_one(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk, phone="13812346028")
    take(desk, kept, NEWS)
    take(desk, gone, NEWS, now=TODAY + timedelta(days=1))
    later = {"now": TODAY + timedelta(days=2)}
    desk.write(
        withdraw_consent,
        customer_id=kept,
        purpose=NEWS,
        channel=ConsentChannel.VERBAL,
        **later,
    )
    desk.write(merge_customers, kept_id=kept, gone_id=gone, choices={}, **later)
    assert desk.workspace.read(live_consents, kept, TODAY + timedelta(days=3)) == ()


def test_somebody_who_was_erased_agrees_to_nothing(desk: Desk) -> None:
    customer_id = keep(desk)
    take(desk, customer_id, NEWS)
    desk.write(erase_customer, customer_id=customer_id, now=TODAY)
    assert desk.workspace.read(live_consents, customer_id, TODAY) == ()
