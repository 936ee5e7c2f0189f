"""A paper tells how far it is, and can be stopped without leaving anything behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.months import Month
from app.domain.period_summary import (
    RATIO_NAMES,
    ComplaintLine,
    Flow,
    OverdueOpen,
    PeriodFigures,
    PeriodSummary,
    Ratio,
)
from app.domain.periods import Period
from app.domain.terms import CaseState, Severity
from app.reports import period_report

ROWS = 300
BEGIN = datetime(2026, 9, 30, 16, tzinfo=UTC)


class StoppedError(Exception):
    pass


@pytest.fixture
def summary() -> PeriodSummary:
    line = ComplaintLine(
        number="TS-20261001-001",
        registered_at=BEGIN + timedelta(hours=20),
        place="3-2-1802",
        customer="王**",
        category="repairs",
        own_words="电梯异响",
        severity=Severity.NORMAL,
        responsible="工程部",
        due_at=None,
        overdue=False,
        state=CaseState.CLOSED,
        score=5,
    )
    return PeriodSummary(
        company="鸿园物业",
        project_code="CH",
        project_name="翠湖花园",
        timezone="Asia/Shanghai",
        period=Period.of_month(Month(2026, 10)),
        is_complete=True,
        until=BEGIN + timedelta(days=31),
        figures=PeriodFigures(
            flow=Flow(0, ROWS, 0, ROWS, 0),
            ratios=dict.fromkeys(RATIO_NAMES, Ratio(1, 1)),
            handling_hours=None,
            overdue_open=OverdueOpen(0, 0),
            by_category={"repairs": ROWS},
            by_severity={},
            by_source={},
            ratings={},
            no_answer=0,
            declined=0,
            relayed=0,
        ),
        previous=None,
        category_names={"repairs": "工程维修"},
        complaints=(line,) * ROWS,
        twelve_months=(),
        data_hash="0" * 64,
        program_version="test",
    )


def test_progress_only_grows_and_ends_complete(summary: PeriodSummary, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    period_report.render(
        summary, tmp_path / "a.pdf", "zh_CN", lambda done, total: told.append((done, total))
    )
    assert len(told) > 5
    assert told == sorted(told)
    assert told[-1] == (3 * ROWS, 3 * ROWS)


def test_watching_changes_no_byte(summary: PeriodSummary, tmp_path: Path) -> None:
    period_report.render(summary, tmp_path / "a.pdf", "zh_CN", lambda _done, _total: None)
    period_report.render(summary, tmp_path / "b.pdf", "zh_CN")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("stop_at", [1, ROWS, 3 * ROWS])
def test_a_paper_that_was_stopped_leaves_no_file(
    summary: PeriodSummary, tmp_path: Path, stop_at: int
) -> None:
    def stop(done: int, _total: int) -> None:
        if done >= stop_at:
            raise StoppedError

    with pytest.raises(StoppedError):
        period_report.render(summary, tmp_path / "a.pdf", "zh_CN", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_paper_that_was_stopped_keeps_the_one_before(
    summary: PeriodSummary, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"before")

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        period_report.render(summary, path, "zh_CN", stop)
    assert path.read_bytes() == b"before"
    period_report.render(summary, path, "zh_CN")
    assert path.read_bytes().startswith(b"%PDF")
