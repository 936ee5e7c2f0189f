"""While screens are made, none of their parts flashes up as a window of its own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.at_the_desk import Person

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class ShownWindows(QObject):
    """Writes down every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(f"{type(watched).__name__} {watched.objectName()}".strip())
        return False


@pytest.mark.parametrize("area", ["cases", "customers", "reports", "feedback", "settings"])
def test_no_part_of_an_area_comes_up_as_a_window(person: Person, area: str) -> None:
    shown = ShownWindows()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(shown)
    person.session.show_area(area)
    person.settle()
    application.removeEventFilter(shown)
    assert shown.names == []
