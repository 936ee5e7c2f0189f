"""What the charts share: parts that can be pointed at, walked through by keys, and read as text."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme
from ui.widgets.wording import announce


@dataclass(frozen=True)
class Part:
    """One bar or segment: where it can be hit, and what it says.

    One that counts nothing ``opens`` nothing, but is walked through and read like the others.
    """

    key: Hashable
    area: QRectF
    words: str
    opens: bool = True


class Chart(QWidget):
    """A picture of figures.  ``bar_activated`` carries the key of a part clicked or entered.

    The accessible description holds every figure as text, so that the chart can be heard.
    """

    bar_activated = Signal(object)

    def __init__(
        self, accessible_name: str, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if name:
            self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._hovered: Hashable | None = None
        self._walked: Hashable | None = None

    def parts(self) -> list[Part]:
        """Return the parts at the present size; each chart has its own."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Draw the chart; each chart has its own."""
        raise NotImplementedError

    @property
    def marked(self) -> Hashable | None:
        """The key of the part under the pointer, or walked to by keys."""
        return self._walked if self.hasFocus() and self._walked is not None else self._hovered

    def describe(self) -> None:
        """Write all figures into the accessible description; called when the figures change."""
        self._hovered = self._walked = None
        self.setAccessibleDescription("; ".join(part.words for part in self.parts()))
        self.updateGeometry()
        self.update()

    def font_of(self, pixels: int, *, bold: bool = False) -> QFont:
        """Return the application's font at a size."""
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chart, and a ring around the part walked to."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("primary"), 2))
            walked = next((p.area for p in self.parts() if p.key == self._walked), None)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1) if walked is None else walked
            painter.drawRoundedRect(ring, 6, 6)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Show the words of the part under the pointer as tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self._part_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), part.words if part else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the part under the pointer."""
        part = self._part_at(event.position().x(), event.position().y())
        key = part.key if part else None
        if key != self._hovered:
            self._hovered = key
            opens = part is not None and part.opens
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Mark nothing."""
        self._hovered = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which part was clicked."""
        part = self._part_at(event.position().x(), event.position().y())
        if part is not None and part.opens and event.button() == Qt.MouseButton.LeftButton:
            self.bar_activated.emit(part.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through the parts, Enter or Space activates one."""
        parts = self.parts()
        keys = [part.key for part in parts]
        pressed = event.key()
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
        }
        if keys and pressed in steps:
            by = steps[Qt.Key(pressed)]
            if self._walked in keys:
                self._walked = keys[(keys.index(self._walked) + by) % len(keys)]
            else:
                self._walked = keys[0 if by > 0 else -1]
            self._announce(parts[keys.index(self._walked)])
            self.update()
        elif self._walked in keys and pressed in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        ):
            if parts[keys.index(self._walked)].opens:
                self.bar_activated.emit(self._walked)
        else:
            super().keyPressEvent(event)

    def _announce(self, part: Part) -> None:
        """Say and show the part walked to, as the pointer would."""
        announce(self, part.words)
        place = self.mapToGlobal(part.area.bottomLeft().toPoint())
        QToolTip.showText(place, part.words, self)

    def _part_at(self, x: float, y: float) -> Part | None:
        return next((part for part in self.parts() if part.area.contains(x, y)), None)
