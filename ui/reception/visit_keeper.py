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
    """The draft in hand; ``saved`` with the instant, ``save_failed`` with the error."""

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
        self._saves_begun = self._saves_done = 0
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

    def adopt(self, draft: VisitDraft) -> None:
        """Take a draft that the store holds already."""
        self._pause.stop()
        self._unsaved = False
        self.draft = draft

    def end(self) -> None:
        """Save nothing any more: the visit has ended or was handed over to the store."""
        self._ended = True
        self._pause.stop()
        self._unsaved = False

    def save_again(self) -> None:
        """Count the draft as unsaved, though it came with the view, and save it now."""
        self._unsaved = True
        self.flush()

    def flush(self) -> None:
        """Save now what is not saved yet; writes are done in order, even if the screen goes."""
        self._pause.stop()
        if not self._unsaved or self._ended:
            return
        self._unsaved = False
        self._saves_begun += 1
        now = self._context.now()
        self._save(
            now,
            self,
            on_done=self._saved_at(now),
            on_error=self._on_save_failed,
            on_end=self._check,
        )

    def hand_over(self, owner: QObject, on_failed: Callable[[str, VisitDraft], None]) -> None:
        """Save for the last time; ``on_failed`` takes the draft if the store cannot."""
        self._pause.stop()
        if self._ended or not (self._unsaved or self._saves_done < self._saves_begun):
            return
        draft = self.draft
        self._save(
            self._context.now(), owner, on_error=lambda _error: on_failed(self.visit_id, draft)
        )
        self.end()

    def _save(self, now: datetime, owner: QObject, **callbacks: Callable[..., None]) -> None:
        self._context.runner.write(
            visits.save_draft,
            actor=self._context.actor,
            visit_id=self.visit_id,
            draft=self.draft,
            now=now,
            owner=owner,
            **callbacks,
        )

    def _saved_at(self, now: datetime) -> Callable[[object], None]:
        number = self._saves_begun

        def saved(_revision: object) -> None:
            self._saves_done = number
            self.saved.emit(now)

        return saved

    def _check(self) -> None:
        """Whatever went wrong, a save that did not come through is tried again."""
        if self._saves_done < self._saves_begun:
            self._unsaved = True

    def _on_save_failed(self, error: Exception) -> None:
        self.save_failed.emit(error)
