"""Choosing a day, month, quarter or year by keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.periods import Period, PeriodKind
from ui.reports.period_picker import PeriodPicker

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)

LEFT = Qt.MouseButton.LeftButton
TODAY = Period.parse("2026-10-31")


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    i18n.set_language("en")


@pytest.fixture
def picker(qtbot: QtBot) -> PeriodPicker:
    made = PeriodPicker(Period.parse("2026-10"), TODAY)
    qtbot.addWidget(made)
    qtbot.addWidget(made.kinds)
    with qtbot.waitActive(made):
        made.show()
    made.kinds.show()
    return made


def kind(picker: PeriodPicker, qtbot: QtBot, wanted: PeriodKind) -> None:
    qtbot.mouseClick(picker.kinds.chip(wanted), LEFT)


@pytest.mark.parametrize(
    ("wanted", "written", "words"),
    [
        (PeriodKind.DAY, "2026-10-31", "2026-10-31"),
        (PeriodKind.QUARTER, "2026-Q4", "Quarter 4, 2026"),
        (PeriodKind.YEAR, "2026", "Year 2026"),
    ],
)
def test_a_kind_chooses_the_period_that_holds_the_end_of_this_one(
    qtbot: QtBot, picker: PeriodPicker, wanted: PeriodKind, written: str, words: str
) -> None:
    with qtbot.waitSignal(picker.period_chosen) as chosen:
        kind(picker, qtbot, wanted)
    assert chosen.args == [Period.parse(written)]
    assert words in picker.period_button.text()


def test_back_to_months_from_a_past_year_is_its_last_month(
    qtbot: QtBot, picker: PeriodPicker
) -> None:
    kind(picker, qtbot, PeriodKind.YEAR)
    qtbot.mouseClick(picker.back_button, LEFT)
    assert str(picker.period) == "2025"
    kind(picker, qtbot, PeriodKind.MONTH)
    assert str(picker.period) == "2025-12"


def test_what_has_not_begun_cannot_be_chosen(qtbot: QtBot, picker: PeriodPicker) -> None:
    for wanted in PeriodKind:
        kind(picker, qtbot, wanted)
        assert not picker.forward_button.isEnabled()
        before = picker.period
        picker.go_forward()
        assert picker.period == before


def test_the_popup_chooses_a_month_by_keyboard(qtbot: QtBot, picker: PeriodPicker) -> None:
    qtbot.mouseClick(picker.period_button, LEFT)
    popup = picker.popup
    assert popup.isVisible()
    assert not popup.button(Period.parse("2026-11")).isEnabled()
    october = popup.button(Period.parse("2026-10"))
    assert october.isChecked()
    october.setFocus()
    qtbot.keyClick(october, Qt.Key.Key_Left)
    qtbot.keyClick(popup.button(Period.parse("2026-09")), Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert str(picker.period) == "2026-09"


def test_the_popup_turns_pages(qtbot: QtBot, picker: PeriodPicker) -> None:
    qtbot.mouseClick(picker.period_button, LEFT)
    popup = picker.popup
    assert not popup.page_forward.isEnabled()
    october = popup.button(Period.parse("2026-10"))
    october.setFocus()
    qtbot.keyClick(october, Qt.Key.Key_PageUp)
    assert popup.page_label.text() == "2025"
    assert popup.button(Period.parse("2025-12")).isEnabled()
    popup.hide()


def test_the_popup_shows_the_days_of_a_month(qtbot: QtBot, picker: PeriodPicker) -> None:
    kind(picker, qtbot, PeriodKind.DAY)
    qtbot.mouseClick(picker.period_button, LEFT)
    popup = picker.popup
    assert popup.page_label.text() == "October 2026"
    assert len(popup.buttons) == 31
    last = popup.button(TODAY)
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Up)
    qtbot.keyClick(popup.button(Period.parse("2026-10-24")), Qt.Key.Key_Space)
    assert str(picker.period) == "2026-10-24"


def test_the_popup_shows_four_quarters_and_twelve_years(qtbot: QtBot, picker: PeriodPicker) -> None:
    kind(picker, qtbot, PeriodKind.QUARTER)
    qtbot.mouseClick(picker.period_button, LEFT)
    assert [button.text() for button in picker.popup.buttons] == ["Q1", "Q2", "Q3", "Q4"]
    qtbot.mouseClick(picker.popup.button(Period.parse("2026-Q2")), LEFT)
    assert str(picker.period) == "2026-Q2"
    kind(picker, qtbot, PeriodKind.YEAR)
    qtbot.mouseClick(picker.period_button, LEFT)
    assert picker.popup.page_label.text() == "2024-2035"
    qtbot.mouseClick(picker.popup.button(Period.parse("2025")), LEFT)
    assert str(picker.period) == "2025"


def test_a_new_day_moves_the_end(qtbot: QtBot, picker: PeriodPicker) -> None:
    picker.set_today(Period.parse("2026-11-01"))
    qtbot.mouseClick(picker.forward_button, LEFT)
    assert str(picker.period) == "2026-11"
