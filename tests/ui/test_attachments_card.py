"""Photos and files on the case page, by real keys, drops and pastes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import i18n
from app.domain.attachments import MOST_FILES, FileKind, PreparedFile
from app.domain.permissions import Actor
from app.domain.terms import EventKind, Role
from app.incoming_files import prepare
from app.services.attachments import AttachmentView, add_attachment, list_attachments
from app.services.case_views import case_page
from db.models import AuditEntry, Case
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised
from tests.ui.at_the_desk import Person
from tests.unit.test_pictures import photo
from ui import theme
from ui.cases.attachment_viewer import AttachmentViewer
from ui.cases.attachments_card import AttachmentsCard
from ui.cases.case_page import CasePage
from ui.cases.file_rows import FileRow
from ui.cases.remove_file_dialog import RemoveFileDialog
from ui.context import DeskContext
from ui.tasks import TaskRunner

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)
LATER = NOW + timedelta(minutes=20)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _english(qapp: QApplication, _default_language: None) -> None:
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")


@pytest.fixture
def context(desk: Desk) -> Iterator[DeskContext]:
    runner = TaskRunner(desk.workspace)
    bugs: list[str] = []
    runner.bug_found.connect(bugs.append)
    yield DeskContext(runner, desk.actor, desk.project, "鸿园物业", lambda: LATER)
    assert runner.shutdown()
    assert not bugs


@pytest.fixture
def case_id(desk: Desk) -> str:
    _visit, (case,) = desk.register(promised(COMPLAINT, NOW + timedelta(hours=1)))
    return case.case_id


def settle(qtbot: QtBot, context: DeskContext) -> None:
    """Wait until everything asked for has come, and what it asked for in turn."""
    calm = 0

    def quiet() -> bool:
        nonlocal calm
        calm = 0 if context.runner.busy else calm + 1
        return calm > 3

    qtbot.waitUntil(quiet, timeout=15_000)


@pytest.fixture
def card(qtbot: QtBot, context: DeskContext, case_id: str) -> AttachmentsCard:
    """Return the card of a case, read."""
    made = AttachmentsCard(context, case_id)
    qtbot.addWidget(made)
    made.setFixedWidth(336)
    with qtbot.waitActive(made):
        made.show()
    made.refresh()
    settle(qtbot, context)
    return made


def pdf() -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream)
    for words in ("page one", "page two"):
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def keep(desk: Desk, case_id: str, name: str, data: bytes, minute: int = 0) -> str:
    kept = desk.write(
        add_attachment,
        case_id=case_id,
        file=prepare(name, data),
        now=NOW + timedelta(minutes=minute),
    )
    assert isinstance(kept, str)
    return kept


def kept(desk: Desk, case_id: str) -> list[str]:
    found: tuple[AttachmentView, ...] = desk.read(list_attachments, case_id=case_id)
    return [file.name for file in found]


def acts(desk: Desk) -> list[str]:
    def work(session: Session) -> list[str]:
        rows = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.object.startswith("attachment:"))
            .order_by(AuditEntry.seq)
        )
        return list(rows)

    found = desk.workspace.read(work)
    assert isinstance(found, list)
    return found


def rows(card: AttachmentsCard) -> list[FileRow]:
    return card._in_order()


def shown(qtbot: QtBot, context: DeskContext, card: AttachmentsCard, name: str) -> AttachmentViewer:
    """Open a file by a click on its row."""
    row = next(row for row in rows(card) if row.file.name == name)
    qtbot.waitUntil(row.button.isVisible)
    qtbot.mouseClick(row.button, LEFT)
    settle(qtbot, context)
    viewer = card.findChild(AttachmentViewer)
    assert viewer is not None
    return viewer


def dropped(target: QWidget, mime: QMimeData) -> bool:
    """Drag something in and drop it; return whether it was taken."""
    copy = Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    at = target.rect().center()
    enter = QDragEnterEvent(at, copy, mime, LEFT, none)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        QApplication.sendEvent(target, QDragLeaveEvent())
        return False
    QApplication.sendEvent(target, QDropEvent(QPointF(at), copy, mime, LEFT, none))
    return True


def files_as_mime(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


@pytest.mark.clause("4.3-1")
def test_files_chosen_in_the_dialog_are_kept_newest_first(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "lift.jpeg").write_bytes(photo())
    (tmp_path / "note.txt").write_text("words")
    changes: list[None] = []
    card.changed.connect(lambda: changes.append(None))
    qtbot.mouseClick(card.add_button, LEFT)
    dialog = card.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(tmp_path / "lift.jpeg"), str(tmp_path / "note.txt")])
    dialog.close()
    settle(qtbot, context)
    assert sorted(kept(desk, case_id)) == ["lift.jpg", "note.txt"]
    assert card.title_label.text() == "Photos and files (2)"
    assert len(changes) == 1
    entries = desk.read(case_page, case_id=case_id).timeline
    assert [entry.kind for entry in entries[-2:]] == [EventKind.FILE_ADDED] * 2


def test_a_photo_is_shown_small(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    keep(desk, case_id, "lift.jpg", photo())
    keep(desk, case_id, "note.txt", b"words", 1)
    card.refresh()
    settle(qtbot, context)
    first, second = rows(card)
    assert [first.file.name, second.file.name] == ["note.txt", "lift.jpg"]
    assert first.button._picture.property("iconName") == "file-text"
    assert second.button._picture.property("iconName") is None
    assert not second.button._picture.pixmap().isNull()


def test_files_dropped_on_the_page_are_kept(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str, tmp_path: Path
) -> None:
    page = CasePage(context, case_id)
    qtbot.addWidget(page)
    page.resize(1274, 708)
    with qtbot.waitActive(page):
        page.show()
    settle(qtbot, context)
    path = tmp_path / "lift.jpg"
    path.write_bytes(photo())
    assert dropped(page, files_as_mime(path))
    settle(qtbot, context)
    assert kept(desk, case_id) == ["lift.jpg"]
    assert path.exists()
    assert page.view is not None
    assert page.view.timeline[-1].kind is EventKind.FILE_ADDED


def test_words_dropped_on_the_card_are_left_alone(card: AttachmentsCard) -> None:
    mime = QMimeData()
    mime.setText("just words")
    assert not dropped(card, mime)
    away = QMimeData()
    away.setUrls([QUrl("https://example.org/lift.jpg")])
    assert not dropped(card, away)


def test_a_picture_in_the_clipboard_is_pasted_with_its_time_as_name(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QApplication.clipboard().setImage(image)
    card.add_button.setFocus()
    qtbot.keyClick(card.add_button, Qt.Key.Key_V, CONTROL)
    settle(qtbot, context)
    assert kept(desk, case_id) == ["Pasted picture 2026-10-12 11.00.png"]


def test_files_copied_elsewhere_are_pasted(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    path = tmp_path / "note.txt"
    path.write_text("words")
    QApplication.clipboard().setMimeData(files_as_mime(path))
    qtbot.mouseClick(card.hint, LEFT)
    assert card.hasFocus()
    qtbot.keyClick(card, Qt.Key.Key_V, CONTROL)
    settle(qtbot, context)
    assert kept(desk, case_id) == ["note.txt"]


def test_a_picture_pasted_among_the_notes_is_kept_and_words_stay_words(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str, tmp_path: Path
) -> None:
    page = CasePage(context, case_id)
    qtbot.addWidget(page)
    page.resize(1274, 708)
    with qtbot.waitActive(page):
        page.show()
    settle(qtbot, context)
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QApplication.clipboard().setImage(image)
    qtbot.keyClick(page.composer.box, Qt.Key.Key_V, CONTROL)
    settle(qtbot, context)
    assert len(kept(desk, case_id)) == 1
    table = QMimeData()
    table.setImageData(image)
    table.setText("a copied table")
    QApplication.clipboard().setMimeData(table)
    qtbot.keyClick(page.composer.box, Qt.Key.Key_V, CONTROL)
    settle(qtbot, context)
    assert page.composer.box.text == "a copied table"
    assert len(kept(desk, case_id)) == 1
    path = tmp_path / "note.txt"
    path.write_text("words")
    assert not page.composer.box.canInsertFromMimeData(files_as_mime(path))
    QApplication.clipboard().setMimeData(files_as_mime(path))
    qtbot.keyClick(page.composer.box, Qt.Key.Key_V, CONTROL)
    settle(qtbot, context)
    assert page.composer.box.text == "a copied table"
    assert "note.txt" in kept(desk, case_id)


def test_pasting_nothing_says_what_to_do(qtbot: QtBot, card: AttachmentsCard) -> None:
    QApplication.clipboard().setText("words")
    with qtbot.waitSignal(card.problem_met) as met:
        qtbot.keyClick(card.add_button, Qt.Key.Key_V, CONTROL)
    assert met.args is not None
    assert "no picture and no file to paste" in met.args[0]


def test_a_refused_file_is_named_and_holds_back_no_other(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    folder = tmp_path / "dropped"
    folder.mkdir()
    for name, data in (
        ("run.exe", b"MZ"),
        ("cut.jpg", photo()[:900]),
        ("false.pdf", b"MZ"),
        ("empty.txt", b""),
        ("good.txt", b"words"),
    ):
        (folder / name).write_bytes(data)
    with qtbot.waitSignal(card.problem_met) as met:
        assert dropped(card, files_as_mime(*sorted(folder.iterdir())))
    settle(qtbot, context)
    assert kept(desk, case_id) == ["good.txt"]
    assert met.args is not None
    assert "cut.jpg: This picture is damaged" in met.args[0]
    assert "empty.txt: This file is empty" in met.args[0]
    assert "false.pdf: What is in this file" in met.args[0]
    assert "1 more was refused." in met.args[0]


def test_a_full_case_ends_the_adding_at_once(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    for number in range(MOST_FILES):
        file = PreparedFile(f"{number}.txt", FileKind.TEXT, b"%d" % number)
        desk.write(add_attachment, case_id=case_id, file=file, now=NOW)
    for number in range(3):
        (tmp_path / f"late{number}.txt").write_text(f"late {number}")
    with qtbot.waitSignal(card.problem_met) as met:
        dropped(card, files_as_mime(*tmp_path.iterdir()))
    settle(qtbot, context)
    assert met.args is not None
    assert met.args[0].count("30 photos and files at most") == 1
    assert not card.intake.busy


def test_cancelling_keeps_what_was_begun_and_leaves_out_the_rest(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for path in paths:
        path.write_text(path.name)
    dropped(card, files_as_mime(*paths))
    assert card.hint.text() == "File 1 of 4"
    card._busy.cancel_requested.emit()
    settle(qtbot, context)
    assert kept(desk, case_id) == ["0.txt"]
    assert not card.intake.busy
    assert "Drop files here" in card.hint.text()


def test_the_first_few_are_shown_and_the_rest_on_request(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    for number in range(6):
        keep(desk, case_id, f"{number}.txt", b"%d" % number, number)
    card.refresh()
    settle(qtbot, context)
    qtbot.waitUntil(card.more_button.isVisible)
    assert [not row.isHidden() for row in rows(card)] == [True] * 4 + [False] * 2
    assert "2 more" in card.more_button.text()
    qtbot.mouseClick(card.more_button, LEFT)
    assert not any(row.isHidden() for row in rows(card))
    assert rows(card)[4].button.hasFocus()


@pytest.mark.clause("5-3")
def test_files_are_looked_at_inside_the_program_and_never_touch_the_disk(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    keep(desk, case_id, "note.txt", "电梯异响".encode("gb18030"), 0)
    keep(desk, case_id, "report.pdf", pdf(), 1)
    keep(desk, case_id, "lift.jpg", photo((800, 600)), 2)
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    card.refresh()
    settle(qtbot, context)
    viewer = shown(qtbot, context, card, "lift.jpg")
    assert viewer.places.currentWidget() is viewer.picture
    assert viewer.picture.image.width() == 800
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    settle(qtbot, context)
    assert viewer.places.currentWidget() is viewer.paper
    assert viewer.paper.page_count == 2
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    settle(qtbot, context)
    assert viewer.text.toPlainText() == "电梯异响"
    assert viewer.text.isReadOnly()
    assert viewer.place_label.text() == "3 of 3"
    assert not viewer.next_button.isEnabled()
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert os.listdir(place) == []  # noqa: PTH208 - the names alone
    assert acts(desk) == ["read_attachment"] * 3


def test_a_picture_is_made_larger_and_fitted_again(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    keep(desk, case_id, "lift.jpg", photo((2000, 1500)))
    card.refresh()
    settle(qtbot, context)
    viewer = shown(qtbot, context, card, "lift.jpg")
    picture = viewer.picture
    fitted = picture.zoom
    assert 0 < fitted < 1
    qtbot.keyClick(picture, Qt.Key.Key_Plus)
    assert picture.zoom == pytest.approx(fitted * 1.25)
    assert viewer.zoom_label.text() == f"{picture.zoom:.0%}"
    qtbot.mouseClick(viewer.smaller_button, LEFT)
    assert picture.zoom == pytest.approx(fitted)
    qtbot.mouseClick(viewer.larger_button, LEFT)
    qtbot.keyClick(picture, Qt.Key.Key_0)
    assert picture.zoom == pytest.approx(fitted)
    viewer.reject()


def test_a_long_strip_is_shown_from_its_top_as_wide_as_it_is(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    stream = BytesIO()
    Image.new("RGB", (200, 4000), "teal").save(stream, "PNG")
    keep(desk, case_id, "chat.png", stream.getvalue())
    card.refresh()
    settle(qtbot, context)
    viewer = shown(qtbot, context, card, "chat.png")
    assert viewer.picture.zoom == pytest.approx(1, abs=0.5)
    assert viewer.picture.verticalScrollBar().value() == 0
    assert viewer.picture.verticalScrollBar().maximum() > 0
    viewer.reject()


def test_a_document_that_cannot_be_shown_says_so(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    keep(desk, case_id, "broken.pdf", b"%PDF-1.7\nnothing of the kind")
    card.refresh()
    settle(qtbot, context)
    viewer = shown(qtbot, context, card, "broken.pdf")
    assert viewer.places.currentWidget() is viewer.nothing
    assert "cannot be shown here" in viewer.nothing.text()
    viewer.reject()


def test_a_recording_is_saved_instead_of_shown(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    keep(desk, case_id, "call.mp3", b"ID3\x04\x00\x00\x00 sound")
    card.refresh()
    settle(qtbot, context)
    (row,) = rows(card)
    qtbot.waitUntil(row.button.isVisible)
    qtbot.mouseClick(row.button, LEFT)
    assert card.findChild(AttachmentViewer) is None
    dialog = card.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.close()


@pytest.mark.clause("5-3")
def test_a_saved_copy_is_whole_is_written_down_and_said_to_be_in_clear(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    keep(desk, case_id, "note.txt", b"words")
    card.refresh()
    settle(qtbot, context)
    (row,) = rows(card)
    row.copy_wanted.emit(row.file)
    dialog = card.findChild(QFileDialog)
    assert dialog is not None
    target = tmp_path / "copy.txt"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    settle(qtbot, context)
    assert target.read_bytes() == b"words"
    assert "not encrypted" in card.saved_label.text
    assert acts(desk) == ["copy_attachment"]


@pytest.mark.clause("5-3")
def test_a_file_is_removed_with_a_reason(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    keep(desk, case_id, "note.txt", b"words")
    card.refresh()
    settle(qtbot, context)
    (row,) = rows(card)
    row.removal_wanted.emit(row.file)
    dialog = card.findChild(RemoveFileDialog)
    assert dialog is not None
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog._field.error == "Please fill this in."
    assert kept(desk, case_id) == ["note.txt"]
    qtbot.keyClicks(dialog.reason, "wrong case")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    settle(qtbot, context)
    assert kept(desk, case_id) == []
    assert rows(card) == []
    assert card.title_label.text() == "Photos and files"


@pytest.mark.clause("5-3")
def test_a_receptionist_is_not_offered_to_remove(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    keep(desk, case_id, "note.txt", b"words")
    for role, may in ((Role.RECEPTIONIST, False), (Role.SUPERVISOR, True)):
        actor = Actor(desk.actor.staff_id, "李静", role)
        card = AttachmentsCard(replace(context, actor=actor), case_id)
        qtbot.addWidget(card)
        card.refresh()
        settle(qtbot, context)
        offered = [a.text() for a in rows(card)[0].menu.actions() if a.isVisible()]
        assert ("&Remove…" in offered) is may


def test_long_names_never_widen_the_card(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    keep(desk, case_id, "长" * 110 + ".txt", b"words")
    keep(desk, case_id, "x" * 110 + "&<b>.txt", b"other")
    card.refresh()
    settle(qtbot, context)
    assert card.minimumSizeHint().width() <= 336


def test_every_control_can_be_named(
    qtbot: QtBot, desk: Desk, context: DeskContext, card: AttachmentsCard, case_id: str
) -> None:
    keep(desk, case_id, "lift.jpg", photo())
    card.refresh()
    settle(qtbot, context)
    viewer = shown(qtbot, context, card, "lift.jpg")
    controls = [
        widget
        for place in (card, viewer)
        for widget in place.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit)
        and not widget.objectName().startswith("qt_")
    ]
    for control in controls:
        assert control.objectName(), control
        assert control.accessibleName() or control is viewer.text, control.objectName()
    viewer.reject()


@pytest.mark.clause("5-3")
def test_locking_closes_the_viewer(person: Person, tmp_path: Path) -> None:
    person.register("the lift")
    path = tmp_path / "lift.jpg"
    path.write_bytes(photo())
    person.click_next()
    (case,) = person.rows(Case)
    person.program.window.activateWindow()
    person.session.open_case(str(case["id"]))
    person.settle()
    page = person.program.window.current_screen
    assert isinstance(page, CasePage)
    assert dropped(page, files_as_mime(path))
    person.settle()
    page.files._on_opened(page.files.files[0])
    person.settle()
    assert person.sees("attachmentViewer")
    person.program.lock()
    person.settle()
    assert not person.sees("attachmentViewer")
