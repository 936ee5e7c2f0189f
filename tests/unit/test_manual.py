"""The manual has every page in both languages and says what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.domain.permissions import PERMITTED, Action
from app.domain.policy import SETTINGS
from app.domain.terms import CaseState, Role
from app.i18n import LANGUAGES, set_language
from app.labels import action_label, case_state_label, role_label
from app.messages import template
from resources import ROOT
from ui.command_line import PASSWORD_VARIABLE, USER_VARIABLE, build_parser
from ui.shell.keys import global_keys

FIRST_PAGE = "index"
MANUAL = ROOT / "manual"
UI = ROOT.parent / "ui"
_LINK = re.compile(r"\]\(([^)]+)\)")
_PAGE_PROPERTY = re.compile(r'setProperty\("manualPage", "(\w+)"\)')
_AREA = re.compile(r'\bArea\("(\w+)"')
_FIELD = re.compile(r"\{\w+\}")
_NOT_ALLOWED = "—"


def read(language: str, page: str) -> str:
    return (MANUAL / language / f"{page}.md").read_text(encoding="utf-8")


def pages(language: str) -> set[str]:
    return {path.stem for path in (MANUAL / language).glob("*.md")}


def headings(text: str) -> list[int]:
    """Return the level of each heading, code blocks left out."""
    levels = []
    in_code = False
    for line in text.splitlines():
        in_code ^= line.startswith("```")
        if not in_code and (found := re.match(r"(#+) ", line)):
            levels.append(len(found[1]))
    return levels


def tables(text: str) -> list[list[list[str]]]:
    """Return the tables as rows of cells, without the line beneath the head."""
    found: list[list[list[str]]] = []
    before = ""
    for line in text.splitlines():
        if line.startswith("|"):
            if not before.startswith("|"):
                found.append([])
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if set("".join(cells)) - set("-: "):
                found[-1].append(cells)
        before = line
    return found


ALL_PAGES = sorted(pages("zh_CN"))


def test_both_languages_have_the_same_pages() -> None:
    assert pages("zh_CN") == pages("en")
    assert FIRST_PAGE in pages("en")


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_page_has_the_same_headings_and_tables_in_both_languages(page: str) -> None:
    chinese, english = read("zh_CN", page), read("en", page)
    assert headings(chinese) == headings(english)
    assert headings(chinese)[0] == 1
    assert headings(chinese).count(1) == 1
    assert [(len(table), len(table[0])) for table in tables(chinese)] == [
        (len(table), len(table[0])) for table in tables(english)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ALL_PAGES)
def test_links_lead_to_pages_and_rows_are_as_wide_as_their_head(language: str, page: str) -> None:
    text = read(language, page)
    for target in _LINK.findall(text):
        assert Path(target).suffix == ".md", target
        assert Path(target).stem in pages(language), target
    for table in tables(text):
        assert {len(row) for row in table} == {len(table[0])}, table[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_leads_to_every_other(language: str) -> None:
    linked = {Path(target).stem for target in _LINK.findall(read(language, FIRST_PAGE))}
    assert linked == pages(language) - {FIRST_PAGE}


def test_every_page_that_a_screen_names_exists() -> None:
    named: set[str] = set()
    for path in UI.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        named.update(_PAGE_PROPERTY.findall(source), _AREA.findall(source))
    assert len(named) >= 8
    assert named <= pages("zh_CN")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_permission_table_is_the_programs_own(language: str) -> None:
    set_language(language)
    head = [role_label(role) for role in Role]
    (table,) = (t for t in tables(read(language, "settings")) if t[0][1:] == head)
    written = {
        (row[0], role): cell != _NOT_ALLOWED
        for row in table[1:]
        for role, cell in zip(head, row[1:], strict=True)
    }
    assert written == {
        (action_label(action), role_label(role)): action in PERMITTED[role]
        for action in Action
        for role in Role
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_global_key_is_in_the_table_of_keys(language: str) -> None:
    set_language(language)
    everywhere, *_others = tables(read(language, "keys"))
    rows = {row[0]: row[1] for row in everywhere}
    comma = "、" if language == "zh_CN" else ", "
    for key in global_keys():
        assert rows[comma.join(key.sequences)] == key.words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", Problem)
def test_every_sentence_about_a_problem_is_explained(language: str, problem: Problem) -> None:
    set_language(language)
    sentence = _FIELD.sub("…", template(problem))
    explanations = re.findall(
        rf"^- \*\*{re.escape(sentence)}\*\* .+$", read(language, "trouble"), re.MULTILINE
    )
    assert len(explanations) == 1, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_a_case_is_explained(language: str) -> None:
    set_language(language)
    explained = {row[0] for table in tables(read(language, "cases")) for row in table}
    never_seen = {CaseState.DRAFT, CaseState.DISCARDED}
    assert {case_state_label(state) for state in set(CaseState) - never_seen} <= explained


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bounds_of_the_settings_are_the_programs_own(language: str) -> None:
    text = read(language, "settings")
    between = "至" if language == "zh_CN" else "to"
    for setting in SETTINGS:
        if isinstance(setting.default, int) and not isinstance(setting.default, bool):
            assert f"{setting.least} {between} {setting.most}" in text, setting.name
            assert f"| {setting.default} " in text, setting.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_an_example_that_can_be_parsed(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = read(language, "command_line")
    examples = [
        shlex.split(line.replace("\\", "/"))[1:]
        for line in text.splitlines()
        if line.startswith("reception-console") and "--version" not in line
    ]
    commands = {build_parser().parse_args(words).command for words in examples}
    assert commands == {
        *(None, "init", "demo", "projects", "report", "backup", "verify"),
        *("import", "export", "categories", "reindex", "improvements"),
    }
    assert capsys.readouterr().err == ""
    assert USER_VARIABLE in text
    assert PASSWORD_VARIABLE in text
