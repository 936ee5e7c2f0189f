"""The printed recovery key: 160 random bits as nine groups of four characters.

Crockford's base32 without I, L, O, U: 32 characters of key and 4 of check, so that a mistyped key
is told apart from a wrong one.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from db.errors import RecoveryKeyMistyped

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_KEY_BYTES = 20
_KEY_CHARACTERS = 32
_CHECK_BITS = 20
_GROUP = 4
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def new_recovery_secret() -> bytes:
    """Return 160 fresh random bits."""
    return secrets.token_bytes(_KEY_BYTES)


def _characters(number: int, count: int) -> str:
    return "".join(_ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(count)))


def _check(secret: bytes) -> str:
    digest = hashlib.sha256(b"recovery-check" + secret).digest()
    return _characters(int.from_bytes(digest, "big") >> (256 - _CHECK_BITS), _CHECK_BITS // 5)


def format_recovery_key(secret: bytes) -> str:
    """Write the 160 bits as they are printed, groups parted by dashes."""
    text = _characters(int.from_bytes(secret, "big"), _KEY_CHARACTERS) + _check(secret)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def parse_recovery_key(text: str) -> bytes:
    """Read a key as people type it: any case, O for 0, I or L for 1, dashes and spaces anywhere.

    Raises:
        RecoveryKeyMistyped: wrong length, foreign character or false check characters.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    plain = "".join(c for c in plain if not c.isspace() and c not in _DASHES)
    if len(plain) != _KEY_CHARACTERS + _CHECK_BITS // 5 or set(plain) - set(_ALPHABET):
        raise RecoveryKeyMistyped
    number = 0
    for character in plain[:_KEY_CHARACTERS]:
        number = number * 32 + _ALPHABET.index(character)
    secret = number.to_bytes(_KEY_BYTES, "big")
    if plain[_KEY_CHARACTERS:] != _check(secret):
        raise RecoveryKeyMistyped
    return secret
