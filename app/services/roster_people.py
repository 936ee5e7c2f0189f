"""Who an owner roster speaks of: people the project knows already, and new ones.

Somebody is known when name and a phone agree, or name and room.  A phone without a name is that of
the one customer who has it.  A name alone leads only to a record that has nothing but this name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roster_fields import RosterField
from app.domain.roster_rows import RosterPerson
from app.domain.terms import Channel, CustomerKind
from app.pinyin import fold
from db.models import Customer, CustomerNote, Occupancy, Project, Vehicle, new_id

_F = RosterField
SINGLE = (_F.TITLE, _F.PERSON_KIND, _F.WECHAT, _F.CONTACT_CHANNEL, _F.CONTACT_HOURS, _F.MINOR)
"""The fields of which a person has one value each."""
COLUMNS = {
    _F.TITLE: "title",
    _F.PERSON_KIND: "kind",
    _F.WECHAT: "wechat",
    _F.CONTACT_CHANNEL: "contact_channel",
    _F.CONTACT_HOURS: "contact_hours",
    _F.MINOR: "is_minor",
}


@dataclass
class StayRecord:
    """One stay, of the store if ``stored``; ``line`` is where the roster says it, 0 if nowhere."""

    room_id: str
    kind: CustomerKind
    from_on: date | None
    until_on: date | None
    id: str = field(default_factory=new_id)
    stored: bool = False
    dirty: bool = False
    line: int = 0


@dataclass
class VehicleRecord:
    """One vehicle, of the store if ``stored``."""

    plate: str
    description: str
    parking_space: str
    from_on: date | None
    until_on: date | None
    id: str = field(default_factory=new_id)
    stored: bool = False
    dirty: bool = False
    line: int = 0


@dataclass
class NoteRecord:
    """One note; struck ones of the store count too, so that none comes back unasked."""

    category: str
    words: str
    written_at: datetime
    stored: bool = False
    struck: bool = False
    line: int = 0


@dataclass
class PersonRecord:
    """One person with everything that the roster can speak of."""

    id: str
    name: str
    stored: bool
    fields: dict[RosterField, Any]
    phones: list[str] = field(default_factory=list)
    stays: list[StayRecord] = field(default_factory=list)
    vehicles: list[VehicleRecord] = field(default_factory=list)
    notes: list[NoteRecord] = field(default_factory=list)
    said: dict[RosterField, int] = field(default_factory=dict)
    kind_is_said: bool = False
    line: int = 0
    dirty: bool = False
    new_phones: list[str] = field(default_factory=list)


@dataclass
class PeopleStore:
    """Everybody whom the project knows, with notes of its rooms; read at once."""

    people: dict[str, PersonRecord] = field(default_factory=dict)
    room_notes: dict[str, list[NoteRecord]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, session: Session, project: Project, room_ids: Iterable[str]) -> PeopleStore:
        """Read everybody but those who were erased or merged into somebody else."""
        store = cls()
        kept = (
            Customer.project_id == project.id,
            Customer.merged_into_id.is_(None),
            Customer.erased_at.is_(None),
        )
        for customer in session.scalars(select(Customer).where(*kept).order_by(Customer.id)):
            store.people[customer.id] = _person_of(customer)
        store._read_stays(session, project)
        store._read_vehicles(session, project)
        store._read_notes(session, project, set(room_ids))
        return store

    def _read_stays(self, session: Session, project: Project) -> None:
        rows = session.execute(
            select(
                Occupancy.customer_id,
                Occupancy.id,
                Occupancy.room_id,
                Occupancy.kind,
                Occupancy.from_on,
                Occupancy.until_on,
            )
            .join(Customer, Customer.id == Occupancy.customer_id)
            .where(Customer.project_id == project.id)
            .order_by(Occupancy.id)
        )
        for customer_id, stay_id, room_id, kind, from_on, until_on in rows:
            if customer_id in self.people:
                stay = StayRecord(room_id, CustomerKind(kind), from_on, until_on, stay_id, True)
                self.people[customer_id].stays.append(stay)

    def _read_vehicles(self, session: Session, project: Project) -> None:
        rows = session.scalars(
            select(Vehicle)
            .join(Customer, Customer.id == Vehicle.customer_id)
            .where(Customer.project_id == project.id)
            .order_by(Vehicle.id)
        )
        for row in rows:
            if row.customer_id in self.people:
                self.people[row.customer_id].vehicles.append(
                    VehicleRecord(
                        row.plate,
                        row.description,
                        row.parking_space,
                        row.from_on,
                        row.until_on,
                        row.id,
                        stored=True,
                    )
                )

    def _read_notes(self, session: Session, project: Project, room_ids: set[str]) -> None:
        columns = (
            CustomerNote.customer_id,
            CustomerNote.room_id,
            CustomerNote.category,
            CustomerNote.words,
            CustomerNote.written_at,
            CustomerNote.struck_at,
        )
        on_people = (
            select(*columns)
            .join(Customer, Customer.id == CustomerNote.customer_id)
            .where(Customer.project_id == project.id)
        )
        on_rooms = select(*columns).where(CustomerNote.room_id.is_not(None))
        for query in (on_people, on_rooms):
            for customer_id, room_id, category, words, at, struck_at in session.execute(query):
                struck = struck_at is not None
                note = NoteRecord(category, words, at, stored=True, struck=struck)
                if customer_id in self.people:
                    self.people[customer_id].notes.append(note)
                elif room_id in room_ids and customer_id is None:
                    self.room_notes[room_id].append(note)


def _person_of(customer: Customer) -> PersonRecord:
    channel = customer.contact_channel
    return PersonRecord(
        customer.id,
        customer.name,
        stored=True,
        fields={
            _F.TITLE: customer.title,
            _F.PERSON_KIND: CustomerKind(customer.kind),
            _F.WECHAT: customer.wechat,
            _F.CONTACT_CHANNEL: Channel(channel) if channel else None,
            _F.CONTACT_HOURS: customer.contact_hours,
            _F.MINOR: customer.is_minor,
        },
        phones=list(dict.fromkeys(p for p in (customer.phone, *customer.more_phones) if p)),
    )


# ---- who is who --------------------------------------------------------------------------------


@dataclass
class Mention:
    """One person of one row."""

    line: int
    number: str
    person: RosterPerson
    room_id: str | None


@dataclass
class Group:
    """The mentions of the file that are one person."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name as the roster writes it first."""
        return self.mentions[0].person.name

    @property
    def phones(self) -> tuple[str, ...]:
        """Every phone in the file, each once."""
        return tuple(dict.fromkeys(p for one in self.mentions for p in one.person.phones))

    @property
    def rooms(self) -> frozenset[str]:
        """Every room in the file."""
        return frozenset(one.room_id for one in self.mentions if one.room_id is not None)


def grouped(mentions: Sequence[Mention]) -> list[Group]:
    """Return the people of a file: by the number that rows share, else by name, phone and room."""
    groups: dict[int, Group] = {}
    by_key: dict[tuple[str, ...], Group] = {}
    for mention in mentions:
        keys = _keys(mention)
        group = next((by_key[key] for key in keys if key in by_key), None)
        if group is None:
            group = Group()
            groups[id(group)] = group
        group.mentions.append(mention)
        for key in keys:
            by_key.setdefault(key, group)
    return list(groups.values())


def _keys(mention: Mention) -> list[tuple[str, ...]]:
    if mention.number:
        return [("number", mention.number)]
    name = fold(mention.person.name)
    keys: list[tuple[str, ...]] = [("phone", name, phone) for phone in mention.person.phones]
    if mention.room_id is not None and name:
        keys.append(("room", name, mention.room_id))
    return keys or [("name", name)]


class KnownPeople:
    """Finds in the store whom a group of the file means; nobody is meant by two groups."""

    def __init__(self, store: PeopleStore) -> None:
        self._by_phone: dict[tuple[str, str], list[PersonRecord]] = defaultdict(list)
        self._by_room: dict[tuple[str, str], list[PersonRecord]] = defaultdict(list)
        self._having: dict[str, list[PersonRecord]] = defaultdict(list)
        self._bare: dict[str, list[PersonRecord]] = defaultdict(list)
        self._taken: set[str] = set()
        for person in store.people.values():
            name = fold(person.name)
            for phone in person.phones:
                self._by_phone[name, phone].append(person)
                self._having[phone].append(person)
            for room_id in {stay.room_id for stay in person.stays}:
                self._by_room[name, room_id].append(person)
            if not person.phones and not person.stays:
                self._bare[name].append(person)

    def find(self, group: Group) -> PersonRecord | None:
        """Return who is meant, None if nobody is known to be."""
        name = fold(group.name)
        for candidates in (
            [person for phone in group.phones for person in self._by_phone[name, phone]],
            [person for room in sorted(group.rooms) for person in self._by_room[name, room]],
            self._with_phone_only(name, group),
            self._bare[name] if not group.phones and not group.rooms else [],
        ):
            free = {person.id: person for person in candidates if person.id not in self._taken}
            if free:
                best = max(free.values(), key=lambda person: _likeness(person, group))
                self._taken.add(best.id)
                return best
        return None

    def _with_phone_only(self, name: str, group: Group) -> list[PersonRecord]:
        if name:
            return []
        found = {p.id: p for phone in group.phones for p in self._having[phone]}
        return list(found.values()) if len(found) == 1 else []


def _likeness(person: PersonRecord, group: Group) -> tuple[int, ...]:
    said = [one.person for one in group.mentions]
    return (
        person.name == group.name,
        len(group.rooms & {stay.room_id for stay in person.stays}),
        len(set(group.phones) & set(person.phones)),
        -len(set(group.phones) ^ set(person.phones)),
        person.fields[_F.TITLE] in {one.title for one in said},
        person.fields[_F.WECHAT] in {one.wechat for one in said},
        person.fields[_F.PERSON_KIND] in {one.kind for one in said},
    )


def new_person(group: Group) -> PersonRecord:
    """Return a new person of whom nothing is known but the name."""
    return PersonRecord(
        new_id(),
        group.name,
        stored=False,
        fields={
            _F.TITLE: "",
            _F.PERSON_KIND: CustomerKind.OTHER,
            _F.WECHAT: "",
            _F.CONTACT_CHANNEL: None,
            _F.CONTACT_HOURS: "",
            _F.MINOR: False,
        },
    )
