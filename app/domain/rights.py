"""What somebody can ask about their personal information, and how the desk knew who asks (PIPL)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class RightAsked(StrEnum):
    """What is asked for (PIPL art. 15, 45 to 48)."""

    COPY = "copy"
    CORRECTION = "correction"
    ERASURE = "erasure"
    WITHDRAWAL = "withdrawal"
    EXPLANATION = "explanation"


class IdentityCheck(StrEnum):
    """How the desk made sure who asks; no copy of a document is ever kept for it."""

    KNOWN_AT_DESK = "known_at_desk"
    DOCUMENT_SEEN = "document_seen"
    CALLED_BACK = "called_back"


@dataclass(frozen=True)
class PackageFile:
    """A file that goes with the package; its name says nothing about anybody."""

    name: str
    data: bytes


@dataclass(frozen=True)
class PersonalPackage:
    """Everything held of one person, table by table, as plain JSON values."""

    company: str
    project_name: str
    desk_phone: str
    timezone: str
    made_at: datetime
    made_by: str
    records: Mapping[str, Sequence[Mapping[str, Any]]]
    files: tuple[PackageFile, ...]

    def plain(self) -> dict[str, Any]:
        """Return what the JSON file of the package holds."""
        return {
            "company": self.company,
            "project": self.project_name,
            "made_at": self.made_at.isoformat(),
            "records": {name: list(rows) for name, rows in self.records.items()},
            "files": [file.name for file in self.files],
        }
