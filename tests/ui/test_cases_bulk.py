"""Many cases at once: choosing them by keys and clicks, asking once, and saying what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.terms import Channel, EventKind
from app.services import case_ends
from app.services.case_bulk import BATCH, BulkVerb
from app.services.case_views import case_page
from app.verification import verify_store
from tests.integration.many_cases import Put
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised
from tests.ui.at_the_list import (
    CONTROL,
    SHIFT,
    chosen,
    click,
    click_cell,
    numbers,
    settle,
    shown,
)
from ui.cases.case_columns import Column
from ui.cases.case_list_screen import CaseListScreen
from ui.context import DeskContext

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
pytest_plugins = ("tests.ui.list_fixtures",)


@pytest.fixture
def cases(desk: Desk) -> dict[str, str]:
    """Four open complaints and one closed enquiry, ids by number."""
    made = {}
    for minute in range(4):
        due = NOW + timedelta(hours=2)
        _visit, (case,) = desk.receive(
            promised(COMPLAINT, due), now=NOW + timedelta(minutes=minute)
        )
        made[case.number] = case.case_id
    _visit, (case,) = desk.receive(ENQUIRY, now=NOW + timedelta(minutes=9))
    made[case.number] = case.case_id
    return made


def before_the_list(qtbot: QtBot, context: DeskContext, row: int = 0) -> CaseListScreen:
    screen = shown(qtbot, context)
    screen.table.setFocus()
    screen.table.setCurrentIndex(screen.model.index(row, Column.NUMBER))
    return screen


def last(desk: Desk, case_id: str) -> tuple[EventKind, str]:
    entry = desk.read(case_page, case_id=case_id).timeline[-1]
    return entry.kind, entry.words


# ---- choosing ----------------------------------------------------------------------------------


def test_space_chooses_and_arrows_only_look(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = before_the_list(qtbot, list_context)
    listed = numbers(screen)
    assert screen.bulk.isHidden()
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    assert chosen(screen) == [listed[0], listed[2]]
    assert screen.bulk.isVisible()
    assert screen.bulk.count_label.text() == "2 chosen"
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    assert chosen(screen) == [listed[0]]
    qtbot.keyClick(screen.table, Qt.Key.Key_Escape)
    assert chosen(screen) == []
    assert screen.bulk.isHidden()


def test_shift_with_arrows_chooses_a_stretch_and_gives_it_back(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = before_the_list(qtbot, list_context, row=3)
    listed = numbers(screen)
    for _step in range(2):
        qtbot.keyClick(screen.table, Qt.Key.Key_Down, SHIFT)
    assert chosen(screen) == listed[3:6]
    for _step in range(3):
        qtbot.keyClick(screen.table, Qt.Key.Key_Up, SHIFT)
    assert chosen(screen) == listed[2:4]


def test_ticks_control_and_shift_with_clicks(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = before_the_list(qtbot, list_context)
    listed = numbers(screen)
    click_cell(qtbot, screen, 1, Column.MARK)
    click_cell(qtbot, screen, 3, Column.MATTER, CONTROL)
    assert chosen(screen) == [listed[1], listed[3]]
    click_cell(qtbot, screen, 5, Column.MATTER, SHIFT)
    assert chosen(screen) == [listed[1], *listed[3:6]]
    click_cell(qtbot, screen, 7, Column.MATTER)
    assert len(chosen(screen)) == 4
    click_cell(qtbot, screen, 1, Column.MARK)
    assert chosen(screen) == listed[3:6]


def test_control_a_chooses_all_that_are_read_and_heads_are_no_cases(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = before_the_list(qtbot, list_context)
    screen.orders.group.setCurrentIndex(2)
    screen.orders.group.activated.emit(2)
    settle(qtbot, list_context)
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_A, CONTROL)
    assert len(screen.model.marks) == len(mixed)
    assert screen.bulk.count_label.text() == "60 chosen"


def test_what_is_chosen_survives_a_refresh_but_no_other_filter(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = before_the_list(qtbot, list_context)
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    before = chosen(screen)
    screen.refresh()
    settle(qtbot, list_context)
    assert chosen(screen) == before
    click(qtbot, screen.bar.types.chip("complaint"))
    settle(qtbot, list_context)
    assert chosen(screen) == []


# ---- asking and doing --------------------------------------------------------------------------


def choose_all(qtbot: QtBot, context: DeskContext) -> CaseListScreen:
    screen = before_the_list(qtbot, context)
    qtbot.keyClick(screen.table, Qt.Key.Key_A, CONTROL)
    return screen


def test_a_hand_over_by_keys_alone(
    qtbot: QtBot, desk: Desk, cases: dict[str, str], list_context: DeskContext
) -> None:
    screen = choose_all(qtbot, list_context)
    screen.bulk._buttons[BulkVerb.HAND_OVER].setFocus()
    qtbot.keyClick(screen.bulk._buttons[BulkVerb.HAND_OVER], Qt.Key.Key_Return)
    settle(qtbot, list_context)
    form = screen.bulk._form
    assert form is not None
    explained = form.explanation.text()
    assert explained.startswith("4 cases get this entry. Entries are only ever added")
    assert "Left out: ZX-20261012-001 has ended" in explained
    assert form.save_button.text().startswith("Write into 4 cases")
    assert screen.bar.isHidden()
    line = screen.bulk.findChild(QLineEdit, "bulk_hand_over_departmentLine")
    assert line is not None
    qtbot.keyClicks(line, "Lift company")
    with qtbot.waitSignal(screen.done) as said:
        qtbot.keyClick(line, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, list_context)
    assert said.args == ["Written into 4 cases."]
    kinds = {number: last(desk, case_id) for number, case_id in cases.items()}
    assert kinds.pop("ZX-20261012-001")[0] is EventKind.CLOSED
    assert set(kinds.values()) == {(EventKind.HANDED_OVER, "Lift company")}
    assert screen.bulk.isHidden()
    assert screen.bar.isVisible()
    assert screen.table.hasFocus()
    assert verify_store(desk.workspace) == []


def test_customers_are_told_the_same_words(
    qtbot: QtBot, desk: Desk, cases: dict[str, str], list_context: DeskContext
) -> None:
    screen = choose_all(qtbot, list_context)
    click(qtbot, screen.bulk._buttons[BulkVerb.TELL_CUSTOMER])
    settle(qtbot, list_context)
    form = screen.bulk._form
    assert form is not None
    qtbot.keyClick(form.editor("words"), Qt.Key.Key_Return, CONTROL)
    assert form.field("channel").error == "Please choose one."
    qtbot.keyClick(form.editor("channel").focusProxy(), Qt.Key.Key_2)
    qtbot.keyClicks(form.editor("words"), "Water is back at six.")
    click(qtbot, form.save_button)
    settle(qtbot, list_context)
    for case_id in cases.values():
        assert last(desk, case_id) == (EventKind.CUSTOMER_TOLD, "Water is back at six.")
    facts = desk.read(case_page, case_id=next(iter(cases.values()))).timeline[-1].facts
    assert facts["channel"] == Channel.PHONE


def test_escape_goes_back_step_by_step(
    qtbot: QtBot, cases: dict[str, str], list_context: DeskContext
) -> None:
    screen = choose_all(qtbot, list_context)
    note = screen.bulk._buttons[BulkVerb.NOTE]
    click(qtbot, note)
    settle(qtbot, list_context)
    form = screen.bulk._form
    assert form is not None
    qtbot.keyClick(form.editor("words"), Qt.Key.Key_Escape)
    assert screen.bulk._form is None
    assert note.hasFocus()
    assert len(chosen(screen)) == 5
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert chosen(screen) == []
    assert screen.table.hasFocus()


def test_what_became_impossible_meanwhile_is_named_afterwards(
    qtbot: QtBot, desk: Desk, cases: dict[str, str], list_context: DeskContext
) -> None:
    screen = choose_all(qtbot, list_context)
    click(qtbot, screen.bulk._buttons[BulkVerb.ESCALATE])
    settle(qtbot, list_context)
    gone = cases["TS-20261012-002"]
    desk.write(case_ends.void, case_id=gone, reason="twice", now=NOW + timedelta(minutes=30))
    form = screen.bulk._form
    assert form is not None
    qtbot.keyClick(form.editor("level").focusProxy(), Qt.Key.Key_1)
    click(qtbot, form.save_button)
    settle(qtbot, list_context)
    words = screen.bulk.result.text().splitlines()
    assert words[0] == "Written into 3 cases."
    assert words[1].startswith("Left out: TS-20261012-002 has ended (“Voided”)")
    assert screen.bulk.close_result.hasFocus()
    qtbot.keyClick(screen.bulk.close_result, Qt.Key.Key_Return)
    assert screen.bulk.isHidden()


def test_nothing_can_be_written_where_none_permits_it(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    desk.receive(ENQUIRY)
    screen = choose_all(qtbot, list_context)
    click(qtbot, screen.bulk._buttons[BulkVerb.ESCALATE])
    settle(qtbot, list_context)
    form = screen.bulk._form
    assert form is not None
    assert form.explanation.text().startswith("None of the chosen cases permits this.")
    assert not form.save_button.isEnabled()


@pytest.mark.usefixtures("year")
def test_a_long_run_goes_in_batches_and_can_be_stopped(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    screen = choose_all(qtbot, list_context)
    click(qtbot, screen.bulk._buttons[BulkVerb.NOTE])
    settle(qtbot, list_context)
    form = screen.bulk._form
    assert form is not None
    qtbot.keyClicks(form.editor("words"), "checked")
    seen: list[tuple[int, int]] = []
    click(qtbot, form.save_button)
    run = screen.bulk._run
    assert run is not None
    run.progressed.connect(lambda done, total: seen.append((done, total)))
    run.progressed.connect(lambda *_counts: screen.bulk.busy.cancel_requested.emit())
    settle(qtbot, list_context)
    assert seen == [(BATCH, 200)]
    assert screen.bulk.result.text().splitlines()[0] == (
        f"Written into {BATCH} cases. Stopped: {200 - BATCH} cases have no entry."
    )
