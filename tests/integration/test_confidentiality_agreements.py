"""An account opens only with a signed confidentiality agreement on record (clause 5-3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from app.agreement_texts import signed_on_paper
from app.domain.agreements import AgreementKind, AgreementSheet
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import Role
from app.reports import agreement_sheet as paper
from app.services.confidentiality_agreements import (
    agreement_sheet,
    list_agreements,
    live_agreement,
    record_agreement,
)
from app.services.reporting import list_projects
from app.services.staff import list_staff, record_act
from app.verification import verify_store
from app.workspace import Workspace
from tests.conftest import ADMINISTRATOR, ON_PAPER, PASSWORD
from tests.integration.agreements import SIGNATURE, signed_on_the_screen

pytestmark = pytest.mark.clause("5-3")
NEW, HERS = "何丽娟", "amber kettle 58 meadow"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def unsigned(workspace: Workspace) -> Workspace:
    """Return the store unlocked by a supervisor who has not signed."""
    staff_id = workspace.add_staff(NEW, Role.SUPERVISOR, HERS)
    workspace.lock()
    workspace.unlock(staff_id, HERS)
    return workspace


def problem_of(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Problem:
    with pytest.raises(UserFacingError) as caught:
        call(*args, **kwargs)
    return caught.value.problem


def actor_of(workspace: Workspace) -> Actor:
    assert workspace.actor is not None
    return workspace.actor


def test_before_signing_nothing_can_be_read_written_or_changed(unsigned: Workspace) -> None:
    assert not any(actor_of(unsigned).may(action) for action in Action)
    for call in (
        lambda: unsigned.read(list_projects),
        lambda: unsigned.write(record_act, action="x", thing="y", now=NOW),
        lambda: unsigned.add_staff("张伟", Role.RECEPTIONIST, HERS),
        lambda: unsigned.change_password(HERS, PASSWORD),
        unsigned.replace_recovery_key,
        unsigned.accept_older_state,
    ):
        assert problem_of(call) is Problem.AGREEMENT_MISSING


def test_a_copy_and_a_check_of_the_store_wait_for_nobody(unsigned: Workspace) -> None:
    assert verify_store(unsigned) == []
    assert unsigned.back_up().folder.exists()


def test_signing_opens_the_store_now_and_at_the_next_unlock(unsigned: Workspace) -> None:
    assert unsigned.sign_agreement(signed_on_the_screen()).may(Action.READ_ACCESS_LOG)
    assert unsigned.read(list_projects)
    unsigned.lock()
    assert unsigned.unlock_by_name(NEW, HERS).has_signed
    live = unsigned.read(live_agreement, staff_id=actor_of(unsigned).staff_id)
    assert (live.kind, live.signed_on) == (AgreementKind.SCREEN, date(2026, 1, 5))
    assert verify_store(unsigned) == []


def test_nobody_opens_their_own_account_by_a_paper(unsigned: Workspace) -> None:
    assert problem_of(unsigned.sign_agreement, ON_PAPER) is Problem.AGREEMENT_MISSING


def test_nobody_signs_for_somebody_else(workspace: Workspace, actor: Actor) -> None:
    staff_id = workspace.add_staff(NEW, Role.RECEPTIONIST, HERS)
    assert (
        problem_of(
            workspace.write,
            record_agreement,
            actor=actor,
            staff_id=staff_id,
            agreement=signed_on_the_screen(),
            now=NOW,
        )
        is Problem.AGREEMENT_OWN_HAND
    )


def test_only_whoever_manages_the_staff_records_a_paper(workspace: Workspace) -> None:
    staff_id = workspace.add_staff(NEW, Role.RECEPTIONIST, HERS)
    manager = Actor(actor_of(workspace).staff_id, ADMINISTRATOR, Role.MANAGER)
    assert (
        problem_of(
            workspace.write,
            record_agreement,
            actor=manager,
            staff_id=staff_id,
            agreement=ON_PAPER,
            now=NOW,
        )
        is Problem.NOT_PERMITTED
    )


def test_one_agreement_of_a_version_is_enough(workspace: Workspace, actor: Actor) -> None:
    assert (
        problem_of(
            workspace.write,
            record_agreement,
            actor=actor,
            staff_id=actor.staff_id,
            agreement=ON_PAPER,
            now=NOW,
        )
        is Problem.AGREEMENT_KNOWN
    )


def test_a_new_version_is_signed_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.lock()
    monkeypatch.setattr(
        "app.services.confidentiality_agreements.version_in_force", lambda: ON_PAPER.version + 1
    )
    assert not workspace.unlock_by_name(ADMINISTRATOR, PASSWORD).has_signed


def test_closing_an_account_ends_its_agreement_and_keeps_the_record(
    workspace: Workspace, actor: Actor
) -> None:
    staff_id = workspace.add_staff(NEW, Role.RECEPTIONIST, HERS, ON_PAPER)
    workspace.close_account(staff_id)
    assert workspace.read(live_agreement, staff_id=staff_id) is None
    (ended,) = [
        view for view in workspace.read(list_agreements, actor=actor) if view.staff_id == staff_id
    ]
    assert ended.ended_at is not None
    assert {v.name: v.signed_on for v in workspace.read(list_staff)}[NEW] is None


def test_somebody_who_comes_back_signs_again(workspace: Workspace) -> None:
    workspace.close_account(workspace.add_staff(NEW, Role.RECEPTIONIST, HERS, ON_PAPER))
    workspace.add_staff(NEW, Role.RECEPTIONIST, HERS)
    workspace.lock()
    assert not workspace.unlock_by_name(NEW, HERS).has_signed


def sheet_of(workspace: Workspace, staff_id: str, actor: Actor) -> AgreementSheet:
    sheet = workspace.read(agreement_sheet, actor=actor, staff_id=staff_id, lang="en")
    assert isinstance(sheet, AgreementSheet)
    return sheet


def test_the_copy_shows_the_words_that_were_signed_and_the_signature(
    unsigned: Workspace, tmp_path: Path
) -> None:
    agreement = signed_on_the_screen()
    unsigned.sign_agreement(agreement)
    me = actor_of(unsigned)
    sheet = sheet_of(unsigned, me.staff_id, me)
    assert (sheet.text.text_hash, sheet.strokes) == (agreement.text_hash, SIGNATURE)
    assert "2026-01-05" in words_of(sheet, tmp_path)


def test_a_sheet_to_sign_names_the_person_and_has_no_signature(
    workspace: Workspace, actor: Actor, tmp_path: Path
) -> None:
    staff_id = workspace.add_staff(NEW, Role.RECEPTIONIST, HERS)
    sheet = sheet_of(workspace, staff_id, actor)
    assert (sheet.kind, sheet.strokes) == (None, None)
    assert NEW in words_of(sheet, tmp_path)


def test_a_receptionist_sees_only_their_own_agreement(workspace: Workspace, actor: Actor) -> None:
    staff_id = workspace.add_staff(NEW, Role.RECEPTIONIST, HERS, signed_on_paper(date(2026, 2, 2)))
    receptionist = Actor(staff_id, NEW, Role.RECEPTIONIST)
    assert sheet_of(workspace, staff_id, receptionist).signed_on == date(2026, 2, 2)
    assert problem_of(sheet_of, workspace, actor.staff_id, receptionist) is Problem.NOT_PERMITTED
    assert problem_of(workspace.read, list_agreements, actor=receptionist) is Problem.NOT_PERMITTED


def words_of(sheet: AgreementSheet, folder: Path) -> str:
    """Return what the printed agreement says."""
    path = folder / "agreement.pdf"
    paper.render(sheet, path)
    document = PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
