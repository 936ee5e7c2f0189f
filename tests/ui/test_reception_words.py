"""Words as people type and paste them: kept to the letter, shown, printed, whatever they hold."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.domain.typed_text import TEXT_LIMIT
from db.models import Case, Customer, Visit
from tests.ui.at_the_desk import Person
from ui.cases.wrapped_text import WrappedText
from ui.papers.paper_screen import PaperScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

NASTY = [
    pytest.param("O'Brien <b>&\"' {who} %s \\n", id="markup"),
    pytest.param("漏水 😀👨‍👩‍👧 很严重", id="emoji"),
    pytest.param("𠮷先生和䶮女士，𬭎", id="rare characters"),
    pytest.param("1' OR '1'='1'; DROP TABLE cases; /*", id="sql"),
    pytest.param("＝SUM(A1) 　全角　空格", id="full width"),
]
needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext reads the printed words back"
)


def register(person: Person, words: str) -> dict[str, object]:
    """Register an enquiry with pasted words; return the case."""
    person.begin_without_name()
    person.type("1")
    person.paste(words)
    person.submit()
    person.answer()
    (case,) = person.rows(Case)
    return case


def printed(person: Person) -> str:
    """Open the receipt and read it back, without white space."""
    person.click(person.find("receipt"))
    person.until(lambda: isinstance(person.program.window.current_screen, PaperScreen))
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)
    assert paper.folder is not None
    pdf = paper.folder / "paper.pdf"
    read = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True)  # noqa: S607
    return squeezed(read.stdout.decode())


def squeezed(text: str) -> str:
    """Return a text without white space, which a paper breaks as it needs."""
    return "".join(text.split())


@pytest.mark.parametrize("words", NASTY)
def test_words_are_kept_to_the_letter(person: Person, words: str) -> None:
    assert register(person, words)["own_words"] == words


@needs_pdftotext
@pytest.mark.parametrize(
    "words", [p for p in NASTY if p.id != "emoji"], ids=[p.id for p in NASTY if p.id != "emoji"]
)
def test_words_are_printed_on_the_receipt_to_the_letter(person: Person, words: str) -> None:
    register(person, words)
    assert squeezed(words) in printed(person)


@needs_pdftotext
def test_a_character_without_a_glyph_is_named_on_the_receipt_and_never_dropped(
    person: Person,
) -> None:
    register(person, "漏水😀很严重")
    paper = printed(person)
    assert "漏水😀很严重" in paper or "U+1F600" in paper


def test_words_are_shown_on_the_case_page_to_the_letter(person: Person) -> None:
    words = "O'Brien <b>&\"' 𠮷䶮 😀"
    case = register(person, words)
    person.session.open_case(str(case["id"]))
    person.settle()
    page = person.program.window.screen_of("case")
    assert page is not None
    assert f"“{words}”" in [text.text for text in page.findChildren(WrappedText)]


def test_control_characters_are_taken_out_and_nothing_else(person: Person) -> None:
    case = register(person, "a\x07b\x1b[31m\u202ec\u200bd\ufeff\x7fe\r\nf\tg")
    assert case["own_words"] == "ab[31mcde\nf\tg"


def test_ten_thousand_characters_are_taken_whole(person: Person) -> None:
    words = "水管漏了一夜。\n" * (TEXT_LIMIT // 8)
    words = words[: TEXT_LIMIT - 1] + "。"
    assert len(words) == TEXT_LIMIT
    case = register(person, words)
    assert case["own_words"] == words


def test_what_is_over_ten_thousand_characters_is_refused_in_plain_sight(person: Person) -> None:
    person.begin_without_name()
    person.type("1")
    person.paste("长" * (TEXT_LIMIT + 500))
    assert len(person.draft.need.own_words) == TEXT_LIMIT
    said = [w.text() for w in person.reception.findChildren(QLabel) if w.isVisible()]
    assert "Full: 10,000 characters is the most" in said


def test_unbroken_words_of_ten_thousand_characters_widen_nothing(person: Person) -> None:
    person.begin_without_name()
    width = person.program.window.width()
    person.type("1")
    person.paste("w" * TEXT_LIMIT)
    person.submit()
    assert person.program.window.width() == width
    person.answer()
    (case,) = person.rows(Case)
    person.session.open_case(str(case["id"]))
    person.settle()
    assert person.program.window.width() == width


@pytest.mark.parametrize("name", ["O'Brien <b>&\"'", "𠮷䶮", "李😀", "de la Cruz"])
def test_a_name_is_kept_to_the_letter(person: Person, name: str) -> None:
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.paste(name)
    person.enter()
    person.need()
    person.submit()
    person.answer()
    assert person.rows(Customer)[-1]["name"] == name
    person.settle()


def test_a_name_pasted_with_line_breaks_and_controls_becomes_one_line(person: Person) -> None:
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.paste("李\x00\x07秋\n水")
    person.enter()
    person.need()
    person.submit()
    person.answer()
    assert person.rows(Customer)[-1]["name"] == "李秋 水"


def test_a_search_for_anything_at_all_is_answered(person: Person) -> None:
    person.begin()
    before = person.message
    for text in ("%", "_", "'", '"; --', "<b>", "𠮷", "😀", "(", "a" * 60, "-", "　"):
        box = person.reception.pages[person.draft.step].findChild(QWidget, "customerSearch")
        assert box is not None
        box.setFocus()
        person.paste(text)
        person.enter()
        if person.draft.customer.is_known:
            continue
        box.setProperty("text", "")
    assert person.message == before


def test_pasted_half_characters_hinder_nothing(person: Person) -> None:
    person.begin_without_name()
    person.need("x")
    box = person.find("ownWords")
    box.setProperty("plainText", "half \ud83d of one")
    person.submit()
    person.answer()
    (visit,), (case,) = person.rows(Visit), person.rows(Case)
    assert visit["step"] == "satisfaction"
    assert str(case["own_words"]).startswith("half")


def test_pasted_pictures_and_markup_arrive_as_words(person: Person) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b><img src='x.png'>")
    data.setText("bold words")
    person.begin_without_name()
    person.type("1")
    QApplication.clipboard().setMimeData(data)
    person.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert person.draft.need.own_words == "bold words"
