"""Supervisors see who looked at a customer, and what was unusual in it (clause 5-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.terms import AccessReason, Role
from app.domain.unusual_reading import UnusualKind
from app.domain.visit_flow import CustomerDraft
from app.services.customers import keep_customer
from app.services.reveal import reveal_customer
from tests.integration.receptions import NOW, Desk
from ui.confidentiality.access_card import AccessCard
from ui.confidentiality.access_dialog import CustomerLogDialog, StaffLogDialog
from ui.confidentiality.home_reading import ReadingStrip
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen

pytest_plugins = ("tests.ui.case_fixtures",)
pytestmark = [
    pytest.mark.clause("5-3"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]
LEFT = Qt.MouseButton.LeftButton
NIGHT = NOW - timedelta(hours=8)


@pytest.fixture
def wang(desk: Desk) -> str:
    """Keep 王秀兰, shown in full twice, once of it at night; return her id."""
    draft = CustomerDraft(name="王秀兰", title="女士")
    kept = desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
    for at in (NIGHT, NOW):
        desk.write(reveal_customer, customer_id=kept, reason=AccessReason.CALL_BACK, now=at)
    return str(kept)


def settle(qtbot: QtBot, context: DeskContext) -> None:
    qtbot.waitUntil(lambda: not context.runner.busy)


def as_receptionist(context: DeskContext) -> DeskContext:
    return replace(context, actor=replace(context.actor, role=Role.RECEPTIONIST))


def test_the_card_counts_and_names_the_newest(
    qtbot: QtBot, context: DeskContext, desk: Desk, wang: str
) -> None:
    card = AccessCard(context)
    qtbot.addWidget(card)
    card.show_customer(wang)
    settle(qtbot, context)
    assert not card.isHidden()
    assert card.count_label.text() == "30 days: 2"
    lines = [one.text() for one in card.findChildren(QLabel, "accessWhat")]
    assert lines == [f"{desk.actor.name} showed name and phone"] * 2
    newest = card.findChildren(QLabel, "accessWhen")[0].text()
    assert newest == "today 10:40 · Call back"


def test_a_receptionist_sees_no_card_and_no_strip(
    qtbot: QtBot, context: DeskContext, wang: str
) -> None:
    context = as_receptionist(context)
    card, strip = AccessCard(context), ReadingStrip(context)
    for widget in (card, strip):
        qtbot.addWidget(widget)
    card.show_customer(wang)
    strip.refresh()
    settle(qtbot, context)
    assert card.isHidden()
    assert strip.isHidden()


def test_the_whole_log_is_printed(qtbot: QtBot, context: DeskContext, wang: str) -> None:
    dialog = CustomerLogDialog(context, wang)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, context)
    assert dialog.title_label.text() == "Who looked at 王女士?"
    assert dialog.table.model().rowCount() == 2
    papers: list[PaperScreen] = []
    dialog.paper_ready.connect(papers.append)
    qtbot.mouseClick(dialog.print_button, LEFT)
    settle(qtbot, context)
    (paper,) = papers
    qtbot.addWidget(paper)
    assert not dialog.isVisible()


def test_the_log_of_a_staff_member_is_chosen_by_name(
    qtbot: QtBot, context: DeskContext, desk: Desk, wang: str
) -> None:
    dialog = StaffLogDialog(context)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, context)
    settle(qtbot, context)
    assert dialog.staff_box.itemText(0) == f"{desk.actor.name} · 30 days: 2"
    qtbot.waitUntil(lambda: dialog.table.model() is not None)
    assert dialog.table.model().index(0, 2).data() == "王**"


def test_what_is_unusual_stands_on_the_desk_until_it_is_seen(
    qtbot: QtBot, context: DeskContext, desk: Desk, wang: str
) -> None:
    strip = ReadingStrip(context)
    qtbot.addWidget(strip)
    strip.show()
    strip.refresh()
    settle(qtbot, context)
    assert [one.what.kind for one in strip._waiting] == [UnusualKind.OUTSIDE_HOURS]
    assert strip.words.text().startswith(
        f"{desk.actor.name} saw a customer in full outside office hours"
    )
    seen = strip.findChild(QPushButton, "readingSeen")
    assert seen is not None
    qtbot.waitUntil(seen.isVisible)
    qtbot.mouseClick(seen, LEFT)
    settle(qtbot, context)
    qtbot.waitUntil(strip.isHidden)
