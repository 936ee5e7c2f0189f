"""Text as people typed it, made fit for paper: cleaned, broken into lines, drawn.

Nothing here is markup: ``<b>``, ``&`` and the like are printed as they were typed.
"""

from __future__ import annotations

import bisect
import itertools
import re
from typing import Literal, TypeAlias

from reportlab.pdfgen.canvas import Canvas

from app.i18n import _
from app.reports import fonts
from app.reports.style import Ink, fill

LIMIT = 10_000
"""Characters of one text that are printed; the rest is announced in a note."""

Align: TypeAlias = Literal["left", "centre", "right"]

# Invisible characters that could reorder or hide what is printed: controls, bidirectional marks
# and overrides, zero-width characters, variation selectors, tags, interlinear marks.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_PLAIN = re.compile("[ -~\u00a1-\u00ac\u3000-\u3163\u4e00-\u9fff\uff01-\uff9f]*")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")

_NEVER_FIRST = "，。、；：？！）》〉】〕〗」』”’…·％‰℃°～—,.;:?!)\\]}%¢°々ー"
_NEVER_LAST = "（《〈【〔〖「『“‘$￥¥£€(\\[{"
_HOLDS_ON = frozenset(_NEVER_LAST + "\\ \t")
_LATIN = "!-~\u00a1-\u024f\u0370-\u04ff"
# What stays together on a line: openers, a Latin word or one character, closers; then the spaces
# after it, which may hang over the edge.
_CLUSTER = re.compile(
    rf"(?P<solid>[{_NEVER_LAST}]*"
    rf"(?:—{{2}}|…{{2}}|〓\(U\+[0-9A-F]+\)|[{_LATIN}]+(?<![(\[{{])|.)"
    rf"[{_NEVER_FIRST}]*)"
    r"(?P<space>[ \t]*)",
    re.DOTALL,
)


def clean(text: str, limit: int = LIMIT) -> str:
    """Return ``text`` without invisible characters and with at most ``limit`` of the others.

    Tabs become spaces, every kind of line end a line feed, blank lines and the space around the
    text go (full-width spaces that begin it stay).  A lone surrogate stays, to be printed as the
    mark for a character without a glyph.  A text that is cut says how much is missing.
    """
    if len(text) <= limit and _PLAIN.fullmatch(text):
        return text.strip(" ")
    text = _INVISIBLE.sub("", _LINE_END.sub("\n", text)).replace("\t", "    ")
    text = _BLANK_LINES.sub("\n", text).strip(" \n")
    if len(text) <= limit:
        return text
    note = _("[cut here: {count} more characters are kept in the program]")
    return f"{text[:limit]}… {note.format(count=f'{len(text) - limit:,}')}"


def prepare(text: str, limit: int = LIMIT) -> str:
    """Return ``text`` cleaned and with a mark in place of each character without a glyph."""
    return fonts.printable(clean(text, limit))


def width(text: str, ink: Ink) -> float:
    """Return the width of one line of ``text`` in points."""
    return sum(map(ink.weight.widths.__getitem__, text)) * ink.size / 1000


def wrap(text: str, ink: Ink, available: float) -> list[str]:
    """Break prepared ``text`` into lines of at most ``available`` points.

    No line begins with closing punctuation or ends with opening punctuation, and Latin words stay
    whole, except where they are longer than a line.
    """
    if "\n" in text:
        return [line for part in text.split("\n") for line in wrap(part, ink, available)]
    limit = available * 1000 / ink.size
    # No glyph is wider than the font size, except for a few that are measured all the same.
    if len(text) * 1000 <= limit:
        return [text]
    widths = ink.weight.widths
    if len(text) * 500 <= limit and sum(map(widths.__getitem__, text)) <= limit:
        return [text]
    return _fill_plain_lines(text, widths, limit) or _fill_lines(text, widths, limit)


def _fill_plain_lines(text: str, widths: fonts.GlyphWidths, limit: float) -> list[str]:
    """Break where every line ends between two characters that may be parted; else return nothing.

    Most Chinese texts break so, and then no cluster has to be looked at.
    """
    ends = list(itertools.accumulate(map(widths.__getitem__, text)))
    lines: list[str] = []
    start, before = 0, 0.0
    while ends[-1] - before > limit:
        end = bisect.bisect_right(ends, before + limit, start)
        if end == start or not "\u4e00" <= text[end] <= "\u9fff" or text[end - 1] in _HOLDS_ON:
            return []
        lines.append(text[start:end])
        start, before = end, ends[end - 1]
    lines.append(text[start:].rstrip(" "))
    return lines


def _fill_lines(text: str, widths: fonts.GlyphWidths, limit: float) -> list[str]:
    lines: list[str] = []
    start = 0
    used = 0.0
    for match in _CLUSTER.finditer(text):
        begin, end = match.span("solid")
        size = (
            widths[text[begin]]
            if end - begin == 1
            else sum(map(widths.__getitem__, text[begin:end]))
        )
        if used + size > limit:
            if begin > start:
                lines.append(text[start:begin].rstrip(" "))
                start, used = begin, 0.0
            if size > limit:
                # Longer than a whole line: it has to be broken somewhere.
                for index in range(begin, end):
                    step = widths[text[index]]
                    if used + step > limit and index > start:
                        lines.append(text[start:index])
                        start, used = index, 0.0
                    used += step
                size = 0.0
        used += size
        if match.end() > end:
            used += sum(map(widths.__getitem__, match["space"]))
    lines.append(text[start:].rstrip(" "))
    return lines


def fit(text: str, ink: Ink, available: float) -> str:
    """Return ``text`` if it fits one line of ``available`` points, else its start and '…'."""
    if width(text, ink) <= available:
        return text
    room = available - width("…", ink)
    used = 0.0
    for index, character in enumerate(text):
        used += ink.weight.widths[character] * ink.size / 1000
        if used > room:
            return text[:index] + "…"
    return text


def put(canvas: Canvas, x: float, y: float, text: str, ink: Ink, align: Align = "left") -> float:
    """Draw one prepared line with its base line at ``y``; return its width in points."""
    size = width(text, ink)
    if align == "right":
        x -= size
    elif align == "centre":
        x -= size / 2
    fill(canvas, ink.colour)
    for font, run in ink.weight.runs(text):
        canvas.setFont(font, ink.size)
        canvas.drawString(x, y, run)
        x += sum(map(ink.weight.widths.__getitem__, run)) * ink.size / 1000
    return size
