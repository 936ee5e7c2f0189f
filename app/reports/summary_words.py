"""The sentences of a period, composed from its figures; what has nothing to say is not said."""

from __future__ import annotations

from datetime import timedelta

from app.domain.period_summary import ComplaintLine, PeriodSummary, Ratio
from app.i18n import _, ngettext, pgettext
from app.labels import ratio_label
from app.people_time import duration
from app.reports import style, wording
from app.reports.summary_report import short
from app.reports.text import prepare

_LEAST_CHANGE = 2
"""Complaints that make a sentence about categories worth saying; less happens by chance."""

_PLACE = 160.0
"""Room for a place in a sentence, in points."""


def sentences(summary: PeriodSummary) -> list[str]:
    """Return what the period's figures say, most important first.

    A period that is not over is not held against whole ones.
    """
    over = summary.is_complete
    found = (
        _flow(summary),
        _new(summary) if over else "",
        _largest_category(summary),
        _largest_change(summary) if over else "",
        _worsening(summary) if over else "",
        _overdue(summary),
        _targets(summary),
    )
    return [text for text in found if text]


def _flow(summary: PeriodSummary) -> str:
    flow = summary.figures.flow
    return _(
        "Complaints to handle: {to_handle} ({brought_forward} brought forward, {new} new, "
        "{reopened} reopened). Done: {done}, a completion rate of {completion} ({counts}). "
        "Carried over: {carried_over}."
    ).format(
        to_handle=flow.to_handle,
        brought_forward=flow.brought_forward,
        new=flow.new,
        reopened=flow.reopened,
        done=flow.done,
        completion=wording.percent(summary.figures.ratios["completion"]),
        counts=wording.counts(summary.figures.ratios["completion"]),
        carried_over=flow.carried_over,
    )


def _new(summary: PeriodSummary) -> str:
    """Tell how the new complaints moved against the period before and last year."""
    now = summary.figures.flow.new
    words = wording.period_words(summary.period.kind)
    parts = []
    pairs = [(words.against, summary.previous)]
    if wording.year_differs(summary):
        pairs.append((words.last_year, summary.year_before))
    for period, figures in pairs:
        if figures is not None and figures.flow.new != now:
            parts.append(_moved(now, figures.flow.new, period))
    if not parts:
        return ""
    text = _("New complaints: {new}, {changes}.")
    return text.format(new=now, changes=pgettext("list", ", ").join(parts))


def _moved(now: int, before: int, period: str) -> str:
    """Return how a count moved, such as '6 more than the month before (+11.5 %)'."""
    pattern = _("{count} more than {period}") if now > before else _("{count} fewer than {period}")
    text = pattern.format(count=abs(now - before), period=period)
    if before:
        change = wording.relative_change(now, before)
        text = pgettext("change", "{text} ({change})").format(text=text, change=change)
    return text


def _largest_category(summary: PeriodSummary) -> str:
    """Name the largest category with its share, and the second; those with equal counts together.

    Nothing is said where no category stands out.
    """
    counts = {code: count for code, count in summary.figures.by_category.items() if count}
    total = sum(counts.values())
    levels = sorted(set(counts.values()), reverse=True)
    if total < _LEAST_CHANGE or (len(levels) == 1 and len(counts) > 2):
        return ""

    def named(count: int) -> str:
        names = [
            wording.category_name(summary.category_names, code)
            for code, value in counts.items()
            if value == count
        ]
        return pgettext("list", ", ").join(names)

    def many(count: int) -> int:
        return sum(1 for value in counts.values() if value == count)

    first = levels[0]
    if many(first) > 1:
        return _("Largest categories: {names}, with {count} each ({share} each).").format(
            names=named(first), count=first, share=wording.share_of(first, total)
        )
    text = _("Largest category: {name} with {count} of {total} ({share}).").format(
        name=named(first), count=first, total=total, share=wording.share_of(first, total)
    )
    if len(levels) > 1 and many(levels[1]) == 1:
        second = levels[1]
        text += _(" Next: {name} with {count} ({share}).").format(
            name=named(second), count=second, share=wording.share_of(second, total)
        )
    return text


def _largest_change(summary: PeriodSummary) -> str:
    """Name the category that moved most against the period before."""
    if summary.previous is None:
        return ""
    now, before = summary.figures.by_category, summary.previous.by_category
    order = list(dict.fromkeys([*now, *before]))
    moved = [(now.get(code, 0) - before.get(code, 0), code) for code in order]
    change, code = max(moved, key=lambda item: abs(item[0]), default=(0, ""))
    if abs(change) < _LEAST_CHANGE:
        return ""
    words = wording.period_words(summary.period.kind)
    pattern = (
        _("Largest change against {period}: {name}, up from {old} to {new}.")
        if change > 0
        else _("Largest change against {period}: {name}, down from {old} to {new}.")
    )
    return pattern.format(
        period=words.against,
        name=wording.category_name(summary.category_names, code),
        old=before.get(code, 0),
        new=now.get(code, 0),
    )


def _worsening(summary: PeriodSummary) -> str:
    """Name the ratio that got worst against the period before, if by more than five points."""
    if summary.previous is None:
        return ""
    worse = wording.largest_worsening(summary.figures.ratios, summary.previous.ratios)
    if worse is None:
        return ""
    name, change = worse
    words = wording.period_words(summary.period.kind)
    return _("Worse than {period}, most of all: {figure} ({change}).").format(
        period=words.against, figure=name, change=change
    )


def lateness(line: ComplaintLine, summary: PeriodSummary) -> timedelta:
    """Return how long a complaint had been overdue at the end of the period."""
    if line.due_at is None:
        return timedelta()
    zone = summary.timezone
    return wording.local(summary.until, zone) - wording.local(line.due_at, zone)


def overdue_longest_first(summary: PeriodSummary) -> list[ComplaintLine]:
    """Return the overdue complaints, the one that has been so longest at the head."""
    return sorted(summary.overdue, key=lambda line: (-lateness(line, summary), line.number))


def _overdue(summary: PeriodSummary) -> str:
    """Name the complaint that has been overdue longest, with its place and the time."""
    count = summary.figures.overdue_open.total
    if not count:
        return ""
    text = ngettext(
        "{count} complaint is overdue and open.", "{count} complaints are overdue and open.", count
    ).format(count=count)
    lines = overdue_longest_first(summary)
    if not lines or lines[0].due_at is None:
        return text
    worst = lines[0]
    where = pgettext("place", ", ").join(
        part
        for part in (
            short(worst.place, style.BODY, _PLACE),
            wording.category_name(summary.category_names, worst.category),
        )
        if part and part != wording.DASH
    )
    pattern = (
        _(" The longest: {number} ({where}), {late} past its time.")
        if where
        else _(" The longest: {number}, {late} past its time.")
    )
    late = duration(lateness(worst, summary))
    return text + pattern.format(number=prepare(worst.number), where=where, late=late)


def _targets(summary: PeriodSummary) -> str:
    """Name the target that was missed by most, and how many were."""
    ratios = summary.figures.ratios
    measured: list[tuple[str, Ratio, float]] = []
    for name, target in summary.targets.items():
        ratio = ratios.get(name)
        if ratio is not None and ratio.d:
            measured.append((name, ratio, target))
    missed = [item for item in measured if not wording.is_met(item[1], item[2])]
    if not measured:
        return ""
    if not missed:
        return ngettext(
            "The target that could be measured was met.",
            "All {count} targets that could be measured were met.",
            len(measured),
        ).format(count=len(measured))
    name, ratio, target = max(missed, key=lambda item: item[2] - item[1].n / item[1].d)
    gap = (target - ratio.n / ratio.d) * 100
    text = _(
        "Furthest below its target: {figure}, {share} ({counts}) against {target}, "
        "{points} points short."
    ).format(
        figure=ratio_label(name),
        share=wording.percent(ratio),
        counts=wording.counts(ratio),
        target=wording.target_text(target),
        points=f"{gap:.1f}",
    )
    if len(missed) > 1:
        text += _(" {missed} of {count} targets were missed.").format(
            missed=len(missed), count=len(measured)
        )
    return text
