"""The mapping that says how the columns of an owner roster are read; kept as a small TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import plain_word
from app.domain.mapping_document import (
    AUTO,
    check_encoding,
    refuse_code,
    refuse_unknown,
    table_in,
    text_in,
    value_table,
)
from app.domain.roster_fields import CODE_WORDS, CODED, CONSTANT, RosterField

HEADER_LINES_MOST = 3
_FILE_KEYS = ("encoding", "header_row", "header_lines", "fill_down")
_SECTIONS = ("file", "columns", "constants", "values")
_WHO = (RosterField.NAME, RosterField.PHONE, RosterField.PERSON)


@dataclass(frozen=True)
class RosterMapping:
    """How a roster is read.

    ``header_row`` and ``header_lines`` say where the names of the columns stand, 0 where that is
    found out; ``fill_down`` says that an empty address is that of the row above.
    """

    encoding: str = AUTO
    header_row: int = 0
    header_lines: int = 0
    fill_down: bool = False
    columns: Mapping[RosterField, str] = field(default_factory=dict)
    constants: Mapping[RosterField, str] = field(default_factory=dict)
    values: Mapping[RosterField, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Whether the file numbers its people, as our exports do: then nothing is interpreted."""
        return RosterField.PERSON in self.columns

    def code_of(self, wanted: RosterField, word: str) -> str | None:
        """Return our code for a word of theirs: by the mapping, else by what everybody knows."""
        plain = plain_word(word)
        for theirs, code in self.values.get(wanted, {}).items():
            if plain_word(theirs) == plain:
                return code
        return known_code(wanted, plain)


def known_code(wanted: RosterField, plain: str) -> str | None:
    """Return the code that a word means by itself, None if it means none."""
    if wanted is RosterField.PERSON_KIND:
        wanted = RosterField.KIND
    if plain in CODED[wanted]:
        return plain
    return _KNOWN[wanted].get(plain)


_KNOWN = {
    wanted: {plain_word(word): str(code) for code, words in table.items() for word in words}
    for wanted, table in CODE_WORDS.items()
}


def roster_mapping_from(document: Mapping[str, Any]) -> RosterMapping:
    """Return the mapping that a document of tables describes.

    Raises:
        UserFacingError: something in it is unknown, missing or not one of our codes.
    """
    refuse_unknown("", document, _SECTIONS)
    file = table_in(document, "file")
    refuse_unknown("file.", file, _FILE_KEYS)
    coded = {wanted.value: wanted for wanted in CODED}
    values = table_in(document, "values")
    refuse_unknown("values.", values, tuple(coded))
    fill_down = file.get("fill_down", False)
    if not isinstance(fill_down, bool):
        raise UserFacingError(Problem.MAPPING_NOT_TEXT, key="file.fill_down")
    mapping = RosterMapping(
        encoding=text_in("file.encoding", file.get("encoding", AUTO)) or AUTO,
        header_row=_number("file.header_row", file.get("header_row", 0)),
        header_lines=_number("file.header_lines", file.get("header_lines", 0)),
        fill_down=fill_down,
        columns=_fields(document, "columns", tuple(RosterField)),
        constants=_fields(document, "constants", CONSTANT),
        values={
            coded[name]: value_table(f"values.{name}", table) for name, table in values.items()
        },
    )
    check_roster_mapping(mapping)
    return mapping


def document_of_roster(mapping: RosterMapping) -> dict[str, dict[str, Any]]:
    """Return the document of tables that describes ``mapping``, in the order people read it."""
    document: dict[str, dict[str, Any]] = {
        "file": {
            "encoding": mapping.encoding,
            "header_row": mapping.header_row,
            "header_lines": mapping.header_lines,
            "fill_down": mapping.fill_down,
        },
        "columns": _ordered(mapping.columns),
    }
    if mapping.constants:
        document["constants"] = _ordered(mapping.constants)
    values = {key: dict(table) for key, table in _ordered(mapping.values).items() if table}
    if values:
        document["values"] = values
    return document


def check_roster_mapping(mapping: RosterMapping) -> None:
    """Make sure that a mapping says who is meant, with codes of ours.

    Raises:
        UserFacingError: it does not.
    """
    check_encoding(mapping.encoding)
    if not 0 <= mapping.header_lines <= HEADER_LINES_MOST:
        known = [str(number) for number in range(HEADER_LINES_MOST + 1)]
        refuse_code("file.header_lines", str(mapping.header_lines), known)
    if not any(wanted in mapping.columns for wanted in _WHO):
        raise UserFacingError(Problem.MAPPING_LACKS_FIELD, field=RosterField.NAME.value)
    for wanted, codes in CODED.items():
        for code in mapping.values.get(wanted, {}).values():
            if code not in codes:
                refuse_code(f"values.{wanted}", code, codes)
        constant = mapping.constants.get(wanted)
        if constant is not None and constant not in codes:
            refuse_code(f"constants.{wanted}", constant, codes)


def _fields(
    document: Mapping[str, Any], section: str, known: tuple[RosterField, ...]
) -> dict[RosterField, str]:
    table = table_in(document, section)
    refuse_unknown(f"{section}.", table, [wanted.value for wanted in known])
    texts = {
        RosterField(name): text_in(f"{section}.{name}", value) for name, value in table.items()
    }
    return {wanted: text for wanted, text in texts.items() if text}


def _number(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UserFacingError(Problem.MAPPING_NOT_TEXT, key=key)
    return value


def _ordered(table: Mapping[RosterField, Any]) -> dict[str, Any]:
    return {wanted.value: table[wanted] for wanted in RosterField if wanted in table}
