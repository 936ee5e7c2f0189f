"""Papers inside the app: shown page by page, saved whole or not at all, printed, and wiped."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app import i18n
from app.domain.errors import UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import Role
from app.services.reporting import ProjectView
from ui.context import DeskContext
from ui.papers.paper_folder import PaperFolder
from ui.papers.paper_saving import save_copy
from ui.papers.paper_screen import PaperScreen
from ui.papers.pdf_pages import page_picture, page_sizes
from ui.papers.printing import PicturePrinting
from ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)
PAGES = 3
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="the print system takes no PDF")


def make_pdf(path: Path) -> None:
    """Write three small pages."""
    canvas = Canvas(str(path), pagesize=(300, 400))
    for number in range(PAGES):
        canvas.drawString(20, 200, f"page {number + 1}")
        canvas.showPage()
    canvas.save()


def fail_to_make(path: Path) -> None:
    raise PermissionError(path)


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    i18n.set_language("en")


@pytest.fixture
def context(qtbot: QtBot) -> Iterator[DeskContext]:
    runner = TaskRunner()
    project = ProjectView("p", "CH", "Cuihu Garden", "Asia/Shanghai", "")
    actor = Actor("s", "李静", Role.RECEPTIONIST)
    yield DeskContext(
        runner, actor, project, "Cuihu", lambda: datetime(2026, 11, 23, 8, tzinfo=UTC)
    )
    assert runner.shutdown()


@pytest.fixture
def screen(qtbot: QtBot, context: DeskContext) -> PaperScreen:
    made = PaperScreen(context, "A paper", make_pdf, "paper.pdf")
    qtbot.addWidget(made)
    made.resize(1000, 600)
    with qtbot.waitActive(made):
        made.show()
    qtbot.waitUntil(lambda: made.ready, timeout=10_000)
    return made


def test_the_pages_are_those_of_the_file(qtbot: QtBot, screen: PaperScreen) -> None:
    assert screen.folder is not None
    document = pypdfium2.PdfDocument(screen.folder / "paper.pdf")
    assert screen.view.page_count == len(document) == PAGES
    document.close()
    assert screen.position_label.text() == f"Page 1 of {PAGES}"
    canvas = screen.view._canvas
    qtbot.waitUntil(lambda: bool(canvas._pictures), timeout=10_000)
    (_page, scale), picture = next(iter(canvas._pictures.items()))
    assert picture.width() == pytest.approx(300 * scale, abs=2)


def test_only_pages_in_sight_are_drawn(qtbot: QtBot, screen: PaperScreen) -> None:
    canvas = screen.view._canvas
    qtbot.waitUntil(lambda: bool(canvas._pictures), timeout=10_000)
    assert {page for page, _scale in canvas._pictures} <= {0, 1}
    screen.view.go_to(PAGES)
    qtbot.waitUntil(lambda: PAGES - 1 in {page for page, _s in canvas._pictures}, timeout=10_000)


def test_reading_keys(qtbot: QtBot, screen: PaperScreen) -> None:
    area = screen.view._area
    qtbot.keyClick(area, Qt.Key.Key_End)
    assert screen.view.page == PAGES
    qtbot.keyClick(area, Qt.Key.Key_Home)
    assert screen.view.page == 1
    bar = area.verticalScrollBar()
    qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(area, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    zoom = screen.view.zoom
    qtbot.keyClick(area, Qt.Key.Key_Plus)
    assert screen.view.zoom > zoom
    qtbot.keyClick(area, Qt.Key.Key_Minus)
    assert screen.view.zoom == pytest.approx(zoom)


def test_fit_width_fills_the_view(qtbot: QtBot, screen: PaperScreen) -> None:
    qtbot.mouseClick(screen.fit_button, Qt.MouseButton.LeftButton)
    room = screen.view._area.viewport().width()
    assert screen.view.zoom * 300 == pytest.approx(room - 48, abs=2)
    assert screen.view._canvas.width() <= room


def test_saving_writes_the_file(qtbot: QtBot, screen: PaperScreen, tmp_path: Path) -> None:
    target = tmp_path / "saved.pdf"
    target.write_bytes(b"older")
    with qtbot.waitSignal(screen.saved, timeout=10_000) as saved:
        screen.save_to(target)
    assert saved.args == [target]
    assert target.read_bytes() == screen.view.data
    assert list(tmp_path.glob(".reception-*")) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(
    qtbot: QtBot, screen: PaperScreen, tmp_path: Path
) -> None:
    with qtbot.waitSignal(screen.problem_met, timeout=10_000) as met:
        screen.save_to(tmp_path / "no such folder" / "saved.pdf")
    assert met.args is not None
    assert "could not be written" in met.args[0]


def test_a_full_disk_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "saved.pdf"
    target.write_bytes(b"older")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserFacingError):
        save_copy(b"newer", target)
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["saved.pdf"]


def test_a_paper_that_cannot_be_made_is_a_sentence(qtbot: QtBot, context: DeskContext) -> None:
    made = PaperScreen(context, "A paper", fail_to_make, "paper.pdf")
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.problem_met, timeout=10_000):
        pass
    assert not made.ready
    assert not made.print_button.isEnabled()
    assert made.back_button.isEnabled()


def test_the_folder_is_private_and_goes_with_the_screen(qtbot: QtBot, context: DeskContext) -> None:
    made = PaperScreen(context, "A paper", make_pdf, "paper.pdf")
    qtbot.waitUntil(lambda: made.ready, timeout=10_000)
    folder = made.folder
    assert folder is not None
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    made.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(made))
    assert not folder.exists()


def test_a_wiped_folder_is_never_made_again() -> None:
    folder = PaperFolder()
    path = folder.make()
    folder.wipe()
    assert not path.exists()
    with pytest.raises(FileNotFoundError):
        folder.make()


def test_escape_goes_back(qtbot: QtBot, screen: PaperScreen) -> None:
    with qtbot.waitSignal(screen.back_requested):
        qtbot.keyClick(screen.view._area, Qt.Key.Key_Escape)


def fake_print_system(
    folder: Path, monkeypatch: pytest.MonkeyPatch, printers: str, *, refuses: bool = False
) -> Path:
    """Put an ``lp`` and an ``lpstat`` first on the path; return what ``lp`` writes to."""
    folder.mkdir()
    told = folder / "told.txt"
    programs = {
        "lpstat": f'[ "$1" = -e ] && printf "{printers}" || echo "system default: front"',
        "lp": f'printf "%s\\n" "$@" > "{told}"; exit {int(refuses)}',
    }
    for name, line in programs.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return told


@unix_only
def test_the_only_printer_gets_the_file(
    qtbot: QtBot, screen: PaperScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = fake_print_system(tmp_path / "bin", monkeypatch, "front\\n")
    with qtbot.waitSignal(screen.printed, timeout=10_000):
        qtbot.mouseClick(screen.print_button, Qt.MouseButton.LeftButton)
    assert screen.folder is not None
    assert told.read_text().splitlines() == ["-d", "front", str(screen.folder / "paper.pdf")]
    assert screen.print_button.isEnabled()


@unix_only
def test_several_printers_are_offered_the_default_first(
    qtbot: QtBot, screen: PaperScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = fake_print_system(tmp_path / "bin", monkeypatch, "back\\nfront\\n")
    qtbot.mouseClick(screen.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._menu.isVisible, timeout=10_000)
    assert [action.text() for action in screen._menu.actions()] == ["front (default)", "back"]
    with qtbot.waitSignal(screen.printed, timeout=10_000):
        screen._menu.actions()[1].trigger()
    screen._menu.hide()
    assert told.read_text().splitlines()[:2] == ["-d", "back"]


@unix_only
@pytest.mark.parametrize(
    ("printers", "refuses", "words"),
    [("", False, "No printer is set up"), ("front\\n", True, "did not take the paper")],
)
def test_what_hinders_printing_is_a_sentence(
    qtbot: QtBot,
    screen: PaperScreen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    printers: str,
    refuses: bool,
    words: str,
) -> None:
    fake_print_system(tmp_path / "bin", monkeypatch, printers, refuses=refuses)
    with qtbot.waitSignal(screen.problem_met, timeout=10_000) as met:
        qtbot.mouseClick(screen.print_button, Qt.MouseButton.LeftButton)
    assert met.args is not None
    assert words in met.args[0]
    assert screen.print_button.isEnabled()


@unix_only
def test_a_computer_without_print_system_has_no_printer(
    qtbot: QtBot, screen: PaperScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with qtbot.waitSignal(screen.problem_met) as met:
        screen._on_print_clicked()
    assert met.args == ["No printer is set up on this computer. Save the PDF instead."]


def test_pages_are_printed_as_pictures_where_no_pdf_is_taken(
    qtbot: QtBot, context: DeskContext, tmp_path: Path
) -> None:
    source = tmp_path / "source.pdf"
    make_pdf(source)
    data = source.read_bytes()
    parent = QWidget()
    qtbot.addWidget(parent)
    printing = PicturePrinting(context.runner, parent)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with qtbot.waitSignal(printing.printed, timeout=20_000):
        printing.print_on(printer, data, page_sizes(data))
    assert len(page_sizes((tmp_path / "printed.pdf").read_bytes())) == PAGES


def test_a_picture_never_outgrows_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "source.pdf"
    make_pdf(path)
    picture = page_picture(path.read_bytes(), 0, 1000.0)
    assert picture.width() * picture.height() <= 24_100_000


def test_every_control_has_a_name(screen: PaperScreen) -> None:
    for control in screen.findChildren(QAbstractButton):
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()
    assert screen.view._area.accessibleName() == "A paper"


def test_a_paper_in_sight_goes_with_the_program(tmp_path: Path) -> None:
    script = "from ui.papers.paper_folder import PaperFolder; f = PaperFolder(); print(f.make())"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not Path(ended.stdout.strip()).exists()
