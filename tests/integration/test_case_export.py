"""Cases in a file: everything an import can carry, nothing a spreadsheet runs, and written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import i18n
from app.case_files import export_file
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import CaseState, Role, Severity
from app.domain.visit_flow import CustomerDraft
from app.mapping_files import read_mapping
from app.services.case_export import CaseTable, export_cases
from app.services.case_import import import_cases
from app.services.customers import find_room
from app.services.reporting import list_projects
from app.table_files import read_table
from app.verification import verify_store
from app.workspace import Workspace
from db.models import AuditEntry, Case, Customer, Project, Room
from tests.conftest import open_copy
from tests.integration.imported_cases import NOW, STATES, in_state, row, table_of, take_in
from tests.integration.receptions import COMPLAINT, ENQUIRY, Desk, local

pytestmark = pytest.mark.clause("4.3-1")
HARD = "=1+1 𠮷\n\"O'Brien\" <b>&, '+x"
# Given anew by the store that takes them in.
OWN_COLUMNS = 1


@pytest.fixture
def other(template_store: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return an unlocked store beside the desk's own, without any case."""
    folder = tmp_path / "other"
    folder.mkdir()
    made = open_copy(template_store, folder)
    yield made
    made.close()


def exported(desk: Desk, **options: Any) -> CaseTable:
    table = desk.write(export_cases, project_code=desk.project.code, now=NOW, **options)
    assert isinstance(table, CaseTable)
    return table


def fill(desk: Desk, tmp_path: Path) -> None:
    """Give the desk cases of its own, and one from outside in every state."""
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2-1802")
    assert room is not None
    wang = CustomerDraft(room_id=room[0], name="王秀兰", phone="+86 138-0000-6027")
    desk.receive(
        replace(COMPLAINT, own_words=HARD, severity_chosen=Severity.CRITICAL),
        ENQUIRY,
        customer=wang,
        now=local(7),
    )
    rows = [
        in_state(f"A-{number}", words, 姓名="张伟", 答复="-已处理", 经办人="@周")
        for number, words in enumerate(STATES)
    ]
    take_in(desk, table_of(tmp_path, *rows))


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
@pytest.mark.parametrize("name", ["案件.csv", "案件.xlsx"])
def test_what_is_exported_can_be_imported_elsewhere_without_loss(
    desk: Desk, other: Workspace, tmp_path: Path, name: str, lang: str
) -> None:
    fill(desk, tmp_path)
    i18n.set_language(lang)
    path, mapping_path = tmp_path / name, tmp_path / "map.toml"
    count = export_file(
        desk.workspace,
        project_code=desk.project.code,
        path=path,
        mapping_path=mapping_path,
        now=NOW,
    )
    mapping = read_mapping(mapping_path)
    result = other.write(
        import_cases,
        actor=other.actor,
        project_code="CH",
        table=read_table(path, mapping.encoding),
        mapping=mapping,
        now=NOW,
    )
    assert (result.refused, result.kept) == ((), True)
    assert count == len(STATES) + 2
    (project,) = other.read(list_projects)
    there = Desk(other, project, desk.actor)
    rows_here = [cells[OWN_COLUMNS:] for cells in exported(desk).rows]
    rows_there = [cells[OWN_COLUMNS:] for cells in exported(there).rows]
    assert sorted(rows_there, key=str) == sorted(rows_here, key=str)
    assert verify_store(other) == []


def test_hard_words_rooms_and_phones_arrive_to_the_letter(
    desk: Desk, other: Workspace, tmp_path: Path
) -> None:
    fill(desk, tmp_path)
    path, mapping_path = tmp_path / "x.csv", tmp_path / "map.toml"
    export_file(
        desk.workspace,
        project_code="CH",
        path=path,
        mapping_path=mapping_path,
        now=NOW,
    )
    mapping = read_mapping(mapping_path)
    other.write(
        import_cases,
        actor=other.actor,
        project_code="CH",
        table=read_table(path),
        mapping=mapping,
        now=NOW,
    )

    def arrived(session: Session) -> tuple[str, str, str, int, str]:
        case, phone, label = session.execute(
            select(Case, Customer.phone, Room.label)
            .join(Customer, Customer.id == Case.customer_id)
            .join(Room, Room.id == Case.room_id)
            .where(Case.external_number == "TS-20261007-001")
        ).one()
        return case.own_words, phone, label, case.severity, case.state

    assert other.read(arrived) == (
        HARD,
        "+8613800006027",
        "3-2-1802",
        1,
        CaseState.CLOSED,
    )


def test_formulas_in_a_file_are_made_harmless(desk: Desk, tmp_path: Path) -> None:
    fill(desk, tmp_path)
    path = tmp_path / "x.csv"
    export_file(desk.workspace, project_code="CH", path=path, now=NOW)
    text = path.read_text(encoding="utf-8-sig")
    assert "\"'=1+1" in text
    assert "'-已处理" in text
    assert "'@周" in text
    assert "'+8613800006027" in text


def test_only_the_days_asked_for_are_exported(desk: Desk, tmp_path: Path) -> None:
    take_in(
        desk,
        table_of(
            tmp_path,
            row("before", 登记时间="2026/10/04 23:59"),
            row("first", 登记时间="2026/10/05 00:00"),
            row("last", 登记时间="2026/10/05 23:59"),
            row("after", 登记时间="2026/10/06 00:00"),
        ),
    )
    day = date(2026, 10, 5)
    found = [cells[OWN_COLUMNS] for cells in exported(desk, first=day, last=day).rows]
    assert found == ["first", "last"]


def test_two_cases_never_share_a_number_outside(desk: Desk, tmp_path: Path) -> None:
    desk.receive(COMPLAINT, now=local(7))
    take_in(desk, table_of(tmp_path, row("TS-20261007-001")))
    numbers = [cells[OWN_COLUMNS] for cells in exported(desk).rows]
    assert sorted(map(str, numbers)) == ["CH/TS-20261007-001", "TS-20261007-001"]


def test_an_hour_that_the_clock_shows_twice_is_told_apart(
    desk: Desk, other: Workspace, tmp_path: Path
) -> None:
    def move(session: Session) -> None:
        session.scalars(select(Project)).one().timezone = "Europe/Berlin"

    for workspace in (desk.workspace, other):
        workspace.write(move)
    rows = (
        row("A-1", 登记时间="2025/10/26 08:30", 完成时间="2025/10/26 09:10"),
        row("A-2", 登记时间="2025/10/26 09:30", 完成时间="2025/10/26 10:00"),
    )
    take_in(desk, table_of(tmp_path, *rows))
    path, mapping_path = tmp_path / "x.xlsx", tmp_path / "map.toml"
    export_file(desk.workspace, project_code="CH", path=path, mapping_path=mapping_path, now=NOW)
    mapping = read_mapping(mapping_path)
    other.write(
        import_cases,
        actor=other.actor,
        project_code="CH",
        table=read_table(path),
        mapping=mapping,
        now=NOW,
    )

    def times(session: Session) -> list[object]:
        query = select(Case.registered_at, Case.ended_at).order_by(Case.registered_at)
        return [tuple(found) for found in session.execute(query)]

    assert other.read(times) == desk.workspace.read(times)


@pytest.mark.clause("5-3")
def test_every_export_is_written_down(desk: Desk) -> None:
    exported(desk)

    def last(session: Session) -> str:
        query = select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)
        return session.scalars(query).one()

    assert desk.workspace.read(last) == "export_cases"


@pytest.mark.clause("5-3")
def test_a_receptionist_may_not_export(desk: Desk) -> None:
    receptionist = Actor(desk.actor.staff_id, "小周", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as caught:
        exported(replace(desk, actor=receptionist))
    assert caught.value.problem is Problem.NOT_PERMITTED
