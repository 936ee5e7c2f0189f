"""The customer archive by keys: tree, person, room, moves, notes, corrections, receptions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTreeView, QWidget

from app.domain.terms import AccessKind, CustomerKind
from app.services.archive_tree import PlaceKind
from app.services.customer_history import HistoryScope
from db.models import AccessEntry, Customer, CustomerNote, Occupancy, Room, Vehicle
from tests.ui.at_the_desk import WANG, WANG_PHONE, WANG_ROOM, Person
from ui.customers.customers_screen import CustomersScreen
from ui.customers.record_form import RecordForm

pytest_plugins = ["tests.ui.desk_fixtures"]

CUSTOMERS = "customers"


def archive(person: Person) -> CustomersScreen:
    """Show the archive; the tree takes the keys."""
    person.session.show_area(CUSTOMERS)
    person.settle()
    return person.session.customers


def open_wang(person: Person) -> CustomersScreen:
    """Find 王秀兰 by keys and open her page."""
    screen = archive(person)
    screen.pick.box.setFocus()
    person.type("wxl")
    person.enter()
    person.settle()
    assert screen.customer_id is not None
    return screen


def open_room(person: Person, label: str = WANG_ROOM) -> CustomersScreen:
    """Open a room's page."""
    screen = archive(person)
    room_id = next(row["id"] for row in person.rows(Room) if row["label"] == label)
    screen.show_room(str(room_id))
    person.settle()
    return screen


def fill(person: Person, name: str, text: str) -> None:
    """Write into a line, whatever stood there."""
    line = person.find(name)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    person.press(Qt.Key.Key_Delete)
    person.type(text)


def seen_words(page: QWidget) -> str:
    """Return all words that can be read on a page."""
    parts = [w.text() for w in page.findChildren(QLabel) if w.isVisible()]
    parts += [w.accessibleName() for w in page.findChildren(QWidget) if w.isVisible()]
    return " ".join(parts)


def form_of(screen: CustomersScreen) -> RecordForm | None:
    """Return the form that stands open beside the person, None if none does."""
    return screen.person.form


def test_the_tree_is_walked_by_arrows_down_to_a_room(person: Person) -> None:
    screen = archive(person)
    tree = person.find("placeTree")
    assert isinstance(tree, QTreeView)
    assert tree.hasFocus()
    for key in (
        Qt.Key.Key_Home,
        Qt.Key.Key_Down,
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
        Qt.Key.Key_Down,
    ):
        person.press(key)
        person.settle()
    assert screen.tree.chosen is not None
    assert screen.tree.chosen[0] is PlaceKind.ROOM
    assert screen.room.view is not None
    assert screen.room.view.label == "1-1-1701"


def test_a_level_of_the_tree_is_read_only_when_it_is_opened(person: Person) -> None:
    screen = archive(person)
    root = screen.tree.model.item(0)
    building = root.child(0)
    assert (root.rowCount(), building.rowCount(), building.child(0).text()) == (4, 1, "")
    screen.tree.view.expand(building.index())
    person.settle()
    assert [building.child(row).text() for row in range(building.rowCount())] == [
        "unit 1",
        "unit 2",
    ]


def test_a_person_is_found_shown_masked_and_the_opening_is_on_record(person: Person) -> None:
    screen = open_wang(person)
    words = seen_words(screen.person)
    assert "王**" in words
    assert WANG_ROOM in words
    assert WANG[1:] not in words
    assert WANG_PHONE not in words
    (entry,) = person.rows(AccessEntry)
    assert entry["kind"] == AccessKind.OPEN_CARD


def test_the_room_opens_in_the_tree_too(person: Person) -> None:
    screen = open_room(person)
    person.until(lambda: screen.tree.chosen is not None)
    room = next(row for row in person.rows(Room) if row["label"] == WANG_ROOM)
    assert screen.tree.chosen == (PlaceKind.ROOM, room["id"])


def test_f2_begins_a_reception_with_the_person_shown(person: Person) -> None:
    screen = open_wang(person)
    customer_id = screen.customer_id
    person.begin()
    assert person.draft.customer.customer_id == customer_id
    assert person.draft.customer.room_label == WANG_ROOM


def test_a_record_is_corrected_by_keys_and_the_showing_is_on_record(person: Person) -> None:
    screen = open_wang(person)
    person.alt(Qt.Key.Key_E)
    assert person.focus.objectName() == "correct_name"
    fill(person, "correct_more_phones", "0571-88886666, 13900009999")
    person.submit()
    wang = next(row for row in person.rows(Customer) if row["id"] == screen.customer_id)
    assert (wang["name"], wang["more_phones"]) == (WANG, ["057188886666", "13900009999"])
    kinds = [entry["kind"] for entry in person.rows(AccessEntry)]
    assert kinds == [AccessKind.OPEN_CARD, AccessKind.REVEAL]


def test_a_wrong_phone_is_said_beside_its_box_and_nothing_typed_is_lost(person: Person) -> None:
    screen = open_wang(person)
    person.alt(Qt.Key.Key_E)
    fill(person, "correct_phone", "abc")
    person.submit()
    form = form_of(screen)
    assert form is not None
    assert "phone number" in form.field("phone").error
    assert person.focus.objectName() == "correct_phone"


def test_leaving_a_form_with_words_takes_a_second_esc(person: Person) -> None:
    screen = open_wang(person)
    person.click(person.find("notesCardAdd"))
    person.find("note_words").setFocus()
    person.type("dog")
    person.escape()
    assert form_of(screen) is not None
    assert "not saved" in person.message
    person.escape()
    assert form_of(screen) is None
    assert person.rows(CustomerNote) == []


def test_a_note_is_written_and_struck_out_by_keys(person: Person) -> None:
    open_wang(person)
    person.find("notesCardAdd").setFocus()
    person.enter()
    person.type("2")
    person.press(Qt.Key.Key_Tab)
    person.type("call first")
    person.submit()
    (note,) = person.rows(CustomerNote)
    assert (note["category"], note["words"], note["struck_at"]) == ("care", "call first", None)
    person.find(f"strike_{note['id']}").setFocus()
    person.enter()
    assert person.rows(CustomerNote)[0]["struck_at"] is not None
    assert person.sees("struckNotes")


def test_a_second_room_and_a_move_out_are_written_by_keys(person: Person) -> None:
    screen = open_wang(person)
    person.find("householdCardAdd").setFocus()
    person.enter()
    person.type("1-1-1702")
    person.submit()
    assert screen.person.view is not None
    assert {stay.room_label for stay in screen.person.view.living} == {WANG_ROOM, "1-1-1702"}
    stay = next(s for s in screen.person.view.stays if s.room_label == "1-1-1702")
    person.find(f"moveOut_{stay.occupancy_id}").setFocus()
    person.enter()
    person.submit()
    occupancy = next(row for row in person.rows(Occupancy) if row["id"] == stay.occupancy_id)
    assert occupancy["until_on"] is not None
    assert {stay.room_label for stay in screen.person.view.living} == {WANG_ROOM}


def test_a_vehicle_is_added_and_shown_masked(person: Person) -> None:
    screen = open_wang(person)
    person.find("vehiclesCardAdd").setFocus()
    person.enter()
    person.type("浙A·88Q62")
    person.submit()
    assert [row["plate"] for row in person.rows(Vehicle)] == ["浙A88Q62"]
    words = seen_words(screen.person)
    assert "浙A·8**62" in words
    assert "88Q62" not in words


def test_a_person_is_added_to_a_room_by_keys(person: Person) -> None:
    screen = open_room(person)
    person.find("addPerson").setFocus()
    person.enter()
    person.type("陈国栋")
    person.find("newPerson_kind").setFocus()
    person.type("3")
    person.submit()
    chen = next(row for row in person.rows(Customer) if row["name"] == "陈国栋")
    assert chen["kind"] == CustomerKind.FAMILY
    assert screen.customer_id == chen["id"]
    assert screen.person.view is not None
    assert [len(home.people) for home in screen.person.view.households] == [2]


def test_the_history_is_switched_between_person_household_and_room(person: Person) -> None:
    screen = open_wang(person)
    history = screen.person.history
    assert history.model.rowCount() == 1
    for scope in (HistoryScope.HOUSEHOLD, HistoryScope.ROOM):
        person.click(history.scopes.chip(scope))
        person.settle()
        assert history.scope is scope
        assert history.model.rowCount() == 1


def test_still_right_is_written_down(person: Person) -> None:
    screen = open_wang(person)
    person.alt(Qt.Key.Key_K)
    wang = next(row for row in person.rows(Customer) if row["id"] == screen.customer_id)
    assert wang["reviewed_at"] is not None


def test_rooms_are_added_by_pattern_and_an_empty_building_is_removed(person: Person) -> None:
    screen = archive(person)
    person.find("addRooms").setFocus()
    person.enter()
    for name, text in (("buildings", "9"), ("units", "1"), ("floors", "1"), ("households", "2")):
        fill(person, f"addRooms_{name}", text)
    person.submit()
    assert {"9-1-101", "9-1-102"} <= {row["label"] for row in person.rows(Room)}
    nine = screen.tree.model.item(0).child(3)
    assert nine.text() == "building 9"
    screen.tree.view.setCurrentIndex(nine.index())
    person.settle()
    person.find("removePlace").setFocus()
    person.enter()
    person.submit()
    assert not any(str(row["label"]).startswith("9-") for row in person.rows(Room))


def test_nothing_scrolls_sideways_on_a_small_screen(person: Person) -> None:
    screen = open_wang(person)
    person.program.window.setFixedSize(1366, 768)
    person.settle()
    QApplication.processEvents()
    table = screen.person.history.table
    assert table.horizontalScrollBar().maximum() == 0
    assert screen.person.side.horizontalScrollBar().maximum() == 0
    assert screen.width() <= 1366


def test_f1_opens_the_page_of_the_archive(person: Person) -> None:
    screen = archive(person)
    assert screen.property("manualPage") == CUSTOMERS
