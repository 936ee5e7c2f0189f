"""A field of a form: label above, editor, a hint, and the error beneath it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from ui.icons import set_icon
from ui.widgets.wording import announce, label, restyle, spoken


class FormField(QWidget):
    """Holds one editor.  The label's access key ('&') moves the focus to it."""

    def __init__(
        self,
        caption: str,
        editor: QWidget,
        *,
        hint: str = "",
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.label: QLabel = label(caption, "label")
        self.label.setBuddy(editor)
        head.addWidget(self.label)
        if optional:
            head.addWidget(label(_("optional"), "muted"))
        head.addStretch(1)
        self._counter_place = head
        column.addLayout(head)
        column.addWidget(editor)
        self._hint = label(hint, "muted", wrap=True)
        column.addWidget(self._hint)
        self._hint.setVisible(bool(hint))
        self._error = QWidget()
        row = QHBoxLayout(self._error)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        picture = QLabel()
        set_icon(picture, "circle-alert", "danger_text", 16)
        self.error_label: QLabel = label("", "error", wrap=True)
        self.error_label.setObjectName(f"{editor.objectName()}Error")
        row.addWidget(picture)
        row.addWidget(self.error_label, 1)
        self._error.setVisible(False)
        column.addWidget(self._error)
        column.addStretch(1)
        if not editor.accessibleName():
            editor.setAccessibleName(spoken(caption))
        editor.setAccessibleDescription(hint)

    @property
    def error(self) -> str:
        """The error now shown, or nothing."""
        return self.error_label.text()

    def add_to_label(self, widget: QWidget) -> None:
        """Put a counter or small button at the right end of the label's line."""
        self._counter_place.addWidget(widget)

    def set_hint(self, hint: str) -> None:
        """Change the hint; an empty one takes no room."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and not self.error)
        self.editor.setAccessibleDescription(self.error or hint)

    def set_error(self, text: str) -> None:
        """Show ``text`` beneath the editor and mark it; nothing takes the mark away."""
        changed = text != self.error
        self.error_label.setText(text)
        self._error.setVisible(bool(text))
        self._hint.setVisible(bool(self._hint.text()) and not text)
        self.editor.setAccessibleDescription(text or self._hint.text())
        # Of a composed editor (a password with its eye) the line inside carries the border.
        proxy = self.editor.focusProxy()
        framed = proxy if isinstance(proxy, QLineEdit) else self.editor
        restyle(framed, "invalid", "true" if text else "false")
        if text and changed:
            announce(self.editor, text, urgent=True)
