"""Owner rosters between files and the store: what screen and command line both do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.domain.errors import Problem, UserFacingError
from app.domain.mapping_document import AUTO
from app.domain.roster_guess import guess_roster_mapping
from app.domain.roster_mapping import (
    RosterMapping,
    document_of_roster,
    roster_mapping_from,
)
from app.domain.roster_table import RosterTable, lay_out
from app.domain.tables import Table
from app.mapping_files import read_document, write_document
from app.roster_words import roster_code_labels, roster_labels
from app.services.roster_export import RosterTableOut, export_roster
from app.services.roster_import import Progress, RosterResult, import_roster
from app.table_files import check_suffix, read_sheet, write_table
from app.workspace import Workspace


def read_roster(
    path: Path, encoding: str = AUTO, *, header_row: int = 0, header_lines: int = 0
) -> RosterTable:
    """Read a roster out of a CSV file or the first sheet of a workbook.

    Raises:
        UserFacingError: the file cannot be read, is too large, or holds no rows.
    """
    return lay_out(
        read_sheet(path, encoding),
        header_row=header_row,
        header_lines=header_lines,
        labels=tuple(roster_labels().values()),
    )


def guess_roster(roster: RosterTable) -> RosterMapping:
    """Return a mapping that fits a roster as far as it explains itself."""
    return guess_roster_mapping(roster, labels=roster_labels(), code_labels=roster_code_labels())


def read_roster_mapping(path: Path) -> RosterMapping:
    """Read the mapping of a roster in a file.

    Raises:
        UserFacingError: the file cannot be read, or what it says is no mapping.
    """
    return roster_mapping_from(read_document(path))


def write_roster_mapping(path: Path, mapping: RosterMapping) -> None:
    """Write a mapping in the form that :func:`read_roster_mapping` reads.

    Raises:
        UserFacingError: the file cannot be written.
    """
    write_document(path, document_of_roster(mapping))


def import_roster_file(
    workspace: Workspace,
    *,
    project_code: str,
    table: Table,
    mapping: RosterMapping,
    skip_bad_rows: bool = False,
    create_rooms: bool = False,
    dry_run: bool = False,
    now: datetime,
    progress: Progress | None = None,
) -> RosterResult:
    """Take a roster in, after a verified backup; none is made where nothing would be written.

    Raises:
        UserFacingError: not permitted, the mapping does not fit, or nothing could be saved.
    """
    if workspace.actor is None:
        raise UserFacingError(Problem.LOCKED)
    result: RosterResult = workspace.write(
        import_roster,
        actor=workspace.actor,
        project_code=project_code,
        table=table,
        mapping=mapping,
        skip_bad_rows=skip_bad_rows,
        create_rooms=create_rooms,
        dry_run=dry_run,
        now=now,
        before_writing=lambda: workspace.back_up(reason="import"),
        progress=progress,
    )
    return result


def export_roster_file(
    workspace: Workspace, *, project_code: str, path: Path, now: datetime
) -> int:
    """Write the archive of a project into a file; return how many customers stand in it.

    Raises:
        UserFacingError: not permitted, or the file cannot be written.
    """
    if workspace.actor is None:
        raise UserFacingError(Problem.LOCKED)
    check_suffix(path)
    made: RosterTableOut = workspace.write(
        export_roster, actor=workspace.actor, project_code=project_code, now=now
    )
    write_table(path, made.header, made.rows)
    return made.people
