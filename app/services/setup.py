"""Setting a desk up: an empty folder becomes a store with its first project and administrator."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.agreements import SignedAgreement
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME, RECOVERY_CONFIRMED
from app.domain.setup import (
    DEFAULT_TIMEZONE,
    check_name,
    check_project_code,
    check_timezone,
)
from app.domain.terms import Role
from app.domain.typed_text import NAME_LIMIT, clean_line
from app.front_door import SETUP_MARKER
from app.pinyin import fold
from app.services.calendars import add_china_calendar
from app.services.confidentiality_agreements import record_agreement
from app.services.passwords import check_password
from app.services.policy import change_setting, put_setting
from app.services.staff import record_staff
from app.store_faults import worded_for_people
from db import key_envelope
from db.durable_file import make_private_folder, sync_folder
from db.folder import StoreFolder
from db.models import (
    Building,
    Category,
    Notice,
    Project,
    Room,
    Unit,
    new_id,
)
from db.store import Store
from resources import ROOT

RoomPlace = tuple[str, str, str]
"""Names of building, unit and room, e.g. ``("3", "2", "1802")``."""


@dataclass(frozen=True)
class NewProject:
    """A project to be added; ``rooms`` may be empty."""

    code: str
    name: str
    timezone: str = DEFAULT_TIMEZONE
    desk_phone: str = ""
    rooms: tuple[RoomPlace, ...] = ()


@dataclass(frozen=True)
class FreshStore:
    """A store just made: open, with its first administrator and the recovery key to print."""

    store: Store
    actor: Actor
    recovery_key: str
    store_id: str


def _checked(project: NewProject) -> NewProject:
    return replace(
        project,
        code=check_project_code(project.code),
        name=check_name(project.name),
        timezone=check_timezone(project.timezone),
    )


def create_store(
    folder: Path,
    *,
    company: str,
    project: NewProject,
    administrator: str,
    password: str,
    agreement: SignedAgreement | None,
) -> FreshStore:
    """Make a store in a folder that holds none, all of it or nothing.

    ``agreement`` is the confidentiality agreement as the administrator has signed it; with None
    the returned actor may only sign, and so it stays at every unlock until they have (5-3).

    Raises:
        UserFacingError: a store is there already, a name is missing, the password is weak, the
            agreement cannot be taken, or the folder cannot be written.
    """
    company = check_name(company)[:NAME_LIMIT]
    administrator = check_name(administrator)[:NAME_LIMIT]
    project = _checked(project)
    check_password(password, (administrator, company))
    files = StoreFolder(folder)
    with worded_for_people(folder):
        return _create(
            files,
            company,
            project,
            administrator=administrator,
            password=password,
            agreement=agreement,
        )


def discard_unfinished(folder: Path) -> None:
    """Remove what a set-up left that was cut off before anything could be recorded in it."""
    marker = folder / SETUP_MARKER
    if marker.exists():
        _remove_store(StoreFolder(folder))
        marker.unlink()


def _remove_store(files: StoreFolder) -> None:
    names = (files.database.name, files.keys.name, files.anchor.name, files.ballast.name)
    for name in names:
        for left in files.path.glob(name + "*"):
            left.unlink(missing_ok=True)


def _create(
    files: StoreFolder,
    company: str,
    project: NewProject,
    *,
    administrator: str,
    password: str,
    agreement: SignedAgreement | None,
) -> FreshStore:
    make_private_folder(files.path)
    discard_unfinished(files.path)
    if not files.is_empty:
        raise UserFacingError(Problem.STORE_EXISTS, folder=files.path)
    marker = files.path / SETUP_MARKER
    staff_id = new_id()
    actor = Actor(staff_id, administrator, Role.ADMINISTRATOR)
    store: Store | None = None
    try:
        marker.touch(mode=0o600)
        unlocked, recovery_key = key_envelope.create(
            files.keys,
            staff_id=staff_id,
            role=Role.ADMINISTRATOR,
            label=administrator,
            password=password,
        )
        store = Store.create(files, unlocked)
        store.write(
            _first_records, actor=actor, company=company, project=project, agreement=agreement
        )
        marker.unlink()
        # Without this a power cut could bring the marker back, and with it the next clean-up.
        sync_folder(files.path)
    except BaseException as error:
        if store is not None:
            store.close()
        _remove_store(files)
        marker.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UserFacingError(Problem.FOLDER_READ_ONLY, folder=files.path) from error
        raise
    actor = replace(actor, has_signed=agreement is not None)
    return FreshStore(store, actor, recovery_key, unlocked.db_id)


def _first_records(
    session: Session,
    *,
    actor: Actor,
    company: str,
    project: NewProject,
    agreement: SignedAgreement | None,
) -> None:
    now = datetime.now(UTC)
    record_staff(
        session,
        actor=actor,
        staff_id=actor.staff_id,
        name=actor.name,
        role=actor.role,
        now=now,
    )
    if agreement is not None:
        record_agreement(
            session, actor=actor, staff_id=actor.staff_id, agreement=agreement, now=now
        )
    change_setting(session, actor=actor, setting=COMPANY_NAME, value=company, now=now)
    _add_categories(session)
    _add_notices(session, now)
    add_project(session, actor=actor, project=project, now=now)


def confirm_recovery(session: Session, *, actor: Actor, now: datetime) -> None:
    """Record that somebody holds the printed recovery key.

    That belongs to setting the desk up, so it does not wait for a confidentiality agreement.

    Raises:
        UserFacingError: the actor's role may not change settings.
    """
    replace(actor, has_signed=True).require(Action.CHANGE_POLICY)
    put_setting(session, setting=RECOVERY_CONFIRMED, value=True, now=now)


def keep_recovery(folder: Path, fresh: FreshStore) -> None:
    """Record of a store just made that somebody holds its printed recovery key.

    Raises:
        UserFacingError: nothing could be saved.
    """
    with worded_for_people(folder):
        fresh.store.write(confirm_recovery, actor=fresh.actor, now=datetime.now(UTC))


def add_project(session: Session, *, actor: Actor, project: NewProject, now: datetime) -> str:
    """Add a project with its rooms and business calendar; return its id.

    Raises:
        UserFacingError: not permitted, or code, name or time zone cannot be used.
    """
    actor.require(Action.CHANGE_POLICY)
    project = _checked(project)
    row = Project(
        id=new_id(),
        code=project.code,
        name=project.name[:NAME_LIMIT],
        timezone=project.timezone,
        desk_phone=clean_line(project.desk_phone)[:NAME_LIMIT],
        created_at=now,
    )
    session.add(row)
    session.flush()
    _add_rooms(session, row.id, project.rooms)
    add_china_calendar(session, row.id)
    return row.id


def _add_rooms(session: Session, project_id: str, places: Iterable[RoomPlace]) -> None:
    buildings: dict[str, Building] = {}
    units: dict[tuple[str, str], Unit] = {}
    rooms = []
    for building_name, unit_name, number in places:
        if building_name not in buildings:
            buildings[building_name] = Building(
                id=new_id(), project_id=project_id, name=building_name, position=len(buildings)
            )
            session.add(buildings[building_name])
            session.flush()
        place = (building_name, unit_name)
        if place not in units:
            units[place] = Unit(
                id=new_id(),
                building_id=buildings[building_name].id,
                name=unit_name,
                position=len(units),
            )
            session.add(units[place])
            session.flush()
        label = f"{building_name}-{unit_name}-{number}"
        rooms.append(
            {
                "id": new_id(),
                "project_id": project_id,
                "unit_id": units[place].id,
                "number": number,
                "label": label,
                "compact": fold(label),
            }
        )
    if rooms:
        session.execute(insert(Room), rooms)


def _add_categories(session: Session) -> None:
    data = tomllib.loads((ROOT / "categories.toml").read_text(encoding="utf-8"))
    for position, (code, names) in enumerate(data.items()):
        session.add(
            Category(code=code, name_zh=names["zh"], name_en=names["en"], position=position * 100)
        )
        session.flush()
        for step, (child, child_names) in enumerate(names.get("children", {}).items(), start=1):
            session.add(
                Category(
                    code=f"{code}.{child}",
                    parent_code=code,
                    name_zh=child_names["zh"],
                    name_en=child_names["en"],
                    position=position * 100 + step,
                )
            )
    session.flush()


def _add_notices(session: Session, now: datetime) -> None:
    for file in sorted((ROOT / "notices").glob("*.md")):
        code, version, lang = file.stem.split(".")
        text = file.read_text(encoding="utf-8")
        session.add(
            Notice(
                id=new_id(),
                code=code,
                version=int(version),
                language=lang,
                text=text,
                text_hash=hashlib.sha256(text.encode()).hexdigest(),
                effective_at=now,
            )
        )
