"""Buttons: one primary a screen, secondary for the rest, quiet for what is seldom wanted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import theme
from ui.icons import set_icon
from ui.widgets.wording import spoken

_ICON_TOKENS = {"primary": "on_primary", "secondary": "ink", "quiet": "primary_text"}


class ActionButton(QPushButton):
    """A push button of at least 40 px with icon, words and the key that does the same.

    The key is only shown; the screen or the shell binds it.
    """

    def __init__(
        self,
        text: str,
        look: str = "secondary",
        *,
        icon: str = "",
        key_hint: str = "",
        large: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key_hint = key_hint
        self.look = look
        self.setProperty("look", look)
        if large:
            # Not 'size': that is a property of every widget, so the sheet would never match it.
            self.setProperty("scale", "large")
        if name:
            self.setObjectName(name)
        if icon:
            set_icon(self, icon, _ICON_TOKENS[look], 24 if large else 18)
        # Enter is handled in one place, by the screen; a default button would answer it as well.
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_words(text)

    def set_words(self, text: str, key_hint: str | None = None) -> None:
        """Change the words, and the key shown after them."""
        if key_hint is not None:
            self._key_hint = key_hint
        gap = " " if not self.icon().isNull() else ""
        tail = f"   {self._key_hint}" if self._key_hint else ""
        self.setText(f"{gap}{text}{tail}")
        self.setAccessibleName(spoken(text))
        self.setAccessibleDescription(self._key_hint)

    def sizeHint(self) -> QSize:
        """Return Qt's size, 40 px high at least."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), 40))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and does not reach the screen as well."""
        if press_on_enter(self, event):
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, with a light ring inside a filled button that has the focus."""
        super().paintEvent(event)
        if self.look == "primary" and self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("on_primary"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 5, 5)
            painter.end()


def press_on_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Click ``button`` if the key is Enter; say whether it was.  Ctrl+Enter is the screen's."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


def primary_button(
    text: str, *, icon: str = "", key_hint: str = "", large: bool = False, name: str = ""
) -> ActionButton:
    """Return the one button that goes on; bottom right of a screen."""
    return ActionButton(text, "primary", icon=icon, key_hint=key_hint, large=large, name=name)


def secondary_button(
    text: str, *, icon: str = "", key_hint: str = "", name: str = ""
) -> ActionButton:
    """Return an outlined button."""
    return ActionButton(text, "secondary", icon=icon, key_hint=key_hint, name=name)


def quiet_button(text: str, *, icon: str = "", key_hint: str = "", name: str = "") -> ActionButton:
    """Return a button that looks like a link."""
    return ActionButton(text, "quiet", icon=icon, key_hint=key_hint, name=name)


class IconButton(QToolButton):
    """A square 40 px button with an icon only; its words are the tooltip and accessible name."""

    def __init__(
        self,
        icon: str,
        words: str,
        *,
        tint: str = "muted",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if name:
            self.setObjectName(name)
        self.setFixedSize(40, 40)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_as(icon, words, tint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus."""
        if press_on_enter(self, event):
            return
        super().keyPressEvent(event)

    def show_as(self, icon: str, words: str, tint: str = "muted") -> None:
        """Change picture and words together, so that they never disagree."""
        set_icon(self, icon, tint, 20)
        self.setToolTip(words)
        self.setAccessibleName(spoken(words))
