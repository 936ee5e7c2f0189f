"""Every import contract holds, and each one catches a violation planted for it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "db", "resources", "ui")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {one["id"]: one for one in SETTINGS["tool"]["importlinter"]["contracts"]}


class Violation(NamedTuple):
    """A line that breaks a contract, and the module it is planted in."""

    contract: str
    module: str
    line: str


VIOLATIONS = [
    Violation("layers", "app/services/planted.py", "import ui"),
    Violation("layers", "app/reports/planted.py", "import app.services"),
    Violation("layers", "app/domain/planted.py", "import app.reports"),
    Violation("layers", "db/terms.py", "import app.domain"),
    Violation("floors", "app/planted.py", "import ui"),
    Violation("floors", "db/planted.py", "import app"),
    Violation("services-on-store", "db/planted.py", "import app.services"),
    Violation("ui-not-store", "ui/planted.py", "import db"),
    Violation("ui-not-store", "ui/planted.py", "from db import terms"),
    Violation("ui-not-store", "ui/planted.py", "import sqlalchemy"),
    Violation("store-alone", "db/planted.py", "import resources"),
    Violation("store-alone", "db/planted.py", "import app.domain"),
    Violation("resources-alone", "resources/planted.py", "import app"),
    Violation("resources-alone", "resources/planted.py", "import PySide6.QtCore"),
    Violation("terms-alone", "db/terms.py", "import sqlalchemy"),
    Violation("terms-alone", "db/terms.py", "from db import models"),
    Violation("domain-pure", "app/domain/planted.py", "from app import i18n"),
    Violation("domain-pure", "app/domain/planted.py", "from db import models"),
    Violation("domain-pure", "app/domain/planted.py", "import sqlalchemy"),
    Violation("domain-pure", "app/domain/planted.py", "import resources"),
    Violation("domain-pure", "app/domain/planted.py", "import PIL"),
    Violation("words", "app/i18n.py", "import app.reports"),
    Violation("words", "app/labels.py", "import app.services"),
    Violation("words", "app/messages.py", "from app import reports"),
    Violation("papers", "app/reports/planted.py", "import db"),
    Violation("papers", "app/reports/planted.py", "from db import models"),
    Violation("qt", "app/planted.py", "import PySide6.QtCore"),
    Violation("qt", "db/planted.py", "from PySide6 import QtCore"),
    Violation("qt", "app/services/planted.py", "import shiboken6"),
    Violation("qt-not-in-command-line", "ui/command_line.py", "import PySide6.QtCore"),
    Violation("qt-not-in-command-line", "ui/command_line.py", "import ui.tasks"),
    Violation("qt-not-in-command-line", "ui/command_cases.py", "import PySide6.QtCore"),
    Violation("sqlalchemy", "app/planted.py", "import sqlalchemy"),
    Violation("sqlalchemy", "app/domain/planted.py", "from sqlalchemy.orm import Session"),
    Violation("sqlalchemy", "app/reports/planted.py", "import sqlalchemy.orm"),
    Violation("sqlcipher", "app/services/planted.py", "import sqlcipher3"),
    Violation("sqlcipher", "ui/planted.py", "from sqlcipher3 import dbapi2"),
    Violation("reportlab", "app/services/planted.py", "import reportlab"),
    Violation("reportlab", "ui/planted.py", "from reportlab.pdfgen import canvas"),
    Violation("pillow", "ui/planted.py", "from PIL import Image"),
    Violation("pillow", "app/services/planted.py", "import PIL.Image"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the four packages, source files only."""
    folder = tmp_path_factory.mktemp("contracts")
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


@pytest.fixture
def plant(copy: Path) -> Iterator[Callable[[str, str], None]]:
    """Plant a line in the copy; the module is as before afterwards."""
    before: dict[Path, str | None] = {}

    def plant_line(module: str, line: str) -> None:
        path = copy / module
        before[path] = path.read_text(encoding="utf-8") if path.exists() else None
        path.write_text(f"{before[path] or ''}\n{line}\n", encoding="utf-8")

    yield plant_line
    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


def lint(folder: Path, *contracts: str) -> tuple[int, str]:
    """Return the exit code and the output of import-linter in ``folder``."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-logo", "--cache-dir", str(folder / ".cache")]
    for contract in contracts:
        command += ["--contract", contract]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_the_project_keeps_all_contracts(copy: Path) -> None:
    code, output = lint(copy)
    assert code == 0, output
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in output


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda one: f"{one.contract}: {one.line}")
def test_a_planted_violation_is_caught(
    copy: Path, plant: Callable[[str, str], None], violation: Violation
) -> None:
    plant(violation.module, violation.line)
    code, output = lint(copy, violation.contract)
    assert code == 1, output
    assert f"{CONTRACTS[violation.contract]['name']} BROKEN" in output


def test_every_contract_has_a_planted_violation() -> None:
    assert {one.contract for one in VIOLATIONS} == set(CONTRACTS)


def imported_modules(source: Path) -> Iterator[str]:
    """Yield the full names of what ``source`` imports."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_domain_needs_nothing_installed() -> None:
    """The contract names the libraries of today; this holds for those of tomorrow."""
    foreign = {
        f"{source.name}: {name}"
        for source in (ROOT / "app" / "domain").rglob("*.py")
        for name in imported_modules(source)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith(("app.domain", "db.terms"))
    }
    assert not foreign


def test_no_package_may_be_made_of_packaging() -> None:
    """It would shadow the library of that name."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
