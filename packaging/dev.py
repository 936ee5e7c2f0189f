"""Do everything a developer or a curious visitor does: run, test, show, measure.

    python3 packaging/dev.py run      start the desk (without a display: the demonstration)
    python3 packaging/dev.py test     all checks and all tests

Needs Python 3.11 and nothing else; what is missing is installed into ``.venv`` (libraries, from
the lock file with hashes) and, on Debian, with apt where that is allowed.  Standard library only.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - before anything that older ones cannot read
    sys.exit("This needs Python 3.11 or newer, for example: python3.11 packaging/dev.py run")

import argparse
import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from faults import FaultError, run
from prepare import (
    ROOT,
    Project,
    add_libraries,
    check_python,
    clean_variables,
    offscreen_variables,
    prepare,
)

CHECKED = ("app", "db", "ui", "resources", "packaging", "tests")
Step = tuple[str, list[str]]


def has_display(variables: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Return whether a window can be shown."""
    if platform != "linux":
        return True
    return bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def check_steps(project: Project) -> list[Step]:
    """Return the checks of the source: name and command."""
    python = str(project.python)
    ruff = str(project.tool("ruff"))
    folders = [name for name in CHECKED if any((project.root / name).rglob("*.py"))]
    return [
        ("rules of writing (ruff)", [ruff, "check", "--output-format", "concise", *folders]),
        (
            "layout of the source (ruff format)",
            [ruff, "format", "--check", "--output-format", "concise", *folders],
        ),
        ("types (mypy --strict)", [python, "-m", "mypy", "--strict", *folders]),
        ("who imports whom (import-linter)", [str(project.tool("lint-imports"))]),
        ("translations complete", [python, "packaging/catalogues.py", "check"]),
    ]


def test_steps(project: Project) -> list[Step]:
    """Return the checks and the tests: name and command."""
    pytest = [str(project.python), "-m", "pytest", "-n", "2", "tests"]
    return [*check_steps(project), ("tests (pytest)", pytest)]


def _start(command: Sequence[str | Path], project: Project, variables: Mapping[str, str]) -> int:
    """Run ``command`` in the project's folder, its output shown, and return its exit code."""
    try:
        return subprocess.run(  # noqa: S603 - fixed commands, never a shell
            [str(word) for word in command], cwd=project.root, env=dict(variables), check=False
        ).returncode
    except OSError as error:
        message = f"{command[0]} could not be started: {error.strerror}."
        raise FaultError(message) from error


def run_steps(steps: Sequence[Step], project: Project) -> int:
    """Run all ``steps`` even if one fails; print a summary; return 0 if none failed."""
    variables = offscreen_variables(project)
    failed = []
    for name, command in steps:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        if _start(command, project, variables):
            failed.append(name)
            print(f"-- FAILED: {name}", flush=True)
        else:
            print(f"-- passed in {time.monotonic() - began:.1f} s", flush=True)
    if failed:
        print(f"{len(failed)} of {len(steps)} steps failed: {', '.join(failed)}", flush=True)
        return 1
    print(f"All {len(steps)} steps passed.", flush=True)
    return 0


def run_desk(project: Project, arguments: Sequence[str]) -> int:
    """Start the desk; without a display run the demonstration instead."""
    prepare(project)
    if not has_display(os.environ):
        print("There is no display: the guided demonstration runs instead.", flush=True)
        return show(project, "guided_demonstration.py", project.root / "out" / "demo")
    command = [str(project.python), "-m", "ui", *arguments]
    if not project.windows:
        os.chdir(project.root)
        os.execve(command[0], command, clean_variables())  # noqa: S606 - becomes the desk itself
    return _start(command, project, clean_variables())


def show(project: Project, script: str, folder: Path) -> int:
    """Run a script that leaves papers and pictures in ``folder``, and name the folder."""
    prepare(project)
    source = _script(project, f"packaging/{script}")
    code = _start([project.python, source, "--out", folder], project, offscreen_variables(project))
    if code == 0:
        print(f"Made in {folder}", flush=True)
    return code


def _script(project: Project, name: str) -> Path:
    path = project.root / name
    if not path.exists():
        message = f"{name} is missing from this check-out."
        raise FaultError(message)
    return path


def bench(project: Project, arguments: Sequence[str]) -> int:
    """Measure the desk against bare libraries."""
    prepare(project)
    add_libraries(project, "bench")
    script = _script(project, "tests/bench/run.py")
    return _start([project.python, script, *arguments], project, offscreen_variables(project))


def lock(project: Project) -> int:
    """Make the lock file anew from ``pyproject.toml``."""
    uv = shutil.which("uv")
    if uv is None:
        message = "The lock file is made by 'uv', which is not on this computer: install it first."
        raise FaultError(message)
    run(
        [uv, "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes",
         "--extra", "build", "--extra", "check", "--no-header", "--quiet", "pyproject.toml",
         "--output-file", "packaging/requirements.lock"],
        "Making the lock file",
        project.record,
        folder=project.root,
    )  # fmt: skip
    print("packaging/requirements.lock is up to date.", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="The one command of this project: prepares what it needs."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="start the desk; further arguments go to it", add_help=False)
    commands.add_parser("test", help="all checks and all tests; arguments go to pytest")
    commands.add_parser("check", help="rules, layout, types, imports, translations")
    for name, default, text in (
        ("demo", "demo", "the guided demonstration without a display"),
        ("shots", "shots", "pictures of every screen and paper"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--out", type=Path, default=Path("out", default), metavar="DIR")
    commands.add_parser("bench", help="measurements, as ratios")
    commands.add_parser("lock", help="make the lock file anew")
    return parser


def perform(project: Project, words: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code.

    Raises:
        FaultError: something foreseeable stands in the way.
    """
    check_python()
    parser = _parser()
    arguments, further = parser.parse_known_args(words)
    if further and arguments.command not in {"run", "test", "bench"}:
        parser.error(f"unknown argument: {further[0]}")
    # Plain branches, no 'match': an older Python must get as far as the sentence at the top.
    if arguments.command == "run":
        return run_desk(project, list(words[1:]))
    if arguments.command in {"test", "check"}:
        prepare(project, testing=True)
        steps = test_steps(project) if arguments.command == "test" else check_steps(project)
        if further:
            steps[-1][1].extend(further)
        return run_steps(steps, project)
    if arguments.command == "demo":
        return show(project, "guided_demonstration.py", arguments.out.resolve())
    if arguments.command == "shots":
        return show(project, "shots.py", arguments.out.resolve())
    if arguments.command == "bench":
        return bench(project, further)
    return lock(project)


def main() -> int:
    """Run the command line; foreseeable faults become one sentence."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text files
    try:
        return perform(Project(ROOT), sys.argv[1:])
    except FaultError as error:
        print(error, file=sys.stderr)
    except PermissionError as error:
        print(
            f"No permission for {error.filename}. Check who owns the project folder.",
            file=sys.stderr,
        )
    except OSError as error:
        print(f"{error.strerror}: {error.filename}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped; the next start goes on from here.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
