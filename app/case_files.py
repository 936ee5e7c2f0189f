"""Cases between files and the store: what screen and command line both do."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import ImportMapping
from app.domain.import_rows import Progress
from app.domain.tables import Table
from app.mapping_files import write_mapping
from app.services.case_export import CaseTable, export_cases
from app.services.case_import import ImportResult, import_cases
from app.table_files import write_table
from app.workspace import Workspace


def import_file(
    workspace: Workspace,
    *,
    project_code: str,
    table: Table,
    mapping: ImportMapping,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    now: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Take the cases of a table in, after a verified backup: events can never be taken back.

    No backup is made where nothing would be added.

    Raises:
        UserFacingError: not permitted, the mapping does not fit, or nothing could be saved.
    """
    if workspace.actor is None:
        raise UserFacingError(Problem.LOCKED)
    result: ImportResult = workspace.write(
        import_cases,
        actor=workspace.actor,
        project_code=project_code,
        table=table,
        mapping=mapping,
        skip_bad_rows=skip_bad_rows,
        dry_run=dry_run,
        now=now,
        before_writing=lambda: workspace.back_up(reason="import"),
        progress=progress,
    )
    return result


def export_file(
    workspace: Workspace,
    *,
    project_code: str,
    first: date | None = None,
    last: date | None = None,
    path: Path,
    mapping_path: Path | None = None,
    now: datetime,
) -> int:
    """Write the cases of a project into a file; return how many.

    Raises:
        UserFacingError: not permitted, or the file cannot be written.
    """
    if workspace.actor is None:
        raise UserFacingError(Problem.LOCKED)
    table: CaseTable = workspace.write(
        export_cases,
        actor=workspace.actor,
        project_code=project_code,
        first=first,
        last=last,
        now=now,
    )
    write_table(path, table.header, table.rows)
    if mapping_path is not None:
        write_mapping(mapping_path, table.mapping)
    return len(table.rows)
