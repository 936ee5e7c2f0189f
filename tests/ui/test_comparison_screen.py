"""The comparison of projects on the screen: sorted, ranked where fair, and a way to each report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from app import i18n
from app.domain.periods import Period
from app.domain.project_comparison import ProjectComparison
from app.services.project_comparison import compare_projects
from app.services.reporting import list_projects, period_summary
from app.services.setup import NewProject, add_project
from app.workspace import Workspace
from db.models import AuditEntry
from tests.ui.at_the_desk import rows
from tests.ui.at_the_settings import as_receptionist
from ui.comparison_screens import may_compare
from ui.context import DeskContext
from ui.reports.comparison_model import COLUMNS, NEW
from ui.reports.comparison_screen import ComparisonScreen
from ui.reports.export_figures import FigureExportButton
from ui.tasks import TaskRunner

NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
OCTOBER = Period.parse("2026-10")
DISPLAY = Qt.ItemDataRole.DisplayRole
pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True),
    pytest.mark.clause("4.3-4"),
]


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
def screen(qtbot: QtBot, context: DeskContext) -> ComparisonScreen:
    made = ComparisonScreen(context)
    qtbot.addWidget(made)
    made.resize(1274, 660)
    with qtbot.waitActive(made):
        made.show()
    made.begin(OCTOBER)
    shown(qtbot, made)
    return made


def shown(qtbot: QtBot, screen: ComparisonScreen) -> ProjectComparison:
    def is_shown() -> bool:
        comparison = screen.comparison
        return comparison is not None and comparison.period == screen.picker.period

    qtbot.waitUntil(is_shown, timeout=10_000)
    assert screen.comparison is not None
    return screen.comparison


def names(screen: ComparisonScreen) -> list[str]:
    model = screen.table.model()
    return [model.index(row, 0).data(DISPLAY) for row in range(model.rowCount())]


def cell(screen: ComparisonScreen, row: int, column: str, role: int = DISPLAY) -> object:
    return screen.table.model().index(row, COLUMNS.index(column)).data(role)


def test_the_figures_are_the_services(
    qtbot: QtBot, screen: ComparisonScreen, demo_store: Workspace, context: DeskContext
) -> None:
    assert shown(qtbot, screen) == demo_store.read(
        compare_projects, actor=context.actor, period=OCTOBER, lang="en", now=NOW
    )


def test_all_together_stay_at_the_foot_however_it_is_sorted(
    qtbot: QtBot, screen: ComparisonScreen
) -> None:
    assert names(screen) == ["翠湖花园 · CH", "云顶华府 · YD", "All together"]
    head = screen.table.horizontalHeader()
    number = COLUMNS.index(NEW)
    place = head.sectionViewportPosition(number) + head.sectionSize(number) // 2
    comparison = shown(qtbot, screen)
    fewest_first = sorted(comparison.projects, key=lambda project: project.figures.flow.new)
    expected = [f"{project.name} · {project.code}" for project in fewest_first]
    for _click in range(2):
        point = head.rect().center()
        point.setX(place)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=point)
        ascending = head.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        assert names(screen) == [*(expected if ascending else expected[::-1]), "All together"]


def test_a_share_stands_over_its_counts_and_says_of_its_target(
    qtbot: QtBot, screen: ComparisonScreen
) -> None:
    ratio = shown(qtbot, screen).projects[0].figures.ratios["completion"]
    assert ratio is not None
    assert ratio.share is not None
    assert cell(screen, 0, "completion") == f"{ratio.share:.1%}\n{ratio.n}/{ratio.d}"
    words = str(cell(screen, 0, "completion", Qt.ItemDataRole.AccessibleTextRole))
    assert "target 90%: ✓ met" in words or "target 90%: ✗ missed" in words
    assert cell(screen, 0, "completion", Qt.ItemDataRole.DecorationRole) is not None


def test_every_column_has_its_room_at_the_least_size(screen: ComparisonScreen) -> None:
    assert not [n for n in range(len(COLUMNS)) if screen.table.isColumnHidden(n)]
    assert screen.table.columnWidth(0) >= 150


def test_enter_on_a_project_opens_its_report(qtbot: QtBot, screen: ComparisonScreen) -> None:
    screen.table.setFocus()
    screen.table.selectRow(1)
    with qtbot.waitSignal(screen.project_opened) as opened:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert opened.args == ["YD", OCTOBER]


def test_all_together_are_no_project_to_open(qtbot: QtBot, screen: ComparisonScreen) -> None:
    screen.table.selectRow(2)
    with qtbot.assertNotEmitted(screen.project_opened):
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)


def test_a_running_period_says_that_there_are_no_places_yet(
    qtbot: QtBot, screen: ComparisonScreen
) -> None:
    assert not screen.running_pill.isVisible()
    qtbot.keyClick(screen, Qt.Key.Key_PageDown)
    shown(qtbot, screen)
    assert screen.running_pill.isVisible()
    assert cell(screen, 0, "completion", Qt.ItemDataRole.DecorationRole) is None
    assert screen.no_places.text() == "There are no places yet: the period is not over."


def test_a_figure_that_is_never_ranked_says_nothing_of_places(
    qtbot: QtBot, screen: ComparisonScreen
) -> None:
    screen.figure_box.setCurrentIndex(screen.figure_box.findData(NEW))
    assert not screen.no_places.isVisible()
    assert "place" not in screen.bars.accessibleDescription()


def test_escape_goes_back(qtbot: QtBot, screen: ComparisonScreen) -> None:
    with qtbot.waitSignal(screen.back_requested):
        qtbot.keyClick(screen, Qt.Key.Key_Escape)


def test_a_receptionist_is_offered_no_comparison(context: DeskContext) -> None:
    assert may_compare(context, 2)
    assert not may_compare(context, 1)
    assert not may_compare(as_receptionist(context), 2)


# ---- workbooks ---------------------------------------------------------------------------------


@pytest.fixture
def own_context(qtbot: QtBot, workspace: Workspace) -> Iterator[DeskContext]:
    """Return the context of a store of the test's own with two projects, for writing."""
    actor = workspace.actor
    assert actor is not None
    workspace.write(add_project, actor=actor, project=NewProject("YD", "云顶"), now=NOW)
    runner = TaskRunner(workspace)
    yield DeskContext(runner, actor, workspace.read(list_projects)[0], "Cuihu", lambda: NOW)
    assert runner.shutdown()


def exported(workspace: Workspace) -> int:
    return sum(row["action"] == "report_exported" for row in rows(workspace, AuditEntry))


def test_the_comparison_is_exported_and_written_down_for_every_project(
    qtbot: QtBot, own_context: DeskContext, workspace: Workspace, tmp_path: Path
) -> None:
    screen = ComparisonScreen(own_context)
    qtbot.addWidget(screen)
    screen.begin(OCTOBER)
    shown(qtbot, screen)
    path = tmp_path / "projects.xlsx"
    qtbot.mouseClick(screen.export_button, Qt.MouseButton.LeftButton)
    dialog = screen.findChild(QFileDialog, "exportFiguresDialog")
    assert isinstance(dialog, QFileDialog)
    with qtbot.waitSignal(screen.said, timeout=10_000) as said:
        dialog.fileSelected.emit(str(path))
    dialog.reject()
    assert said.args == [f"Saved as {path}."]
    assert CalamineWorkbook.from_path(path).sheet_names == ["Flow", "Shares", "Categories"]
    assert exported(workspace) == 2


def test_the_button_of_the_reports_waits_for_a_whole_period(
    qtbot: QtBot, own_context: DeskContext, workspace: Workspace, tmp_path: Path
) -> None:
    button = FigureExportButton(own_context, lambda: "zh_CN")
    qtbot.addWidget(button)
    button.set_able(True)
    assert not button.isEnabled()
    summary = workspace.read(
        period_summary,
        actor=own_context.actor,
        project_code="CH",
        period=OCTOBER,
        lang="en",
        now=NOW,
    )
    button.show_summary(summary)
    assert button.isEnabled()
    path = tmp_path / "figures.xlsx"
    with qtbot.waitSignal(button.said, timeout=10_000):
        button.export.write(summary, "zh_CN", path)
    assert len(CalamineWorkbook.from_path(path).sheet_names) == 16
    assert exported(workspace) == 1
    button.set_able(False)
    assert not button.isEnabled()


def test_a_folder_that_is_not_there_is_said_in_a_sentence(
    qtbot: QtBot, own_context: DeskContext, workspace: Workspace, tmp_path: Path
) -> None:
    screen = ComparisonScreen(own_context)
    qtbot.addWidget(screen)
    screen.begin(OCTOBER)
    comparison = shown(qtbot, screen)
    with qtbot.waitSignal(screen.problem_met, timeout=10_000) as met:
        screen.export.write_comparison(comparison, tmp_path / "no" / "a.xlsx")
    assert "a.xlsx" in met.args[0]
