"""What one version of a period's summary says otherwise than another: codes and numbers only.

No words of a customer are taken in, so a list of changes needs no emptying when somebody's words
are erased; and words that were erased are no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.period_summary import ComplaintLine, MonthPoint, PeriodFigures, PeriodSummary, Ratio
from app.domain.summary_codec import to_plain

NUMBERS_NAMED = 5
"""So many numbers of complaints stand in one change; the rest is counted."""

FLOW = ("brought_forward", "new", "reopened", "done", "carried_over")
COUNTED = ("by_category", "by_building", "by_severity", "by_source", "by_cause", "ratings")
LISTS = ("overdue", "grave", "repeats", "staff")
_LINE_FIELDS = ("registered_at", "category", "severity", "due_at", "overdue", "state", "score")
# Words of people, and names, which policy or an erasure may mask otherwise later.
_NO_FIGURE = frozenset(
    {
        "own_words",
        "place",
        "customer",
        "responsible",
        "remedy_wanted",
        "remedy_given",
        "name",
        "case_id",
    }
)
_DIGITS = 2


@dataclass(frozen=True)
class Change:
    """One difference: ``code`` names what, ``key`` which of its kind, then before and after.

    A code is a figure (``flow``, ``ratio``, ``hours``, ``late``, ``households`` …), a count of
    :data:`COUNTED`, ``lines_…`` of complaints whose numbers stand in ``key``, ``list`` of one of
    :data:`LISTS`, ``month`` of the twelve, or ``commentary``, ``measures`` and ``targets``.
    """

    code: str
    key: str = ""
    before: str = ""
    after: str = ""

    def to_plain(self) -> list[str]:
        """Return the change as the store keeps it."""
        return [self.code, self.key, self.before, self.after]

    @classmethod
    def from_plain(cls, plain: Sequence[str]) -> Change:
        """Return the change that :meth:`to_plain` wrote down."""
        return cls(*plain)


def summary_changes(before: PeriodSummary, after: PeriodSummary) -> tuple[Change, ...]:
    """Return everything that ``after`` says otherwise than ``before``, figures first."""
    changes = list(figure_changes(before, after))
    for name, part in (
        ("commentary", "commentary"),
        ("measures", "measures_before"),
        ("measures", "measures_new"),
        ("targets", "targets"),
    ):
        change = Change(name)
        if getattr(before, part) != getattr(after, part) and change not in changes:
            changes.append(change)
    return tuple(changes)


def figure_changes(before: PeriodSummary, after: PeriodSummary) -> tuple[Change, ...]:
    """Return what a new count says otherwise: figures and complaints, not what was written."""
    return (
        *_of_figures(before.figures, after.figures),
        *_of_months(before.twelve_months, after.twelve_months),
        *_of_lines(before.complaints, after.complaints),
        *_of_lists(before, after),
    )


def _of_figures(before: PeriodFigures, after: PeriodFigures) -> Iterator[Change]:
    for name in FLOW:
        yield from _count("flow", name, getattr(before.flow, name), getattr(after.flow, name))
    for name in {**before.ratios, **after.ratios}:
        yield from _text(
            "ratio", name, _ratio(before.ratios.get(name)), _ratio(after.ratios.get(name))
        )
    for name in ("median", "p90"):
        yield from _text("hours", name, _hours(before, name), _hours(after, name))
    for name in ("total", "over_a_month"):
        yield from _count(
            "late", name, getattr(before.overdue_open, name), getattr(after.overdue_open, name)
        )
    for name in COUNTED:
        yield from _of_counts(name, getattr(before, name), getattr(after, name))
    for name in ("no_answer", "declined", "relayed"):
        yield from _count("answers", name, getattr(before, name), getattr(after, name))
    yield from _of_counts("reasons", before.reasons, after.reasons)
    yield from _of_counts("ageing", dict(enumerate(before.ageing)), dict(enumerate(after.ageing)))
    yield from _text("households", "", _number(before.households), _number(after.households))
    if {(c.building, c.category, c.count) for c in before.heat} != {
        (c.building, c.category, c.count) for c in after.heat
    }:
        yield Change("list", "heat")


def _of_counts(code: str, before: Mapping[Any, int], after: Mapping[Any, int]) -> Iterator[Change]:
    for key in {**before, **after}:
        yield from _count(code, str(to_plain(key)), before.get(key, 0), after.get(key, 0))


def _of_months(before: Sequence[MonthPoint], after: Sequence[MonthPoint]) -> Iterator[Change]:
    old = {f"{p.year:04d}-{p.month:02d}": f"{p.new} {_ratio(p.completion)}" for p in before}
    new = {f"{p.year:04d}-{p.month:02d}": f"{p.new} {_ratio(p.completion)}" for p in after}
    for key in sorted({*old, *new}):
        yield from _text("month", key, old.get(key, ""), new.get(key, ""))


def _of_lines(before: Sequence[ComplaintLine], after: Sequence[ComplaintLine]) -> Iterator[Change]:
    old = {line.number: line for line in before}
    new = {line.number: line for line in after}
    yield from _of_numbers("lines_added", [n for n in new if n not in old])
    yield from _of_numbers("lines_gone", [n for n in old if n not in new])
    both = [n for n in new if n in old]
    for name in _LINE_FIELDS:
        differing = [n for n in both if getattr(old[n], name) != getattr(new[n], name)]
        yield from _of_numbers(f"lines_{name}", differing)


def _of_numbers(code: str, numbers: Sequence[str]) -> Iterator[Change]:
    if numbers:
        yield Change(code, " ".join(numbers[:NUMBERS_NAMED]), after=str(len(numbers)))


def _of_lists(before: PeriodSummary, after: PeriodSummary) -> Iterator[Change]:
    for name in LISTS:
        old, new = (_bare(to_plain(getattr(one, name))) for one in (before, after))
        if old != new:
            yield Change("list", name)


def _bare(plain: Any) -> Any:
    """Return plain values without the words and names in them."""
    if isinstance(plain, dict):
        return {name: _bare(part) for name, part in plain.items() if name not in _NO_FIGURE}
    if isinstance(plain, list):
        return [_bare(part) for part in plain]
    return plain


def _count(code: str, key: str, before: int, after: int) -> Iterator[Change]:
    yield from _text(code, key, str(before), str(after))


def _text(code: str, key: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(code, key, before, after)


def _ratio(ratio: Ratio | None) -> str:
    return f"{ratio.n}/{ratio.d}" if ratio is not None else ""


def _hours(figures: PeriodFigures, name: str) -> str:
    hours = figures.handling_hours
    return f"{getattr(hours, name):.{_DIGITS}f}" if hours is not None else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
