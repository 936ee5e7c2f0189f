"""Which cases of the list are chosen; chosen is more than looked at, so arrows leave it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, Signal


class CaseMarks(QObject):
    """A set of case ids that says ``changed``; what is no longer listed is no longer chosen."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A dictionary keeps the order in which they were chosen.
        self._ids: dict[str, None] = {}

    def __contains__(self, case_id: object) -> bool:
        return case_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._ids))

    def toggle(self, case_id: str) -> None:
        """Choose a case, or no longer."""
        if case_id in self._ids:
            del self._ids[case_id]
        else:
            self._ids[case_id] = None
        self.changed.emit()

    def set(self, case_ids: Iterable[str]) -> None:
        """Choose exactly these."""
        wanted = dict.fromkeys(case_ids)
        if wanted.keys() != self._ids.keys():
            self._ids = wanted
            self.changed.emit()

    def keep(self, listed: Iterable[str]) -> None:
        """Choose only what is still listed."""
        if self._ids:
            known = set(listed)
            self.set(case_id for case_id in self._ids if case_id in known)

    def clear(self) -> None:
        """Choose nothing."""
        self.set(())
