"""A private folder for one paper in clear, wiped as soon as nobody looks at it."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
import weakref
from pathlib import Path

_PREFIX = "reception-paper-"
_STALE_SECONDS = 86_400


class PaperFolder:
    """Made on first use by the worker that fills it; once wiped it is never made again.

    Where the system has a folder in memory for each user, papers go there and never reach the disk.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._wiped = False
        self._finish: weakref.finalize[..., PaperFolder] | None = None

    @property
    def path(self) -> Path | None:
        """The folder, while there is one."""
        return self._path

    def make(self) -> Path:
        """Return the folder, readable by nobody else.

        Raises:
            OSError: it cannot be made, or was wiped meanwhile.
        """
        with self._lock:
            if self._wiped:
                raise FileNotFoundError(_PREFIX)
            if self._path is None:
                place = _place()
                _sweep(place)
                # mkdtemp gives the mode 0700.
                self._path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
                # Also when the program ends with the paper still in sight.
                self._finish = weakref.finalize(self, shutil.rmtree, self._path, True)
            return self._path

    def wipe(self) -> None:
        """Take the folder away with all that is in it."""
        with self._lock:
            self._wiped = True
            if self._finish is not None:
                self._finish()
            self._path = None


def _place() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.access(runtime, os.W_OK | os.X_OK):
        return Path(runtime)
    return Path(tempfile.gettempdir())


def _sweep(place: Path) -> None:
    """Take away what a killed program left; a day is longer than anybody looks at a paper."""
    for left in place.glob(f"{_PREFIX}*"):
        try:
            stale = time.time() - left.stat().st_mtime > _STALE_SECONDS
        except OSError:
            continue
        if stale and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
