"""Nothing typed is ever lost: pauses, parking, the lock, another language."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.domain.terms import VisitState, VisitStep
from app.domain.visit_flow import NeedDraft
from db.models import Case, Visit
from tests.ui.at_the_desk import Person

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WORDS = "the dog of 3-2-1802 barks"


def saved(person: Person) -> bool:
    """Return whether everything typed is in the store."""
    return not person.reception.keeper.unsaved and not person.program.runner.busy


def words_of(widget: QWidget) -> str:
    """Return what a widget shows or says."""
    said = f"{widget.accessibleName()} {widget.accessibleDescription()} {widget.toolTip()}"
    if isinstance(widget, QPlainTextEdit):
        return f"{said} {widget.toPlainText()}"
    if isinstance(widget, QLineEdit | QLabel):
        return f"{said} {widget.text()} {widget.windowTitle()}"
    return f"{said} {widget.windowTitle()} {widget.property('text') or ''}"


def write_half_a_complaint(person: Person) -> None:
    """Serve Mrs Wang up to the middle of a word of the second step."""
    person.begin()
    person.type("wxl")
    person.enter()
    person.enter()
    person.type("3")
    person.type(WORDS)
    person.press(Qt.Key.Key_Tab)
    person.type("peace and qui")


# ---- pauses ------------------------------------------------------------------------------------


def test_a_pause_of_typing_saves(person: Person) -> None:
    person.begin_without_name()
    person.need(WORDS)
    assert person.reception.keeper.unsaved
    person.until(lambda: saved(person))
    (visit,) = person.visits()
    assert visit.draft == person.draft
    assert visit.draft.need.own_words == WORDS


def test_every_step_is_in_the_store_as_soon_as_it_is_left(person: Person) -> None:
    person.begin_without_name()
    for leave in (person.need, person.submit):
        leave()
        if person.step() is VisitStep.SERVICE:
            break
    (visit,) = person.visits()
    assert visit.draft == person.draft
    assert visit.draft.step is VisitStep.SERVICE


def test_the_desk_says_when_it_saved(person: Person) -> None:
    person.begin_without_name()
    person.need(WORDS)
    stamp = person.find("savedAt")
    assert isinstance(stamp, QLabel)
    assert stamp.text() == "Writing …"
    person.until(lambda: saved(person))
    assert stamp.text().startswith("Saved by itself")


def test_looking_at_another_area_saves_and_comes_back_to_the_same_words(person: Person) -> None:
    person.begin_without_name()
    person.need(WORDS)
    person.click(person.find("nav_cases"))
    person.settle()
    (visit,) = person.visits()
    assert visit.draft.need.own_words == WORDS
    person.click(person.find("nav_desk"))
    assert person.find("ownWords").property("plainText") == WORDS


# ---- parking and leaving -----------------------------------------------------------------------


def test_a_parked_visit_comes_back_as_it_was(person: Person) -> None:
    write_half_a_complaint(person)
    before = person.draft
    person.click(person.find("parkVisit"))
    person.settle()
    assert person.session.reception is None
    (visit,) = person.visits()
    assert visit.state is VisitState.PARKED
    person.until(lambda: person.sees(f"resume_{visit.visit_id}"))
    person.click(person.find(f"resume_{visit.visit_id}"))
    person.until(lambda: person.session.reception is not None)
    person.settle()
    assert person.draft == before
    assert person.find("remedyWanted").property("plainText") == "peace and qui"


def test_a_new_visit_parks_the_one_under_way(person: Person) -> None:
    for words in ("first", "second", "third"):
        person.begin()
        person.click(person.find("withoutName"))
        person.enter()
        person.need(words)
    visits = person.visits()
    assert [visit.state for visit in visits] == [
        VisitState.PARKED,
        VisitState.PARKED,
        VisitState.IN_PROGRESS,
    ]
    assert [visit.draft.need.own_words for visit in visits[:2]] == ["first", "second"]


def test_taking_up_a_parked_visit_parks_the_one_under_way(person: Person) -> None:
    person.begin_without_name()
    person.need("first")
    first = person.reception.keeper.visit_id
    person.begin()
    person.session.receptions.resume(first)
    person.settle()
    person.until(lambda: person.session.reception is not None)
    assert person.reception.keeper.visit_id == first
    assert person.draft.need.own_words == "first"
    assert [visit.state for visit in person.visits()] == [
        VisitState.IN_PROGRESS,
        VisitState.PARKED,
    ]


def test_a_customer_leaves_with_a_reason_or_not_at_all(person: Person) -> None:
    person.begin_without_name()
    person.click(person.find("customerLeft"))
    person.until(lambda: person.sees("leaveEnd"))
    person.click(person.find("leaveEnd"))
    error = person.find("leaveReasonError")
    assert isinstance(error, QLabel)
    assert error.text() == "Please fill this in."
    (visit,) = person.rows(Visit)
    assert visit["state"] == VisitState.IN_PROGRESS
    person.click(person.find("leaveReasons_No time to wait"))
    person.click(person.find("leaveEnd"))
    person.until(lambda: person.session.reception is None)
    (visit,) = person.rows(Visit)
    assert (visit["state"], visit["left_reason"]) == (VisitState.CUSTOMER_LEFT, "No time to wait")


def test_a_customer_who_leaves_after_registering_leaves_the_cases(person: Person) -> None:
    person.register()
    person.click(person.find("customerLeft"))
    person.until(lambda: person.sees("leaveEnd"))
    person.click(person.find("leaveReasons_No time to wait"))
    person.click(person.find("leaveEnd"))
    person.until(lambda: person.session.reception is None)
    assert len(person.rows(Case)) == 1
    assert person.visits() == ()


# ---- the lock ----------------------------------------------------------------------------------


def test_f9_in_mid_word_saves_and_the_visit_comes_back_complete(person: Person) -> None:
    write_half_a_complaint(person)
    before = person.draft
    number = person.reception.keeper.number
    person.lock()
    person.unlock()
    person.until(lambda: person.session.reception is not None)
    person.settle()
    assert person.reception.keeper.number == number
    assert person.draft == before
    assert person.find("remedyWanted").property("plainText") == "peace and qui"


@pytest.mark.parametrize("step", [VisitStep.GREETING, VisitStep.SERVICE, VisitStep.SATISFACTION])
def test_every_step_comes_back_after_the_lock(person: Person, step: VisitStep) -> None:
    person.begin_without_name()
    person.need(WORDS)
    if step is VisitStep.GREETING:
        person.escape()
    else:
        person.submit()
        person.type("1")
        person.type("we shall as")
        if step is VisitStep.SATISFACTION:
            person.submit()
    before = person.draft
    assert before.step is step
    person.lock()
    person.unlock()
    person.until(lambda: person.session.reception is not None)
    assert person.draft == before


def test_no_widget_of_the_locked_desk_knows_a_word_of_the_customer(person: Person) -> None:
    write_half_a_complaint(person)
    secrets = (WORDS, "peace and qui", "王女士", "1802", "6027")
    seen = " ".join(words_of(widget) for widget in QApplication.allWidgets())
    assert all(secret in seen for secret in secrets)
    person.lock()
    left = [
        (widget, secret)
        for widget in QApplication.allWidgets()
        for secret in secrets
        if secret in words_of(widget)
    ]
    assert left == []


def test_no_draft_of_the_locked_desk_stays_in_memory(person: Person) -> None:
    write_half_a_complaint(person)
    person.lock()
    gc.collect()
    left = [o for o in gc.get_objects() if isinstance(o, NeedDraft) and o.own_words == WORDS]
    assert left == []


def test_the_idle_desk_locks_and_the_visit_comes_back_complete(person: Person) -> None:
    write_half_a_complaint(person)
    before = person.draft
    person.program.idle._touched_at -= person.program.idle.limit
    person.until(lambda: person.program.session is None)
    person.settle()
    person.unlock()
    person.until(lambda: person.session.reception is not None)
    assert person.draft == before


def test_the_lock_closes_a_dialog_that_is_open(person: Person) -> None:
    person.begin_without_name()
    person.click(person.find("customerLeft"))
    person.until(lambda: person.sees("leaveDialog"))
    person.program.lock()
    person.settle()
    assert not person.sees("leaveDialog")
    person.unlock()
    (visit,) = person.visits()
    assert visit.state is VisitState.IN_PROGRESS


def test_a_visit_that_the_store_opens_while_the_desk_locks_stays_off_the_screen(
    person: Person,
) -> None:
    person.begin_without_name()
    person.need(WORDS)
    visit_id = person.reception.keeper.visit_id
    person.click(person.find("parkVisit"))
    person.settle()
    person.session.receptions.resume(visit_id)
    # The answer is there, but the window has not looked at it yet.
    assert person.program.runner.drain(5)
    person.program.lock()
    person.settle()
    assert person.program.window.screen_of("reception") is None
    assert not any(WORDS in words_of(widget) for widget in QApplication.allWidgets())


# ---- another language --------------------------------------------------------------------------


def test_another_language_in_mid_visit_keeps_the_visit(person: Person) -> None:
    write_half_a_complaint(person)
    before = person.draft
    person.program.choose_language("zh_CN")
    person.until(lambda: person.session.reception is not None)
    person.settle()
    assert person.draft == before
    assert person.reception.next.accessibleName().startswith("下一步")
    assert person.find("remedyWanted").property("plainText") == "peace and qui"
