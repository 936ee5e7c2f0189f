"""The monthly paper with 2,000 complaints, against its rows on a bare reportlab canvas."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.domain.months import Month
from app.domain.period_summary import (
    RATIO_NAMES,
    ComplaintLine,
    Flow,
    HandlingHours,
    MonthPoint,
    OverdueOpen,
    PeriodFigures,
    PeriodSummary,
    Ratio,
)
from app.domain.periods import Period
from app.domain.terms import CaseState, Severity, Source
from app.reports import monthly_summary
from resources import BUILT

_COMPLAINTS = 2000
_WORDS = "电梯从周六开始异响，晚上十点以后特别明显，老人睡不着。上周报过一次，来看过但没有说结果。"
_FONT = "bench"
COLUMNS = (78.0, 62.0, 62.0, 200.0, 72.0, 50.0)
_SIZE, _LEADING, _MARGIN = 8.0, 11.0, 36.0


def paper_sides(folder: Path) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return both sides: the whole paper with charts, and nothing but wrapped rows."""
    summary = bench_summary()
    pdfmetrics.registerFont(TTFont(_FONT, str(BUILT / "fonts" / "ReceptionSans-Regular.ttf")))
    widths: dict[str, float] = {}

    def ours() -> float:
        begun = time.perf_counter()
        monthly_summary.render(summary, folder / "ours.pdf", "zh_CN")
        return time.perf_counter() - begun

    def floor() -> float:
        begun = time.perf_counter()
        _draw_rows(summary, folder / "floor.pdf", widths)
        return time.perf_counter() - begun

    return ours, floor


def bench_summary() -> PeriodSummary:
    begin = datetime(2026, 9, 30, 16, tzinfo=UTC)
    lines = tuple(
        ComplaintLine(
            number=f"TS-202610{number % 28 + 1:02d}-{number:03d}",
            registered_at=begin + timedelta(minutes=20 * number),
            place=f"3-2-{number % 30 + 1}01",
            customer="王**",
            category="repairs",
            own_words=_WORDS,
            severity=Severity.NORMAL,
            responsible="工程部 周师傅",
            due_at=begin + timedelta(minutes=20 * number, days=3),
            overdue=number % 20 == 0,
            state=CaseState.CLOSED,
            score=number % 5 + 1,
        )
        for number in range(_COMPLAINTS)
    )
    figures = PeriodFigures(
        flow=Flow(100, _COMPLAINTS, 20, 2000, 120),
        ratios=dict.fromkeys(RATIO_NAMES, Ratio(9, 10)),
        handling_hours=HandlingHours(6.5, 20.0),
        overdue_open=OverdueOpen(12, 3),
        by_category={"repairs": _COMPLAINTS},
        by_severity=dict.fromkeys(Severity, _COMPLAINTS // 4),
        by_source=dict.fromkeys(Source, _COMPLAINTS // 8),
        ratings=dict.fromkeys(range(1, 6), 300),
        no_answer=10,
        declined=5,
        relayed=4,
    )
    return PeriodSummary(
        company="鸿园物业服务有限公司",
        project_code="CH",
        project_name="翠湖花园",
        timezone="Asia/Shanghai",
        period=Period.of_month(Month(2026, 10)),
        is_complete=True,
        until=begin + timedelta(days=31),
        figures=figures,
        previous=figures,
        category_names={"repairs": "工程维修"},
        complaints=lines,
        twelve_months=tuple(MonthPoint(2026, m, 1900, Ratio(9, 10)) for m in range(1, 11)),
        data_hash="0" * 64,
        program_version="bench",
    )


def bench_cells(line: ComplaintLine) -> tuple[str, ...]:
    registered = f"{line.registered_at:%m-%d %H:%M}"
    due = f"{line.due_at:%m-%d %H:%M}" if line.due_at else ""
    return (
        f"{line.number} {registered}",
        f"{line.place} {line.customer}",
        f"工程维修 {line.severity.name}",
        line.own_words,
        f"{line.responsible} {due}",
        f"{line.state} {line.score}",
    )


def _wrapped(text: str, width: float, widths: dict[str, float]) -> Iterator[str]:
    begin, used = 0, 0.0
    for index, character in enumerate(text):
        if character not in widths:
            widths[character] = pdfmetrics.stringWidth(character, _FONT, _SIZE)
        used += widths[character]
        if used > width:
            yield text[begin:index]
            begin, used = index, widths[character]
    yield text[begin:]


def _draw_rows(summary: PeriodSummary, path: Path, widths: dict[str, float]) -> None:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont(_FONT, _SIZE)
    y = A4[1] - _MARGIN
    for line in summary.complaints:
        cells = [
            list(_wrapped(text, width - 6, widths))
            for text, width in zip(bench_cells(line), COLUMNS, strict=True)
        ]
        height = max(map(len, cells)) * _LEADING + 4
        if y - height < _MARGIN:
            canvas.showPage()
            canvas.setFont(_FONT, _SIZE)
            y = A4[1] - _MARGIN
        x = _MARGIN
        for lines, width in zip(cells, COLUMNS, strict=True):
            for row, text in enumerate(lines):
                canvas.drawString(x, y - (row + 1) * _LEADING, text)
            x += width
        canvas.line(_MARGIN, y - height, A4[0] - _MARGIN, y - height)
        y -= height
    canvas.save()
