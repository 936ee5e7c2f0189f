"""Remember what was made from which inputs, so that nothing is made twice.

A stamp is a small JSON file written last, after everything it speaks for is complete.  It holds
the digest of the inputs and the size of each file made; a missing or changed one means 'make it
again'.  Standard library only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """Return one digest of the contents of ``files`` (a missing one counts as such) and ``words``.

    Line ends do not count: a check-out on Windows gives the same digest.
    """
    total = hashlib.sha256()
    for path in files:
        try:
            content = path.read_bytes().replace(b"\r\n", b"\n")
        except FileNotFoundError:
            content = b"\0missing"
        total.update(path.name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    for word in words:
        total.update(b"\0word\0" + word.encode())
    return total.hexdigest()


@dataclass(frozen=True)
class Stamp:
    """The record of one thing made: where it is kept and what stands in it."""

    path: Path

    def fits(self, inputs: str) -> bool:
        """Return whether everything made from ``inputs`` is still there."""
        try:
            record = json.loads(self.path.read_text(encoding="utf-8"))
            return record["inputs"] == inputs and all(
                (self.path.parent / name).stat().st_size == size
                for name, size in record["files"].items()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    def write(self, inputs: str, made: Iterable[Path] = ()) -> None:
        """Record that ``made`` now stands for ``inputs``; to be called last."""
        record = {
            "inputs": inputs,
            "files": {
                path.relative_to(self.path.parent).as_posix(): path.stat().st_size
                for path in sorted(made)
            },
        }
        half_made = self.path.with_suffix(".part")
        half_made.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8", newline="\n")
        half_made.replace(self.path)

    def remove(self) -> None:
        """Forget the record before the thing is made anew."""
        self.path.unlink(missing_ok=True)
