"""The charts can be pointed at, walked through and read."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.chart import Chart
from ui.widgets.column_line_chart import Column, ColumnLineChart
from ui.widgets.heat_map import HeatMap
from ui.widgets.pareto_chart import ParetoChart
from ui.widgets.stacked_bar import Segment, StackedBar

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light")


def bars() -> Chart:
    chart = BarChart("By category")
    chart.set_bars([Bar("repairs", "Repairs", 19), Bar("fees", "Fees", 5), Bar("x", "Other", 0)])
    return chart


def columns() -> Chart:
    chart = ColumnLineChart("Twelve months", value_name="new", ratio_name="completed")
    months = [Column(f"2026-{m:02}", str(m), m, None if m == 5 else m / 20) for m in range(1, 13)]
    chart.set_columns(months, strong=["2026-12"])
    return chart


def shares() -> Chart:
    chart = StackedBar("Satisfaction")
    levels = [(5, 31), (4, 17), (3, 1), (2, 0), (1, 2)]
    chart.set_segments([Segment(k, f"Level {k}", n, f"level_{k}") for k, n in levels])
    return chart


def pareto() -> Chart:
    chart = ParetoChart("Pareto", line_name="together")
    chart.set_bars([Bar("fees", "Fees", 5), Bar("repairs", "Repairs", 15), Bar("x", "Other", 0)])
    return chart


def heat() -> Chart:
    chart = HeatMap("Buildings and categories", sum_name="Total")
    counts: dict[tuple[Hashable, Hashable], int] = {
        ("b1", "repairs"): 4,
        ("b2", "fees"): 1,
        ("b1", "fees"): 2,
    }
    chart.set_cells(
        [("b1", "Building 1"), ("b2", "Building 2")],
        [("repairs", "Repairs"), ("fees", "Fees")],
        counts,
        {"b1": 6, "b2": 1},
    )
    return chart


CHARTS = {"bars": bars, "columns": columns, "shares": shares, "pareto": pareto, "heat": heat}


@pytest.fixture(params=CHARTS)
def chart(request: pytest.FixtureRequest, qtbot: QtBot) -> Chart:
    made = CHARTS[request.param]()
    qtbot.addWidget(made)
    made.resize(600, 220)
    with qtbot.waitActive(made):
        made.show()
    return made


def test_every_part_can_be_clicked(qtbot: QtBot, chart: Chart) -> None:
    for part in chart.parts():
        if part.area.isEmpty() or not part.opens:
            continue
        with qtbot.waitSignal(chart.bar_activated) as activated:
            place = part.area.center().toPoint()
            qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
        assert activated.args == [part.key]


def test_keys_walk_and_activate(qtbot: QtBot, chart: Chart) -> None:
    chart.setFocus()
    keys = [part.key for part in chart.parts()]
    with qtbot.assertNotEmitted(chart.bar_activated):
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    with qtbot.waitSignal(chart.bar_activated) as activated:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert activated.args == [keys[1]]


def test_every_figure_is_in_the_description(chart: Chart) -> None:
    assert chart.accessibleName()
    for part in chart.parts():
        assert part.words in chart.accessibleDescription()


def test_parts_stay_inside_and_apart(chart: Chart) -> None:
    areas = [part.area for part in chart.parts() if not part.area.isEmpty()]
    for number, area in enumerate(areas):
        assert chart.rect().toRectF().contains(area)
        assert not any(area.intersects(other) for other in areas[number + 1 :])


def test_what_counts_nothing_opens_nothing(qtbot: QtBot) -> None:
    chart = bars()
    qtbot.addWidget(chart)
    with qtbot.waitActive(chart):
        chart.show()
    nothing = chart.parts()[-1]
    with qtbot.assertNotEmitted(chart.bar_activated):
        place = nothing.area.center().toPoint()
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
        qtbot.keyClick(chart, Qt.Key.Key_Up)
        qtbot.keyClick(chart, Qt.Key.Key_Return)


def test_the_line_of_a_pareto_ends_at_the_whole(qtbot: QtBot) -> None:
    chart = pareto()
    qtbot.addWidget(chart)
    heard = "Repairs: 15, together 75%; Fees: 5, together 100%; Other: 0, together 100%"
    assert chart.accessibleDescription() == heard


def test_a_pareto_of_a_part_stops_short_of_the_whole(qtbot: QtBot) -> None:
    chart = ParetoChart("Pareto", line_name="together")
    qtbot.addWidget(chart)
    chart.set_bars([Bar("repairs", "Repairs", 15)], 20)
    assert chart.accessibleDescription() == "Repairs: 15, together 75%"


def test_a_heat_map_says_cells_and_sums(qtbot: QtBot) -> None:
    chart = heat()
    qtbot.addWidget(chart)
    heard = chart.accessibleDescription().split("; ")
    assert heard == [
        "Building 1, Repairs: 4",
        "Building 1, Fees: 2",
        "Building 1, Total: 6",
        "Building 2, Fees: 1",
        "Building 2, Total: 1",
    ]


def test_arrows_move_through_a_heat_map_both_ways(qtbot: QtBot) -> None:
    chart = heat()
    qtbot.addWidget(chart)
    chart.resize(600, 220)
    with qtbot.waitActive(chart):
        chart.show()
    chart.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(chart, key)
    with qtbot.waitSignal(chart.bar_activated) as activated:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert activated.args == [("b2", "fees")]


def test_a_missing_ratio_is_a_dash_and_a_gap(qtbot: QtBot) -> None:
    chart = columns()
    qtbot.addWidget(chart)
    assert "5: new 5, completed —" in chart.accessibleDescription()


@pytest.mark.parametrize(
    "make", [BarChart, StackedBar, HeatMap, lambda name: ParetoChart(name, line_name="together")]
)
def test_an_empty_chart_can_be_drawn(qtbot: QtBot, make: Callable[[str], Chart]) -> None:
    chart = make("Nothing yet")
    qtbot.addWidget(chart)
    chart.resize(10, 10)
    assert not chart.grab().isNull()
    qtbot.keyClick(chart, Qt.Key.Key_Right)


def test_no_ratings_draw_no_share(qtbot: QtBot) -> None:
    chart = StackedBar("Satisfaction")
    qtbot.addWidget(chart)
    chart.set_segments([Segment(5, "Very satisfied", 0, "level_5")])
    assert not chart.grab().isNull()
    assert chart.accessibleDescription() == "Very satisfied: 0"
