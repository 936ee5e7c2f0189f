"""Reports of random stores agree with plain loops over the rows of the tables (clause 4.3-4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.domain.figure_filter import FigureFilter
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.policy import LEAST_ANSWERS
from app.domain.terms import Severity, Source
from app.services.policy import put_setting
from app.services.reporting import list_projects, period_summary
from app.services.setup import NewProject, add_project
from tests.conftest import open_copy
from tests.integration.imported_cases import in_state, table_of, take_in
from tests.integration.plain_count import PlainCount
from tests.integration.plain_rows import Tables, instant, midnight, read_tables
from tests.integration.random_store import BEGIN, END, RandomStore
from tests.integration.receptions import Desk, local

NOW = local(20, month=12)
LEAST = 2
PERIODS = {
    "2026-07": (midnight(2026, 7, 1), midnight(2026, 8, 1)),
    "2026-09": (midnight(2026, 9, 1), midnight(2026, 10, 1)),
    "2026-10": (midnight(2026, 10, 1), midnight(2026, 11, 1)),
    "2026-11": (midnight(2026, 11, 1), midnight(2026, 12, 1)),
    "2026-Q3": (midnight(2026, 7, 1), midnight(2026, 10, 1)),
    "2026": (midnight(2026, 1, 1), instant(NOW) + 1),
    "2026-10-06": (midnight(2026, 10, 6), midnight(2026, 10, 7)),
}
pytestmark = pytest.mark.clause("4.3-4")


class Store:
    """One random store, and its tables as plain rows."""

    def __init__(self, desk: Desk, seed: int, folder: Path) -> None:
        self.desk = desk
        desk.write(add_project, project=NewProject("YD", "云顶华府"), now=BEGIN)
        desk.workspace.write(put_setting, setting=LEAST_ANSWERS, value=LEAST, now=BEGIN)
        (other,) = (p for p in desk.workspace.read(list_projects) if p.code == "YD")
        RandomStore(desk, seed, 18).live_until(END)
        RandomStore(Desk(desk.workspace, other, desk.actor), seed, 2).live_until(END)
        states = ("未处理", "已研判", "已答复", "待回访", "已完成", "已撤销", "转出", "作废")
        rooms = ("1-1-1701", "")
        rows = [
            in_state(f"A{seed}{number}", state, 登记时间="2026/09/28 09:30", 房号=rooms[number % 2])
            for number, state in enumerate(states)
        ]
        take_in(desk, table_of(folder, *rows))
        self.tables: Tables = desk.workspace.read(read_tables)

    def summary(self, period: str, only: FigureFilter | None = None) -> PeriodSummary:
        found = self.desk.read(
            period_summary,
            project_code="CH",
            period=Period.parse(period),
            lang="zh_CN",
            now=NOW,
            only=only,
        )
        assert isinstance(found, PeriodSummary)
        return found

    def slow(self, period: str, **only: Any) -> PlainCount:
        return PlainCount(self.tables, "CH", *PERIODS[period], **only)


@pytest.fixture(scope="module", params=[1, 2, 3])
def store(
    request: pytest.FixtureRequest, template_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("random")
    workspace = open_copy(template_store, folder)
    project, actor = workspace.read(list_projects)[0], workspace.actor
    assert actor is not None
    yield Store(Desk(workspace, project, actor), request.param, folder)
    workspace.close()


def plain_figures(summary: PeriodSummary) -> dict[str, Any]:
    """Return the figures of a summary in the shape of the plain count."""
    figures = summary.figures
    flow, hours, late = figures.flow, figures.handling_hours, figures.overdue_open
    ratios = {name: ratio for name, ratio in figures.ratios.items() if ratio is not None}
    return {
        "flow": {
            "B": flow.brought_forward,
            "N": flow.new,
            "R": flow.reopened,
            "C": flow.done,
            "E": flow.carried_over,
        },
        "ratios": {name: (ratio.n, ratio.d) for name, ratio in ratios.items()},
        "hours": None if hours is None else pytest.approx((hours.median, hours.p90)),
        "overdue": (late.total, late.over_a_month),
        "by_category": counted(figures.by_category),
        "by_severity": {int(level): n for level, n in counted(figures.by_severity).items()},
        "by_source": named(figures.by_source),
        "by_building": dict(figures.by_building),
        "heat": {(cell.building, cell.category): cell.count for cell in figures.heat},
        "by_cause": named(figures.by_cause),
        "ageing": list(figures.ageing),
        "ratings": counted(figures.ratings),
        "reasons": named(figures.reasons),
        "no_answer": figures.no_answer,
        "declined": figures.declined,
        "relayed": figures.relayed,
        "households": figures.households,
    }


def counted(values: Mapping[Any, int]) -> dict[Any, int]:
    return {key: count for key, count in values.items() if count}


def named(values: Mapping[Any, int]) -> dict[str, int]:
    return {str(key): count for key, count in values.items() if count}


def plain_lists(summary: PeriodSummary) -> dict[str, Any]:
    """Return what the lists of a summary tell, in the shape of the plain count."""
    return {
        "complaints": [
            (x.number, x.state.value, x.overdue, x.score, int(x.severity), x.round)
            for x in summary.complaints
        ],
        "grave": [(g.line.number, int(g.line.severity)) for g in summary.grave],
        "overdue": [line.number for line in summary.overdue],
        "repeats": [(r.place, r.category, r.numbers) for r in summary.repeats],
        "said": [(s.score, s.number) for s in summary.said],
    }


def slow_lists(slow: PlainCount, *, with_all: bool) -> dict[str, Any]:
    return {
        "complaints": slow.complaints() if with_all else [],
        "grave": slow.grave(),
        "overdue": slow.overdue(),
        "repeats": slow.repeats(),
        "said": slow.said(),
    }


@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_and_list_agrees_with_plain_loops(store: Store, period: str) -> None:
    summary, slow = store.summary(period), store.slow(period)
    assert plain_figures(summary) == slow.figures()
    with_all = period in ("2026-07", "2026-09", "2026-10", "2026-11", "2026-10-06")
    assert plain_lists(summary) == slow_lists(slow, with_all=with_all)


@pytest.mark.parametrize("period", ["2026-10", "2026"])
def test_the_staff_table_agrees_with_plain_loops(store: Store, period: str) -> None:
    expected = store.slow(period).staff()
    found = store.summary(period).staff
    assert {line.staff_id for line in found} == expected.keys()
    for line in found:
        registered, resolved, closed, answers, promised, scores = expected[line.staff_id]
        assert (line.registered, line.resolved, line.closed) == (registered, resolved, closed)
        assert (line.first_answers.n, line.first_answers.d) == answers
        assert (line.promises.n, line.promises.d) == promised
        good = (sum(score in (4, 5) for score in scores), len(scores))
        satisfaction = line.satisfaction and (line.satisfaction.n, line.satisfaction.d)
        assert satisfaction == (good if len(scores) >= LEAST else None)
        assert line.answers == len(scores)


@pytest.mark.parametrize(
    "only",
    [
        FigureFilter(category="repairs"),
        FigureFilter(severity=Severity.NORMAL, source=Source.PHONE),
        FigureFilter(building=""),
    ],
    ids=["category", "severity-and-source", "no-building"],
)
def test_a_narrowed_report_agrees_with_plain_loops(store: Store, only: FigureFilter) -> None:
    wanted: dict[str, Any] = {
        "building": only.building,
        "category": only.category,
        "severity": only.severity,
        "source": only.source,
    }
    known = {name: value for name, value in wanted.items() if value is not None}
    summary, slow = store.summary("2026-10", only), store.slow("2026-10", **known)
    assert plain_figures(summary) == slow.figures()
    assert plain_lists(summary) == slow_lists(slow, with_all=True)


def test_a_building_narrows_the_households_too(store: Store) -> None:
    building = store.slow("2026-10").cases[0]["building"] or store.tables["buildings"][0]["id"]
    summary = store.summary("2026-10", FigureFilter(building=building))
    assert plain_figures(summary) == store.slow("2026-10", building=building).figures()


def test_the_twelve_months_agree_with_plain_loops(store: Store) -> None:
    for only in (None, FigureFilter(category="repairs")):
        summary = store.summary("2026-10", only)
        points = {(p.year, p.month): p for p in summary.twelve_months}
        for month in (7, 8, 9, 10):
            span = (midnight(2026, month, 1), midnight(2026, month + 1, 1))
            known: dict[str, Any] = {} if only is None else {"category": only.category}
            flow = PlainCount(store.tables, "CH", *span, **known).flow()
            point = points[2026, month]
            assert point.new == flow["N"]
            to_handle = flow["B"] + flow["N"] + flow["R"]
            assert (point.completion.n, point.completion.d) == (flow["C"], to_handle)


def test_the_periods_beside_it_are_the_reports_of_those_periods(store: Store) -> None:
    november = store.summary("2026-11")
    assert november.previous == store.summary("2026-10").figures
    assert store.summary("2026").year_before is None
