"""The fonts of the desk have every character they promise, on screen and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from pytestqt.qtbot import QtBot
from reportlab.pdfbase.ttfonts import TTFont

from resources import BUILT

FONTS = BUILT / "fonts"
REGULAR = FONTS / "ReceptionSans-Regular.ttf"
BOLD = FONTS / "ReceptionSans-Bold.ttf"
RARE = FONTS / "ReceptionSansRare-Regular.ttf"
RARE_NAMES = "\U00020bb7\u4dae㐂\U0002b5af"
SIGNS = (
    "Straße ĀǍé 0123456789 ，。；：？！“”‘’（）《》【】、…—·￥€¥"
    "°№①⑳ⅠⅩ①✓★☆■□●○▲△▼▽◆◇→←↑↓─│┌┐└┘┼ＡｂＣ１〓±×÷≤≥≠"
)


def gb2312() -> str:
    """Return the Chinese characters and signs of GB 2312."""
    rows = [*range(0xA1, 0xAA), *range(0xB0, 0xF8)]
    text = (
        bytes([row, cell]).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF)
    )
    return "".join(text)


def paper_lacks(path: Path, text: str) -> set[str]:
    known = TTFont(path.stem, str(path)).face.charToGlyph
    return {one for one in text if ord(one) not in known}


def screen_lacks(path: Path, text: str) -> set[str]:
    font = QRawFont(str(path), 16)
    assert font.isValid()
    return {one for one in text if not font.supportsCharacter(ord(one))}


@pytest.mark.parametrize("path", [REGULAR, BOLD], ids=["regular", "bold"])
def test_the_main_family_has_gb2312_and_the_usual_signs(qtbot: QtBot, path: Path) -> None:
    text = gb2312() + SIGNS + "龍學樓應單區乾黃趙錢孫"
    assert len(text) > 7000
    assert paper_lacks(path, text) == set()
    assert screen_lacks(path, text) == set()


def test_the_rare_family_has_rare_names(qtbot: QtBot) -> None:
    assert paper_lacks(RARE, RARE_NAMES) == set()
    assert screen_lacks(RARE, RARE_NAMES) == set()


def test_qt_knows_the_families_by_their_own_names(qtbot: QtBot) -> None:
    families = {
        family
        for path in (REGULAR, BOLD, RARE)
        for family in QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFont(str(path))
        )
    }
    assert families == {"Reception Sans", "Reception Sans Rare"}
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles("Reception Sans"))


def test_the_weights_are_not_thin(qtbot: QtBot) -> None:
    assert QRawFont(str(REGULAR), 16).weight() == QFont.Weight.Normal
    assert QRawFont(str(BOLD), 16).weight() == QFont.Weight.Bold


@pytest.mark.parametrize("path", [REGULAR, BOLD, RARE], ids=lambda path: path.stem)
def test_outlines_are_those_that_papers_take(path: Path) -> None:
    assert path.read_bytes()[:4] == b"\x00\x01\x00\x00"
    assert path.stat().st_size < 8_000_000


def test_the_licence_lies_beside_the_fonts() -> None:
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "justmytype-intl-cjk" in (FONTS / "ORIGIN.txt").read_text(encoding="utf-8")
