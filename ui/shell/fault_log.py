"""Faults of the program, written down without anybody's data."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.version import VERSION

FAULT_LOG = "faults.log"
_MOST_BYTES = 256 * 1024


def write_fault(folder: Path, report: str) -> None:
    """Append a report made by ``ui.tasks.bug_report``; the oldest half goes when it grows long.

    A log that cannot be written is no second fault: the dialog shows the report all the same.
    """
    path = folder / FAULT_LOG
    with suppress(OSError):
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            kept = path.read_bytes()[-_MOST_BYTES // 2 :]
            path.write_bytes(kept)
        with path.open("a", encoding="utf-8") as log:
            path.chmod(0o600)
            log.write(f"{datetime.now(UTC).isoformat()} {VERSION}\n{report}\n\n")
