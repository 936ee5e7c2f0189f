"""The reception fits the smallest screen, every control has a name, and Tab follows the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.domain.terms import Mood, RatingReason, VisitStep
from app.i18n import LANGUAGES
from tests.ui.at_the_desk import Person

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

# 1366 × 768 as it is, and what is left of it at 125 %.
SIZES = (QSize(1366, 768), QSize(1093, 614))
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QListWidget)


def walk(person: Person) -> Iterator[str]:
    """Walk through the states of the wizard that differ in what they show."""
    person.begin()
    yield "search"
    person.type("wang")
    person.until(lambda: person.sees("customerHits"))
    yield "hits"
    person.click(person.find("newCustomer"))
    yield "new customer"
    person.type("欧阳明月")
    person.enter()
    person.type("3")
    person.find("readBack")
    yield "complaint"
    person.submit()
    yield "complaint with errors"
    person.click(person.find("anotherNeed"))
    person.need("tidy", digit="4")
    person.click(person.chip("needTabs", 0))
    yield "two matters"
    person.click(person.find("removeNeed"))
    person.submit()
    yield "service"
    person.type("2")
    person.settle()
    person.until(lambda: person.sees("promiseWhat"))
    person.click(person.find("dueWhy"))
    yield "promise"
    person.click(person.chip("answeredNow", True))
    yield "answer"
    person.type("explained")
    person.submit()
    yield "satisfaction"
    person.click(person.find("ratingRelay"))
    person.click(person.chip("relayScore", 1))
    person.until(person.chip("relayReasons", RatingReason.SPEED).isVisible)
    yield "relayed rating"


def controls(root: QWidget) -> list[QWidget]:
    """Return what can be seen and touched within ``root``, without the insides of Qt's own."""
    return [
        w
        for kind in CONTROLS
        for w in root.findChildren(kind)
        if w.isVisible() and not w.objectName().startswith("qt_") and not _is_inside(w)
    ]


def _is_inside(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit)


def resized(person: Person, size: QSize) -> None:
    """Give the window exactly this size."""
    window = person.program.window
    window.showNormal()
    window.resize(size)
    person.until(lambda: window.size() == size)


def at_every_state(person: Person, look: Callable[[str], list[str]]) -> list[str]:
    """Look at every state of the wizard; return everything found wrong."""
    found: list[str] = []
    for state in walk(person):
        QApplication.processEvents()
        found += look(state)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_control_of_every_step_has_an_accessible_name(person: Person, lang: str) -> None:
    person.program.choose_language(lang)
    person.settle()

    def look(state: str) -> list[str]:
        return [
            f"{state}: {w.objectName() or w}"
            for w in controls(person.reception)
            if not w.accessibleName().strip() or "&" in w.accessibleName()
        ]

    assert at_every_state(person, look) == []


def test_every_control_of_the_reception_has_an_object_name(person: Person) -> None:
    def look(state: str) -> list[str]:
        return [f"{state}: {w}" for w in controls(person.reception) if not w.objectName()]

    assert at_every_state(person, look) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=["100 %", "125 %"])
def test_nothing_of_the_reception_is_wider_than_its_place(
    person: Person, size: QSize, lang: str
) -> None:
    person.program.choose_language(lang)
    person.settle()
    resized(person, size)

    def look(state: str) -> list[str]:
        wide = [
            f"{state}: {area.objectName() or 'page'} by {area.horizontalScrollBar().maximum()}"
            for area in person.reception.findChildren(QScrollArea)
            if area.isVisible() and area.horizontalScrollBar().maximum() > 0
        ]
        if person.program.window.size() != size:
            wide.append(f"{state}: the window grew to {person.program.window.size()}")
        return wide

    assert at_every_state(person, look) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_on_buttons_are_cut_on_the_smallest_screen(person: Person, lang: str) -> None:
    person.program.choose_language(lang)
    person.settle()
    resized(person, SIZES[1])

    def look(state: str) -> list[str]:
        return [
            f"{state}: {b.objectName()} {b.text()} {b.width()} < {b.minimumSizeHint().width()}"
            for b in person.reception.findChildren(QAbstractButton)
            if b.isVisible() and b.width() < b.minimumSizeHint().width()
        ]

    assert at_every_state(person, look) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_area_of_the_desk_is_wider_than_its_place_even_after_narrowing(
    person: Person, lang: str
) -> None:
    person.begin_without_name()
    person.type("3")
    person.type("lift")
    person.go_to("remedyWanted")
    person.type("repair")
    person.go_to("category")
    person.press(Qt.Key.Key_Down)
    person.click(person.chip("mood", Mood.CALM))
    person.click(person.find("readBack"))
    person.enter()
    person.answer()
    person.escape()
    person.reception.park.click()
    person.settle()
    person.program.choose_language(lang)
    person.settle()
    wide = []
    for area in ("desk", "cases", "reports", "settings"):
        person.click(person.find(f"nav_{area}"))
        person.settle()
        for size in SIZES:
            resized(person, size)
            QApplication.processEvents()
            wide += [
                f"{area}: {part.objectName()} by {part.horizontalScrollBar().maximum()}"
                for part in person.program.window.findChildren(QScrollArea)
                if part.isVisible() and part.horizontalScrollBar().maximum() > 0
            ]
    assert wide == []


def test_the_customers_window_fits_the_smallest_screen(person: Person) -> None:
    person.register()
    resized(person, SIZES[1])
    person.customer.ask("王女士", "李静", None)
    person.customer.resize(SIZES[1])
    person.customer.show()
    person.until(person.customer.isVisible)
    assert person.customer.size() == SIZES[1]
    person.click(person.customer.rating.faces[1])
    person.until(lambda: person.sees("ratingDone"))
    QApplication.processEvents()
    assert person.customer.size() == SIZES[1]
    done = person.find("ratingDone")
    bottom = done.mapTo(person.customer, QPoint(0, done.height())).y()
    assert bottom <= SIZES[1].height()


def test_every_control_of_the_customers_window_has_an_accessible_name(person: Person) -> None:
    person.register()
    person.ask()
    named = controls(person.customer)
    person.click(person.customer.rating.faces[1])
    person.until(lambda: person.sees("ratingDone"))
    named += controls(person.customer)
    assert len(named) >= 6 + len(RatingReason) + 2
    assert [w.objectName() for w in named if not w.accessibleName().strip()] == []


def test_targets_of_the_wizard_are_high_enough_to_touch(person: Person) -> None:
    def look(state: str) -> list[str]:
        return [
            f"{state}: {w.objectName()} {w.height()}"
            for w in controls(person.reception)
            if isinstance(w, QAbstractButton) and w.height() < 32
        ]

    assert at_every_state(person, look) == []


def test_tab_follows_the_reading_order_of_a_complaint(person: Person) -> None:
    person.begin_without_name()
    person.type("3")
    person.until(lambda: person.focus.objectName() == "ownWords")
    order = []
    for _ in range(12):
        order.append(person.focus.objectName())
        person.press(Qt.Key.Key_Tab)
    expected = [
        "ownWords",
        "remedyWanted",
        "category",
        "place",
        "impact",
        "urgency",
        "severity",
        "mood",
        "readBack",
    ]
    places = [next(i for i, name in enumerate(order) if name.startswith(e)) for e in expected]
    assert places == sorted(places), order


def test_tab_from_the_page_reaches_the_button_that_goes_on(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.go_to("stepNext")
    assert person.reception.next.hasFocus()


@pytest.mark.parametrize(
    ("step", "focus"),
    [
        (VisitStep.GREETING, "customerSearch"),
        (VisitStep.NEEDS, "caseType_enquiry"),
        (VisitStep.SERVICE, "answeredNow_True"),
        (VisitStep.SATISFACTION, "askCustomer"),
    ],
)
def test_every_step_begins_where_the_typing_begins(
    person: Person, step: VisitStep, focus: str
) -> None:
    person.begin()
    if step is not VisitStep.GREETING:
        person.click(person.find("withoutName"))
        person.enter()
    if step in (VisitStep.SERVICE, VisitStep.SATISFACTION):
        person.need()
        person.submit()
    if step is VisitStep.SATISFACTION:
        person.answer()
    person.until(lambda: QApplication.focusWidget() is not None)
    assert person.draft.step is step
    assert person.focus.objectName() == focus


def test_every_label_with_an_access_key_leads_to_its_box(person: Person) -> None:
    def look(state: str) -> list[str]:
        return [
            f"{state}: {text.text()}"
            for text in person.reception.findChildren(QLabel)
            if text.isVisible() and "&" in text.text().replace("&&", "") and text.buddy() is None
        ]

    assert at_every_state(person, look) == []
