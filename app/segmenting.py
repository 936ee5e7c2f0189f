"""Cutting Chinese into words, off line: one function before the library that does it."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from app.domain.word_list import Token
from resources import ROOT

if TYPE_CHECKING:
    from rjieba import Jieba

_FOLDER = ROOT / "words"
_lock = threading.Lock()


def segmented(text: str) -> list[Token]:
    """Return the words of a text, each with its kind; letters of other scripts stay together.

    Only words of the dictionary come out, and single characters: none is made up from characters
    that often stand together, as names are.
    """
    return _segmenter().tag(text, hmm=False)


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing about what a complaint is about."""
    return _read("stop_words.txt")


@cache
def trade_words() -> frozenset[str]:
    """Return the words of property service, which are never somebody's name on their own."""
    return _read("trade_words.txt")


def _read(name: str) -> frozenset[str]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


def _segmenter() -> Jieba:
    # Two threads that ask at once would each build the dictionary, which takes a tenth of a second.
    with _lock:
        return _made_segmenter()


@cache
def _made_segmenter() -> Jieba:
    # Brings a dictionary of five megabytes with it, which nobody needs before the first word list.
    from rjieba import Jieba  # noqa: PLC0415

    made = Jieba()
    for word in sorted(stop_words() | trade_words()):
        if len(word) > 1 and not word.isascii() and not made.has_word(word):
            made.add_word(word, None, "n")
    return made
