"""The case page: what it shows, and every way to carry a case on, by real keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Channel,
    CloseReason,
    EventKind,
    PromiseState,
    Role,
    Severity,
    Validity,
)
from app.domain.visit_flow import CustomerDraft
from app.event_words import event_sentence
from app.services import case_work
from app.services.case_views import CaseFilter, CasePageView, case_page, list_cases
from app.services.reporting import list_projects
from app.workspace import Workspace
from tests.integration.receptions import COMPLAINT, NOW, SHANGHAI, Desk, promised
from ui import theme
from ui.cases.case_page import CasePage
from ui.cases.composer import TOLD
from ui.cases.verb_form import VerbForm
from ui.cases.verbs import possible_verbs
from ui.context import DeskContext
from ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
LATER = NOW + timedelta(minutes=20)
CONTROL = Qt.KeyboardModifier.ControlModifier
WANG = CustomerDraft(name="王秀兰", phone="13800006027")


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> None:
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
    """Return a complaint with an open promise."""
    need = promised(COMPLAINT, NOW + timedelta(hours=1))
    _visit, (case,) = desk.receive(need, customer=WANG)
    return case.case_id


def settle(qtbot: QtBot, context: DeskContext) -> None:
    """Wait until everything asked for has come."""
    qtbot.waitUntil(lambda: not context.runner.busy)


def shown(qtbot: QtBot, context: DeskContext, case_id: str) -> CasePage:
    """Show the page of a case, read."""
    page = CasePage(context, case_id)
    qtbot.addWidget(page)
    page.resize(1274, 708)
    with qtbot.waitActive(page):
        page.show()
    settle(qtbot, context)
    return page


def stored(desk: Desk, case_id: str) -> CasePageView:
    """The case as the store has it."""
    view = desk.read(case_page, case_id=case_id)
    assert isinstance(view, CasePageView)
    return view


def press(qtbot: QtBot, page: CasePage, verb: str) -> VerbForm:
    """Open the form of a way to carry on."""
    button = page.findChild(QPushButton, f"verb_{verb}")
    assert button is not None
    # A widget added to a layout that is seen already is shown by the event loop.
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    form = page.carry_on.open_form
    assert form is not None
    return form


def chip(page: CasePage, name: str) -> QPushButton:
    """A chip by its object name."""
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def test_the_page_shows_the_case(qtbot: QtBot, context: DeskContext, case_id: str) -> None:
    page = shown(qtbot, context, case_id)
    assert page.head.number_label.text().startswith("TS-")
    assert page.head.words_box.content.text == "“电梯从周六开始异响”"
    assert page.head.wanted_box.content.text == "本周内修好"
    assert page.head.state_pill.text == "Registered"
    assert "Repairs › Lift" in page.head.facts_label.text()
    where = page.findChild(QLabel, "partyWhere")
    assert where is not None
    assert where.text() == "138****6027"
    bar = page.findChild(QProgressBar, "clockBar_first_answer")
    assert bar is not None
    assert "left" in bar.accessibleName()
    late = page.findChild(QLabel, "clock_hand_over")
    assert late is not None
    assert page.composer.box.hasFocus()


@pytest.mark.clause("4.3-2")
def test_telling_the_customer_keeps_the_promise(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    changed: list[str] = []
    page.case_changed.connect(changed.append)
    qtbot.mouseClick(page.composer.kinds.chip(TOLD), Qt.MouseButton.LeftButton)
    assert page.composer.box.hasFocus()
    assert page.composer.channels.isVisible()
    qtbot.keyClicks(page.composer.box, "parts arrive tomorrow")
    qtbot.keyClick(page.composer.box, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, context)
    view = stored(desk, case_id)
    assert view.timeline[-1].kind is EventKind.CUSTOMER_TOLD
    assert view.timeline[-1].facts["channel"] == Channel.PHONE
    assert [promise.state for promise in view.promises] == [PromiseState.KEPT]
    assert page.composer.box.text == ""
    assert changed == [case_id]
    assert page.view == view


def test_an_error_keeps_what_was_typed(
    qtbot: QtBot, context: DeskContext, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(qtbot, context, case_id)
    qtbot.keyClick(page.composer.box, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, context)
    assert page.composer.field.error == "Please fill this in."
    qtbot.keyClicks(page.composer.box, "a note")
    assert page.composer.field.error == ""

    def full_disk(*_args: object, **_kwargs: object) -> None:
        raise UserFacingError(Problem.DISK_FULL)

    monkeypatch.setattr(case_work, "note", full_disk)
    with qtbot.waitSignal(page.problem_met) as met:
        qtbot.keyClick(page.composer.box, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, context)
    assert met.args is not None
    assert "disk is full" in met.args[0]
    assert page.composer.box.text == "a note"
    assert not page.composer.box.isReadOnly()


def test_back_asks_twice_while_something_is_not_saved(
    qtbot: QtBot, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    with qtbot.waitSignal(page.back_requested):
        qtbot.keyClick(page.composer.box, Qt.Key.Key_Escape)
    qtbot.keyClicks(page.composer.box, "half a")
    assert page.has_unsaved_words
    with qtbot.assertNotEmitted(page.back_requested):
        qtbot.keyClick(page.composer.box, Qt.Key.Key_Escape)
    assert "not saved" in page.composer.field.error
    with qtbot.waitSignal(page.back_requested):
        qtbot.keyClick(page.composer.box, Qt.Key.Key_Escape)


def test_the_receipt_is_asked_for_by_its_visit(
    qtbot: QtBot, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    assert page.view is not None
    with qtbot.waitSignal(page.receipt_requested) as asked:
        qtbot.keyClick(page.composer.box, Qt.Key.Key_P, CONTROL)
        qtbot.waitUntil(page.head.print_button.menu_of_papers.isVisible)
        qtbot.keyClick(page.head.print_button.menu_of_papers, Qt.Key.Key_R)
    assert asked.args == [page.view.visit_id]


@pytest.mark.clause("4.3-3")
def test_a_case_is_carried_to_its_end(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    form = press(qtbot, page, "assess")
    assert page.composer.save_button.look == "secondary"
    qtbot.keyClick(form, Qt.Key.Key_Return, CONTROL)
    assert "choose" in form._fields["validity"].error
    qtbot.keyClick(chip(page, "assess_validity_valid"), Qt.Key.Key_1)
    qtbot.mouseClick(chip(page, "assess_cause_equipment"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(chip(page, "assess_cause_equipment"), Qt.Key.Key_Return, CONTROL)
    settle(qtbot, context)
    assert stored(desk, case_id).state is CaseState.ASSESSED
    assert page.composer.save_button.look == "primary"
    form = press(qtbot, page, "begin_work")
    assert form.save_button.hasFocus()
    qtbot.keyClick(form.save_button, Qt.Key.Key_Return)
    settle(qtbot, context)
    assert stored(desk, case_id).state is CaseState.IN_PROGRESS
    _resolve(qtbot, page, context)
    view = stored(desk, case_id)
    assert view.state is CaseState.IN_PROGRESS
    assert "街道" in view.timeline[-2].facts["recourse_told"]
    form = press(qtbot, page, "resolve")
    qtbot.keyClicks(form._editors["remedy"], "rail shoes replaced")
    qtbot.mouseClick(chip(page, "resolve_outcome_accepted"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert stored(desk, case_id).state is CaseState.FOLLOW_UP
    form = press(qtbot, page, "call_back")
    qtbot.mouseClick(chip(page, "call_back_reached_True"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    form = press(qtbot, page, "close")
    qtbot.mouseClick(chip(page, "close_reason_satisfied"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    view = stored(desk, case_id)
    assert view.state is CaseState.CLOSED
    assert view.timeline[-1].facts["reason"] == "satisfied"
    assert page.head.state_pill.text == "Closed"


def _resolve(qtbot: QtBot, page: CasePage, context: DeskContext) -> None:
    """Record an answer that the customer refuses; the recourse is asked for."""
    form = press(qtbot, page, "resolve")
    qtbot.keyClicks(form._editors["remedy"], "looked at it")
    assert not form._fields["recourse_told"].isVisible()
    qtbot.mouseClick(chip(page, "resolve_outcome_refused"), Qt.MouseButton.LeftButton)
    assert form._fields["recourse_told"].isVisible()
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert form._fields["recourse_told"].error == "Please fill this in."
    assert form.values()["remedy"] == "looked at it"
    box = form._editors["recourse_told"]
    box.setPlainText("街道物业科")  # type: ignore[union-attr]
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)


@pytest.mark.clause("4.3-3")
def test_an_answer_refused_for_good_waits_for_its_closing(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    form = press(qtbot, page, "resolve")
    qtbot.keyClicks(form._editors["remedy"], "looked at it")
    qtbot.mouseClick(chip(page, "resolve_outcome_refused_for_good"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form._editors["recourse_told"], "street office")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    view = stored(desk, case_id)
    assert view.state is CaseState.FOLLOW_UP
    said = event_sentence(view.timeline[-2], LATER, SHANGHAI)
    assert "refused for good" in said
    form = press(qtbot, page, "close")
    qtbot.mouseClick(chip(page, "close_reason_unreachable"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.problem_met) as met:
        qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert met.args is not None
    assert "3 call-backs in vain; so far there were 0" in met.args[0]
    reason = CloseReason.REFUSED_RECOURSE_TOLD
    qtbot.mouseClick(chip(page, f"close_reason_{reason}"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert stored(desk, case_id).state is CaseState.CLOSED


def test_a_form_left_by_escape_keeps_its_words(
    qtbot: QtBot, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    form = press(qtbot, page, "hand_over")
    qtbot.keyClicks(form._editors["department"], "works")
    with qtbot.assertNotEmitted(page.back_requested):
        qtbot.keyClick(form._editors["department"], Qt.Key.Key_Escape)
    verb = page.findChild(QPushButton, "verb_hand_over")
    assert (page.carry_on.open_form, QApplication.focusWidget()) == (None, verb)
    assert press(qtbot, page, "hand_over").values() == {"department": "works"}
    # Enter in a line goes nowhere by itself: an input method's Enter must not save.
    qtbot.keyClick(form._editors["department"], Qt.Key.Key_Return)
    assert page.carry_on.open_form is form
    qtbot.keyClick(form._editors["department"], Qt.Key.Key_Return, CONTROL)
    settle(qtbot, context)
    assert page.view is not None
    assert page.view.responsible == "works"


def test_a_case_that_moved_on_meanwhile_is_refused_in_words(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    form = press(qtbot, page, "withdraw")
    qtbot.keyClicks(form._editors["words"], "no longer wanted")
    desk.write(
        case_work.assess, case_id=case_id, validity=Validity.VALID, cause="people", now=LATER
    )
    page.refresh()
    settle(qtbot, context)
    assert page.carry_on.open_form is form
    with qtbot.waitSignal(page.problem_met) as met:
        qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert met.args is not None
    assert "cannot become" in met.args[0]
    assert form.values() == {"words": "no longer wanted"}


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        (CaseState.REGISTERED, ["assess", "resolve", "hand_over", "withdraw"]),
        (CaseState.ASSESSED, ["begin_work", "hand_over", "pass_outside"]),
        (CaseState.IN_PROGRESS, ["resolve", "hand_over", "pass_outside", "withdraw"]),
        (CaseState.FOLLOW_UP, ["call_back", "close", "reopen"]),
        (CaseState.CLOSED, ["reopen"]),
        (CaseState.VOIDED, []),
    ],
)
def test_only_what_is_possible_is_offered(state: CaseState, verbs: list[str]) -> None:
    receptionist = Actor("s", "李静", Role.RECEPTIONIST)
    assert [verb.key for verb in possible_verbs(state, receptionist)] == verbs
    supervisor = Actor("s", "张伟", Role.SUPERVISOR)
    voidable = [] if state is CaseState.VOIDED else ["void"]
    assert [verb.key for verb in possible_verbs(state, supervisor)] == verbs + voidable


@pytest.mark.parametrize("words", ["x" * 10_000, "电梯<b>&\"'😀𠮷䶮 " * 700, "line\n" * 2_000])
def test_long_words_never_widen_the_page(
    qtbot: QtBot, desk: Desk, context: DeskContext, words: str
) -> None:
    need = replace(COMPLAINT, own_words=words[:10_000], remedy_wanted=words[:10_000])
    _visit, (case,) = desk.receive(promised(need, NOW + timedelta(hours=1)))
    desk.write(case_work.note, case_id=case.case_id, words=words[:10_000], now=LATER)
    page = shown(qtbot, context, case.case_id)
    page.resize(1000, 506)
    qtbot.waitUntil(lambda: page.width() == 1000)
    assert page.minimumSizeHint().width() <= 932
    assert page.timeline.horizontalScrollBar().maximum() == 0
    assert page.timeline.verticalScrollBar().maximum() > 0
    assert page.head.height() < 260


def test_every_event_of_the_demonstration_has_a_sentence(demo_store: Workspace) -> None:
    assert demo_store.actor is not None
    project = demo_store.read(list_projects)[0]
    kinds = set()
    page = demo_store.read(
        list_cases,
        actor=demo_store.actor,
        project_id=project.project_id,
        wanted=CaseFilter(),
        limit=300,
    )
    for row in page.rows:
        view = demo_store.read(case_page, actor=demo_store.actor, case_id=row.case_id)
        for entry in view.timeline:
            kinds.add(entry.kind)
            assert event_sentence(entry, LATER, SHANGHAI), entry.kind
    assert {EventKind.PROMISED, EventKind.RATED, EventKind.HANDED_OVER} <= kinds


def test_a_critical_case_with_no_time_to_hand_over(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    need = replace(COMPLAINT, severity_chosen=Severity.CRITICAL, type=CaseType.COMPLAINT)
    _visit, (case,) = desk.receive(promised(need, NOW + timedelta(hours=1)))
    page = shown(qtbot, context, case.case_id)
    bar = page.findChild(QProgressBar, "clockBar_hand_over")
    assert bar is not None
    assert "overdue by 20 minutes" in bar.accessibleName()
    assert bar.value() == bar.maximum()


def test_every_control_can_be_named(qtbot: QtBot, context: DeskContext, case_id: str) -> None:
    page = shown(qtbot, context, case_id)
    for verb in ("assess", "resolve", "hand_over"):
        press(qtbot, page, verb)
        page.carry_on.leave_form()
    controls = [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QPlainTextEdit)
        and not widget.objectName().startswith("qt_")
    ]
    assert controls
    for control in controls:
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()
        assert "&" not in control.accessibleName()
