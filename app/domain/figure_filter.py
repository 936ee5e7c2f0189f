"""Which complaints a period's figures are narrowed to on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.terms import Severity, Source


@dataclass(frozen=True)
class FigureFilter:
    """Every part that is set must be true of a complaint; nothing set leaves all of them.

    ``building`` is a building's id, ``""`` for complaints without one; ``category`` a code of the
    top level.
    """

    building: str | None = None
    category: str | None = None
    severity: Severity | None = None
    source: Source | None = None

    @property
    def is_empty(self) -> bool:
        """Whether all complaints are meant."""
        return self == FigureFilter()

    def takes(self, *, building: str, category: str, severity: Severity, source: Source) -> bool:
        """Return whether a complaint with these values is meant."""
        return (
            self.building in (None, building)
            and self.category in (None, category)
            and self.severity in (None, severity)
            and self.source in (None, source)
        )
