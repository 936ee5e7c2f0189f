"""A password field with an eye to look at it and a hint when the caps lock seems to be on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from ui.icons import icon, set_icon
from ui.theme import notifier
from ui.widgets.wording import announce, label


class PasswordBox(QWidget):
    """A line for a password.

    Qt cannot ask whether the caps lock is on, so it is read off the keys: a capital letter without
    Shift, or a small one with it, shows the hint; a letter the other way, or the key itself, takes
    it away.  ``submitted`` is emitted on Enter, which goes no further.
    """

    submitted = Signal()
    edited = Signal()

    def __init__(self, *, name: str = "password", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Box")
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaxLength(128)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        # No copy of a password in the clipboard or in an input method's memory.
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._eye = QAction(self)
        self._eye.setObjectName(f"{name}Eye")
        self._eye.triggered.connect(self._on_eye_triggered)
        self.line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._hint = QWidget()
        row = QHBoxLayout(self._hint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        picture = QLabel()
        set_icon(picture, "triangle-alert", "warning_text", 16)
        self.caps_label: QLabel = label(_("Caps lock seems to be on"), "warning", name="capsHint")
        row.addWidget(picture)
        row.addWidget(self.caps_label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addWidget(self._hint)
        self._hint.setVisible(False)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self.edited)
        notifier().theme_changed.connect(self._draw_eye)
        self._draw_eye()

    @property
    def text(self) -> str:
        """What has been typed."""
        return self.line.text()

    @property
    def caps_lock_shown(self) -> bool:
        """Whether the caps-lock hint is shown."""
        return not self._hint.isHidden()

    def clear(self) -> None:
        """Empty the line and hide what it held."""
        self.line.clear()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._show_caps_lock(on=False)
        self._draw_eye()

    def set_revealed(self, revealed: bool) -> None:
        """Show the password, or hide it again."""
        mode = QLineEdit.EchoMode.Normal if revealed else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self._draw_eye()

    def setAccessibleName(self, name: str) -> None:
        """Name the line, which is what takes the focus."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """Describe the line, which is what takes the focus."""
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read the caps lock off the keys, and take Enter."""
        if watched is self.line:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                self._read_caps_lock(event)
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    self.submitted.emit()
                    return True
            elif event.type() == QEvent.Type.FocusOut:
                self._show_caps_lock(on=False)
        return super().eventFilter(watched, event)

    def _read_caps_lock(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            # Off again, or just on: the next letter tells.
            self._show_caps_lock(on=False)
            return
        text = event.text()
        if len(text) != 1 or not text.isascii() or not text.isalpha():
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._show_caps_lock(on=text.isupper() != shift)

    def _show_caps_lock(self, *, on: bool) -> None:
        if on and not self.caps_lock_shown:
            announce(self.line, self.caps_label.text())
        self._hint.setVisible(on)

    def _on_eye_triggered(self) -> None:
        self.set_revealed(self.line.echoMode() == QLineEdit.EchoMode.Password)

    def _draw_eye(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self._eye.setIcon(icon("eye" if hidden else "eye-off", "muted", 20))
        self._eye.setText(_("Show password") if hidden else _("Hide password"))
        self._eye.setToolTip(self._eye.text())
