"""What every test of the screens may count on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    """Dress the application as people see it, whichever test of a worker comes first.

    Sizes depend on fonts and style sheet: a test of the room that parts take would say one thing
    alone and another after its neighbours.
    """
    theme.load_fonts(qapp)
    theme.apply_theme(qapp, "light")
