"""A PDF's pages as pictures.

PDFium is not made for several threads, so every call into it happens under one lock, on a document
that is opened and closed within it; nothing of PDFium outlives a call.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtGui import QImage

from app.domain.errors import Problem, UserFacingError

POINTS_PER_INCH = 72
# A4 at 300 dpi has 8.7 million pixels; at this bound one page takes 96 MB.
_MOST_PIXELS = 24_000_000

PageSizes = tuple[tuple[float, float], ...]
"""Width and height of each page, in points."""

_pdfium = threading.Lock()


@contextmanager
def _document(data: bytes) -> Iterator[Any]:
    # It loads a library of 8 MB, so not before the first paper.
    import pypdfium2  # noqa: PLC0415

    with _pdfium:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()


def page_sizes(data: bytes) -> PageSizes:
    """Return the size of every page, in points."""
    with _document(data) as document:
        return tuple(
            (float(width), float(height))
            for width, height in (document.get_page_size(page) for page in range(len(document)))
        )


def readable_sizes(data: bytes) -> PageSizes:
    """Return the size of every page of a PDF that came from outside, each page tried.

    Raises:
        UserFacingError: it is damaged, protected by a password, or has no page.
    """
    import pypdfium2  # noqa: PLC0415

    try:
        with _document(data) as document:
            for page in range(len(document)):
                document[page].close()
        sizes = page_sizes(data)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise UserFacingError(Problem.CANNOT_SHOW_FILE) from error
    if not sizes or any(min(size) <= 0 for size in sizes):
        raise UserFacingError(Problem.CANNOT_SHOW_FILE)
    return sizes


def page_picture(data: bytes, page: int, scale: float) -> QImage:
    """Draw a page (counted from 0) with ``scale`` pixels to a point, within a bound of memory."""
    with _document(data) as document:
        width, height = document.get_page_size(page)
        scale = min(scale, math.sqrt(_MOST_PIXELS / (width * height)))
        opened = document[page]
        bitmap = opened.render(scale=scale, prefer_bgrx=True)
        try:
            picture = QImage(
                bytes(bitmap.buffer),
                bitmap.width,
                bitmap.height,
                bitmap.stride,
                QImage.Format.Format_RGB32,
            )
            # The copy owns its pixels; the bitmap's go with it.
            return picture.copy()
        finally:
            bitmap.close()
            opened.close()
