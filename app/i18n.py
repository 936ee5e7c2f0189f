"""Words in the reader's language: English in the source, gettext catalogues beside the resources.

The screen has one language at a time (:func:`set_language`); a paper may be asked for in another
(:func:`language`), which holds only for the calling thread.  Never call :func:`_` while a module is
being imported: the language is not known yet.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from resources import BUILT

LANGUAGES = ("zh_CN", "en")
DEFAULT_LANGUAGE = "zh_CN"
DOMAIN = "reception"

_screen_language = DEFAULT_LANGUAGE
_paper_language: ContextVar[str | None] = ContextVar("paper_language", default=None)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, BUILT / "locale", [code])


def set_language(code: str) -> None:
    """Make ``code`` the language of the screen.

    Raises:
        ValueError: the language is none of :data:`LANGUAGES`.
    """
    global _screen_language  # noqa: PLW0603 - one screen language per process
    if code not in LANGUAGES:
        raise ValueError(code)
    _screen_language = code


def current_language() -> str:
    """Return the code of the language that :func:`_` speaks here and now."""
    return _paper_language.get() or _screen_language


@contextmanager
def language(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block, in this thread only."""
    if code not in LANGUAGES:
        raise ValueError(code)
    token = _paper_language.set(code)
    try:
        yield
    finally:
        _paper_language.reset(token)


def _(message: str) -> str:
    """Return ``message`` in the current language."""
    return _catalogue(current_language()).gettext(message)


def pgettext(context: str, message: str) -> str:
    """Return ``message`` in the current language, where the same English needs several words."""
    return _catalogue(current_language()).pgettext(context, message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form for ``count`` in the current language."""
    return _catalogue(current_language()).ngettext(singular, plural, count)
