"""Telling a scanner that types a receipt's code from a person at the keys.

A keyboard wedge scanner sends its characters within a few hundredths of a second of each other and
ends with Enter.  No clock is read here: the times come with the characters.
"""

from __future__ import annotations

from enum import Enum, auto

from app.domain.case_numbers import LEAST_SCAN, could_become_scan, read_scan

GAP_SECONDS = 0.035
"""The longest pause between two characters of a scanner."""


class Taken(Enum):
    """What became of one character."""

    PASSED = auto()
    """It is nobody's business here; what was held before it is to be given back first."""
    HELD = auto()
    """It may belong to a scan, so it is kept back until that is known."""
    COMPLETE = auto()
    """It was the Enter at the end of a scan; :attr:`ScanBurst.text` is the code."""


class ScanBurst:
    """Follows the characters as they come; the first of a burst is never held back."""

    def __init__(self) -> None:
        self.text = ""
        self._last_at = 0.0

    def take(self, character: str, at: float) -> Taken:
        r"""Take one character (``\r`` for Enter) that came ``at`` seconds of any steady clock."""
        goes_on = bool(self.text) and at - self._last_at <= GAP_SECONDS
        so_far = self.text if goes_on else ""
        if character == "\r":
            if len(so_far) >= LEAST_SCAN and read_scan(so_far) is not None:
                return Taken.COMPLETE
            self.forget()
            return Taken.PASSED
        if could_become_scan(so_far + character):
            self.text, self._last_at = so_far + character, at
            return Taken.HELD if so_far else Taken.PASSED
        self.forget()
        if so_far and could_become_scan(character):
            self.text, self._last_at = character, at
        return Taken.PASSED

    def forget(self) -> None:
        """Begin anew: the burst was none, or it has been read."""
        self.text = ""
