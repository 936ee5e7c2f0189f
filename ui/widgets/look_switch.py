"""Two small buttons: the other language, and the next look (light, dark, as the system)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import LANGUAGES, _, current_language
from ui.theme import CHOICES, notifier
from ui.widgets.buttons import IconButton, quiet_button

# Each language calls itself by its own name, whatever the screen speaks.
LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}
_LOOK_ICONS = {"light": "sun", "dark": "moon", "system": "monitor"}


class LookSwitch(QWidget):
    """Emits ``language_chosen`` and ``theme_chosen``; the application applies and remembers."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lookSwitch")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        here = LANGUAGES.index(current_language())
        self._other = LANGUAGES[(here + 1) % len(LANGUAGES)]
        self.language_button = quiet_button(
            LANGUAGE_NAMES[self._other], icon="languages", name="languageSwitch"
        )
        self.theme_button = IconButton("sun", _("Look"), name="themeSwitch")
        row.addWidget(self.language_button)
        row.addWidget(self.theme_button)
        self.language_button.clicked.connect(self._on_language_clicked)
        self.theme_button.clicked.connect(self._on_theme_clicked)
        notifier().theme_changed.connect(self._show_choice)
        self._show_choice()

    def _on_language_clicked(self) -> None:
        self.language_chosen.emit(self._other)

    def _on_theme_clicked(self) -> None:
        here = CHOICES.index(notifier().choice)
        self.theme_chosen.emit(CHOICES[(here + 1) % len(CHOICES)])

    def _show_choice(self) -> None:
        words = {
            "light": _("Look: light"),
            "dark": _("Look: dark"),
            "system": _("Look: as the system"),
        }
        choice = notifier().choice
        self.theme_button.show_as(_LOOK_ICONS[choice], words[choice])
