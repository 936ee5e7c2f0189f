"""Writes one entry into many cases, a batch at a time, so that it can be watched and stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.services.case_bulk import BATCH, BulkResult, BulkVerb, Refusal, bulk
from ui.context import DeskContext


class BulkRun(QObject):
    """``progressed`` after every batch; ``ended`` with what was done, ``failed`` with the error.

    What a batch has written stays written, whatever happens to the ones after it.
    """

    progressed = Signal(int, int)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        context: DeskContext,
        case_ids: Sequence[str],
        verb: BulkVerb,
        arguments: Mapping[str, Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._left = list(case_ids)
        self._total = len(self._left)
        self._verb = verb
        self._arguments = dict(arguments)
        self._done: list[str] = []
        self._refused: list[Refusal] = []
        self._stopped = False

    @property
    def is_begun(self) -> bool:
        """Whether anything was written or refused already."""
        return bool(self._done or self._refused)

    def start(self) -> None:
        """Write the first batch; the others follow by themselves."""
        self._next()

    def stop(self) -> None:
        """Write no further batch."""
        self._stopped = True

    def _next(self) -> None:
        if not self._left or self._stopped:
            self.ended.emit(BulkResult(tuple(self._done), tuple(self._refused)))
            return
        batch, self._left = self._left[:BATCH], self._left[BATCH:]
        self._context.runner.write(
            bulk,
            actor=self._context.actor,
            case_ids=batch,
            verb=self._verb,
            arguments=self._arguments,
            now=self._context.now(),
            owner=self,
            on_done=self._on_batch,
            on_error=self.failed.emit,
        )

    def _on_batch(self, result: BulkResult) -> None:
        self._done += result.done
        self._refused += result.refused
        self.progressed.emit(self._total - len(self._left), self._total)
        self._next()
