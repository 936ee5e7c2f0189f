"""The reports area: months by keyboard, the service's figures, the way to the paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.period_summary import PeriodSummary, Ratio
from app.domain.periods import Period
from app.services.reporting import list_projects, period_summary
from app.workspace import Workspace
from tests.ui.at_the_reports import (
    NOW,
    OCTOBER,
    SEPTEMBER,
    click_part,
    counted,
    shown_screen,
)
from ui.context import DeskContext
from ui.reports import figure_words
from ui.reports.monthly_paper import file_name, monthly_paper
from ui.reports.ratio_chart import RatioChart, Share
from ui.reports.reports_screen import ReportsScreen
from ui.tasks import TaskRunner

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


def expected(workspace: Workspace, context: DeskContext, period: Period) -> PeriodSummary:
    """What the service counts."""
    found = workspace.read(
        period_summary,
        actor=context.actor,
        project_code=context.project.code,
        period=period,
        lang="en",
        now=NOW,
    )
    assert isinstance(found, PeriodSummary)
    return found


def test_it_opens_on_the_running_month_and_says_so(screen: ReportsScreen) -> None:
    assert screen.period == OCTOBER
    assert screen.running_pill.isVisible()
    assert screen.running_pill.text.startswith("Not over, counted to 10-31")


def test_page_keys_move_the_month(qtbot: QtBot, screen: ReportsScreen) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_PageUp)
    assert screen.period == SEPTEMBER
    assert not screen.preview_button.isEnabled()
    counted(qtbot, screen)
    assert not screen.running_pill.isVisible()
    qtbot.keyClick(screen, Qt.Key.Key_PageDown)
    assert screen.period == OCTOBER
    counted(qtbot, screen)


def test_a_month_that_has_not_begun_cannot_be_chosen(qtbot: QtBot, screen: ReportsScreen) -> None:
    assert not screen.picker.forward_button.isEnabled()
    qtbot.keyClick(screen, Qt.Key.Key_PageDown)
    assert screen.period == OCTOBER
    screen.picker.choose(Period.parse("2027-01"))
    assert screen.period == OCTOBER


@pytest.mark.parametrize("written", ["2026-09", "2026-10", "2026-Q4", "2026", "2026-10-12"])
def test_the_figures_are_the_services(
    qtbot: QtBot, screen: ReportsScreen, demo_store: Workspace, context: DeskContext, written: str
) -> None:
    screen.picker.choose(Period.parse(written))
    counted(qtbot, screen)
    figures = expected(demo_store, context, Period.parse(written)).figures
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
    assert f": {most}, together" in heard or not most
    in_time = figure_words.with_counts(figures.ratios["resolved_in_time"])
    assert f"Resolved in time: {in_time}" in screen.charts.timeliness.accessibleDescription()


def test_a_month_without_data_is_a_sentence_not_an_empty_chart(
    qtbot: QtBot, screen: ReportsScreen
) -> None:
    screen.picker.choose(Period.parse("2024-05"))
    counted(qtbot, screen)
    assert screen.empty.isVisible()
    assert not screen.charts.isVisible()
    qtbot.mouseClick(screen.empty.button, Qt.MouseButton.LeftButton)
    assert screen.period == OCTOBER
    counted(qtbot, screen)
    assert screen.charts.isVisible()


def test_a_press_on_a_column_goes_to_its_month(qtbot: QtBot, screen: ReportsScreen) -> None:
    click_part(qtbot, screen, screen.charts.twelve_months, SEPTEMBER.month)
    assert screen.period == SEPTEMBER
    counted(qtbot, screen)


def test_the_words_of_the_paper_stand_above_the_charts(qtbot: QtBot, screen: ReportsScreen) -> None:
    qtbot.waitUntil(screen.words_label.isVisible)
    assert "Largest category" in screen.words_label.text()


def test_going_on_fast_shows_only_the_last_period(qtbot: QtBot, screen: ReportsScreen) -> None:
    shown: list[PeriodSummary] = []
    screen.summary_shown.connect(shown.append)
    for _press in range(4):
        qtbot.keyClick(screen, Qt.Key.Key_PageUp)
    counted(qtbot, screen)
    assert [str(summary.period) for summary in shown] == ["2026-06"]


def test_counting_can_be_cancelled_and_begun_again(qtbot: QtBot, screen: ReportsScreen) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_PageUp)
    screen._busy_line.cancel_requested.emit()
    qtbot.waitUntil(screen.stopped.isVisible, timeout=10_000)
    assert screen.summary is None
    assert not screen.preview_button.isEnabled()
    qtbot.mouseClick(screen.stopped.button, Qt.MouseButton.LeftButton)
    counted(qtbot, screen)
    assert screen.charts.isVisible()


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
    counted(qtbot, screen)


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
        if control.objectName() == "qt_tableview_cornerbutton":
            # Qt's own, between two headers of which one is hidden.
            continue
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
