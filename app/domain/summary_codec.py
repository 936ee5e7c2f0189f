"""A period's summary as plain values that a store can freeze, and back to the digit (clause 4.3-4).

A signed report is kept whole in one language; of the other only the parts that differ are kept
beside it, which are names of categories and buildings and the like.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from app.domain.period_summary import PeriodSummary

FORMAT = 1
_PERSONAL = ("own_words", "place", "customer")


def to_plain(value: Any) -> Any:
    """Return a summary, or a part of one, as dictionaries, lists, text, numbers and None.

    A mapping becomes a list of pairs: its order is that of the paper, and canonical JSON would
    sort it.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return [[to_plain(key), to_plain(item)] for key, item in value.items()]
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def summary_from_plain(plain: Mapping[str, Any]) -> PeriodSummary:
    """Return the summary that :func:`to_plain` wrote down.

    What a later version of the program added has its default; what is no longer known is left out.
    """
    return cast("PeriodSummary", _from_plain(PeriodSummary, plain))


def frozen(languages: Mapping[str, PeriodSummary]) -> dict[str, Any]:
    """Return one summary in several languages as one plain value, the first one whole."""
    (first, summary), *others = languages.items()
    whole = to_plain(summary)
    differing = {}
    for lang, other in others:
        plain = to_plain(other)
        differing[lang] = {name: part for name, part in plain.items() if part != whole[name]}
    return {"format": FORMAT, "language": first, "summary": whole, "in": differing}


def thawed(content: Mapping[str, Any], lang: str) -> PeriodSummary:
    """Return the summary that :func:`frozen` wrote down, in ``lang`` or the language it has."""
    return summary_from_plain({**content["summary"], **content["in"].get(lang, {})})


def without_words_of(value: Any, case_ids: Set[str], numbers: Set[str]) -> Any:
    """Return plain values with every word emptied that tells of some cases or visits.

    ``numbers`` are theirs.  Figures, times and codes stay; a list of the same complaints of one
    address loses the address.
    """
    if isinstance(value, list):
        return [without_words_of(part, case_ids, numbers) for part in value]
    if not isinstance(value, dict):
        return value
    emptied = {name: without_words_of(part, case_ids, numbers) for name, part in value.items()}
    for name in _words_that_go(value, case_ids, numbers):
        if name in emptied:
            emptied[name] = ""
    return emptied


def _words_that_go(
    part: Mapping[str, Any], case_ids: Set[str], numbers: Set[str]
) -> tuple[str, ...]:
    """Return which texts of one part of a summary belong to the people whose words go."""
    line = part.get("line")
    if isinstance(line, dict) and _is_meant(line, case_ids, numbers):
        return ("remedy_wanted", "remedy_given")
    if "own_words" in part and _is_meant(part, case_ids, numbers):
        return _PERSONAL
    if "score" in part and "words" in part and part.get("number") in numbers:
        return ("words",)
    several = part.get("numbers")
    if isinstance(several, list) and not numbers.isdisjoint(several):
        return ("place",)
    return ()


def _is_meant(line: Mapping[str, Any], case_ids: Set[str], numbers: Set[str]) -> bool:
    return line.get("case_id") in case_ids or line.get("number") in numbers


def _from_plain(kind: Any, plain: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if plain is None:
            return None
        kind = next(arg for arg in get_args(kind) if arg is not type(None))
        origin = get_origin(kind)
    if origin is tuple:
        item = get_args(kind)[0]
        return tuple(_from_plain(item, value) for value in plain)
    if origin is not None and issubclass(origin, Mapping):
        of_key, of_item = get_args(kind)
        return {_from_plain(of_key, key): _from_plain(of_item, item) for key, item in plain}
    return _one_from_plain(kind, plain)


def _one_from_plain(kind: Any, plain: Any) -> Any:
    if is_dataclass(kind):
        hints = _hints(cast("type", kind))
        return cast("type", kind)(
            **{
                name: _from_plain(hints[name], value)
                for name, value in plain.items()
                if name in hints
            }
        )
    if issubclass(kind, (datetime, date)):
        return kind.fromisoformat(plain)
    if issubclass(kind, Enum):
        return kind(plain)
    return float(plain) if kind is float else plain


@cache
def _hints(kind: type) -> dict[str, Any]:
    known = get_type_hints(kind)
    return {f.name: known[f.name] for f in fields(kind)}
