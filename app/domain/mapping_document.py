"""What the documents of all mappings share: sections of tables whose values are short texts.

A mapping is kept as a small TOML file that people write by hand, so everything unknown in it is
refused with its key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from app.domain.errors import Problem, UserFacingError
from app.domain.typed_text import clean_line

AUTO = "auto"


def refuse_unknown(before: str, table: Mapping[str, Any], known: Collection[str]) -> None:
    """Make sure that a table has known keys only; ``before`` is what leads to it.

    Raises:
        UserFacingError: it has another.
    """
    for key in table:
        if key not in known:
            raise UserFacingError(Problem.MAPPING_KEY, key=f"{before}{key}", known=", ".join(known))


def refuse_code(key: str, code: str, codes: Collection[str]) -> None:
    """Refuse a code that is none of ours.

    Raises:
        UserFacingError: always.
    """
    raise UserFacingError(Problem.MAPPING_CODE, key=key, value=code, known=", ".join(codes))


def table_in(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the table under a key, an empty one if there is none.

    Raises:
        UserFacingError: something else stands there.
    """
    table = document.get(key, {})
    if not isinstance(table, Mapping):
        raise UserFacingError(Problem.MAPPING_NOT_TEXT, key=key)
    return table


def value_table(key: str, table: Any) -> dict[str, str]:
    """Return a table of their words and our codes.

    Raises:
        UserFacingError: it is none.
    """
    if not isinstance(table, Mapping):
        raise UserFacingError(Problem.MAPPING_NOT_TEXT, key=key)
    return {clean_line(word): text_in(f"{key}.{word}", code) for word, code in table.items()}


def text_in(key: str, value: Any) -> str:
    """Return a value as text; a whole number is taken as its digits, as for a severity.

    Raises:
        UserFacingError: it is neither.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise UserFacingError(Problem.MAPPING_NOT_TEXT, key=key)
    return value.strip()


def check_encoding(name: str) -> None:
    """Make sure that an encoding is ``auto`` or one that Python knows.

    Raises:
        UserFacingError: it is neither.
    """
    try:
        " ".encode("utf-8" if name == AUTO else name)
    except (LookupError, ValueError) as error:
        raise UserFacingError(Problem.MAPPING_ENCODING, encoding=name) from error
