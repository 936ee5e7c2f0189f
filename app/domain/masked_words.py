"""What somebody said or wrote, with the people in it masked (clause 5-3).

Names are masked where they are known; phones, plates and other long numbers wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.domain.masking import mask_name, mask_phone, mask_plate, surname

_LEAST_NAME = 2
_LEAST_DIGITS = 7
# Not the number of a case, which a paper shows anyway.
_LONG_NUMBER = re.compile(r"(?<![A-Z]-)(?<!\d)\+?\d{7,}[Xx]?")
_SPACED_NUMBER = re.compile(r"(?<![\d-])\+?\d{2,4}(?:[ \-–—]\d{3,8})+(?![\d-])")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-Za-z][\s·・•‧-]?[A-Za-z0-9]{4,5}[A-Za-z0-9挂学警港澳](?![A-Za-z0-9])"
)


def mask_words(text: str, names: Iterable[str] = (), numbers: Iterable[str] = ()) -> str:
    """Return ``text`` with ``names`` and ``numbers`` masked, and whatever looks like a phone.

    A Chinese given name is masked without its surname, too.  Masking twice changes nothing.
    """
    if not text:
        return ""
    for name in sorted({name.strip() for name in names}, key=lambda name: (-len(name), name)):
        text = _without_name(text, name)
    for number in sorted({n.strip() for n in numbers}, key=lambda n: (-len(n), n)):
        if number:
            text = text.replace(number, mask_phone(number))
    text = _PLATE.sub(lambda found: mask_plate(found[0]), text)
    text = _SPACED_NUMBER.sub(_masked_if_long, text)
    return _LONG_NUMBER.sub(lambda found: mask_phone(found[0]), text)


def mask_staff(text: str, names: Iterable[str]) -> str:
    """Return ``text`` with the staff's full names masked, and nothing else of it."""
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if len(name) >= _LEAST_NAME:
            text = _replaced(text, name, mask_name(name))
    return text


def _without_name(text: str, name: str) -> str:
    if len(name) < _LEAST_NAME:
        return text
    text = _replaced(text, name, mask_name(name))
    given = name[len(surname(name)) :]
    # Of a name kept with a courtesy, as 王女士, nothing is known that could be hidden.
    if len(given) >= _LEAST_NAME and not name.isascii() and mask_name(name) != name:
        text = text.replace(given, "*" * len(given))
    return text


def _replaced(text: str, name: str, masked: str) -> str:
    if name.isascii():
        return re.sub(rf"\b{re.escape(name)}\b", lambda _found: masked, text, flags=re.IGNORECASE)
    return text.replace(name, masked)


def _masked_if_long(found: re.Match[str]) -> str:
    digits = sum(c.isdigit() for c in found[0])
    return mask_phone(found[0]) if digits >= _LEAST_DIGITS else found[0]
