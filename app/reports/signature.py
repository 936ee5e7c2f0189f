"""A signature on paper, drawn from the strokes that the pad took."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from app.domain.strokes import FULL_WIDTH, PAD_RATIO
from app.reports import style
from app.reports.page import Sheet

_PEN = 0.0042


def draw_signature(
    sheet: Sheet,
    x: float,
    top: float,
    size: float,
    strokes: Sequence[Sequence[Sequence[int]]],
) -> float:
    """Draw a signature into a box ``size`` points wide below ``top``; return the box's height."""
    canvas, height, scale = sheet.canvas, size * PAD_RATIO, size / FULL_WIDTH
    canvas.saveState()
    style.stroke(canvas, style.LINE, 0.6)
    canvas.roundRect(x, top - height, size, height, 4, stroke=1, fill=0)
    style.stroke(canvas, style.INK, max(size * _PEN, 0.8))
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for stroke in strokes:
        points = [(x + point[0] * scale, top - point[1] * scale) for point in stroke]
        if points:
            _draw_line(canvas.beginPath(), points, canvas)
    canvas.restoreState()
    return height


def _draw_line(path: Any, points: list[tuple[float, float]], canvas: Any) -> None:
    """Draw a smooth line: curves between the middles of neighbouring points."""
    here = points[0]
    path.moveTo(*here)
    for control, after in pairwise(points[1:]):
        middle = ((control[0] + after[0]) / 2, (control[1] + after[1]) / 2)
        path.curveTo(*_third(here, control), *_third(middle, control), *middle)
        here = middle
    path.lineTo(*points[-1])
    canvas.drawPath(path, stroke=1, fill=0)


def _third(end: tuple[float, float], control: tuple[float, float]) -> tuple[float, float]:
    """Return the cubic control point that a quadratic curve has beside ``end``."""
    return (end[0] + 2 / 3 * (control[0] - end[0]), end[1] + 2 / 3 * (control[1] - end[1]))
