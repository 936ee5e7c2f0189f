"""The pad takes mouse, finger and pen, and hands out strokes in thousandths of its width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.strokes import FULL_HEIGHT, clean_strokes
from ui import theme
from ui.widgets.signature_pad import SignaturePad

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
PATH = (QPoint(60, 60), QPoint(200, 150), QPoint(320, 50))


@pytest.fixture
def pad(qtbot: QtBot) -> Iterator[SignaturePad]:
    """Return a pad 504 pixels wide, so that its white sheet is 500."""
    made = SignaturePad("Signature")
    qtbot.addWidget(made)
    made.resize(504, 184)
    made.show()
    yield made
    made.hide()


def by_mouse(pad: SignaturePad) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, PATH[0])
    for point in PATH[1:]:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, PATH[-1])


def test_the_mouse_writes_in_thousandths_of_the_width(pad: SignaturePad) -> None:
    by_mouse(pad)
    (stroke,) = pad.strokes
    assert [point[:2] for point in stroke] == [[116, 116], [396, 296], [636, 96]]
    assert [point[2] for point in stroke] == sorted(point[2] for point in stroke)
    assert clean_strokes(pad.strokes) == pad.strokes


def test_a_finger_writes_and_a_resting_hand_does_not(pad: SignaturePad) -> None:
    device = QTest.createTouchDevice()
    QTest.touchEvent(pad, device).press(0, PATH[0], pad).commit()
    QTest.touchEvent(pad, device).move(0, PATH[1], pad).press(1, QPoint(400, 170), pad).commit()
    QTest.touchEvent(pad, device).move(0, PATH[2], pad).move(1, QPoint(300, 170), pad).commit()
    QTest.touchEvent(pad, device).release(0, PATH[2], pad).release(1, QPoint(300, 170)).commit()
    (stroke,) = pad.strokes
    assert [point[:2] for point in stroke] == [[116, 116], [396, 296], [636, 96]]


def test_a_pen_writes(pad: SignaturePad) -> None:
    # The event only points to its device, which has to outlive it.
    pen = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position,
        1,
        1,
    )
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    for kind, point in zip(kinds, PATH, strict=True):
        place, there = QPointF(point), QPointF(pad.mapToGlobal(point))
        event = QTabletEvent(kind, pen, place, there, 0.5, 0, 0, 0, 0, 0, none, left, left)
        QCoreApplication.sendEvent(pad, event)
    assert pad.signed
    assert len(pad.strokes) == 1


def test_a_line_that_leaves_the_sheet_ends_at_its_edge(pad: SignaturePad) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, PATH[0])
    QTest.mouseMove(pad, QPoint(700, 900))
    QTest.mouseRelease(
        pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(700, 900)
    )
    assert pad.strokes[0][-1][:2] == [1000, FULL_HEIGHT]


def test_clearing_leaves_a_white_sheet(pad: SignaturePad) -> None:
    by_mouse(pad)
    assert pad.signed
    pad.clear()
    assert pad.empty
    assert not pad.signed


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_signature_is_dark_on_white_in_every_theme(
    pad: SignaturePad, qapp: object, look: str
) -> None:
    theme.apply_theme(qapp, look)  # type: ignore[arg-type]
    by_mouse(pad)
    picture = pad.grab().toImage()
    assert picture.pixelColor(20, 20) == QColor("#ffffff")
    assert picture.pixelColor(PATH[0]).lightness() < 120
    theme.apply_theme(qapp, "light")  # type: ignore[arg-type]
