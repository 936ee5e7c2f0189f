"""Nothing of a customer is given outside without a ground, and every time it is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import select

from app.domain.disclosures import (
    DisclosedField,
    DisclosureDraft,
    DisclosureList,
    DisclosureView,
)
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import AccessKind, Channel, ConsentChannel, DisclosureBasis, Role
from app.reports import disclosure_list
from app.services.consents import live_consents, withdraw_consent
from app.services.disclosures import (
    customer_disclosures,
    disclosures_on_paper,
    project_disclosures,
    record_disclosure,
)
from db.models import AccessEntry, AuditEntry, Disclosure
from tests.integration.consenting import CALLS, NEWS, TODAY, keep, take
from tests.integration.receptions import Desk

pytestmark = pytest.mark.clause("5-3")
POLICE = DisclosureDraft(
    to_whom="翠湖派出所",
    why="协助调查车辆刮擦",
    fields=(DisclosedField.NAME, DisclosedField.PHONE),
    basis=DisclosureBasis.LEGAL_DUTY,
    ground_words="调取证据通知书",
    channel=Channel.IN_PERSON,
)


def give(desk: Desk, customer_id: str, draft: DisclosureDraft = POLICE) -> Any:
    return desk.write(record_disclosure, customer_id=customer_id, draft=draft, now=TODAY)


def log_of(desk: Desk, customer_id: str) -> tuple[DisclosureView, ...]:
    found = desk.read(customer_disclosures, customer_id=customer_id)
    assert isinstance(found, tuple)
    return found


def test_a_disclosure_says_to_whom_why_what_on_which_ground_how_and_by_whom(desk: Desk) -> None:
    customer_id = keep(desk)
    given = give(desk, customer_id)
    (entry,) = log_of(desk, customer_id)
    assert entry == DisclosureView(
        disclosure_id=given,
        customer_id=customer_id,
        name_masked=entry.name_masked,
        to_whom="翠湖派出所",
        why="协助调查车辆刮擦",
        fields=POLICE.fields,
        basis=DisclosureBasis.LEGAL_DUTY,
        ground_words="调取证据通知书",
        channel=Channel.IN_PERSON,
        disclosed_at=TODAY,
        disclosed_by=desk.actor.name,
    )
    assert "王秀兰" not in entry.name_masked


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"to_whom": " "}, "to_whom", FieldProblem.REQUIRED),
        ({"why": ""}, "why", FieldProblem.REQUIRED),
        ({"why": "长" * 301}, "why", FieldProblem.TOO_LONG),
        ({"fields": ()}, "fields", FieldProblem.NOT_CHOSEN),
        ({"basis": None}, "basis", FieldProblem.NOT_CHOSEN),
        ({"ground_words": " "}, "ground_words", FieldProblem.REQUIRED),
        ({"basis": DisclosureBasis.CONSENT}, "consent_id", FieldProblem.NOT_CHOSEN),
        ({"channel": None}, "channel", FieldProblem.NOT_CHOSEN),
        ({"disclosed_at": TODAY + timedelta(hours=1)}, "disclosed_at", FieldProblem.DAY_AHEAD),
    ],
)
def test_nothing_is_recorded_with_a_part_missing(
    desk: Desk, change: dict[str, Any], field: str, problem: FieldProblem
) -> None:
    customer_id = keep(desk)
    with pytest.raises(FieldError) as caught:
        give(desk, customer_id, replace(POLICE, **change))
    assert (caught.value.field, caught.value.problem) == (field, problem)
    assert log_of(desk, customer_id) == ()


def with_consent(desk: Desk, customer_id: str) -> DisclosureDraft:
    """Return a disclosure that rests on the consent to be called about satisfaction."""
    live = desk.workspace.read(live_consents, customer_id, TODAY)
    (consent,) = [found for found in live if found.purpose is CALLS]
    return replace(
        POLICE,
        to_whom="满意度调查公司",
        why="电话回访",
        basis=DisclosureBasis.CONSENT,
        consent_id=consent.consent_id,
        ground_words="",
    )


def test_a_consent_that_is_in_force_carries_what_it_covers(desk: Desk) -> None:
    customer_id = keep(desk)
    take(desk, customer_id, CALLS)
    give(desk, customer_id, with_consent(desk, customer_id))
    (consent_id,) = desk.workspace.read(lambda s: s.scalars(select(Disclosure.consent_id)).all())
    assert consent_id is not None


def refused(desk: Desk, customer_id: str, draft: DisclosureDraft) -> Problem:
    with pytest.raises(UserFacingError) as caught:
        give(desk, customer_id, draft)
    assert log_of(desk, customer_id) == ()
    return caught.value.problem


def test_a_withdrawn_consent_carries_nothing(desk: Desk) -> None:
    customer_id = keep(desk)
    take(desk, customer_id, CALLS)
    draft = with_consent(desk, customer_id)
    desk.write(
        withdraw_consent,
        customer_id=customer_id,
        purpose=CALLS,
        channel=ConsentChannel.VERBAL,
        now=TODAY,
    )
    assert refused(desk, customer_id, draft) is Problem.DISCLOSURE_CONSENT


def test_somebody_elses_consent_carries_nothing(desk: Desk) -> None:
    customer_id, other = keep(desk), keep(desk, "张伟", "13700002222")
    take(desk, other, CALLS, NEWS)
    draft = with_consent(desk, other)
    assert refused(desk, customer_id, draft) is Problem.DISCLOSURE_CONSENT


def test_no_more_is_given_than_the_consent_covers(desk: Desk) -> None:
    customer_id = keep(desk)
    take(desk, customer_id, CALLS)
    draft = replace(
        with_consent(desk, customer_id), fields=(DisclosedField.NAME, DisclosedField.ROOM)
    )
    assert refused(desk, customer_id, draft) is Problem.DISCLOSURE_BEYOND


def test_a_receptionist_may_not_give_anything_out(desk: Desk) -> None:
    customer_id = keep(desk)
    junior = replace(desk, actor=Actor(desk.actor.staff_id, "小周", Role.RECEPTIONIST))
    assert refused(junior, customer_id, POLICE) is Problem.NOT_PERMITTED


def test_it_stands_in_the_access_log_and_in_the_audit_log(desk: Desk) -> None:
    customer_id = keep(desk)
    give(desk, customer_id)
    kinds, entries = desk.workspace.read(
        lambda s: (
            s.scalars(select(AccessEntry.kind)).all(),
            s.scalars(select(AuditEntry.action)).all(),
        )
    )
    assert AccessKind.EXPORT in kinds
    assert "disclose" in entries


def words_of(log: DisclosureList, folder: Path) -> str:
    """Return what the printed log says."""
    path = folder / "log.pdf"
    disclosure_list.render(log, path, "en")
    document = PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_list_of_one_customer_is_printed_masked(desk: Desk, tmp_path: Path) -> None:
    customer_id, other = keep(desk), keep(desk, "张伟", "13700002222")
    give(desk, customer_id)
    give(desk, other, replace(POLICE, to_whom="另一家公司"))
    log = desk.read(
        disclosures_on_paper,
        project_id=desk.project.project_id,
        customer_id=customer_id,
        now=TODAY,
    )
    words = words_of(log, tmp_path)
    assert "翠湖派出所" in words
    assert "另一家公司" not in words
    assert "王秀兰" not in words


def test_the_list_of_a_project_holds_everybody(desk: Desk, tmp_path: Path) -> None:
    give(desk, keep(desk))
    give(desk, keep(desk, "张伟", "13700002222"), replace(POLICE, to_whom="另一家公司"))
    project_id = desk.project.project_id
    assert len(desk.read(project_disclosures, project_id=project_id)) == 2
    log = desk.read(disclosures_on_paper, project_id=project_id, now=TODAY)
    words = words_of(log, tmp_path)
    assert "另一家公司" in words
    assert "张伟" not in words


def test_a_consent_is_no_ground_for_what_was_handed_out_before_it(desk: Desk) -> None:
    customer_id = keep(desk)
    take(desk, customer_id, NEWS)
    (consent,) = desk.workspace.read(live_consents, customer_id, TODAY)
    draft = replace(
        POLICE,
        fields=(DisclosedField.NAME,),
        basis=DisclosureBasis.CONSENT,
        consent_id=consent.consent_id,
        disclosed_at=TODAY - timedelta(days=1),
    )
    with pytest.raises(UserFacingError) as refused:
        give(desk, customer_id, draft)
    assert refused.value.problem is Problem.DISCLOSURE_CONSENT
