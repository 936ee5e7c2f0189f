"""The verbs of the command line for owner rosters: import and export of customers; no Qt here."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.i18n import _, ngettext
from ui.command_line import (
    DONE,
    REFUSED,
    add_data_dir,
    refuse_unwritable,
    show_progress,
    with_store,
)

_LINES_SHOWN = 10


def add_customer_commands(imports: Any, exports: Any) -> None:
    """Add the kind ``customers`` to the kinds of import and of export."""
    taking = imports.add_parser("customers", help="an owner roster, CSV or Excel workbook")
    taking.add_argument("file", type=Path, metavar="FILE.csv|xlsx")
    add_data_dir(taking)
    taking.add_argument("--project", required=True, metavar="CODE")
    taking.add_argument("--mapping", type=Path, metavar="MAP.toml", help="else it is proposed")
    taking.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
    taking.add_argument("--skip-bad-rows", action="store_true", help="leave refused rows out")
    taking.add_argument("--create-rooms", action="store_true", help="make rooms that are missing")
    taking.add_argument("--report", type=Path, metavar="F.csv", help="write a verdict on each row")
    taking.set_defaults(run=_import)

    giving = exports.add_parser("customers", help="the archive, with names and phones in full")
    giving.add_argument("file", type=Path, metavar="FILE.csv|xlsx")
    add_data_dir(giving)
    giving.add_argument("--project", required=True, metavar="CODE")
    giving.set_defaults(run=_export)


def _import(arguments: argparse.Namespace) -> int:
    from app.table_files import check_suffix  # noqa: PLC0415 - each command loads what it needs

    if arguments.report is not None:
        check_suffix(arguments.report)
        refuse_unwritable(arguments.report)
    return with_store(arguments, _import_customers)


def _import_customers(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.roster_files import (  # noqa: PLC0415
        guess_roster,
        import_roster_file,
        read_roster,
        read_roster_mapping,
    )
    from app.roster_words import identity_words, write_roster_report  # noqa: PLC0415

    if arguments.mapping is not None:
        mapping = read_roster_mapping(arguments.mapping)
        roster = read_roster(
            arguments.file,
            mapping.encoding,
            header_row=mapping.header_row,
            header_lines=mapping.header_lines,
        )
    else:
        roster = read_roster(arguments.file)
        mapping = guess_roster(roster)
    left_out = identity_words(roster.identity_columns, roster.identity_cells)
    if left_out:
        print(left_out, file=sys.stderr)
    result = import_roster_file(
        workspace,
        project_code=arguments.project,
        table=roster.table,
        mapping=mapping,
        skip_bad_rows=arguments.skip_bad_rows,
        create_rooms=arguments.create_rooms,
        dry_run=arguments.dry_run,
        now=datetime.now(UTC),
        progress=show_progress,
    )
    if arguments.report is not None:
        write_roster_report(
            arguments.report, result.rows, result.unnamed, is_possible=result.is_possible
        )
    return _say_result(result, arguments)


def _say_result(result: Any, arguments: argparse.Namespace) -> int:
    from app.domain.roster_rows import RosterVerdict  # noqa: PLC0415
    from app.import_words import refused_words  # noqa: PLC0415
    from app.roster_words import (  # noqa: PLC0415
        roster_counts_words,
        roster_line_words,
        unnamed_words,
    )

    refused = result.refused
    if not result.is_possible:
        hint = _("Mend them, or import the others with --skip-bad-rows.")
        print(refused_words(len(result.rows), len(refused)), hint, file=sys.stderr)
    for row in refused[:_LINES_SHOWN]:
        print(roster_line_words(row), file=sys.stderr)
    more = len(refused) - _LINES_SHOWN
    if more > 0:
        words = ngettext("… and {count} more row.", "… and {count} more rows.", more)
        print(words.format(count=more), file=sys.stderr)
    if result.unnamed:
        print(unnamed_words(len(result.unnamed)), file=sys.stderr)
    if not result.is_possible:
        return REFUSED
    counts = {verdict: result.count(verdict) for verdict in RosterVerdict}
    print(roster_counts_words(len(result.rows), counts))
    if arguments.dry_run:
        print(_("This was a trial: nothing was kept."))
    return DONE


def _export(arguments: argparse.Namespace) -> int:
    from app.table_files import check_suffix  # noqa: PLC0415

    check_suffix(arguments.file)
    refuse_unwritable(arguments.file)
    return with_store(arguments, _export_customers)


def _export_customers(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.roster_files import export_roster_file  # noqa: PLC0415

    count = export_roster_file(
        workspace,
        project_code=arguments.project,
        path=arguments.file,
        now=datetime.now(UTC),
    )
    words = ngettext(
        "{count} customer written to {path}.", "{count} customers written to {path}.", count
    )
    print(words.format(count=count, path=arguments.file))
    return DONE
