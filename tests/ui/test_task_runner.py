"""Work runs off the GUI thread and comes back to it, or not at all."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from ui.tasks import TaskRunner, bug_report


class Desk:
    """A workspace without a store: the session is a word."""

    def read(self, work: Any, /, *args: Any, **kwargs: Any) -> Any:
        return work("reading", *args, **kwargs)

    def write(self, work: Any, /, *args: Any, **kwargs: Any) -> Any:
        return work("writing", *args, **kwargs)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner(Desk())
    yield made
    assert made.shutdown()


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def test_result_comes_back_on_the_gui_thread(
    qtbot: QtBot, runner: TaskRunner, owner: QObject
) -> None:
    seen: list[tuple[Any, bool, bool]] = []
    here = threading.get_ident()

    def work(session: str, number: int, *, factor: int) -> tuple[str, int, int]:
        return session, number * factor, threading.get_ident()

    def done(result: tuple[str, int, int]) -> None:
        seen.append((result[:2], result[2] != here, threading.get_ident() == here))

    runner.read(work, 3, factor=2, owner=owner, on_done=done)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(("reading", 6), True, True)]


def test_writes_keep_their_order(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    written: list[int] = []

    def work(_session: str, number: int) -> None:
        time.sleep(0.01 if number == 0 else 0)
        written.append(number)

    for number in range(20):
        runner.write(work, number, owner=owner)
    qtbot.waitUntil(lambda: not runner.busy)
    assert written == list(range(20))


def test_four_readers_cannot_run_at_once(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    gate = threading.Event()
    begun: list[int] = []

    def work(_session: str) -> None:
        begun.append(1)
        gate.wait(5)

    for _ in range(5):
        runner.read(work, owner=owner)
    qtbot.waitUntil(lambda: len(begun) == 3)
    qtbot.wait(30)
    assert len(begun) == 3
    gate.set()


def test_superseded_results_are_dropped(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    gate = threading.Event()
    found: list[str] = []
    ended: list[int] = []

    def search(_session: str, words: str) -> str:
        if words == "w":
            gate.wait(5)
        return words

    for words in ("w", "wx", "wxl"):
        runner.read(
            search,
            words,
            owner=owner,
            on_done=found.append,
            on_end=lambda: ended.append(1),
            supersedes="search",
        )
    gate.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert found == ["wxl"]
    assert ended == [1]


def test_two_owners_do_not_supersede_each_other(qtbot: QtBot, runner: TaskRunner) -> None:
    one, other = QObject(), QObject()
    found: list[str] = []
    for owner, words in ((one, "a"), (other, "b")):
        runner.read(lambda _s, w: w, words, owner=owner, on_done=found.append, supersedes="x")
    qtbot.waitUntil(lambda: len(found) == 2)


def test_a_dead_owner_gets_nothing(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()
    found: list[object] = []
    parent = QObject()
    child = QObject(parent)
    runner.read(lambda _s: gate.wait(5), owner=child, on_done=found.append)
    child.deleteLater()
    with qtbot.waitSignal(child.destroyed):
        pass
    gate.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert found == []


def test_the_runner_keeps_no_owner_alive(qtbot: QtBot, runner: TaskRunner) -> None:
    class Screen(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.seen: object = None

        def take(self, result: object) -> None:
            self.seen = result

    screen = Screen()
    task = runner.read(lambda _s: 1, owner=screen, on_done=screen.take, supersedes="name")
    qtbot.waitUntil(lambda: not runner.busy)
    assert screen.seen == 1
    gone = weakref.ref(screen)
    del screen
    gc.collect()
    assert gone() is None
    assert not task.cancelled


@pytest.mark.parametrize(
    "error",
    [UserFacingError(Problem.NOT_FOUND), FieldError("phone", FieldProblem.NOT_A_PHONE)],
)
def test_errors_of_people_reach_their_callback(
    qtbot: QtBot, runner: TaskRunner, owner: QObject, error: Exception
) -> None:
    errors: list[Exception] = []
    ended: list[int] = []

    def work(_session: str) -> None:
        raise error

    runner.write(work, owner=owner, on_error=errors.append, on_end=lambda: ended.append(1))
    qtbot.waitUntil(lambda: bool(ended))
    assert errors == [error]


def test_errors_that_nobody_takes_are_told(
    qtbot: QtBot, runner: TaskRunner, owner: QObject
) -> None:
    def work(_session: str) -> None:
        raise UserFacingError(Problem.DISK_FULL)

    with qtbot.waitSignal(runner.problem_found) as told:
        runner.write(work, owner=owner)
    assert told.args[0].problem is Problem.DISK_FULL


def test_a_failed_write_is_told_even_if_its_screen_has_gone(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    gate = threading.Event()

    def work(_session: str) -> None:
        gate.wait(5)
        raise UserFacingError(Problem.DISK_FULL)

    owner = QObject()
    runner.write(work, owner=owner, on_error=lambda _error: pytest.fail("owner is gone"))
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        pass
    with qtbot.waitSignal(runner.problem_found):
        gate.set()


def test_a_bug_is_reported_without_its_words(
    qtbot: QtBot, runner: TaskRunner, owner: QObject
) -> None:
    def work(_session: str) -> None:
        phones: dict[str, str] = {}
        try:
            phones["王秀兰"]
        except KeyError as error:
            raise ValueError("138 0000 6027") from error

    with qtbot.waitSignal(runner.bug_found) as told:
        runner.read(work, owner=owner, on_error=lambda _error: pytest.fail("not for people"))
    report = told.args[0]
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "test_task_runner.py" in report
    assert "王秀兰" not in report
    assert "6027" not in report


def test_long_work_reports_and_can_be_cancelled(
    qtbot: QtBot, runner: TaskRunner, owner: QObject
) -> None:
    steps: list[tuple[int, int]] = []
    reached: list[int] = []
    first = threading.Event()

    def work(*, progress: Any) -> str:
        for number in range(1000):
            progress(number, 1000)
            reached.append(number)
            first.wait(5)
            time.sleep(0.001)
        return "finished"

    task = runner.run(
        work,
        owner=owner,
        on_done=lambda _result: pytest.fail("was cancelled"),
        on_progress=lambda done, total: steps.append((done, total)),
    )
    qtbot.waitUntil(lambda: bool(steps))
    task.cancel()
    first.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert steps[0] == (0, 1000)
    assert len(reached) < 1000


def test_busy_is_told_once_each_way(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    told: list[bool] = []
    runner.busy_changed.connect(told.append)
    for _ in range(4):
        runner.run(time.sleep, 0.01, owner=owner)
    qtbot.waitUntil(lambda: not runner.busy)
    assert told == [True, False]


def test_drain_waits_for_the_threads(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    gate = threading.Event()
    runner.read(lambda _s: gate.wait(5), owner=owner)
    assert not runner.drain(0.02)
    gate.set()
    assert runner.drain(5)


def test_without_a_store_only_plain_work_runs(qtbot: QtBot, owner: QObject) -> None:
    runner = TaskRunner()
    with pytest.raises(RuntimeError):
        runner.read(len, owner=owner)
    found: list[int] = []
    runner.run(len, "four", owner=owner, on_done=found.append)
    qtbot.waitUntil(lambda: found == [4])
    assert runner.shutdown()


def test_shutdown_finishes_what_is_being_written(qtbot: QtBot, owner: QObject) -> None:
    runner = TaskRunner(Desk())
    written: list[int] = []

    def work(_session: str, number: int) -> None:
        time.sleep(0.005)
        written.append(number)

    for number in range(5):
        runner.write(work, number, owner=owner)
    assert runner.shutdown()
    assert written == [0, 1, 2, 3, 4]


def test_a_report_says_where() -> None:
    try:
        int("secret")
    except ValueError as error:
        report = bug_report(error)
    assert report.startswith("builtins.ValueError\n")
    assert "secret" not in report


def test_no_cycle_is_collected_on_a_worker_thread(
    qtbot: QtBot, runner: TaskRunner, owner: QObject
) -> None:
    collected_on: set[str] = set()

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            collected_on.add(threading.current_thread().name)

    def make_cycles(_session: str) -> None:
        for _ in range(20_000):
            ring: list[object] = []
            ring.append(ring)

    gc.callbacks.append(note)
    try:
        runner.read(make_cycles, owner=owner)
        qtbot.waitUntil(lambda: not runner.busy and bool(collected_on))
    finally:
        gc.callbacks.remove(note)
    assert collected_on == {threading.main_thread().name}
