"""The papers of a case, asked for on its page by keys and looked at inside the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import i18n
from app.domain.permissions import PERMITTED, Action
from app.domain.terms import Role
from app.domain.visit_flow import CustomerDraft
from app.incoming_files import prepare
from app.services.attachments import add_attachment
from app.services.case_views import case_page
from db.models import AuditEntry, Case
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised
from tests.ui.at_the_desk import Person
from tests.unit.test_pictures import photo
from ui import theme
from ui.cases.case_head_card import CaseHeadCard
from ui.cases.case_page import CasePage
from ui.cases.paper_options import CaseFileOptions, JobSheetOptions
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.tasks import TaskRunner

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)
LATER = NOW + timedelta(minutes=20)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
NAME, PHONE = "王秀兰", "13812346027"


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
    customer = CustomerDraft(name=NAME, title="女士", phone=PHONE)
    need = promised(COMPLAINT, NOW + timedelta(hours=1))
    _visit, (case,) = desk.register(need, customer=customer)
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
def page(qtbot: QtBot, context: DeskContext, case_id: str) -> CasePage:
    made = CasePage(context, case_id)
    qtbot.addWidget(made)
    made.resize(1274, 708)
    with qtbot.waitActive(made):
        made.show()
    settle(qtbot, context)
    return made


@pytest.fixture
def papers(qtbot: QtBot, page: CasePage) -> list[PaperScreen]:
    """Return the papers that the page has made, as they come."""
    made: list[PaperScreen] = []

    def take(screen: PaperScreen) -> None:
        qtbot.addWidget(screen)
        made.append(screen)

    page.paper_ready.connect(take)
    return made


def choose(qtbot: QtBot, page: CasePage, key: Qt.Key) -> None:
    """Press Ctrl+P on the page, then the letter of a paper."""
    menu = page.head.print_button.menu_of_papers
    qtbot.keyClick(page.composer.box, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, key)


def options(page: CasePage, kind: type[QWidget]) -> QWidget:
    """Return the question that lies open."""
    (found,) = (w for w in page.window().findChildren(kind) if w.isVisible())
    return found


def words(qtbot: QtBot, context: DeskContext, screen: PaperScreen) -> str:
    """Return what the paper says."""
    qtbot.waitUntil(lambda: screen.ready, timeout=15_000)
    assert screen.folder is not None
    with pypdfium2.PdfDocument(screen.folder / "paper.pdf") as document:
        said = " ".join(
            " ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document
        )
    settle(qtbot, context)
    return said


def acts(desk: Desk) -> list[str]:
    def work(session: Session) -> list[str]:
        return list(
            session.scalars(
                select(AuditEntry.action)
                .where(AuditEntry.action.like("print_%"))
                .order_by(AuditEntry.seq)
            )
        )

    found = desk.workspace.read(work)
    assert isinstance(found, list)
    return found


@pytest.mark.clause("4.3-2")
def test_a_job_sheet_is_made_by_keys_alone(
    qtbot: QtBot, desk: Desk, context: DeskContext, page: CasePage, papers: list[PaperScreen]
) -> None:
    choose(qtbot, page, Qt.Key.Key_Return)
    asked = options(page, JobSheetOptions)
    assert isinstance(asked, JobSheetOptions)
    assert acts(desk) == []
    # Enter takes the careful choice at once.
    make = asked.focusWidget()
    assert make is not None
    assert make.objectName() == "makePaper"
    qtbot.keyClick(make, Qt.Key.Key_Return)
    settle(qtbot, context)
    (screen,) = papers
    said = words(qtbot, context, screen)
    assert "Job sheet" in said
    assert "电梯从周六开始异响" in said
    assert "王女士" in said
    assert PHONE not in said
    assert acts(desk) == ["print_job_sheet"]


@pytest.mark.clause("5-3")
def test_contact_is_a_choice_that_is_not_taken_at_first(
    qtbot: QtBot, desk: Desk, context: DeskContext, page: CasePage, papers: list[PaperScreen]
) -> None:
    choose(qtbot, page, Qt.Key.Key_J)
    asked = options(page, JobSheetOptions)
    assert isinstance(asked, JobSheetOptions)
    assert not asked.contact.isChecked()
    qtbot.keyClick(asked.contact, Qt.Key.Key_Space)
    asked._on_make_clicked()
    settle(qtbot, context)
    said = words(qtbot, context, papers[0])
    assert PHONE in said
    assert acts(desk) == ["print_job_sheet_with_contact"]


def test_four_photos_at_most_can_be_chosen(
    qtbot: QtBot, desk: Desk, context: DeskContext, page: CasePage, papers: list[PaperScreen],
    case_id: str,
) -> None:  # fmt: skip
    for number in range(6):
        desk.write(
            add_attachment,
            case_id=case_id,
            file=prepare(f"{number}.jpg", photo((200 + number, 100))),
            now=NOW + timedelta(seconds=number),
        )
    page.files.refresh()
    settle(qtbot, context)
    choose(qtbot, page, Qt.Key.Key_J)
    asked = options(page, JobSheetOptions)
    assert isinstance(asked, JobSheetOptions)
    settle(qtbot, context)
    assert asked.photo_ids == []
    for thumb in asked.thumbs:
        qtbot.mouseClick(thumb, LEFT)
    assert len(asked.photo_ids) == 4
    assert asked.count.text() == "4 of 4 chosen"
    assert [thumb.isEnabled() for thumb in asked.thumbs] == [True] * 4 + [False] * 2
    qtbot.mouseClick(asked.thumbs[0], LEFT)
    assert all(thumb.isEnabled() for thumb in asked.thumbs)
    asked._on_make_clicked()
    settle(qtbot, context)
    assert "Photos" in words(qtbot, context, papers[0])


@pytest.mark.clause("4.3-3")
@pytest.mark.parametrize("in_full", [False, True])
def test_a_case_file_is_masked_unless_it_is_asked_for_in_full(
    qtbot: QtBot, desk: Desk, context: DeskContext, page: CasePage, papers: list[PaperScreen],
    in_full: bool,
) -> None:  # fmt: skip
    choose(qtbot, page, Qt.Key.Key_C)
    asked = options(page, CaseFileOptions)
    assert isinstance(asked, CaseFileOptions)
    assert not asked.in_full.isChecked()
    assert asked.with_pictures.isHidden()
    asked.in_full.setChecked(in_full)
    asked._on_make_clicked()
    settle(qtbot, context)
    said = words(qtbot, context, papers[0])
    assert "Everything in its order" in said
    assert (PHONE in said) is in_full
    assert acts(desk) == ["print_case_file_in_full" if in_full else "print_case_file"]


@pytest.mark.clause("5-3")
def test_names_in_full_are_not_offered_without_the_permission(
    qtbot: QtBot, context: DeskContext, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = PERMITTED[Role.RECEPTIONIST] - {Action.REVEAL_PHONES}
    monkeypatch.setitem(PERMITTED, Role.RECEPTIONIST, without)
    blind = replace(context, actor=replace(context.actor, role=Role.RECEPTIONIST))
    ground = QWidget()
    qtbot.addWidget(ground)
    job = JobSheetOptions(blind, case_id, [], ground)
    assert job.contact.isHidden()
    assert CaseFileOptions(blind, has_pictures=False, parent=ground).in_full.isHidden()


def test_escape_makes_no_paper(
    qtbot: QtBot, desk: Desk, context: DeskContext, page: CasePage, papers: list[PaperScreen]
) -> None:
    choose(qtbot, page, Qt.Key.Key_C)
    qtbot.keyClick(options(page, CaseFileOptions), Qt.Key.Key_Escape)
    settle(qtbot, context)
    assert papers == []
    assert acts(desk) == []


def test_a_case_without_a_visit_has_no_receipt(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    view = desk.read(case_page, case_id=case_id)
    head = CaseHeadCard(context.zone)
    qtbot.addWidget(head)
    for visit_id, papers in ((view.visit_id, 3), (None, 2)):
        head.show_case(replace(view, visit_id=visit_id), {})
        shown = [a for a in head.print_button.menu_of_papers.actions() if a.isVisible()]
        assert len(shown) == papers


@pytest.mark.clause("4.2-3")
def test_the_receipt_comes_again_with_the_time_of_the_reprint(person: Person) -> None:
    person.register("the lift")
    person.click_next()
    (case,) = person.rows(Case)
    person.program.window.activateWindow()
    person.session.open_case(str(case["id"]))
    person.settle()
    page = person.program.window.current_screen
    assert isinstance(page, CasePage)
    page.head.print_button._actions["receipt"].trigger()
    person.settle()
    screen = person.program.window.current_screen
    assert isinstance(screen, PaperScreen)
    person.until(lambda: screen.ready)
    assert _text(screen.folder).count("Reprint 20") == 1
    assert [row["action"] for row in person.rows(AuditEntry)][-1] == "reprint_receipt"
    person.click(screen.back_button)
    assert person.program.window.current_screen is page


@pytest.mark.clause("4.3-2")
def test_a_job_sheet_goes_through_the_whole_desk_and_back(person: Person) -> None:
    person.register("the lift")
    person.click_next()
    (case,) = person.rows(Case)
    person.program.window.activateWindow()
    person.session.open_case(str(case["id"]))
    person.settle()
    page = person.program.window.current_screen
    assert isinstance(page, CasePage)
    page.papers.ask("job_sheet", ())
    person.click(person.find("makePaper"))
    person.settle()
    screen = person.program.window.current_screen
    assert isinstance(screen, PaperScreen)
    person.until(lambda: screen.ready)
    assert "the lift" in _text(screen.folder)
    person.click(screen.back_button)
    assert person.program.window.current_screen is page


def _text(folder: Path | None) -> str:
    assert folder is not None
    with pypdfium2.PdfDocument(folder / "paper.pdf") as document:
        return " ".join(sheet.get_textpage().get_text_bounded() for sheet in document)
