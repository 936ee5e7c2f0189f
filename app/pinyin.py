"""How a name can be typed: its own characters, its pinyin and the initials of it.

The table of readings is made at set-up (``resources/built/pinyin.json``).
"""

from __future__ import annotations

import itertools
import json
import unicodedata
from functools import cache
from typing import TypedDict

from resources import BUILT

_MOST_KEYS = 24


class _Table(TypedDict):
    readings: dict[str, list[str]]
    surnames: dict[str, list[str]]


@cache
def _table() -> _Table:
    loaded: _Table = json.loads((BUILT / "pinyin.json").read_text(encoding="utf-8"))
    return loaded


def fold(text: str) -> str:
    """Return ``text`` as search compares it: full-width folded, lower case, no spaces or dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "-·.・'’")


def name_keys(name: str) -> set[str]:
    """Return every beginning by which ``name`` may be typed.

    ``王秀兰`` gives its tails (``王秀兰``, ``秀兰``, ``兰``), those of its pinyin (``xiulan``) and
    ``wxl``; a surname such as 单 or 解 is read as surnames are.  A Latin name gives each of its
    words.
    """
    plain = fold(name)
    if not plain:
        return set()
    keys = {plain[i:] for i in range(len(plain))} if not plain.isascii() else {plain}
    keys |= {fold(word) for word in name.split()}
    for readings in itertools.islice(itertools.product(*_syllables(name)), _MOST_KEYS):
        for first in range(len(readings)):
            keys.add("".join(readings[first:]))
        keys.add("".join(reading[:1] for reading in readings))
    keys.discard("")
    return keys


def sounds(name: str) -> frozenset[str]:
    """Return every way in which the whole of ``name`` is pronounced, as one word each."""
    if name.isascii():
        plain = fold(name)
        return frozenset({plain}) if plain else frozenset()
    readings = itertools.islice(itertools.product(*_syllables(name)), _MOST_KEYS)
    return frozenset("".join(reading) for reading in readings)


def _syllables(name: str) -> list[list[str]]:
    """Return the possible readings of each part of a name, surname readings first."""
    table = _table()
    characters = [c for c in unicodedata.normalize("NFKC", name) if not c.isspace() and c != "·"]
    parts: list[list[str]] = []
    start = 0
    for length in (2, 1):
        head = "".join(characters[:length])
        if len(characters) > length and head in table["surnames"]:
            parts = _surname_parts(table["surnames"][head], length)
            start = length
            break
    for character in characters[start:]:
        readings = table["readings"].get(character)
        parts.append(list(readings[:3]) if readings else [character.casefold()])
    return parts


@cache
def _all_syllables() -> frozenset[str]:
    return frozenset(itertools.chain.from_iterable(_table()["readings"].values()))


def _surname_parts(readings: list[str], length: int) -> list[list[str]]:
    """Split the readings of a surname into one list of syllables a character."""
    if length == 1:
        return [list(readings)]
    splits = [
        (reading[:i], reading[i:])
        for reading in readings
        for i in range(1, len(reading))
        if {reading[:i], reading[i:]} <= _all_syllables()
    ]
    first = splits[0] if splits else (readings[0], "")
    return [[part] for part in first]
