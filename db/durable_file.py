"""Small files that survive a power cut whole: temporary, fsync, replace, fsync of the folder.

Invariant: under the final name there is at every moment either the old file or the new one.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from db.errors import DiskFault, DiskFull, FolderReadOnly, StoreError, StoreMissing

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
# What stands where a folder should: a file, or a name that no folder can have.
_NO_FOLDER = {errno.EEXIST, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


def explain_os_error(error: OSError) -> StoreError:
    """Return the failure of the store that an error of the operating system stands for."""
    if error.errno in _NO_SPACE:
        return DiskFull()
    if error.errno in _REFUSED:
        return FolderReadOnly()
    if error.errno == errno.ENOENT:
        return StoreMissing()
    return DiskFault(errno.errorcode.get(error.errno or 0, "unknown"))


def make_private_folder(folder: Path) -> None:
    """Make the folder, with its parents; what is made here is open to its owner only.

    A folder that is there already keeps its mode: it may be somebody's Documents, or not ours.

    Raises:
        FolderReadOnly: it may not or cannot be made here.
        DiskFull: no room for it.
        DiskFault: the drive failed.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in _NO_FOLDER:
            raise FolderReadOnly from error
        raise explain_os_error(error) from error


def sync_folder(folder: Path) -> None:
    """Make names added to or removed from the folder durable; Windows has no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, content: bytes) -> None:
    """Put the content under this name, mode 0600, or leave the old file alone.

    Raises:
        FolderReadOnly: the folder refuses.
        DiskFull: no room; nothing is left behind.
        DiskFault: the drive failed.
    """
    temporary = path.with_name(path.name + ".tmp")
    try:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise explain_os_error(error) from error
