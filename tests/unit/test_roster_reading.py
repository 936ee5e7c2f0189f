"""How a roster is read: header, cells, mapping; and that every reason has its sentence."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.roster_cells import WrittenRoom, day_in, names_in, phones_in, room_in
from app.domain.roster_fields import CODED, RosterField, without_identity_numbers
from app.domain.roster_guess import guess_roster_mapping
from app.domain.roster_mapping import (
    RosterMapping,
    document_of_roster,
    known_code,
    roster_mapping_from,
)
from app.domain.roster_rows import RosterProblem
from app.domain.roster_table import lay_out
from app.domain.tables import Sheet, TableRow
from app.i18n import LANGUAGES, set_language
from app.roster_words import roster_code_labels, roster_labels, roster_template

_NO_LABELS: dict[RosterField, dict[str, str]] = {wanted: {} for wanted in CODED}


def sheet(*rows: tuple[str, ...]) -> Sheet:
    return Sheet("r.csv", "", "utf-8", tuple(TableRow(n, row) for n, row in enumerate(rows, 1)))


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("3幢2单元1802", "2"),
        ("3号楼2单元1802室", "2"),
        ("3#楼2单元1802", "2"),
        ("翠湖花园3-2-1802", "2"),
        ("3/2/1802", "2"),
        ("Building 3 Unit 2 Room 1802", "2"),
        ("3栋1802", None),
    ],
)
def test_a_room_in_one_cell_is_taken_apart(written: str, unit: str | None) -> None:
    assert room_in("", "", written, ["翠湖花园"]) == WrittenRoom("3", unit, "1802")


def test_a_room_in_three_columns_is_put_together() -> None:
    assert room_in("3幢", "二单元", "1802.0", []) == WrittenRoom("3", "2", "1802")
    assert room_in("3", "", "2-1802", []) == WrittenRoom("3", "2", "1802")
    assert room_in("", "", "1802", []) is None


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("13800001111、13900002222", ("13800001111", "13900002222")),
        ("13800001111 13900002222", ("13800001111", "13900002222")),
        ("138 0000 1111 139 0000 2222", ("13800001111", "13900002222")),
        ("１３８００００１１１１.0", ("13800001111",)),
        ("0571-88880001(办公)", ("057188880001",)),
        ("无", ()),
    ],
)
def test_every_phone_of_a_cell_is_found(written: str, numbers: tuple[str, ...]) -> None:
    found = phones_in(written)
    assert found is not None
    assert tuple(phone.number for phone in found) == numbers


@pytest.mark.parametrize(
    "written", ["138****1111", "1.38E+10", "见上", "0571 8888 0001 13800001111"]
)
def test_what_is_no_phone_in_full_is_never_guessed(written: str) -> None:
    assert phones_in(written) is None


def test_names_are_parted_and_tidied() -> None:
    assert names_in("王秀兰、陈国栋") == ("王秀兰", "陈国栋")
    assert names_in("王\u3000强") == ("王强",)
    assert names_in("空置") == ()


@pytest.mark.parametrize("written", ["2020年5月1日", "2020/5/1", "43952", "43952.0", "20200501"])
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert day_in(written) == date(2020, 5, 1)


def test_a_day_that_can_be_two_is_refused() -> None:
    with pytest.raises(ValueError, match="1/5/2020"):
        day_in("1/5/2020")


def test_an_identity_number_is_starred_and_other_numbers_stay() -> None:
    text = "11010519491231002X, 110105194912310021, 13800001111"
    assert without_identity_numbers(text) == "***, 110105194912310021, 13800001111"


def test_a_header_in_two_lines_beneath_a_title_is_found() -> None:
    found = lay_out(
        sheet(
            ("翠湖花园业主名册", "", "", "", ""),
            ("房屋", "", "", "业主", ""),
            ("楼栋", "单元", "房号", "姓名", "电话"),
            ("3", "2", "1802", "王秀兰", "13800001111"),
        )
    )
    assert (found.header_row, found.header_lines) == (2, 2)
    assert found.table.header == ("房屋 楼栋", "房屋 单元", "房屋 房号", "业主 姓名", "业主 电话")
    mapping = guess_roster_mapping(found, labels={}, code_labels=_NO_LABELS)
    assert mapping.columns[RosterField.PHONE] == "业主 电话"
    assert mapping.constants == {RosterField.KIND: "owner"}


def test_the_column_of_an_emergency_contact_is_not_proposed() -> None:
    found = lay_out(sheet(("房号", "紧急联系人电话", "姓名"), ("3-2-1802", "110110110", "王秀兰")))
    mapping = guess_roster_mapping(found, labels={}, code_labels=_NO_LABELS)
    assert RosterField.PHONE not in mapping.columns


def test_a_mapping_is_the_same_after_its_document() -> None:
    mapping = RosterMapping(
        header_row=3,
        header_lines=2,
        fill_down=True,
        columns={RosterField.ROOM: "房号", RosterField.NAME: "姓名"},
        constants={RosterField.UNIT: "1"},
        values={RosterField.KIND: {"代管": "other", "": "owner"}},
    )
    assert roster_mapping_from(document_of_roster(mapping)) == mapping


def test_a_mapping_with_a_code_that_is_none_of_ours_is_refused() -> None:
    document = {"columns": {"name": "姓名"}, "values": {"kind": {"业主": "boss"}}}
    with pytest.raises(UserFacingError) as caught:
        roster_mapping_from(document)
    assert caught.value.problem is Problem.MAPPING_CODE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_our_own_exports_are_known_by_themselves(language: str) -> None:
    set_language(language)
    for wanted, table in roster_code_labels().items():
        for word, code in table.items():
            assert known_code(wanted, "".join(word.casefold().split())) in (code, None)
    assert len(set(roster_labels().values())) == len(RosterField)


@pytest.mark.parametrize("problem", list(RosterProblem))
def test_every_reason_has_its_sentence(problem: RosterProblem) -> None:
    assert roster_template(problem)
