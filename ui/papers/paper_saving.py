"""Making a paper in a file, and keeping a copy of it where a person chose."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.domain.errors import Problem, UserFacingError
from ui.papers.paper_folder import PaperFolder

Make = Callable[[Path], None]
"""Writes a paper to a path; called on a worker."""


def make_paper(make: Make, path: Path) -> bytes:
    """Make a paper and read it back; runs on a worker.

    Raises:
        UserFacingError: the file cannot be written.
    """
    try:
        make(path)
        return path.read_bytes()
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=str(path)) from error


def make_private_paper(make: Make, folder: PaperFolder, name: str) -> tuple[Path, bytes]:
    """Make a paper in its private folder and read it back; runs on a worker.

    Raises:
        UserFacingError: the private folder cannot be written.
    """
    try:
        path = folder.make() / name
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=name) from error
    return path, make_paper(make, path)


def save_copy(data: bytes, target: Path) -> Path:
    """Write ``data`` to ``target`` whole or not at all, and return ``target``.

    Raises:
        UserFacingError: the folder cannot be written, or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".reception-", suffix=".part", dir=target.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=str(target)) from error
    return target
