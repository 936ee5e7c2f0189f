"""Possible duplicates at the desk: found, compared by keys, merged, told apart, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from app.domain.terms import CustomerKind
from app.domain.visit_flow import CustomerDraft
from app.services.customers import find_room, keep_customer
from app.services.reporting import list_projects
from db.folder import StoreFolder
from db.models import Customer, CustomerMerge, DistinctPair
from tests.ui.at_the_desk import WANG, WANG_PHONE, WANG_ROOM, Person, copy_store, opened, running
from ui.twins.twins_screen import TwinsScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
LONG_AGO = timedelta(days=430)


def add(folder: Path, name: str, phone: str, label: str) -> None:
    """Put one more record into a store, kept fourteen months ago."""
    with opened(folder) as workspace:
        project = workspace.read(list_projects)[0]
        room = workspace.read(find_room, project_id=project.project_id, text=label)
        draft = CustomerDraft(
            room_id=room[0], room_label=label, name=name, phone=phone, kind=CustomerKind.OWNER
        )
        workspace.write(
            keep_customer,
            actor=workspace.actor,
            project_id=project.project_id,
            draft=draft,
            now=datetime.now(UTC) - LONG_AGO,
        )


@pytest.fixture
def person(
    qtbot: QtBot,
    qapp: QApplication,
    peopled_store: Path,
    tmp_path: Path,
) -> Iterator[Person]:
    """Return the receptionist of a desk that knows Mrs Wang twice."""
    folder = copy_store(peopled_store, tmp_path / "前台 1")
    add(folder, "王", WANG_PHONE, WANG_ROOM)
    with running(qapp, folder) as program:
        made = Person(program)
        made.unlock()
        yield made
    StoreFolder(folder).ballast.unlink(missing_ok=True)


@pytest.fixture
def screen(person: Person) -> TwinsScreen:
    """Return the screen of possible duplicates, opened from the customers by a click."""
    person.session.show_area("customers")
    person.settle()
    person.click(person.find("possibleTwins"))
    person.settle()
    made = person.session.twins.screen
    assert made is not None
    return made


def choose_and_merge(person: Person) -> None:
    person.enter()
    person.type("1")
    person.submit()


def text_of(person: Person, name: str) -> str:
    found = person.find(name)
    assert isinstance(found, QLabel)
    return found.text()


def test_the_list_begins_with_the_likeliest_pair_and_the_focus(
    person: Person, screen: TwinsScreen
) -> None:
    assert person.focus is screen.table
    assert screen.table.model().rowCount() == 1
    assert screen.compare.preview is not None


def test_no_name_and_no_phone_stands_there_in_full(person: Person, screen: TwinsScreen) -> None:
    shown = " ".join(
        each.text() for each in person.program.window.findChildren(QLabel) if each.isVisible()
    )
    index = screen.table.model().index(0, 1)
    assert WANG not in shown + str(index.data())
    assert WANG_PHONE not in shown
    assert "138****6027" in shown


def test_fields_are_chosen_by_digits_and_the_next_one_is_asked(
    person: Person, screen: TwinsScreen
) -> None:
    person.enter()
    assert person.focus.objectName().startswith("twinChoice_name")
    asked = sum(not view.is_same for view in screen.compare.preview.fields)  # type: ignore[union-attr]
    for _ in range(asked):
        person.type("2")
    assert person.focus is screen.compare.merge


def test_a_merge_by_keys_makes_one_record_and_can_be_undone_at_once(
    person: Person, screen: TwinsScreen
) -> None:
    before = person.rows(Customer)
    choose_and_merge(person)
    (merge,) = person.rows(CustomerMerge)
    assert screen.table.model().rowCount() == 0
    person.click(person.find("messageAction"))
    person.settle()
    assert person.rows(Customer) == before
    assert merge["undone_at"] is None
    assert person.rows(CustomerMerge)[0]["undone_at"] is not None
    assert screen.table.model().rowCount() == 1


def test_two_people_are_told_apart_by_one_key_and_not_shown_again(
    person: Person, screen: TwinsScreen
) -> None:
    person.alt(Qt.Key.Key_T)
    assert len(person.rows(DistinctPair)) == 1
    assert screen.table.model().rowCount() == 0
    person.click(person.find("messageAction"))
    person.settle()
    assert person.rows(DistinctPair) == []


def test_swapping_keeps_the_other_record(person: Person, screen: TwinsScreen) -> None:
    assert screen.compare.preview is not None
    kept = screen.compare.preview.kept.customer_id
    person.alt(Qt.Key.Key_S)
    assert screen.compare.preview.gone.customer_id == kept
    choose_and_merge(person)
    assert person.rows(CustomerMerge)[0]["gone_id"] == kept


def test_esc_goes_from_the_comparison_to_the_list_and_then_back(
    person: Person, screen: TwinsScreen
) -> None:
    person.enter()
    person.escape()
    assert person.focus is screen.table
    person.escape()
    assert person.session.window.current_key == "customers"


def test_the_record_that_went_leads_to_the_kept_one_and_the_merge_is_undone_there(
    person: Person, screen: TwinsScreen
) -> None:
    choose_and_merge(person)
    (merge,) = person.rows(CustomerMerge)
    person.escape()
    customers = person.session.customers
    customers.show_person(str(merge["gone_id"]))
    person.settle()
    assert customers.customer_id == merge["kept_id"]
    person.click(person.find("mergeUndo0"))
    person.settle()
    assert person.rows(CustomerMerge)[0]["undone_at"] is not None
    assert not person.sees("mergeUndo0")
    assert screen.table.model() is not None


def test_the_page_of_a_person_leads_to_the_comparison(person: Person) -> None:
    person.session.show_area("customers")
    wang = next(row for row in person.rows(Customer) if row["name"] == WANG)
    person.session.customers.show_person(str(wang["id"]))
    person.settle()
    person.click(person.find("twinCompare0"))
    person.settle()
    screen = person.session.twins.screen
    assert screen is not None
    assert screen.compare.preview is not None
    assert person.session.window.current_key == "twins"


# ---- at the desk ---------------------------------------------------------------------------


@pytest.mark.clause("4.2-2")
def test_a_newcomer_on_record_is_taken_by_one_key(person: Person) -> None:
    before = len(person.rows(Customer))
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.go_to("newPhone")
    person.type("13700002222")
    person.until(lambda: person.sees("twin0"))
    assert "张*" in text_of(person, "twinWords0")
    person.alt(Qt.Key.Key_S)
    assert person.draft.customer.customer_id is not None
    assert not person.sees("twin0")
    person.enter()
    person.need()
    person.submit()
    person.answer()
    assert len(person.rows(Customer)) == before


def test_a_banner_that_was_put_away_stays_away_and_holds_nothing_up(person: Person) -> None:
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.go_to("newPhone")
    person.type("13700002222")
    person.until(lambda: person.sees("twin0"))
    person.click(person.find("twinDismiss0"))
    person.settle()
    assert not person.sees("twin0")
    person.go_to("newName")
    person.type("Li")
    person.settle()
    assert not person.sees("twin0")


@pytest.mark.clause("5-2")
def test_a_record_nobody_checked_for_long_is_confirmed_with_one_key(person: Person) -> None:
    pick_old_record(person)
    assert "14" in text_of(person, "reviewWords")
    person.alt(Qt.Key.Key_S)
    assert not person.sees("reviewRight")
    assert sum(row["reviewed_at"] is not None for row in person.rows(Customer)) == 1


@pytest.mark.clause("5-2")
def test_a_record_is_corrected_in_passing_and_the_visit_stays_where_it_is(person: Person) -> None:
    pick_old_record(person)
    step = person.step()
    person.alt(Qt.Key.Key_Z)
    assert person.focus.objectName() == "reviewPhone"
    person.type("123")
    person.enter()
    assert text_of(person, "reviewPhoneError")
    person.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.type("13911112222")
    person.enter()
    assert person.step() is step
    assert "13911112222" in {row["phone"] for row in person.rows(Customer)}
    assert not person.sees("reviewBox")


def test_esc_closes_the_correction_and_not_the_visit(person: Person) -> None:
    pick_old_record(person)
    person.alt(Qt.Key.Key_Z)
    person.escape()
    assert person.sees("reviewRight")
    assert person.session.reception is not None


def pick_old_record(person: Person) -> None:
    """Begin a visit with the record that was kept fourteen months ago."""
    person.begin()
    person.type(WANG_ROOM)
    person.settle()
    person.until(lambda: person.sees("customerHits"))
    hits = person.find("customerHits")
    assert isinstance(hits, QListWidget)
    # Of the two in this room the one with the shorter name is the old record.
    names = [hits.item(row).text().split()[0] for row in range(hits.count())]
    for _ in range(names.index("王*")):
        person.press(Qt.Key.Key_Down)
    person.enter()
    person.until(lambda: person.sees("reviewRight"))
