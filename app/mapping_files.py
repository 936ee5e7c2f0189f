"""Mappings in files: small TOML documents that people write, and that the screen writes too."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import ImportMapping, document_of, mapping_from
from app.written_file import replace_file

_LARGEST = 1 << 20
_LINE = re.compile(r"at line (\d+)")


def read_mapping(path: Path) -> ImportMapping:
    """Read the mapping of cases in a file.

    Raises:
        UserFacingError: the file cannot be read, or what it says is no mapping.
    """
    return mapping_from(read_document(path))


def read_document(path: Path) -> dict[str, Any]:
    """Read the document of tables in a file.

    Raises:
        UserFacingError: the file cannot be read, or is no TOML.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST)
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_READ_FILE, path=path) from error
    try:
        # Editors on Windows like to put a mark before it, which TOML does not know.
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UserFacingError(Problem.MAPPING_NOT_TOML, path=path, line=line) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else content.count(b"\n") + 1
        raise UserFacingError(Problem.MAPPING_NOT_TOML, path=path, line=line) from error


def write_mapping(path: Path, mapping: ImportMapping) -> None:
    """Write a mapping in the form that :func:`read_mapping` reads.

    Raises:
        UserFacingError: the file cannot be written.
    """
    write_document(path, document_of(mapping))


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document of tables in the form that :func:`read_document` reads.

    Raises:
        UserFacingError: the file cannot be written.
    """
    content = tomli_w.dumps(document).encode("utf-8")
    try:
        replace_file(path, content)
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=path) from error
