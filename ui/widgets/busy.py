"""Work in progress: shown after 0.3 s, to be cancelled after 3 s."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.i18n import _
from ui.widgets.buttons import secondary_button
from ui.widgets.wording import announce, label

SHOW_AFTER_MS = 300
CANCEL_AFTER_MS = 3000


class BusyLine(QWidget):
    """A line with words, a progress bar and, for ``cancellable`` work, a Cancel button.

    It keeps its place while hidden, so that nothing jumps when it appears.
    """

    cancel_requested = Signal()

    def __init__(self, *, cancellable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("busyLine")
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._words = label("", "muted", name="busyText")
        self._bar = QProgressBar()
        self._bar.setObjectName("busyBar")
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(120)
        self._cancel = secondary_button(_("Cancel"), name="busyCancel")
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        self._cancellable = cancellable
        self._show_timer = self._timer(SHOW_AFTER_MS, self._on_show_due)
        self._cancel_timer = self._timer(CANCEL_AFTER_MS, self._on_cancel_due)
        self._cancel.clicked.connect(self.cancel_requested)
        self._cancel.setVisible(False)
        self.setVisible(False)

    def start(self, text: str, *, cancellable: bool = True) -> None:
        """Begin: nothing is seen for the first 0.3 s; not all work of a line can be cancelled."""
        self._words.setText(text)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(text)
        self._cancel.setVisible(False)
        self._show_timer.start()
        self._cancel_timer.stop()
        if self._cancellable and cancellable:
            self._cancel_timer.start()

    def progress(self, done: int, total: int) -> None:
        """Show how much of the work is done."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def finish(self) -> None:
        """End: take everything away."""
        self._show_timer.stop()
        self._cancel_timer.stop()
        self.setVisible(False)

    def _timer(self, milliseconds: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _on_show_due(self) -> None:
        self.setVisible(True)
        announce(self, self._words.text())

    def _on_cancel_due(self) -> None:
        self._cancel.setVisible(True)
