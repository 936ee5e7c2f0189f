"""A signature as lines of a pen: what the pad may hand over, and what counts as signed.

A point is ``[x, y, ms]``: thousandths of the pad's width from its left and upper edge, and
milliseconds since the pen first touched the pad.  A stroke is a list of points, from pen down to
pen up.  How somebody signed in time is part of the evidence; pressure is not kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import pairwise
from math import hypot, isfinite

from app.domain.errors import Problem, UserFacingError

Strokes = list[list[list[int]]]

FULL_WIDTH = 1000
"""Thousandths: the right edge of the pad."""
PAD_RATIO = 0.36
"""Height of the pad as a part of its width."""
FULL_HEIGHT = round(FULL_WIDTH * PAD_RATIO)
MOST_STROKES = 400
MOST_POINTS = 12_000
LONGEST_MS = 600_000
LEAST_INK = 80
"""Thousandths of the pad's width that a pen must travel before it can be a name."""


def clean_strokes(raw: object) -> Strokes:
    """Return the strokes inside the pad's bounds, without points that say nothing new.

    Raises:
        UserFacingError: there is no signature on the pad, or more than any signature holds.
        ValueError: this is no list of strokes at all.
    """
    strokes = [_clean_stroke(stroke) for stroke in _listed(raw)]
    strokes = [stroke for stroke in strokes if stroke]
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        raise UserFacingError(Problem.SIGNATURE_TOO_LONG)
    if not looks_signed(strokes):
        raise UserFacingError(Problem.SIGNATURE_MISSING)
    return strokes


def looks_signed(strokes: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Return whether the pen travelled far enough for more than a dot or a slip of the hand."""
    return sum(_length(stroke) for stroke in strokes) >= LEAST_INK


def strokes_hash(strokes: Strokes) -> str:
    """Return the SHA-256 of the strokes in their one written form, as hexadecimal."""
    written = json.dumps(strokes, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _listed(raw: object) -> list[object]:
    if not isinstance(raw, (list, tuple)):
        raise ValueError("strokes are lists")  # noqa: TRY004 - one kind of error for all of it
    return list(raw)


def _clean_stroke(raw: object) -> list[list[int]]:
    points: list[list[int]] = []
    for point in _listed(raw):
        numbers = _listed(point)
        if len(numbers) != 3 or not all(_is_number(number) for number in numbers):
            raise ValueError("a point is x, y and milliseconds")
        x, y, ms = (round(number) for number in numbers if isinstance(number, (int, float)))
        cleaned = [
            min(max(x, 0), FULL_WIDTH),
            min(max(y, 0), FULL_HEIGHT),
            min(max(ms, 0), LONGEST_MS),
        ]
        if not points or cleaned[:2] != points[-1][:2]:
            points.append(cleaned)
    return points


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _length(stroke: Sequence[Sequence[int]]) -> float:
    return sum(
        hypot(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(stroke)
    )
