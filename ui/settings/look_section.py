"""How this computer shows the desk: language, colours, window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.i18n import LANGUAGES, _, current_language
from ui.settings.section import SettingsSection
from ui.shell import keys
from ui.theme import notifier
from ui.widgets.buttons import secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.look_switch import LANGUAGE_NAMES
from ui.widgets.wording import label


class LookSection(SettingsSection):
    """Emits wishes; the application applies and remembers them."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Look"), _("Holds for this computer, whoever sits at the desk."), parent)
        language = self.add_card(_("Language of the screen"))
        self.languages = ChipGroup(
            [Choice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
            accessible_name=_("Language of the screen"),
            name="settingsLanguage",
        )
        self.languages.set_value(current_language())
        language.add(self.languages)
        language.add(
            label(_("Papers have a language of their own, chosen beside each."), "muted", wrap=True)
        )
        colours = self.add_card(_("Colours"))
        self.themes = ChipGroup(
            [
                Choice("light", _("Light"), icon="sun"),
                Choice("dark", _("Dark"), icon="moon"),
                Choice("system", _("As the system"), icon="monitor"),
            ],
            accessible_name=_("Colours"),
            name="settingsTheme",
        )
        colours.add(self.themes)
        window = self.add_card(_("Window"))
        self.full_screen_button = secondary_button(
            _("Full screen"),
            icon="monitor",
            key_hint=keys.key_of(keys.FULL_SCREEN),
            name="settingsFullScreen",
        )
        window.add(self.full_screen_button)
        window.body.setAlignment(self.full_screen_button, Qt.AlignmentFlag.AlignLeft)
        window.add(
            label(
                _("Size and place of the window are remembered by themselves."), "muted", wrap=True
            )
        )
        self.column.addStretch(1)
        self.languages.chosen.connect(self._on_language_chosen)
        self.themes.chosen.connect(self._on_theme_chosen)
        self.full_screen_button.clicked.connect(self._on_full_screen_clicked)
        notifier().theme_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Mark the look in force."""
        self.themes.set_value(notifier().choice)

    def _on_language_chosen(self, code: object) -> None:
        self.language_chosen.emit(str(code))

    def _on_theme_chosen(self, choice: object) -> None:
        self.theme_chosen.emit(str(choice))

    def _on_full_screen_clicked(self) -> None:
        window = self.window()
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
