"""What one PC remembers: window geometry, language and look; never a key, never a name."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from ui.theme import CHOICES

_GEOMETRY, _LANGUAGE, _THEME = "window/geometry", "look/language", "look/theme"
_CASE_LAYOUT, CASE_LAYOUTS = "cases/layout", ("list", "board")


class Preferences:
    """Reads and writes the four settings; anything unreadable counts as not set."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings("reception-console", "reception-console")

    @property
    def language(self) -> str:
        """The language of the screen."""
        return self._one_of(_LANGUAGE, LANGUAGES, DEFAULT_LANGUAGE)

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue(_LANGUAGE, code)

    @property
    def theme(self) -> str:
        """The look: light, dark or system."""
        return self._one_of(_THEME, CHOICES, "light")

    @theme.setter
    def theme(self, choice: str) -> None:
        self._settings.setValue(_THEME, choice)

    @property
    def geometry(self) -> QByteArray:
        """Where the window was; empty if not known."""
        value = self._settings.value(_GEOMETRY)
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue(_GEOMETRY, geometry)

    @property
    def case_layout(self) -> str:
        """How the cases are shown: as a list or as a board."""
        return self._one_of(_CASE_LAYOUT, CASE_LAYOUTS, "list")

    @case_layout.setter
    def case_layout(self, layout: str) -> None:
        self._settings.setValue(_CASE_LAYOUT, layout)

    def _one_of(self, key: str, known: tuple[str, ...], default: str) -> str:
        value = self._settings.value(key)
        return value if isinstance(value, str) and value in known else default
