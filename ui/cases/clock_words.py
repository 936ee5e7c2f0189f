"""How a clock of a case stands: words, share of the time used, and the kind of its bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.case_states import OPEN_STATES
from app.domain.clocks import warn_at
from app.domain.terms import ClockKind, EventKind
from app.i18n import _
from app.services.case_views import CasePageView, ClockView


@dataclass(frozen=True)
class ClockStanding:
    """A clock as the page shows it; ``share`` runs from 0 to 1."""

    kind: ClockKind
    words: str
    note: str
    share: float
    look: str
    exact_due: str


def clocks_of(view: CasePageView) -> tuple[ClockView, ...]:
    """Return the clocks of a case, the one for news counted from the last news.

    The store keeps the clock that asks for regular news as it began; each time the customer was
    told something, the same length of time begins anew.
    """
    told = [entry.at for entry in view.timeline if entry.kind is EventKind.CUSTOMER_TOLD]
    return tuple(_from_last_news(clock, told, view) for clock in view.clocks)


def _from_last_news(clock: ClockView, told: Sequence[datetime], view: CasePageView) -> ClockView:
    is_running = clock.met_at is None and clock.cancelled_at is None
    if clock.kind is not ClockKind.TELL_CUSTOMER or not is_running or view.state not in OPEN_STATES:
        return clock
    last = max((at for at in told if at > clock.started_at), default=clock.started_at)
    return replace(clock, started_at=last, due_at=last + (clock.due_at - clock.started_at))


def standing_of(clock: ClockView, now: datetime, zone: ZoneInfo) -> ClockStanding:
    """Return how ``clock`` stands at ``now``."""
    due = people_time.when(clock.due_at, now, zone)
    note = _("due {time}").format(time=due)
    exact = people_time.exact(clock.due_at, zone)
    if clock.cancelled_at is not None:
        return ClockStanding(clock.kind, _("no longer counts"), note, 0.0, "cancelled", exact)
    if clock.met_at is not None:
        took = clock.met_at - clock.started_at
        words = _("done in {duration}").format(duration=people_time.duration(took))
        late = clock.met_at - clock.due_at
        if late > timedelta():
            note += " · " + _("{duration} late").format(duration=people_time.duration(late))
            return ClockStanding(clock.kind, words, note, 1.0, "weak", exact)
        return ClockStanding(clock.kind, words, note, _share(clock, clock.met_at), "strong", exact)
    left = clock.due_at - now
    if left < timedelta():
        words = _("overdue by {duration}").format(duration=people_time.duration(left))
        return ClockStanding(clock.kind, words, note, 1.0, "weak", exact)
    words = _("{duration} left").format(duration=people_time.duration(left))
    look = "fair" if now >= warn_at(clock.started_at, clock.due_at) else ""
    return ClockStanding(clock.kind, words, note, _share(clock, now), look, exact)


def _share(clock: ClockView, at: datetime) -> float:
    """Return how much of the time was used; a clock that asks for something at once has none."""
    length = clock.due_at - clock.started_at
    if length <= timedelta():
        return 1.0
    # A sliver stays to be seen, else a bar that has just begun looks like an empty one.
    return min(max((at - clock.started_at) / length, 0.03), 1.0)
