"""The command line for administrators and scripts; no Qt is loaded here.

User and password come from ``RECEPTION_USER`` and ``RECEPTION_PASSWORD`` or from a prompt, never
from an argument.  Exit codes: 0 done, 1 refused with a sentence on stderr, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import getpass
import io
import json
import locale
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path

from app.domain.errors import Problem, UserFacingError
from app.front_door import is_set_up
from app.i18n import _, set_language
from app.messages import sentence
from app.version import VERSION

USER_VARIABLE = "RECEPTION_USER"
PASSWORD_VARIABLE = "RECEPTION_PASSWORD"  # noqa: S105 - the name of a variable
DONE, REFUSED, WRONG_USAGE = 0, 1, 2
# Far beyond any use, and near enough for every time zone and calendar to be right.
_MOST_MONTHS, _MOST_COMPLAINTS = 240, 100_000
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def default_data_dir() -> Path:
    """Return where the store lies unless somebody says otherwise, by the system's conventions."""
    return user_data_path("reception-console", appauthor=False)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    # Here, because those verbs are built from what stands in this module.
    from ui.command_cases import add_case_commands  # noqa: PLC0415
    from ui.command_customers import add_customer_commands  # noqa: PLC0415
    from ui.command_improvements import add_improvement_commands  # noqa: PLC0415
    from ui.command_reports import add_report_commands  # noqa: PLC0415

    parser = argparse.ArgumentParser(
        prog="reception-console",
        description="Reception console. Without a command it opens the desk.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    add_data_dir(parser, default=default_data_dir())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    init = commands.add_parser("init", help="set up a store without questions")
    add_data_dir(init)
    init.add_argument("--company", required=True, metavar="NAME")
    init.add_argument("--project", required=True, metavar="CODE")
    init.add_argument("--project-name", required=True, metavar="NAME")
    init.add_argument("--timezone", default="Asia/Shanghai", metavar="ZONE")
    init.add_argument("--recovery-out", type=Path, metavar="F.pdf")
    init.add_argument(
        "--agreement-signed",
        type=day_of,
        metavar="YYYY-MM-DD",
        help="day on which the administrator signed the confidentiality agreement on paper; "
        "today unless given",
    )
    init.add_argument(
        "--agreement-later",
        action="store_true",
        help="leave the agreement to be signed at the first unlock on the screen",
    )
    init.set_defaults(run=_init)

    demo = commands.add_parser("demo", help="make a store with demonstration data")
    add_data_dir(demo)
    demo.add_argument("--seed", type=int, default=1, metavar="N")
    demo.add_argument("--months", type=_up_to(_MOST_MONTHS), default=14, metavar="N")
    demo.add_argument(
        "--complaints-per-month", type=_up_to(_MOST_COMPLAINTS), default=60, metavar="N"
    )
    demo.add_argument("--until", type=day_of, metavar="YYYY-MM-DD")
    demo.set_defaults(run=_demo)

    projects = commands.add_parser("projects", help="list codes and names of the projects")
    add_data_dir(projects)
    projects.add_argument("--json", action="store_true")
    projects.set_defaults(run=_projects)

    add_report_commands(commands)
    add_improvement_commands(commands)

    add_customer_commands(*add_case_commands(commands))

    backup = commands.add_parser("backup", help="make a verified copy of the store")
    add_data_dir(backup)
    backup.add_argument("--out", type=Path, metavar="FOLDER")
    backup.set_defaults(run=_backup)

    reindex = commands.add_parser("reindex", help="make the index of search anew")
    add_data_dir(reindex)
    reindex.set_defaults(run=_reindex)

    verify = commands.add_parser("verify", help="check pages, schema, events and audit log")
    add_data_dir(verify)
    verify.set_defaults(run=_verify)
    return parser


def add_data_dir(parser: argparse.ArgumentParser, default: Any = argparse.SUPPRESS) -> None:
    """Add the argument that every command takes: the folder of the store."""
    parser.add_argument(
        "--data-dir", type=Path, default=default, metavar="D", help="folder of the store"
    )


def _up_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not 1 <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return number


def day_of(text: str) -> date:
    """Return the day that an argument names.

    Raises:
        ValueError: it is none, or far from any use.
    """
    day = date.fromisoformat(text)
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(text)
    return day


def run_command(arguments: argparse.Namespace) -> int:
    """Run one command; refusals become one sentence on stderr and exit code 1."""
    set_language(_system_language())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Chinese shows escapes rather than ending the program.
            stream.reconfigure(errors="backslashreplace")
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except UserFacingError as error:
        print(sentence(error), file=sys.stderr)
        return REFUSED


def _system_language() -> str:
    # The wish comes first: a system without that locale installed reports another one.
    wishes = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next(filter(None, wishes), "") or locale.getlocale()[0] or ""
    return "zh_CN" if code.lower().startswith(("zh", "chinese")) else "en"


def _credentials() -> tuple[str, str]:
    """Return user and password from the environment, else from a prompt.

    Raises:
        UserFacingError: neither is there and nobody can be asked.
    """
    user = os.environ.get(USER_VARIABLE, "")
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if user and password:
        return user, password
    if not sys.stdin.isatty():
        raise UserFacingError(Problem.NO_CREDENTIALS)
    user = user or input(_("User: "))
    return user, password or getpass.getpass(_("Password: "))


def _init(arguments: argparse.Namespace) -> int:
    from app.domain.papers import RecoverySheet  # noqa: PLC0415 - each command loads what it needs
    from app.services.setup import NewProject, create_store, keep_recovery  # noqa: PLC0415
    from app.workspace import Workspace  # noqa: PLC0415

    refuse_existing(arguments.data_dir)
    out: Path | None = arguments.recovery_out
    if out is not None:
        refuse_unwritable(out)
    user, password = _credentials()
    agreement = _agreement_on_paper(arguments)
    workspace = Workspace(arguments.data_dir)
    try:
        fresh = create_store(
            arguments.data_dir,
            company=arguments.company,
            project=NewProject(arguments.project, arguments.project_name, arguments.timezone),
            administrator=user,
            password=password,
            agreement=agreement,
        )
        workspace.adopt(fresh.store, fresh.actor)
        if out is None:
            print(_("Recovery key, keep it in a safe: {key}").format(key=fresh.recovery_key))
        else:
            from app.reports import recovery_sheet  # noqa: PLC0415

            today = datetime.now(ZoneInfo(arguments.timezone)).date().isoformat()
            sheet = RecoverySheet(
                arguments.company, fresh.recovery_key, fresh.store_id, today, fresh.actor.name
            )
            try:
                recovery_sheet.render(sheet, out, "zh_CN")
            except OSError as error:
                # The store stands, and nobody will ever see this key again.
                print(_("Recovery key, keep it in a safe: {key}").format(key=fresh.recovery_key))
                raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=out) from error
        keep_recovery(arguments.data_dir, fresh)
    finally:
        workspace.close()
    if agreement is None:
        words = _(
            "{user} has not signed the confidentiality agreement yet: unlock the desk on the "
            "screen and sign. Until then only backup and verify work."
        )
        print(words.format(user=fresh.actor.name), file=sys.stderr)
    elif arguments.agreement_signed is None:
        words = _(
            "On record: {user} signs the confidentiality agreement on paper today. The sheet is "
            "printed under Settings, Staff."
        )
        print(words.format(user=fresh.actor.name), file=sys.stderr)
    return DONE


def _agreement_on_paper(arguments: argparse.Namespace) -> Any:
    """Return the agreement as signed on paper, None where it is left to the first unlock.

    Whoever sets a store up without a screen signs on paper, today unless another day is named.
    """
    from app.agreement_texts import signed_on_paper  # noqa: PLC0415

    if arguments.agreement_later:
        return None
    try:
        zone = ZoneInfo(arguments.timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None  # making the store says what is wrong with the zone
    return signed_on_paper(arguments.agreement_signed or datetime.now(zone).date())


def refuse_existing(folder: Path) -> None:
    """Make sure that a folder holds no store yet.

    Raises:
        UserFacingError: it does.
    """
    if is_set_up(folder):
        raise UserFacingError(Problem.STORE_EXISTS, folder=folder)


def refuse_unwritable(path: Path) -> None:
    """Make sure, before any work is done, that a file can be written to where it is wanted.

    Raises:
        UserFacingError: it cannot.
    """
    try:
        can_be = not path.is_dir() and path.absolute().parent.is_dir()
    except OSError:
        can_be = False  # such as a name that is too long
    if not can_be:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=path)


def _demo(arguments: argparse.Namespace) -> int:
    from app.demonstration import make_demonstration  # noqa: PLC0415

    refuse_existing(arguments.data_dir)
    user = os.environ.get(USER_VARIABLE) or "李静"
    password = os.environ.get(PASSWORD_VARIABLE, "")
    made_up = not password
    if made_up:
        password = secrets.token_urlsafe(12)
    make_demonstration(
        arguments.data_dir,
        administrator=user,
        password=password,
        seed=arguments.seed,
        months=arguments.months,
        complaints_per_month=arguments.complaints_per_month,
        until=arguments.until,
        progress=show_progress,
    )
    # What the caller chose is theirs to keep; a password above all is never shown again.
    if made_up:
        print(_("User: {user}  Password: {password}").format(user=user, password=password))
    elif not os.environ.get(USER_VARIABLE):
        print(_("User: {user}").format(user=user))
    return DONE


def show_progress(done: int, total: int) -> None:
    """Show on a terminal how far long work has come."""
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def with_store(
    arguments: argparse.Namespace,
    work: Callable[[Any, argparse.Namespace], int],
    *,
    unsigned: bool = False,
) -> int:
    """Unlock the store, do ``work(workspace, arguments)`` and lock again.

    Whoever has not signed the confidentiality agreement is refused, unless the work may be done
    ``unsigned`` because it hands out nothing of any customer.

    Raises:
        UserFacingError: there is no store, it cannot be unlocked, or the agreement is missing.
    """
    from app.workspace import Workspace  # noqa: PLC0415

    folder: Path = arguments.data_dir
    if not is_set_up(folder):
        raise UserFacingError(Problem.NO_STORE, folder=folder)
    user, password = _credentials()
    workspace = Workspace(folder)
    try:
        actor = workspace.unlock_by_name(user, password)
        if not (actor.has_signed or unsigned):
            raise UserFacingError(Problem.AGREEMENT_MISSING)
        return work(workspace, arguments)
    finally:
        workspace.close()


def _projects(arguments: argparse.Namespace) -> int:
    return with_store(arguments, _print_projects)


def _print_projects(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.services.reporting import list_projects  # noqa: PLC0415

    projects = workspace.read(list_projects)
    if arguments.json:
        rows = [{"code": project.code, "name": project.name} for project in projects]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for project in projects:
            print(f"{project.code}\t{project.name}")
    return DONE


def _backup(arguments: argparse.Namespace) -> int:
    """Copy the store, agreement or not.

    The copy is encrypted and shows nobody anything; nightly copies must not end with an upgrade
    after which nobody has signed yet.
    """
    return with_store(arguments, _make_backup, unsigned=True)


def _make_backup(workspace: Any, arguments: argparse.Namespace) -> int:
    made = workspace.back_up(arguments.out)
    print(made.folder)
    return DONE


def _reindex(arguments: argparse.Namespace) -> int:
    return with_store(arguments, _make_index)


def _make_index(workspace: Any, _arguments: argparse.Namespace) -> int:
    from app.services.search_documents import rebuild_index  # noqa: PLC0415

    workspace.write(rebuild_index, actor=workspace.actor, now=datetime.now(UTC))
    print(_("The index of search was made anew."))
    return DONE


def _verify(arguments: argparse.Namespace) -> int:
    """Check the store, agreement or not: the findings name cases and entries, never a customer."""
    return with_store(arguments, _print_findings, unsigned=True)


def _print_findings(workspace: Any, _arguments: argparse.Namespace) -> int:
    from app.verification import verify_store  # noqa: PLC0415

    findings = verify_store(workspace)
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        return REFUSED
    print(_("Nothing was found: pages, schema, events and audit log agree."))
    return DONE


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the arguments; wrong usage ends the program with code 2."""
    return build_parser().parse_args(arguments)
