"""The entry point: a command of the command line, or the desk; Qt is loaded only for the desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ui.command_line import REFUSED, parse, run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or open the desk; return the exit code."""
    parsed = parse(arguments)
    if parsed.command is not None:
        return run_command(parsed)
    if not _has_display():
        from app.domain.errors import Problem, UserFacingError  # noqa: PLC0415 - only if refused
        from app.messages import sentence  # noqa: PLC0415

        print(sentence(UserFacingError(Problem.NO_DISPLAY)), file=sys.stderr)
        return REFUSED
    from ui.desk_start import run_desk  # noqa: PLC0415 - Qt only when the desk opens

    return run_desk(parsed.data_dir)


def _has_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
