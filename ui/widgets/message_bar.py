"""One sentence above the screen: what happened, and if possible a button that mends it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.i18n import _
from ui.icons import set_icon
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.wording import announce, label, restyle

_LOOKS = {
    "info": ("info", "primary_text"),
    "good": ("circle-check", "good_text"),
    "warning": ("triangle-alert", "warning_text"),
    "error": ("circle-alert", "danger_text"),
}
_PASSING_MS = 6000


class MessageBar(QFrame):
    """Shows the newest message; information and good news go by themselves, the rest stays."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 6, 6)
        row.setSpacing(10)
        self._picture = QLabel()
        self._words = label("", wrap=True, name="messageText")
        self._action = secondary_button(_("Mend this"), name="messageAction")
        self._close = IconButton("x", _("Dismiss"), name="messageDismiss")
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._run: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._action.clicked.connect(self._on_action_clicked)
        self._close.clicked.connect(self.dismiss)
        self.setVisible(False)

    @property
    def text(self) -> str:
        """The sentence now shown, or nothing."""
        return self._words.text()

    @property
    def kind(self) -> str:
        """What the message now shown is: info, good, warning or error."""
        return str(self.property("kind") or "")

    def show_message(
        self,
        text: str,
        kind: str = "info",
        *,
        action: str = "",
        run: Callable[[], None] | None = None,
    ) -> None:
        """Show a sentence; ``action`` names a button that calls ``run`` and closes the bar.

        Raises:
            KeyError: ``kind`` is not info, good, warning or error.
        """
        picture, token = _LOOKS[kind]
        set_icon(self._picture, picture, token, 20)
        self._words.setText(text)
        self._run = run
        self._action.setVisible(bool(action))
        if action:
            self._action.set_words(action)
        self.setAccessibleName(text)
        restyle(self, "kind", kind)
        self.setVisible(True)
        announce(self, text, urgent=kind == "error")
        self._timer.stop()
        if kind in {"info", "good"} and not action:
            self._timer.start(_PASSING_MS)

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self._run = None
        if not self.isHidden():
            self.setVisible(False)
            self._words.setText("")
            self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the message away."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def _on_action_clicked(self) -> None:
        run = self._run
        self.dismiss()
        if run is not None:
            run()
