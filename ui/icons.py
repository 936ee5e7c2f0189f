"""Pictures in the colours of the theme, drawn from the SVG files in ``resources/icons``."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from resources import ROOT
from ui import theme

# One picture for each usual scaling of a screen, so that none is blown up from a smaller one.
_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)


def icon(name: str, colour: str | QColor = "ink", size: int = 20) -> QIcon:
    """Return the icon ``name`` in a token's colour (of the theme in force) or in a colour.

    The icon keeps its colour when the theme changes; :func:`set_icon` follows the theme.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    return _icon(name, _rgb(colour), size)


def pixmap(name: str, colour: str | QColor = "ink", size: int = 20, ratio: float = 1.0) -> QPixmap:
    """Return the picture ``name``, ``size`` device-independent pixels high, for a scaling."""
    return QPixmap(_drawn(name, _rgb(colour), size, ratio))


def set_icon(target: QAbstractButton | QLabel, name: str, token: str, size: int = 20) -> None:
    """Show an icon on a button or label and keep it in the colour of ``token`` in every theme."""
    target.setProperty("iconName", name)
    target.setProperty("iconToken", token)
    target.setProperty("iconSide", size)
    if isinstance(target, QLabel):
        ratio = target.devicePixelRatioF()
        target.setPixmap(pixmap(name, token, size, ratio))
    else:
        target.setIcon(icon(name, token, size))
        target.setIconSize(QSize(size, size))


def _recolour_all() -> None:
    """Draw every icon set by :func:`set_icon` anew."""
    for widget in QApplication.allWidgets():
        _recolour(widget)


def _recolour(widget: QWidget) -> None:
    name = widget.property("iconName")
    if name and isinstance(widget, QAbstractButton | QLabel):
        set_icon(widget, name, widget.property("iconToken"), widget.property("iconSide"))


def _rgb(colour: str | QColor) -> str:
    return (theme.colour(colour) if isinstance(colour, str) else colour).name()


@lru_cache(maxsize=512)
def _icon(name: str, rgb: str, size: int) -> QIcon:
    result = QIcon()
    for ratio in _RATIOS:
        result.addPixmap(_drawn(name, rgb, size, ratio))
    return result


@lru_cache(maxsize=1024)
def _drawn(name: str, rgb: str, size: int, ratio: float) -> QPixmap:
    source = (ROOT / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", rgb).encode()))
    side = round(size * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)


theme.notifier().theme_changed.connect(_recolour_all)
