"""A first proposal for the mapping of a roster; a person sees it and changes it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.import_guess import distinct_values
from app.domain.import_mapping import plain_word
from app.domain.mapping_document import AUTO
from app.domain.roster_fields import ADDRESS, CODED, COLUMN_NAMES, NOT_THEIRS, RosterField
from app.domain.roster_mapping import RosterMapping, known_code
from app.domain.roster_table import RosterTable
from app.domain.tables import Table
from app.domain.terms import CustomerKind

CodeLabels = Mapping[RosterField, Mapping[str, str]]
"""For each field of codes, our code by the word that this program itself uses."""


def guess_roster_mapping(
    roster: RosterTable, *, labels: Mapping[RosterField, str], code_labels: CodeLabels
) -> RosterMapping:
    """Return a mapping that fits the roster as far as it explains itself.

    ``labels`` are what this program itself calls the fields, as in a file that it exported.
    """
    table = roster.table
    columns = _columns(roster, labels)
    values = {}
    for wanted in CODED:
        if wanted in columns:
            codes = {plain_word(word): code for word, code in code_labels[wanted].items()}
            words = distinct_values(table, columns[wanted])
            values[wanted] = {
                word: codes[plain_word(word)]
                for word in words
                if plain_word(word) in codes and known_code(wanted, plain_word(word)) is None
            }
    is_exact = RosterField.PERSON in columns
    needs_kind = not is_exact and RosterField.KIND not in columns
    return RosterMapping(
        encoding=AUTO,
        header_row=0,
        header_lines=0,
        fill_down=not is_exact and _has_gaps(table, columns),
        columns=columns,
        constants={RosterField.KIND: CustomerKind.OWNER.value} if needs_kind else {},
        values={wanted: table for wanted, table in values.items() if table},
    )


def unknown_words(
    table: Table, mapping: RosterMapping, wanted: RosterField
) -> tuple[tuple[str, int], ...]:
    """Return the words of a field of codes that mean nothing yet, with how often each is there."""
    column = mapping.columns.get(wanted)
    if column is None:
        return ()
    found = distinct_values(table, column)
    return tuple(
        (word, count) for word, count in found.items() if mapping.code_of(wanted, word) is None
    )


def _columns(roster: RosterTable, labels: Mapping[RosterField, str]) -> dict[RosterField, str]:
    """Return which column each field may be: by its name, by its last line, then by a part."""
    free = {
        plain_word(name): name
        for name in reversed(roster.table.header)
        if name not in roster.identity_columns and not name.startswith("#")
    }
    names = {
        wanted: [plain_word(word) for word in (labels.get(wanted, ""), *words) if word]
        for wanted, words in COLUMN_NAMES.items()
    }
    found: dict[RosterField, str] = {}

    def take(wanted: RosterField, key: str) -> None:
        found[wanted] = free.pop(key)

    for wanted, words in names.items():
        for word in words:
            if wanted not in found and word in free:
                take(wanted, word)
    free = {key: name for key, name in free.items() if not any(w in key for w in NOT_THEIRS)}
    for wanted, words in names.items():
        for key, name in list(free.items())[::-1]:
            if wanted not in found and plain_word(name.rsplit(" ", 1)[-1]) in words:
                take(wanted, key)
    for wanted, words in names.items():
        for word in sorted(words, key=len, reverse=True):
            part = next((key for key in list(free)[::-1] if len(word) > 1 and word in key), None)
            if wanted not in found and part is not None and not word.isascii():
                take(wanted, part)
    phones = next((key for key in list(free)[::-1] if _is_phone_column(key, names)), None)
    if RosterField.MORE_PHONES not in found and RosterField.PHONE in found and phones is not None:
        take(RosterField.MORE_PHONES, phones)
    return {wanted: found[wanted] for wanted in RosterField if wanted in found}


def _is_phone_column(key: str, names: Mapping[RosterField, list[str]]) -> bool:
    """Return whether a column is called like that of the phones, with a number behind it."""
    return any(key.startswith(word) for word in names[RosterField.PHONE])


def _has_gaps(table: Table, columns: Mapping[RosterField, str]) -> bool:
    """Return whether a named person stands in a row without address, beneath one with it."""
    places = [table.header.index(columns[wanted]) for wanted in ADDRESS if wanted in columns]
    who = columns.get(RosterField.NAME)
    if not places or who is None:
        return False
    named = table.header.index(who)

    def filled(cells: tuple[object, ...], place: int) -> bool:
        return place < len(cells) and bool(cells[place])

    return any(
        filled(row.cells, named) and not all(filled(row.cells, place) for place in places)
        for row in table.rows[1:]
    )
