"""The feedback analysis at the desk: by keys, for those who may read it, with nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.domain.periods import Period, PeriodKind
from app.domain.permissions import Actor
from app.domain.terms import EnteredBy, RatingAnswer, RatingReason, Role
from app.domain.visit_flow import CustomerDraft, RatingDraft
from app.services.reporting import list_projects
from tests.integration.receptions import COMPLAINT, ENQUIRY, NO_ANSWER, VERY_SATISFIED, Desk
from tests.ui.at_the_desk import WANG, Person, opened, running
from ui.cases.case_page import CasePage
from ui.feedback.feedback_screen import FeedbackScreen
from ui.feedback_screens import FeedbackScreens
from ui.papers.paper_screen import PaperScreen
from ui.widgets.chart import Chart
from ui.widgets.figure_card import FigureCard

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ANGRY = RatingDraft(
    RatingAnswer.SCORED, 1, (RatingReason.SPEED,), f"{WANG}等了三天，打13800006027没人接"
)
RELAYED = RatingDraft(RatingAnswer.SCORED, 5, entered_by=EnteredBy.STAFF_RELAY)
HOME = CustomerDraft(anonymous=True)


@pytest.fixture
def rated_folder(desk_folder: Path) -> Path:
    """Return the folder of a desk at which four customers were asked today."""
    with opened(desk_folder) as workspace:
        assert workspace.actor is not None
        desk = Desk(workspace, workspace.read(list_projects)[0], workspace.actor)
        now = datetime.now(UTC)
        leak = replace(COMPLAINT, own_words=f"{WANG}家车库漏水")
        for need, rating in (
            (ENQUIRY, VERY_SATISFIED),
            (ENQUIRY, RELAYED),
            (leak, ANGRY),
            (leak, NO_ANSWER),
        ):
            desk.receive(need, now=now, rating=rating)
    return desk_folder


@pytest.fixture
def reader(qapp: QApplication, rated_folder: Path) -> Iterator[Person]:
    """Return an administrator who has gone to 'Supervision'."""
    with running(qapp, rated_folder) as program:
        person = Person(program)
        person.unlock()
        go(person)
        yield person


def go(person: Person) -> None:
    """Press the area's button in the rail."""
    person.click(person.find("nav_feedback"))
    person.settle()


def screen(person: Person) -> FeedbackScreen:
    """Return the screen that is seen."""
    found = person.program.window.current_screen
    assert isinstance(found, FeedbackScreen)
    return found


def figure(person: Person, name: str) -> str:
    """Return the figure on a card."""
    card = person.find(name)
    assert isinstance(card, FigureCard)
    return card.figure


def go_to_page(person: Person, digit: str) -> None:
    """Walk to the pages by Tab and choose one by its digit."""
    here = screen(person)
    for _ in range(40):
        if here.pages.isAncestorOf(person.focus):
            break
        person.press(Qt.Key.Key_Tab)
    person.type(digit)
    person.settle()


@pytest.mark.clause("6-3")
def test_it_opens_on_the_running_month_with_its_figures(reader: Person) -> None:
    assert screen(reader).period.kind is PeriodKind.MONTH
    assert figure(reader, "feedbackRatings") == "3"
    assert figure(reader, "feedbackSatisfaction") == "66.7%"
    assert figure(reader, "feedbackLow") == "1"
    assert figure(reader, "feedbackNoAnswer") == "1"
    assert figure(reader, "feedbackRelayed") == "1"


def test_few_ratings_are_said_to_be_few(reader: Person) -> None:
    card = reader.find("feedbackSatisfaction")
    assert isinstance(card, FigureCard)
    assert card.accessibleDescription() == "66.7% 2/3 · few"


@pytest.mark.clause("3-3")
def test_a_word_opens_exactly_its_complaints_by_keys(reader: Person) -> None:
    go_to_page(reader, "2")
    reader.go_to("wordBars")
    assert "漏水: 2" in reader.focus.accessibleDescription()
    reader.press(Qt.Key.Key_Down)
    reader.enter()
    assert reader.program.window.current_key == "cases"
    assert reader.session.cases.model.rowCount() == 2
    assert "漏水" in reader.session.cases.model.wanted.cases_words or "车库" in (
        reader.session.cases.model.wanted.cases_words
    )


def test_what_a_customer_wrote_opens_its_case_by_enter(reader: Person) -> None:
    go_to_page(reader, "3")
    reader.go_to("saidTable")
    reader.enter()
    assert isinstance(reader.program.window.current_screen, CasePage)
    reader.escape()
    assert isinstance(reader.program.window.current_screen, FeedbackScreen)


@pytest.mark.clause("5-3")
def test_no_page_and_no_tooltip_shows_a_name_or_a_phone(reader: Person) -> None:
    for digit in "12345":
        go_to_page(reader, digit)
        texts = list(shown_texts(screen(reader)))
        assert not [text for text in texts if WANG in text or "13800006027" in text]
    assert "王**等了三天" in screen(reader).said_page.words.content.text


def shown_texts(window: QWidget) -> Iterator[str]:
    """Yield every text of a window, those for screen readers and tooltips too."""
    for widget in window.findChildren(QWidget):
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
        if isinstance(widget, QLabel):
            yield widget.text()
        if isinstance(widget, Chart):
            yield from (part.words for part in widget.parts())


@pytest.mark.clause("6-3")
def test_too_few_answers_name_nobody_of_the_staff(reader: Person) -> None:
    go_to_page(reader, "4")
    label = reader.find("feedbackTooFew")
    assert isinstance(label, QLabel)
    assert label.text() == "Too few answers: 2 ratings of others, who are not named."
    assert not reader.sees("feedbackByStaff")


def test_an_empty_period_says_so_and_leads_back(reader: Person) -> None:
    reader.press(Qt.Key.Key_PageUp)
    reader.settle()
    assert reader.sees("emptyFeedback")
    reader.click(reader.find("emptyFeedbackAction"))
    reader.settle()
    assert figure(reader, "feedbackRatings") == "3"


def test_another_length_of_period_is_chosen_by_the_chips(reader: Person) -> None:
    reader.click(screen(reader).picker.kinds.chip(PeriodKind.YEAR))
    reader.settle()
    assert screen(reader).period == Period.containing(
        PeriodKind.YEAR, datetime.now(UTC).astimezone(reader.session.context.zone).date()
    )
    assert figure(reader, "feedbackRatings") == "3"


def test_the_paper_is_made_and_back_returns_here(reader: Person) -> None:
    reader.go_to("feedbackPreview")
    reader.enter()
    paper = reader.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    reader.until(lambda: paper.ready)
    reader.escape()
    assert isinstance(reader.program.window.current_screen, FeedbackScreen)


@pytest.mark.clause("4.3-4")
def test_a_finding_says_what_the_page_shows(reader: Person) -> None:
    asked: list[tuple[str, str, dict[str, str]]] = []
    screen(reader).finding_requested.connect(lambda *finding: asked.append(finding))
    go_to_page(reader, "2")
    period = screen(reader).period
    reader.click(screen(reader).finding_button)
    reader.settle()
    ((section, figure_name, scope),) = asked
    assert (section, figure_name) == ("complaint_words", "new")
    assert scope["period"] == str(period)
    assert "漏水 2" in scope["words"]


@pytest.mark.clause("5-3")
def test_a_receptionist_has_no_such_area(reader: Person) -> None:
    window, context = reader.program.window, reader.session.context
    actor: Actor = replace(context.actor, role=Role.RECEPTIONIST)
    others = FeedbackScreens(window, replace(context, actor=actor), reader.session)
    assert not reader.sees("nav_feedback")
    others.prepare("feedback")
    assert others.screen is None


def test_f1_opens_its_page_of_the_manual(reader: Person) -> None:
    asked: list[str] = []
    reader.program.window.manual_requested.connect(asked.append)
    reader.press(Qt.Key.Key_F1)
    assert asked == ["feedback"]


def test_words_still_on_their_way_never_come_to_another_period(reader: Person) -> None:
    here = screen(reader)
    here.show_page("words")
    here.show_page("overview")
    reader.press(Qt.Key.Key_PageUp)
    reader.settle()
    assert here.words_page.words is None
