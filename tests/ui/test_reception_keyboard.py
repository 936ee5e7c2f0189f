"""The four steps by keyboard alone: what Enter, Esc, digits and Ctrl+Enter do, and do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget

from app.domain.masking import mask_name
from app.domain.terms import (
    CaseType,
    EnteredBy,
    EventKind,
    Mood,
    PromiseState,
    RatingAnswer,
    Source,
    VisitState,
    VisitStep,
)
from db.models import Case, CaseEvent, Customer, Promise, Rating, Visit
from tests.ui.at_the_desk import CONTROL, WANG, Person

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def customer_presses(person: Person, score: int) -> None:
    """Let the customer press a face, and wait until the desk is uncovered again."""
    person.customer._back.setInterval(1)
    person.until(person.customer.isActiveWindow)
    person.click(person.customer.rating.faces[score])
    person.until(lambda: not person.customer.isVisible())
    person.until(person.program.window.isActiveWindow)


@pytest.mark.clause("4.2-1")
@pytest.mark.clause("4.2-2")
@pytest.mark.clause("4.2-3")
@pytest.mark.clause("4.2-4")
@pytest.mark.clause("4.3-1")
def test_a_returning_customer_is_received_without_the_mouse(person: Person) -> None:
    person.begin()
    person.type("wxl")
    person.enter()
    assert person.draft.customer.name == mask_name(WANG)
    person.enter()
    person.type("3")
    person.type("the lift rattles")
    person.press(Qt.Key.Key_Tab)
    person.type("repair it")
    person.press(Qt.Key.Key_Tab)
    person.press(Qt.Key.Key_Down)
    person.go_to("mood_calm")
    person.press(Qt.Key.Key_Right)
    person.go_to("readBack")
    person.press(Qt.Key.Key_Space)
    person.enter()
    assert person.step() is VisitStep.SERVICE
    person.type("2")
    person.settle()
    person.type("we call with the result")
    person.press(Qt.Key.Key_Tab)
    person.type("Works, Mr Zhou")
    person.enter()
    assert person.step() is VisitStep.SATISFACTION
    person.ask()
    customer_presses(person, 5)
    person.enter()
    (visit,), (case,) = person.rows(Visit), person.rows(Case)
    assert (visit["state"], visit["customer_id"]) == (VisitState.FINISHED, case["customer_id"])
    assert (case["type"], case["own_words"]) == (CaseType.COMPLAINT, "the lift rattles")
    assert (case["remedy_wanted"], case["mood"]) == ("repair it", Mood.ANXIOUS)
    (promise,), (rating,) = person.rows(Promise), person.rows(Rating)
    assert (promise["who"], promise["state"]) == ("Works, Mr Zhou", PromiseState.OPEN)
    assert (rating["score"], rating["entered_by"]) == (5, EnteredBy.CUSTOMER_SCREEN)
    assert EventKind.READ_BACK in [event["kind"] for event in person.rows(CaseEvent)]


# ---- the search ------------------------------------------------------------------------------


@pytest.mark.parametrize("waits", [True, False], ids=["after the answer", "before the answer"])
def test_the_enter_that_picks_in_the_search_never_also_goes_on(person: Person, waits: bool) -> None:
    person.begin()
    person.type("wxl")
    if waits:
        hits = person.reception.findChild(QListWidget, "customerHits")
        assert isinstance(hits, QListWidget)
        person.until(hits.isVisible)
    person.enter()
    person.settle()
    assert person.draft.customer.name == mask_name(WANG)
    assert person.step() is VisitStep.GREETING


def test_the_arrows_choose_among_the_customers_found(person: Person) -> None:
    person.begin()
    person.type("1802")
    person.until(lambda: person.sees("customerHits"))
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Up)
    hits = person.find("customerHits")
    assert isinstance(hits, QListWidget)
    chosen = hits.currentItem().text()
    person.enter()
    assert hits.currentRow() == -1
    assert person.draft.customer.room_label in chosen


def test_the_enter_of_a_search_that_finds_nobody_goes_nowhere(person: Person) -> None:
    person.begin()
    person.type("qqq")
    person.enter()
    assert person.sees("customerNone")
    assert person.step() is VisitStep.GREETING
    assert not person.draft.customer.is_known


def test_a_pick_that_is_still_on_its_way_is_dropped_by_more_typing(person: Person) -> None:
    person.begin()
    person.type("wxl")
    person.press(Qt.Key.Key_Return)
    person.type("q")
    person.settle()
    person.until(lambda: person.sees("customerNone"))
    assert not person.draft.customer.is_known


# ---- Enter, Ctrl+Enter, Esc --------------------------------------------------------------------


def test_enter_skips_no_step(person: Person) -> None:
    person.begin()
    person.click(person.find("withoutName"))
    steps = [person.draft.step]
    works: list[Callable[[], None]] = [
        lambda: person.need("keys"),
        lambda: person.type("1"),
        lambda: None,
    ]
    for work in works:
        person.enter()
        steps.append(person.draft.step)
        work()
        person.settle()
        if steps[-1] is VisitStep.NEEDS:
            person.go_to("readBack")
        elif steps[-1] is VisitStep.SERVICE:
            person.type("explained")
            person.go_to("answeredNow_True")
    assert steps == list(VisitStep)


def test_enter_in_a_one_line_box_goes_on_once(person: Person) -> None:
    person.begin_without_name()
    person.need("the gate is broken", digit="2")
    person.go_to("place")
    person.type("north gate")
    person.enter()
    assert person.step() is VisitStep.SERVICE
    assert person.draft.need.place == "north gate"


def test_enter_in_a_box_of_several_lines_breaks_the_line(person: Person) -> None:
    person.begin_without_name()
    person.need("first")
    person.press(Qt.Key.Key_Return)
    person.type("second")
    assert person.step() is VisitStep.NEEDS
    assert person.draft.need.own_words == "first\nsecond"


def test_ctrl_enter_goes_on_from_a_box_of_several_lines(person: Person) -> None:
    person.begin_without_name()
    person.need("parking permit")
    assert person.focus.objectName() == "ownWords"
    person.submit()
    assert person.step() is VisitStep.SERVICE
    assert person.draft.need.own_words == "parking permit"


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, CONTROL])
def test_an_enter_held_down_goes_on_no_further(
    person: Person, modifier: Qt.KeyboardModifier
) -> None:
    person.begin_without_name()
    person.need("parking permit")
    if modifier != CONTROL:
        person.go_to("readBack")
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, modifier, "\r", autorep=True, count=1)
    QCoreApplication.sendEvent(person.focus, held)
    assert person.step() is VisitStep.NEEDS


def test_enter_on_back_goes_back_and_never_on(person: Person) -> None:
    person.begin_without_name()
    person.need("parking permit")
    person.go_to("stepBack")
    person.enter()
    assert person.step() is VisitStep.GREETING


def test_enter_while_something_is_missing_stays_and_goes_to_the_first_gap(person: Person) -> None:
    person.begin_without_name()
    person.type("3")
    person.submit()
    assert person.step() is VisitStep.NEEDS
    assert person.focus.objectName() == "ownWords"


def test_esc_goes_back_step_by_step_and_loses_nothing(person: Person) -> None:
    person.begin()
    person.type("wxl")
    person.enter()
    person.enter()
    person.need("parking permit")
    person.submit()
    person.type("1")
    person.type("half an ans")
    before = person.draft
    person.escape()
    assert person.step() is VisitStep.NEEDS
    person.escape()
    assert person.step() is VisitStep.GREETING
    person.enter()
    person.submit()
    assert person.draft == before
    box = person.find("answer")
    assert box.property("plainText") == "half an ans"


def test_esc_on_the_first_step_parks_the_visit_and_shows_the_desk(person: Person) -> None:
    person.begin()
    person.type("1")
    person.escape()
    assert person.session.reception is None
    assert person.program.window.current_key == "desk"
    (visit,) = person.visits()
    assert visit.state is VisitState.PARKED


# ---- digits ------------------------------------------------------------------------------------


@pytest.mark.clause("4.2-2")
def test_digits_choose_the_kind_of_matter(person: Person) -> None:
    person.begin_without_name()
    chosen = []
    for digit in "123456":
        person.type(digit)
        chosen.append(person.draft.need.type)
        person.go_to("readBack")
    assert chosen == list(CaseType)


def test_digits_choose_the_kind_anew_from_a_check_box(person: Person) -> None:
    person.begin_without_name()
    person.need("x", digit="1")
    person.go_to("readBack")
    person.type("5")
    assert person.draft.need.type is CaseType.PRAISE


def test_digits_typed_into_a_box_are_words(person: Person) -> None:
    person.begin_without_name()
    person.type("3")
    for box, digits in (("ownWords", "1"), ("remedyWanted", "12"), ("place", "3-2-1802")):
        person.go_to(box)
        person.type(digits)
    need = person.draft.need
    assert need.type is CaseType.COMPLAINT
    assert (need.own_words, need.remedy_wanted, need.place) == ("1", "12", "3-2-1802")


def test_a_digit_beyond_the_kinds_chooses_nothing(person: Person) -> None:
    person.begin_without_name()
    person.type("9")
    assert person.draft.need.type is None


# ---- access keys, parking, leaving -------------------------------------------------------------


def test_alt_and_letter_reach_the_buttons_of_the_first_step(person: Person) -> None:
    person.begin()
    person.alt(Qt.Key.Key_A)
    assert person.draft.customer.anonymous
    person.alt(Qt.Key.Key_C)
    assert not person.draft.customer.is_known
    person.alt(Qt.Key.Key_N)
    assert person.focus.objectName() == "newName"


def test_alt_k_parks_the_visit(person: Person) -> None:
    person.begin_without_name()
    person.need("half a wo")
    person.alt(Qt.Key.Key_K)
    person.settle()
    (visit,) = person.visits()
    assert visit.state is VisitState.PARKED
    assert visit.draft.need.own_words == "half a wo"


def test_the_customer_who_left_is_ended_by_keyboard(person: Person) -> None:
    person.begin_without_name()
    person.alt(Qt.Key.Key_L)
    person.until(lambda: person.sees("leaveDialog"))
    person.until(person.find("leaveDialog").isActiveWindow)
    person.go_to("leaveReason")
    person.type("had to catch a train")
    person.enter()
    person.until(lambda: person.session.reception is None)
    (visit,) = person.rows(Visit)
    assert visit["state"] == VisitState.CUSTOMER_LEFT
    assert visit["left_reason"] == "had to catch a train"


# ---- the four pages ----------------------------------------------------------------------------


@pytest.mark.clause("4.2-1")
def test_going_on_counts_as_greeted(person: Person) -> None:
    person.begin_without_name()
    assert person.draft.greeted
    (visit,) = person.rows(Visit)
    assert visit["greeted_at"] is not None


@pytest.mark.clause("4.2-2")
def test_somebody_without_a_name_is_served_and_nothing_about_the_person_is_kept(
    person: Person,
) -> None:
    known = len(person.rows(Customer))
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.type("Secret")
    person.go_to("newPhone")
    person.type("13812345678")
    person.go_to("withoutName")
    person.press(Qt.Key.Key_Space)
    person.enter()
    person.need()
    person.submit()
    person.answer()
    (visit,), (case,) = person.rows(Visit), person.rows(Case)
    assert (visit["customer_id"], visit["room_id"]) == (None, None)
    assert (case["customer_id"], case["room_id"]) == (None, None)
    assert len(person.rows(Customer)) == known
    assert "Secret" not in str(visit["draft"])
    assert "13812345678" not in str(visit["draft"])


@pytest.mark.clause("4.2-2")
def test_a_new_customer_is_written_down_in_passing_and_found_from_then_on(person: Person) -> None:
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.type("李秋水")
    person.go_to("newPhone")
    person.type("13612345678")
    person.go_to("newRoom")
    person.type("1-1-1702")
    person.enter()
    person.need()
    person.submit()
    person.answer()
    customer = person.rows(Customer)[-1]
    assert (customer["name"], customer["phone"]) == ("李秋水", "13612345678")
    (case,) = person.rows(Case)
    assert case["customer_id"] == customer["id"]
    person.begin()
    person.type("lqs")
    person.enter()
    assert person.draft.customer.customer_id == customer["id"]


def test_what_was_searched_for_begins_the_new_customer(person: Person) -> None:
    person.begin()
    person.type("13612345678")
    person.alt(Qt.Key.Key_N)
    assert person.draft.customer.phone == "13612345678"
    assert person.find("newPhone").property("text") == "13612345678"


@pytest.mark.clause("4.2-3")
def test_a_registered_visit_never_goes_back(person: Person) -> None:
    person.register()
    registered = person.draft
    person.escape()
    assert person.draft == registered
    assert not person.sees("stepBack")
    assert not person.find("step_needs").isEnabled()


@pytest.mark.clause("4.2-4")
def test_a_phone_call_never_opens_the_customers_window(person: Person) -> None:
    person.begin(Qt.Key.Key_F3)
    person.click(person.find("withoutName"))
    person.enter()
    person.need()
    person.submit()
    person.answer()
    person.enter()
    assert not person.customer.asking
    assert not person.customer.isVisible()
    assert person.sees("relayScore")
    person.press(Qt.Key.Key_Right)
    person.enter()
    (visit,), (rating,) = person.rows(Visit), person.rows(Rating)
    assert (visit["source"], visit["state"]) == (Source.PHONE, VisitState.FINISHED)
    assert rating["entered_by"] == EnteredBy.STAFF_RELAY


@pytest.mark.clause("4.2-4")
def test_a_relayed_rating_is_marked_as_relayed(person: Person) -> None:
    person.register()
    person.alt(Qt.Key.Key_R)
    person.press(Qt.Key.Key_Right)
    assert person.reception.satisfaction.rating is not None
    person.go_to("stepNext")
    person.enter()
    (rating,) = person.rows(Rating)
    assert (rating["answer"], rating["score"]) == (RatingAnswer.SCORED, 4)
    assert rating["entered_by"] == EnteredBy.STAFF_RELAY


@pytest.mark.clause("4.2-4")
def test_a_low_score_without_a_reason_is_refused_beside_its_field(person: Person) -> None:
    person.register()
    person.click(person.find("ratingRelay"))
    person.click(person.chip("relayScore", 1))
    person.go_to("stepNext")
    person.enter()
    assert person.session.reception is not None
    assert person.reception.satisfaction.fields["reasons"].error == "Please choose one."
    assert person.rows(Rating) == []


def test_the_button_that_goes_on_says_what_it_does_once_the_customer_declined(
    person: Person,
) -> None:
    person.register()
    assert person.reception.next.accessibleName() == "Ask the customer"
    person.alt(Qt.Key.Key_D)
    assert person.reception.next.accessibleName() == "Finish the visit"
