"""The rights of a person, served from their page with real clicks and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.rights import IdentityCheck, RightAsked
from db.models import Case, Customer, Erasure, LegalHold
from tests.ui.at_the_desk import WANG, Person
from ui.rights.rights_card import RightsCard

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def _wang(session: Session) -> str:
    return session.scalars(select(Customer.id).where(Customer.name == WANG)).one()


def focus_on(person: Person, name: str) -> None:
    """Put the cursor into a box of a dialog, once the dialog is the active window."""
    box = person.find(name)
    box.setFocus()
    person.until(box.hasFocus)


@pytest.fixture
def card(person: Person) -> RightsCard:
    """Return the card of Mrs Wang, on her page."""
    person.session.show_area("customers")
    customers = person.session.customers
    customers.show_person(person.program.workspace().read(_wang))
    shown = customers.findChild(RightsCard, "rightsCard")
    assert isinstance(shown, RightsCard)
    person.until(lambda: shown.view is not None)
    return shown


def test_a_request_is_taken_and_stands_on_the_card(person: Person, card: RightsCard) -> None:
    person.click(card.request_button)
    person.click(person.chip("rightsAsked", RightAsked.COPY))
    person.click(person.chip("rightsIdentity", IdentityCheck.KNOWN_AT_DESK))
    focus_on(person, "rightsWords")
    person.type("a copy please")
    person.click(person.find("rightsRequestDo"))
    person.until(lambda: bool(card.view and card.view.requests))
    (case,) = person.rows(Case)
    assert str(case["number"]).startswith("XX-")


def test_a_request_without_words_is_not_taken(person: Person, card: RightsCard) -> None:
    person.click(card.request_button)
    person.click(person.chip("rightsAsked", RightAsked.COPY))
    person.click(person.chip("rightsIdentity", IdentityCheck.KNOWN_AT_DESK))
    person.click(person.find("rightsRequestDo"))
    person.until(lambda: person.sees("rightsWordsError"))
    assert person.rows(Case) == []


def test_the_package_is_written_into_the_chosen_folder(
    person: Person, card: RightsCard, tmp_path: Path
) -> None:
    card.make_package(tmp_path)
    person.until(lambda: bool(list(tmp_path.glob("personal-information-*/*.pdf"))))
    person.until(card.package_button.isEnabled)
    assert not any("王" in path.name for path in tmp_path.rglob("*"))


def test_a_hold_is_placed_and_released(person: Person, card: RightsCard) -> None:
    person.click(card.hold_button)
    focus_on(person, "holdReason")
    person.type("court")
    person.click(person.find("legalHoldDo"))
    person.until(lambda: bool(card.view and card.view.holds))
    person.until(lambda: person.sees("releaseHold"))
    person.click(person.find("releaseHold"))
    person.until(lambda: bool(card.view and not card.view.holds))
    (hold,) = person.rows(LegalHold)
    assert hold["released_at"] is not None


def test_nobody_is_erased_before_the_word_is_typed(person: Person, card: RightsCard) -> None:
    person.click(card.erase_button)
    person.until(lambda: bool(person.find("eraseGoes").accessibleName()))
    assert not person.find("erasePersonDo").isEnabled()
    confirmation = person.find("eraseConfirmation")
    assert isinstance(confirmation, QLineEdit)
    person.until(confirmation.hasFocus)
    person.enter()
    assert person.rows(Erasure) == []


def test_a_person_is_erased_by_typing_the_word(person: Person, card: RightsCard) -> None:
    person.click(card.erase_button)
    person.until(lambda: bool(person.find("eraseGoes").accessibleName()))
    focus_on(person, "eraseConfirmation")
    person.type("erase")
    person.enter()
    person.until(lambda: bool(card.view and card.view.erased_at))
    assert WANG not in str(person.rows(Customer))
    assert not card.erase_button.isVisible()


def test_a_hold_keeps_the_erasure_shut(person: Person, card: RightsCard) -> None:
    person.click(card.hold_button)
    focus_on(person, "holdReason")
    person.type("court")
    person.click(person.find("legalHoldDo"))
    person.until(lambda: bool(card.view and card.view.holds))
    person.click(card.erase_button)
    person.until(lambda: person.sees("erasePersonError"))
    focus_on(person, "eraseConfirmation")
    person.type("erase")
    assert not person.find("erasePersonDo").isEnabled()
