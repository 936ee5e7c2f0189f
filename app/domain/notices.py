"""A notice as versions in two languages, and how its few marks are read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.consents import NoticeText
from app.domain.errors import FieldError, FieldProblem
from app.domain.typed_text import clean_text

PERSONAL_INFORMATION = "personal-information"
LANGUAGES = ("zh_CN", "en")
NOTICE_LIMIT = 6_000
CHANGE_LIMIT = 500

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class NoticeVersion:
    """One version, in every language that it has."""

    code: str
    version: int
    texts: tuple[NoticeText, ...]
    what_changed: str
    tell_again: bool
    effective_at: datetime

    def text_in(self, language: str) -> NoticeText:
        """Return the text in a language, in another one where it was never written."""
        return next((text for text in self.texts if text.language == language), self.texts[0])


@dataclass(frozen=True)
class NoticeDraft:
    """A version about to be issued; None for ``effective_at`` means at once."""

    text_zh: str
    text_en: str
    what_changed: str
    tell_again: bool
    effective_at: datetime | None = None


@dataclass(frozen=True)
class Run:
    """Words of one weight."""

    words: str
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or, with ``heading``, a title."""

    runs: tuple[Run, ...]
    heading: bool = False

    @property
    def words(self) -> str:
        """The paragraph without its marks."""
        return "".join(run.words for run in self.runs)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return a notice as paragraphs; only ``# `` and ``**`` mean anything, all else is words."""
    found = []
    for block in re.split(r"\n\s*\n|\n(?=#)", text.strip()):
        line = " ".join(part.strip() for part in block.splitlines()).strip()
        if not line:
            continue
        heading = line.startswith("#")
        found.append(Paragraph(_runs(line.lstrip("# ") if heading else line), heading))
    return tuple(found)


def _runs(line: str) -> tuple[Run, ...]:
    runs, place = [], 0
    for match in _BOLD.finditer(line):
        if match.start() > place:
            runs.append(Run(line[place : match.start()]))
        runs.append(Run(match[1], bold=True))
        place = match.end()
    if place < len(line):
        runs.append(Run(line[place:]))
    return tuple(runs)


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, by which anybody can check later what was shown."""
    return hashlib.sha256(text.encode()).hexdigest()


def checked(draft: NoticeDraft, *, newest: NoticeVersion | None, now: datetime) -> NoticeDraft:
    """Return the draft cleaned and ready to be issued.

    Raises:
        FieldError: a language or what changed is missing or too long, nothing changed, or it would
            come into force before the version it follows, or in the past.
    """
    cleaned = NoticeDraft(
        _checked("text_zh", draft.text_zh, NOTICE_LIMIT),
        _checked("text_en", draft.text_en, NOTICE_LIMIT),
        _checked("what_changed", draft.what_changed, CHANGE_LIMIT),
        draft.tell_again,
        draft.effective_at or now,
    )
    if draft.effective_at is not None and draft.effective_at < now:
        raise FieldError("effective_at", FieldProblem.NOT_IN_FUTURE)
    if newest is not None:
        if (draft.effective_at or now) < newest.effective_at:
            raise FieldError("effective_at", FieldProblem.NOT_AFTER_BEGINNING)
        known = {text.language: text.text_hash for text in newest.texts}
        new = {"zh_CN": text_hash(cleaned.text_zh), "en": text_hash(cleaned.text_en)}
        if known == new:
            raise FieldError("text_zh", FieldProblem.UNCHANGED)
    return cleaned


def in_force(versions: Sequence[NoticeVersion], now: datetime) -> NoticeVersion | None:
    """Return the version in force: the highest whose day has come.

    Before the first one's day, e.g. with a clock set back, the first is all there is to show.
    """
    begun = [version for version in versions if version.effective_at <= now] or versions[:1]
    return max(begun, key=lambda version: version.version, default=None)


def least_told(versions: Sequence[NoticeVersion], now: datetime) -> int:
    """Return the oldest version somebody may have been told of without being told again."""
    begun = [v for v in versions if v.effective_at <= now]
    asked = [v.version for v in begun if v.tell_again]
    return max(asked, default=0)


def _checked(field: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise FieldError(field, FieldProblem.TOO_LONG, limit=limit)
    cleaned = clean_text(text)
    if not cleaned:
        raise FieldError(field, FieldProblem.REQUIRED)
    return cleaned + ("\n" if field != "what_changed" else "")
