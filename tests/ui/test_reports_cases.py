"""Every bar, cell, segment and card of the reports opens exactly the cases that it counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import i18n
from app.figure_words import period_words
from app.services.reporting import list_projects
from app.workspace import Workspace
from tests.ui.at_the_reports import (
    LEFT,
    NOW,
    OCTOBER,
    SEPTEMBER,
    click_part,
    counted,
    part_of,
    shown_screen,
    turned,
)
from ui.cases.case_list_screen import CaseListScreen
from ui.context import DeskContext
from ui.reports.figure_cards import ReportCard
from ui.reports.report_charts import ReportCharts
from ui.reports.reports_screen import ReportsScreen
from ui.tasks import TaskRunner
from ui.widgets.chart import Chart

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)

CHARTS: dict[str, Callable[[ReportCharts], Chart]] = {
    "category": lambda charts: charts.by_category,
    "severity": lambda charts: charts.by_severity,
    "source": lambda charts: charts.by_source,
    "cause": lambda charts: charts.by_cause,
    "age": lambda charts: charts.ageing,
    "satisfaction": lambda charts: charts.satisfaction,
    "heat": lambda charts: charts.heat,
}


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
    made = shown_screen(qtbot, context)
    made.picker.choose(SEPTEMBER)
    counted(qtbot, made)
    turned()
    return made


def press_part(
    qtbot: QtBot, screen: ReportsScreen, chart: Chart, key: Hashable
) -> Callable[[], None]:
    return lambda: click_part(qtbot, screen, chart, key)


def number_said(words: str) -> int:
    """Return the number behind a part's name, such as 7 of 'Repairs: 7, together 16%'."""
    return int(words.partition(": ")[2].split(",")[0].split(";")[0])


def opened(qtbot: QtBot, screen: ReportsScreen, press: Callable[[], None]) -> tuple[list[str], str]:
    with qtbot.waitSignal(screen.cases_requested, timeout=10_000) as asked:
        press()
    assert asked.args is not None
    ids, words = asked.args
    counted(qtbot, screen)
    return list(ids), words


@pytest.mark.clause("4.3-4")
@pytest.mark.parametrize("name", CHARTS)
def test_a_click_opens_as_many_cases_as_the_part_says(
    qtbot: QtBot, screen: ReportsScreen, name: str
) -> None:
    chart = CHARTS[name](screen.charts)
    if name == "age":
        # All complaints of September ended in it.
        screen.picker.choose(OCTOBER)
        counted(qtbot, screen)
        turned()
    parts = [part for part in chart.parts() if part.opens and not part.area.isEmpty()]
    assert parts
    for part in parts[:4]:
        ids, words = opened(qtbot, screen, press_part(qtbot, screen, chart, part.key))
        assert len(ids) == number_said(part.words), (part, words)
        assert words.startswith(f"{period_words(screen.period)} · ")


def test_a_key_opens_the_cases_too(qtbot: QtBot, screen: ReportsScreen) -> None:
    chart = screen.charts.by_category
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    first = chart.parts()[0]
    ids, _words = opened(qtbot, screen, lambda: qtbot.keyClick(chart, Qt.Key.Key_Return))
    assert len(ids) == number_said(first.words)


def test_a_row_of_the_heat_map_opens_the_whole_building(
    qtbot: QtBot, screen: ReportsScreen
) -> None:
    heat = screen.charts.heat
    total = next(
        part for part in heat.parts() if isinstance(part.key, tuple) and part.key[1] is None
    )
    ids, _words = opened(qtbot, screen, lambda: click_part(qtbot, screen, heat, total.key))
    assert len(ids) == number_said(total.words)


def test_a_ratio_opens_what_was_missed(qtbot: QtBot, screen: ReportsScreen) -> None:
    assert screen.summary is not None
    chart = screen.charts.timeliness
    late = [part for part in chart.parts() if part.opens]
    assert late
    for part in late:
        ratio = screen.summary.figures.ratios[str(part.key)]
        assert ratio is not None
        ids, _words = opened(qtbot, screen, press_part(qtbot, screen, chart, part.key))
        assert 0 < len(ids) <= max(ratio.n, ratio.d - ratio.n)


def test_the_column_of_the_month_in_view_opens_its_new_complaints(
    qtbot: QtBot, screen: ReportsScreen
) -> None:
    chart = screen.charts.twelve_months
    key = SEPTEMBER.month
    ids, words = opened(qtbot, screen, lambda: click_part(qtbot, screen, chart, key))
    assert len(ids) == number_said(part_of(chart, key).words.replace("New complaints ", ""))
    assert words == "September 2026 · New complaints"


@pytest.mark.parametrize("name", ["brought_forward", "new", "done", "carried_over"])
def test_a_card_opens_its_cases_by_click_and_by_key(
    qtbot: QtBot, screen: ReportsScreen, name: str
) -> None:
    card: ReportCard = getattr(screen.cards, name)
    if card.figure == "0":
        with qtbot.assertNotEmitted(screen.cards.part_opened):
            qtbot.mouseClick(card, LEFT)
        return
    clicked, words = opened(qtbot, screen, lambda: qtbot.mouseClick(card, LEFT))
    card.setFocus()
    typed, _words = opened(qtbot, screen, lambda: qtbot.keyClick(card, Qt.Key.Key_Return))
    assert clicked == typed
    assert len(clicked) == int(card.figure) or words.endswith(f"{card.figure} times")


def test_the_case_list_shows_what_was_opened(
    qtbot: QtBot, screen: ReportsScreen, context: DeskContext
) -> None:
    chart = screen.charts.by_category
    part = chart.parts()[0]
    ids, words = opened(qtbot, screen, lambda: click_part(qtbot, screen, chart, part.key))
    cases = CaseListScreen(context)
    qtbot.addWidget(cases)
    cases.show()
    cases.show_cases(tuple(ids), words)
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    turned()
    assert cases.model.total == number_said(part.words)
    assert cases.sentence.words == f"Shown: {words}"


def test_a_filtered_bar_opens_filtered_cases(qtbot: QtBot, screen: ReportsScreen) -> None:
    box = screen.filter.category
    box.setCurrentIndex(box.findData("repairs"))
    box.activated.emit(box.currentIndex())
    counted(qtbot, screen)
    turned()
    chart = screen.charts.by_source
    for part in chart.parts():
        ids, words = opened(qtbot, screen, press_part(qtbot, screen, chart, part.key))
        assert len(ids) == number_said(part.words)
        assert words.endswith(f"· {box.currentText()}")
