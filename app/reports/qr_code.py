"""The QR code of a case: its number and check code, and nothing about a person."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Protocol

from reportlab.graphics.barcode.qr import QrCodeWidget

from app.reports import style

_QUIET = 4
"""Modules of white that a reader needs around the code (ISO/IEC 18004)."""


class Numbered(Protocol):
    """A case as a paper has it."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def check_code(self) -> str:
        """What tells a scanned number from a typed one."""


def payload(case: Numbered) -> str:
    """Return what the QR code of a case holds."""
    return f"{case.number} {case.check_code}"


def draw(canvas: Any, x: float, y: float, size: float, text: str) -> None:
    """Draw ``text`` as a QR code in a square of ``size`` points, quiet zone included."""
    widget: Any = QrCodeWidget(text, barLevel="M")
    code = widget.qr
    code.make()
    module = size / (code.getModuleCount() + 2 * _QUIET)
    path = canvas.beginPath()
    for row, modules in enumerate(code.modules):
        column = 0
        for dark, group in groupby(map(bool, modules)):
            length = len(list(group))
            if dark:
                bottom = y + size - (row + 1 + _QUIET) * module
                path.rect(x + (column + _QUIET) * module, bottom, length * module, module)
            column += length
    style.fill(canvas, (0.0, 0.0, 0.0))
    # One path: separate rectangles leave hairlines between the rows on some screens.
    canvas.drawPath(path, stroke=0, fill=1)
