"""What the desk should know before it opens one more case: kinds of hints and which are shown.

Duplicates, hot spots and known outages; pure, so that the order of the banners can be tested.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.case_states import OPEN_STATES
from app.domain.outages import OutageView
from app.domain.terms import CaseState, CaseType
from app.domain.visit_flow import AnswerDraft, NeedDraft, VisitDraft

REPEAT_WINDOW = timedelta(days=90)
HOT_SPOT_WINDOW = timedelta(days=30)
HOT_SPOT_FROM = 3
"""From how many in the window on, the present one included, a place is a hot spot."""
MOST_SHOWN = 3

_BUILDING_WORDS = "幢|栋|号楼|#楼|座"


class HintKind(StrEnum):
    """Kinds of hints, the most useful one first."""

    OUTAGE = "outage"
    SAME_MATTER = "same_matter"
    SAME_PLACE = "same_place"
    HOT_SPOT = "hot_spot"
    OTHER_OPEN = "other_open"


class HotSpotScope(StrEnum):
    """How wide a hot spot is."""

    UNIT = "unit"
    BUILDING = "building"


@dataclass(frozen=True)
class HintQuestion:
    """What is known of one need so far; whatever is empty is not known yet."""

    customer_id: str | None = None
    room_id: str | None = None
    category: str = ""
    place: str = ""
    words: str = ""


@dataclass(frozen=True)
class Hint:
    """One hint.  ``case_id`` is the case to attach to or to open, None if there is none.

    ``count`` is how many there were in the window, for a hot spot with the present one.
    """

    kind: HintKind
    case_id: str | None = None
    number: str = ""
    state: CaseState | None = None
    registered_at: datetime | None = None
    category: str = ""
    count: int = 1
    scope: HotSpotScope | None = None
    outage: OutageView | None = None

    @property
    def key(self) -> str:
        """What a dismissal remembers."""
        if self.outage is not None:
            return f"{self.kind}:{self.outage.outage_id}"
        if self.kind is HintKind.HOT_SPOT:
            return f"{self.kind}:{self.category}"
        return f"{self.kind}:{self.case_id}"

    @property
    def can_attach(self) -> bool:
        """Whether a caller can be attached to its case."""
        return self.case_id is not None and self.state in OPEN_STATES


def ranked(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    """Return the hints, the most useful first, each case named once.

    A hot spot says something of its own, so it stays without the case that was named before it.
    """
    order = list(HintKind)
    found: list[Hint] = []
    named: set[str] = set()
    for hint in sorted(hints, key=lambda each: order.index(each.kind)):
        shown = hint
        if hint.case_id is not None and hint.case_id in named:
            if hint.kind is not HintKind.HOT_SPOT:
                continue
            shown = replace(hint, case_id=None, number="", state=None)
        if shown.case_id is not None:
            named.add(shown.case_id)
        found.append(shown)
    return tuple(found)


def shown(hints: Iterable[Hint], dismissed: Collection[str]) -> tuple[Hint, ...]:
    """Return the few hints that are shown, without those that somebody has put away."""
    return tuple(hint for hint in hints if hint.key not in dismissed)[:MOST_SHOWN]


def question_of(draft: VisitDraft) -> HintQuestion:
    """Return what is known of the need in hand."""
    customer, need = draft.customer, draft.need
    return HintQuestion(
        None if customer.anonymous else customer.customer_id,
        customer.room_id,
        need.category,
        need.place,
        need.own_words,
    )


def attached(need: NeedDraft, hint: Hint) -> NeedDraft:
    """Return the need as one more voice in the case of ``hint``; what was typed stays."""
    return replace(
        need,
        attach_to=hint.case_id,
        attach_number=hint.number,
        outage_id=hint.outage.outage_id if hint.outage is not None else None,
        answer=AnswerDraft(),
    )


def answered_by(need: NeedDraft, outage: OutageView, words: str) -> NeedDraft:
    """Return the need as an enquiry that the announcement answers on the spot.

    ``words`` stand for the customer's own while none are written down.
    """
    return replace(
        need,
        type=CaseType.ENQUIRY,
        own_words=need.own_words if need.own_words.strip() else words,
        category=outage.category or need.category,
        answer=AnswerDraft(answered_now=True, answer=outage.wording),
        outage_id=outage.outage_id,
    )


def detached(need: NeedDraft) -> NeedDraft:
    """Return the need as a matter of its own again."""
    return replace(need, attach_to=None, attach_number="", outage_id=None, answer=AnswerDraft())


def is_related(category: str, other: str) -> bool:
    """Return whether two category codes mean the same thing, one perhaps less exactly."""
    return category == other or category.startswith(f"{other}.") or other.startswith(f"{category}.")


def top_level(category: str) -> str:
    """Return the top-level code, by which duplicates are compared as the figures do."""
    return category.split(".", 1)[0]


def mentions(text: str, names: Iterable[str]) -> bool:
    """Return whether ``text`` names one of ``names``, each of at least two characters."""
    folded = _folded(text)
    return any(len(name) >= 2 and name in folded for name in map(_folded, names))


def building_named(place: str, buildings: Collection[str]) -> str | None:
    """Return the building that ``place`` names, if it does.

    People write '3 幢 2 单元', '3#楼', 'building 3' or a room, '3-2-1802'; '18 楼' is a floor.
    """
    folded = _folded(place)
    for building in buildings:
        name = re.escape(_folded(building))
        if re.search(rf"(?<![0-9a-z-]){name}(?:{_BUILDING_WORDS}|-\d)", folded):
            return building
        if re.search(rf"building{name}(?![0-9])", folded):
            return building
    return None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
