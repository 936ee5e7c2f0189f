"""One box over customers, rooms, cases and visits (Ctrl+K).

Nobody finds what their role may not read, the desk's own project comes first, and nothing found is
shown unmasked.  Looking leaves no trace: what was searched for is written nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.case_numbers import LookUpQuestion, read_question
from app.domain.masking import mask_name, mask_phone
from app.domain.permissions import Action, Actor
from app.domain.search_terms import (
    Found,
    Question,
    SearchText,
    TermKind,
    holds_hit,
    read_search,
    snippet,
)
from app.domain.terms import CaseState, CaseType, CustomerKind, VisitState
from app.pinyin import fold
from app.services.search_documents import TOLD
from db import search_index
from db.models import Case, CaseEvent, Customer, Occupancy, Project, Room, Visit

SHOWN = 8
"""So many records of a kind are shown."""
COUNTED = 99
"""Beyond these a count says only that there are more."""
_READS = {
    Found.CUSTOMER: Action.READ_CUSTOMERS,
    Found.ROOM: Action.READ_CUSTOMERS,
    Found.CASE: Action.READ_CASES,
    Found.VISIT: Action.READ_CASES,
}


@dataclass(frozen=True)
class SearchHit:
    """One record found; whatever does not belong to its kind is empty.

    ``title`` is the masked name, the label of the room or the number.  ``words`` is a piece of
    what was written, ``mark`` where the hit lies in it.  ``project`` is named only of another one.
    """

    kind: Found
    object_id: str
    title: str
    is_exact: bool = False
    project: str = ""
    room_label: str = ""
    phone_masked: str = ""
    customer_kind: CustomerKind | None = None
    case_type: CaseType | None = None
    case_state: CaseState | None = None
    visit_state: VisitState | None = None
    at: datetime | None = None
    people: int = 0
    words: str = ""
    mark: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class SearchGroup:
    """The records of one kind, the best first; ``count`` is one more than ``COUNTED`` at most."""

    kind: Found
    hits: tuple[SearchHit, ...]
    count: int


@dataclass(frozen=True)
class SearchAnswer:
    """What was found for ``text``; ``too_short`` when there was nothing worth looking for."""

    text: str
    groups: tuple[SearchGroup, ...] = ()
    too_short: bool = False


@dataclass
class _Hunt:
    """One question on its way."""

    session: Session
    project: Project
    question: Question
    asked: LookUpQuestion
    other_projects: bool
    projects: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def has_digits(self) -> bool:
        """Whether it may be a number at all."""
        return any(character.isdigit() for character in self.asked.text)

    def project_name(self, project_id: str) -> str:
        """Return the name of another project, nothing for the desk's own."""
        if project_id == self.project.id:
            return ""
        if project_id not in self.names:
            query = select(Project.name).where(Project.id == project_id)
            self.names[project_id] = self.session.scalars(query).one()
        return self.names[project_id]


def search_everything(
    session: Session, *, actor: Actor, project_id: str, text: str, now: datetime
) -> SearchAnswer:
    """Return what ``text`` may mean: exact numbers, phones and rooms first, then the newest."""
    project = session.get_one(Project, project_id)
    hunt = _Hunt(
        session,
        project,
        read_search(text),
        read_question(text, now.astimezone(ZoneInfo(project.timezone)).date()),
        actor.may(Action.SEARCH_EVERY_PROJECT),
        search_index.project_numbers(session),
    )
    if not hunt.question.asks_anything:
        return SearchAnswer(text, too_short=bool(text.strip()))
    groups = [_group(hunt, kind) for kind in Found if actor.may(_READS[kind])]
    found = [group for group in groups if group.hits]
    found.sort(key=lambda group: not group.hits[0].is_exact)
    return SearchAnswer(text, tuple(found))


def _group(hunt: _Hunt, kind: Found) -> SearchGroup:
    # A whole phone matches few customers: they are told apart among the hits.
    exact = list(dict.fromkeys(_EXACT[kind](hunt))) if kind in _EXACT else []
    numbers = _by_index(hunt, kind)
    if exact:
        taken = set(search_index.numbers_of(hunt.session, exact).values())
        numbers = [number for number in numbers if number not in taken]
    ids = exact[:SHOWN]
    wanted = numbers[: SHOWN - len(ids)]
    if wanted:
        ids += search_index.records_of(hunt.session, wanted)
    shown = _HITS[kind](hunt, ids) if ids else []
    hits = [replace(hit, is_exact=hit.is_exact or hit.object_id in exact) for hit in shown]
    hits.sort(key=lambda hit: not hit.is_exact)
    return SearchGroup(kind, tuple(hits), min(len(exact) + len(numbers), COUNTED + 1))


def _by_index(hunt: _Hunt, kind: Found) -> list[int]:
    """Return the newest documents of a kind that hold all terms, those of other projects last."""
    if kind is Found.CASE and hunt.question.is_thin:
        return []
    match = hunt.question.match(kind)
    checks = [
        ("numbers" if term.kind is TermKind.NUMBER else "words", term.text)
        for term in hunt.question.unproved
    ]
    found: list[int] = []
    for within in _ranges(hunt, kind):
        if len(found) <= COUNTED:
            most = COUNTED + 1 - len(found)
            found += search_index.newest(hunt.session, match, checks, within, most)
    return found


def _ranges(hunt: _Hunt, kind: Found) -> Iterator[tuple[int, int]]:
    """Yield where documents lie: those of the desk's own project, then those after and before."""
    own = hunt.projects.get(hunt.project.id)
    others = [number for key, number in hunt.projects.items() if key != hunt.project.id]
    if own is not None:
        yield search_index.number_range(kind, own)
    if not hunt.other_projects or not others:
        return
    first, last = search_index.number_range(kind)
    if own is None:
        yield first, last
        return
    begin, end = search_index.number_range(kind, own)
    if max(others) > own:
        yield end + 1, last
    if min(others) < own:
        yield first, begin - 1


# --- Exactly what was typed ---------------------------------------------------------------------


def _exact_rooms(hunt: _Hunt) -> Iterator[str]:
    if len(hunt.question.terms) != 1 or not hunt.has_digits:
        return
    wanted = {fold(hunt.asked.text), hunt.question.terms[0].text}
    # One question an index: joined by OR they would walk through all rooms.
    for column in (Room.label, Room.compact, Room.number):
        query = (
            select(Room.id)
            .where(Room.project_id == hunt.project.id, column.in_({*wanted, hunt.asked.text}))
            .order_by(column)
            .limit(SHOWN)
        )
        yield from hunt.session.scalars(query).all()


def _exact_cases(hunt: _Hunt) -> Iterator[str]:
    if not hunt.has_digits:
        return
    numbers = [hunt.asked.scan.number] if hunt.asked.scan else list(hunt.asked.numbers)
    known = [Case.number.in_(numbers)] if numbers else []
    for meant in (*known, Case.external_number == hunt.asked.text):
        query = select(Case.id).where(Case.project_id == hunt.project.id, meant).limit(SHOWN)
        yield from hunt.session.scalars(query).all()


def _exact_visits(hunt: _Hunt) -> Iterator[str]:
    if not hunt.asked.visits:
        return iter(())
    query = select(Visit.id).where(
        Visit.project_id == hunt.project.id, Visit.number.in_(hunt.asked.visits)
    )
    return iter(hunt.session.scalars(query).all())


# --- As it is shown -----------------------------------------------------------------------------


def _customer_hits(hunt: _Hunt, ids: Sequence[str]) -> list[SearchHit]:
    rooms: dict[str, str] = {}
    lived = (
        select(Occupancy.customer_id, Room.label)
        .join(Room, Room.id == Occupancy.room_id)
        .where(Occupancy.customer_id.in_(ids), Occupancy.until_on.is_(None))
        .order_by(Room.label)
    )
    for customer_id, label in hunt.session.execute(lived):
        rooms.setdefault(customer_id, label)
    # Only one number alone can be the whole of a phone.
    documents = search_index.stored(hunt.session, ids) if hunt.question.is_number else {}
    people = hunt.session.execute(
        select(
            Customer.id, Customer.name, Customer.phone, Customer.kind, Customer.project_id
        ).where(Customer.id.in_(ids))
    )
    hits = {}
    for person in people:
        document = documents.get(person.id)
        hits[person.id] = SearchHit(
            Found.CUSTOMER,
            person.id,
            mask_name(person.name),
            is_exact=document is not None
            and hunt.question.is_number_of(SearchText(document.words, document.numbers)),
            project=hunt.project_name(person.project_id),
            room_label=rooms.get(person.id, ""),
            phone_masked=mask_phone(person.phone),
            customer_kind=CustomerKind(person.kind),
        )
    return [hits[customer_id] for customer_id in ids if customer_id in hits]


def _room_hits(hunt: _Hunt, ids: Sequence[str]) -> list[SearchHit]:
    living = dict(
        hunt.session.execute(
            select(Occupancy.room_id, func.count(Occupancy.customer_id.distinct()))
            .where(Occupancy.room_id.in_(ids), Occupancy.until_on.is_(None))
            .group_by(Occupancy.room_id)
        ).all()
    )
    rooms = hunt.session.execute(
        select(Room.id, Room.project_id, Room.label).where(Room.id.in_(ids))
    )
    hits = {
        room_id: SearchHit(
            Found.ROOM,
            room_id,
            label,
            project=hunt.project_name(project_id),
            people=living.get(room_id, 0),
        )
        for room_id, project_id, label in rooms
    }
    return [hits[room_id] for room_id in ids if room_id in hits]


def _case_hits(hunt: _Hunt, ids: Sequence[str]) -> list[SearchHit]:
    rows = hunt.session.execute(
        select(
            Case.id,
            Case.project_id,
            Case.number,
            Case.type,
            Case.state,
            Case.registered_at,
            Case.own_words,
            Case.remedy_given,
            Case.remedy_wanted,
            Case.place,
            Room.label,
        )
        .outerjoin(Room, Room.id == Case.room_id)
        .where(Case.id.in_(ids))
    )
    hits = {}
    for case in rows:
        texts = (case.own_words, case.remedy_given, case.place, case.remedy_wanted)
        words, begin, end = snippet(_telling_words(hunt, case.id, texts), hunt.question)
        hits[case.id] = SearchHit(
            Found.CASE,
            case.id,
            case.number,
            project=hunt.project_name(case.project_id),
            room_label=case.label or "",
            case_type=CaseType(case.type),
            case_state=CaseState(case.state),
            at=case.registered_at,
            words=words,
            mark=(begin, end),
        )
    return [hits[case_id] for case_id in ids if case_id in hits]


def _telling_words(hunt: _Hunt, case_id: str, texts: Sequence[str]) -> str:
    """Return the text of a case that shows why it was found, else the first of ``texts``."""
    for words in texts:
        if holds_hit(words, hunt.question):
            return words
    if any(term.kind is not TermKind.NUMBER for term in hunt.question.terms):
        answers = hunt.session.scalars(
            select(CaseEvent.words)
            .where(CaseEvent.case_id == case_id, CaseEvent.kind.in_(TOLD))
            .order_by(CaseEvent.seq.desc())
        )
        for words in answers:
            if holds_hit(words, hunt.question):
                return words
    return texts[0]


def _visit_hits(hunt: _Hunt, ids: Sequence[str]) -> list[SearchHit]:
    rows = hunt.session.execute(
        select(
            Visit.id,
            Visit.project_id,
            Visit.number,
            Visit.state,
            Visit.arrived_at,
            Customer.name,
            Room.label,
        )
        .outerjoin(Customer, Customer.id == Visit.customer_id)
        .outerjoin(Room, Room.id == Visit.room_id)
        .where(Visit.id.in_(ids))
    )
    hits = {
        visit.id: SearchHit(
            Found.VISIT,
            visit.id,
            visit.number,
            project=hunt.project_name(visit.project_id),
            room_label=visit.label or "",
            visit_state=VisitState(visit.state),
            at=visit.arrived_at,
            words=mask_name(visit.name or ""),
        )
        for visit in rows
    }
    return [hits[visit_id] for visit_id in ids if visit_id in hits]


_EXACT = {
    Found.ROOM: _exact_rooms,
    Found.CASE: _exact_cases,
    Found.VISIT: _exact_visits,
}
_HITS = {
    Found.CUSTOMER: _customer_hits,
    Found.ROOM: _room_hits,
    Found.CASE: _case_hits,
    Found.VISIT: _visit_hits,
}
