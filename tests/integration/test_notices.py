"""A notice has versions; whoever knows an earlier one is told again when that is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.notices import NoticeDraft, NoticeVersion, text_hash
from app.domain.permissions import Actor
from app.domain.terms import Channel, ConsentChannel, Role
from app.services.consents import consent_card, withdraw_consent
from app.services.notices import issue_notice, list_versions, notice_in_force
from app.services.re_notification import ToTellList, must_be_told, tell, to_tell_again
from tests.integration.consenting import CALLS, TODAY, issue, keep, take
from tests.integration.receptions import Desk

DRAFT = NoticeDraft("# 告知\n\n新", "# Notice\n\nNew", "新增用途", tell_again=True)


def waiting(desk: Desk, days: int = 1) -> ToTellList:
    found = desk.read(
        to_tell_again,
        project_id=desk.project.project_id,
        now=TODAY + timedelta(days=days),
    )
    assert isinstance(found, ToTellList)
    return found


def in_force(desk: Desk, days: int = 0) -> NoticeVersion:
    found = desk.workspace.read(notice_in_force, now=TODAY + timedelta(days=days))
    assert isinstance(found, NoticeVersion)
    return found


@pytest.mark.clause("5-1")
def test_the_notice_comes_with_the_program_in_both_languages(desk: Desk) -> None:
    version = in_force(desk)
    assert version.version == 1
    assert {shown.language for shown in version.texts} == {"zh_CN", "en"}
    assert all(shown.text_hash == text_hash(shown.text) for shown in version.texts)


def test_a_new_version_leaves_the_old_one_readable(desk: Desk) -> None:
    before = in_force(desk)
    assert issue(desk, tell_again=False) == 2
    versions = desk.read(list_versions)
    assert [v.version for v in versions] == [2, 1]
    assert versions[1] == before
    assert in_force(desk).version == 2


def test_a_version_comes_into_force_on_its_day(desk: Desk) -> None:
    later = replace(DRAFT, effective_at=TODAY + timedelta(days=30))
    desk.write(issue_notice, draft=later, now=TODAY)
    assert in_force(desk, days=29).version == 1
    assert in_force(desk, days=30).version == 2


@pytest.mark.parametrize(
    ("draft", "field", "problem"),
    [
        (replace(DRAFT, text_zh=" "), "text_zh", FieldProblem.REQUIRED),
        (replace(DRAFT, text_en=""), "text_en", FieldProblem.REQUIRED),
        (replace(DRAFT, what_changed=""), "what_changed", FieldProblem.REQUIRED),
        (
            replace(DRAFT, effective_at=TODAY - timedelta(days=1)),
            "effective_at",
            FieldProblem.NOT_IN_FUTURE,
        ),
    ],
)
def test_what_a_version_lacks_is_named(
    desk: Desk, draft: NoticeDraft, field: str, problem: FieldProblem
) -> None:
    with pytest.raises(FieldError) as refused:
        desk.write(issue_notice, draft=draft, now=TODAY)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_version_that_changes_nothing_is_none(desk: Desk) -> None:
    desk.write(issue_notice, draft=DRAFT, now=TODAY)
    with pytest.raises(FieldError) as refused:
        desk.write(issue_notice, draft=DRAFT, now=TODAY + timedelta(days=1))
    assert refused.value.problem is FieldProblem.UNCHANGED


def test_the_desk_may_not_change_a_notice(desk: Desk) -> None:
    receptionist = Actor(desk.actor.staff_id, desk.actor.name, Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as refused:
        replace(desk, actor=receptionist).write(issue_notice, draft=DRAFT, now=TODAY)
    assert refused.value.problem is Problem.NOT_PERMITTED


@pytest.mark.clause("5-1")
def test_whoever_knows_an_earlier_version_is_told_again(desk: Desk) -> None:
    asked, told, stranger = keep(desk), keep(desk, "赵敏", "13912345678"), keep(desk, "陈志远")
    take(desk, asked, CALLS)
    desk.write(tell, customer_id=told, channel=Channel.PHONE, now=TODAY)
    assert waiting(desk).total == 0
    issue(desk, tell_again=True)
    found = waiting(desk)
    assert {c.customer_id for c in found.customers} == {asked, told}
    assert stranger not in {c.customer_id for c in found.customers}
    assert found.what_changed == "新增用途"
    desk.write(tell, customer_id=told, channel=Channel.PHONE, now=TODAY + timedelta(days=1))
    assert {c.customer_id for c in waiting(desk, days=2).customers} == {asked}


def test_a_small_change_tells_nobody_again(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    issue(desk, tell_again=False)
    assert waiting(desk).total == 0


def test_a_small_change_after_a_great_one_forgets_nobody(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    issue(desk, tell_again=True, words="大改")
    issue(desk, tell_again=False, words="错字", now=TODAY + timedelta(hours=1))
    found = waiting(desk)
    assert [c.customer_id for c in found.customers] == [customer]
    assert found.what_changed == "大改"


def test_the_list_masks_names_and_phones(desk: Desk) -> None:
    take(desk, keep(desk), CALLS)
    issue(desk, tell_again=True)
    (only,) = waiting(desk).customers
    assert (only.name_masked, only.phone_masked) == ("王**", "138****6027")


def test_a_new_consent_tells_as_well(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    issue(desk, tell_again=True)
    card = desk.read(consent_card, customer_id=customer, now=TODAY)
    assert card.must_tell
    assert card.what_changed == "新增用途"
    take(desk, customer, CALLS)
    assert not desk.workspace.read(must_be_told, customer_id=customer, now=TODAY)


def test_who_was_told_stays_told_after_withdrawing(desk: Desk) -> None:
    customer = keep(desk)
    take(desk, customer, CALLS)
    desk.write(
        withdraw_consent,
        customer_id=customer,
        purpose=CALLS,
        channel=ConsentChannel.PAPER,
        now=TODAY,
    )
    issue(desk, tell_again=True)
    assert [c.customer_id for c in waiting(desk).customers] == [customer]


@pytest.mark.parametrize("statement", ["UPDATE notices SET text = 'other'", "DELETE FROM notices"])
def test_the_store_itself_refuses_to_change_a_version(desk: Desk, statement: str) -> None:
    with pytest.raises(DatabaseError, match="insert-only"):
        desk.workspace.write(lambda session: session.execute(text(statement)))
    assert in_force(desk).version == 1
