"""The verb of the command line for the improvement register; no Qt here."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from app.i18n import _
from ui.command_line import DONE, add_data_dir, with_store


def add_improvement_commands(commands: Any) -> None:
    """Add the verb to the parser's ``commands``."""
    improvements = commands.add_parser("improvements", help="list the improvement register")
    add_data_dir(improvements)
    improvements.add_argument("--project", required=True, metavar="CODE")
    improvements.add_argument("--json", action="store_true")
    improvements.set_defaults(run=lambda arguments: with_store(arguments, _list))


def _list(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.domain.improvements import Shown  # noqa: PLC0415 - each command loads what it needs
    from app.services.improvements import register_on_paper  # noqa: PLC0415
    from app.services.reporting import project_by_code  # noqa: PLC0415

    project_id = workspace.read(lambda s: project_by_code(s, arguments.project).id)
    register = workspace.read(
        register_on_paper,
        actor=workspace.actor,
        project_id=project_id,
        shown=Shown.ALL,
        now=datetime.now(UTC),
    )
    if arguments.json:
        lines = [
            {
                "number": line.number,
                "finding": line.finding,
                "cause": line.cause,
                "measure": line.measure,
                "owner": line.owner,
                "due": line.due_on.isoformat(),
                "state": line.state,
                "effect": line.effect,
                "figure": line.figure,
                "before": line.before,
                "after": line.after,
                "note": line.note,
            }
            for line in register.lines
        ]
        print(json.dumps(lines, ensure_ascii=False, indent=2))
        return DONE
    for line in register.lines:
        print(_line_words(line))
    if not register.lines:
        print(_("The improvement register is empty."))
    return DONE


def _line_words(line: Any) -> str:
    from app.domain.terms import MeasureEffect, MeasureState  # noqa: PLC0415
    from app.labels import measure_effect_label, measure_state_label  # noqa: PLC0415

    parts = [
        line.number,
        measure_state_label(MeasureState(line.state)),
        line.due_on.isoformat(),
        line.owner or _("nobody named"),
        (line.measure or line.finding).replace("\n", " "),
    ]
    if line.after:
        effect = measure_effect_label(MeasureEffect(line.effect))
        parts.append(f"{effect} {line.before} → {line.after}")
    return "  ".join(parts)
