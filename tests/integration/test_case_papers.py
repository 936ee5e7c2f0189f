"""What goes on job sheet and case file: masked unless asked for, and who asked is written down."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.attachments import FileKind, PreparedFile
from app.domain.errors import Problem, UserFacingError
from app.domain.papers import CaseFile, JobSheet, Receipt
from app.domain.permissions import PERMITTED, Action, Actor
from app.domain.terms import Cause, Channel, EventKind, PromiseState, Role, Validity
from app.domain.visit_flow import CustomerDraft
from app.incoming_files import prepare
from app.services import attachments, callers, case_papers, case_work
from db.models import AuditEntry
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised
from tests.unit.test_pictures import photo

DUE = NOW + timedelta(hours=2)
LATER = NOW + timedelta(minutes=30)
NAME, TITLE, PHONE = "王秀兰", "女士", "13812346027"
WANG = CustomerDraft(name=NAME, title=TITLE, phone=PHONE)
SECOND = "13900008888"
pytestmark = pytest.mark.clause("4.3-2")


@pytest.fixture
def case_id(desk: Desk) -> str:
    _visit, (case,) = desk.register(promised(COMPLAINT, DUE), customer=WANG)
    return case.case_id


def sheet(
    desk: Desk, case_id: str, *, with_contact: bool = False, photo_ids: tuple[str, ...] = ()
) -> JobSheet:
    found = desk.write(
        case_papers.job_sheet,
        case_id=case_id,
        with_contact=with_contact,
        photo_ids=photo_ids,
        lang="zh_CN",
        now=LATER,
    )
    assert isinstance(found, JobSheet)
    return found


def file(desk: Desk, case_id: str, *, in_full: bool = False, pictures: bool = True) -> CaseFile:
    found = desk.write(
        case_papers.case_file,
        case_id=case_id,
        in_full=in_full,
        with_pictures=pictures,
        lang="en",
        now=LATER,
    )
    assert isinstance(found, CaseFile)
    return found


def add_photos(desk: Desk, case_id: str, count: int) -> list[str]:
    return [
        desk.write(
            attachments.add_attachment,
            case_id=case_id,
            file=prepare(f"{number}.jpg", photo((200 + number, 100))),
            now=NOW + timedelta(seconds=number),
        )
        for number in range(count)
    ]


def acts(desk: Desk) -> list[tuple[str, str]]:
    def work(session: Session) -> list[tuple[str, str]]:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.action.like("%print%")).order_by(AuditEntry.seq)
        )
        return [(row.action, row.object) for row in rows]

    found = desk.workspace.read(work)
    assert isinstance(found, list)
    return found


@pytest.mark.clause("3-4")
def test_the_job_sheet_has_the_customers_own_words(desk: Desk, case_id: str) -> None:
    job = sheet(desk, case_id)
    assert job.case.own_words == COMPLAINT.own_words
    assert job.case.remedy_wanted == COMPLAINT.remedy_wanted
    assert job.case.category == "工程维修 › 电梯"
    assert (job.case.printed_by, job.case.printed_at) == ("李静", LATER)
    assert [promise.what for promise in job.promises] == ["电话告知检修结果"]
    assert all(clock.is_running for clock in job.clocks)
    assert job.clocks


@pytest.mark.clause("5-3")
def test_the_job_sheet_names_the_customer_by_surname_and_title_only(
    desk: Desk, case_id: str
) -> None:
    job = sheet(desk, case_id)
    assert (job.case.customer, job.case.phone) == ("王女士", "")
    assert NAME not in str(asdict(job))
    assert PHONE not in str(asdict(job))
    assert acts(desk) == [("print_job_sheet", f"case:{case_id}")]


@pytest.mark.clause("5-3")
def test_contact_is_printed_when_it_is_asked_for_and_that_is_written_down(
    desk: Desk, case_id: str
) -> None:
    job = sheet(desk, case_id, with_contact=True)
    assert (job.case.customer, job.case.phone) == (f"{NAME} {TITLE}", PHONE)
    assert acts(desk)[0] == ("print_job_sheet_with_contact", f"case:{case_id}")
    assert [act for act, _object in acts(desk)[1:]] == ["access_print"]


@pytest.mark.clause("5-3")
def test_contact_needs_the_permission_to_see_phones(
    desk: Desk, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    receptionist = Actor(desk.actor.staff_id, "李静", Role.RECEPTIONIST)
    without = PERMITTED[Role.RECEPTIONIST] - {Action.REVEAL_PHONES}
    monkeypatch.setitem(PERMITTED, Role.RECEPTIONIST, without)
    blind = replace(desk, actor=receptionist)
    with pytest.raises(UserFacingError) as caught:
        sheet(blind, case_id, with_contact=True)
    assert caught.value.problem is Problem.NOT_PERMITTED
    with pytest.raises(UserFacingError):
        file(blind, case_id, in_full=True)
    assert acts(desk) == []
    sheet(blind, case_id)


def test_the_job_sheet_takes_four_of_the_photos_that_were_chosen(desk: Desk, case_id: str) -> None:
    ids = add_photos(desk, case_id, 6)
    assert sheet(desk, case_id).pictures == ()
    job = sheet(desk, case_id, photo_ids=(ids[4], ids[1]))
    assert [picture.name for picture in job.pictures] == ["1.jpg", "4.jpg"]
    assert len(sheet(desk, case_id, photo_ids=tuple(ids)).pictures) == case_papers.MOST_PHOTOS


def test_photos_of_another_case_are_not_printed(desk: Desk, case_id: str) -> None:
    _visit, (other,) = desk.register(promised(COMPLAINT, DUE))
    (foreign,) = add_photos(desk, other.case_id, 1)
    assert sheet(desk, case_id, photo_ids=(foreign,)).pictures == ()


def test_a_nameless_customer_gets_a_job_sheet_too(desk: Desk) -> None:
    _visit, (case,) = desk.register(promised(COMPLAINT, DUE))
    job = sheet(desk, case.case_id, with_contact=True)
    assert (job.case.customer, job.case.phone) == ("", "")


def test_a_case_that_is_gone_has_no_papers(desk: Desk) -> None:
    for make in (sheet, file):
        with pytest.raises(UserFacingError) as caught:
            make(desk, "0" * 32)
        assert caught.value.problem is Problem.NOT_FOUND
    assert acts(desk) == []


def _carry_on(desk: Desk, case_id: str) -> None:
    desk.write(
        case_work.assess,
        case_id=case_id,
        validity=Validity.VALID,
        cause=Cause.EQUIPMENT,
        now=NOW + timedelta(minutes=5),
    )
    desk.write(
        case_work.tell_customer,
        case_id=case_id,
        words="parts come tomorrow",
        channel=Channel.PHONE,
        to_whom=NAME,
        now=NOW + timedelta(minutes=6),
    )


def test_the_case_file_holds_everything_on_record(desk: Desk, case_id: str) -> None:
    _carry_on(desk, case_id)
    add_photos(desk, case_id, 2)
    paper = file(desk, case_id)
    assert paper.case.category == "Repairs › Lift"
    assert (paper.validity, paper.cause) == (Validity.VALID, Cause.EQUIPMENT)
    kinds = [entry.kind for entry in paper.timeline]
    assert kinds[0] is EventKind.REGISTERED
    assert {EventKind.ASSESSED, EventKind.CUSTOMER_TOLD, EventKind.FILE_ADDED} <= set(kinds)
    assert [promise.state for promise in paper.promises] == [PromiseState.KEPT]
    assert [kept.picture for kept in paper.files] == [1, 2]
    assert len(paper.pictures) == 2
    assert acts(desk) == [("print_case_file", f"case:{case_id}")]


@pytest.mark.clause("5-3")
def test_names_and_phones_are_masked_in_the_case_file(desk: Desk, case_id: str) -> None:
    _carry_on(desk, case_id)
    visit = desk.start()
    customer = CustomerDraft(name="张伟国", phone=SECOND)
    desk.register(promised(COMPLAINT, DUE), customer=customer, visit=visit)
    with_customer = _customer_of(desk, visit.visit_id)
    desk.write(
        callers.add_caller,
        case_id=case_id,
        customer_id=with_customer,
        room_id=None,
        visit_id=visit.visit_id,
        words="it rattles here too",
        now=LATER,
    )
    masked = str(asdict(file(desk, case_id)))
    for secret in (NAME, PHONE, "张伟国", SECOND):
        assert secret not in masked
    assert "王**" in masked
    assert "张**" in masked
    assert "138****6027" in masked
    full = str(asdict(file(desk, case_id, in_full=True)))
    for secret in (NAME, PHONE, "张伟国"):
        assert secret in full
    last = [act for act, _object in acts(desk)[-3:]]
    assert last == ["print_case_file_in_full", "access_print", "access_print"]


def _customer_of(desk: Desk, visit_id: str) -> str:
    from db.models import Case

    def work(session: Session) -> str:
        found = session.scalar(select(Case.customer_id).where(Case.visit_id == visit_id))
        assert found is not None
        return found

    found = desk.workspace.read(work)
    assert isinstance(found, str)
    return found


def test_a_removed_file_is_listed_with_its_reason_and_not_printed(desk: Desk, case_id: str) -> None:
    first, _second = add_photos(desk, case_id, 2)
    desk.write(attachments.remove_attachment, attachment_id=first, reason="a neighbour", now=LATER)
    paper = file(desk, case_id)
    assert [(kept.removal_reason, kept.picture) for kept in paper.files] == [
        ("a neighbour", 0),
        ("", 1),
    ]
    assert [picture.name for picture in paper.pictures] == ["1.jpg"]


def test_pictures_can_be_left_out_of_the_case_file(desk: Desk, case_id: str) -> None:
    add_photos(desk, case_id, 1)
    paper = file(desk, case_id, pictures=False)
    assert paper.pictures == ()
    assert [kept.picture for kept in paper.files] == [0]


def test_files_that_are_no_pictures_are_listed_only(desk: Desk, case_id: str) -> None:
    desk.write(
        attachments.add_attachment,
        case_id=case_id,
        file=PreparedFile("note.txt", FileKind.TEXT, b"words"),
        now=NOW,
    )
    paper = file(desk, case_id)
    assert (paper.pictures, len(paper.files)) == ((), 1)


@pytest.mark.clause("4.2-3")
def test_a_receipt_asked_for_again_says_so(desk: Desk) -> None:
    visit, _cases = desk.receive(promised(COMPLAINT, DUE), customer=WANG)
    again = desk.write(case_papers.reprint_receipt, visit_id=visit.visit_id, now=LATER)
    assert isinstance(again, Receipt)
    assert again.reprinted_at == LATER
    assert acts(desk) == [("reprint_receipt", f"visit:{visit.visit_id}")]
