"""The rooms that an owner roster names: those of the project, and those still to be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roster_cells import WrittenRoom, place_key
from app.domain.roster_fields import RosterField
from app.domain.roster_rows import RosterProblem, refuse
from app.domain.typed_text import NAME_LIMIT
from app.pinyin import fold
from db.bulk_insert import insert_rows
from db.models import Building, Project, Room, Unit, new_id


@dataclass(frozen=True)
class KnownRoom:
    """A room of the project, or one that will be; the names are those of the store."""

    room_id: str
    building: str
    unit: str
    number: str
    label: str


@dataclass
class RoomBook:
    """Finds the room that is meant; with ``may_create`` makes those that are missing."""

    session: Session
    project: Project
    may_create: bool
    created: list[KnownRoom] = field(default_factory=list)
    _by_name: dict[tuple[str, str, str], KnownRoom] = field(default_factory=dict)
    _by_key: dict[tuple[str, ...], list[KnownRoom]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _buildings: dict[str, str] = field(default_factory=dict)
    _units: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the rooms of the project."""
        query = (
            select(Room.id, Building.name, Unit.name, Room.number, Room.label)
            .join(Unit, Unit.id == Room.unit_id)
            .join(Building, Building.id == Unit.building_id)
            .where(Room.project_id == self.project.id)
        )
        for row in self.session.execute(query):
            self._add(KnownRoom(*row))
        places = self.session.execute(
            select(Building.name, Unit.name)
            .outerjoin(Unit, Unit.building_id == Building.id)
            .where(Building.project_id == self.project.id)
        )
        for building, unit in places:
            self._note_place(building, unit)

    @property
    def rooms(self) -> Iterable[KnownRoom]:
        """Every room, those to be made too."""
        return self._by_name.values()

    def _add(self, room: KnownRoom) -> None:
        self._by_name[room.building, room.unit, room.number] = room
        keys = tuple(place_key(part) for part in (room.building, room.unit, room.number))
        self._by_key[keys].append(room)
        self._by_key[keys[0], keys[2]].append(room)

    def _note_place(self, building: str, unit: str | None) -> None:
        self._buildings.setdefault(place_key(building), building)
        if unit is not None:
            self._units.setdefault((place_key(building), place_key(unit)), unit)

    def room_of(self, written: WrittenRoom) -> tuple[KnownRoom, bool]:
        """Return the room that is meant, and whether it has yet to be made.

        Raises:
            RefusedError: the project has no such room, or several.
        """
        exact = self._by_name.get((written.building, written.unit or "", written.number))
        if exact is not None:
            return exact, False
        building, number = place_key(written.building), place_key(written.number)
        keys: tuple[str, ...] = (building, number)
        if written.unit is not None:
            keys = (building, place_key(written.unit), number)
        found = self._by_key.get(keys, [])
        if len(found) > 1:
            refuse(RosterProblem.ROOM_AMBIGUOUS, RosterField.ROOM, value=written.words)
        if found:
            return found[0], False
        if not self.may_create:
            refuse(RosterProblem.ROOM_UNKNOWN, RosterField.ROOM, value=written.words[:NAME_LIMIT])
        return self._planned(written), True

    def _planned(self, written: WrittenRoom) -> KnownRoom:
        """Return the room as it would be made; nothing is kept of it yet."""
        building, unit = written.building, written.unit
        if not written.is_exact:
            building = self._buildings.get(place_key(building), building)
            if unit is None:
                units = [name for (there, _key), name in self._units.items()
                         if there == place_key(building)]  # fmt: skip
                if len(units) != 1:
                    refuse(RosterProblem.ROOM_WITHOUT_UNIT, RosterField.UNIT, value=written.words)
                unit = units[0]
            else:
                unit = self._units.get((place_key(building), place_key(unit)), unit)
        unit = unit or ""
        if not building or not unit or not written.number:
            refuse(RosterProblem.ROOM_WITHOUT_UNIT, RosterField.UNIT, value=written.words)
        label = f"{building}-{unit}-{written.number}"
        return KnownRoom(new_id(), building, unit, written.number, label)

    def create(self, room: KnownRoom) -> None:
        """Take a planned room up, so that later rows find it."""
        self._add(room)
        self._note_place(room.building, room.unit)
        self.created.append(room)

    def write(self) -> None:
        """Write the rooms that were taken up, with the buildings and units that they need."""
        buildings = {
            row.name: row
            for row in self.session.scalars(
                select(Building).where(Building.project_id == self.project.id)
            )
        }
        ids = [building.id for building in buildings.values()]
        units = {
            (row.building_id, row.name): row
            for row in self.session.scalars(select(Unit).where(Unit.building_id.in_(ids)))
        }
        for room in self.created:
            if room.building not in buildings:
                buildings[room.building] = Building(
                    id=new_id(),
                    project_id=self.project.id,
                    name=room.building,
                    position=len(buildings),
                )
                self.session.add(buildings[room.building])
                self.session.flush()
            place = (buildings[room.building].id, room.unit)
            if place not in units:
                units[place] = Unit(
                    id=new_id(), building_id=place[0], name=room.unit, position=len(units)
                )
                self.session.add(units[place])
                self.session.flush()
        insert_rows(
            self.session,
            Room,
            [
                {
                    "id": room.room_id,
                    "project_id": self.project.id,
                    "unit_id": units[buildings[room.building].id, room.unit].id,
                    "number": room.number,
                    "label": room.label,
                    "compact": fold(room.label),
                }
                for room in self.created
            ],
        )
