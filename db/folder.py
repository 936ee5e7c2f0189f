"""Where each file of a store lies inside its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StoreFolder:
    """The names in one data folder."""

    path: Path

    @property
    def database(self) -> Path:
        """The encrypted database; ``-wal`` and ``-shm`` appear beside it while it is open."""
        return self.path / "store.db"

    @property
    def keys(self) -> Path:
        """The key envelope."""
        return self.path / "keys.json"

    @property
    def lock(self) -> Path:
        """The file whose handle says that a copy of the program is running."""
        return self.path / "lock"

    @property
    def anchor(self) -> Path:
        """The last audit head this computer has seen."""
        return self.path / "anchor.json"

    @property
    def erasures(self) -> Path:
        """What was erased, by id, for when an older store is put back."""
        return self.path / "erasures.json"

    @property
    def ballast(self) -> Path:
        """Space set aside for saving the current form when the drive is full."""
        return self.path / "ballast"

    @property
    def backups(self) -> Path:
        """The local backups."""
        return self.path / "backups"

    @property
    def is_empty(self) -> bool:
        """Whether neither the database nor its keys are here: only then may set-up begin."""
        keys_prev = self.keys.with_name(self.keys.name + ".prev")
        return not (self.database.exists() or self.keys.exists() or keys_prev.exists())
