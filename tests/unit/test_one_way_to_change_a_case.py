"""Nobody writes a case's timeline or state past the rules: one module does it, and the import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITERS = {"app/services/timeline.py", "app/services/case_import.py"}
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for floor in ("app", "ui")
    for path in (ROOT / floor).rglob("*.py")
)


def writes_events(tree: ast.AST) -> bool:
    """Return whether a module makes or inserts events, or moves a case to another state."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "CaseEvent":
                return True
            first = node.args[0] if node.args else None
            if (
                node.func.id in {"insert", "update", "delete"}
                and isinstance(first, ast.Name)
                and first.id == "CaseEvent"
            ):
                return True
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr == "state"
                    and isinstance(target.value, ast.Name)
                    and target.value.id in {"case", "into", "target"}
                ):
                    return True
    return False


@pytest.mark.clause("4.3-3")
@pytest.mark.parametrize("source", [source for source in SOURCES if source not in WRITERS])
def test_only_the_timeline_writes_events(source: str) -> None:
    assert not writes_events(ast.parse((ROOT / source).read_text(encoding="utf-8")))


def test_the_timeline_is_seen_to_write_them() -> None:
    source = (ROOT / "app/services/timeline.py").read_text(encoding="utf-8")
    assert writes_events(ast.parse(source))
