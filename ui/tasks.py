"""Work off the GUI thread: one writer, a few readers, and one way back.

A result reaches its callback on the GUI thread, and only while its owner lives and no newer task
has superseded it.  What a person can mend goes to ``on_error``; anything else is a bug and goes to
``bug_found`` without the exception's words, which could hold personal data.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.errors import FieldError, UserFacingError
from ui.garbage import GuiThreadCollector

READERS = 3
PLAIN_WORKERS = 2
_LETS_IN_SECONDS = 0.001

# The slot of every write; no owner has the id 0.
_WRITE: tuple[int, str] = (0, "write")

Progress = Callable[[int, int], None]
"""Called by long work as ``progress(done, total)``; it raises TaskCancelledError to stop it."""


class TaskCancelledError(Exception):
    """Raised inside long work, by its progress callback, once nobody wants the result any more."""


class Sessions(Protocol):
    """What the runner needs of the workspace: work called with a session, one transaction each."""

    def read(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call ``work(session, …)`` in a reading transaction."""

    def write(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call ``work(session, …)`` in a writing transaction and commit."""


@dataclass(eq=False)
class Task:
    """A handle on one piece of work; keep it only to be able to :meth:`cancel`."""

    owner: QObject | None
    on_done: Callable[[Any], None] | None
    on_error: Callable[[Exception], None] | None
    on_end: Callable[[], None] | None
    on_progress: Progress | None
    slot: tuple[int, str] | None
    future: Future[None] | None = None
    superseded: bool = False
    _cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def cancelled(self) -> bool:
        """Whether nobody wants the result any more."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Drop the result, and stop the work at its next progress report."""
        self._cancelled.set()
        if self.future is not None:
            self.future.cancel()

    def forget(self) -> None:
        """Let go of the callbacks, so that the task keeps no screen alive."""
        self.owner = None
        self.on_done = self.on_error = self.on_end = self.on_progress = None


@dataclass(frozen=True)
class _Landing:
    task: Task
    result: Any = None
    error: Exception | None = None
    progress: tuple[int, int] | None = None


class TaskRunner(QObject):
    """Runs work on threads of its own and brings the results back to the GUI thread.

    Every method is called on the GUI thread.  ``problem_found`` carries errors of people that no
    ``on_error`` took; ``bug_found`` carries a report of any other exception.
    """

    bug_found = Signal(str)
    problem_found = Signal(object)
    busy_changed = Signal(bool)

    _landed = Signal(object)

    def __init__(self, workspace: Sessions | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._plain = ThreadPoolExecutor(PLAIN_WORKERS, thread_name_prefix="worker")
        self._open: set[Task] = set()
        self._latest: dict[tuple[int, str], Task] = {}
        self._landed.connect(self._on_landed, Qt.ConnectionType.QueuedConnection)
        self._collector = GuiThreadCollector(self)
        self._collector.start()
        self.busy_changed.connect(self._collector.set_at_work)
        # A thread that computes lets the GUI thread in so many seconds after it asked.
        sys.setswitchinterval(_LETS_IN_SECONDS)

    def read(
        self,
        fn: Callable[..., Any],
        *args: Any,
        owner: QObject,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_end: Callable[[], None] | None = None,
        on_progress: Progress | None = None,
        supersedes: str | None = None,
        **kwargs: Any,
    ) -> Task:
        """Call ``fn(session, …)`` on a reader thread.

        The callbacks are dropped once ``owner`` is gone.  ``on_end`` is called last, whatever
        happened, to end a busy state.  With ``on_progress``, ``fn`` gets a keyword ``progress``
        (see :data:`Progress`).  ``supersedes`` is a name: only the newest task of this owner with
        this name is answered.
        """
        task = self._task(owner, on_done, on_error, on_end, on_progress, supersedes)
        return self._start(self._readers, self._sessions().read, (fn, *args), kwargs, task)

    def write(
        self,
        fn: Callable[..., Any],
        *args: Any,
        owner: QObject,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_end: Callable[[], None] | None = None,
        on_progress: Progress | None = None,
        **kwargs: Any,
    ) -> Task:
        """Call ``fn(session, …)`` on the writer thread, in the order of the calls.

        Nothing supersedes a write: it is done even if its owner has gone.
        """
        task = self._task(owner, on_done, on_error, on_end, on_progress, None)
        return self._start(self._writer, self._sessions().write, (fn, *args), kwargs, task)

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        owner: QObject,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_end: Callable[[], None] | None = None,
        on_progress: Progress | None = None,
        supersedes: str | None = None,
        **kwargs: Any,
    ) -> Task:
        """Call ``fn(…)`` on a thread that needs no store: making a paper, deriving a key."""
        task = self._task(owner, on_done, on_error, on_end, on_progress, supersedes)
        return self._start(self._plain, fn, args, kwargs, task)

    @property
    def workspace(self) -> Sessions | None:
        """The unlocked store; to be given before the screens that ask it are made."""
        return self._workspace

    @workspace.setter
    def workspace(self, workspace: Sessions | None) -> None:
        self._workspace = workspace
        if workspace is not None:
            self._collector.settle()

    @property
    def busy(self) -> bool:
        """Whether any work is running, waiting or not yet delivered."""
        return bool(self._open)

    def cancel_reads(self) -> None:
        """Drop every result that is on its way, except that of a write."""
        for task in list(self._open):
            if task.slot is not _WRITE:
                task.cancel()

    def drain(self, timeout: float) -> bool:
        """Wait until the threads are idle, ``timeout`` seconds at most; say whether they are.

        Results stay queued for the event loop.
        """
        futures = [task.future for task in self._open if task.future is not None]
        return not wait(futures, timeout).not_done

    def shutdown(self, timeout: float = 5.0) -> bool:
        """Finish pending writes, drop the rest and end the threads; say whether all ended."""
        self.cancel_reads()
        for pool in (self._writer, self._readers, self._plain):
            pool.shutdown(wait=False)
        idle = self.drain(timeout)
        self._collector.stop()
        for task in self._open:
            task.forget()
        self._open.clear()
        self._latest.clear()
        return idle

    def _sessions(self) -> Sessions:
        if self.workspace is None:
            raise RuntimeError("no store is open")
        return self.workspace

    def _task(
        self,
        owner: QObject,
        on_done: Callable[[Any], None] | None,
        on_error: Callable[[Exception], None] | None,
        on_end: Callable[[], None] | None,
        on_progress: Progress | None,
        supersedes: str | None,
    ) -> Task:
        slot = (id(owner), supersedes) if supersedes else None
        task = Task(owner, on_done, on_error, on_end, on_progress, slot)
        if slot is not None:
            older = self._latest.get(slot)
            if older is not None:
                older.superseded = True
                older.cancel()
            self._latest[slot] = task
        return task

    def _start(
        self,
        pool: ThreadPoolExecutor,
        call: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        task: Task,
    ) -> Task:
        if pool is self._writer:
            task.slot = _WRITE
        was_busy = self.busy
        self._open.add(task)
        if task.on_progress is not None:
            kwargs["progress"] = self._progress_of(task)
        task.future = pool.submit(self._work, task, call, args, kwargs)
        # A task cancelled before it began never runs, so it must land from here.
        task.future.add_done_callback(
            lambda future: self._land(_Landing(task)) if future.cancelled() else None
        )
        if not was_busy:
            self.busy_changed.emit(True)
        return task

    def _progress_of(self, task: Task) -> Progress:
        def report(done: int, total: int) -> None:
            if task.cancelled:
                raise TaskCancelledError
            self._land(_Landing(task, progress=(done, total)))

        return report

    def _work(
        self, task: Task, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Do the work; runs on a thread of a pool."""
        try:
            landing = _Landing(task, result=call(*args, **kwargs))
        except TaskCancelledError:
            landing = _Landing(task)
        except Exception as error:  # noqa: BLE001 - sorted on the GUI thread, nothing is swallowed
            landing = _Landing(task, error=error)
        self._land(landing)

    def _land(self, landing: _Landing) -> None:
        # At the end of the program the runner may be gone while a thread still finishes.
        if shiboken6.isValid(self):
            self._landed.emit(landing)

    @Slot(object)
    def _on_landed(self, landing: _Landing) -> None:
        task = landing.task
        if task not in self._open:
            return
        wanted = not task.cancelled and task.owner is not None and shiboken6.isValid(task.owner)
        if landing.progress is not None:
            if wanted and task.on_progress is not None:
                task.on_progress(*landing.progress)
            return
        self._open.discard(task)
        if task.slot is not None and self._latest.get(task.slot) is task:
            del self._latest[task.slot]
        on_end = task.on_end
        try:
            self._deliver(task, landing, wanted)
        finally:
            owner = task.owner
            task.forget()
            # The busy state is the newer task's to end.
            if on_end is not None and not task.superseded and shiboken6.isValid(owner):
                on_end()
            if not self.busy:
                self.busy_changed.emit(False)

    def _deliver(self, task: Task, landing: _Landing, wanted: bool) -> None:
        error = landing.error
        if error is None:
            if wanted and task.on_done is not None:
                task.on_done(landing.result)
        elif isinstance(error, UserFacingError | FieldError):
            if not wanted:
                # A failed write must not vanish with its screen.
                if task.slot is _WRITE:
                    self.problem_found.emit(error)
            elif task.on_error is not None:
                task.on_error(error)
            else:
                self.problem_found.emit(error)
        else:
            self.bug_found.emit(bug_report(error))


def bug_report(error: BaseException) -> str:
    """Describe an exception by its kind and the lines it passed, without its words.

    An exception's message, and the values in its frames, can hold what a customer said.
    """
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        for frame in traceback.extract_tb(seen.__traceback__):
            path = Path(frame.filename)
            lines.append(f"  {path.parent.name}/{path.name}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)
