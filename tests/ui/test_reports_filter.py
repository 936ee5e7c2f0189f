"""Narrowing the figures, comparing periods, and making a finding of a section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.figure_filter import FigureFilter
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.terms import Role, Severity, Source
from app.services.reporting import list_projects, period_summary
from app.workspace import Workspace
from tests.ui.at_the_reports import LEFT, NOW, SEPTEMBER, counted, shown_screen, turned
from ui.context import DeskContext
from ui.reports.report_filter import Against
from ui.reports.reports_screen import ReportsScreen
from ui.tasks import TaskRunner
from ui.widgets.buttons import IconButton

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)


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
    return shown_screen(qtbot, context)


def choose(qtbot: QtBot, box: QComboBox, key: str) -> None:
    """Choose by keys, as a person does: Down until the words are there, Enter."""
    box.setFocus()
    wanted = box.findData(key)
    assert wanted >= 0, key
    while box.currentIndex() != wanted:
        step = Qt.Key.Key_Down if box.currentIndex() < wanted else Qt.Key.Key_Up
        qtbot.keyClick(box, step)


def expected(
    workspace: Workspace, context: DeskContext, period: Period, only: FigureFilter | None = None
) -> PeriodSummary:
    found = workspace.read(
        period_summary,
        actor=context.actor,
        project_code="CH",
        period=period,
        lang="en",
        now=NOW,
        only=only,
    )
    assert isinstance(found, PeriodSummary)
    return found


@pytest.mark.parametrize(
    ("name", "key", "only"),
    [
        ("category", "repairs", FigureFilter(category="repairs")),
        ("severity", "3", FigureFilter(severity=Severity.NORMAL)),
        ("source", "phone", FigureFilter(source=Source.PHONE)),
        ("building", "", FigureFilter(building="")),
    ],
)
def test_a_filter_narrows_every_figure(
    qtbot: QtBot,
    screen: ReportsScreen,
    context: DeskContext,
    demo_store: Workspace,
    name: str,
    key: str,
    only: FigureFilter,
) -> None:
    choose(qtbot, getattr(screen.filter, name), key)
    qtbot.waitUntil(lambda: screen.filter.only == only)
    counted(qtbot, screen)
    assert screen.summary is not None
    assert screen.summary.figures == expected(demo_store, context, screen.period, only).figures


def test_a_filtered_view_says_so_and_makes_no_paper(qtbot: QtBot, screen: ReportsScreen) -> None:
    choose(qtbot, screen.filter.category, "repairs")
    counted(qtbot, screen)
    assert screen.filtered_line.isVisible()
    assert "only: Repairs." in screen.filtered_line.words_label.text()
    assert not screen.preview_button.isEnabled()
    assert "/" in screen.cards.done.pill.text


def test_one_click_shows_all_complaints_again(qtbot: QtBot, screen: ReportsScreen) -> None:
    whole = screen.summary
    choose(qtbot, screen.filter.category, "repairs")
    choose(qtbot, screen.filter.source, "desk")
    counted(qtbot, screen)
    qtbot.mouseClick(screen.filtered_line.clear_button, LEFT)
    counted(qtbot, screen)
    assert screen.summary is not None
    assert whole is not None
    assert screen.summary.figures == whole.figures
    assert not screen.filtered_line.isVisible()
    assert screen.filter.category.currentIndex() == 0
    assert screen.preview_button.isEnabled()


def test_cards_beside_the_charts_are_for_the_whole_period(
    qtbot: QtBot, screen: ReportsScreen
) -> None:
    told: list[PeriodSummary] = []

    class Guest(QLabel):
        def show_summary(self, summary: PeriodSummary) -> None:
            told.append(summary)

    card, bar = Guest("card"), Guest("bar")
    screen.add_card(card)
    screen.add_bar(bar)
    assert told == [screen.summary, screen.summary]
    turned()
    assert bar.isVisible()
    choose(qtbot, screen.filter.category, "repairs")
    counted(qtbot, screen)
    assert len(told) == 2
    assert not bar.isVisible()
    assert not card.isVisible()


def test_the_cards_say_the_month_before_and_the_difference(
    qtbot: QtBot, screen: ReportsScreen
) -> None:
    assert screen.summary is not None
    before = screen.summary.previous
    assert before is not None
    gap = screen.summary.figures.flow.new - before.flow.new
    assert screen.cards.new.before_label.text() == f"vs {before.flow.new}"
    assert screen.cards.new.difference_label.text().replace("−", "-").lstrip("±+") == str(gap)


def test_any_period_can_be_compared(
    qtbot: QtBot, screen: ReportsScreen, context: DeskContext, demo_store: Workspace
) -> None:
    box = screen.filter.against
    box.setCurrentIndex(box.findData(Against.CHOSEN.value))
    box.activated.emit(box.currentIndex())
    popup = screen.filter.popup
    assert popup.isVisible()
    qtbot.mouseClick(popup.button(SEPTEMBER), LEFT)
    counted(qtbot, screen)
    other = expected(demo_store, context, SEPTEMBER).figures
    assert screen.cards.done.before_label.text() == f"vs {other.flow.done}"
    table = screen.side_by_side.model
    assert table.horizontalHeaderItem(2).text() == "September 2026"
    assert table.item(1, 2).text() == str(other.flow.new)
    assert screen.filter.compared_period() == SEPTEMBER


def test_nothing_to_compare_with_leaves_no_comparison(qtbot: QtBot, screen: ReportsScreen) -> None:
    choose(qtbot, screen.filter.against, Against.NOTHING.value)
    turned()
    assert screen.cards.new.before_label.text() == ""
    assert screen.side_by_side.model.item(1, 3).text() == "—"


def test_a_first_month_has_nothing_before_it(qtbot: QtBot, screen: ReportsScreen) -> None:
    screen.picker.choose(SEPTEMBER)
    summary = counted(qtbot, screen)
    assert summary.previous is None
    assert screen.cards.new.before_label.text() == ""
    assert not screen.cards.new.pill.isVisible()


def test_targets_stand_on_the_cards_and_bars(qtbot: QtBot, screen: ReportsScreen) -> None:
    assert screen.cards.done.target_label.text() == "Target 90%"
    assert screen.cards.satisfaction.target_label.text() == "Target 90%"
    assert ", Target 95%" in screen.charts.timeliness.accessibleDescription()


def test_a_section_becomes_a_finding_by_one_click(qtbot: QtBot, screen: ReportsScreen) -> None:
    screen.picker.choose(SEPTEMBER)
    summary = counted(qtbot, screen)
    figures = summary.figures.by_category
    largest = max(figures, key=lambda code: figures[code])
    button = screen.findChild(IconButton, "finding_by_category")
    assert isinstance(button, IconButton)
    with qtbot.waitSignal(screen.finding_requested) as asked:
        qtbot.mouseClick(button, LEFT)
    assert asked.args is not None
    section, figure, scope = asked.args
    assert (section, figure) == ("by_category", "new")
    assert scope["period"] == "2026-09"
    assert scope["category"] == largest


def test_a_receptionist_makes_no_findings(qtbot: QtBot, context: DeskContext) -> None:
    desk = replace(context, actor=replace(context.actor, role=Role.RECEPTIONIST))
    screen = shown_screen(qtbot, desk)
    assert not screen.charts.findChildren(IconButton)
