"""A signed paper as it is kept, made ready to be looked at page by page."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.domain.attachments import FileKind
from app.domain.consents import ScanKept
from app.reports.page import A4
from app.written_file import replace_file

_MARGIN = 24.0


def render_scan(scan: ScanKept, path: Path) -> None:
    """Write the paper to ``path`` as a PDF: a picture fills one page, a PDF stays as it is.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    if scan.kind is FileKind.PDF:
        replace_file(path, scan.data)
        return
    picture = ImageReader(BytesIO(scan.data))
    width, height = picture.getSize()
    room = (A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN)
    scale = min(room[0] / width, room[1] / height)
    size = (width * scale, height * scale)
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    canvas.drawImage(picture, (A4[0] - size[0]) / 2, A4[1] - _MARGIN - size[1], *size)
    canvas.showPage()
    canvas.save()
    replace_file(path, stream.getvalue())
