"""The manual's window in front of the real pages: order, language, room to read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextTable
from pytestqt.qtbot import QtBot

from app.i18n import LANGUAGES, set_language
from resources import ROOT
from ui import theme
from ui.shell.manual_window import ManualWindow

PAGES = sorted(path.stem for path in (ROOT / "manual" / "en").glob("*.md"))


@pytest.fixture
def manual(qtbot: QtBot) -> ManualWindow:
    made = ManualWindow()
    qtbot.addWidget(made)
    return made


def listed(manual: ManualWindow) -> list[str]:
    rows = range(manual.contents.count())
    return [str(manual.contents.item(row).data(Qt.ItemDataRole.UserRole)) for row in rows]


def test_the_contents_begin_as_the_first_page_does(manual: ManualWindow) -> None:
    assert listed(manual)[:4] == ["index", "first_run", "unlock", "settings"]
    assert sorted(listed(manual)) == PAGES


def test_the_manual_speaks_the_language_chosen_last(manual: ManualWindow) -> None:
    manual.show_page("cases")
    assert "投诉工单" in manual.browser.toPlainText()
    set_language("en")
    manual.show_page("cases")
    assert manual.browser.toPlainText().startswith("Cases")
    assert manual.contents.item(0).text() == "Manual"
    assert manual.contents.currentItem().text() == "Cases"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_scrolls_sideways(qtbot: QtBot, language: str, page: str) -> None:
    set_language(language)
    manual = ManualWindow()
    qtbot.addWidget(manual)
    manual.show_page(page)
    manual.show()
    assert manual.page == page
    assert manual.browser.horizontalScrollBar().maximum() == 0


def test_tables_have_lines_of_the_theme(manual: ManualWindow) -> None:
    manual.show_page("settings")
    frames = manual.browser.document().rootFrame().childFrames()
    tables = [frame for frame in frames if isinstance(frame, QTextTable)]
    assert len(tables) == 4
    assert {t.format().borderBrush().color().name() for t in tables} == {
        theme.colour("field_line").name()
    }


def test_addresses_outside_the_manual_are_not_followed(manual: ManualWindow) -> None:
    manual.show_page("cases")
    manual.browser.anchorClicked.emit(QUrl("https://example.org/unlock.md"))
    assert manual.page == "cases"
