"""A box for a customer's own words: grows with the text, Tab leaves it, 10,000 characters."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QWidget

from app.i18n import _
from ui.widgets.wording import announce, label

LIMIT = 10_000
# The counter would only distract before the end comes near.
_COUNT_FROM = 0.8


class PlainTextBox(QPlainTextEdit):
    """A multi-line editor.  ``submitted`` is emitted on Ctrl+Enter.

    ``counter`` is a label for the form to place; it speaks up from 80 % of the limit on.  What
    exceeds the limit is not taken, and the counter says so; nothing already typed is lost.
    """

    submitted = Signal()
    edited = Signal()

    def __init__(
        self,
        *,
        lines: int = 3,
        most_lines: int = 8,
        limit: int = LIMIT,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if name:
            self.setObjectName(name)
        self._lines, self._most_lines, self._limit = lines, most_lines, limit
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.counter: QLabel = label("", "muted")
        # Until a form places it: without a parent it would be a window of its own.
        self.counter.setParent(self)
        self.counter.setVisible(False)
        self._trimming = False
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    @property
    def text(self) -> str:
        """The text as typed, without white space at the ends."""
        return self.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Replace the text without emitting ``edited``."""
        if text != self.toPlainText():
            blocked = self.blockSignals(True)
            self.setPlainText(text[: self._limit])
            self.blockSignals(blocked)
            self._count()
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter submits; Enter alone breaks the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            # A key held down must not submit what opens next as well.
            if not event.isAutoRepeat():
                self.submitted.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Leave files to whoever keeps them: their paths are nobody's words."""
        is_file = any(url.isLocalFile() for url in source.urls())
        return not is_file and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words only, and as many as there is room for."""
        if not self.canInsertFromMimeData(source):
            return
        room = self._limit - len(self.toPlainText()) + len(self.textCursor().selectedText())
        text = source.text()
        self.textCursor().insertText(text[: max(room, 0)])
        if len(text) > room:
            self._say_full()

    def sizeHint(self) -> QSize:
        """Return the size that shows the text, within the given lines."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Never be cut below the first lines."""
        return QSize(120, self._height())

    def showEvent(self, event: QShowEvent) -> None:
        """Fit once the font of the style sheet is known."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit, since the lines break elsewhere now."""
        super().resizeEvent(event)
        self._fit()

    def _height(self) -> int:
        line = self.fontMetrics().lineSpacing()
        # QPlainTextEdit measures its document in lines, not in pixels.
        wanted = round(self.document().size().height())
        lines = min(max(wanted, self._lines), self._most_lines)
        return max(lines * line + 2 * round(self.document().documentMargin()) + 18, 40)

    def _fit(self) -> None:
        height = self._height()
        if self.height() != height:
            self.setFixedHeight(height)

    def _on_text_changed(self) -> None:
        if self._trimming:
            return
        if len(self.toPlainText()) > self._limit:
            # Typed or composed past the end: take the surplus back just before the cursor, so that
            # the text after it stays.
            self._trimming = True
            surplus = len(self.toPlainText()) - self._limit
            cursor = self.textCursor()
            cursor.movePosition(
                QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, surplus
            )
            cursor.removeSelectedText()
            self._trimming = False
            self._say_full()
        self._count()
        self.edited.emit()

    def _count(self) -> None:
        length = len(self.toPlainText())
        self.counter.setVisible(length >= self._limit * _COUNT_FROM)
        self.counter.setText(
            _("{count} of {limit} characters").format(count=f"{length:,}", limit=f"{self._limit:,}")
        )

    def _say_full(self) -> None:
        words = _("Full: {limit} characters is the most").format(limit=f"{self._limit:,}")
        self.counter.setVisible(True)
        self.counter.setText(words)
        announce(self, words)
