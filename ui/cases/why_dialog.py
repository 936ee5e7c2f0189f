"""'Why this time?': the computation of a due time, line by line (clause 4.2-3)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.clocks import DueStepKind
from app.due_words import explanation_lines, explanation_notes, moment_words
from app.i18n import _
from app.labels import clock_label
from app.services.due_times import DueExplanation
from ui.icons import set_icon
from ui.widgets.buttons import primary_button
from ui.widgets.wording import label

_SIGNS = {
    DueStepKind.STARTED: ("flag", "muted"),
    DueStepKind.COUNTED: ("clock", "primary_text"),
    DueStepKind.CLOSED_UNTIL: ("moon", "muted"),
    DueStepKind.PAUSED: ("pause", "warning_text"),
    DueStepKind.KEPT: ("lock", "muted"),
    DueStepKind.DUE: ("bell", "primary_text"),
}
_SIZE = (820, 600)
_SCROLLING_KEYS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}


class WhyDialog(QDialog):
    """Opened with ``open()``; Enter and Esc close it."""

    def __init__(
        self, explanation: DueExplanation, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("whyDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Why this time?"))
        self.resize(*_SIZE)
        self.lines = explanation_lines(explanation, zone)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        due = moment_words(explanation.due_at, zone)
        column.addWidget(label(_("Why {time}?").format(time=due), "title", wrap=True))
        column.addWidget(label(clock_label(explanation.kind), "lead", name="whyClock"))
        for note in explanation_notes(explanation, zone):
            column.addLayout(_note(note))
        self.area = self._computation()
        column.addWidget(self.area, 1)
        self.close_button = primary_button(_("Close"), name="whyClose")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.close_button.clicked.connect(self.accept)
        self.close_button.installEventFilter(self)
        self.close_button.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll the lines by keys, although the button has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            action = _SCROLLING_KEYS.get(Qt.Key(event.key()))
            if action is not None:
                self.area.verticalScrollBar().triggerAction(action)
                return True
        return super().eventFilter(watched, event)

    def _computation(self) -> QScrollArea:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        grid = QGridLayout(ground)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, line in enumerate(self.lines):
            sign = QLabel()
            set_icon(sign, *_SIGNS[line.kind], 18)
            when = label(line.when, "label" if line.kind is DueStepKind.DUE else "muted")
            words = label(line.words, "", wrap=True, name=f"whyLine_{row}")
            words.setAccessibleName(f"{line.when}: {line.words}")
            for place, part in enumerate((sign, when, words)):
                grid.addWidget(part, row, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(self.lines), 1)
        area = QScrollArea()
        area.setObjectName("whyLines")
        area.setAccessibleName(_("Computation"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(ground)
        return area


def _note(words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    sign = QLabel()
    set_icon(sign, "info", "warning_text", 18)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(words, "warning", wrap=True, name="whyNote"), 1)
    return row
