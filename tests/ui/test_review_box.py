"""'Is it all still right?' keeps within the side panel of a reception."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app import i18n
from ui.context import DeskContext
from ui.reception.review_box import ReviewBox

pytest_plugins = ("tests.ui.list_fixtures",)

# What the panel leaves at 1366 points, beside its scroll bar and within the card.
ROOM = 250


@pytest.mark.clause("5-2")
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_answers_fit_beside_the_scroll_bar_of_a_narrow_screen(
    qtbot: QtBot, list_context: DeskContext, language: str
) -> None:
    i18n.set_language(language)
    box = ReviewBox(list_context)
    qtbot.addWidget(box)
    assert box.minimumSizeHint().width() <= ROOM
