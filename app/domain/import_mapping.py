"""The mapping that says how the columns and values of a foreign table become our cases.

It is kept as a small TOML file; here it is a plain document of tables, checked and made into an
:class:`ImportMapping`.  Codes of categories are the store's to check (:func:`check_categories`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.domain.case_states import TRANSITIONS
from app.domain.errors import Problem, UserFacingError
from app.domain.mapping_document import (
    AUTO,
    check_encoding,
    refuse_code,
    refuse_unknown,
    table_in,
    text_in,
    value_table,
)
from app.domain.setup import check_timezone
from app.domain.terms import CaseState, CaseType, EventKind, Severity, Source
from app.domain.typed_text import clean_line

REST = "*"
DEFAULT_FORMAT = "%Y-%m-%d %H:%M"
_SAMPLE = datetime(2031, 10, 25, 17, 48, 39, tzinfo=UTC)
_FILE_KEYS = ("encoding", "timezone", "datetime")
_SECTIONS = ("file", "columns", "constants", "values")


class CaseField(StrEnum):
    """What a column of a foreign table can mean."""

    EXTERNAL_NUMBER = "external_number"
    REGISTERED_AT = "registered_at"
    ENDED_AT = "ended_at"
    STATUS = "status"
    TYPE = "type"
    CATEGORY = "category"
    SOURCE = "source"
    SEVERITY = "severity"
    PLACE = "place"
    ROOM = "room"
    OWN_WORDS = "own_words"
    REMEDY_WANTED = "remedy_wanted"
    ANSWER = "answer"
    EXTERNAL_STAFF = "external_staff"
    CUSTOMER_NAME = "customer_name"
    PHONE = "phone"


REQUIRED = (
    CaseField.EXTERNAL_NUMBER,
    CaseField.REGISTERED_AT,
    CaseField.STATUS,
    CaseField.TYPE,
)
TIMES = (CaseField.REGISTERED_AT, CaseField.ENDED_AT)
CODED = (
    CaseField.STATUS,
    CaseField.TYPE,
    CaseField.CATEGORY,
    CaseField.SOURCE,
    CaseField.SEVERITY,
)

_K = EventKind
PATHS: Mapping[CaseState, tuple[EventKind, ...]] = {
    CaseState.REGISTERED: (_K.REGISTERED,),
    CaseState.ASSESSED: (_K.REGISTERED, _K.ASSESSED),
    CaseState.IN_PROGRESS: (_K.REGISTERED, _K.ASSESSED, _K.IN_PROGRESS),
    CaseState.WAITING: (_K.REGISTERED, _K.ASSESSED, _K.IN_PROGRESS, _K.WAITING),
    CaseState.RESOLVED: (_K.REGISTERED, _K.RESOLVED),
    CaseState.FOLLOW_UP: (_K.REGISTERED, _K.RESOLVED, _K.FOLLOW_UP),
    CaseState.CLOSED: (_K.REGISTERED, _K.RESOLVED, _K.FOLLOW_UP, _K.CLOSED),
    CaseState.ARCHIVED: (_K.REGISTERED, _K.RESOLVED, _K.FOLLOW_UP, _K.CLOSED, _K.ARCHIVED),
    CaseState.WITHDRAWN: (_K.REGISTERED, _K.WITHDRAWN),
    CaseState.EXTERNAL: (_K.REGISTERED, _K.ASSESSED, _K.EXTERNAL),
    CaseState.MERGED: (_K.REGISTERED, _K.ASSESSED, _K.MERGED),
    CaseState.VOIDED: (_K.REGISTERED, _K.VOIDED),
}
"""The events by which a case reaches each state that can be imported."""

_CODES: Mapping[CaseField, tuple[str, ...]] = {
    CaseField.STATUS: tuple(state.value for state in TRANSITIONS if state in PATHS),
    CaseField.TYPE: tuple(CaseType),
    CaseField.SOURCE: tuple(Source),
    CaseField.SEVERITY: tuple(str(level.value) for level in Severity),
}


@dataclass(frozen=True)
class ImportMapping:
    """How a table is read; ``timezone`` is empty for the project's own.

    ``columns`` name their columns, ``constants`` hold our own words or codes for every row (for
    empty cells only, where the field has a column too), ``values`` turn their words into our codes.
    """

    encoding: str = AUTO
    timezone: str = ""
    datetime: str = DEFAULT_FORMAT
    columns: Mapping[CaseField, str] = field(default_factory=dict)
    constants: Mapping[CaseField, str] = field(default_factory=dict)
    values: Mapping[CaseField, Mapping[str, str]] = field(default_factory=dict)

    def code_of(self, wanted: CaseField, text: str) -> str | None:
        """Return our code for a word of theirs, None if nothing is said about it.

        Without a table for the field a word has to be the code itself.
        """
        table = self.values.get(wanted)
        if table is None:
            return text or None
        found = table.get(text)
        if found is None:
            plain = plain_word(text)
            found = next((code for word, code in table.items() if plain_word(word) == plain), None)
        return found

    def rest_of(self, wanted: CaseField) -> str | None:
        """Return our code for every word of theirs that the mapping does not name."""
        return self.values.get(wanted, {}).get(REST)


def mapping_from(document: Mapping[str, Any]) -> ImportMapping:
    """Return the mapping that a document of tables describes.

    Raises:
        UserFacingError: something in it is unknown, missing or not one of our codes.
    """
    refuse_unknown("", document, _SECTIONS)
    file = table_in(document, "file")
    refuse_unknown("file.", file, _FILE_KEYS)
    columns = _fields(document, "columns")
    constants = _fields(document, "constants")
    values = {
        wanted: value_table(f"values.{name}", table)
        for name, table in table_in(document, "values").items()
        for wanted in (_field("values.", name, CODED),)
    }
    mapping = ImportMapping(
        encoding=text_in("file.encoding", file.get("encoding", AUTO)) or AUTO,
        timezone=text_in("file.timezone", file.get("timezone", "")),
        datetime=text_in("file.datetime", file.get("datetime", DEFAULT_FORMAT)),
        columns={wanted: name for wanted, name in columns.items() if name},
        constants={wanted: text for wanted, text in constants.items() if text},
        values=values,
    )
    check_mapping(mapping)
    return mapping


def document_of(mapping: ImportMapping) -> dict[str, dict[str, Any]]:
    """Return the document of tables that describes ``mapping``, in the order people read it."""
    document: dict[str, dict[str, Any]] = {
        "file": {
            "encoding": mapping.encoding,
            **({"timezone": mapping.timezone} if mapping.timezone else {}),
            "datetime": mapping.datetime,
        },
        "columns": _ordered(mapping.columns),
    }
    if mapping.constants:
        document["constants"] = _ordered(mapping.constants)
    values = {key: dict(table) for key, table in _ordered(mapping.values).items() if table}
    if values:
        document["values"] = values
    return document


def check_mapping(mapping: ImportMapping) -> None:
    """Make sure that a mapping says all it must, with codes of ours.

    Raises:
        UserFacingError: it does not.
    """
    check_encoding(mapping.encoding)
    if mapping.timezone:
        check_timezone(mapping.timezone)
    if not is_time_format(mapping.datetime):
        raise UserFacingError(Problem.MAPPING_TIME_FORMAT, format=mapping.datetime)
    for wanted in REQUIRED:
        if wanted not in mapping.columns and wanted not in mapping.constants:
            raise UserFacingError(Problem.MAPPING_LACKS_FIELD, field=wanted.value)
    if CaseField.EXTERNAL_NUMBER not in mapping.columns:
        # The same for every row it would be no number.
        raise UserFacingError(Problem.MAPPING_LACKS_FIELD, field=CaseField.EXTERNAL_NUMBER.value)
    for wanted, codes in _CODES.items():
        _check_codes(mapping, wanted, codes)


def check_categories(mapping: ImportMapping, codes: Collection[str]) -> None:
    """Make sure that the mapping names categories of this store only.

    Raises:
        UserFacingError: it names another.
    """
    _check_codes(mapping, CaseField.CATEGORY, codes)


def importable_codes(wanted: CaseField) -> tuple[str, ...]:
    """Return our codes for a field whose codes do not depend on the store."""
    return _CODES[wanted]


def plain_word(text: str) -> str:
    """Return a column's name or a value as it is compared: full-width folded, without spaces."""
    return "".join(unicodedata.normalize("NFKC", clean_line(text)).casefold().split())


def is_time_format(text: str) -> bool:
    """Return whether ``text`` is a strptime format that holds at least year, month and day."""
    try:
        read = datetime.strptime(_SAMPLE.strftime(text), text)  # noqa: DTZ007 - only its date counts
    except ValueError:
        return False
    return read.date() == _SAMPLE.date()


def sample_time(text: str) -> str:
    """Return a time written in a format, to show what is expected."""
    return _SAMPLE.strftime(text)


def _check_codes(mapping: ImportMapping, wanted: CaseField, codes: Collection[str]) -> None:
    for code in mapping.values.get(wanted, {}).values():
        if code not in codes:
            refuse_code(f"values.{wanted}", code, codes)
    constant = mapping.constants.get(wanted)
    if constant is not None and constant not in codes:
        refuse_code(f"constants.{wanted}", constant, codes)


def _field(before: str, name: str, known: Collection[CaseField]) -> CaseField:
    refuse_unknown(before, {name: None}, [wanted.value for wanted in known])
    return CaseField(name)


def _fields(document: Mapping[str, Any], section: str) -> dict[CaseField, str]:
    return {
        _field(f"{section}.", name, tuple(CaseField)): text_in(f"{section}.{name}", value)
        for name, value in table_in(document, section).items()
    }


def _ordered(table: Mapping[CaseField, Any]) -> dict[str, Any]:
    return {wanted.value: table[wanted] for wanted in CaseField if wanted in table}
