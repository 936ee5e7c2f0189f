"""The figures of several projects as plain values for other programs."""

from __future__ import annotations

from typing import Any

from app.domain.period_summary import RATIO_NAMES, PeriodFigures
from app.domain.project_comparison import RANKED, ProjectComparison, ranks


def comparison_json(comparison: ProjectComparison) -> dict[str, Any]:
    """Return the figures in the form that ``report compare --json`` writes.

    A figure that cannot exist, such as a median of several projects, is None and never 0.
    """
    places = {figure: ranks(comparison, figure) for figure in sorted(RANKED)}
    return {
        "period": str(comparison.period),
        "complete": comparison.is_complete,
        "projects": [
            {
                "project": project.code,
                "name": project.name,
                **_figures(project.figures),
                "before": None if project.previous is None else _figures(project.previous),
                "ranks": {
                    figure: found[project.code]
                    for figure, found in places.items()
                    if project.code in found
                },
            }
            for project in comparison.projects
        ],
        "total": {
            **_figures(comparison.total),
            "before": None
            if comparison.total_before is None
            else _figures(comparison.total_before),
        },
        "targets": dict(comparison.targets),
        "data": comparison.data_hash,
    }


def _figures(figures: PeriodFigures) -> dict[str, Any]:
    flow, hours = figures.flow, figures.handling_hours
    ratios = {name: figures.ratios.get(name) for name in RATIO_NAMES}
    rate = figures.per_thousand
    return {
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
        "households": figures.households,
        "per_thousand": None if rate is None else round(rate, 4),
        "by_category": dict(figures.by_category),
    }
