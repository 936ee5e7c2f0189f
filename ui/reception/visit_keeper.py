"""Keeps the draft of one visit and saves it at every pause of typing.

What a person typed is in the store, encrypted, half a second later; a failed save says so and is
tried again with the next keystroke, and nothing typed is dropped meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.visit_flow import VisitDraft
from app.services import visits
from app.services.visits import VisitView
from ui.context import DeskContext

PAUSE_MS = 500


class VisitKeeper(QObject):
    """The draft in hand; ``draft_changed`` after every change, ``saved`` with the instant."""

    draft_changed = Signal(object)
    saved = Signal(object)
    save_failed = Signal(object)

    def __init__(
        self, context: DeskContext, view: VisitView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.visit_id = view.visit_id
        self.number = view.number
        self.arrived_at = view.arrived_at
        self.draft: VisitDraft = view.draft
        self._unsaved = False
        self._ended = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not in the store yet."""
        return self._unsaved

    def change(self, draft: VisitDraft) -> None:
        """Take a new draft and save it at the next pause."""
        if draft == self.draft or self._ended:
            return
        self.draft = draft
        self._unsaved = True
        self._pause.start()
        self.draft_changed.emit(draft)

    def adopt(self, draft: VisitDraft) -> None:
        """Take a draft that the store holds already."""
        self._pause.stop()
        self._unsaved = False
        self.draft = draft
        self.draft_changed.emit(draft)

    def end(self) -> None:
        """Save nothing any more: the visit has ended or was handed over to the store."""
        self._ended = True
        self._pause.stop()
        self._unsaved = False

    def flush(self) -> None:
        """Save now what is not saved yet; writes are done in order, even if the screen goes."""
        self._pause.stop()
        if not self._unsaved or self._ended:
            return
        self._unsaved = False
        now = self._context.now()
        self._context.runner.write(
            visits.save_draft,
            actor=self._context.actor,
            visit_id=self.visit_id,
            draft=self.draft,
            now=now,
            owner=self,
            on_done=self._saved_at(now),
            on_error=self._on_save_failed,
        )

    def _saved_at(self, now: datetime) -> Callable[[object], None]:
        return lambda _revision: self.saved.emit(now)

    def _on_save_failed(self, error: Exception) -> None:
        self._unsaved = True
        self.save_failed.emit(error)
