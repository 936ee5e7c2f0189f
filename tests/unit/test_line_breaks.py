"""Breaking lines the quick way gives what looking at every cluster gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.reports import fonts
from app.reports.text import _fill_lines, _fill_plain_lines

WORDS = st.lists(
    st.sampled_from(
        [
            "电梯",
            "异",
            "响",
            "，",
            "。",
            "）",
            "（",
            "《",
            "lift",
            "3-2-1802",
            " ",
            "  ",
            "“",
            "……",
            "——",
        ]
    ),
    min_size=1,
    max_size=60,
).map("".join)


@given(WORDS, st.integers(min_value=2, max_value=25))
def test_the_quick_way_breaks_where_the_careful_way_does(text: str, characters: int) -> None:
    widths = fonts.weights()[0].widths
    limit = characters * 1000.0
    quick = _fill_plain_lines(text, widths, limit)
    assert quick in ([], _fill_lines(text, widths, limit))


def test_a_chinese_text_takes_the_quick_way() -> None:
    text = "电梯从周六开始异响晚上十点以后特别明显老人睡不着" * 4
    assert len(_fill_plain_lines(text, fonts.weights()[0].widths, 15_000.0)) == 7
