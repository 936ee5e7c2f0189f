"""The building blocks answer to keys and clicks as the desk needs it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from ui import theme
from ui.icons import icon, set_icon
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import ActionButton, IconButton, primary_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.figure_card import FigureCard
from ui.widgets.form_field import FormField
from ui.widgets.message_bar import MessageBar
from ui.widgets.number_box import NumberBox
from ui.widgets.pill import Pill
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.step_rail import CURRENT, DONE, Step, StepRail
from ui.widgets.table import ROW_HEIGHT, DeskTable

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

KINDS = [Choice(word, word) for word in ("enquiry", "service", "complaint", "praise")]


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")
    yield
    i18n.set_language(i18n.DEFAULT_LANGUAGE)


def show(qtbot: QtBot, widget: QWidget) -> None:
    """Show a widget and wait until it takes keys."""
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    with qtbot.waitActive(widget):
        widget.show()


class TestChips:
    @pytest.fixture
    def group(self, qtbot: QtBot) -> ChipGroup:
        made = ChipGroup(KINDS, digits=True, accessible_name="Kind", name="kind")
        show(qtbot, made)
        return made

    def test_a_click_chooses_one(self, qtbot: QtBot, group: ChipGroup) -> None:
        with qtbot.waitSignal(group.chosen) as chosen:
            qtbot.mouseClick(group.chip("service"), Qt.MouseButton.LeftButton)
        assert chosen.args == ["service"]
        qtbot.mouseClick(group.chip("complaint"), Qt.MouseButton.LeftButton)
        assert group.values == ("complaint",)

    def test_a_second_click_leaves_it_chosen(self, qtbot: QtBot, group: ChipGroup) -> None:
        for _ in range(2):
            qtbot.mouseClick(group.chip("service"), Qt.MouseButton.LeftButton)
        assert group.value == "service"

    def test_digits_and_arrows(self, qtbot: QtBot, group: ChipGroup) -> None:
        group.setFocus()
        for key, value in (
            (Qt.Key.Key_3, "complaint"),
            (Qt.Key.Key_Right, "praise"),
            (Qt.Key.Key_Right, "enquiry"),
            (Qt.Key.Key_Left, "praise"),
            (Qt.Key.Key_9, "praise"),
        ):
            qtbot.keyClick(QApplication.focusWidget(), key)
            assert group.value == value

    def test_the_group_is_one_stop_for_tab(self, qtbot: QtBot) -> None:
        frame = QWidget()
        column = QVBoxLayout(frame)
        group = ChipGroup(KINDS, digits=True, name="kind")
        after = QLineEdit()
        column.addWidget(group)
        column.addWidget(after)
        show(qtbot, frame)
        group.set_value("complaint")
        group.setFocus()
        assert QApplication.focusWidget() is group.chip("complaint")
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is after

    def test_several(self, qtbot: QtBot) -> None:
        group = ChipGroup(KINDS, exclusive=False, name="kinds")
        show(qtbot, group)
        qtbot.mouseClick(group.chip("praise"), Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(group.chosen) as chosen:
            qtbot.mouseClick(group.chip("enquiry"), Qt.MouseButton.LeftButton)
        assert chosen.args == [("enquiry", "praise")]

    def test_setting_says_nothing(self, qtbot: QtBot, group: ChipGroup) -> None:
        with qtbot.assertNotEmitted(group.chosen):
            group.set_value("praise")
        assert group.value == "praise"
        group.set_value(None)
        assert group.value is None

    def test_new_choices_keep_the_choice(self, group: ChipGroup) -> None:
        group.set_value("praise")
        group.set_choices([KINDS[3], KINDS[0]])
        assert group.value == "praise"

    def test_an_empty_group_takes_no_harm(self, qtbot: QtBot) -> None:
        group = ChipGroup(name="none")
        show(qtbot, group)
        assert group.value is None
        qtbot.keyClick(group, Qt.Key.Key_Right)

    def test_chips_break_into_lines(self, group: ChipGroup) -> None:
        group.resize(120, 400)
        assert group.chip("praise").y() > group.chip("enquiry").y()


class TestPlainTextBox:
    @pytest.fixture
    def box(self, qtbot: QtBot) -> PlainTextBox:
        made = PlainTextBox(name="words")
        frame = QWidget()
        QVBoxLayout(frame).addWidget(made)
        show(qtbot, frame)
        self.frame = frame
        return made

    def test_it_grows_with_the_text(self, box: PlainTextBox) -> None:
        before = box.height()
        box.setPlainText("\n".join("abcdef"))
        assert box.height() > before
        box.setPlainText("\n".join("abcdefghijklmnop"))
        assert box.height() < 16 * box.fontMetrics().lineSpacing()
        box.setPlainText("")
        assert box.height() == before

    def test_what_exceeds_the_limit_is_not_taken(self, qtbot: QtBot, box: PlainTextBox) -> None:
        box.setPlainText("x" * 9_999)
        box.moveCursor(box.textCursor().MoveOperation.Start)
        qtbot.keyClicks(box, "ab")
        assert len(box.toPlainText()) == 10_000
        assert box.toPlainText().startswith("ax")
        assert box.toPlainText().endswith("x")
        assert "10,000" in box.counter.text()

    def test_pasting_is_cut_at_the_limit(self, box: PlainTextBox) -> None:
        data = QMimeData()
        data.setText("雨" * 12_000)
        box.insertFromMimeData(data)
        assert len(box.toPlainText()) == 10_000
        assert not box.counter.isHidden()

    def test_the_counter_stays_away_from_short_texts(self, box: PlainTextBox) -> None:
        box.setPlainText("short")
        assert box.counter.isHidden()

    def test_enter_breaks_and_ctrl_enter_submits(self, qtbot: QtBot, box: PlainTextBox) -> None:
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert box.toPlainText() == "\n"
        with qtbot.waitSignal(box.submitted):
            qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert box.toPlainText() == "\n"

    def test_setting_does_not_count_as_editing(self, qtbot: QtBot, box: PlainTextBox) -> None:
        with qtbot.assertNotEmitted(box.edited):
            box.set_text(" 𠮷䶮 <b>&\"' ")
        assert box.text == "𠮷䶮 <b>&\"'"


class TestButtons:
    def test_enter_presses_the_focused_button_once(self, qtbot: QtBot) -> None:
        reached: list[int] = []

        class Screen(QWidget):
            def keyPressEvent(self, _event: object) -> None:  # noqa: N802 - Qt's name
                reached.append(1)

        screen = Screen()
        button = secondary_button("Back")
        QVBoxLayout(screen).addWidget(button)
        show(qtbot, screen)
        clicks: list[int] = []
        button.clicked.connect(lambda: clicks.append(1))
        qtbot.keyClick(button, Qt.Key.Key_Return)
        assert (clicks, reached) == ([1], [])

    @pytest.mark.parametrize("button", ["primary", "secondary", "quiet"])
    def test_targets_are_forty_pixels_high(self, qtbot: QtBot, button: str) -> None:
        made = ActionButton("Next", button, icon="check", key_hint="Enter")
        show(qtbot, made)
        assert made.sizeHint().height() >= 40
        made.setFocus()
        assert made.sizeHint().height() >= 40

    def test_the_key_is_shown_but_is_not_the_name(self, qtbot: QtBot) -> None:
        made = primary_button("&Next", key_hint="Enter")
        qtbot.addWidget(made)
        assert made.text().endswith("Enter")
        assert made.accessibleName() == "Next"
        assert made.accessibleDescription() == "Enter"

    def test_icon_buttons_say_what_they_do(self, qtbot: QtBot) -> None:
        made = IconButton("x", "Dismiss")
        qtbot.addWidget(made)
        assert (made.accessibleName(), made.toolTip()) == ("Dismiss", "Dismiss")


class TestMessageBar:
    @pytest.fixture
    def bar(self, qtbot: QtBot) -> MessageBar:
        made = MessageBar()
        frame = QWidget()
        QVBoxLayout(frame).addWidget(made)
        show(qtbot, frame)
        self.frame = frame
        return made

    def test_the_action_runs_and_closes(self, qtbot: QtBot, bar: MessageBar) -> None:
        ran: list[int] = []
        bar.show_message("Not saved.", "error", action="Again", run=lambda: ran.append(1))
        assert (bar.text, bar.kind) == ("Not saved.", "error")
        qtbot.mouseClick(bar._action, Qt.MouseButton.LeftButton)
        assert ran == [1]
        assert bar.isHidden()

    def test_errors_stay_and_good_news_goes(self, bar: MessageBar) -> None:
        bar.show_message("Saved.", "good")
        assert bar._timer.isActive()
        bar.show_message("Not saved.", "error")
        assert not bar._timer.isActive()

    def test_it_is_dismissed_by_click_and_escape(self, qtbot: QtBot, bar: MessageBar) -> None:
        bar.show_message("One", "warning")
        with qtbot.waitSignal(bar.dismissed):
            qtbot.mouseClick(bar._close, Qt.MouseButton.LeftButton)
        bar.show_message("Two", "warning")
        with qtbot.waitSignal(bar.dismissed):
            qtbot.keyClick(bar, Qt.Key.Key_Escape)

    def test_markup_is_shown_as_it_is(self, bar: MessageBar) -> None:
        bar.show_message("<b>客户</b>", "info")
        assert bar._words.textFormat() is Qt.TextFormat.PlainText


def test_form_field_shows_and_clears_its_error(qtbot: QtBot) -> None:
    line = QLineEdit()
    line.setObjectName("phone")
    field = FormField("&Phone", line, hint="Digits only")
    show(qtbot, field)
    assert line.accessibleName() == "Phone"
    assert line.accessibleDescription() == "Digits only"
    field.set_error("Not a phone number.")
    assert line.property("invalid") == "true"
    assert line.accessibleDescription() == "Not a phone number."
    field.set_error("")
    assert line.property("invalid") == "false"
    assert line.accessibleDescription() == "Digits only"


def test_a_chinese_access_key_stays_out_of_the_name(qtbot: QtBot) -> None:
    line = QLineEdit()
    field = FormField("来访人(&N)", line)
    qtbot.addWidget(field)
    assert line.accessibleName() == "来访人"


def test_table_opens_rows_by_enter_and_double_click(qtbot: QtBot) -> None:
    model = QStandardItemModel(3, 2)
    for row in range(3):
        model.setItem(row, 0, QStandardItem(f"TS-{row}"))
    table = DeskTable(accessible_name="Cases")
    table.setModel(model)
    show(qtbot, table)
    assert table.rowHeight(0) == ROW_HEIGHT
    table.setCurrentIndex(model.index(1, 0))
    with qtbot.waitSignal(table.row_activated) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].row() == 1
    place = table.visualRect(model.index(2, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(table.row_activated) as opened:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args[0].row() == 2


def test_only_done_steps_can_be_pressed(qtbot: QtBot) -> None:
    rail = StepRail([Step("a", "Greeting"), Step("b", "Needs"), Step("c", "Service")])
    show(qtbot, rail)
    rail.set_step("a", DONE, "0:18")
    rail.set_step("b", CURRENT, "2:41")
    with qtbot.waitSignal(rail.step_chosen) as chosen:
        qtbot.mouseClick(rail.row("a"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["a"]
    with qtbot.assertNotEmitted(rail.step_chosen):
        qtbot.mouseClick(rail.row("b"), Qt.MouseButton.LeftButton)
        qtbot.mouseClick(rail.row("c"), Qt.MouseButton.LeftButton)
    assert rail.row("a").accessibleDescription() == "done 0:18"


def test_quick_work_shows_no_progress(qtbot: QtBot) -> None:
    busy = BusyLine()
    frame = QWidget()
    QVBoxLayout(frame).addWidget(busy)
    show(qtbot, frame)
    busy.start("Reading")
    assert busy.isHidden()
    busy.finish()
    qtbot.wait(350)
    assert busy.isHidden()


def test_slow_work_shows_progress_and_can_be_cancelled(qtbot: QtBot) -> None:
    busy = BusyLine()
    frame = QWidget()
    QVBoxLayout(frame).addWidget(busy)
    show(qtbot, frame)
    busy.start("Reading")
    qtbot.waitUntil(busy.isVisible, timeout=2000)
    assert busy._cancel.isHidden()
    busy._cancel_timer.setInterval(1)
    busy._cancel_timer.start()
    qtbot.waitUntil(busy._cancel.isVisible)
    with qtbot.waitSignal(busy.cancel_requested):
        qtbot.mouseClick(busy._cancel, Qt.MouseButton.LeftButton)


def test_figures_that_cannot_exist_are_dashes(qtbot: QtBot) -> None:
    card = FigureCard("Satisfaction", clickable=True)
    show(qtbot, card)
    assert card.figure == "—"
    card.show_figure("94.1%", "48/51", "good")
    assert card.accessibleDescription() == "94.1% 48/51"
    with qtbot.waitSignal(card.opened):
        qtbot.keyClick(card, Qt.Key.Key_Return)
    with qtbot.waitSignal(card.opened):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)


def test_a_pill_knows_its_kinds(qtbot: QtBot) -> None:
    pill = Pill("1 overdue", "danger", with_icon=True)
    qtbot.addWidget(pill)
    assert (pill.text, pill.kind, pill.accessibleName()) == ("1 overdue", "danger", "1 overdue")
    with pytest.raises(ValueError, match="loud"):
        pill.show_as("x", "loud")


def test_a_long_label_ends_in_dots_and_tells_all_in_its_tooltip(qtbot: QtBot) -> None:
    made = ElidedLabel("a very long\nname " * 20)
    qtbot.addWidget(made)
    made.resize(100, 20)
    made.show()
    made.grab()
    assert made.toolTip() == made.text() == made.accessibleName()
    assert "\n" not in made.text()
    assert made.minimumSizeHint().width() < 100


def test_a_number_is_typed(qtbot: QtBot) -> None:
    box = NumberBox(1, 200, 4, name="floors")
    show(qtbot, box)
    box.selectAll()
    qtbot.keyClicks(box, "18")
    assert box.value() == 18


def test_icons_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    button = IconButton("lock", "Lock", tint="ink")
    qtbot.addWidget(button)
    light = button.icon().pixmap(20).toImage()
    theme.apply_theme(qapp, "dark")
    dark = button.icon().pixmap(20).toImage()
    theme.apply_theme(qapp, "light")
    assert light != dark
    assert button.icon().pixmap(20).toImage() == light


def test_icons_are_sharp_on_fine_screens() -> None:
    assert icon("lock", "ink", 20).pixmap(icon("lock").availableSizes()[0], 2.0).width() == 40


def test_an_unknown_icon_is_an_error(qtbot: QtBot) -> None:
    button = secondary_button("x")
    qtbot.addWidget(button)
    with pytest.raises(FileNotFoundError):
        set_icon(button, "no-such-icon", "ink")
