"""The verbs of the command line for reports: a period, a month, several projects; no Qt here."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.domain.errors import Problem, UserFacingError
from app.domain.months import Month
from app.domain.periods import Period
from app.i18n import LANGUAGES, language
from ui.command_line import DONE, add_data_dir, refuse_unwritable, with_store
from ui.command_signing import add_signing_commands, add_which_version

_PERIODS = "2026-10-05|2026-10|2026-Q4|2026"


def add_report_commands(commands: Any) -> Any:
    """Add the verbs to the parser's ``commands``; return the kinds of report."""
    report = commands.add_parser("report", help="make a report")
    kinds = report.add_subparsers(dest="kind", metavar="KIND", required=True)
    monthly = kinds.add_parser("monthly", help="the monthly complaint summary")
    monthly.add_argument("--project", required=True, metavar="CODE")
    monthly.add_argument("--month", required=True, metavar="YYYY-MM")
    add_which_version(monthly)
    _add_files(monthly)
    monthly.set_defaults(run=_report_monthly)

    period = kinds.add_parser("period", help="the same figures for a day, quarter or year")
    period.add_argument("--project", required=True, metavar="CODE")
    period.add_argument("--period", required=True, metavar=_PERIODS)
    add_which_version(period)
    _add_files(period)
    period.set_defaults(run=_report_period)

    compare = kinds.add_parser("compare", help="the same figures of several projects")
    compare.add_argument("--period", required=True, metavar=_PERIODS)
    compare.add_argument(
        "--projects", type=_codes, default=(), metavar="A,B", help="all of them unless given"
    )
    _add_files(compare)
    compare.set_defaults(run=_report_compare)
    add_signing_commands(kinds)
    return kinds


def _add_files(parser: argparse.ArgumentParser) -> None:
    """Add where everything goes, and in which language."""
    add_data_dir(parser)
    parser.add_argument("--lang", choices=LANGUAGES, default="zh_CN")
    parser.add_argument("--out", type=Path, required=True, metavar="F.pdf")
    parser.add_argument("--json", type=Path, metavar="F.json")
    parser.add_argument("--xlsx", type=Path, metavar="F.xlsx", help="the figures as a workbook")


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


def _refuse_files(arguments: argparse.Namespace) -> None:
    """Make sure, before the store is opened, that everything can be written.

    Raises:
        UserFacingError: it cannot, or the workbook's name has another ending.
    """
    if arguments.xlsx is not None and arguments.xlsx.suffix.casefold() != ".xlsx":
        raise UserFacingError(Problem.WORKBOOK_NAME, file=arguments.xlsx.name)
    for path in (arguments.out, arguments.json, arguments.xlsx):
        if path is not None:
            refuse_unwritable(path)


def _report_monthly(arguments: argparse.Namespace) -> int:
    Month.parse(arguments.month)
    _refuse_files(arguments)
    return with_store(arguments, _write_monthly)


def _report_period(arguments: argparse.Namespace) -> int:
    Period.parse(arguments.period)
    _refuse_files(arguments)
    return with_store(arguments, _write_period)


def _report_compare(arguments: argparse.Namespace) -> int:
    Period.parse(arguments.period)
    _refuse_files(arguments)
    return with_store(arguments, _write_comparison)


def _write_monthly(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.reports import monthly_summary  # noqa: PLC0415 - each command loads what it needs
    from app.reports.figures_json import figures_json  # noqa: PLC0415

    period = Period.of_month(Month.parse(arguments.month))
    summary = _summary(workspace, arguments, period)
    _write_paper(workspace, arguments, summary, monthly_summary.render)
    _write_json(arguments, figures_json(summary))
    _write_figures(workspace, arguments, summary)
    return DONE


def _write_period(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.reports import period_report  # noqa: PLC0415
    from app.reports.figures_json import all_figures_json  # noqa: PLC0415

    summary = _summary(workspace, arguments, Period.parse(arguments.period))
    _write_paper(workspace, arguments, summary, period_report.render)
    _write_json(arguments, all_figures_json(summary))
    _write_figures(workspace, arguments, summary)
    return DONE


def _summary(workspace: Any, arguments: argparse.Namespace, period: Period) -> Any:
    """Return the summary as it was signed, else as it is counted now."""
    from app.services.sign_off import present_summary  # noqa: PLC0415

    with language(arguments.lang):
        return workspace.read(
            present_summary,
            actor=workspace.actor,
            project_code=arguments.project,
            period=period,
            lang=arguments.lang,
            now=datetime.now(UTC),
            version=arguments.version,
            live=arguments.live,
        )


def _write_paper(
    workspace: Any,
    arguments: argparse.Namespace,
    summary: Any,
    render: Callable[[Any, Path, str], None],
) -> None:
    """Write the paper that was signed, to the byte; where none was, make it."""
    from app.services.sign_off import signed_paper  # noqa: PLC0415
    from app.table_files import write_file  # noqa: PLC0415

    data: bytes | None = None
    if summary.signed is not None:
        data = workspace.read(
            signed_paper,
            actor=workspace.actor,
            project_code=summary.project_code,
            period=summary.period,
            lang=arguments.lang,
            version=summary.signed.version,
        )
    if data is None:
        _write(arguments, lambda: render(summary, arguments.out, arguments.lang))
    else:
        write_file(arguments.out, data)


def _write_comparison(workspace: Any, arguments: argparse.Namespace) -> int:
    from app.reports import comparison_paper  # noqa: PLC0415
    from app.reports.comparison_json import comparison_json  # noqa: PLC0415
    from app.services.project_comparison import compare_projects  # noqa: PLC0415
    from app.workbooks.comparison_workbook import write_comparison_workbook  # noqa: PLC0415

    period = Period.parse(arguments.period)
    with language(arguments.lang):
        comparison = workspace.read(
            compare_projects,
            actor=workspace.actor,
            period=period,
            codes=arguments.projects,
            lang=arguments.lang,
            now=datetime.now(UTC),
        )
    _write(arguments, lambda: comparison_paper.render(comparison, arguments.out, arguments.lang))
    _write_json(arguments, comparison_json(comparison))
    if arguments.xlsx is not None:
        codes = [project.code for project in comparison.projects]
        _record(workspace, codes, period, comparison.data_hash)
        write_comparison_workbook(comparison, arguments.xlsx, arguments.lang)
    return DONE


def _write_figures(workspace: Any, arguments: argparse.Namespace, summary: Any) -> None:
    if arguments.xlsx is None:
        return
    from app.workbooks.figure_workbook import write_figure_workbook  # noqa: PLC0415

    _record(workspace, [summary.project_code], summary.period, summary.data_hash)
    write_figure_workbook(summary, arguments.xlsx, arguments.lang)


def _record(workspace: Any, codes: Sequence[str], period: Period, data_hash: str) -> None:
    from app.services.report_exports import record_report_export  # noqa: PLC0415

    workspace.write(
        record_report_export,
        actor=workspace.actor,
        project_codes=codes,
        period=period,
        data_hash=data_hash,
        now=datetime.now(UTC),
    )


def _write_json(arguments: argparse.Namespace, figures: dict[str, Any]) -> None:
    if arguments.json is None:
        return
    from app.table_files import write_file  # noqa: PLC0415

    text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
    write_file(arguments.json, text.encode("utf-8"))


def _write(arguments: argparse.Namespace, render: Callable[[], None]) -> None:
    try:
        render()
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=arguments.out) from error
