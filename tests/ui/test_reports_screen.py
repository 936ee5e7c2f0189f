"""The reports area: months by keyboard, the service's figures, the way to the paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.months import Month
from app.domain.period_summary import PeriodSummary, Ratio
from app.services.reporting import list_projects, monthly_summary
from app.workspace import Workspace
from ui.context import DeskContext
from ui.reports import figure_words
from ui.reports.monthly_paper import file_name, monthly_paper
from ui.reports.ratio_chart import RatioChart, Share
from ui.reports.reports_screen import ReportsScreen
from ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)

# The demonstration's last day; its last month still runs.
NOW = datetime(2026, 10, 31, 13, 0, tzinfo=UTC)
OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    i18n.set_language("en")


@pytest.fixture
def context(qtbot: QtBot, demo_store: Workspace) -> Iterator[DeskContext]:
    runner = TaskRunner(demo_store)
    project = demo_store.read(list_projects)[0]
    assert demo_store.actor is not None
    yield DeskContext(runner, demo_store.actor, project, "Cuihu", lambda: NOW)
    assert runner.shutdown()


@pytest.fixture
def screen(qtbot: QtBot, context: DeskContext) -> ReportsScreen:
    made = ReportsScreen(context)
    qtbot.addWidget(made)
    made.resize(1274, 708)
    with qtbot.waitActive(made):
        made.show()
    counted(qtbot, made)
    return made


def counted(qtbot: QtBot, screen: ReportsScreen) -> PeriodSummary:
    """Wait until the month chosen is shown."""

    def is_shown() -> bool:
        shown = screen.summary
        return shown is not None and figure_words.month_of(shown) == screen.month

    qtbot.waitUntil(is_shown, timeout=10_000)
    assert screen.summary is not None
    return screen.summary


def expected(workspace: Workspace, context: DeskContext, month: Month) -> PeriodSummary:
    """What the service counts."""
    found = workspace.read(
        monthly_summary,
        actor=context.actor,
        project_code=context.project.code,
        month=month,
        lang="en",
        now=NOW,
    )
    assert isinstance(found, PeriodSummary)
    return found


def test_it_opens_on_the_running_month_and_says_so(screen: ReportsScreen) -> None:
    assert screen.month == OCTOBER
    assert screen.running_pill.isVisible()
    assert screen.running_pill.text.startswith("Still running, up to 10-31")


def test_page_keys_move_the_month(qtbot: QtBot, screen: ReportsScreen) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_PageUp)
    assert screen.month == SEPTEMBER
    assert not screen.preview_button.isEnabled()
    counted(qtbot, screen)
    assert not screen.running_pill.isVisible()
    qtbot.keyClick(screen, Qt.Key.Key_PageDown)
    assert screen.month == OCTOBER
    counted(qtbot, screen)


def test_a_month_that_has_not_begun_cannot_be_chosen(qtbot: QtBot, screen: ReportsScreen) -> None:
    assert not screen.picker.forward_button.isEnabled()
    qtbot.keyClick(screen, Qt.Key.Key_PageDown)
    assert screen.month == OCTOBER
    screen.picker.choose(Month(2027, 1))
    assert screen.month == OCTOBER


def test_the_popup_chooses_by_keyboard(qtbot: QtBot, screen: ReportsScreen) -> None:
    qtbot.mouseClick(screen.picker.month_button, Qt.MouseButton.LeftButton)
    popup = screen.picker.popup
    assert popup.isVisible()
    assert not popup.months[10].isEnabled()
    assert popup.months[9].isChecked()
    popup.months[9].setFocus()
    qtbot.keyClick(popup.months[9], Qt.Key.Key_Left)
    qtbot.keyClick(popup.months[8], Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert screen.month == SEPTEMBER
    counted(qtbot, screen)


def test_the_popup_turns_years(qtbot: QtBot, screen: ReportsScreen) -> None:
    qtbot.mouseClick(screen.picker.month_button, Qt.MouseButton.LeftButton)
    popup = screen.picker.popup
    assert not popup.year_forward.isEnabled()
    qtbot.keyClick(popup.months[9], Qt.Key.Key_PageUp)
    assert popup.year_label.text() == "2025"
    assert popup.months[11].isEnabled()
    popup.hide()


@pytest.mark.parametrize("month", [SEPTEMBER, OCTOBER])
def test_the_figures_are_the_services(
    qtbot: QtBot, screen: ReportsScreen, demo_store: Workspace, context: DeskContext, month: Month
) -> None:
    screen.picker.choose(month)
    counted(qtbot, screen)
    figures = expected(demo_store, context, month).figures
    flow, cards = figures.flow, screen.cards
    assert cards.brought_forward.figure == str(flow.brought_forward)
    assert cards.new.figure == str(flow.new)
    assert cards.reopened.figure == str(flow.reopened)
    assert cards.done.figure == str(flow.done)
    assert cards.carried_over.figure == str(flow.carried_over)
    assert cards.satisfaction.figure == figure_words.percent(figures.ratios["satisfaction"])
    completion = figures.ratios["completion"]
    assert completion is not None
    assert f"{completion.n}/{completion.d}" in cards.done.pill.text
    assert "it balances" in screen.flow_line.verdict_label.text()
    heard = screen.charts.by_category.accessibleDescription()
    most = max(figures.by_category.values())
    assert f": {most}" in heard
    in_time = figure_words.with_counts(figures.ratios["resolved_in_time"])
    assert f"Resolved in time: {in_time}" in screen.charts.timeliness.accessibleDescription()


def test_a_month_without_data_is_a_sentence_not_an_empty_chart(
    qtbot: QtBot, screen: ReportsScreen
) -> None:
    screen.picker.choose(Month(2024, 5))
    counted(qtbot, screen)
    assert screen.empty.isVisible()
    assert not screen.charts.isVisible()
    assert "May 2024" in figure_words.month_words(screen.month)
    qtbot.mouseClick(screen.empty.button, Qt.MouseButton.LeftButton)
    assert screen.month == OCTOBER
    counted(qtbot, screen)
    assert screen.charts.isVisible()


def test_a_press_on_a_column_goes_to_its_month(qtbot: QtBot, screen: ReportsScreen) -> None:
    screen.charts.twelve_months.bar_activated.emit(SEPTEMBER)
    assert screen.month == SEPTEMBER
    counted(qtbot, screen)


def test_a_press_on_a_category_asks_for_its_cases(qtbot: QtBot, screen: ReportsScreen) -> None:
    with qtbot.waitSignal(screen.category_opened) as asked:
        screen.charts.by_category.bar_activated.emit("parking")
    assert asked.args == ["parking", OCTOBER]


def test_preview_asks_for_the_paper_in_the_language_chosen(
    qtbot: QtBot, screen: ReportsScreen
) -> None:
    with qtbot.waitSignal(screen.paper_requested) as asked:
        qtbot.mouseClick(screen.preview_button, Qt.MouseButton.LeftButton)
    assert asked.args == [screen.summary, "en"]
    screen.language_box.setCurrentIndex(screen.language_box.findData("zh_CN"))
    with qtbot.waitSignal(screen.paper_requested, timeout=10_000) as asked:
        qtbot.mouseClick(screen.preview_button, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    summary, lang = asked.args
    assert lang == "zh_CN"
    assert summary.category_names["parking"] == "车辆停车"
    qtbot.waitUntil(screen.preview_button.isEnabled)


def test_the_paper_has_as_many_pages_as_the_file(
    qtbot: QtBot, screen: ReportsScreen, context: DeskContext
) -> None:
    assert screen.summary is not None
    paper = monthly_paper(context, screen.summary, "en")
    qtbot.addWidget(paper)
    paper.resize(1274, 708)
    paper.show()
    qtbot.waitUntil(lambda: paper.ready, timeout=20_000)
    assert paper.folder is not None
    document = pypdfium2.PdfDocument(paper.folder / "paper.pdf")
    pages = len(document)
    document.close()
    assert paper.view.page_count == pages > 1
    assert paper.position_label.text() == f"Page 1 of {pages}"


def test_file_names_are_safe_everywhere(screen: ReportsScreen) -> None:
    assert screen.summary is not None
    name = file_name(screen.summary, "en")
    assert name == "Monthly complaint summary CH 2026-10.pdf"
    assert Path(name).name == name


def test_refresh_reads_again(qtbot: QtBot, screen: ReportsScreen) -> None:
    before = screen.summary
    screen.refresh()
    qtbot.waitUntil(lambda: screen.summary is not before, timeout=10_000)


@pytest.mark.parametrize("width", [932, 1274, 1828])
def test_nothing_scrolls_sideways(qtbot: QtBot, screen: ReportsScreen, width: int) -> None:
    def reached() -> bool:
        # As a dragged edge does: what is left out on the way makes room for the next step.
        screen.resize(width, 600)
        return screen.width() == width

    qtbot.waitUntil(reached)
    QApplication.sendPostedEvents()
    holder = screen._area.widget()
    assert holder is not None
    assert holder.minimumSizeHint().width() <= screen._area.viewport().width()
    assert screen.minimumSizeHint().width() <= width


def test_every_control_has_a_name(screen: ReportsScreen) -> None:
    controls: list[QWidget] = [
        *screen.findChildren(QAbstractButton),
        *screen.findChildren(QComboBox),
        *screen.findChildren(RatioChart),
    ]
    for control in controls:
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()


def test_what_cannot_exist_yet_is_a_dash(qtbot: QtBot) -> None:
    chart = RatioChart("Timeliness", name="chart")
    qtbot.addWidget(chart)
    chart.set_shares([Share("a", "A", None), Share("b", "B", Ratio(0, 0))])
    chart.grab()
    assert chart.accessibleDescription() == "A: —; B: —"


@pytest.mark.parametrize(
    ("change", "words"), [(-0.094, "−9.4%"), (0.5, "+50.0%"), (0.0, "±0%"), (-0.0001, "±0%")]
)
def test_changes_carry_their_sign(change: float, words: str) -> None:
    assert figure_words.signed_percent(change) == words
