"""The mapping file: what it may say, and that it says the same after being written."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.domain.case_states import TRANSITIONS
from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import (
    PATHS,
    CaseField,
    ImportMapping,
    check_categories,
    document_of,
    mapping_from,
)
from app.domain.terms import CaseState, EventKind
from app.mapping_files import read_mapping, write_mapping

pytestmark = pytest.mark.clause("4.3-1")

EXAMPLE = """
[file]
encoding = "auto"
timezone = "Asia/Shanghai"
datetime = "%Y/%m/%d %H:%M"
[columns]                      # our field = their column
external_number = "单号"
registered_at = "登记时间"
ended_at = "完成时间"
status = "状态"
category = "类型"
source = "渠道"
place = "地点"
own_words = "内容"
[constants]
type = "complaint"
[values.status]                # their value = our state
"已完成" = "closed"
"已撤销" = "withdrawn"
"转出" = "external"
"未处理" = "registered"
[values.category]
"保洁" = "cleaning"
"*" = "other"
[values.source]
"电话" = "phone"
"*" = "other"
"""


def document() -> dict[str, Any]:
    return tomllib.loads(EXAMPLE)


def problem_of(changed: dict[str, Any]) -> UserFacingError:
    with pytest.raises(UserFacingError) as caught:
        mapping_from(changed)
    return caught.value


def test_the_documented_form_is_understood() -> None:
    mapping = mapping_from(document())
    assert mapping.datetime == "%Y/%m/%d %H:%M"
    assert mapping.columns[CaseField.EXTERNAL_NUMBER] == "单号"
    assert mapping.constants == {CaseField.TYPE: "complaint"}
    assert mapping.code_of(CaseField.STATUS, "转出") == "external"
    assert mapping.code_of(CaseField.CATEGORY, "绿化") is None
    assert mapping.rest_of(CaseField.CATEGORY) == "other"


def test_a_mapping_written_and_read_again_is_the_same(tmp_path: Path) -> None:
    mapping = mapping_from(document())
    path = tmp_path / "map.toml"
    write_mapping(path, mapping)
    assert read_mapping(path) == mapping
    assert document_of(read_mapping(path)) == document()


def test_hard_words_survive_the_file(tmp_path: Path) -> None:
    columns = {
        CaseField.EXTERNAL_NUMBER: 'No. "1" \\ 𠮷',
        CaseField.REGISTERED_AT: "O'Brien <b>&",
        CaseField.STATUS: "a = b # c",
    }
    mapping = ImportMapping(
        columns=columns,
        constants={CaseField.TYPE: "complaint"},
        values={CaseField.STATUS: {'"*" ]': "closed", "": "registered"}},
    )
    write_mapping(tmp_path / "map.toml", mapping)
    assert read_mapping(tmp_path / "map.toml") == mapping


def test_a_mark_before_the_file_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.encode("utf-8"))
    assert read_mapping(path) == mapping_from(document())


def test_what_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[file]\nencoding = "auto"\ntimezone = Asia\n', encoding="utf-8")
    with pytest.raises(UserFacingError) as caught:
        read_mapping(path)
    assert caught.value.problem is Problem.MAPPING_NOT_TOML
    assert caught.value.facts["line"] == 3


def test_a_mapping_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes('[file]\n[columns]\nplace = "地点"\n'.encode("gb18030"))
    with pytest.raises(UserFacingError) as caught:
        read_mapping(path)
    assert caught.value.facts["line"] == 3


def test_a_mapping_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_mapping(tmp_path / "none.toml")
    assert caught.value.problem is Problem.CANNOT_READ_FILE


@pytest.mark.parametrize(
    ("section", "key", "value", "problem"),
    [
        ("colums", "place", "地点", Problem.MAPPING_KEY),
        ("columns", "number", "单号", Problem.MAPPING_KEY),
        ("file", "delimiter", ";", Problem.MAPPING_KEY),
        ("values", "place", {}, Problem.MAPPING_KEY),
        ("columns", "place", 3.5, Problem.MAPPING_NOT_TEXT),
        ("values", "status", "closed", Problem.MAPPING_NOT_TEXT),
        ("values", "status", {"已完成": "finished"}, Problem.MAPPING_CODE),
        ("values", "source", {"电话": "telephone"}, Problem.MAPPING_CODE),
        ("constants", "type", "grievance", Problem.MAPPING_CODE),
        ("constants", "severity", 5, Problem.MAPPING_CODE),
        ("file", "datetime", "%H:%M", Problem.MAPPING_TIME_FORMAT),
        ("file", "datetime", "%Q", Problem.MAPPING_TIME_FORMAT),
        ("file", "encoding", "klingon", Problem.MAPPING_ENCODING),
        ("file", "encoding", "rot13", Problem.MAPPING_ENCODING),
        ("file", "timezone", "Asia/Nowhere", Problem.BAD_TIMEZONE),
    ],
)
def test_a_wrong_mapping_is_refused(section: str, key: str, value: Any, problem: Problem) -> None:
    changed = document()
    changed.setdefault(section, {})[key] = value
    assert problem_of(changed).problem is problem


@pytest.mark.parametrize("missing", ["external_number", "registered_at", "status"])
def test_what_every_case_needs_must_be_mapped(missing: str) -> None:
    changed = document()
    del changed["columns"][missing]
    refused = problem_of(changed)
    assert (refused.problem, refused.facts) == (
        Problem.MAPPING_LACKS_FIELD,
        {"field": missing},
    )


def test_a_number_that_is_the_same_for_all_rows_is_none() -> None:
    changed = document()
    del changed["columns"]["external_number"]
    changed["constants"]["external_number"] = "A1"
    assert problem_of(changed).problem is Problem.MAPPING_LACKS_FIELD


@pytest.mark.parametrize("state", ["draft", "discarded", "reopened"])
def test_states_in_which_nothing_comes_from_outside_are_refused(state: str) -> None:
    changed = document()
    changed["values"]["status"]["x"] = state
    assert problem_of(changed).problem is Problem.MAPPING_CODE


def test_categories_must_be_those_of_the_store() -> None:
    mapping = mapping_from(document())
    check_categories(mapping, ["cleaning", "other"])
    with pytest.raises(UserFacingError) as caught:
        check_categories(mapping, ["other"])
    assert caught.value.facts["value"] == "cleaning"


@pytest.mark.parametrize("state", PATHS)
def test_every_importable_state_is_reached_by_legal_steps(state: CaseState) -> None:
    here = CaseState.DRAFT
    for kind in PATHS[state]:
        step = CaseState(kind.value)
        assert step in TRANSITIONS[here]
        here = step
    assert here is state
    assert PATHS[state][0] is EventKind.REGISTERED
