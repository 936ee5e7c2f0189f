"""What the tests of the reports share: the screen on the demonstration, and waiting for it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from pytestqt.qtbot import QtBot

from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from ui.context import DeskContext
from ui.reports.reports_screen import ReportsScreen
from ui.widgets.chart import Chart, Part

# The demonstration's last day; its last month still runs.
NOW = datetime(2026, 10, 31, 13, 0, tzinfo=UTC)
OCTOBER, SEPTEMBER = Period.parse("2026-10"), Period.parse("2026-09")
LEFT = Qt.MouseButton.LeftButton


def shown_screen(qtbot: QtBot, context: DeskContext) -> ReportsScreen:
    """Return the screen once the running month is on it."""
    made = ReportsScreen(context)
    qtbot.addWidget(made)
    made.resize(1274, 708)
    with qtbot.waitActive(made):
        made.show()
    counted(qtbot, made)
    return made


def counted(qtbot: QtBot, screen: ReportsScreen) -> PeriodSummary:
    """Wait until the period chosen is shown and nothing is on its way."""

    def is_shown() -> bool:
        shown = screen.summary
        is_there = shown is not None and shown.period == screen.period
        return is_there and not screen._context.runner.busy

    qtbot.waitUntil(is_shown, timeout=20_000)
    assert screen.summary is not None
    return screen.summary


def turned() -> None:
    """Let the event loop turn once, so that layouts take their places."""
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


def part_of(chart: Chart, key: object) -> Part:
    """Return the part of a chart with this key."""
    return next(part for part in chart.parts() if part.key == key)


def click_part(qtbot: QtBot, screen: ReportsScreen, chart: Chart, key: object) -> None:
    """Scroll to a chart and click the middle of one of its parts."""
    screen._area.ensureWidgetVisible(chart)
    turned()
    place: QPoint = part_of(chart, key).area.center().toPoint()
    qtbot.mouseClick(chart, LEFT, pos=place)
