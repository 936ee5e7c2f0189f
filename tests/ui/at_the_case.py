"""Before the page of one case: short ways to it, its forms and what the store then holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.terms import Cause, Channel, Validity
from app.domain.visit_flow import CustomerDraft
from app.services import case_work
from app.services.case_views import CasePageView, case_page
from tests.integration.receptions import NOW, Desk
from ui.cases.case_page import CasePage
from ui.cases.verb_form import VerbForm
from ui.context import DeskContext

LATER = NOW + timedelta(minutes=20)
CONTROL = Qt.KeyboardModifier.ControlModifier
WANG = CustomerDraft(name="王秀兰", phone="13800006027")


def settle(qtbot: QtBot, context: DeskContext) -> None:
    """Wait until everything asked for has come."""
    qtbot.waitUntil(lambda: not context.runner.busy)


def shown(qtbot: QtBot, context: DeskContext, case_id: str) -> CasePage:
    """Show the page of a case, read."""
    page = CasePage(context, case_id)
    qtbot.addWidget(page)
    page.resize(1274, 708)
    with qtbot.waitActive(page):
        page.show()
    settle(qtbot, context)
    return page


def stored(desk: Desk, case_id: str) -> CasePageView:
    """The case as the store has it."""
    view = desk.read(case_page, case_id=case_id)
    assert isinstance(view, CasePageView)
    return view


def click(qtbot: QtBot, page: CasePage, name: str) -> None:
    """Click on the button of that name."""
    button = page.findChild(QPushButton, name)
    assert button is not None, name
    # A widget added to a layout that is seen already is shown by the event loop.
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def press(qtbot: QtBot, page: CasePage, verb: str) -> VerbForm:
    """Open the form of a way to carry on."""
    click(qtbot, page, f"verb_{verb}")
    form = page.carry_on.open_form
    assert form is not None
    return form


def chip(page: CasePage, name: str) -> QPushButton:
    """A chip by its object name."""
    found = page.findChild(QPushButton, name)
    assert found is not None, name
    return found


def notice(page: CasePage, key: str) -> str:
    """What the banner says about a matter."""
    row = page.findChild(QFrame, f"notice_{key}")
    assert row is not None, key
    assert row.isVisible()
    return row.accessibleName()


def begin(desk: Desk, case_id: str, at: datetime = NOW + timedelta(minutes=1)) -> None:
    """Assess a case and begin work on it."""
    assessed = {"validity": Validity.VALID, "cause": Cause.EQUIPMENT}
    desk.write(case_work.assess, case_id=case_id, now=at, **assessed)
    desk.write(case_work.begin_work, case_id=case_id, now=at + timedelta(minutes=1))


def wait(
    desk: Desk, case_id: str, until: datetime = LATER + timedelta(days=1), words: str = "parts"
) -> None:
    """Let a case that is worked on wait for parts."""
    desk.write(
        case_work.wait,
        case_id=case_id,
        words=words,
        wake_at=until,
        told="told",
        channel=Channel.PHONE,
        now=NOW + timedelta(minutes=5),
    )


def resolve(desk: Desk, case_id: str, at: datetime = NOW + timedelta(minutes=5)) -> None:
    """Answer a case so that the customer accepts."""
    answer = {"remedy": "rail shoes replaced", "channel": Channel.PHONE, "accepted": True}
    desk.write(case_work.resolve, case_id=case_id, now=at, **answer)
