"""What is missing is marked beside its field, in the matter that lacks it, until it is mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QDateTimeEdit, QLabel

from app.domain.terms import CaseType, RatingReason, Severity, VisitStep
from app.domain.visit_flow import VisitDraft
from db.models import Case, CaseEvent, Customer, Occupancy, Promise
from tests.ui.at_the_desk import Person

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

REQUIRED, CHOOSE = "Please fill this in.", "Please choose one."


def errors(person: Person) -> dict[str, str]:
    """Return the errors that can be seen, by field."""
    page = person.reception.pages[person.draft.step]
    return {
        name: field.error
        for name, field in page.fields.items()
        if field.error and field.error_label.isVisible()
    }


def complain(person: Person) -> None:
    """Fill a complaint in, but for its mood and its read-back."""
    person.type("3")
    person.type("the lift rattles")
    person.press(Qt.Key.Key_Tab)
    person.type("repair it")
    person.press(Qt.Key.Key_Tab)
    person.press(Qt.Key.Key_Down)


def promise(person: Person) -> None:
    """Choose a promise, and wait for the times that can be promised."""
    person.type("2")
    person.settle()


# ---- marks -------------------------------------------------------------------------------------


@pytest.mark.clause("4.2-1")
def test_nobody_chosen_is_marked_beside_the_search(person: Person) -> None:
    person.begin()
    person.enter()
    assert errors(person) == {"customer": REQUIRED}
    assert person.focus.objectName() == "customerSearch"


@pytest.mark.clause("4.3-1")
def test_every_gap_of_a_complaint_is_marked_beside_its_field(person: Person) -> None:
    person.begin_without_name()
    person.type("3")
    person.submit()
    assert errors(person) == {
        "own_words": REQUIRED,
        "remedy_wanted": REQUIRED,
        "category": CHOOSE,
        "mood": CHOOSE,
        "read_back": "Read it back to the customer, then tick here.",
    }


def test_a_mark_goes_as_soon_as_its_gap_is_mended_and_the_others_stay(person: Person) -> None:
    person.begin_without_name()
    person.type("3")
    person.submit()
    person.type("x")
    assert "own_words" not in errors(person)
    assert set(errors(person)) == {"remedy_wanted", "category", "mood", "read_back"}


def test_typing_marks_nothing_before_somebody_wishes_to_go_on(person: Person) -> None:
    person.begin_without_name()
    person.type("3")
    person.type("x")
    person.press(Qt.Key.Key_Backspace)
    assert errors(person) == {}


def test_a_phone_number_that_is_none_is_marked(person: Person) -> None:
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.go_to("newPhone")
    person.type("12")
    person.enter()
    assert errors(person) == {"phone": "This is not a phone number. Use 6 to 20 digits."}
    person.type("345678")
    assert errors(person) == {}


@pytest.mark.clause("4.2-3")
def test_every_gap_of_a_promise_is_marked_beside_its_field(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    promise(person)
    person.submit()
    assert errors(person) == {"promise_what": REQUIRED, "promise_who": REQUIRED}


def test_an_answer_neither_given_nor_promised_is_marked(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    person.enter()
    assert errors(person) == {"answered_now": CHOOSE}


@pytest.mark.clause("4.2-3")
def test_a_promise_whose_time_has_passed_is_not_registered(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    promise(person)
    person.type("we call")
    person.go_to("promiseWho")
    person.type("Zhou")
    due = person.find("promiseDue")
    assert isinstance(due, QDateTimeEdit)
    due.setDateTime(QDateTime.currentDateTime().addDays(-1))
    person.enter()
    assert errors(person) == {"promise_due_at": "This time has passed. Choose a later one."}
    assert person.rows(Case) == []


def test_another_severity_than_the_proposed_one_asks_why(person: Person) -> None:
    person.begin_without_name()
    person.need("no water", digit="2")
    person.go_to("impact")
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Tab)
    person.press(Qt.Key.Key_Down)
    assert person.draft.need.severity is Severity.CRITICAL
    person.click(person.chip("severity", Severity.MINOR))
    person.enter()
    assert set(errors(person)) == {"severity_reason"}
    assert person.focus.objectName() == "severityReason"
    person.type("already mended")
    person.enter()
    person.answer()
    (case,) = person.rows(Case)
    (registered, *_others) = person.rows(CaseEvent)
    facts = registered["facts"]
    assert isinstance(facts, dict)
    assert case["severity"] == Severity.MINOR
    assert facts["severity_proposed"] == Severity.CRITICAL
    assert facts["severity_reason"] == "already mended"


# ---- the promise's time ------------------------------------------------------------------------


@pytest.mark.clause("4.2-3")
def test_a_promise_has_a_time_even_if_nobody_chooses_one(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    promise(person)
    due_at = person.draft.need.answer.promise_due_at
    assert due_at is not None
    assert due_at > person.session.context.now()


@pytest.mark.clause("4.2-3")
def test_the_time_that_is_promised_explains_itself(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    promise(person)
    assert not person.sees("dueExplanation")
    person.click(person.find("dueWhy"))
    why = person.find("dueExplanation")
    assert isinstance(why, QLabel)
    assert why.text()


@pytest.mark.clause("4.2-3")
def test_the_time_that_was_chosen_is_the_time_that_is_promised(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    promise(person)
    person.click(person.chip("promiseChoice", "in_an_hour"))
    chosen = person.draft.need.answer.promise_due_at
    person.find("promiseWhat").setFocus()
    person.type("we call")
    person.go_to("promiseWho")
    person.type("Zhou")
    person.enter()
    (kept,) = person.rows(Promise)
    assert chosen is not None
    assert kept["due_at"] == chosen
    assert abs(chosen - person.session.context.now() - timedelta(hours=1)) < timedelta(minutes=5)


def test_times_that_come_after_the_step_was_left_change_no_step(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    person.type("2")
    person.press(Qt.Key.Key_Escape)
    person.settle()
    assert person.draft.step is VisitStep.NEEDS


# ---- several matters ---------------------------------------------------------------------------


def test_every_matter_becomes_a_case_with_its_own_answer(person: Person) -> None:
    person.begin_without_name()
    person.need("lost key")
    person.click(person.find("anotherNeed"))
    person.need("thanks to the guard", digit="5")
    person.submit()
    for words in ("found it", "passed on"):
        person.type("1")
        person.type(words)
        person.submit()
    cases = person.rows(Case)
    assert [(case["type"], case["own_words"], case["remedy_given"]) for case in cases] == [
        (CaseType.ENQUIRY, "lost key", "found it"),
        (CaseType.PRAISE, "thanks to the guard", "passed on"),
    ]


def test_a_gap_in_the_second_matter_brings_it_to_the_front(person: Person) -> None:
    person.begin_without_name()
    person.need("lost key")
    person.click(person.find("anotherNeed"))
    person.type("4")
    person.click(person.chip("needTabs", 0))
    assert person.draft.current_need == 0
    person.submit()
    assert person.draft.current_need == 1
    assert errors(person) == {"own_words": REQUIRED}
    assert person.focus.objectName() == "ownWords"


def test_each_matter_keeps_its_own_words(person: Person) -> None:
    person.begin_without_name()
    person.need("first matter")
    person.click(person.find("anotherNeed"))
    person.need("second matter", digit="2")
    person.click(person.chip("needTabs", 0))
    assert person.find("ownWords").property("plainText") == "first matter"
    person.click(person.chip("needTabs", 1))
    assert person.find("ownWords").property("plainText") == "second matter"


def test_a_matter_that_was_removed_leaves_the_others_as_they_are(person: Person) -> None:
    person.begin_without_name()
    person.need("first matter")
    person.click(person.find("anotherNeed"))
    person.need("second matter", digit="2")
    person.click(person.chip("needTabs", 0))
    person.click(person.find("removeNeed"))
    assert [need.own_words for need in person.draft.needs] == ["second matter"]
    assert not person.sees("needTabs")


# ---- who has come ------------------------------------------------------------------------------


def new_customer(person: Person, room: str) -> None:
    """Type a new customer, the room last."""
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.type("Lin")
    person.go_to("newRoom")
    person.type(room)


def test_a_room_known_to_the_project_becomes_the_new_customers_room(person: Person) -> None:
    new_customer(person, "1-1-1702")
    person.until(lambda: person.draft.customer.room_id is not None)
    person.enter()
    person.need()
    person.submit()
    person.answer()
    customer, occupancy = person.rows(Customer)[-1], person.rows(Occupancy)[-1]
    assert occupancy["customer_id"] == customer["id"]


def test_a_room_whose_answer_comes_after_the_step_was_left_is_kept(person: Person) -> None:
    new_customer(person, "1-1-1702")
    person.press(Qt.Key.Key_Return)
    person.until(lambda: person.draft.customer.room_id is not None)
    assert person.draft.step is VisitStep.NEEDS
    person.need("hello")
    assert person.draft.customer.room_id is not None
    assert person.draft.need.own_words == "hello"


def test_an_answer_on_its_way_never_brings_back_somebody_who_wants_no_name(
    person: Person,
) -> None:
    new_customer(person, "1-1-1702")
    form = person.reception.findChild(type(person.reception.pages[VisitStep.GREETING].form))  # type: ignore[attr-defined]
    assert form is not None
    form._pause.stop()
    form._look_up_room()
    person.click(person.find("withoutName"))
    person.settle()
    assert person.draft.customer.anonymous
    assert person.draft.customer.name == ""


def test_change_lets_another_customer_be_chosen(person: Person) -> None:
    person.begin()
    person.type("wxl")
    person.enter()
    person.click(person.find("changeCustomer"))
    assert person.focus.objectName() == "customerSearch"
    person.type("zw")
    person.enter()
    assert person.draft.customer.name == "张*"


# ---- the relayed rating ------------------------------------------------------------------------


@pytest.mark.clause("4.2-4")
def test_a_relayed_low_score_with_a_reason_is_taken(person: Person) -> None:
    person.register()
    person.click(person.find("ratingRelay"))
    person.click(person.chip("relayScore", 2))
    person.click(person.chip("relayReasons", RatingReason.SPEED))
    rating = person.reception.satisfaction.rating
    assert rating is not None
    assert rating.reasons == (RatingReason.SPEED,)
    person.go_to("stepNext")
    person.enter()
    assert person.session.reception is None


def test_the_way_on_is_the_same_for_every_draft_a_page_shows(person: Person) -> None:
    person.begin()
    for page in person.reception.pages.values():
        page.show_draft(VisitDraft())
        assert page.draft == VisitDraft()
