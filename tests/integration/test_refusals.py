"""Every service that asks for a permission refuses each role without it (clause 5-3).

The services are found by reading their sources, so that a new one is tested from its first day.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import PERMITTED, Action, Actor
from app.domain.terms import Role
from app.workspace import Workspace
from tests.integration.receptions import Desk

pytestmark = pytest.mark.clause("5-3")
SERVICES = Path(__file__).parents[2] / "app" / "services"
Service = Callable[..., object]


def _asks(function: ast.FunctionDef) -> list[str]:
    """Return the actions that a function asks for by name, in the order of the source."""
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return [
        call.args[0].attr
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "require"
        and call.args
        and isinstance(call.args[0], ast.Attribute)
    ]


def _guarded() -> Iterator[tuple[str, Action]]:
    """Yield each public service that asks for an action at its beginning, with the action."""
    for path in sorted(SERVICES.glob("*.py")):
        for function in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            for action in _first_asked(function):
                yield f"{path.stem}.{function.name}", action


def _first_asked(function: ast.FunctionDef) -> list[Action]:
    """Return what a function asks for before anything else; what depends on facts comes later."""
    asked = []
    for statement in function.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
            break
        inside = ast.FunctionDef(function.name, function.args, [statement], [])
        found = _asks(inside)
        if not found:
            break
        asked += [Action[name] for name in found]
    return asked


GUARDED = tuple(_guarded())


def service(name: str) -> Service:
    module, function = name.split(".")
    found = getattr(importlib.import_module(f"app.services.{module}"), function)
    assert callable(found)
    return found  # type: ignore[no-any-return]


def arguments(called: Service, actor: Actor) -> dict[str, Any]:
    """Return the actor, and nothing of use for everything else: the refusal comes before it."""
    wanted = inspect.signature(called).parameters.values()
    needed = [p for p in wanted if p.name != "session" and p.default is inspect.Parameter.empty]
    return {p.name: actor if p.name == "actor" else None for p in needed}


def refusal(workspace: Workspace, called: Service, actor: Actor) -> UserFacingError:
    with pytest.raises(UserFacingError) as caught:
        workspace.write(called, **arguments(called, actor))
    return caught.value


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_permission_is_refused(desk: Desk, role: Role) -> None:
    actor = Actor(desk.actor.staff_id, desk.actor.name, role)
    for name, action in GUARDED:
        if action in PERMITTED[role]:
            continue
        refused = refusal(desk.workspace, service(name), actor)
        assert (name, refused.problem) == (name, Problem.NOT_PERMITTED)
        assert refused.facts["action"] in {one for known, one in GUARDED if known == name}


def test_a_role_that_may_do_nothing_is_refused_everywhere(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PERMITTED, Role.RECEPTIONIST, frozenset())
    actor = Actor(desk.actor.staff_id, desk.actor.name, Role.RECEPTIONIST)
    for name, _action in GUARDED:
        problem = refusal(desk.workspace, service(name), actor).problem
        assert (name, problem) == (name, Problem.NOT_PERMITTED)


def test_every_service_that_takes_an_actor_asks_for_a_permission() -> None:
    """Whoever takes an actor asks for an action, or hands the actor on to who does."""
    silent = []
    for path in sorted(SERVICES.glob("*.py")):
        for function in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            named = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
            used = sum(
                isinstance(node, ast.Name) and node.id == "actor" for node in ast.walk(function)
            )
            if "actor" in named and not _asks(function) and not used:
                silent.append(f"{path.stem}.{function.name}")
    assert silent == []


def test_services_are_found() -> None:
    assert len({name for name, _action in GUARDED}) > 40
    assert {action for _name, action in GUARDED} >= {Action.RECEIVE, Action.READ_ACCESS_LOG}
