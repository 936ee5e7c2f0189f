"""How a clock of a case stands: words, share of the time used, and the kind of its bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.clocks import warn_at
from app.domain.terms import ClockKind
from app.i18n import _, ngettext
from app.services.case_views import ClockView


@dataclass(frozen=True)
class ClockStanding:
    """A clock as the page shows it; ``share`` runs from 0 to 1."""

    kind: ClockKind
    words: str
    note: str
    share: float
    look: str
    exact_due: str


def standing_of(
    clock: ClockView, now: datetime, zone: ZoneInfo, *, wake_at: datetime | None = None
) -> ClockStanding:
    """Return how ``clock`` stands at ``now``; ``wake_at`` is until when the case waits."""
    due = people_time.when(clock.due_at, now, zone)
    note = _("due {time}").format(time=due)
    if clock.lap:
        note += " · " + ngettext("told {count} time", "told {count} times", clock.lap).format(
            count=clock.lap
        )
    exact = people_time.exact(clock.due_at, zone)
    if clock.cancelled_at is not None:
        if clock.cancelled_at > clock.due_at:
            return ClockStanding(clock.kind, _("not done in time"), note, 1.0, "weak", exact)
        return ClockStanding(clock.kind, _("no longer counts"), note, 0.0, "cancelled", exact)
    if clock.met_at is not None:
        took = clock.met_at - clock.started_at
        words = _("done in {duration}").format(duration=people_time.duration(took))
        late = clock.met_at - clock.due_at
        if late > timedelta():
            note += " · " + _("{duration} late").format(duration=people_time.duration(late))
            return ClockStanding(clock.kind, words, note, 1.0, "weak", exact)
        return ClockStanding(clock.kind, words, note, _share(clock, clock.met_at), "strong", exact)
    if clock.paused_at is not None:
        words = _("paused · {duration} left").format(
            duration=people_time.duration(clock.due_at - clock.paused_at)
        )
        note = _("does not count while it waits")
        if wake_at is not None:
            note = _("wakes {time}").format(time=people_time.when(wake_at, now, zone))
        return ClockStanding(clock.kind, words, note, _share(clock, clock.paused_at), "fair", exact)
    left = clock.due_at - now
    if left < timedelta():
        words = _("overdue by {duration}").format(duration=people_time.duration(left))
        return ClockStanding(clock.kind, words, note, 1.0, "weak", exact)
    words = _("{duration} left").format(duration=people_time.duration(left))
    look = "fair" if now >= warn_at(clock.started_at, clock.due_at) else ""
    return ClockStanding(clock.kind, words, note, _share(clock, now), look, exact)


def outcome_words(clock: ClockView, zone: ZoneInfo) -> str:
    """Return what became of a clock of an earlier round, or of an earlier telling."""
    if clock.met_at is not None:
        words = _("done {time}").format(time=people_time.exact(clock.met_at, zone))
        late = clock.met_at - clock.due_at
        if late > timedelta():
            return f"{words}, " + _("{duration} late").format(duration=people_time.duration(late))
        return f"{words}, " + _("in time")
    if clock.cancelled_at is not None and clock.cancelled_at > clock.due_at:
        return _("not done by {time}").format(time=people_time.exact(clock.due_at, zone))
    return _("no longer counts")


def _share(clock: ClockView, at: datetime) -> float:
    """Return how much of the time was used; a clock that asks for something at once has none."""
    length = clock.due_at - clock.started_at
    if length <= timedelta():
        return 1.0
    # A sliver stays to be seen, else a bar that has just begun looks like an empty one.
    return min(max((at - clock.started_at) / length, 0.03), 1.0)
