"""The verbs of the command line for cases in files: import, export, categories; no Qt here."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.i18n import _, current_language, ngettext
from ui.command_line import (
    DONE,
    REFUSED,
    add_data_dir,
    day_of,
    refuse_unwritable,
    show_progress,
    with_store,
)

_LINES_SHOWN = 10


def add_case_commands(commands: Any) -> tuple[Any, Any]:
    """Add the verbs to the parser's ``commands``; return the kinds of import and of export."""
    importing = commands.add_parser("import", help="take records in from another system")
    imports = importing.add_subparsers(dest="kind", metavar="KIND", required=True)
    cases = imports.add_parser("cases", help="cases in a CSV file or an Excel workbook")
    cases.add_argument("file", type=Path, metavar="FILE.csv|xlsx")
    add_data_dir(cases)
    cases.add_argument("--project", required=True, metavar="CODE")
    cases.add_argument("--mapping", type=Path, required=True, metavar="MAP.toml")
    cases.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
    cases.add_argument("--skip-bad-rows", action="store_true", help="leave refused rows out")
    cases.add_argument("--report", type=Path, metavar="F.csv", help="write a verdict on each row")
    cases.set_defaults(run=_import)

    exporting = commands.add_parser("export", help="write records into a file")
    exports = exporting.add_subparsers(dest="kind", metavar="KIND", required=True)
    cases = exports.add_parser("cases", help="cases, with names and phones in full")
    place = cases.add_mutually_exclusive_group(required=True)
    place.add_argument("file", type=Path, nargs="?", metavar="FILE.csv|xlsx")
    place.add_argument("--out", type=Path, metavar="FILE.csv|xlsx", help="the same")
    add_data_dir(cases)
    cases.add_argument("--project", required=True, metavar="CODE")
    cases.add_argument("--from", dest="first", type=day_of, metavar="YYYY-MM-DD")
    cases.add_argument("--until", dest="last", type=day_of, metavar="YYYY-MM-DD")
    cases.add_argument(
        "--mapping-out", type=Path, metavar="F.toml", help="the mapping to import it again with"
    )
    cases.set_defaults(run=_export)

    categories = commands.add_parser("categories", help="list the codes of the categories")
    add_data_dir(categories)
    categories.add_argument("--json", action="store_true")
    categories.set_defaults(run=_categories)
    return imports, exports


def _import(arguments: argparse.Namespace) -> int:
    from app.table_files import check_suffix  # noqa: PLC0415 - each command loads what it needs

    if arguments.report is not None:
        check_suffix(arguments.report)
        refuse_unwritable(arguments.report)
    return with_store(arguments, _import_cases)


def _import_cases(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.case_files import import_file  # noqa: PLC0415
    from app.import_words import write_report  # noqa: PLC0415
    from app.mapping_files import read_mapping  # noqa: PLC0415
    from app.table_files import read_table  # noqa: PLC0415

    mapping = read_mapping(arguments.mapping)
    result = import_file(
        workspace,
        project_code=arguments.project,
        table=read_table(arguments.file, mapping.encoding),
        mapping=mapping,
        skip_bad_rows=arguments.skip_bad_rows,
        dry_run=arguments.dry_run,
        now=datetime.now(UTC),
        progress=show_progress,
    )
    if arguments.report is not None:
        write_report(arguments.report, result.verdicts, is_possible=result.is_possible)
    return _say_result(result, arguments)


def _say_result(result: Any, arguments: argparse.Namespace) -> int:
    from app.domain.import_rows import Verdict  # noqa: PLC0415
    from app.import_words import counts_words, line_words, refused_words  # noqa: PLC0415

    refused = result.refused
    if not result.is_possible:
        hint = _("Mend them, or import the others with --skip-bad-rows.")
        print(refused_words(len(result.verdicts), len(refused)), hint, file=sys.stderr)
    for row in refused[:_LINES_SHOWN]:
        print(line_words(row), file=sys.stderr)
    more = len(refused) - _LINES_SHOWN
    if more > 0:
        words = ngettext("… and {count} more row.", "… and {count} more rows.", more)
        print(words.format(count=more), file=sys.stderr)
    if not result.is_possible:
        return REFUSED
    counts = (result.count(verdict) for verdict in Verdict)
    print(counts_words(len(result.verdicts), *counts))
    if arguments.dry_run:
        print(_("This was a trial: nothing was kept."))
    return DONE


def _export(arguments: argparse.Namespace) -> int:
    from app.table_files import check_suffix  # noqa: PLC0415

    arguments.file = arguments.file or arguments.out
    check_suffix(arguments.file)
    refuse_unwritable(arguments.file)
    if arguments.mapping_out is not None:
        refuse_unwritable(arguments.mapping_out)
    return with_store(arguments, _export_cases)


def _export_cases(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.case_files import export_file  # noqa: PLC0415

    count = export_file(
        workspace,
        project_code=arguments.project,
        first=arguments.first,
        last=arguments.last,
        path=arguments.file,
        mapping_path=arguments.mapping_out,
        now=datetime.now(UTC),
    )
    words = ngettext("{count} case written to {path}.", "{count} cases written to {path}.", count)
    print(words.format(count=count, path=arguments.file))
    return DONE


def _categories(arguments: argparse.Namespace) -> int:
    return with_store(arguments, _print_categories)


def _print_categories(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.services.case_views import categories  # noqa: PLC0415

    found = workspace.read(categories)
    if arguments.json:
        rows = [
            {"code": c.code, "parent": c.parent, "name_zh": c.name_zh, "name_en": c.name_en}
            for c in found
        ]
        print(json.dumps(rows, ensure_ascii=False))
        return DONE
    in_chinese = current_language() == "zh_CN"
    for category in found:
        print(f"{category.code}\t{category.name_zh if in_chinese else category.name_en}")
    return DONE
