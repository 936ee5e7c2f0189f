"""Keeping a copy of a paper where a person chose."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from app.domain.errors import Problem, UserFacingError


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
