"""What the improvement register says: figures before and after, verdicts, entries (4.3-4)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.figure_filter import FigureFilter
from app.domain.improvements import (
    NEW,
    EntryKind,
    FigureCount,
    MeasureDraft,
    Proposal,
    Shown,
    Why,
)
from app.domain.periods import Period
from app.domain.terms import Cause
from app.figure_words import figure_name, period_words
from app.i18n import _, ngettext, pgettext
from app.labels import cause_label, severity_label, source_label

DASH = "—"
ARROW = "→"


def count_text(figure: str, count: FigureCount, other: FigureCount | None = None) -> str:
    """Return a figure with its counts, such as ``14.0 % (7/50)``, or ``11`` new complaints.

    ``other`` is what it stands beside: where the two count unlike numbers of days, both say so.
    """
    if not count.d:
        return DASH
    if figure != NEW:
        percent = _("{number} %").format(number=f"{count.n / count.d * 100:.1f}")
        return f"{percent} ({count.n}/{count.d})"
    if other is None or not other.d or _are_alike(count, other):
        return str(count.n)
    words = ngettext("{count} in {days} day", "{count} in {days} days", count.d)
    return words.format(count=count.n, days=count.d)


def _are_alike(one: FigureCount, other: FigureCount) -> bool:
    """Whole months compare without more words, whether they have 28 days or 31."""
    months = {28, 29, 30, 31}
    return one.d == other.d or (one.d in months and other.d in months)


def change_text(figure: str, before: FigureCount, after: FigureCount | None) -> str:
    """Return a figure before and after, such as ``7 → 2``."""
    old = count_text(figure, before, after)
    return old if after is None else f"{old} {ARROW} {count_text(figure, after, before)}"


def scope_words(
    only: FigureFilter, categories: Mapping[str, str], buildings: Mapping[str, str]
) -> str:
    """Return which complaints a figure is counted of."""
    parts = []
    if only.building is not None:
        name = buildings.get(only.building)
        parts.append(_("building {name}").format(name=name) if name else _("no room given"))
    if only.category is not None:
        parts.append(categories.get(only.category, only.category))
    if only.severity is not None:
        parts.append(severity_label(only.severity))
    if only.source is not None:
        parts.append(source_label(only.source))
    return " · ".join(parts) or _("all complaints")


def finding_words(draft: MeasureDraft, scope: str, before: FigureCount) -> str:
    """Return the finding as the figures say it: which period, which complaints, how many."""
    period = "" if draft.found_in is None else period_words(draft.found_in)
    if draft.figure == NEW:
        words = ngettext(
            "{period}: {count} new complaint, {scope}",
            "{period}: {count} new complaints, {scope}",
            before.n,
        )
        return words.format(period=period, count=before.n, scope=scope)
    return _("{period}: {figure} {value}, {scope}").format(
        period=period,
        figure=figure_name(draft.figure),
        value=count_text(draft.figure, before),
        scope=scope,
    )


def cause_words(kind: Cause | None, words: str) -> str:
    """Return the cause: what kind, and what was written of it."""
    name = "" if kind is None else cause_label(kind)
    return _("{kind}: {words}").format(kind=name, words=words) if name and words else name or words


def why_words(figure: str, proposal: Proposal) -> str:
    """Return the reason of a proposed verdict as a sentence."""
    moved = _gain_words(figure, proposal)
    return {
        Why.NOTHING_COUNTED: _("Nothing was counted in one of the two periods: judge it yourself."),
        Why.HANDFUL: _("So few complaints tell nothing for certain: judge it yourself."),
        Why.CLEARLY_BETTER: _("Better by {moved}: more than chance explains.").format(moved=moved),
        Why.CHANCE: _("Better by {moved}, but in so few cases that it may be chance.").format(
            moved=moved
        ),
        Why.SOMEWHAT_BETTER: _("Better by {moved}, which is not much.").format(moved=moved),
        Why.NOT_BETTER: _("It did not get better."),
    }[proposal.why]


def _gain_words(figure: str, proposal: Proposal) -> str:
    number = f"{float(proposal.gain) * 100:.1f}"
    if figure == NEW:
        return _("{number} %").format(number=number)
    return _("{points} points").format(points=number)


def entry_label(kind: EntryKind) -> str:
    """Return what an entry of a measure's history tells."""
    return {
        EntryKind.FOUND: pgettext("measure", "Finding entered"),
        EntryKind.CHANGED: pgettext("measure", "Changed"),
        EntryKind.BEGUN: pgettext("measure", "Begun"),
        EntryKind.DONE: pgettext("measure", "Done"),
        EntryKind.DROPPED: pgettext("measure", "Dropped"),
        EntryKind.TAKEN_UP: pgettext("measure", "Taken up again"),
        EntryKind.CHECKED: pgettext("measure", "Effect checked"),
    }[kind]


def field_label(name: str) -> str:
    """Return what a field of a measure is called in its history."""
    return {
        "finding": _("Finding"),
        "found_in": _("Period"),
        "figure": _("Figure to move"),
        "only": _("Counted of"),
        "cause_kind": _("Cause"),
        "cause": _("Cause"),
        "measure": _("Measure"),
        "owner": _("Responsible"),
        "due_on": pgettext("measure", "Due"),
    }.get(name, name)


def period_label(text: str) -> str:
    """Return a period that is kept as text as people read it."""
    return period_words(Period.parse(text)) if text else DASH


def shown_label(shown: Shown) -> str:
    """Return what one view of the register is called."""
    return {
        Shown.OPEN: pgettext("measures", "Open"),
        Shown.OVERDUE: pgettext("measures", "Overdue"),
        Shown.TO_CHECK: pgettext("measures", "To check"),
        Shown.ALL: pgettext("measures", "All"),
    }[shown]
