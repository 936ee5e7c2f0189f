"""Every pair of text and ground that the screens use can be read, in both schemes."""

import re

import pytest

from resources import ROOT
from ui import theme

SCHEMES = {"light": theme.LIGHT, "dark": theme.DARK}


def luminance(colour: str) -> float:
    """Relative luminance of a colour '#rrggbb' (WCAG 2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", theme.TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(scheme: str, pair: tuple[str, str]) -> None:
    text, ground = (SCHEMES[scheme][token] for token in pair)
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", theme.GRAPHIC_PAIRS, ids="-on-".join)
def test_lines_that_carry_meaning_can_be_seen(scheme: str, pair: tuple[str, str]) -> None:
    line, ground = (SCHEMES[scheme][token] for token in pair)
    assert contrast(line, ground) >= 3


def test_both_schemes_have_the_same_tokens() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys()


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    sheet = (ROOT / "style" / "console.qss").read_text(encoding="utf-8")
    assert re.findall(r"(?<=[: ])#[0-9a-f]{3,8}\b(?=[ ;])", sheet) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_style_sheet_fills_in(scheme: str) -> None:
    sheet = theme.style_sheet(theme.Theme(scheme, SCHEMES[scheme]))
    assert "$" not in sheet
