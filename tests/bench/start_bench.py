"""Start to the first painted unlock screen, against an empty PySide6 window."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from app.services.setup import NewProject, create_store

_EMPTY = """
import time; begun = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.perf_counter() - begun, flush=True)
        import os; os._exit(0)
app = QApplication([])
window = Window(); window.show(); app.exec()
"""

_DESK = """
import time; begun = time.perf_counter()
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication
from ui.desk_program import make_program
from ui.preferences import Preferences
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.objectName() == "unlockScreen":
            watched.removeEventFilter(self)
            print(time.perf_counter() - begun, flush=True)
            import os; os._exit(0)
        return False
app = QApplication([])
painted = Painted()
folder = Path(sys.argv[1])
settings = QSettings(str(folder / "preferences.ini"), QSettings.Format.IniFormat)
program = make_program(app, folder, Preferences(settings))
app.installEventFilter(painted)
program.start(); app.exec()
"""


def start_sides(folder: Path) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return both sides; each starts a process that tells the seconds until it painted."""
    store = folder / "start"
    fresh = create_store(
        store,
        company="Bench",
        project=NewProject("CH", "Bench"),
        administrator="Bench",
        password="lake lantern seven",
        agreement=None,
    )
    fresh.store.close()
    return lambda: _seconds(_DESK, store), lambda: _seconds(_EMPTY, store)


def _seconds(program: str, folder: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return float(done.stdout.split()[-1])
