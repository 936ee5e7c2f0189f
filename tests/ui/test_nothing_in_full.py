"""No screen, notice, title, log or masked paper shows a customer's full name or phone (5-3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from sqlalchemy import select

from app.domain.terms import Channel
from app.domain.visit_flow import CustomerDraft
from app.reports import case_file, job_sheet, receipt
from app.services import case_papers, case_work, promises
from app.services.callers import add_caller
from app.services.receipts import visit_receipt
from app.services.reporting import list_projects
from db.models import Case, Customer
from tests.integration.case_on_paper import read as paper_text
from tests.integration.receptions import COMPLAINT, Desk, promised
from tests.ui.at_the_desk import WANG, WANG_PHONE, WANG_ROOM, Person, forget_deleted

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = [
    pytest.mark.clause("5-3"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]
CALLER, CALLER_PHONE = "王小龙", "13900001111"
SECRETS = (WANG, WANG_PHONE, CALLER, CALLER_PHONE)
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def _cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    # A list keeps its number of columns to itself.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from (str(index.data(role) or "") for role in _ROLES)
            yield from _cells(model, index)


def _said_by(widget: QWidget) -> Iterator[str]:
    yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, (QLabel, QLineEdit)):
        yield widget.text()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget.model(), QModelIndex())
    said = getattr(widget, "text", None)
    if isinstance(said, str):
        yield said
    elif callable(said):
        yield str(said())


def told_in_full(*secrets: str) -> list[tuple[str, str]]:
    """Return every widget that says one of the secrets, with what it says."""
    return [
        (f"{type(widget).__name__} {widget.objectName()}", words)
        for widget in QApplication.allWidgets()
        for words in _said_by(widget)
        if any(secret in words for secret in secrets or SECRETS)
    ]


def known(person: Person, name: str) -> str:
    found = person.program.workspace().read(
        lambda s: s.scalars(select(Customer.id).where(Customer.name == name)).one()
    )
    return str(found)


@pytest.fixture
def case_id(person: Person) -> str:
    """Return a complaint of hers, with everything that keeps a name: promise, caller, told log."""
    workspace = person.program.workspace()
    assert workspace.actor is not None
    now = datetime.now(UTC)
    desk = Desk(workspace, workspace.read(list_projects)[0], workspace.actor)
    _visit, (case,) = desk.register(
        promised(COMPLAINT, now + timedelta(hours=1)),
        customer=CustomerDraft(customer_id=known(person, WANG), name=WANG, title="女士"),
        now=now,
    )
    told = {"words": "on the way", "channel": Channel.PHONE, "to_whom": WANG}
    desk.write(case_work.tell_customer, case_id=case.case_id, now=now, **told)
    desk.write(
        promises.promise_customer,
        case_id=case.case_id,
        what="call back",
        who="Zhou",
        due_at=now + timedelta(hours=3),
        channel=Channel.PHONE,
        to_whom=f"{WANG} {WANG_ROOM}",
        now=now,
    )
    desk.write(
        add_caller,
        case_id=case.case_id,
        customer_id=known(person, CALLER),
        room_id=None,
        visit_id=None,
        words="here too",
        now=now,
    )
    return str(case.case_id)


def test_no_area_shows_a_name_or_phone_in_full(person: Person, case_id: str) -> None:
    session = person.session
    seen = []
    for area in ("desk", "cases", "customers", "reports", "feedback", "settings"):
        session.show_area(area)
        person.settle()
        seen += told_in_full()
    for section in session.settings.section_keys:
        session.settings.show_section(section)
        person.settle()
        seen += told_in_full()
    session.customers.show_person(known(person, WANG))
    session.window.show_screen("customers")
    person.settle()
    seen += told_in_full()
    session.open_case(case_id)
    person.settle()
    assert "王**" in "".join(words for _widget, words in told_in_full("王**"))
    seen += told_in_full()
    assert seen == []


def test_no_reception_shows_in_full_who_is_on_record(person: Person, case_id: str) -> None:
    person.begin()
    person.type("wxl")
    person.until(lambda: bool(told_in_full("138****6027")))
    person.settle()
    assert told_in_full() == []
    person.enter()
    assert told_in_full("王女士")
    assert told_in_full() == []
    person.session.show_area("cases")
    person.settle()
    person.session.look_up()
    person.settle()
    person.type(WANG_ROOM)
    person.enter()
    assert told_in_full("王**")
    assert told_in_full() == []


def test_a_visit_that_waits_shows_a_typed_name_masked(person: Person) -> None:
    person.begin()
    person.click(person.find("newCustomer"))
    person.settle()
    person.find("newName").setFocus()
    person.type("赵丽颖")
    person.until(lambda: person.draft.customer.name == "赵丽颖")
    person.reception.park.click()
    person.until(lambda: person.session.reception is None)
    person.settle()
    forget_deleted()
    assert told_in_full("赵**")
    assert told_in_full("赵丽颖") == []


def test_no_file_beside_the_store_holds_a_name_or_phone(
    person: Person, case_id: str, desk_folder: Path
) -> None:
    person.session.open_case(case_id)
    person.settle()
    person.lock()
    for path in desk_folder.parent.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for secret in SECRETS:
                assert secret.encode() not in data, path
                assert secret.encode("utf-16-le") not in data, path


def test_masked_papers_hold_no_name_or_phone(person: Person, case_id: str, tmp_path: Path) -> None:
    workspace, path = person.program.workspace(), tmp_path / "paper.pdf"
    shared = {"actor": workspace.actor, "case_id": case_id, "now": datetime.now(UTC)}
    visit_id = workspace.read(lambda s: s.get_one(Case, case_id).visit_id)
    job = workspace.write(
        case_papers.job_sheet, with_contact=False, photo_ids=[], lang="en", **shared
    )
    file = workspace.write(
        case_papers.case_file, in_full=False, with_pictures=False, lang="en", **shared
    )
    slip = workspace.read(visit_receipt, actor=workspace.actor, visit_id=visit_id)
    writers: tuple[Callable[[], object], ...] = (
        lambda: job_sheet.render(job, path, "en"),
        lambda: case_file.render(file, path, "en"),
        lambda: receipt.render(slip, path, "A5", "en"),
    )
    for write in writers:
        write()
        text = paper_text(path)
        assert not [secret for secret in SECRETS if secret in text]
