"""Make what the project runs on: system libraries, the environment ``.venv``, generated resources.

Every part is stamped with the digest of what it was made from; what still fits is left alone.  An
environment without its stamp was interrupted half-way and is made anew.  Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import debian
from faults import FaultError, run
from stamps import Stamp, digest

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Project:
    """The places of one check-out of the project."""

    root: Path
    windows: bool = sys.platform == "win32"

    @property
    def environment(self) -> Path:
        """Folder of the Python environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The Python of the environment."""
        if self.windows:
            return self.environment / "Scripts" / "python.exe"
        return self.environment / "bin" / "python"

    def tool(self, name: str) -> Path:
        """Return the program ``name`` of the environment."""
        return self.python.with_name(f"{name}.exe" if self.windows else name)

    @property
    def lock(self) -> Path:
        """The lock file: every library with its version and hashes."""
        return self.root / "packaging" / "requirements.lock"

    @property
    def built(self) -> Path:
        """Folder of the generated resources."""
        return self.root / "resources" / "built"

    @property
    def record(self) -> Path:
        """Where the output of a failed step is kept."""
        return self.root / "build" / "last-fault.log"


@dataclass(frozen=True)
class Resource:
    """One group of generated resources: its script, its arguments, what it is made from."""

    name: str
    title: str
    command: tuple[str, ...]
    inputs: tuple[str, ...]
    made: tuple[str, ...]


RESOURCES: tuple[Resource, ...] = (
    Resource(
        name="fonts",
        title="Making the fonts (once, about a minute)",
        command=("packaging/build_fonts.py", "resources/built/fonts"),
        inputs=("packaging/build_fonts.py",),
        made=("fonts/*.ttf", "fonts/*.txt"),
    ),
    Resource(
        name="data",
        title="Making the pinyin table and the calendar",
        command=("packaging/build_data.py", "resources/built"),
        inputs=("packaging/build_data.py", "resources/names/surname_readings.toml"),
        made=("pinyin.json", "calendar_cn.json"),
    ),
    Resource(
        name="locale",
        title="Compiling the translations",
        command=("packaging/catalogues.py", "compile", "resources/built/locale"),
        inputs=("packaging/catalogues.py", "resources/locale/zh_CN.po"),
        made=("locale/*/LC_MESSAGES/*.mo",),
    ),
)
PINNED_INPUTS = (
    "babel",
    "chinesecalendar",
    "fonttools",
    "holidays",
    "justmytype-intl-cjk",
    "noto-cjk-sans-otc",
    "pypinyin",
)


def check_python() -> None:
    """Refuse a Python that is too old.

    Raises:
        FaultError: it is.
    """
    if sys.version_info < OLDEST_PYTHON:
        message = (
            f"This needs Python 3.11 or newer; this one is {sys.version.split()[0]}. "
            "Start it with a newer one, for example: python3.11 packaging/dev.py run"
        )
        raise FaultError(message)


@contextlib.contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Let one process at a time prepare this check-out; the system frees it when one dies."""
    place = project.root / "build" / "prepare.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a+b") as stream:
        said = False
        while True:
            try:
                if sys.platform == "win32":
                    import msvcrt  # noqa: PLC0415 - exists on Windows only

                    stream.seek(0)
                    msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl  # noqa: PLC0415 - exists elsewhere only

                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if not said:
                    print("Waiting for another dev.py that prepares this folder …", flush=True)
                    said = True
                time.sleep(0.5)
            else:
                break
        yield


def environment_inputs(project: Project) -> str:
    """Return the digest of all that decides the content of the environment."""
    return digest(
        [project.lock],
        f"{sys.version_info.major}.{sys.version_info.minor}",
        sys.platform,
        str(project.root),
    )


def _environment_stamp(project: Project) -> Stamp:
    return Stamp(project.environment / "reception-made.json")


def _install_stamp(project: Project) -> Stamp:
    return Stamp(project.environment / "reception-installed.json")


def environment_complete(project: Project) -> bool:
    """Return whether the environment was finished, from the present lock file, in this place."""
    return project.python.exists() and _environment_stamp(project).fits(environment_inputs(project))


def clean_variables() -> dict[str, str]:
    """Return the variables for tools: ours, without those that would lead Python elsewhere."""
    dropped = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def make_environment(project: Project) -> None:
    """Make ``.venv`` from the lock file, from scratch.

    Raises:
        FaultError: a step failed; the next start begins anew.
    """
    if project.environment.exists():
        print("Removing the environment of an earlier or interrupted start", flush=True)
        _environment_stamp(project).remove()
        shutil.rmtree(project.environment)
    print("Installing the libraries into .venv (once, some minutes at most)", flush=True)
    run(
        [sys.executable, "-m", "venv", project.environment],
        "Making the environment",
        project.record,
        environment=clean_variables(),
    )
    run(
        [
            project.python,
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--requirement",
            project.lock,
        ],
        "Installing the libraries",
        project.record,
        folder=project.root,
        environment=clean_variables(),
    )
    _environment_stamp(project).write(environment_inputs(project))


def _install_project(project: Project) -> None:
    inputs = digest([project.root / "pyproject.toml"])
    if _install_stamp(project).fits(inputs):
        return
    run(
        [
            project.python,
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-index",
            "--no-build-isolation",
            "--editable",
            ".",
        ],
        "Installing the project",
        project.record,
        folder=project.root,
        environment=clean_variables(),
    )
    _install_stamp(project).write(inputs)


def add_libraries(project: Project, extra: str) -> None:
    """Install the libraries of an optional ``extra`` that stands in no lock file.

    Raises:
        FaultError: they cannot be had.
    """
    import tomllib  # noqa: PLC0415 - an older Python must get as far as the sentence about it

    content = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = sorted(content["project"]["optional-dependencies"][extra])
    stamp = Stamp(project.environment / f"reception-{extra}.json")
    if stamp.fits(digest([], *wanted)):
        return
    run(
        [project.python, "-m", "pip", "install", "--only-binary", ":all:", *wanted],
        f"Installing the libraries of “{extra}”",
        project.record,
        folder=project.root,
        environment=clean_variables(),
    )
    stamp.write(digest([], *wanted))


def _pins(project: Project) -> list[str]:
    """Return the pinned versions of the libraries that resources are made from."""
    wanted = tuple(f"{name}==" for name in PINNED_INPUTS)
    lines = project.lock.read_text(encoding="utf-8").splitlines()
    return sorted(line.split()[0] for line in lines if line.startswith(wanted))


def _make_resources(project: Project) -> None:
    stamps = {one.name: Stamp(project.built / f".{one.name}.json") for one in RESOURCES}
    pins = _pins(project)
    for resource in RESOURCES:
        stamp = stamps[resource.name]
        inputs = digest([project.root / name for name in resource.inputs], *pins)
        if stamp.fits(inputs):
            continue
        print(resource.title, flush=True)
        stamp.remove()
        project.built.mkdir(parents=True, exist_ok=True)
        run(
            [project.python, *resource.command],
            resource.title,
            project.record,
            folder=project.root,
            environment=clean_variables(),
        )
        stamp.write(
            inputs, [path for pattern in resource.made for path in project.built.glob(pattern)]
        )


def _prepared(project: Project) -> bool:
    """Return whether nothing is left to do."""
    if not environment_complete(project) or not _install_stamp(project).fits(
        digest([project.root / "pyproject.toml"])
    ):
        return False
    pins = _pins(project)
    return all(
        Stamp(project.built / f".{one.name}.json").fits(
            digest([project.root / name for name in one.inputs], *pins)
        )
        for one in RESOURCES
    )


def prepare(project: Project, *, testing: bool = False) -> None:
    """Make everything that running needs (and testing, if asked); quick when nothing changed.

    Raises:
        FaultError: something foreseeable stands in the way.
    """
    lacking = debian.missing_libraries() + (debian.missing_programs() if testing else [])
    if not lacking and _prepared(project):
        return
    with _alone(project):
        complete = environment_complete(project)
        debian.install([*lacking, *([] if complete else debian.missing_venv())], project.record)
        if not complete:
            make_environment(project)
        _install_project(project)
        _make_resources(project)


def offscreen_variables(project: Project) -> dict[str, str]:
    """Return the variables for running without a display, knowing no font of this machine."""
    folder = project.root / "build" / "fontconfig"
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    settings = folder / "fonts.conf"
    text = (
        '<?xml version="1.0"?>\n'
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        "<fontconfig>\n"
        f"  <dir>{escape(str(folder / 'fonts'))}</dir>\n"
        f"  <cachedir>{escape(str(folder / 'cache'))}</cachedir>\n"
        "</fontconfig>\n"
    )
    if not settings.exists() or settings.read_text(encoding="utf-8") != text:
        settings.write_text(text, encoding="utf-8", newline="\n")
    return {
        **clean_variables(),
        "QT_QPA_PLATFORM": "offscreen",
        "FONTCONFIG_FILE": str(settings),
    }
