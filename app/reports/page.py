"""The frame of a paper: pages with head and foot, sections in the outline, and how a file is kept.

A paper is drawn from top to bottom at a cursor.  Pages are held back until the last one is known,
so that 'page x of y' needs no second run.  Nothing here reads a clock: the same paper drawn twice
is the same to the byte.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.i18n import _, language
from app.reports import fonts, style
from app.reports.style import Ink
from app.reports.text import Align, fit, put, width, wrap
from app.written_file import replace_file

A4 = (595.28, 841.89)
A5 = (419.53, 595.28)
MM = 72 / 25.4

_MISSING = re.compile(rf"{fonts.MISSING_MARK}\((U\+[0-9A-F]+)\)")
_DOCUMENT_LANGUAGE = {"zh_CN": "zh-CN", "en": "en"}

Progress = Callable[[int, int], None]
"""Called as ``progress(done, total)`` now and then; it raises to stop the work."""

_ROWS_A_REPORT = 50
_watch: ContextVar[tuple[Progress, int] | None] = ContextVar("watch", default=None)

# A font object holds the state of the document being written, so papers are drawn one at a time.
_drawing = threading.Lock()


@dataclass(frozen=True)
class Frame:
    """What surrounds the body of each page; sizes in points, texts prepared already."""

    size: tuple[float, float]
    title: str
    company: str
    head_left: str = ""
    head_right: str = ""
    foot_left: str = ""
    foot_centre: str = ""
    program_version: str = ""
    side: float = 36.0
    top: float = 54.0
    bottom: float = 60.0
    numbered: bool = True


@dataclass
class _Held:
    """A finished page that waits for the number of pages."""

    state: dict[str, Any]
    missing: list[str]
    sections: list[tuple[str, int, float]] = field(default_factory=list)


class _HoldingCanvas(Canvas):
    """A canvas that keeps its pages until :meth:`save` and then closes them one by one."""

    def __init__(self, finish: Callable[[int, int], None], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._finish = finish
        self._states: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Hold the page back and begin the next."""
        self._states.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # missing in the stubs

    def save(self) -> None:
        """Draw what needs the number of pages on each page, and write the file."""
        states = self._states
        for number, state in enumerate(states, start=1):
            self.__dict__.update(state)
            self._finish(number, len(states))
            Canvas.showPage(self)
        Canvas.save(self)


class Sheet:
    """A paper being drawn: the canvas, the cursor ``y`` (falling), and the page breaks."""

    def __init__(self, stream: BytesIO, frame: Frame, lang: str) -> None:
        fonts.weights()
        self.frame = frame
        self.canvas: Any = _HoldingCanvas(
            self._finish_page,
            stream,
            pagesize=frame.size,
            invariant=1,
            pageCompression=1,
            initialFontName=fonts.REGULAR,
            lang=_DOCUMENT_LANGUAGE[lang],
        )
        self.canvas.setTitle(frame.title)
        self.canvas.setAuthor(frame.company)
        self.canvas.setSubject(frame.head_right or frame.title)
        self.canvas.setCreator(f"reception-console {frame.program_version}".strip())
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.left = frame.side
        self.right = frame.size[0] - frame.side
        self.width = self.right - self.left
        self.first_y = frame.size[1] - frame.top
        self.last_y = frame.bottom
        self.y = self.first_y
        self._missing: list[list[str]] = [[]]
        self._sections: list[list[tuple[str, int, float]]] = [[]]
        self._later: dict[int, list[Callable[[], None]]] = {}
        self._rows = 0

    def row_drawn(self) -> None:
        """Note that a row of a table was drawn, and tell whoever watches now and then."""
        self._rows += 1
        if self._rows % _ROWS_A_REPORT == 0:
            self._report(0.0)

    def _report(self, finished: float) -> None:
        """Tell whoever watches: rows are two thirds of the work, finishing the pages the rest."""
        watch = _watch.get()
        if watch is not None:
            progress, rows = watch
            progress(2 * min(self._rows, rows) + int(rows * finished), 3 * rows)

    def put(self, x: float, y: float, text: str, ink: Ink, align: Align = "left") -> float:
        """Draw one prepared line at its base line; return its width in points."""
        self.note_missing(text)
        return put(self.canvas, x, y, text, ink, align)

    def note_missing(self, text: str) -> None:
        """Remember marks for characters without a glyph for the note at the foot of this page."""
        if fonts.MISSING_MARK in text:
            page = self._missing[-1]
            page.extend(code for code in _MISSING.findall(text) if code not in page)

    def paragraph(
        self,
        text: str,
        ink: Ink = style.BODY,
        *,
        leading: float = 1.5,
        x: float | None = None,
        available: float | None = None,
    ) -> None:
        """Draw prepared ``text`` at the cursor, broken over pages where it has to be."""
        x = self.left if x is None else x
        step = ink.size * leading
        for line in wrap(text, ink, self.right - x if available is None else available):
            self.need(step)
            self.y -= step
            self.put(x, self.y + step * 0.28, line, ink)

    def section(self, title: str, *, keep: float, gap: float = 18.0) -> None:
        """Begin a section, on a new page unless ``keep`` points fit below its heading."""
        height = style.HEADING.size + 10
        if self.y < self.first_y:
            self.y -= gap
        self.need(height + keep)
        self.outline(title, 0)
        style.fill(self.canvas, style.NAVY)
        self.canvas.rect(self.left, self.y - 13.5, 3.2, 13.5, stroke=0, fill=1)
        self.put(self.left + 10, self.y - 11.6, title, style.HEADING)
        self.y -= height

    def outline(self, title: str, level: int) -> None:
        """Add an entry for the cursor's place to the outline that viewers show."""
        self._sections[-1].append((title, level, self.y))

    def later(self, draw: Callable[[], None]) -> None:
        """Draw on this page when the last one is known, such as a table of contents."""
        self._later.setdefault(len(self._sections), []).append(draw)

    def contents(self) -> list[tuple[str, int, int, str]]:
        """Return title, level, page and bookmark of each entry of the outline so far."""
        return [
            (title, level, number, _bookmark(number, index))
            for number, page in enumerate(self._sections, start=1)
            for index, (title, level, _y) in enumerate(page)
        ]

    def need(self, height: float) -> None:
        """Begin a new page unless ``height`` points are left on this one."""
        if self.y - height < self.last_y and self.y < self.first_y:
            self.next_page()

    def next_page(self) -> None:
        """Close this page and put the cursor at the top of the next."""
        self.canvas.showPage()
        self._missing.append([])
        self._sections.append([])
        self.y = self.first_y

    def close(self) -> None:
        """Close the last page and write the document to the stream."""
        self.canvas.showPage()
        self.canvas.save()

    def _finish_page(self, number: int, total: int) -> None:
        canvas, frame = self.canvas, self.frame
        self._report(number / total)
        for draw in self._later.get(number, ()):
            draw()
        page_top = frame.size[1]
        if frame.head_left or frame.head_right:
            right = width(frame.head_right, style.SMALL)
            put(canvas, self.right, page_top - 34, frame.head_right, style.SMALL, "right")
            left = fit(frame.head_left, style.SMALL, self.width - right - 20)
            put(canvas, self.left, page_top - 34, left, style.SMALL)
            style.stroke(canvas, style.LINE, 0.6)
            canvas.line(self.left, page_top - 41, self.right, page_top - 41)
        codes = self._missing[number - 1]
        if codes:
            note = _("{mark} stands for a character that no font here can print: {codes}").format(
                mark=fonts.MISSING_MARK, codes=", ".join(codes)
            )
            y = self.last_y - 14 if frame.numbered else 6.0
            put(canvas, self.left, y, fit(note, style.SMALL, self.width), style.SMALL)
        if frame.numbered:
            self._draw_foot(number, total)
        for index, (title, level, y) in enumerate(self._sections[number - 1]):
            key = _bookmark(number, index)
            canvas.bookmarkPage(key, fit="XYZ", left=0, top=y + 8, zoom=0)
            canvas.addOutlineEntry(title, key, level)

    def _draw_foot(self, number: int, total: int) -> None:
        canvas, frame = self.canvas, self.frame
        base = 26.0
        style.stroke(canvas, style.LINE, 0.6)
        canvas.line(self.left, base + 12, self.right, base + 12)
        count = _("Page {number} of {total}").format(number=number, total=total)
        put(canvas, self.right, base, count, style.SMALL, "right")
        used = put(canvas, self.left, base, frame.foot_left, style.SMALL)
        if frame.foot_centre:
            room = self.width - used - width(count, style.SMALL)
            middle = self.left + used + room / 2
            put(canvas, middle, base, frame.foot_centre, style.SMALL, "centre")


def _bookmark(page: int, index: int) -> str:
    return f"section-{page}-{index}"


@contextmanager
def watched(progress: Progress | None, rows: int = 1) -> Iterator[None]:
    """Let ``progress`` be told how far the paper is that is drawn inside the block.

    ``rows`` is about how many rows its tables have together.  When ``progress`` raises, drawing
    stops and leaves no file behind.  Without ``progress`` whoever watches already goes on watching.
    """
    watch = _watch.get()
    progress = progress or (watch[0] if watch is not None else None)
    token = _watch.set((progress, max(rows, 1)) if progress is not None else None)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def new_paper(path: Path, frame: Callable[[], Frame], lang: str) -> Iterator[Sheet]:
    """Draw a paper inside the block and put it in place of ``path`` when the block is through.

    The paper is written to a temporary file beside ``path`` that replaces it at the end; after an
    error nothing is left behind and an older file stays as it was.  ``frame`` is called in the
    language of the paper.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    stream = BytesIO()
    with language(lang), _drawing:
        sheet = Sheet(stream, frame(), lang)
        yield sheet
        sheet.close()
    replace_file(path, stream.getvalue())
