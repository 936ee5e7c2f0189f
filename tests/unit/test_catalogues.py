"""The check of the translations finds what is missing, uncertain, out of use or altered."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

import catalogues

SOURCE = """\
from app.i18n import _, ngettext, pgettext
print(_("Good morning"))
print(_("Case {number} of {name!r}"))
print(ngettext("One visit", "{count} visits", 2))
print(pgettext("severity", "Normal"))
print(_("Hand it to {name}"))
"""
TRANSLATIONS = {
    'msgid "Good morning"': "早上好",
    'msgid "Case {number} of {name!r}"': "{name!r}的{number}号",
    'msgid_plural "{count} visits"': "{count}次来访",
    'msgctxt "severity"\nmsgid "Normal"': "一般",
    'msgid "Hand it to {name}"': "交给{name}",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with five messages, all translated."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "words.py").write_text(SOURCE, encoding="utf-8")
    catalogues.update(tmp_path)
    text = catalogues.po_file(tmp_path).read_text(encoding="utf-8")
    for english, chinese in TRANSLATIONS.items():
        before, after = text.split(english + "\n", 1)
        name, _, rest = after.partition(' ""\n')
        text = f'{before}{english}\n{name} "{chinese}"\n{rest}'
    catalogues.po_file(tmp_path).write_text(text, encoding="utf-8")
    return tmp_path


def alter(project: Path, old: str, new: str) -> None:
    path = catalogues.po_file(project)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def only_fault(project: Path) -> str:
    faults = catalogues.check(project)
    assert len(faults) == 1, faults
    return faults[0]


def test_complete_translations_pass(project: Path) -> None:
    assert catalogues.check(project) == []


def test_a_project_without_messages_passes_and_compiles(tmp_path: Path) -> None:
    assert catalogues.check(tmp_path) == []
    catalogues.update(tmp_path)
    assert catalogues.check(tmp_path) == []
    assert catalogues.compile_catalogue(tmp_path, tmp_path / "built").stat().st_size > 0


def test_a_missing_translation_is_found(project: Path) -> None:
    alter(project, "早上好", "")
    assert only_fault(project) == "app/words.py: 'Good morning' has no translation"


def test_a_message_that_is_not_in_the_file_is_found(project: Path) -> None:
    (project / "app" / "new.py").write_text('_("Goodbye")\n', encoding="utf-8")
    assert only_fault(project) == "app/new.py: 'Goodbye' is not in zh_CN.po"


def test_an_uncertain_translation_is_found(project: Path) -> None:
    alter(project, 'msgid "Good morning"', '#, fuzzy\nmsgid "Good morning"')
    assert "uncertain translation (fuzzy)" in only_fault(project)


def test_a_message_out_of_use_is_found(project: Path) -> None:
    (project / "app" / "words.py").write_text(
        SOURCE.replace('print(_("Good morning"))\n', ""), encoding="utf-8"
    )
    assert only_fault(project) == "zh_CN.po: 'Good morning' is no longer used"


def test_an_obsolete_entry_is_found(project: Path) -> None:
    path = catalogues.po_file(project)
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept + '\n#~ msgid "Old"\n#~ msgstr "旧"\n', encoding="utf-8")
    assert only_fault(project) == "zh_CN.po: 'Old' is no longer used"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{name!r}的{number}号", "{name!r}的号"),
        ("{name!r}的{number}号", "{name}的{number}号"),
        ("{count}次来访", "{counts}次来访"),
        ("交给{name}", "交给{name"),
        ("一般", "一般{x}"),
    ],
)
def test_altered_fields_are_found(project: Path, right: str, wrong: str) -> None:
    alter(project, f'"{right}"', f'"{wrong}"')
    assert "fields" in only_fault(project) or "braces" in only_fault(project)


def test_a_damaged_file_is_one_sentence(project: Path) -> None:
    catalogues.po_file(project).write_text('msgid "half', encoding="utf-8")
    assert only_fault(project).startswith("zh_CN.po cannot be read")


def test_updating_twice_changes_nothing_and_keeps_translations(project: Path) -> None:
    catalogues.update(project)
    once = catalogues.po_file(project).read_bytes()
    catalogues.update(project)
    assert catalogues.po_file(project).read_bytes() == once
    assert "早上好" in once.decode()
    assert b"Date" not in once
    assert str(project).encode() not in once


def test_updating_drops_what_is_out_of_use(project: Path) -> None:
    (project / "app" / "words.py").write_text('_("Goodbye")\n', encoding="utf-8")
    catalogues.update(project)
    text = catalogues.po_file(project).read_text(encoding="utf-8")
    assert "Good morning" not in text
    assert "Goodbye" in text


def test_the_compiled_file_speaks_chinese(project: Path) -> None:
    folder = project / "built"
    made = catalogues.compile_catalogue(project, folder)
    once = made.read_bytes()
    assert catalogues.compile_catalogue(project, folder).read_bytes() == once
    words = gettext.translation("reception", folder, ["zh_CN"])
    assert words.gettext("Good morning") == "早上好"
    assert words.pgettext("severity", "Normal") == "一般"
    assert words.ngettext("One visit", "{count} visits", 3) == "{count}次来访"
