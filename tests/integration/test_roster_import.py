"""Owner rosters taken into the archive: who is who, which room, and nothing half-done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.roster_fields import RosterField
from app.domain.roster_rows import RosterProblem, RosterVerdict
from app.domain.terms import CustomerKind, Role
from app.roster_files import read_roster
from app.services.customers import find_customers
from app.services.roster_import import RosterResult, import_roster
from app.verification import verify_store
from db.models import Customer, CustomerNote, Occupancy, Room, RosterImport, Vehicle
from tests.integration.imported_cases import NOW
from tests.integration.receptions import Desk
from tests.integration.rosters import HEADER, csv_roster, messy_workbook, take_in

pytestmark = pytest.mark.clause("4.2-2")
V = RosterVerdict
WIDE = ("房号", "姓名", "电话", "身份", "入住日期", "迁出日期", "微信号", "车牌号", "备注")


def people(desk: Desk) -> dict[str, Customer]:
    def read(session: Session) -> dict[str, Customer]:
        found = {one.name: one for one in session.scalars(select(Customer))}
        session.expunge_all()
        return found

    found: dict[str, Customer] = desk.workspace.read(read)
    return found


def stays(desk: Desk) -> list[tuple[str, str, str, date | None, date | None]]:
    def read(session: Session) -> list[tuple[str, str, str, date | None, date | None]]:
        rows = session.execute(
            select(Customer.name, Room.label, Occupancy.kind, Occupancy.from_on, Occupancy.until_on)
            .join(Customer, Customer.id == Occupancy.customer_id)
            .join(Room, Room.id == Occupancy.room_id)
            .order_by(Room.label, Customer.name)
        )
        return [(name, room, kind, begin, end) for name, room, kind, begin, end in rows]

    found: list[tuple[str, str, str, date | None, date | None]] = desk.workspace.read(read)
    return found


def roster(
    desk: Desk,
    folder: Path,
    *rows: Sequence[str],
    header: Sequence[str] = HEADER,
    **options: object,
) -> RosterResult:
    return take_in(desk, csv_roster(folder / "业主.csv", header, rows), **options)


def verdicts(result: RosterResult) -> list[RosterVerdict]:
    return [row.verdict for row in result.rows]


def problems(result: RosterResult) -> list[RosterProblem]:
    return [row.refusal.problem for row in result.rows if row.refusal is not None]


def test_a_messy_workbook_is_understood(desk: Desk, tmp_path: Path) -> None:
    result = take_in(desk, messy_workbook(tmp_path / "业主.xlsx"))
    assert verdicts(result) == [V.ADDED, V.ADDED, V.ADDED, V.LEFT_OUT]
    assert stays(desk) == [
        ("李四", "3-2-1801", "tenant", None, None),
        ("李小四", "3-2-1801", "family", None, None),
        ("林芳", "3-2-1802", "owner", date(2020, 5, 1), None),
        ("陈国栋", "3-2-1802", "owner", date(2020, 5, 1), None),
    ]
    found = people(desk)
    assert (found["李四"].phone, found["李四"].more_phones) == ("13900001111", ["057188880001"])
    assert found["林芳"].phone == ""
    assert verify_store(desk.workspace) == []


def test_the_same_file_again_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    path = messy_workbook(tmp_path / "业主.xlsx")
    take_in(desk, path)
    again = take_in(desk, path)
    assert (again.changes, again.kept) == (0, False)
    assert set(verdicts(again)) == {V.SAME, V.LEFT_OUT}


def test_everybody_is_found_by_each_of_their_phones(desk: Desk, tmp_path: Path) -> None:
    roster(desk, tmp_path, ("3-2-1802", "陈国栋", "13800003333/0571-88880001"))
    for typed in ("陈国", "cgd", "3333", "88880001"):
        hits = desk.read(find_customers, project_id=desk.project.project_id, text=typed)
        assert [hit.room_label for hit in hits] == ["3-2-1802"], typed


@pytest.mark.parametrize(
    "written",
    [
        "3幢2单元1802",
        "3-2-1802",
        "3栋 2单元 1802室",
        "三栋二单元1802",
        "３－２－１８０２",
        "03-02-1802",
    ],
)
def test_a_room_is_known_however_it_is_written(desk: Desk, tmp_path: Path, written: str) -> None:
    result = roster(desk, tmp_path, (written, "陈国栋", ""))
    assert [row.room for row in result.rows] == ["3-2-1802"]


def test_an_unknown_room_is_refused_and_nothing_is_written(desk: Desk, tmp_path: Path) -> None:
    result = roster(desk, tmp_path, ("3-2-1802", "陈国栋", ""), ("9-1-101", "林芳", ""))
    assert (problems(result), result.is_possible) == ([RosterProblem.ROOM_UNKNOWN], False)
    assert people(desk) == {}


def test_missing_rooms_are_made_when_that_is_wished_for(desk: Desk, tmp_path: Path) -> None:
    rows = (("9-1-101", "林芳", ""), ("9幢1单元102", "", ""))
    result = roster(desk, tmp_path, *rows, create_rooms=True)
    assert (result.new_rooms, verdicts(result)) == (2, [V.ADDED, V.ADDED])
    assert stays(desk) == [("林芳", "9-1-101", "owner", None, None)]


def test_bad_rows_are_left_out_only_when_that_is_wished_for(desk: Desk, tmp_path: Path) -> None:
    rows = (("3-2-1802", "陈国栋", "138****3333"), ("3-2-1801", "林芳", "13900001111"))
    refused = roster(desk, tmp_path, *rows)
    assert (problems(refused), refused.kept) == ([RosterProblem.NOT_A_PHONE], False)
    assert refused.refused[0].line == 2
    result = roster(desk, tmp_path, *rows, skip_bad_rows=True)
    assert result.kept
    assert list(people(desk)) == ["林芳"]


def test_a_trial_keeps_nothing(desk: Desk, tmp_path: Path) -> None:
    result = roster(desk, tmp_path, ("9-1-101", "林芳", ""), create_rooms=True, dry_run=True)
    assert (result.changes, result.kept) == (1, False)
    assert people(desk) == {}

    def count(session: Session) -> int:
        return len(session.scalars(select(RosterImport)).all())

    assert desk.workspace.read(count) == 0


def test_cancelling_in_the_middle_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        roster(desk, tmp_path, ("3-2-1802", "陈国栋", ""), progress=stop)
    assert people(desk) == {}


def test_name_and_phone_or_name_and_room_lead_to_somebody_known(desk: Desk, tmp_path: Path) -> None:
    roster(desk, tmp_path, ("3-2-1802", "陈国栋", "13800003333"))
    by_phone = roster(desk, tmp_path, ("1-1-1701", "陈国栋", "13800003333"))
    assert verdicts(by_phone) == [V.JOINS]
    assert by_phone.rows[0].added == (RosterField.ROOM,)
    by_room = roster(desk, tmp_path, ("3-2-1802", "陈国栋", "13900001111"))
    assert by_room.rows[0].added == (RosterField.PHONE,)
    assert len(people(desk)) == 1
    other = roster(desk, tmp_path, ("2-1-1701", "陈国栋", "13700001111"))
    assert verdicts(other) == [V.ADDED]


def test_a_name_alone_leads_to_nobody_who_has_more(desk: Desk, tmp_path: Path) -> None:
    roster(desk, tmp_path, ("3-2-1802", "陈国栋", "13800003333"))
    bare = csv_roster(tmp_path / "b.csv", ("姓名", "电话"), [("陈国栋", "")])
    assert verdicts(take_in(desk, bare)) == [V.ADDED]
    assert verdicts(take_in(desk, bare)) == [V.SAME]


def test_what_differs_is_changed_and_said_and_empty_cells_change_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    def row(kind: str, moved_in: str, moved_out: str, wechat: str) -> tuple[str, ...]:
        return ("3-2-1802", "陈国栋", "13800003333", kind, moved_in, moved_out, wechat, "", "")

    roster(desk, tmp_path, row("租户", "2020/5/1", "", "chen01"), header=WIDE)
    empty = roster(desk, tmp_path, row("租户", "", "", ""), header=WIDE)
    assert verdicts(empty) == [V.SAME]
    changed = roster(desk, tmp_path, row("租户", "43952", "2026年10月31日", "chen02"), header=WIDE)
    assert verdicts(changed) == [V.CHANGED]
    assert changed.rows[0].changed == (RosterField.MOVED_OUT, RosterField.WECHAT)
    assert stays(desk) == [("陈国栋", "3-2-1802", "tenant", date(2020, 5, 1), date(2026, 10, 31))]


def test_nobody_comes_back_because_an_old_roster_still_names_them(
    desk: Desk, tmp_path: Path
) -> None:
    roster(desk, tmp_path, ("3-2-1802", "陈国栋", "13800003333"))

    def move_out(session: Session) -> None:
        session.execute(update(Occupancy).values(until_on=date(2026, 10, 1)))

    desk.workspace.write(move_out)
    result = roster(desk, tmp_path, ("3-2-1802", "陈国栋", "13800003333"))
    assert problems(result) == [RosterProblem.MOVED_OUT_BEFORE]


def test_residents_who_are_not_named_are_listed_and_stay(desk: Desk, tmp_path: Path) -> None:
    rows = (("3-2-1802", "陈国栋", "1"), ("3-2-1801", "林芳", ""), ("1-1-1701", "赵云", ""))
    roster(desk, tmp_path, *[(room, name, "") for room, name, _phone in rows])
    result = roster(desk, tmp_path, ("3-2-1801", "林芳", "13900001111"))
    assert [(one.room, one.name_masked) for one in result.unnamed] == [("3-2-1802", "陈**")]
    assert all(stay[4] is None for stay in stays(desk))


def test_rows_of_one_person_may_not_contradict_each_other(desk: Desk, tmp_path: Path) -> None:
    rows = [
        ("3-2-1802", "陈国栋", "13800003333", "业主", "", "", "chen01", "", ""),
        ("1-1-1701", "陈国栋", "13800003333", "业主", "", "", "chen02", "", ""),
    ]
    result = roster(desk, tmp_path, *rows, header=WIDE)
    assert problems(result) == [RosterProblem.CONTRADICTS]
    assert result.refused[0].refusal is not None
    assert result.refused[0].refusal.facts == {"line": 2}


def test_vehicles_and_notes_are_kept_once(desk: Desk, tmp_path: Path) -> None:
    row = ("3-2-1802", "陈国栋", "13800003333(妻)", "业主", "", "", "", "浙Ａ·88q62", "独居")
    roster(desk, tmp_path, row, header=WIDE)
    assert verdicts(roster(desk, tmp_path, row, header=WIDE)) == [V.SAME]

    def read(session: Session) -> tuple[list[str], list[str]]:
        plates = session.scalars(select(Vehicle.plate)).all()
        return list(plates), sorted(session.scalars(select(CustomerNote.words)).all())

    assert desk.workspace.read(read) == (["浙A88Q62"], ["*3333 妻", "独居"])


def test_numbers_of_identity_cards_are_never_taken_in(desk: Desk, tmp_path: Path) -> None:
    number = "11010519491231002X"
    header = ("房号", "姓名", "电话", "证件号码", "备注")
    rows = [("3-2-1802", "陈国栋", "13800003333", number, f"身份证 {number}")]
    path = csv_roster(tmp_path / "r.csv", header, rows)
    laid_out = read_roster(path)
    assert laid_out.identity_columns == ("证件号码",)
    assert number not in str(laid_out)
    take_in(desk, path)

    def read(session: Session) -> list[str]:
        return list(session.scalars(select(CustomerNote.words)))

    assert desk.workspace.read(read) == ["身份证 ***"]


def test_two_people_of_one_room_in_one_cell_are_two_people(desk: Desk, tmp_path: Path) -> None:
    roster(desk, tmp_path, ("3-2-1802", "陈国栋、林芳", "13800003333、13900001111"))
    found = people(desk)
    assert {name: one.phone for name, one in found.items()} == {
        "陈国栋": "13800003333",
        "林芳": "13900001111",
    }
    assert {one.kind for one in found.values()} == {CustomerKind.OWNER}


def test_a_receptionist_may_not_import(desk: Desk, tmp_path: Path) -> None:
    table = read_roster(messy_workbook(tmp_path / "r.xlsx"))
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.write(
            import_roster,
            actor=Actor(desk.actor.staff_id, "王芳", Role.RECEPTIONIST),
            project_code="CH",
            table=table.table,
            mapping=None,
            now=NOW,
        )
    assert caught.value.problem is Problem.NOT_PERMITTED
