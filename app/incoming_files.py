"""A file that somebody wants to keep with a case: read, checked, and drawn anew if a picture.

Work for a thread of its own; the store is not asked.
"""

from __future__ import annotations

from pathlib import Path

from app import pictures
from app.domain.attachments import (
    FileKind,
    PreparedFile,
    check_incoming_size,
    check_kind,
    check_room,
    clean_name,
    kind_by_name,
    with_extension,
)
from app.domain.errors import Problem, UserFacingError


def prepare_file(path: Path) -> PreparedFile:
    """Read a file and make it ready to be kept.

    Raises:
        UserFacingError: it cannot be read, is no kind of file that is kept, or is too large.
    """
    kind = kind_by_name(path.name)
    try:
        if not path.is_file():
            # A pipe or a device would be read for ever.
            raise UserFacingError(Problem.FILE_UNREADABLE)
        check_incoming_size(path.stat().st_size, kind)
        data = path.read_bytes()
    except OSError as error:
        raise UserFacingError(Problem.FILE_UNREADABLE) from error
    return prepare(path.name, data)


def prepare(name: str, data: bytes) -> PreparedFile:
    """Make a file that was read, or a picture that was pasted, ready to be kept.

    Raises:
        UserFacingError: it is no kind of file that is kept, or is too large.
    """
    name = clean_name(name)
    kind = check_kind(name, data)
    check_incoming_size(len(data), kind)
    if not kind.is_picture:
        return PreparedFile(name, kind, data)
    try:
        picture = pictures.draw_anew(data)
    except UserFacingError as error:
        if kind is FileKind.HEIC and error.problem is Problem.PICTURE_DAMAGED:
            raise UserFacingError(Problem.HEIC_UNREADABLE) from error
        raise
    check_room([], len(picture.data))
    return PreparedFile(with_extension(name, picture.extension), picture.kind, picture.data)
