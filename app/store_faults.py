"""What the store can refuse, as problems that a person can read about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import Problem, UserFacingError
from db import errors

_PROBLEMS: tuple[tuple[type[errors.StoreError], Problem], ...] = (
    (errors.WrongPassword, Problem.WRONG_PASSWORD),
    (errors.WrongRecoveryKey, Problem.WRONG_RECOVERY_KEY),
    (errors.StaffSlotExists, Problem.NAME_TAKEN),
    (errors.StaffSlotMissing, Problem.NOT_FOUND),
    (errors.KeyFileDamaged, Problem.KEY_FILE_DAMAGED),
    (errors.StoreMissing, Problem.NO_STORE),
    (errors.StoreExists, Problem.STORE_EXISTS),
    (errors.StoreInUse, Problem.STORE_IN_USE),
    (errors.StoreForeign, Problem.STORE_FOREIGN),
    (errors.StoreNewer, Problem.STORE_NEWER),
    (errors.StoreDamaged, Problem.STORE_DAMAGED),
    (errors.FolderReadOnly, Problem.FOLDER_READ_ONLY),
    (errors.DiskFull, Problem.DISK_FULL),
    (errors.DiskFault, Problem.DISK_FAULT),
    (errors.StoreBusy, Problem.STORE_BUSY),
    (errors.NotEnoughMemory, Problem.NOT_ENOUGH_MEMORY),
    (errors.BackupFailed, Problem.BACKUP_FAILED),
    (errors.MigrationFailed, Problem.UPGRADE_FAILED),
    (errors.StoreClosed, Problem.LOCKED),
)


@contextmanager
def worded_for_people(folder: Path) -> Iterator[None]:
    """Turn what the store refuses into a problem with a sentence.

    Raises:
        UserFacingError: in place of every ``StoreError``.
    """
    try:
        yield
    except errors.StoreError as error:
        problem = next(p for kind, p in _PROBLEMS if isinstance(error, kind))
        raise UserFacingError(
            problem, folder=folder, reason=str(error), name=folder.name
        ) from error
