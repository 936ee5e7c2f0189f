"""Starting the desk: application, window, event loop, and the hook that hears of faults."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from app.domain.errors import UserFacingError
from app.messages import sentence
from ui.desk_program import DeskProgram, make_program
from ui.tasks import bug_report


def run_desk(data_dir: Path) -> int:
    """Open the desk on ``data_dir``; return the exit code when its window is closed."""
    app = QApplication(sys.argv[:1])
    program = make_program(app, data_dir)
    if not program.start():
        return 0
    sys.excepthook = _reporting_to(program)
    code = app.exec()
    try:
        program.shut_down()
    except UserFacingError as error:
        sys.stderr.write(sentence(error) + "\n")
        return 1
    return code


def _reporting_to(
    program: DeskProgram,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Return a hook that reports a fault without its words, which could hold a customer's name."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            program.runner.bug_found.emit(bug_report(error))

    return report
