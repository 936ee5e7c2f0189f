from __future__ import annotations
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from db.models import *
from tests.ui.at_the_desk import Person
pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

def test_probe(person: Person) -> None:
    person.register()
    print(person.focus.objectName())
    person.ask()
    person.click(person.customer.rating.faces[5])
    person.settle()
    print(QApplication.focusWidget(), person.reception.satisfaction.rating)
    person.customer._back.setInterval(1); person.customer._back.start()
    person.until(lambda: not person.customer.isVisible())
    person.until(person.program.window.isActiveWindow)
    print(person.focus.objectName())
    person.enter()
    print(person.rows(Visit))
