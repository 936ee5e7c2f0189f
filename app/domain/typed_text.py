"""What people type: cleaned of what no one can see, kept otherwise to the letter."""

from __future__ import annotations

import re
import unicodedata

TEXT_LIMIT = 10_000
NAME_LIMIT = 100

_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,18}[0-9]")
_INVISIBLE = {
    code: None
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0x061C,
        0x200B,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
    )
    if code not in (0x09, 0x0A)
}


def clean_text(text: str) -> str:
    r"""Return ``text`` without control characters and lone surrogates; line ends become ``\n``."""
    text = _LINE_END.sub("\n", text).translate(_INVISIBLE)
    return "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF).strip()


def clean_line(text: str) -> str:
    """Return ``text`` cleaned and on one line."""
    return " ".join(clean_text(text).split())


def clean_phone(text: str) -> str:
    """Return a phone number as its digits, full-width ones too, with a leading plus kept."""
    text = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    return f"+{digits}" if text.startswith("+") else digits


def is_phone(text: str) -> bool:
    """Return whether ``text`` looks like a phone number a person could be called on."""
    return bool(_PHONE.fullmatch(unicodedata.normalize("NFKC", text).strip()))
