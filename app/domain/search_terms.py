"""What search compares: texts brought to one form, cut into grams, and questions put to them.

East Asian writing knows no spaces, so a run of it is cut into overlapping pairs and its last
character.  Other words stay whole and are found by their beginning, numbers by any three digits.
Their beginnings, and digits by four and by six, are grams of their own: the longer the gram, the
fewer the records that it names, and one gram read from its newest end is the cheapest question.
The index holds these grams only; whatever grams cannot prove is checked on the document's text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.masking import mask_phone

LEAST_DIGITS = 3
"""So many digits in a row make a number, which is found by any part of this length."""
MOST_TYPED = 100
"""What is typed beyond these characters is not looked for."""

_FIRST_GRAM_CHARACTER = "\u2e80"
"""From here on scripts are written without spaces: radicals, kana, Han, Hangul and the rare Han."""
_MOST_TERMS = 8
_BEGINNINGS = 12
_DIGIT_GRAMS = (6, 4, LEAST_DIGITS)
_DASHES = re.compile("[\u2010-\u2015\u2212\u2500\u30fc]")
_BETWEEN = re.compile("(?<=[0-9])-(?=[0-9a-z])|(?<=[a-z])-(?=[0-9])")
_DIGITS = re.compile(f"[0-9]{{{LEAST_DIGITS},}}")
_ABROAD = re.compile("(?<![0-9])(?:(?:\\+|00)86[ -]?(?=1[0-9])|86(?=1[0-9]{10}(?![0-9])))")
_ROOM = re.compile(
    "([0-9]+|[a-z])(?:幢|栋|座|号楼|楼|#)"
    "(?:([0-9]+)(?:单元|门|梯))?-?([0-9]{2,5})(?:室|房|户|号)?(?![0-9])"
)
_PHONE_LIKE = re.compile("[0-9](?:[ -]?[0-9]){6,}")
_SNIPPET, _BEFORE_HIT = 56, 16


class Found(StrEnum):
    """A kind of record that search finds; the order is that of the groups."""

    CUSTOMER = "customer"
    ROOM = "room"
    CASE = "case"
    VISIT = "visit"


_WORD_MARKS = {Found.CUSTOMER: "c", Found.ROOM: "r", Found.CASE: "k", Found.VISIT: "v"}
_NUMBER_MARKS = {Found.CUSTOMER: "d", Found.ROOM: "s", Found.CASE: "l", Found.VISIT: "w"}
"""Every gram begins with the mark of its kind, so that a question reads the grams of one only."""


@dataclass(frozen=True)
class SearchText:
    """One record as search compares it: runs of words, and numbers, each parted by one space."""

    words: str
    numbers: str


class TermKind(StrEnum):
    """How a part of a question is compared."""

    RUN = "run"
    BEGINNING = "beginning"
    NUMBER = "number"


@dataclass(frozen=True)
class Term:
    """One part of a question; a record is found if it holds them all."""

    kind: TermKind
    text: str

    def is_in(self, text: SearchText) -> bool:
        """Return whether a record holds it, by looking through its text."""
        if self.kind is TermKind.NUMBER:
            return self.text in text.numbers
        if self.kind is TermKind.BEGINNING:
            return f" {self.text}" in f" {text.words}"
        return self.text in text.words

    @property
    def is_thin(self) -> bool:
        """Whether it is one character only, which thousands of grams begin with."""
        return self.kind is TermKind.RUN and len(self.text) == 1

    @property
    def is_proved_by_grams(self) -> bool:
        """Whether the grams alone say that it is there."""
        if self.kind is TermKind.NUMBER:
            return len(self.text) in _DIGIT_GRAMS and self.text.isdigit()
        return self.kind is TermKind.BEGINNING or len(self.text) <= 2


@dataclass(frozen=True)
class Question:
    """What somebody typed, brought to the form that is compared."""

    terms: tuple[Term, ...]

    @property
    def asks_anything(self) -> bool:
        """Whether it is worth looking: one letter of Latin or one digit alone is not."""
        return any(term.kind is not TermKind.BEGINNING or len(term.text) > 1 for term in self.terms)

    @property
    def unproved(self) -> tuple[Term, ...]:
        """The terms that have to be looked for in the text as well."""
        return tuple(
            term
            for term in self.terms
            if not term.is_proved_by_grams or (term.is_thin and not self.is_thin)
        )

    @property
    def is_thin(self) -> bool:
        """Whether it is of single characters only: too little to look for in what people said."""
        return all(term.is_thin for term in self.terms)

    def match(self, kind: Found) -> str:
        """Return the expression of the full-text index that finds the candidates of a kind."""
        parts: dict[str, None] = {}
        for term in self.terms:
            if term.is_thin and not self.is_thin:
                continue
            parts.update(dict.fromkeys(_expressions(term, kind)))
        return " AND ".join(parts)

    def is_in(self, text: SearchText) -> bool:
        """Return whether a record is found, by looking through its text."""
        return all(term.is_in(text) for term in self.terms)

    @property
    def is_number(self) -> bool:
        """Whether it is one number and nothing else."""
        return len(self.terms) == 1 and self.terms[0].kind is TermKind.NUMBER

    def is_number_of(self, text: SearchText) -> bool:
        """Return whether the question is one whole number of the record, such as a phone."""
        return self.is_number and self.terms[0].text in text.numbers.split(" ")


def normal(text: str) -> str:
    """Return ``text`` in half width and lower case, numbers without dashes or country code."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = _BETWEEN.sub("", _DASHES.sub("-", folded).replace("ü", "v"))
    return _ABROAD.sub("", folded)


def runs(text: str) -> Iterator[str]:
    """Yield the runs of a text in normal form: of one kind of writing each, without the rest."""
    run, is_gram = "", False
    for character in text:
        if not character.isalnum():
            if run:
                yield run
            run = ""
            continue
        of_grams = character >= _FIRST_GRAM_CHARACTER
        if run and of_grams is not is_gram:
            yield run
            run = ""
        run, is_gram = run + character, of_grams
    if run:
        yield run


def search_text(texts: Iterable[str], numbers: Iterable[str] = ()) -> SearchText:
    """Return the texts and numbers of a record as search compares them.

    A number is found by any part of it, letters included; so is every number in the texts.
    """
    words: dict[str, None] = {}
    kept: dict[str, None] = {}
    for text in texts:
        plain = normal(text)
        for run in runs(plain):
            if _DIGITS.search(run):
                kept.setdefault(run)
            if not _DIGITS.fullmatch(run):
                words.setdefault(run)
        for room in _ROOM.finditer(plain):
            kept.setdefault(_room_number(room))
    for number in numbers:
        kept.update((run, None) for run in runs(normal(number)) if _DIGITS.search(run))
    return SearchText(" ".join(words), " ".join(kept))


def grams(text: SearchText, kind: Found) -> str:
    """Return what the index keeps of a record: its grams, parted by spaces."""
    mark, number_mark = _WORD_MARKS[kind], _NUMBER_MARKS[kind]
    kept: dict[str, None] = {}
    for run in text.words.split():
        for gram in _word_grams(run):
            kept.setdefault(mark + gram)
    for number in text.numbers.split():
        for gram in _number_grams(number):
            kept.setdefault(number_mark + gram)
    return " ".join(kept)


def read_search(text: str) -> Question:
    """Return what is asked by a text that somebody typed."""
    plain = normal(text[:MOST_TYPED])
    terms: dict[Term, None] = {}
    for room in _ROOM.finditer(plain):
        terms.setdefault(Term(TermKind.NUMBER, _room_number(room)))
    for run in runs(_ROOM.sub(" ", plain)):
        terms.setdefault(_term(run))
    return Question(tuple(terms)[:_MOST_TERMS])


def snippet(text: str, question: Question) -> tuple[str, int, int]:
    """Return a piece of ``text`` on one line, and where in it the first hit begins and ends.

    Numbers as long as a phone are starred.  Without a hit it is the beginning, marked nowhere.
    """
    line = _PHONE_LIKE.sub(_starred, " ".join(text.split()))
    begin, end = _hit(line, question)
    first = max(0, begin - _BEFORE_HIT) if end else 0
    last = min(len(line), first + _SNIPPET)
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    shift = len(head) - first
    marked = (begin + shift, min(end, last) + shift) if end else (0, 0)
    return (head + line[first:last] + tail, *marked)


def holds_hit(text: str, question: Question) -> bool:
    """Return whether a text shows any part of the question as it was typed."""
    return _hit(" ".join(text.split()), question)[1] > 0


def _hit(line: str, question: Question) -> tuple[int, int]:
    plain = line.casefold()
    if len(plain) != len(line):
        return (0, 0)
    for term in question.terms:
        where = re.search(_seen(term), plain)
        if where is not None:
            return where.span()
    return (0, 0)


def _seen(term: Term) -> str:
    words = re.escape(term.text)
    return rf"(?<![^\W_]){words}" if term.kind is TermKind.BEGINNING else words


def _starred(found: re.Match[str]) -> str:
    return mask_phone("".join(c for c in found[0] if c.isdigit()))


def _room_number(found: re.Match[str]) -> str:
    return "".join(part or "" for part in found.groups())


def _term(run: str) -> Term:
    if run[0] >= _FIRST_GRAM_CHARACTER:
        return Term(TermKind.RUN, run)
    return Term(TermKind.NUMBER if _DIGITS.search(run) else TermKind.BEGINNING, run)


def _word_grams(run: str) -> list[str]:
    if run[0] < _FIRST_GRAM_CHARACTER:
        return [run, *(run[:length] for length in range(1, min(len(run), _BEGINNINGS + 1)))]
    return [run[i : i + 2] for i in range(len(run))]


def _number_grams(number: str) -> Iterator[str]:
    for digits in _DIGITS.findall(number):
        for length in _DIGIT_GRAMS:
            for i in range(len(digits) - length + 1):
                yield digits[i : i + length]


def _asked_number_grams(number: str) -> Iterator[str]:
    """Yield the longest grams that cover both ends of each number; the middle is checked."""
    for digits in _DIGITS.findall(number):
        length = next(length for length in _DIGIT_GRAMS if length <= len(digits))
        yield digits[:length]
        yield digits[-length:]


def _expressions(term: Term, kind: Found) -> Iterator[str]:
    mark = _WORD_MARKS[kind]
    if term.kind is TermKind.NUMBER:
        for gram in _asked_number_grams(term.text):
            yield f'"{_NUMBER_MARKS[kind]}{gram}"'
    elif term.kind is TermKind.BEGINNING and len(term.text) <= _BEGINNINGS:
        yield f'"{mark}{term.text}"'
    elif term.kind is TermKind.BEGINNING or len(term.text) == 1:
        yield f'"{mark}{term.text}" *'
    else:
        for gram in _word_grams(term.text)[:-1]:
            yield f'"{mark}{gram}"'
