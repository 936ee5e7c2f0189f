"""Every way to carry a case on, by real keys: access keys, digits, Tab, Ctrl+Enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    Cause,
    CloseReason,
    CustomerKind,
    EventKind,
    PromiseState,
    Role,
    Severity,
    Validity,
)
from app.domain.visit_flow import CustomerDraft
from app.services import case_ends, case_work
from app.services.customers import find_room, keep_customer
from app.services.sweep import sweep
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, SHANGHAI, Desk, promised
from tests.ui.at_the_case import (
    CONTROL,
    LATER,
    begin,
    click,
    press,
    resolve,
    settle,
    shown,
    stored,
    wait,
)
from ui.cases.case_page import CasePage
from ui.cases.verb_form import VerbForm
from ui.cases.verbs import offered_verbs
from ui.context import DeskContext

pytest_plugins = ("tests.ui.case_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


class Hands:
    """Hands that know no mouse, before the page of a case."""

    def __init__(self, qtbot: QtBot, context: DeskContext, page: CasePage) -> None:
        self.qtbot, self.context, self.page = qtbot, context, page

    @property
    def focus(self) -> QWidget:
        """What takes the keys now."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def alt(self, key: Qt.Key) -> VerbForm:
        """Press an access key and wait for the form it opens."""
        wanted = QKeySequence(QKeyCombination(ALT, key))
        # A button that was just made is shown by the event loop.
        self.qtbot.waitUntil(
            lambda: any(b.isVisible() and b.shortcut() == wanted for b in self._all())
        )
        QTest.keyClick(self.page, key, ALT)
        self.qtbot.waitUntil(lambda: self.page.carry_on.open_form is not None)
        form = self.page.carry_on.open_form
        assert form is not None
        return form

    def _all(self) -> list[QPushButton]:
        return self.page.findChildren(QPushButton)

    def more(self, key: Qt.Key) -> VerbForm:
        """Press 'More' and then the access key of a rare verb."""
        QTest.keyClick(self.page, Key.Key_M, ALT)
        place = self.page.findChild(QWidget, "rareVerbButtons")
        assert place is not None
        self.qtbot.waitUntil(lambda: place.isAncestorOf(self.focus))
        return self.alt(key)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        QTest.keyClicks(self.focus, text)

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self.focus, key)

    def tab_to(self, name: str) -> None:
        """Press Tab until the control of that name, or one inside it, has the focus."""
        target = self.page.findChild(QWidget, name)
        assert target is not None, name
        for _step in range(30):
            if self.focus is target or target.isAncestorOf(self.focus):
                return
            QTest.keyClick(self.focus, Key.Key_Tab)
        raise AssertionError(name)

    def save(self) -> None:
        """Press Ctrl+Enter where the focus is."""
        QTest.keyClick(self.focus, Key.Key_Return, CONTROL)
        settle(self.qtbot, self.context)


@pytest.fixture
def hands(qtbot: QtBot, context: DeskContext, case_id: str) -> Hands:
    """Return hands before the page of a registered complaint."""
    return Hands(qtbot, context, shown(qtbot, context, case_id))


@pytest.fixture
def working(qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str) -> Hands:
    """Return hands before the page of a case in progress."""
    begin(desk, case_id)
    return Hands(qtbot, context, shown(qtbot, context, case_id))


@pytest.fixture
def answered(qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str) -> Hands:
    """Return hands before the page of a case that waits for its call-back."""
    begin(desk, case_id)
    resolve(desk, case_id)
    return Hands(qtbot, context, shown(qtbot, context, case_id))


# ---- working on it -------------------------------------------------------------------------


@pytest.mark.clause("4.3-2")
def test_assessing_by_digits(hands: Hands, desk: Desk, case_id: str) -> None:
    hands.alt(Key.Key_A)
    hands.press(Key.Key_1)
    hands.tab_to("assess_cause")
    hands.press(Key.Key_3)
    hands.save()
    view = stored(desk, case_id)
    assert (view.state, view.validity, view.cause) == (
        CaseState.ASSESSED,
        Validity.VALID,
        Cause.EQUIPMENT,
    )


def test_of_what_is_no_complaint_no_validity_is_asked(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    need = promised(replace(ENQUIRY, category="fees"), NOW + timedelta(hours=1))
    _visit, (case,) = desk.receive(need)
    hands = Hands(qtbot, context, shown(qtbot, context, case.case_id))
    assert hands.alt(Key.Key_A).values() == {"cause": None}
    hands.save()
    assert stored(desk, case.case_id).state is CaseState.ASSESSED


@pytest.mark.clause("4.3-2")
def test_handing_over_shows_its_clock_and_takes_a_department_from_the_list(
    hands: Hands, desk: Desk, case_id: str
) -> None:
    first = hands.page.findChild(QPushButton, "verb_hand_over")
    assert first is not None
    assert first.geometry().top() < hands.page.carry_on.more_button.geometry().top()
    form = hands.alt(Key.Key_H)
    assert form.explanation.text() == "Hand-over clock: 0 seconds left, due today 11:00."
    hands.press(Key.Key_Down)
    hands.tab_to("hand_over_words")
    hands.type("look at the lift")
    hands.save()
    view = stored(desk, case_id)
    assert view.responsible == view.departments[0]
    assert view.timeline[-1].facts["note"] == "look at the lift"
    assert next(c for c in view.clocks if c.kind == "hand_over").met_at is not None


@pytest.mark.clause("4.3-2")
def test_a_departments_answer_is_recorded(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    page = shown(qtbot, context, case_id)
    assert page.findChild(QPushButton, "verb_department_answer") is None
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=LATER)
    page.refresh()
    settle(qtbot, context)
    hands = Hands(qtbot, context, page)
    hands.alt(Key.Key_D)
    hands.type("rail shoes worn")
    hands.tab_to("department_answer_who")
    hands.type("Zhou")
    hands.save()
    entry = stored(desk, case_id).timeline[-1]
    assert (entry.kind, entry.words) == (EventKind.DEPARTMENT_ANSWERED, "rail shoes worn")
    assert entry.facts == {"department": "工程部", "who": "Zhou"}


@pytest.mark.clause("4.3-2")
def test_waiting_asks_why_until_when_and_what_the_customer_was_told(
    working: Hands, desk: Desk, case_id: str
) -> None:
    form = working.alt(Key.Key_W)
    working.type("parts")
    working.save()
    assert form.field("told").error == "Please fill this in."
    working.tab_to("wait_wake_atQuick")
    working.press(Key.Key_2)
    working.tab_to("wait_told")
    working.type("the parts come on Thursday")
    working.save()
    view = stored(desk, case_id)
    assert view.state is CaseState.WAITING
    assert view.wake_at is not None
    wakes = view.wake_at.astimezone(SHANGHAI)
    assert (wakes.day, wakes.hour, wakes.minute) == (15, 10, 0)
    assert view.timeline[-1].kind is EventKind.CUSTOMER_TOLD
    assert view.timeline[-1].words == "the parts come on Thursday"


def test_a_wake_time_in_the_past_is_refused_beside_its_field(working: Hands) -> None:
    form = working.alt(Key.Key_W)
    working.type("parts")
    working.tab_to("wait_told")
    working.type("told")
    working.tab_to("wait_wake_atBox")
    QTest.keyClicks(working.focus, "2025")
    working.save()
    assert form.field("wake_at").error == "This time has passed. Choose a later one."


@pytest.mark.clause("4.3-2")
def test_work_goes_on_after_a_wait(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    begin(desk, case_id)
    wait(desk, case_id)
    hands = Hands(qtbot, context, shown(qtbot, context, case_id))
    hands.alt(Key.Key_K)
    hands.type("the parts are here")
    hands.save()
    view = stored(desk, case_id)
    assert (view.state, view.wake_at) == (CaseState.IN_PROGRESS, None)
    assert view.timeline[-1].words == "the parts are here"


@pytest.mark.clause("4.3-3")
def test_an_answer_keeps_by_whom_it_was_told(working: Hands, desk: Desk, case_id: str) -> None:
    working.alt(Key.Key_R)
    working.type("rail shoes replaced")
    working.tab_to("resolve_told_by")
    assert stored(desk, case_id).registered_by == "李静"
    QTest.keyClick(working.focus, Key.Key_A, CONTROL)
    working.type("Zhang Wei")
    working.tab_to("resolve_outcome")
    working.press(Key.Key_1)
    working.save()
    view = stored(desk, case_id)
    assert view.state is CaseState.FOLLOW_UP
    assert view.last_answer is not None
    assert view.last_answer.facts["told_by"] == "Zhang Wei"


@pytest.mark.clause("4.3-3")
def test_what_is_refused_for_good_can_only_be_closed_as_refused(
    working: Hands, desk: Desk, case_id: str
) -> None:
    form = working.alt(Key.Key_R)
    working.type("looked at it")
    working.tab_to("resolve_outcome")
    working.press(Key.Key_3)
    working.save()
    assert form.field("recourse_told").error == "Please fill this in."
    working.type("street office")
    working.save()
    assert stored(desk, case_id).close_reasons == (CloseReason.REFUSED_RECOURSE_TOLD,)
    form = working.alt(Key.Key_L)
    assert "three call-backs" in form.explanation.text()
    working.press(Key.Key_1)
    working.save()
    view = stored(desk, case_id)
    assert view.state is CaseState.CLOSED
    assert view.timeline[-1].facts["reason"] == CloseReason.REFUSED_RECOURSE_TOLD


# ---- the call-back -------------------------------------------------------------------------


@pytest.mark.clause("4.2-4")
def test_a_rating_by_phone_asks_for_reasons_only_when_it_is_low(
    answered: Hands, desk: Desk, case_id: str
) -> None:
    form = answered.alt(Key.Key_K)
    assert not form.field("rating").isVisible()
    answered.press(Key.Key_1)
    answered.tab_to("call_back_rating")
    answered.press(Key.Key_4)
    assert not form.field("reasons").isVisible()
    answered.press(Key.Key_2)
    assert form.field("reasons").isVisible()
    answered.save()
    assert form.field("reasons").error == "Please choose one."
    answered.press(Key.Key_2)
    answered.save()
    view = stored(desk, case_id)
    rated = next(entry for entry in view.timeline if entry.kind is EventKind.RATED)
    assert (rated.facts["score"], rated.facts["reasons"]) == (2, ["speed"])
    assert rated.facts["by"] == "phone_callback"
    assert view.escalation_level == 1


@pytest.mark.parametrize(("digit", "answer"), [(Key.Key_6, "declined"), (Key.Key_7, None)])
def test_who_declines_to_rate_is_recorded_and_who_was_not_asked_is_not(
    answered: Hands, desk: Desk, case_id: str, digit: Qt.Key, answer: str | None
) -> None:
    answered.alt(Key.Key_K)
    answered.press(Key.Key_1)
    answered.tab_to("call_back_rating")
    answered.press(digit)
    answered.save()
    view = stored(desk, case_id)
    assert len(view.call_backs) == 1
    ratings = [e.facts["answer"] for e in view.timeline if e.kind is EventKind.RATED]
    assert ratings == ([answer] if answer else [])


@pytest.mark.clause("4.3-3")
def test_attempts_are_counted_until_the_case_can_be_closed_as_not_reached(
    answered: Hands, desk: Desk, case_id: str
) -> None:
    for attempt in (1, 2, 3):
        form = answered.alt(Key.Key_K)
        assert form.accessibleName() == f"Call-back, attempt {attempt}"
        assert str(attempt - 1) in form.explanation.text() or attempt == 1
        answered.press(Key.Key_2)
        answered.save()
    assert CloseReason.UNREACHABLE in stored(desk, case_id).close_reasons
    answered.alt(Key.Key_L)
    answered.press(Key.Key_3)
    answered.save()
    assert stored(desk, case_id).state is CaseState.CLOSED


def test_a_customer_found_dissatisfied_after_the_closing_is_heard_of(
    qtbot: QtBot, desk: Desk, context: DeskContext, case_id: str
) -> None:
    begin(desk, case_id)
    resolve(desk, case_id)
    at = NOW + timedelta(minutes=8)
    desk.write(case_ends.close, case_id=case_id, reason=CloseReason.ACCEPTED, now=at)
    hands = Hands(qtbot, context, shown(qtbot, context, case_id))
    hands.alt(Key.Key_K)
    hands.press(Key.Key_1)
    hands.tab_to("call_back_rating")
    hands.press(Key.Key_1)
    hands.tab_to("call_back_words")
    hands.type("it rattles again")
    hands.save()
    view = stored(desk, case_id)
    assert view.state is CaseState.CLOSED
    assert [e.cause for e in view.unseen_escalations] == ["rating"]


# ---- promises ------------------------------------------------------------------------------


@pytest.mark.clause("4.2-3")
def test_one_more_promise(working: Hands, desk: Desk, case_id: str) -> None:
    working.alt(Key.Key_P)
    working.type("call with the date")
    working.tab_to("promise_due_atQuick")
    working.press(Key.Key_2)
    working.save()
    promise = stored(desk, case_id).promises[-1]
    assert (promise.what, promise.to_whom) == ("call with the date", "王**")
    due = promise.due_at.astimezone(SHANGHAI)
    assert (due.day, due.hour) == (13, 10)


@pytest.mark.clause("4.2-3")
def test_a_promise_is_renewed_with_what_the_customer_was_told(
    working: Hands, desk: Desk, case_id: str
) -> None:
    click(working.qtbot, working.page, "renewPromise0")
    form = working.page.carry_on.open_form
    assert form is not None
    working.save()
    assert form.field("told").error == "Please fill this in."
    working.type("the fitter comes tomorrow")
    working.save()
    old, new = stored(desk, case_id).promises
    assert (old.state, new.state) == (PromiseState.RENEWED, PromiseState.OPEN)
    assert new.due_at > old.due_at


@pytest.mark.clause("4.3-2")
def test_telling_the_customer_begins_with_an_access_key(
    hands: Hands, desk: Desk, case_id: str
) -> None:
    QTest.keyClick(hands.page, Key.Key_T, ALT)
    hands.qtbot.waitUntil(hands.page.composer.channels.isVisible)
    hands.type("parts arrive tomorrow")
    hands.tab_to("entrySave")
    QTest.keyClick(hands.focus, Key.Key_Return)
    settle(hands.qtbot, hands.context)
    told = stored(desk, case_id).timeline[-1]
    assert (told.kind, told.words) == (EventKind.CUSTOMER_TOLD, "parts arrive tomorrow")


# ---- the rare ways -------------------------------------------------------------------------


def test_rare_ways_lie_behind_more_and_esc_puts_them_away(hands: Hands) -> None:
    place = hands.page.findChild(QWidget, "rareVerbButtons")
    assert place is not None
    assert not place.isVisible()
    QTest.keyClick(hands.page, Key.Key_M, ALT)
    hands.qtbot.waitUntil(lambda: place.isAncestorOf(hands.focus))
    hands.press(Key.Key_Escape)
    assert not place.isVisible()
    assert hands.focus.objectName() == "moreVerbs"


@pytest.mark.clause("4.3-2")
def test_the_severity_is_changed_with_a_reason(working: Hands, desk: Desk, case_id: str) -> None:
    form = working.more(Key.Key_Y)
    assert "Now Normal." in form.explanation.text()
    working.press(Key.Key_3)
    working.tab_to("change_severity_words")
    working.type("three households")
    working.save()
    assert form.field("severity").error == "It is that already; choose another one."
    working.press(Key.Key_2)
    working.save()
    assert stored(desk, case_id).severity is Severity.MAJOR


def test_help_is_asked_of_the_project_manager(working: Hands, desk: Desk, case_id: str) -> None:
    working.more(Key.Key_E)
    working.press(Key.Key_2)
    working.tab_to("escalate_words")
    working.type("please come")
    working.save()
    view = stored(desk, case_id)
    assert (view.escalation_level, view.unseen_escalations[0].words) == (2, "please come")


def test_what_was_escalated_is_seen(working: Hands, desk: Desk, case_id: str) -> None:
    desk.write(case_work.escalate, case_id=case_id, level=1, words="help", now=LATER)
    working.page.refresh()
    settle(working.qtbot, working.context)
    form = working.alt(Key.Key_S)
    assert form.explanation.text() == "The desk asked for help: help"
    working.save()
    assert not stored(desk, case_id).unseen_escalations


@pytest.mark.clause("4.3-1")
def test_callers_are_added_until_the_complaint_is_a_major_one(
    working: Hands, desk: Desk, case_id: str
) -> None:
    project_id = desk.project.project_id
    said: list[str] = []
    working.page.said.connect(said.append)
    for name, label in (("Chen", "1-1-1701"), ("Lin", "2-1-1802"), ("Wu", "3-1-1701")):
        room = desk.workspace.read(find_room, project_id=project_id, text=label)
        draft = CustomerDraft(
            room_id=room[0], room_label=room[1], name=name, kind=CustomerKind.OWNER
        )
        desk.write(keep_customer, project_id=project_id, draft=draft, now=NOW)
        form = working.more(Key.Key_C)
        working.type(name.lower())
        working.tab_to("add_caller_words")
        working.save()
        assert form.field("caller").error == "Please choose one."
        working.qtbot.waitUntil(form.editor("caller").pick.list.isVisible)  # type: ignore[attr-defined]
        working.press(Key.Key_Return)
        assert working.page.carry_on.open_form is form
        working.tab_to("add_caller_words")
        working.type("the same here")
        working.save()
    view = stored(desk, case_id)
    assert [caller.customer for caller in view.callers] == ["C***", "L***", "W***"]
    assert view.households == 3
    assert said[0] == "1 household now."
    assert said[-1].startswith("3 households now. That makes it a major complaint")


@pytest.mark.clause("4.3-3")
def test_a_case_is_merged_into_one_found_as_one_types_and_taken_out_again(
    working: Hands, desk: Desk, case_id: str
) -> None:
    _visit, (other,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=1)))
    form = working.more(Key.Key_G)
    number = form.editor("into")
    working.type(stored(desk, case_id).number)
    working.qtbot.waitUntil(number.standing.isVisible)  # type: ignore[attr-defined]
    assert number.standing.text() == "No other open case is found by this."  # type: ignore[attr-defined]
    QTest.keyClick(working.focus, Key.Key_A, CONTROL)
    working.type("002")
    working.qtbot.waitUntil(number.list.isVisible)  # type: ignore[attr-defined]
    working.press(Key.Key_Return)
    assert form.values() == {"into": other.number}
    working.save()
    view = stored(desk, case_id)
    assert view.merged_into is not None
    assert (view.state, view.merged_into.number) == (CaseState.MERGED, other.number)
    working.alt(Key.Key_U)
    working.type("another matter")
    working.save()
    view = stored(desk, case_id)
    assert (view.state, view.merged_into) == (CaseState.REOPENED, None)


def test_a_case_is_passed_outside(working: Hands, desk: Desk, case_id: str) -> None:
    working.more(Key.Key_I)
    working.type("the developer, under warranty")
    working.save()
    assert stored(desk, case_id).state is CaseState.EXTERNAL


def test_a_customer_withdraws(hands: Hands, desk: Desk, case_id: str) -> None:
    hands.more(Key.Key_N)
    hands.type("found it")
    hands.save()
    view = stored(desk, case_id)
    assert (view.state, view.timeline[-1].words) == (CaseState.WITHDRAWN, "found it")


def test_voiding_asks_for_the_reason(hands: Hands, desk: Desk, case_id: str) -> None:
    form = hands.more(Key.Key_V)
    hands.save()
    assert form.field("reason").error == "Please fill this in."
    hands.type("registered twice")
    hands.save()
    assert stored(desk, case_id).state is CaseState.VOIDED
    nothing = hands.page.findChild(QWidget, "nothingToDo")
    assert nothing is not None
    assert nothing.isVisible()


# ---- coming back ---------------------------------------------------------------------------


@pytest.mark.clause("4.3-3")
def test_a_dissatisfied_customer_has_the_case_reopened(
    answered: Hands, desk: Desk, case_id: str
) -> None:
    answered.alt(Key.Key_O)
    answered.type("it rattles again")
    answered.save()
    view = stored(desk, case_id)
    assert view.state is CaseState.REOPENED
    assert {clock.round for clock in view.clocks} == {2}
    assert {clock.round for clock in view.earlier_clocks} == {1}


@pytest.mark.clause("4.3-3")
def test_after_thirty_days_a_new_linked_case_takes_the_matter_up(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    long_ago = NOW - timedelta(days=40)
    _visit, (case,) = desk.receive(COMPLAINT, now=long_ago)
    desk.write(sweep, project_id=desk.project.project_id, now=NOW)
    assert stored(desk, case.case_id).state is CaseState.ARCHIVED
    hands = Hands(qtbot, context, shown(qtbot, context, case.case_id))
    hands.alt(Key.Key_N)
    hands.type("it rattles again")
    with qtbot.waitSignal(hands.page.case_requested) as asked:
        hands.save()
    new = stored(desk, asked.args[0])
    assert new.follows is not None
    assert (new.follows.case_id, new.own_words) == (case.case_id, "it rattles again")
    assert stored(desk, case.case_id).followed_by[0].case_id == new.case_id


# ---- what is offered -----------------------------------------------------------------------


RECEPTIONIST = Actor("s", "李静", Role.RECEPTIONIST)
SUPERVISOR = Actor("s", "张伟", Role.SUPERVISOR)
_OPEN_RARE = ["change_severity", "escalate", "add_caller"]


def offered(desk: Desk, case_id: str, actor: Actor = RECEPTIONIST) -> tuple[list[str], list[str]]:
    """The names of the usual verbs and of the rare ones."""
    verbs = offered_verbs(stored(desk, case_id), actor, LATER, SHANGHAI)
    return [verb.name for verb in verbs.usual], [verb.name for verb in verbs.rare]


def test_each_state_offers_what_it_allows_the_usual_way_first(desk: Desk, case_id: str) -> None:
    assert offered(desk, case_id) == (
        ["hand_over", "assess", "resolve", "promise"],
        [*_OPEN_RARE, "withdraw"],
    )
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=NOW)
    usual, _rare = offered(desk, case_id)
    assert usual == ["assess", "resolve", "hand_over", "department_answer", "promise"]
    begin(desk, case_id)
    assert offered(desk, case_id) == (
        ["resolve", "hand_over", "department_answer", "wait", "promise"],
        [*_OPEN_RARE, "merge", "pass_outside", "withdraw"],
    )
    wait(desk, case_id)
    usual, rare = offered(desk, case_id)
    assert (usual[0], rare) == ("begin_work", _OPEN_RARE)
    desk.write(case_work.begin_work, case_id=case_id, now=NOW + timedelta(minutes=6))
    resolve(desk, case_id, NOW + timedelta(minutes=7))
    assert offered(desk, case_id) == (
        ["call_back", "close", "reopen"],
        ["promise", *_OPEN_RARE],
    )
    at = NOW + timedelta(minutes=8)
    desk.write(case_ends.close, case_id=case_id, reason=CloseReason.SATISFIED, now=at)
    assert offered(desk, case_id) == (["reopen", "call_back"], [])
    assert offered(desk, case_id, SUPERVISOR) == (["reopen", "call_back"], ["void"])
    desk.write(case_ends.void, case_id=case_id, reason="twice", now=LATER)
    assert offered(desk, case_id, SUPERVISOR) == ([], [])


def test_only_who_answers_for_an_escalation_can_say_that_it_was_seen(
    desk: Desk, case_id: str
) -> None:
    desk.write(case_work.escalate, case_id=case_id, level=2, words="help", now=LATER)
    manager = Actor("s", "王强", Role.MANAGER)
    assert "acknowledge" not in offered(desk, case_id, SUPERVISOR)[0]
    assert offered(desk, case_id, manager)[0][0] == "acknowledge"


def test_no_two_ways_that_are_seen_together_share_an_access_key(desk: Desk, case_id: str) -> None:
    def letters() -> None:
        verbs = offered_verbs(stored(desk, case_id), desk.actor, LATER, SHANGHAI)
        words = [verb.words for verb in (*verbs.usual, *verbs.rare)]
        # Besides stand 'More' and 'Told the customer'.
        keys = [word[word.index("&") + 1].lower() for word in words] + ["m", "t"]
        assert len(set(keys)) == len(keys), words

    desk.write(case_work.escalate, case_id=case_id, level=2, words="help", now=NOW)
    letters()
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=NOW)
    begin(desk, case_id)
    letters()
    wait(desk, case_id)
    letters()
    desk.write(case_work.begin_work, case_id=case_id, now=NOW + timedelta(minutes=6))
    resolve(desk, case_id, NOW + timedelta(minutes=7))
    letters()


def test_every_field_of_every_form_is_reached_by_tab(working: Hands) -> None:
    for verb in ("wait", "promise", "resolve"):
        form = press(working.qtbot, working.page, verb)
        for name in form.values():
            if form.field(name).isVisible():
                working.tab_to(f"{verb}_{name}")
        working.tab_to(f"save_{verb}")
        working.page.carry_on.leave_form()
