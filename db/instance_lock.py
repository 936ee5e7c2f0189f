"""One running copy per data folder, by an operating-system lock on an open handle.

The lock is the handle, not the file: an empty or garbled file left by a power cut, or one from a
process that was killed, never keeps anybody out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from db.durable_file import explain_os_error, make_private_folder
from db.errors import StoreInUse
from db.folder import StoreFolder

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InstanceLock:
    """The hold on a data folder; released by ``release``, at the end of ``with``, or at exit."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made if it is not there.

        Raises:
            StoreInUse: another copy holds it.
            FolderReadOnly: the folder cannot be written.
        """
        make_private_folder(folder)
        try:
            # Not inheritable (PEP 446), so a child process never keeps the folder taken.
            handle = os.open(StoreFolder(folder).lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise explain_os_error(error) from error
        try:
            _take(handle)
        except OSError as error:
            os.close(handle)
            raise StoreInUse from error
        self._handle: int | None = handle

    def release(self) -> None:
        """Give the folder free; a second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> InstanceLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
