"""What is given to somebody outside is recorded on the customer's page, by keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.disclosures import DisclosedField
from app.domain.terms import Channel, DisclosureBasis
from db.models import Customer, Disclosure
from tests.ui.at_the_desk import WANG, Person
from ui.disclosures.disclosure_card import DisclosureCard
from ui.disclosures.disclosure_form import DisclosureForm
from ui.papers.paper_screen import PaperScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = [
    pytest.mark.clause("5-3"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]


def _wang(session: Session) -> str:
    return session.scalars(select(Customer.id).where(Customer.name == WANG)).one()


@pytest.fixture
def card(person: Person) -> DisclosureCard:
    """Return the card of Mrs Wang, on her page."""
    person.session.show_area("customers")
    customers = person.session.customers
    customers.show_person(person.program.workspace().read(_wang))
    person.settle()
    shown = customers.findChild(DisclosureCard, "disclosureCard")
    assert isinstance(shown, DisclosureCard)
    return shown


def opened(person: Person, card: DisclosureCard) -> DisclosureForm:
    """Open the form and return it."""
    card.record_button.click()
    person.until(lambda: card.form is not None)
    assert card.form is not None
    person.until(card.form.to_whom.hasFocus)
    return card.form


def choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(box.findData(value))


def fill(person: Person, form: DisclosureForm) -> None:
    """Fill in everything."""
    person.type("police")
    form.why.setFocus()
    person.type("stolen bicycle")
    form.fields.set_values((DisclosedField.NAME, DisclosedField.PHONE))
    choose(form.basis, DisclosureBasis.LEGAL_DUTY.value)
    form.ground.setFocus()
    person.type("written request of 23 November")
    choose(form.channel, Channel.IN_PERSON.value)


def test_a_disclosure_is_recorded_and_stands_on_the_card(
    person: Person, card: DisclosureCard
) -> None:
    form = opened(person, card)
    fill(person, form)
    form.channel.setFocus()
    person.submit()
    person.until(lambda: card.form is None)
    person.settle()
    (row,) = person.rows(Disclosure)
    assert (row["to_whom"], row["fields"]) == ("police", ["name", "phone"])
    person.until(lambda: person.sees("disclosureLine"))


def test_what_is_missing_is_said_beside_its_field(person: Person, card: DisclosureCard) -> None:
    form = opened(person, card)
    person.submit()
    person.until(lambda: bool(form.rows["to_whom"].error))
    assert person.rows(Disclosure) == []


def test_without_a_consent_the_form_says_to_ask_first(person: Person, card: DisclosureCard) -> None:
    form = opened(person, card)
    choose(form.basis, DisclosureBasis.CONSENT.value)
    person.until(form.rows["consent_id"].isVisible)
    assert not form.rows["ground_words"].isVisible()
    assert form.consent.count() == 1


def test_escape_leaves_the_form_with_nothing_recorded(person: Person, card: DisclosureCard) -> None:
    fill(person, opened(person, card))
    person.press(Qt.Key.Key_Escape)
    person.settle()
    assert card.form is None
    assert person.rows(Disclosure) == []


def test_the_list_is_shown_as_a_paper(person: Person, card: DisclosureCard) -> None:
    card.print_button.click()
    person.until(lambda: isinstance(person.program.window.current_screen, PaperScreen))
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)


def test_the_list_of_the_project_is_shown_from_the_settings(person: Person) -> None:
    person.session.show_area("settings")
    settings = person.session.settings
    settings.show_section("confidentiality")
    settings.confidentiality.disclosures.print_button.click()
    person.until(lambda: isinstance(person.program.window.current_screen, PaperScreen))
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)
