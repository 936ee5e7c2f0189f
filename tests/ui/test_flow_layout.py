"""Lines that break, widgets taken out again, and a layout that Python's collector has emptied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow_layout import FlowLayout


@pytest.fixture
def flow(qtbot: QtBot) -> Iterator[FlowLayout]:
    """Yield a layout of six buttons, whose ground stands as long as the test."""
    ground = QWidget()
    qtbot.addWidget(ground)
    layout = FlowLayout(ground)
    for number in range(6):
        layout.addWidget(QPushButton(f"button {number}"))
    yield layout
    assert ground.layout() is layout


def test_a_narrower_place_takes_more_lines(flow: FlowLayout) -> None:
    wide = flow.sizeHint().width()
    assert flow.heightForWidth(wide) < flow.heightForWidth(wide // 2)


def test_what_is_taken_out_is_the_one_asked_for(flow: FlowLayout) -> None:
    third = flow.itemAt(2)
    assert flow.takeAt(2) is third
    assert flow.count() == 5
    assert flow.itemAt(2) is not third
    assert flow.takeAt(5) is None


def test_a_layout_that_the_collector_emptied_takes_no_room(flow: FlowLayout) -> None:
    # What Python's collector does to it while Qt still holds and asks it.
    held = dict(vars(flow))
    vars(flow).clear()
    assert (flow.count(), flow.heightForWidth(100), flow.itemAt(0)) == (0, 0, None)
    vars(flow).update(held)
