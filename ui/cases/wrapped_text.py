"""Text as people typed it, of any length: it breaks anywhere and never widens a screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui import theme


def shortened(text: str, most: int = 120) -> str:
    """Return the beginning of what somebody wrote, on one line, for places with little room."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most].rstrip()}…"


class WrappedText(QWidget):
    """A label that, unlike Qt's, also breaks a run of letters without any space."""

    def __init__(
        self, text: str = "", tint: str = "ink", *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if name:
            self.setObjectName(name)
        self._tint = tint
        self._layouts: list[QTextLayout] = []
        self._laid_for = -1
        self._height = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    @property
    def text(self) -> str:
        """The text shown."""
        return self._text

    def set_text(self, text: str, tint: str = "") -> None:
        """Change the text, and the token of its colour."""
        self._text = text
        self._tint = tint or self._tint
        self._laid_for = -1
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Return that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text broken into lines of ``width``."""
        return self._lay_out(width)

    def sizeHint(self) -> QSize:
        """Return one line, not wider than a paragraph should be."""
        metrics = self.fontMetrics()
        return QSize(min(metrics.horizontalAdvance(self._text[:80]) + 2, 480), metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Allow the text to be as narrow as a few letters."""
        return QSize(60, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines that are to be seen."""
        self._lay_out(self.width())
        painter = QPainter(self)
        painter.setPen(theme.colour(self._tint))
        for part in self._layouts:
            if part.boundingRect().intersects(event.rect().toRectF()):
                part.draw(painter, QPointF())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out(event.size().width())

    def _lay_out(self, width: int) -> int:
        """Break the text into lines of ``width``; return the height."""
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        leading = round(self.fontMetrics().height() * 0.15)
        if width != self._laid_for:
            self._layouts, y = [], 0.0
            for paragraph in self._text.split("\n"):
                layout = QTextLayout(paragraph, self.font())
                layout.setTextOption(option)
                layout.beginLayout()
                while (line := layout.createLine()).isValid():
                    line.setLineWidth(max(width, 1))
                    line.setPosition(QPointF(0, y))
                    y += line.height() + leading
                layout.endLayout()
                self._layouts.append(layout)
            self._laid_for, self._height = width, round(y - leading) + 1
        return self._height


class QuoteBox(QScrollArea):
    """A :class:`WrappedText` that is as high as its text, up to a few lines; more is scrolled."""

    def __init__(self, accessible_name: str, *, lines: int = 4, name: str = "") -> None:
        super().__init__()
        if name:
            self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._lines = lines
        self.content = WrappedText()
        self.content.setObjectName("scrollGround")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setBackgroundRole(QPalette.ColorRole.NoRole)
        self.setWidget(self.content)

    def set_text(self, text: str, tint: str = "") -> None:
        """Change the text."""
        self.content.set_text(text, tint)
        self._fit()

    def set_lines(self, lines: int) -> None:
        """Change how many lines are seen at most."""
        if lines != self._lines:
            self._lines = lines
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit, since the lines break elsewhere now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = self.content.heightForWidth(max(self.width() - 14, 60))
        most = self._lines * round(self.fontMetrics().height() * 1.2)
        self.setFixedHeight(min(wanted, most))
        # Only what can be scrolled is worth a stop for Tab.
        can_scroll = wanted > most
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_scroll else Qt.FocusPolicy.NoFocus)
