"""What may be kept with a case: kinds of file by name and content, sizes, numbers (clause 4.3-1).

A file is what its first bytes say; its name has to agree, so that nobody opens anything under a
false flag.  What can carry a program (macros, archives, executables) is no kind of ours.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from app.domain.errors import Problem, UserFacingError
from app.domain.typed_text import clean_line

MEGABYTE = 1024 * 1024
LARGEST_INCOMING = 25 * MEGABYTE
LARGEST_KEPT = 10 * MEGABYTE
LARGEST_CASE = 50 * MEGABYTE
MOST_FILES = 30
NAME_LENGTH = 120

_HEAD = 1024
_SHOWN_NAME_BREAKERS = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


class FileKind(StrEnum):
    """The kinds of file that a case can hold; the value is the media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"
    TEXT = "text/plain"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    M4A = "audio/mp4"
    MP3 = "audio/mpeg"
    WAV = "audio/wav"

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, to be drawn anew before it is kept."""
        return self in PICTURES


PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})
EXTENSIONS: dict[str, FileKind] = {
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "webp": FileKind.WEBP,
    "heic": FileKind.HEIC,
    "heif": FileKind.HEIC,
    "pdf": FileKind.PDF,
    "txt": FileKind.TEXT,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "m4a": FileKind.M4A,
    "mp3": FileKind.MP3,
    "wav": FileKind.WAV,
}

# The brands of ISO media files that phones write: pictures of one coding, sound alone or video.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_SOUND_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"dash", b"3gp4", b"3gp5"}

# JFIF's own segment, tables, frames and restart intervals; the colours and points of a PNG.
_SCAN = 0xDA
_JPEG_MARKS = frozenset({0xE0, 0xC0, 0xC2, 0xC4, 0xDB, 0xDD})
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


@dataclass(frozen=True)
class PreparedFile:
    """A file that was checked and, if it is a picture, drawn anew; ready to be kept."""

    name: str
    kind: FileKind
    data: bytes


def size_words(size: int) -> str:
    """Return a number of bytes as people read it: ``812 B``, ``44 KB``, ``1.2 MB``."""
    if size < 1024:
        return f"{size} B"
    if size < MEGABYTE:
        return f"{round(size / 1024)} KB"
    return f"{size / MEGABYTE:.1f} MB"


def clean_name(name: str) -> str:
    """Return the name of a file without folders or characters that no file name can have.

    A long name is cut before its extension; an empty one becomes ``file``.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = clean_line(base).translate(_SHOWN_NAME_BREAKERS).strip(". ") or "file"
    stem, dot, extension = base.rpartition(".")
    if not dot or len(extension) > 8:
        return base[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(extension) - 1].rstrip('. ')}.{extension}"


def with_extension(name: str, extension: str) -> str:
    """Return the name with another extension, for a picture that was drawn anew."""
    stem, dot, _old = name.rpartition(".")
    return clean_name(f"{stem if dot else name}.{extension}")


def extension_of(name: str) -> str:
    """Return the extension of a name in small letters, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def check_incoming_size(size: int, kind: FileKind) -> None:
    """Make sure that a file is neither empty nor too large to be read at all.

    Raises:
        UserFacingError: it is.
    """
    if size == 0:
        raise UserFacingError(Problem.FILE_EMPTY)
    limit = LARGEST_INCOMING if kind.is_picture else LARGEST_KEPT
    if size > limit:
        raise UserFacingError(Problem.FILE_TOO_LARGE, limit=limit // MEGABYTE)


def kind_by_name(name: str) -> FileKind:
    """Return what a file says it is.

    Raises:
        UserFacingError: no such files are kept.
    """
    kind = EXTENSIONS.get(extension_of(name))
    if kind is None:
        raise UserFacingError(Problem.FILE_KIND_REFUSED)
    return kind


def check_kind(name: str, data: bytes) -> FileKind:
    """Return what a file is, by its content; its name must say the same.

    A picture may bear the name of another kind of picture: chat programs do that, and it is drawn
    anew anyway.

    Raises:
        UserFacingError: no such files are kept, it is empty, or name and content disagree.
    """
    named = kind_by_name(name)
    if not data:
        raise UserFacingError(Problem.FILE_EMPTY)
    if named is FileKind.TEXT:
        text_of(data)
        return named
    found = next((kind for kind, agrees in _SIGNS.items() if agrees(data)), None)
    if found is named or (found is not None and found.is_picture and named.is_picture):
        return found
    raise UserFacingError(Problem.FILE_DISGUISED)


def text_of(data: bytes) -> str:
    """Return the words of a text file, in UTF-8, UTF-16 with its mark, or GB18030.

    Raises:
        UserFacingError: it is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings = ["utf-16"]
    else:
        codings = ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UserFacingError(Problem.FILE_DISGUISED)


def holds_points_only(kind: FileKind, data: bytes) -> bool:
    """Return whether a picture carries nothing but itself: no place, no device, no comment."""
    if not kind.is_picture or not _SIGNS[kind](data):
        return False
    if kind is FileKind.JPEG:
        return _jpeg_marks(data) <= _JPEG_MARKS
    if kind is FileKind.PNG:
        return _png_chunks(data) <= _PNG_CHUNKS
    return False


def _jpeg_marks(data: bytes) -> set[int]:
    """Return the marks of the segments before the points of a JPEG."""
    marks = set()
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != _SCAN:
        marks.add(data[place + 1])
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return marks


def _png_chunks(data: bytes) -> set[bytes]:
    chunks = set()
    place = 8
    while place + 8 <= len(data):
        chunks.add(data[place + 4 : place + 8])
        place += 12 + int.from_bytes(data[place : place + 4], "big")
    return chunks


def check_room(sizes: list[int], new: int) -> None:
    """Make sure that a file of ``new`` bytes may join the files of a case.

    Raises:
        UserFacingError: it is too large, or the case holds as much as it may.
    """
    if new == 0:
        raise UserFacingError(Problem.FILE_EMPTY)
    if new > LARGEST_KEPT:
        raise UserFacingError(Problem.FILE_TOO_LARGE, limit=LARGEST_KEPT // MEGABYTE)
    if len(sizes) >= MOST_FILES:
        raise UserFacingError(Problem.TOO_MANY_FILES, limit=MOST_FILES)
    if sum(sizes) + new > LARGEST_CASE:
        raise UserFacingError(Problem.CASE_FULL, limit=LARGEST_CASE // MEGABYTE)


def _is_media(data: bytes, brands: set[bytes]) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in brands


def _is_mp3(data: bytes) -> bool:
    # An ID3 tag, or a frame: eleven bits set, and a layer, a bit rate and a sampling rate.
    if data.startswith(b"ID3"):
        return True
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return False
    return bool(data[1] & 0x06) and data[2] & 0xF0 != 0xF0 and data[2] & 0x0C != 0x0C


def _is_office(data: bytes, folder: str) -> bool:
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        # Macros: such a document has another extension, and is nothing to be kept.
        return False
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)


_SIGNS: dict[FileKind, Callable[[bytes], bool]] = {
    FileKind.JPEG: lambda data: data.startswith(b"\xff\xd8\xff"),
    FileKind.PNG: lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    FileKind.WEBP: lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    FileKind.HEIC: lambda data: _is_media(data, _HEIC_BRANDS),
    FileKind.PDF: lambda data: b"%PDF-" in data[:_HEAD],
    FileKind.DOCX: lambda data: _is_office(data, "word/"),
    FileKind.XLSX: lambda data: _is_office(data, "xl/"),
    FileKind.M4A: lambda data: _is_media(data, _SOUND_BRANDS),
    FileKind.WAV: lambda data: data[:4] == b"RIFF" and data[8:12] == b"WAVE",
    FileKind.MP3: _is_mp3,
}
