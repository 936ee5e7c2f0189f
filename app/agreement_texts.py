"""The versions of the confidentiality agreement, as the resources hold them.

A released file is never edited: a changed wording is a new version, which everybody signs at the
next unlock.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from app.domain.agreements import AgreementKind, AgreementText, SignedAgreement, read_text
from app.i18n import current_language
from resources import ROOT

_CODE = "confidentiality"


@cache
def texts() -> tuple[AgreementText, ...]:
    """Return every version in every language, the oldest first."""
    found = []
    for file in (ROOT / "agreements").glob(f"{_CODE}.*.md"):
        _code, version, language = file.stem.split(".")
        found.append(read_text(int(version), language, file.read_text(encoding="utf-8")))
    return tuple(sorted(found, key=lambda text: (text.version, text.language)))


def version_in_force() -> int:
    """Return the number of the version that has to be signed."""
    return texts()[-1].version


def text_in_force(language: str = "") -> AgreementText:
    """Return the text that has to be signed, in the language that is being spoken by default."""
    wanted = language or current_language()
    version = version_in_force()
    return next(t for t in texts() if t.version == version and t.language == wanted)


def text_of(version: int, text_hash: str) -> AgreementText | None:
    """Return the text that was signed, None if no such wording is known."""
    known = (t for t in texts() if t.version == version and t.text_hash == text_hash)
    return next(known, None)


def signed_on_paper(day: date, language: str = "") -> SignedAgreement:
    """Return the agreement in force as signed on paper on ``day``."""
    text = text_in_force(language)
    return SignedAgreement(text.version, text.text_hash, AgreementKind.PAPER, day)
