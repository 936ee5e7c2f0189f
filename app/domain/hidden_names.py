"""Names on record found in what customers said, to be starred or left out (clause 5-3).

However many names there are, a text is read once.  Whoever is named without being on record cannot
be known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from app.domain.masked_words import mask_words
from app.domain.masking import mask_name, surname

_LEAST_NAME = 2
_LEAST_GIVEN = 2
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_LATIN_WORD = re.compile("[^\\W\\d_]+")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][\\s·・•‧-]?"
    "[A-Za-z0-9]{4,5}[A-Za-z0-9挂学警港澳]"
)
_ACCOUNT = re.compile(r"(?=[A-Za-z0-9_.@+-]*[0-9_@])[A-Za-z0-9_.@+-]+", re.ASCII)


class HiddenNames:
    """Knows the names on record and finds them in texts of any kind of writing."""

    def __init__(self, names: Iterable[str]) -> None:
        self.given: set[str] = set()
        self.words: set[str] = set()
        self._together: defaultdict[str, set[str]] = defaultdict(set)
        self._latin: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for name in names:
            self._learn(unicodedata.normalize("NFKC", name).strip())

    def _learn(self, name: str) -> None:
        if len(name) < _LEAST_NAME:
            return
        if not _HAN.search(name):
            parts = tuple(word.casefold() for word in _LATIN_WORD.findall(name))
            if parts:
                self._latin[parts[0]].add(parts)
                self.words.update(part for part in parts if len(part) > 1)
            return
        self._together[name[:_LEAST_NAME]].add(name)
        given = name[len(surname(name)) :]
        if len(given) >= _LEAST_GIVEN:
            self.given.add(given)

    def masked(self, text: str, names: Iterable[str] = ()) -> str:
        """Return ``text`` with every name on record, phones, plates and long numbers starred.

        Of ``names``, those whom the words are about, the given name alone is starred too.
        """
        return mask_words(self._replaced(text, stars=True), names)

    def without(self, text: str) -> str:
        """Return ``text`` with a space for every name on record, plate, account or number."""
        text = unicodedata.normalize("NFKC", text)
        text = _ACCOUNT.sub(" ", _PLATE.sub(" ", text))
        return self._replaced(text, stars=False)

    def _replaced(self, text: str, *, stars: bool) -> str:
        if self._together:
            text = self._without_han(text, stars=stars)
        if self._latin:
            text = self._without_latin(text, stars=stars)
        return text

    def _without_han(self, text: str, *, stars: bool) -> str:
        found: list[str] = []
        done = here = 0
        while here < len(text) - 1:
            known = self._together.get(text[here : here + _LEAST_NAME])
            name = (
                max((n for n in known if text.startswith(n, here)), key=len, default="")
                if known
                else ""
            )
            if not name:
                here += 1
                continue
            found += [text[done:here], mask_name(name) if stars else " "]
            here += len(name)
            done = here
        return "".join((*found, text[done:])) if found else text

    def _without_latin(self, text: str, *, stars: bool) -> str:
        words = [(m[0], m.start(), m.end()) for m in _LATIN_WORD.finditer(text)]
        found: list[str] = []
        done = here = 0
        while here < len(words):
            known = self._latin.get(words[here][0].casefold(), set())
            said = tuple(word.casefold() for word, _begin, _end in words[here : here + 6])
            name = max((n for n in known if said[: len(n)] == n), key=len, default=())
            if not name:
                here += 1
                continue
            begin, end = words[here][1], words[here + len(name) - 1][2]
            found += [text[done:begin], mask_name(text[begin:end]) if stars else " "]
            here += len(name)
            done = end
        return "".join((*found, text[done:])) if found else text
