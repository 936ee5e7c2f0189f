"""The archive in a file: harmless to spreadsheets, written down, and read without loss."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import Channel, CustomerKind, NoteCategory, Role
from app.i18n import set_language
from app.roster_files import export_roster_file, guess_roster, import_roster_file, read_roster
from app.services.roster_export import export_roster
from app.services.roster_import import RosterResult
from app.table_files import read_sheet
from app.workspace import Workspace
from db.folder import StoreFolder
from db.models import (
    AccessEntry,
    AuditEntry,
    Customer,
    CustomerNote,
    Occupancy,
    Project,
    Room,
    Vehicle,
    new_id,
)
from tests.conftest import open_copy
from tests.integration.imported_cases import NOW
from tests.integration.receptions import Desk

pytestmark = pytest.mark.clause("5-3")

_HOSTILE = (
    "O'Brien <b>&",
    "=1+1",
    "@SUM(A1)",
    "-1",
    "+86",
    "'=x",
    "＝1",
    "𠮷野",
    "䶮",
    "王秀兰、陈国栋",
    "合计",
    "同上",
    "无",
    "1.0",
    "_x0041_",
    '"',
    "a,b;c",
)
names = st.sampled_from(_HOSTILE) | st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufeff"),
    min_size=1,
    max_size=12,
)
lines = st.just("") | names
words = st.sampled_from([*_HOSTILE, "zwei\nZeilen", "=1\n=2"]) | names
phones = st.from_regex(r"\+?[0-9]{6,12}", fullmatch=True)
days = st.none() | st.dates(date(1990, 1, 1), date(2026, 10, 1))
moments = st.integers(1_600_000_000, 1_790_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def spans(room: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    return st.tuples(room, st.sampled_from(CustomerKind), days, days).filter(
        lambda one: one[2] is None or one[3] is None or one[2] <= one[3]
    )


person = st.fixed_dictionaries(
    {
        "name": names,
        "title": lines,
        "kind": st.sampled_from(CustomerKind),
        "phones": st.lists(phones, max_size=4, unique=True),
        "wechat": lines,
        "contact_channel": st.none() | st.sampled_from(Channel),
        "contact_hours": lines,
        "is_minor": st.booleans(),
        "stays": st.lists(
            spans(st.integers(0, 5)), max_size=3, unique_by=lambda one: (one[0], one[1])
        ),
        "vehicles": st.lists(
            st.tuples(st.from_regex(r"浙A[0-9A-Z]{5}", fullmatch=True), lines, lines, days),
            max_size=2,
        ),
        "notes": st.lists(st.tuples(st.sampled_from(NoteCategory), words, moments), max_size=3),
    }
)


def fill(session: Session, people: list[dict[str, Any]], staff_id: str) -> None:
    """Write people into a store as the archive keeps them."""
    project_id = session.scalars(select(Project.id)).one()
    rooms = session.scalars(select(Room.id).order_by(Room.label)).all()
    for one in people:
        customer = Customer(
            id=new_id(),
            project_id=project_id,
            name=one["name"],
            title=one["title"],
            kind=one["kind"],
            phone=one["phones"][0] if one["phones"] else "",
            more_phones=one["phones"][1:],
            wechat=one["wechat"],
            contact_channel=one["contact_channel"],
            contact_hours=one["contact_hours"],
            is_minor=one["is_minor"],
            created_at=NOW,
            changed_at=NOW,
        )
        session.add(customer)
        session.flush()
        for room, kind, from_on, until_on in one["stays"]:
            session.add(
                Occupancy(
                    customer_id=customer.id,
                    room_id=rooms[room],
                    kind=kind,
                    from_on=from_on,
                    until_on=until_on,
                )
            )
        for plate, described, parking, from_on in one["vehicles"]:
            session.add(
                Vehicle(
                    customer_id=customer.id,
                    plate=plate,
                    description=described,
                    parking_space=parking,
                    from_on=from_on,
                )
            )
        for category, text, at in one["notes"]:
            session.add(
                CustomerNote(
                    customer_id=customer.id,
                    category=category,
                    words=text,
                    written_at=at,
                    written_by=staff_id,
                )
            )


def export(workspace: Workspace, path: Path) -> None:
    export_roster_file(workspace, project_code="CH", path=path, now=NOW)


def take_in(workspace: Workspace, path: Path) -> RosterResult:
    roster = read_roster(path)
    return import_roster_file(
        workspace,
        project_code="CH",
        table=roster.table,
        mapping=guess_roster(roster),
        now=NOW,
    )


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(people=st.lists(person, min_size=1, max_size=25), suffix=st.sampled_from(["csv", "xlsx"]))
def test_what_was_exported_and_taken_in_elsewhere_is_exported_as_the_same_file(
    template_store: Path, tmp_path: Path, people: list[dict[str, Any]], suffix: str
) -> None:
    files: list[Path] = []
    for number in range(2):
        folder = tmp_path / f"store {new_id()}"
        folder.mkdir()
        workspace = open_copy(template_store, folder)
        try:
            assert workspace.actor is not None
            if number == 0:
                workspace.write(fill, people, workspace.actor.staff_id)
            else:
                assert take_in(workspace, files[0]).refused == ()
            files.append(folder / f"archive.{suffix}")
            export(workspace, files[-1])
            # Taken in where it came from, it adds nothing.
            assert take_in(workspace, files[-1]).changes == 0
        finally:
            workspace.close()
            StoreFolder(folder).ballast.unlink(missing_ok=True)
    assert read_sheet(files[0]).rows == read_sheet(files[1]).rows
    for file in files:
        shutil.rmtree(file.parent)


def wang(**changed: Any) -> dict[str, Any]:
    return {
        "name": "王秀兰",
        "title": "",
        "kind": CustomerKind.OWNER,
        "phones": ["13800006027"],
        "wechat": "",
        "contact_channel": None,
        "contact_hours": "",
        "is_minor": False,
        "stays": [(0, CustomerKind.OWNER, None, None)],
        "vehicles": [],
        "notes": [],
        **changed,
    }


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_file_in_one_language_is_understood_in_the_other(
    desk: Desk, tmp_path: Path, language: str
) -> None:
    notes = [(category, "独居", NOW) for category in NoteCategory]
    one = wang(contact_channel=Channel.SMS, notes=notes, is_minor=True)
    desk.workspace.write(fill, [one], desk.actor.staff_id)
    set_language(language)
    export(desk.workspace, tmp_path / "a.csv")
    set_language("en" if language == "zh_CN" else "zh_CN")
    result = take_in(desk.workspace, tmp_path / "a.csv")
    assert (result.refused, result.changes) == ((), 0)


def test_no_cell_of_an_export_is_a_formula(desk: Desk, tmp_path: Path) -> None:
    signs = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    people = [wang(name=f"{sign}1", phones=[], stays=[]) for sign in signs]
    desk.workspace.write(fill, people, desk.actor.staff_id)
    export(desk.workspace, tmp_path / "a.csv")
    for row in read_sheet(tmp_path / "a.csv").rows:
        assert not [cell for cell in row.cells if isinstance(cell, str) and cell[:1] in signs]


def test_an_export_is_written_down_for_every_customer_in_it(desk: Desk) -> None:
    desk.workspace.write(fill, [wang(), wang(name="林芳", phones=[])], desk.actor.staff_id)
    desk.write(export_roster, project_code="CH", now=NOW)

    def read(session: Session) -> tuple[int, int]:
        entries = session.scalars(select(AccessEntry).where(AccessEntry.kind == "export")).all()
        audit = select(AuditEntry).where(AuditEntry.action == "export_roster")
        return len(entries), len(session.scalars(audit).all())

    assert desk.workspace.read(read) == (2, 1)


def test_a_receptionist_may_not_export(desk: Desk) -> None:
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.write(
            export_roster,
            actor=Actor(desk.actor.staff_id, "王芳", Role.RECEPTIONIST),
            project_code="CH",
            now=NOW,
        )
    assert caught.value.problem is Problem.NOT_PERMITTED
