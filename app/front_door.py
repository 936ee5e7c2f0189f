"""What can be known of a data folder before anybody unlocks it; loads fast and opens no store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Problem, UserFacingError
from app.domain.terms import Role
from app.store_faults import worded_for_people
from db import key_file
from db.folder import StoreFolder
from db.instance_lock import InstanceLock
from db.process_guard import guard_process

FolderHold = InstanceLock
"""The hold of this process on a data folder."""

SETUP_MARKER = "setup-unfinished"
"""File that stands in the folder while a set-up is under way."""


@dataclass(frozen=True)
class StaffChoice:
    """Somebody who can unlock the desk, as the unlock screen lists them."""

    staff_id: str
    name: str
    role: Role


def hold(folder: Path) -> FolderHold:
    """Take the folder for this process, before any password is asked for.

    Raises:
        UserFacingError: another copy of the program holds it, or it cannot be written.
    """
    guard_process()
    with worded_for_people(folder):
        return FolderHold(folder)


def is_set_up(folder: Path) -> bool:
    """Return whether the folder holds a store, be it whole or not.

    Raises:
        UserFacingError: the folder may not be looked into, or can have no such name.
    """
    try:
        return not StoreFolder(folder).is_empty and not (folder / SETUP_MARKER).exists()
    except OSError as error:
        raise UserFacingError(Problem.FOLDER_READ_ONLY, folder=folder) from error


def staff_choices(folder: Path) -> tuple[StaffChoice, ...]:
    """Return who can unlock the desk.

    Raises:
        UserFacingError: there is no store, or its key file is damaged.
    """
    with worded_for_people(folder):
        slots = key_file.load(StoreFolder(folder).keys).slots
    return tuple(
        StaffChoice(slot.user_id, slot.label, Role(slot.role))
        for slot in slots
        if slot.kind == "user"
    )
