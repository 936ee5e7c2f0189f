"""Filters of the case list: the panel, the sentence of chips, and filters kept under a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidgetItem
from pytestqt.qtbot import QtBot

from app.domain.case_filter import (
    BUILT_IN_VIEWS,
    BuiltIn,
    CaseFilter,
    CaseOrder,
    CaseSort,
    DueLimit,
    Scope,
)
from app.domain.permissions import Actor
from app.domain.terms import CaseState, CaseType, Role, Severity, Source
from app.services.saved_filters import SavedView, saved_filters
from app.services.staff import record_staff
from db.models import SavedFilter, new_id
from tests.integration.many_cases import Put
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised
from tests.ui.at_the_desk import Person
from tests.ui.at_the_list import LATER, click, numbers, settle, shown
from ui.cases.case_list_screen import CaseListScreen
from ui.cases.count_delegate import COUNT_ROLE
from ui.cases.filter_panel import written_day
from ui.context import DeskContext
from ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
pytest_plugins = ("tests.ui.list_fixtures", "tests.ui.desk_fixtures")


def panel(qtbot: QtBot, context: DeskContext) -> CaseListScreen:
    """Show the screen with its panel open."""
    screen = shown(qtbot, context)
    click(qtbot, screen.bar.more)
    qtbot.waitUntil(screen.panel.isVisible)
    return screen


def choose(qtbot: QtBot, box: object, words: str) -> None:
    """Choose a line of a list by its first letters."""
    box.setFocus()  # type: ignore[attr-defined]
    qtbot.keyClicks(box, words)


# ---- the panel ---------------------------------------------------------------------------------


def test_the_panel_opens_with_the_focus_inside_and_closes_by_escape(
    qtbot: QtBot, list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    screen.bar.more.setFocus()
    qtbot.keyClick(screen.bar.more, Qt.Key.Key_Return)
    assert screen.panel.isVisible()
    chip = screen.panel.severities.chip(1)
    assert QApplication.focusWidget() is chip
    qtbot.keyClick(chip, Qt.Key.Key_Escape)
    assert screen.panel.isHidden()
    assert screen.bar.more.hasFocus()


def press(group: str, key: object) -> Callable[[QtBot, CaseListScreen], None]:
    """Return a press on one chip of the panel."""

    def act(qtbot: QtBot, screen: CaseListScreen) -> None:
        click(qtbot, getattr(screen.panel, group).chip(key))

    return act


def pick(name: str, words: str) -> Callable[[QtBot, CaseListScreen], None]:
    """Return a choice in one list of the panel, by keys."""
    return lambda qtbot, screen: choose(qtbot, getattr(screen.panel, name), words)


def write(name: str, text: str) -> Callable[[QtBot, CaseListScreen], None]:
    """Return words typed into a line of the panel, taken by Enter."""

    def act(qtbot: QtBot, screen: CaseListScreen) -> None:
        line = getattr(screen.panel, name)
        line.setFocus()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)

    return act


@pytest.mark.parametrize(
    ("act", "wanted", "words"),
    [
        (press("severities", 1), CaseFilter(severities=(Severity.CRITICAL,)), "Critical"),
        (
            press("states", CaseState.WAITING),
            CaseFilter(states=(CaseState.WAITING,)),
            "Waiting",
        ),
        (press("sources", Source.HOTLINE), CaseFilter(sources=(Source.HOTLINE,)), "12345 hotline"),
        (press("due", DueLimit.OVERDUE), CaseFilter(due=(DueLimit.OVERDUE,)), "Overdue"),
        (
            press("due", DueLimit.HOURS),
            CaseFilter(due=(DueLimit.HOURS,)),
            "Due within 24 hours",
        ),
        (press("escalated", 2), CaseFilter(escalated=2), "Escalated to the project manager"),
        (pick("category", "Repairs"), CaseFilter(category="repairs"), "Repairs"),
        (pick("department", "Without"), CaseFilter(department=""), "Without department"),
        (pick("imported", "Imp"), CaseFilter(imported=True), "Imported"),
        (write("room", "3-2"), CaseFilter(room="3-2"), "Room 3-2"),
        (
            write("begin", "2026/10/1"),
            CaseFilter(registered_from=date(2026, 10, 1)),
            "Registered since 2026-10-01",
        ),
        (
            write("end", "20261012"),
            CaseFilter(registered_until=date(2026, 10, 12)),
            "Registered until 2026-10-12",
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_each_part_of_the_panel_narrows_the_list_and_is_said(
    qtbot: QtBot,
    mixed: list[Put],
    list_context: DeskContext,
    act: Callable[[QtBot, CaseListScreen], None],
    wanted: CaseFilter,
    words: str,
) -> None:
    screen = panel(qtbot, list_context)
    act(qtbot, screen)
    settle(qtbot, list_context)
    assert screen.model.wanted == wanted
    assert screen.sentence.words == f"Shown: {words}"


def test_ticks_and_the_building_narrow_as_well(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = panel(qtbot, list_context)
    for box in (screen.panel.reopened, screen.panel.mine):
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Space)
        settle(qtbot, list_context)
    for _line in range(2):
        qtbot.keyClick(screen.panel.building, Qt.Key.Key_Down)
    settle(qtbot, list_context)
    assert screen.model.wanted.reopened
    assert screen.model.wanted.mine
    assert screen.sentence.words == ("Shown: Reopened at least once, Building 2, Registered by me")


def test_the_hours_can_be_changed_once_they_count(qtbot: QtBot, list_context: DeskContext) -> None:
    screen = panel(qtbot, list_context)
    assert not screen.panel.hours.isEnabled()
    click(qtbot, screen.panel.due.chip(DueLimit.HOURS))
    screen.panel.hours.setFocus()
    qtbot.keyClick(screen.panel.hours, Qt.Key.Key_Up)
    settle(qtbot, list_context)
    assert screen.model.wanted == CaseFilter(due=(DueLimit.HOURS,), due_hours=25)


def test_the_second_press_on_a_level_takes_it_back(qtbot: QtBot, list_context: DeskContext) -> None:
    screen = panel(qtbot, list_context)
    for level, wanted in ((1, 1), (2, 2), (2, 0)):
        click(qtbot, screen.panel.escalated.chip(level))
        settle(qtbot, list_context)
        assert screen.model.wanted.escalated == wanted


def test_what_is_no_day_is_said_beside_the_field(qtbot: QtBot, list_context: DeskContext) -> None:
    screen = panel(qtbot, list_context)
    screen.panel.begin.setFocus()
    qtbot.keyClicks(screen.panel.begin, "last week")
    qtbot.keyClick(screen.panel.begin, Qt.Key.Key_Tab)
    assert screen.panel._begin_field.error == "Write a day as 2026-10-01."
    assert screen.model.wanted == CaseFilter()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-01", date(2026, 10, 1)),
        (" 2026/10/1 ", date(2026, 10, 1)),
        ("20261001", date(2026, 10, 1)),
        ("2026年10月1日", date(2026, 10, 1)),
        ("2026-13-01", None),
        ("10-01", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date | None) -> None:
    assert written_day(text) == day


# ---- the sentence ------------------------------------------------------------------------------


def test_chips_are_taken_away_by_keys_one_after_the_other(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    for kind in ("complaint", "enquiry"):
        click(qtbot, screen.bar.types.chip(kind))
    click(qtbot, screen.bar.scopes.chip(Scope.OPEN))
    settle(qtbot, list_context)
    assert screen.sentence.words == "Shown: Open, Complaint or Enquiry"
    first = screen.sentence.chip("scope")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    second = screen.sentence.chip("types")
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Delete)
    settle(qtbot, list_context)
    assert screen.model.wanted == CaseFilter(scope=Scope.OPEN)
    last = screen.sentence.chip("scope")
    assert last.hasFocus()
    qtbot.keyClick(last, Qt.Key.Key_Return)
    settle(qtbot, list_context)
    assert screen.model.wanted == CaseFilter()
    assert screen.sentence.words.strip() == "All cases are shown."
    assert screen.bar.scopes.value is Scope.ALL


def test_clear_takes_everything_away_but_not_the_order(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    screen.focus_search()
    qtbot.keyClicks(screen.search, "TS-")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    click(qtbot, screen.bar.types.chip("praise"))
    settle(qtbot, list_context)
    assert numbers(screen) == []
    click(qtbot, screen.sentence.clear)
    settle(qtbot, list_context)
    assert len(numbers(screen)) == len(mixed)
    assert screen.search.text() == ""
    assert screen.bar.types.values == ()


def test_the_cases_of_a_bar_are_one_part_of_the_sentence(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    _visit, (first,) = desk.receive(promised(COMPLAINT, LATER))
    desk.receive(promised(COMPLAINT, LATER))
    screen = shown(qtbot, list_context)
    screen.show_cases((first.case_id,), "October 2026 · Repairs")
    settle(qtbot, list_context)
    assert screen.sentence.words == "Shown: October 2026 · Repairs"
    assert len(numbers(screen)) == 1
    click(qtbot, screen.sentence.chip("cases"))
    settle(qtbot, list_context)
    assert len(numbers(screen)) == 2


# ---- saved filters -----------------------------------------------------------------------------


def menu(qtbot: QtBot, context: DeskContext) -> CaseListScreen:
    """Show the screen with the saved filters open."""
    screen = shown(qtbot, context)
    click(qtbot, screen.saved)
    settle(qtbot, context)
    assert screen.menu.isVisible()
    return screen


def count_of(item: QListWidgetItem) -> int:
    return int(item.data(COUNT_ROLE))


def stored(desk: Desk) -> dict[str, SavedView]:
    found = desk.read(saved_filters, project_id=desk.project.project_id)
    return {saved.name: saved for saved in found}


def save_as(qtbot: QtBot, context: DeskContext, screen: CaseListScreen, name: str) -> None:
    click(qtbot, screen.menu.save_as)
    assert screen.menu.name_line.hasFocus()
    qtbot.keyClicks(screen.menu.name_line, name)
    qtbot.keyClick(screen.menu.name_line, Qt.Key.Key_Return)
    settle(qtbot, context)


def test_every_built_in_filter_has_its_count_and_shows_as_many(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = menu(qtbot, list_context)
    for number, key in enumerate(BuiltIn):
        if number:
            click(qtbot, screen.saved)
            settle(qtbot, list_context)
        count = count_of(screen.menu.item(key))
        screen.menu.list.setCurrentItem(screen.menu.item(key))
        qtbot.keyClick(screen.menu.list, Qt.Key.Key_Return)
        settle(qtbot, list_context)
        assert screen.menu.isHidden()
        assert len(numbers(screen)) == count
        assert screen.model.order == BUILT_IN_VIEWS[key].order
        assert screen.saved.text().strip().endswith(f"· {count}")


def test_counts_follow_what_changes(qtbot: QtBot, desk: Desk, list_context: DeskContext) -> None:
    screen = menu(qtbot, list_context)
    assert count_of(screen.menu.item(BuiltIn.OPEN_COMPLAINTS)) == 0
    desk.receive(promised(COMPLAINT, LATER))
    screen.refresh()
    settle(qtbot, list_context)
    assert count_of(screen.menu.item(BuiltIn.OPEN_COMPLAINTS)) == 1


def test_escape_and_a_click_elsewhere_close_the_menu(
    qtbot: QtBot, list_context: DeskContext
) -> None:
    screen = menu(qtbot, list_context)
    assert screen.menu.list.hasFocus()
    qtbot.keyClick(screen.menu.list, Qt.Key.Key_Escape)
    assert screen.menu.isHidden()
    assert screen.saved.hasFocus()
    for elsewhere in (screen.search, screen.saved):
        click(qtbot, screen.saved)
        assert screen.menu.isVisible()
        qtbot.mouseClick(elsewhere, Qt.MouseButton.LeftButton)
        assert screen.menu.isHidden(), elsewhere.objectName()
    settle(qtbot, list_context)


def test_a_filter_is_saved_found_again_renamed_and_deleted_with_a_way_back(
    qtbot: QtBot, desk: Desk, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    click(qtbot, screen.bar.types.chip("complaint"))
    screen.orders.sort_by(CaseSort.DUE)
    settle(qtbot, list_context)
    click(qtbot, screen.saved)
    settle(qtbot, list_context)
    save_as(qtbot, list_context, screen, "Night shift")
    saved = stored(desk)["Night shift"]
    assert saved.view.wanted == CaseFilter(types=(CaseType.COMPLAINT,))
    assert saved.view.order == CaseOrder(CaseSort.DUE)
    assert not saved.is_shared
    item = screen.menu.item(saved.filter_id)
    complaints = sum(case.type is CaseType.COMPLAINT for case in mixed)
    assert count_of(item) == complaints
    screen.menu.list.setCurrentItem(item)
    click(qtbot, screen.menu.rename)
    qtbot.keyClicks(screen.menu.name_line, "Day shift")
    click(qtbot, screen.menu.name_save)
    settle(qtbot, list_context)
    assert list(stored(desk)) == ["Day shift"]
    offers: list[tuple[str, Callable[[], None]]] = []
    screen.undo_offered.connect(lambda words, undo: offers.append((words, undo)))
    screen.menu.list.setCurrentItem(screen.menu.item(saved.filter_id))
    qtbot.keyClick(screen.menu.list, Qt.Key.Key_Delete)
    settle(qtbot, list_context)
    assert stored(desk) == {}
    ((words, undo),) = offers
    assert words == "The filter “Day shift” was deleted."
    undo()
    settle(qtbot, list_context)
    assert stored(desk)["Day shift"].view == saved.view


def test_a_name_that_is_taken_is_said_beside_the_field(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    screen = menu(qtbot, list_context)
    save_as(qtbot, list_context, screen, "Night")
    save_as(qtbot, list_context, screen, "night")
    assert "taken" in screen.menu.name_field.error
    assert screen.menu.name_line.hasFocus()
    qtbot.keyClick(screen.menu.name_line, Qt.Key.Key_Escape)
    assert screen.menu.isVisible()
    assert list(stored(desk)) == ["Night"]


def test_a_filter_is_replaced_shared_and_taken_back(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    screen = menu(qtbot, list_context)
    save_as(qtbot, list_context, screen, "Night")
    screen.menu.close_menu()
    click(qtbot, screen.bar.scopes.chip(Scope.OPEN))
    settle(qtbot, list_context)
    click(qtbot, screen.saved)
    settle(qtbot, list_context)

    def on_mine() -> None:
        screen.menu.list.setCurrentItem(screen.menu.item(stored(desk)["Night"].filter_id))

    on_mine()
    click(qtbot, screen.menu.update_saved)
    settle(qtbot, list_context)
    assert stored(desk)["Night"].view.wanted == CaseFilter(scope=Scope.OPEN)
    for is_shared in (True, False):
        on_mine()
        click(qtbot, screen.menu.share)
        settle(qtbot, list_context)
        assert stored(desk)["Night"].is_shared is is_shared


def test_a_receptionist_changes_no_shared_filter(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    screen = menu(qtbot, list_context)
    save_as(qtbot, list_context, screen, "Night")
    screen.menu.list.setCurrentItem(screen.menu.item(stored(desk)["Night"].filter_id))
    click(qtbot, screen.menu.share)
    settle(qtbot, list_context)
    staff_id = new_id()
    desk.write(record_staff, staff_id=staff_id, name="赵敏", role=Role.RECEPTIONIST, now=NOW)
    actor = Actor(staff_id, "赵敏", Role.RECEPTIONIST)
    runner: TaskRunner = list_context.runner
    theirs = DeskContext(runner, actor, desk.project, "鸿园物业", lambda: LATER)
    screen.close()
    other = CaseListScreen(theirs)
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
    settle(qtbot, theirs)
    click(qtbot, other.saved)
    settle(qtbot, theirs)
    other.menu.list.setCurrentItem(other.menu.item(stored(desk)["Night"].filter_id))
    assert other.menu.share.isHidden()
    for button in (other.menu.rename, other.menu.delete, other.menu.update_saved):
        assert not button.isEnabled()
    click(qtbot, other.saved)


def test_at_the_desk_a_deleted_filter_comes_back_by_undo(person: Person) -> None:
    person.click(person.find("nav_cases"))
    person.settle()
    person.alt(Qt.Key.Key_F)
    assert person.focus.objectName() == "savedFiltersList"
    person.click(person.find("saveFilterAs"))
    person.type("Night")
    person.enter()
    assert [row["name"] for row in person.rows(SavedFilter)] == ["Night"]
    person.press(Qt.Key.Key_End)
    person.press(Qt.Key.Key_Delete)
    person.settle()
    assert person.rows(SavedFilter) == []
    assert person.message == "The filter “Night” was deleted."
    person.click(person.find("messageAction"))
    person.settle()
    assert [row["name"] for row in person.rows(SavedFilter)] == ["Night"]
