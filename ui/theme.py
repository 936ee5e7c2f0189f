"""Colours, fonts and style sheet of the console, in a light and a dark form.

Every colour on the screen is one of the tokens below; :data:`TEXT_PAIRS` lists which of them meet
as text and ground, and a test holds each pair to a contrast of 4.5 : 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from string import Template

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from resources import BUILT, ROOT

CHOICES = ("light", "dark", "system")
BASE_PIXELS = 15
FONT_FAMILIES = ("Reception Sans", "Reception Sans Rare")
_FONT_FILES = (
    "ReceptionSans-Regular.ttf",
    "ReceptionSans-Bold.ttf",
    "ReceptionSansRare-Regular.ttf",
)

LIGHT: dict[str, str] = {
    "ink": "#17252b",
    "muted": "#5b6b73",
    "disabled": "#8b989e",
    "disabled_ground": "#e3e9ea",
    "line": "#dfe6e8",
    "field_line": "#84949b",
    "button_line": "#bfcbcf",
    "scroll": "#c4cfd3",
    "ground": "#f3f6f6",
    "card": "#ffffff",
    "hover": "#edf3f3",
    "pressed": "#dfe9e9",
    "primary": "#0f6f6c",
    "primary_hover": "#0c615e",
    "primary_pressed": "#0a4f4d",
    "on_primary": "#ffffff",
    "primary_text": "#0f6f6c",
    "primary_tint": "#e3f1f0",
    "primary_tint_strong": "#d9ecea",
    "chart_soft": "#a8cfcc",
    "chart_strong": "#0f6f6c",
    "chart_line": "#b96a00",
    "nav": "#10312f",
    "nav_ink": "#cfe0de",
    "nav_hover": "#183f3c",
    "nav_active": "#1f4d4a",
    "nav_active_ink": "#ffffff",
    "nav_focus": "#8fd3ce",
    "neutral_text": "#4d5d65",
    "neutral_tint": "#e9eef0",
    "good": "#2e7d32",
    "good_text": "#256b29",
    "good_tint": "#e7f4e8",
    "warning": "#b96a00",
    "warning_text": "#8a4f00",
    "warning_tint": "#fdf1de",
    "danger": "#b3261e",
    "danger_text": "#b3261e",
    "danger_tint": "#fbe9e7",
    "level_5": "#2e7d32",
    "level_5_text": "#256b29",
    "level_5_tint": "#e4f3e5",
    "level_4": "#4c7f27",
    "level_4_text": "#446f25",
    "level_4_tint": "#eef5e4",
    "level_3": "#a66000",
    "level_3_text": "#8a4f00",
    "level_3_tint": "#fdf0da",
    "level_2": "#c04a14",
    "level_2_text": "#a84313",
    "level_2_tint": "#fcebe1",
    "level_1": "#b3261e",
    "level_1_text": "#b3261e",
    "level_1_tint": "#fae8e7",
}

DARK: dict[str, str] = {
    "ink": "#e6eff0",
    "muted": "#a3b5ba",
    "disabled": "#6f8288",
    "disabled_ground": "#26373a",
    "line": "#2c3e41",
    "field_line": "#6c8288",
    "button_line": "#475d62",
    "scroll": "#40555a",
    "ground": "#0f1a1c",
    "card": "#172528",
    "hover": "#1f3134",
    "pressed": "#28403f",
    "primary": "#52b9b3",
    "primary_hover": "#6bc8c2",
    "primary_pressed": "#86d6d1",
    "on_primary": "#06201f",
    "primary_text": "#73cdc7",
    "primary_tint": "#173c3b",
    "primary_tint_strong": "#1e4c4a",
    "chart_soft": "#2f6461",
    "chart_strong": "#52b9b3",
    "chart_line": "#f0b357",
    "nav": "#0a1615",
    "nav_ink": "#b9cdca",
    "nav_hover": "#142a29",
    "nav_active": "#1c3f3d",
    "nav_active_ink": "#ffffff",
    "nav_focus": "#8fd3ce",
    "neutral_text": "#b6c5c9",
    "neutral_tint": "#253538",
    "good": "#6cbf72",
    "good_text": "#8fd494",
    "good_tint": "#1a3520",
    "warning": "#e3a23f",
    "warning_text": "#f0bb6a",
    "warning_tint": "#382a12",
    "danger": "#f2857c",
    "danger_text": "#ffa59d",
    "danger_tint": "#41211f",
    "level_5": "#6cbf72",
    "level_5_text": "#8fd494",
    "level_5_tint": "#1a3520",
    "level_4": "#9bc46a",
    "level_4_text": "#b2d488",
    "level_4_tint": "#29361b",
    "level_3": "#e3a23f",
    "level_3_text": "#f0bb6a",
    "level_3_tint": "#382a12",
    "level_2": "#f0905f",
    "level_2_text": "#f7a981",
    "level_2_tint": "#40271a",
    "level_1": "#f2857c",
    "level_1_text": "#ffa59d",
    "level_1_tint": "#41211f",
}

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *(("ink", ground) for ground in ("ground", "card", "hover", "pressed", "primary_tint")),
    *(
        ("muted", ground)
        for ground in ("ground", "card", "hover", "primary_tint", "primary_tint_strong")
    ),
    ("ink", "primary_tint_strong"),
    *(
        ("primary_text", ground)
        for ground in ("card", "ground", "hover", "pressed", "primary_tint", "primary_tint_strong")
    ),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    ("on_primary", "primary_pressed"),
    ("nav_ink", "nav"),
    ("nav_ink", "nav_hover"),
    ("nav_active_ink", "nav_active"),
    ("card", "ink"),
    ("neutral_text", "neutral_tint"),
    *((f"{kind}_text", f"{kind}_tint") for kind in ("good", "warning", "danger")),
    *(("ink", f"{kind}_tint") for kind in ("warning", "danger")),
    *((f"{kind}_text", "card") for kind in ("good", "warning", "danger")),
    *((f"{kind}_text", "ground") for kind in ("good", "warning", "danger")),
    *((f"level_{level}_text", f"level_{level}_tint") for level in range(1, 6)),
    *(("card", f"level_{level}") for level in range(1, 6)),
    ("ink", "chart_soft"),
    ("on_primary", "chart_strong"),
)
"""Which token is written on which ground, anywhere on the screen."""

GRAPHIC_PAIRS: tuple[tuple[str, str], ...] = (
    ("field_line", "card"),
    ("primary", "card"),
    ("primary", "ground"),
    ("nav_focus", "nav"),
    *((f"level_{level}", f"level_{level}_tint") for level in range(1, 6)),
    *((kind, "card") for kind in ("good", "warning", "danger", "chart_line")),
)
"""Borders, rings and pictures that carry meaning: 3 : 1 at least."""


@dataclass(frozen=True)
class Theme:
    """One set of tokens; ``scheme`` is ``light`` or ``dark``."""

    scheme: str
    tokens: dict[str, str]

    def colour(self, token: str) -> QColor:
        """Return the colour of a token.

        Raises:
            KeyError: there is no such token.
        """
        return QColor(self.tokens[token])


class ThemeNotifier(QObject):
    """Says when the colours have changed; the widgets of ``ui.widgets`` already listen."""

    theme_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.theme = Theme("light", LIGHT)
        self.choice = "light"
        self.follows_system = False

    def follow_system(self) -> None:
        """Re-apply when the desktop turns dark or light while 'system' is chosen."""
        if not self.follows_system:
            self.follows_system = True
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        app = QApplication.instance()
        wanted = "dark" if scheme == Qt.ColorScheme.Dark else "light"
        changed = self.choice == "system" and self.theme.scheme != wanted
        if changed and isinstance(app, QApplication):
            apply_theme(app, "system")


@cache
def notifier() -> ThemeNotifier:
    """Return the one object that says ``theme_changed``."""
    return ThemeNotifier()


def current_theme() -> Theme:
    """Return the theme in force."""
    return notifier().theme


def colour(token: str) -> QColor:
    """Return a token's colour in the theme in force."""
    return current_theme().colour(token)


def apply_theme(app: QApplication, choice: str) -> None:
    """Give the application its colours: ``light``, ``dark`` or as the ``system`` says.

    Raises:
        ValueError: ``choice`` is none of :data:`CHOICES`.
    """
    if choice not in CHOICES:
        raise ValueError(choice)
    known = notifier()
    known.choice = choice
    hints = app.styleHints()
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(
        choice, Qt.ColorScheme.Unknown
    )
    # Scheme and palette come before the sheet: the other way round, parts that the sheet does not
    # reach keep the colours of the old scheme.
    hints.setColorScheme(scheme)
    if choice == "system":
        known.follow_system()
        dark = hints.colorScheme() == Qt.ColorScheme.Dark
    else:
        dark = choice == "dark"
    theme = Theme("dark", DARK) if dark else Theme("light", LIGHT)
    known.theme = theme
    QDir.setSearchPaths("style", [str(ROOT / "style")])
    sheet = style_sheet(theme)
    # Dressing everything anew takes a while, and once is enough.
    if app.styleSheet() != sheet:
        app.setStyle("Fusion")
        app.setPalette(_palette(theme))
        app.setStyleSheet(sheet)
    known.theme_changed.emit(theme.scheme)


def style_sheet(theme: Theme) -> str:
    """Return the style sheet with the tokens of ``theme`` filled in."""
    template = Template((ROOT / "style" / "console.qss").read_text(encoding="utf-8"))
    return template.substitute(theme.tokens, scheme=theme.scheme)


def load_fonts(app: QApplication) -> tuple[str, ...]:
    """Load the fonts that come with the program and make them the application's font.

    Returns the families in the order in which they are asked for a glyph.  A font that has not been
    built is left out; the system's fonts then step in.
    """
    found: list[str] = []
    for file_name in _FONT_FILES:
        path = BUILT / "fonts" / file_name
        if path.is_file():
            number = QFontDatabase.addApplicationFont(str(path))
            found += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    families = tuple(name for name in FONT_FAMILIES if name in found)
    font = QFont(app.font())
    if families:
        font.setFamilies(list(families))
    font.setPixelSize(BASE_PIXELS)
    app.setFont(font)
    return families


def _palette(theme: Theme) -> QPalette:
    """Colours for what the style sheet does not reach."""
    roles = {
        QPalette.ColorRole.Window: "ground",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Base: "card",
        QPalette.ColorRole.AlternateBase: "hover",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.Button: "card",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.BrightText: "danger",
        QPalette.ColorRole.Highlight: "primary",
        QPalette.ColorRole.HighlightedText: "on_primary",
        QPalette.ColorRole.Link: "primary_text",
        QPalette.ColorRole.LinkVisited: "primary_text",
        QPalette.ColorRole.PlaceholderText: "muted",
        QPalette.ColorRole.ToolTipBase: "ink",
        QPalette.ColorRole.ToolTipText: "card",
        QPalette.ColorRole.Accent: "primary",
    }
    palette = QPalette()
    for role, token in roles.items():
        palette.setColor(role, theme.colour(token))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("disabled"))
    return palette
