"""The figures of a summary as plain values for other programs."""

from __future__ import annotations

from typing import Any

from app.domain.period_summary import AGE_LIMITS, RATIO_NAMES, PeriodFigures, PeriodSummary


def figures_json(summary: PeriodSummary) -> dict[str, Any]:
    """Return the figures in the form that ``report monthly --json`` writes.

    A figure that cannot exist yet, such as a median of nothing, is None and never 0.
    """
    figures = summary.figures
    flow = figures.flow
    ratios = {name: figures.ratios.get(name) for name in RATIO_NAMES}
    hours = figures.handling_hours
    return {
        "project": summary.project_code,
        "month": str(summary.period),
        "flow": {
            "B": flow.brought_forward,
            "N": flow.new,
            "R": flow.reopened,
            "D": flow.to_handle,
            "C": flow.done,
            "E": flow.carried_over,
        },
        "ratios": {
            name: None if ratio is None else {"n": ratio.n, "d": ratio.d}
            for name, ratio in ratios.items()
        },
        "handling_hours": {
            "median": None if hours is None else round(hours.median, 4),
            "p90": None if hours is None else round(hours.p90, 4),
        },
        "overdue_open": {
            "total": figures.overdue_open.total,
            "over_a_month": figures.overdue_open.over_a_month,
        },
        "by_category": dict(figures.by_category),
        "by_severity": {str(int(level)): n for level, n in figures.by_severity.items()},
        "by_source": {str(source): n for source, n in figures.by_source.items()},
        "ratings": {str(score): n for score, n in figures.ratings.items()},
        "no_answer": figures.no_answer,
        "declined": figures.declined,
    }


def all_figures_json(summary: PeriodSummary) -> dict[str, Any]:
    """Return every figure in the form that ``report period --json`` writes.

    It holds what :func:`figures_json` says, with ``period`` in the place of ``month``.
    """
    figures = summary.figures
    per_thousand = figures.per_thousand
    known = figures_json(summary)
    period = known.pop("month")
    return {
        "period": period,
        **known,
        "relayed": figures.relayed,
        "by_building": {
            _building(summary, building): n for building, n in figures.by_building.items()
        },
        "by_cause": {str(cause): n for cause, n in figures.by_cause.items()},
        "heat": [
            {
                "building": _building(summary, cell.building),
                "category": cell.category,
                "count": cell.count,
            }
            for cell in figures.heat
        ],
        "ageing": _ageing(figures),
        "reasons": {str(reason): n for reason, n in figures.reasons.items()},
        "households": figures.households,
        "per_thousand": None if per_thousand is None else round(per_thousand, 4),
    }


def _building(summary: PeriodSummary, building: str) -> str:
    """Return the name of a building, nothing for complaints of no building."""
    return summary.building_names.get(building, building)


def _ageing(figures: PeriodFigures) -> dict[str, int]:
    """Return the open complaints by age in days: up to three, up to a week, ..., older."""
    names = (*(str(limit) for limit in AGE_LIMITS), "older")
    return dict(zip(names, figures.ageing, strict=True))
