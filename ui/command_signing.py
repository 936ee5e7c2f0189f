"""The verbs of the command line for signed reports: signing and listing; no Qt here."""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.change_words import change_sentences
from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.periods import Period
from app.i18n import _, current_language
from app.people_time import exact
from ui.command_line import DONE, add_data_dir, with_store

if TYPE_CHECKING:
    from app.services.sign_off import ReportStanding

_PERIODS = "2026-10|2026-Q4|2026"
_HASH_DIGITS = 12


def add_signing_commands(kinds: Any) -> None:
    """Add the verbs to the kinds of ``report``."""
    sign = kinds.add_parser("sign", help="freeze the report of a period with your signature")
    _add_period(sign)
    sign.add_argument(
        "--reason", default="", metavar="TEXT", help="why a signed report is corrected"
    )
    sign.add_argument(
        "--hash",
        default="",
        metavar="H",
        help=f"sign only what has this fingerprint, {_HASH_DIGITS} digits at least",
    )
    sign.set_defaults(run=_sign)

    versions = kinds.add_parser("versions", help="list the signed versions of a period's report")
    _add_period(versions)
    versions.add_argument("--json", action="store_true")
    versions.set_defaults(run=_versions)


def add_which_version(parser: argparse.ArgumentParser) -> None:
    """Add which version of a report is meant; the signed one that counts unless given."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--version", type=int, metavar="N", help="a signed version; the latest unless given"
    )
    which.add_argument("--live", action="store_true", help="count today, whatever was signed")


def _add_period(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--project", required=True, metavar="CODE")
    parser.add_argument("--period", required=True, metavar=_PERIODS)


def _sign(arguments: argparse.Namespace) -> int:
    Period.parse(arguments.period)
    return with_store(arguments, _sign_period)


def _versions(arguments: argparse.Namespace) -> int:
    Period.parse(arguments.period)
    return with_store(arguments, _print_versions)


def _sign_period(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.services import sign_off  # noqa: PLC0415 - each command loads what it needs

    asked: dict[str, Any] = {
        "actor": workspace.actor,
        "project_code": arguments.project,
        "period": Period.parse(arguments.period),
        "now": datetime.now(UTC),
    }
    standing = workspace.read(sign_off.report_standing, **asked)
    wanted = arguments.hash.strip().casefold()
    if wanted and (len(wanted) < _HASH_DIGITS or not standing.live_hash.startswith(wanted)):
        raise UserFacingError(Problem.FIGURES_CHANGED)
    try:
        proposal = workspace.read(
            sign_off.propose_signing,
            data_hash=standing.live_hash,
            reason=arguments.reason,
            **asked,
        )
    except FieldError as error:
        raise UserFacingError(
            Problem.CORRECTION_REASON, version=standing.versions[-1].version
        ) from error
    with tempfile.TemporaryDirectory(prefix="reception-paper-") as folder:
        papers = sign_off.render_papers(proposal, Path(folder))
    version = workspace.write(
        sign_off.sign_report, actor=workspace.actor, proposal=proposal, papers=papers
    )
    words = _("{period} is signed, version {version}. Fingerprint of the data: {hash}")
    print(words.format(period=asked["period"], version=version, hash=proposal.data_hash))
    return DONE


def _print_versions(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.services import sign_off  # noqa: PLC0415

    asked: dict[str, Any] = {
        "actor": workspace.actor,
        "project_code": arguments.project,
        "period": Period.parse(arguments.period),
        "now": datetime.now(UTC),
    }
    standing = workspace.read(sign_off.report_standing, **asked)
    if arguments.json:
        print(json.dumps(_as_values(standing), ensure_ascii=False))
        return DONE
    if not standing.versions:
        print(_("Not signed yet"))
    summary = workspace.read(sign_off.present_summary, lang=current_language(), **asked)
    zone = ZoneInfo(summary.timezone)
    for one in standing.versions:
        digits = one.data_hash[:_HASH_DIGITS]
        print(f"{one.version}\t{exact(one.signed_at, zone)}\t{one.signed_by}\t{digits}")
        for line in filter(None, (one.reason, *change_sentences(one.changes, summary))):
            print(f"\t{line}")
    for line in change_sentences(standing.since, summary):
        print(_("since signing: {change}").format(change=line))
    return DONE


def _as_values(standing: ReportStanding) -> dict[str, Any]:
    """Return the versions as plain values for other programs; changes as codes and numbers."""
    versions = [
        {
            "version": one.version,
            "signed_by": one.signed_by,
            "signed_at": one.signed_at.isoformat(),
            "data_hash": one.data_hash,
            "program_version": one.program_version,
            "reason": one.reason,
            "changes": [change.to_plain() for change in one.changes],
            "latest": one.latest,
            "words_erased": one.erased,
        }
        for one in standing.versions
    ]
    since = [change.to_plain() for change in standing.since]
    return {"versions": versions, "changed_since": since}
