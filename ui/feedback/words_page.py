"""What customers complain about, word by word; a press shows the complaints."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.word_list import WordCount, WordList
from app.feedback_words import word_rule_words
from app.i18n import _, ngettext
from ui.reports.figure_words import signed_count
from ui.widgets.bar_chart import Bar
from ui.widgets.bar_columns import BarColumns
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label


class WordsPage(QWidget):
    """``word_opened(WordCount)`` when a word was pressed."""

    word_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedbackWords")
        self._words: WordList | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(_("What customers complain about"))
        self.read_label = label("", "muted", name="wordsRead")
        self.card.add_to_title(self.read_label)
        self.rule_label = label(word_rule_words(), "muted", wrap=True, name="wordsRule")
        self.card.add(self.rule_label)
        self.bars = BarColumns(self.card.title_label.text(), name="wordBars")
        self.bars.bar_activated.connect(self._on_word_pressed)
        self.card.add(self.bars)
        self.empty = EmptyState("", icon="message-circle", name="noWords")
        self.card.add(self.empty, 1)
        self.card.body.addStretch(1)
        column.addWidget(self.card, 1)
        self.empty.setVisible(False)

    @property
    def words(self) -> WordList | None:
        """The words shown, once they were read."""
        return self._words

    def show_words(self, words: WordList | None) -> None:
        """Show the words of a period; None while they are being read."""
        self._words = words
        listed = words.words if words else ()
        self.bars.set_bars([_bar(word) for word in listed])
        self.bars.setVisible(bool(listed))
        self.read_label.setText("" if words is None else _read_words(words))
        self.empty.setVisible(words is not None and not listed)
        self.rule_label.setVisible(bool(listed))
        if words is not None:
            self.empty.set_words(*_empty_words(words))

    def _on_word_pressed(self, key: object) -> None:
        listed = self._words.words if self._words else ()
        found = next((word for word in listed if word.word == key), None)
        if found is not None:
            self.word_opened.emit(found)


def _bar(word: WordCount) -> Bar:
    shown = str(word.complaints)
    note = ""
    if word.change is not None:
        shown = _("{count} ({change})").format(
            count=word.complaints, change=signed_count(word.change)
        )
        note = _("period before: {count}").format(count=word.before)
    return Bar(word.word, word.word, word.complaints, shown, note=note)


def _read_words(words: WordList) -> str:
    return ngettext(
        "from what was said in {count} case",
        "from what was said in {count} cases",
        words.complaints,
    ).format(count=f"{words.complaints:,}")


def _empty_words(words: WordList) -> tuple[str, str]:
    if not words.complaints:
        return (
            _("No complaint in this period"),
            _("Words are counted from what customers said in complaints and low ratings."),
        )
    return (
        _("No word came up twice"),
        _("A word is listed once two complaints hold it, so that nobody can be told by it."),
    )
