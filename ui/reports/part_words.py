"""What the list of the cases behind a bar is called, and what a finding made of a card is about."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from app.domain.figure_parts import FigurePart, Part
from app.domain.period_summary import AGE_LIMITS, PeriodSummary, Ratio
from app.domain.terms import Cause, Severity, Source
from app.figure_words import period_words
from app.i18n import _, ngettext
from app.labels import (
    cause_label,
    ratio_label,
    score_label,
    severity_label,
    source_label,
)


def age_label(group: int) -> str:
    """Return the name of an age group of open complaints."""
    if group >= len(AGE_LIMITS):
        return _("over {days} days").format(days=AGE_LIMITS[-1])
    most = AGE_LIMITS[group]
    if group == 0:
        return _("up to {days} days").format(days=most)
    return _("{first} to {last} days").format(first=AGE_LIMITS[group - 1] + 1, last=most)


def building_label(summary: PeriodSummary, building: str) -> str:
    """Return how a building is called in the figures; the empty id is no building."""
    if not building:
        return _("No room given")
    return _("Building {name}").format(name=summary.building_names.get(building, "?"))


def category_label(summary: PeriodSummary, code: str) -> str:
    """Return the name of a category in the figures."""
    return summary.category_names.get(code, code)


def part_words(summary: PeriodSummary, wanted: FigurePart) -> str:
    """Return what the cases of a part are, with their period."""
    return f"{period_words(summary.period)} · {_WORDS[wanted.part](summary, wanted.key)}"


def missed_words(name: str, count: int) -> str:
    """Return what a press on a ratio's bar shows."""
    if name in {"first_answer_in_time", "resolved_in_time", "promises_kept"}:
        words = ngettext("opens {count} that was late", "opens {count} that were late", count)
    else:
        words = ngettext("opens {count} case", "opens {count} cases", count)
    return words.format(count=count)


def _heat(summary: PeriodSummary, key: Hashable) -> str:
    building, category = key if isinstance(key, tuple) else ("", "")
    return f"{building_label(summary, building)} · {category_label(summary, category)}"


def _missed(name: Hashable) -> str:
    return {
        "first_answer_in_time": _("First answer late"),
        "resolved_in_time": _("Resolved late, or overdue"),
        "promises_kept": _("Promise not kept"),
        "called_back": _("Closed without call-back"),
        "reached": _("Not reached"),
        "satisfaction": _("Rated neither 5 nor 4"),
    }[str(name)]


_WORDS: Mapping[Part, Callable[[PeriodSummary, Any], str]] = {
    Part.BROUGHT_FORWARD: lambda _s, _key: _("Brought forward"),
    Part.NEW: lambda _s, _key: _("New complaints"),
    Part.REOPENED: lambda _s, _key: _("Reopened"),
    Part.DONE: lambda _s, _key: _("Done"),
    Part.CARRIED_OVER: lambda _s, _key: _("Carried over"),
    Part.OVERDUE: lambda _s, _key: _("Overdue and open"),
    Part.CATEGORY: category_label,
    Part.BUILDING: building_label,
    Part.HEAT: _heat,
    Part.SEVERITY: lambda _s, key: severity_label(Severity(key)),
    Part.SOURCE: lambda _s, key: source_label(Source(key)),
    Part.CAUSE: lambda _s, key: _("Cause: {cause}").format(cause=cause_label(Cause(key))),
    Part.AGE: lambda _s, key: _("Open {age}").format(age=age_label(key)),
    Part.SCORE: lambda _s, key: _("Rated {score}").format(score=score_label(key)),
    Part.COUNTED: lambda _s, key: ratio_label(key),
    Part.MISSED: lambda _s, key: _missed(key),
}


# ---- findings ----------------------------------------------------------------------------------


def finding_of(summary: PeriodSummary, section: str) -> tuple[str, dict[str, str]]:
    """Return the figure that a section's finding is about, and what it is narrowed to.

    That is the most striking one of the section: the largest bar, or the ratio that misses its
    target by most.  ``words`` of the scope say it as a sentence would begin.
    """
    figures = summary.figures
    scope: dict[str, str] = {"period": str(summary.period)}
    figure = "new"
    if section == "by_category":
        scope |= _largest("category", figures.by_category)
    elif section == "by_building":
        cell = max(figures.heat, key=lambda cell: cell.count, default=None)
        if cell is not None:
            scope |= {"building": cell.building, "category": cell.category}
    elif section in {"by_severity", "by_source", "by_cause"}:
        found: Mapping[Any, int] = getattr(figures, section)
        scope |= _largest(section.removeprefix("by_"), found)
    elif section == "timeliness":
        figure = _furthest(summary)
    elif section == "satisfaction":
        figure = "satisfaction"
    elif section == "twelve_months":
        figure = "completion"
    elif section == "ageing":
        figure = "resolved_in_time"
    scope["words"] = _finding_words(summary, figure, scope)
    return figure, scope


def _largest(name: str, found: Mapping[Any, int]) -> dict[str, str]:
    most = max(found, key=lambda key: found[key], default=None)
    return {name: str(most)} if most is not None and found[most] else {}


def _furthest(summary: PeriodSummary) -> str:
    """Return the ratio that is furthest below its target, resolved in time if all are met."""

    def short(name: str) -> float:
        ratio: Ratio | None = summary.figures.ratios.get(name)
        share = ratio.share if ratio else None
        return summary.targets[name] - share if share is not None else 0.0

    names = [name for name in summary.targets if name not in {"completion", "satisfaction"}]
    return max(names, key=short, default="resolved_in_time")


def _finding_words(summary: PeriodSummary, figure: str, scope: Mapping[str, str]) -> str:
    title = period_words(summary.period)
    if figure != "new":
        ratio = summary.figures.ratios.get(figure)
        counts = f" {ratio.share:.1%} ({ratio.n}/{ratio.d})" if ratio and ratio.d else ""
        return f"{title}: {ratio_label(figure)}{counts}"
    names = []
    if "building" in scope:
        names.append(building_label(summary, scope["building"]))
    if "category" in scope:
        names.append(category_label(summary, scope["category"]))
    if "severity" in scope:
        names.append(severity_label(Severity(int(scope["severity"]))))
    if "source" in scope:
        names.append(source_label(Source(scope["source"])))
    if "cause" in scope:
        names.append(cause_label(Cause(scope["cause"])))
    return f"{title}: {' · '.join(names)}" if names else title
