"""Photos and files of a case in a real store: encrypted, counted, read on record, removed whole."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.attachments import LARGEST_KEPT, MOST_FILES, FileKind, PreparedFile
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import CaseState, EventKind, Role
from app.incoming_files import prepare
from app.services import attachments, case_ends
from app.services.attachments import AttachmentView
from app.services.case_views import CasePageView, case_page
from app.verification import verify_store
from app.workspace import Workspace
from db.models import Attachment, AttachmentContent, AuditEntry
from tests.conftest import ADMINISTRATOR, PASSWORD
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised
from tests.unit.test_pictures import photo

DUE = NOW + timedelta(hours=2)
NEEDLE = "the tenth word that nobody guesses"


@pytest.fixture
def case_id(desk: Desk) -> str:
    _visit, (case,) = desk.receive(promised(COMPLAINT, DUE))
    return case.case_id


def text(words: str = NEEDLE, name: str = "note.txt") -> PreparedFile:
    return PreparedFile(name, FileKind.TEXT, words.encode())


def add(desk: Desk, case_id: str, file: PreparedFile | None = None) -> str:
    added = desk.write(attachments.add_attachment, case_id=case_id, file=file or text(), now=NOW)
    assert isinstance(added, str)
    return added


def kept(desk: Desk, case_id: str, **arguments: bool) -> tuple[AttachmentView, ...]:
    found = desk.read(attachments.list_attachments, case_id=case_id, **arguments)
    assert isinstance(found, tuple)
    return found


def view(desk: Desk, case_id: str) -> CasePageView:
    found = desk.read(case_page, case_id=case_id)
    assert isinstance(found, CasePageView)
    return found


def count(desk: Desk, kind: type[Attachment | AttachmentContent]) -> int:
    def work(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(kind)) or 0

    found = desk.workspace.read(work)
    assert isinstance(found, int)
    return found


def acts(desk: Desk) -> list[tuple[str, str]]:
    """Return what the audit log says of attachments."""

    def work(session: Session) -> list[tuple[str, str]]:
        rows = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.object.startswith("attachment:"))
            .order_by(AuditEntry.seq)
        )
        return [(row.action, row.object) for row in rows]

    found = desk.workspace.read(work)
    assert isinstance(found, list)
    return found


@pytest.mark.clause("4.3-1")
def test_a_file_is_kept_to_the_letter(desk: Desk, case_id: str) -> None:
    attachment_id = add(desk, case_id)
    (file,) = kept(desk, case_id)
    assert (file.name, file.kind, file.size) == ("note.txt", FileKind.TEXT, len(NEEDLE))
    assert (file.added_by, file.added_at) == ("李静", NOW)
    read = desk.write(attachments.read_attachment, attachment_id=attachment_id, now=NOW)
    assert read.data == NEEDLE.encode()


@pytest.mark.clause("5-3")
def test_nothing_of_a_file_is_readable_in_the_data_folder(
    desk: Desk, case_id: str, store_folder: Path
) -> None:
    picture = prepare("lift.jpg", photo())
    add(desk, case_id)
    add(desk, case_id, picture)
    desk.workspace.close()
    for path in store_folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert NEEDLE.encode() not in content, path
            assert picture.data[200:400] not in content, path


@pytest.mark.clause("5-3")
def test_the_place_of_a_photo_never_gets_into_the_store(desk: Desk, case_id: str) -> None:
    raw = photo()
    attachment_id = add(desk, case_id, prepare("lift.jpg", raw))
    read = desk.write(attachments.read_attachment, attachment_id=attachment_id, now=NOW)
    with Image.open(BytesIO(read.data)) as image:
        assert not image.getexif()
    with pytest.raises(ValueError, match="not drawn anew"):
        add(desk, case_id, PreparedFile("lift2.jpg", FileKind.JPEG, raw))
    assert len(kept(desk, case_id)) == 1


@pytest.mark.clause("4.3-1")
def test_adding_is_an_entry_of_the_timeline_and_moves_nothing(desk: Desk, case_id: str) -> None:
    before = view(desk, case_id)
    attachment_id = add(desk, case_id)
    after = view(desk, case_id)
    assert after.state is before.state
    entry = after.timeline[-1]
    assert entry.kind is EventKind.FILE_ADDED
    assert entry.facts == {"attachment": attachment_id, "name": "note.txt", "size": len(NEEDLE)}


def test_ten_megabytes_are_written_read_backed_up_and_verified(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    data = b"x" * LARGEST_KEPT
    attachment_id = add(desk, case_id, PreparedFile("long.txt", FileKind.TEXT, data))
    made = desk.workspace.back_up(tmp_path)
    desk.workspace.lock()
    desk.workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    read = desk.write(attachments.read_attachment, attachment_id=attachment_id, now=NOW)
    assert read.data == data
    assert made.bytes > LARGEST_KEPT
    assert verify_store(desk.workspace) == []


def test_more_than_ten_megabytes_are_refused_and_nothing_is_left(desk: Desk, case_id: str) -> None:
    file = PreparedFile("long.txt", FileKind.TEXT, b"x" * (LARGEST_KEPT + 1))
    with pytest.raises(UserFacingError) as caught:
        add(desk, case_id, file)
    assert caught.value.problem is Problem.FILE_TOO_LARGE
    assert (count(desk, Attachment), count(desk, AttachmentContent)) == (0, 0)
    assert view(desk, case_id).timeline[-1].kind is not EventKind.FILE_ADDED


def test_a_case_holds_fifty_megabytes_and_room_comes_back_with_a_removal(
    desk: Desk, case_id: str
) -> None:
    ids = [
        add(desk, case_id, PreparedFile(f"{n}.txt", FileKind.TEXT, b"%d" % n * LARGEST_KEPT))
        for n in range(5)
    ]
    with pytest.raises(UserFacingError) as caught:
        add(desk, case_id)
    assert caught.value.problem is Problem.CASE_FULL
    desk.write(attachments.remove_attachment, attachment_id=ids[0], reason="twice", now=NOW)
    add(desk, case_id)


def test_a_case_holds_thirty_files(desk: Desk, case_id: str) -> None:
    for number in range(MOST_FILES):
        add(desk, case_id, text(f"{number}"))
    with pytest.raises(UserFacingError) as caught:
        add(desk, case_id, text("one more"))
    assert caught.value.problem is Problem.TOO_MANY_FILES


def test_the_same_file_is_kept_once(desk: Desk, case_id: str) -> None:
    first = add(desk, case_id)
    with pytest.raises(UserFacingError) as caught:
        add(desk, case_id, text(name="copy.txt"))
    assert caught.value.problem is Problem.FILE_ALREADY_KEPT
    desk.write(attachments.remove_attachment, attachment_id=first, reason="wrong case", now=NOW)
    add(desk, case_id)


def test_a_file_whose_content_is_another_is_refused_by_the_service_too(
    desk: Desk, case_id: str
) -> None:
    for file in (
        PreparedFile("run.pdf", FileKind.PDF, b"MZ\x90\x00"),
        PreparedFile("note.txt", FileKind.PDF, b"words"),
    ):
        with pytest.raises(UserFacingError) as caught:
            add(desk, case_id, file)
        assert caught.value.problem is Problem.FILE_DISGUISED


def test_a_case_that_is_gone_takes_nothing(desk: Desk) -> None:
    with pytest.raises(UserFacingError) as caught:
        add(desk, "0" * 32)
    assert caught.value.problem is Problem.NOT_FOUND


@pytest.mark.clause("5-3")
def test_looking_and_copying_are_written_down(desk: Desk, case_id: str) -> None:
    attachment_id = add(desk, case_id)
    desk.write(attachments.read_attachment, attachment_id=attachment_id, now=NOW)
    copied = desk.write(attachments.copy_attachment, attachment_id=attachment_id, now=NOW)
    assert copied.name == "note.txt"
    thing = f"attachment:{attachment_id}"
    assert acts(desk) == [("read_attachment", thing), ("copy_attachment", thing)]


@pytest.mark.clause("5-3")
def test_a_removed_file_is_gone_but_its_name_and_the_reason_stay(
    desk: Desk, case_id: str, store_folder: Path
) -> None:
    attachment_id = add(desk, case_id)
    desk.write(
        attachments.remove_attachment,
        attachment_id=attachment_id,
        reason="  shows a neighbour ",
        now=NOW,
    )
    assert kept(desk, case_id) == ()
    (file,) = kept(desk, case_id, with_removed=True)
    assert (file.name, file.removed_by, file.removal_reason) == (
        "note.txt",
        "李静",
        "shows a neighbour",
    )
    assert count(desk, AttachmentContent) == 0
    entry = view(desk, case_id).timeline[-1]
    assert (entry.kind, entry.words) == (EventKind.FILE_REMOVED, "shows a neighbour")
    for service in (attachments.read_attachment, attachments.copy_attachment):
        with pytest.raises(UserFacingError) as caught:
            desk.write(service, attachment_id=attachment_id, now=NOW)
        assert caught.value.problem is Problem.NOT_FOUND
    assert verify_store(desk.workspace) == []


def test_a_file_is_removed_once_and_with_a_reason(desk: Desk, case_id: str) -> None:
    attachment_id = add(desk, case_id)
    with pytest.raises(FieldError) as refused:
        desk.write(
            attachments.remove_attachment, attachment_id=attachment_id, reason=" \n", now=NOW
        )
    assert refused.value.problem is FieldProblem.REQUIRED
    desk.write(attachments.remove_attachment, attachment_id=attachment_id, reason="x", now=NOW)
    with pytest.raises(UserFacingError) as caught:
        desk.write(attachments.remove_attachment, attachment_id=attachment_id, reason="x", now=NOW)
    assert caught.value.problem is Problem.NOT_FOUND


@pytest.mark.clause("5-3")
def test_only_supervisors_and_above_remove(desk: Desk, case_id: str) -> None:
    attachment_id = add(desk, case_id)
    receptionist = Actor(desk.actor.staff_id, "李静", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.write(
            attachments.remove_attachment,
            actor=receptionist,
            attachment_id=attachment_id,
            reason="x",
            now=NOW,
        )
    assert caught.value.problem is Problem.NOT_PERMITTED
    assert len(kept(desk, case_id)) == 1


def test_small_copies_come_for_pictures_of_this_case_only(desk: Desk, case_id: str) -> None:
    picture = add(desk, case_id, prepare("lift.jpg", photo()))
    note = add(desk, case_id)
    _visit, (other,) = desk.receive(promised(COMPLAINT, DUE))
    foreign = add(desk, other.case_id, prepare("lift.jpg", photo((300, 200))))
    found = desk.read(
        attachments.thumbnails,
        case_id=case_id,
        attachment_ids=[picture, note, foreign, "0" * 32],
        side=60,
    )
    assert list(found) == [picture]
    with Image.open(BytesIO(found[picture])) as image:
        assert max(image.size) == 60


def test_a_voided_case_still_shows_its_files(desk: Desk, case_id: str) -> None:
    add(desk, case_id)
    desk.write(case_ends.void, case_id=case_id, reason="twice", now=NOW)
    assert view(desk, case_id).state is CaseState.VOIDED
    assert len(kept(desk, case_id)) == 1


def test_files_stay_with_their_case(desk: Desk, case_id: str, workspace: Workspace) -> None:
    _visit, (other,) = desk.receive(promised(COMPLAINT, DUE))
    add(desk, case_id)
    assert kept(desk, other.case_id) == ()
