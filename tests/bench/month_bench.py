"""The figures of one month in a large store, against bare reading of as many rows.

Usage: python packaging/dev.py bench [--full]

``--full`` takes a million cases, and a second store in which all of them are complaints; how they
are composed is told in ``month_store``.  As in the program, Python's own collector is off.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from month_store import NOW, BenchStore, make_store
from sqlalchemy.orm import Session

from app.domain.figure_filter import FigureFilter
from app.domain.months import Month
from app.domain.period_summary import PeriodFigures
from app.domain.periods import Period
from app.services.histories import complaint_histories
from app.services.report_figures import PeriodCounting, Steps
from app.services.reporting import period_summary, project_by_code
from db.period_rows import plain_rows

_ZONE = ZoneInfo("Asia/Shanghai")
_LAST, _MIDDLE = Month(2026, 10), Month(2021, 6)
_USUAL, _FULL = 100_000, 1_000_000
_RUNS = 7


def month_sides(folder: Path) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return both sides: the last month's figures, and its rows read and nothing else."""
    store = make_store(folder / "month", _USUAL)
    rows = store.workspace.read(_rows, store.project_id)
    return (
        lambda: _timed(lambda: store.workspace.read(_figures, _LAST)),
        lambda: _timed(lambda: store.workspace.read(_read_bare, rows)),
    )


def print_full(folder: Path) -> None:
    """Print the medians of a million cases: figures and whole summary of two months."""
    for complaints in (30, 100):
        begun = time.perf_counter()
        store = make_store(folder / f"full-{complaints}", _FULL, complaints=complaints)
        made = time.perf_counter() - begun
        print(f"{_FULL:,} cases, {complaints} % complaints (made in {made:.0f} s)", flush=True)
        for month in (_LAST, _MIDDLE):
            figures = [
                _timed(partial(store.workspace.read, _figures, month)) for _run in range(_RUNS)
            ]
            whole = [_timed(partial(_summary, store, month)) for _run in range(3)]
            print(
                f"        figures of {month}: {statistics.median(figures) * 1000:.0f} ms"
                f" (fastest {min(figures) * 1000:.0f});"
                f" whole summary with its lists: {statistics.median(whole) * 1000:.0f} ms",
                flush=True,
            )
        store.workspace.close()


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun
    finally:
        gc.enable()


def _figures(session: Session, month: Month) -> PeriodFigures:
    project = project_by_code(session, "CH")
    counting = PeriodCounting(session, project, NOW, FigureFilter(), Steps(None, 1))
    period = Period.of_month(month)
    return counting.figures(period, counting.histories(period, period))


def _summary(store: BenchStore, month: Month) -> object:
    return store.workspace.read(
        period_summary,
        actor=store.actor,
        project_code="CH",
        period=Period.of_month(month),
        lang="zh_CN",
        now=NOW,
    )


def _rows(session: Session, project_id: str) -> int:
    """Return how many rows the histories of the last month are made of."""
    begin, end = _LAST.bounds(_ZONE)
    histories = complaint_histories(session, project_id=project_id, begin=begin, end=end)
    return sum(
        1 + len(h.events) + len(h.clocks) + len(h.promises) + len(h.ratings) for h in histories
    )


def _read_bare(session: Session, rows: int) -> None:
    plain_rows(
        session,
        "SELECT case_id, kind, at, facts FROM case_events ORDER BY seq DESC LIMIT :rows",
        {"rows": rows},
    )
