"""A long text with headings, laid out so that it can be read on a screen."""

from __future__ import annotations

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextBrowser

_LINE_HEIGHT = 130.0
# Level of a heading: its size in the steps of HTML.
_HEADINGS = {1: 1, 2: 0}


def show_long_text(browser: QTextBrowser, markdown: str) -> None:
    """Show a text; its lines get room, its headings nearly the size of the text."""
    browser.setMarkdown(markdown)
    document = browser.document()
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    spacing = QTextBlockFormat()
    spacing.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    spacing.setBottomMargin(4)
    cursor.mergeBlockFormat(spacing)
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level:
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            size = QTextCharFormat()
            size.setProperty(QTextFormat.Property.FontSizeAdjustment, _HEADINGS.get(level, 0))
            cursor.mergeCharFormat(size)
        block = block.next()
