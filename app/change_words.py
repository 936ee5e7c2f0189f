"""What one version of a report says otherwise than the one before, as sentences (clause 4.3-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.period_summary import AGE_LIMITS, PeriodSummary
from app.domain.summary_changes import Change
from app.domain.terms import Cause, RatingReason, Severity, Source
from app.figure_words import DASH, building_name, name_of
from app.i18n import _, ngettext
from app.labels import (
    cause_label,
    rating_reason_label,
    ratio_label,
    score_label,
    severity_label,
    source_label,
)


def change_sentences(changes: Iterable[Change], summary: PeriodSummary) -> tuple[str, ...]:
    """Return every change as a line; ``summary`` knows the names of categories and buildings."""
    names = (summary.category_names, summary.building_names)
    return tuple(change_sentence(change, *names) for change in changes)


def change_sentence(
    change: Change, categories: Mapping[str, str], buildings: Mapping[str, str]
) -> str:
    """Return one change, such as 'Done: 58 → 59'."""
    if change.code.startswith("lines_"):
        return _of_lines(change)
    if change.code in ("list", "commentary", "measures", "targets"):
        return _of_lists(change)
    return _("{name}: {before} → {after}").format(
        name=_name(change, categories, buildings),
        before=change.before or DASH,
        after=change.after or DASH,
    )


def _name(change: Change, categories: Mapping[str, str], buildings: Mapping[str, str]) -> str:
    """Return what a changed figure is called."""
    key = change.key
    if change.code == "flow":
        return {
            "brought_forward": _("Brought forward B"),
            "new": _("New this month N"),
            "reopened": _("Reopened R"),
            "done": _("Done C"),
            "carried_over": _("Carried over E"),
        }[key]
    if change.code == "ratio":
        return ratio_label(key)
    if change.code == "by_category":
        return _("Category {name}").format(name=name_of(categories, key))
    if change.code == "by_building":
        if not key:
            return _("Complaints without a building")
        return _("Complaints of building {name}").format(name=building_name(buildings, key))
    if change.code == "ageing":
        return _age_group(int(key))
    if change.code == "month":
        return _("Twelve months, {month}").format(month=key)
    return _name_of_code(change.code, key)


def _name_of_code(code: str, key: str) -> str:
    """Return what a changed figure is called whose key is a term of the domain."""
    if code == "by_severity":
        return _("Severity {name}").format(name=severity_label(Severity(int(key))))
    if code == "by_source":
        return _("Source {name}").format(name=source_label(Source(key)))
    if code == "by_cause":
        return _("Cause {name}").format(name=cause_label(Cause(key)))
    if code == "ratings":
        return _("Rated {name}").format(name=score_label(int(key)))
    if code == "reasons":
        return _("Reason {name}").format(name=rating_reason_label(RatingReason(key)))
    return {
        ("hours", "median"): _("Handling time, median"),
        ("hours", "p90"): _("Handling time, 90th percentile"),
        ("late", "total"): _("Overdue and open"),
        ("late", "over_a_month"): _("Overdue, over 30 days old"),
        ("answers", "no_answer"): _("Asked, no rating given"),
        ("answers", "declined"): _("Rating declined"),
        ("answers", "relayed"): _("Ratings relayed by staff"),
    }.get((code, key), _("Occupied households"))


def _age_group(index: int) -> str:
    if index < len(AGE_LIMITS):
        return _("Open up to {days} days").format(days=AGE_LIMITS[index])
    return _("Open over {days} days").format(days=AGE_LIMITS[-1])


def _of_lines(change: Change) -> str:
    count = int(change.after)
    sentence = {
        "lines_added": ngettext(
            "{count} complaint came in: {numbers}", "{count} complaints came in: {numbers}", count
        ),
        "lines_gone": ngettext(
            "{count} complaint left the list: {numbers}",
            "{count} complaints left the list: {numbers}",
            count,
        ),
        "lines_registered_at": _("Time of registration, {count}: {numbers}"),
        "lines_category": _("Category, {count}: {numbers}"),
        "lines_severity": _("Severity, {count}: {numbers}"),
        "lines_due_at": _("Due time, {count}: {numbers}"),
        "lines_overdue": _("Overdue or not, {count}: {numbers}"),
        "lines_state": _("State, {count}: {numbers}"),
        "lines_score": _("Score, {count}: {numbers}"),
    }[change.code]
    named = change.key.split()
    numbers = ", ".join(named) + (" …" if count > len(named) else "")
    return sentence.format(count=count, numbers=numbers)


def _of_lists(change: Change) -> str:
    return {
        "heat": _("Buildings by category changed."),
        "overdue": _("The list of overdue complaints changed."),
        "grave": _("The complaints of level 1 and 2 changed."),
        "repeats": _("The repeat addresses changed."),
        "staff": _("The staff table changed."),
        "commentary": _("The commentary changed."),
        "measures": _("The improvement measures changed."),
        "targets": _("The targets changed."),
    }[change.key or change.code]
