"""The case page: what it shows, and every way to carry a case on, by real keys and clicks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Channel,
    CloseReason,
    EventKind,
    PromiseState,
    Severity,
    Validity,
)
from app.event_words import event_sentence
from app.services import case_ends, case_work
from app.services.case_views import case_page
from app.services.promises import promise_customer
from app.services.reporting import list_projects
from app.workspace import Workspace
from db.models import Case
from tests.integration.receptions import COMPLAINT, NOW, SHANGHAI, Desk, promised
from tests.ui.at_the_case import (
    CONTROL,
    LATER,
    begin,
    chip,
    click,
    notice,
    press,
    settle,
    shown,
    stored,
    wait,
)
from tests.ui.at_the_desk import Person
from ui.cases.case_page import CasePage
from ui.cases.composer import TOLD
from ui.cases.event_words import TimelineFilter
from ui.cases.wrapped_text import WrappedText
from ui.context import DeskContext
from ui.widgets.pill import Pill
from ui.widgets.plain_text_box import PlainTextBox

pytest_plugins = ("tests.ui.case_fixtures", "tests.ui.desk_fixtures")
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_the_page_shows_the_case(qtbot: QtBot, context: DeskContext, case_id: str) -> None:
    page = shown(qtbot, context, case_id)
    assert page.head.number_label.text().startswith("TS-")
    assert page.head.words_box.content.text == "“电梯从周六开始异响”"
    assert page.head.wanted_box.content.text == "本周内修好"
    assert page.head.state_pill.text == "Registered"
    assert "Repairs › Lift" in page.head.facts_label.text()
    assert page.party.person.name_label.text() == "王**"
    phone = page.findChild(QLabel, "revealPhone1")
    assert phone is not None
    assert phone.text() == "138****6027"
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
    assert "choose" in form.field("validity").error
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
    qtbot.keyClicks(form.editor("remedy"), "rail shoes replaced")
    qtbot.mouseClick(chip(page, "resolve_outcome_accepted"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert stored(desk, case_id).state is CaseState.FOLLOW_UP
    form = press(qtbot, page, "call_back")
    qtbot.mouseClick(chip(page, "call_back_reached_True"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chip(page, "call_back_rating_5"), Qt.MouseButton.LeftButton)
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
    qtbot.keyClicks(form.editor("remedy"), "looked at it")
    assert not form.field("recourse_told").isVisible()
    qtbot.mouseClick(chip(page, "resolve_outcome_refused"), Qt.MouseButton.LeftButton)
    assert form.field("recourse_told").isVisible()
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert form.field("recourse_told").error == "Please fill this in."
    assert form.values()["remedy"] == "looked at it"
    box = form.editor("recourse_told")
    assert isinstance(box, PlainTextBox)
    box.set_text("街道物业科")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)


def test_a_form_left_by_escape_keeps_its_words(
    qtbot: QtBot, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    form = press(qtbot, page, "hand_over")
    editor = form.editor("department")
    assert isinstance(editor, QComboBox)
    line = editor.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, "works")
    with qtbot.assertNotEmitted(page.back_requested):
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    verb = page.findChild(QPushButton, "verb_hand_over")
    assert (page.carry_on.open_form, QApplication.focusWidget()) == (None, verb)
    assert press(qtbot, page, "hand_over").values() == {"department": "works", "words": ""}
    # Enter in a line goes nowhere by itself: an input method's Enter must not save.
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.carry_on.open_form is form
    qtbot.keyClick(line, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, context)
    assert page.view is not None
    assert page.view.responsible == "works"


def test_a_case_that_moved_on_meanwhile_is_refused_in_words(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    click(qtbot, page, "moreVerbs")
    form = press(qtbot, page, "withdraw")
    qtbot.keyClicks(form.editor("words"), "no longer wanted")
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
    assert page.head.height() < 270


def test_every_event_of_the_demonstration_has_a_sentence(demo_store: Workspace) -> None:
    assert demo_store.actor is not None
    project = demo_store.read(list_projects)[0]
    kinds = set()
    query = select(Case.id).where(Case.project_id == project.project_id)
    for case_id in demo_store.read(lambda session: session.scalars(query).all()):
        view = demo_store.read(case_page, actor=demo_store.actor, case_id=case_id)
        for entry in view.timeline:
            kinds.add(entry.kind)
            assert event_sentence(entry, LATER, SHANGHAI) not in {"", "—"}, entry.kind
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
    for verb in (*page.carry_on.offered.usual, *page.carry_on.offered.rare):
        page.carry_on.open_verb(verb)
        page.carry_on.leave_form()
    controls = [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QPlainTextEdit)
        and not widget.objectName().startswith("qt_")
        # Qt's own button that empties a line, never a stop of Tab.
        and not isinstance(widget.parent(), QLineEdit)
    ]
    assert controls
    for control in controls:
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()
        assert "&" not in control.accessibleName()


@pytest.mark.clause("4.3-2")
def test_the_told_log_and_the_departments_answers_can_be_read_alone(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    told = {"words": "工程部在路上", "channel": Channel.PHONE, "to_whom": "王秀兰"}
    desk.write(case_work.tell_customer, case_id=case_id, now=LATER, **told)
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=LATER)
    answer = {"words": "导轨靴磨损", "who": "周师傅"}
    desk.write(case_work.record_department_answer, case_id=case_id, now=LATER, **answer)
    page = shown(qtbot, context, case_id)
    filters = page.timeline.filters
    assert filters.chip(TimelineFilter.DEPARTMENT).text() == "Department 2"
    qtbot.mouseClick(filters.chip(TimelineFilter.DEPARTMENT), Qt.MouseButton.LeftButton)
    assert _sentences(page) == ["工程部", "周师傅: 导轨靴磨损"]
    qtbot.mouseClick(filters.chip(TimelineFilter.TOLD), Qt.MouseButton.LeftButton)
    assert _sentences(page)[-1] == "工程部在路上 · By phone · to 王**"
    qtbot.mouseClick(filters.chip(TimelineFilter.FILES), Qt.MouseButton.LeftButton)
    assert page.findChild(QLabel, "timelineNothing") is not None


def _sentences(page: CasePage) -> list[str]:
    ground = page.timeline.widget()
    assert ground is not None
    return [shown.text for shown in ground.findChildren(WrappedText)]


@pytest.mark.clause("4.3-2")
def test_a_case_that_waits_says_until_when_and_its_clock_stands_still(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    begin(desk, case_id)
    wait(desk, case_id)
    page = shown(qtbot, context, case_id)
    assert notice(page, "waiting") == "Waits until tomorrow 11:00: parts"
    standing = page.findChild(QLabel, "clock_resolution")
    assert standing is not None
    assert standing.text().startswith("paused · ")
    click(qtbot, page, "noticeButton_waiting")
    assert page.carry_on.open_form is not None
    assert page.carry_on.open_form.objectName() == "form_begin_work"


def test_a_wait_that_is_over_is_said_in_red(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    begin(desk, case_id)
    wait(desk, case_id, until=NOW + timedelta(minutes=15))
    page = shown(qtbot, context, case_id)
    assert notice(page, "waiting") == "The wait is over since today 10:55: parts"
    waiting = page.findChild(QFrame, "notice_waiting")
    assert waiting is not None
    assert waiting.property("kind") == "danger"


def test_an_escalation_that_nobody_has_seen_stands_above_the_case(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    desk.write(case_work.escalate, case_id=case_id, level=2, words="please come", now=LATER)
    page = shown(qtbot, context, case_id)
    assert "project manager" in notice(page, "escalated")
    assert "please come" in notice(page, "escalated")
    click(qtbot, page, "noticeButton_escalated")
    form = page.carry_on.open_form
    assert form is not None
    qtbot.keyClick(form.editor("words"), Qt.Key.Key_Return, CONTROL)
    settle(qtbot, context)
    assert page.banner.isHidden()
    assert stored(desk, case_id).timeline[-1].kind is EventKind.ESCALATION_SEEN


def test_a_long_reason_leaves_room_for_the_case(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    need = replace(COMPLAINT, own_words="电梯" * 5_000, remedy_wanted="电梯" * 5_000)
    _visit, (case,) = desk.receive(promised(need, NOW + timedelta(hours=1)))
    begin(desk, case.case_id)
    wait(desk, case.case_id, words="parts " * 1_500)
    words = "电梯" * 4_000
    desk.write(case_work.escalate, case_id=case.case_id, level=1, words=words, now=LATER)
    page = shown(qtbot, context, case.case_id)
    page.resize(1000, 640)
    qtbot.waitUntil(lambda: page.width() == 1000)
    assert page.minimumSizeHint().width() <= 932
    # What a screen of 768 leaves beneath the top bar and a reminder.
    assert page.minimumSizeHint().height() <= 656


def test_back_from_a_linked_case_leads_to_where_the_first_was_opened(person: Person) -> None:
    workspace, context = person.program.workspace(), person.session.context
    now = datetime.now(UTC)
    desk = Desk(workspace, context.project, context.actor)
    _visit, (first, second) = desk.receive(
        *(promised(COMPLAINT, now + timedelta(hours=hours)) for hours in (1, 2)),
        now=now - timedelta(hours=1),
    )
    begin(desk, second.case_id, now - timedelta(minutes=30))
    at = now - timedelta(minutes=20)
    desk.write(case_ends.merge, case_id=second.case_id, into=first.number, now=at)
    person.session.show_area("cases")
    person.settle()
    person.session.open_case(first.case_id)
    person.settle()
    person.click(person.find(f"link_{second.number}"))
    person.settle()
    assert person.find("caseNumber").text() == second.number  # type: ignore[attr-defined]
    person.press(Qt.Key.Key_Escape)
    person.until(lambda: person.program.window.current_key == "cases")


def test_a_linked_case_opens_and_unsaved_words_are_not_lost_on_the_way(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    _visit, (other,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=1)))
    begin(desk, other.case_id)
    number = stored(desk, case_id).number
    desk.write(case_ends.merge, case_id=other.case_id, into=number, now=LATER)
    page = shown(qtbot, context, case_id)
    assert stored(desk, case_id).took_in[0].case_id == other.case_id
    qtbot.keyClicks(page.composer.box, "half a")
    with qtbot.assertNotEmitted(page.case_requested):
        click(qtbot, page, f"link_{other.number}")
    with qtbot.waitSignal(page.case_requested) as asked:
        click(qtbot, page, f"link_{other.number}")
    assert asked.args == [other.case_id]
    merged = shown(qtbot, context, other.case_id)
    assert number in notice(merged, "merged")
    with qtbot.waitSignal(merged.case_requested) as asked:
        click(qtbot, merged, "noticeButton_merged")
    assert asked.args == [case_id]


@pytest.mark.clause("4.3-3")
def test_earlier_rounds_lie_behind_one_press(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    begin(desk, case_id)
    answer = {"remedy": "fixed", "channel": Channel.PHONE, "accepted": True}
    desk.write(case_work.resolve, case_id=case_id, now=NOW + timedelta(minutes=5), **answer)
    at = NOW + timedelta(minutes=6)
    desk.write(case_ends.close, case_id=case_id, reason=CloseReason.SATISFIED, now=at)
    at = NOW + timedelta(minutes=7)
    desk.write(case_ends.reopen, case_id=case_id, words="again", now=at)
    page = shown(qtbot, context, case_id)
    earlier = page.findChild(QWidget, "earlierClocksList")
    assert earlier is not None
    assert not earlier.isVisible()
    click(qtbot, page, "earlierClocks")
    lines = [line.text for line in earlier.findChildren(WrappedText)]
    assert any("Round 1" in line and "Resolution" in line and "in time" in line for line in lines)
    # Reading anew neither closes the fold nor takes the focus away from it.
    fold = page.findChild(QPushButton, "earlierClocks")
    assert fold is not None
    fold.setFocus()
    page.refresh()
    settle(qtbot, context)
    assert any(w.isVisible() for w in page.findChildren(QWidget, "earlierClocksList"))
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "earlierClocks"


@pytest.mark.clause("4.3-2")
def test_a_broken_promise_is_called_broken(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=5)))
    desk.write(
        promise_customer,
        case_id=case.case_id,
        what="a new time",
        who="工程部",
        channel=Channel.PHONE,
        due_at=NOW + timedelta(hours=4),
        now=NOW + timedelta(minutes=10),
    )
    page = shown(qtbot, context, case.case_id)
    pills = [page.findChild(Pill, f"promise{place}") for place in range(2)]
    assert [pill.text for pill in pills if pill is not None] == ["Open", "Broken"]
    assert page.findChild(QPushButton, "renewPromise0") is not None
    assert page.findChild(QPushButton, "renewPromise1") is None


def test_where_a_case_came_from_is_said(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    def import_it(session: Session, *, actor: Actor) -> None:
        session.get_one(Case, case_id).external_number = "GD-77"

    desk.write(import_it)
    page = shown(qtbot, context, case_id)
    assert "GD-77" in notice(page, "imported")
