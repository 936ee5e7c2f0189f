"""The manual: one page for each screen, with the list of all pages beside it."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextList,
    QTextTable,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QWidget,
)

from app.i18n import _, current_language
from resources import ROOT
from ui import theme

FIRST_PAGE = "index"
_LINK = re.compile(r"\]\((\w+)\.md\)")
# Level of a heading: its size in the steps of HTML, the room above it.
_HEADINGS = {1: (2, 0.0), 2: (1, 16.0)}


class ManualWindow(QWidget):
    """A window of its own; a page is a file ``<page>.md`` in the folder of the language.

    A page that is missing shows the first one.  Links between pages are file names; other links
    are not followed, since the program never goes on line.  The contents have the order in which
    the first page links to the others.
    """

    def __init__(self, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("manualWindow")
        self.resize(960, 680)
        self._given_folder = folder
        self._folder = Path()
        self.contents = QListWidget()
        self.contents.setObjectName("manualContents")
        self.browser = QTextBrowser()
        self.browser.setObjectName("manualPage")
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(20)
        splitter = QSplitter()
        splitter.addWidget(self.contents)
        splitter.addWidget(self.browser)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([240, 720])
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addWidget(splitter)
        self.page = ""
        self._speak()
        self.contents.currentItemChanged.connect(self._on_item_changed)
        self.browser.anchorClicked.connect(self._on_anchor_clicked)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    def show_page(self, page: str) -> None:
        """Show a page, or the first one if there is no such page, in the present language."""
        self._speak()
        path = self._folder / f"{page}.md"
        if path.parent != self._folder or not path.is_file():
            page, path = FIRST_PAGE, self._folder / f"{FIRST_PAGE}.md"
        self.page = page
        text = path.read_text(encoding="utf-8") if path.is_file() else _("The manual is missing.")
        self.browser.document().setDefaultStyleSheet(
            f"a {{ color: {theme.colour('primary_text').name()}; }}"
        )
        self.browser.setMarkdown(text)
        _give_room(self.browser.document())
        for row in range(self.contents.count()):
            if self.contents.item(row).data(Qt.ItemDataRole.UserRole) == page:
                self.contents.setCurrentRow(row)

    def _speak(self) -> None:
        """List the pages of the present language, unless they are listed already."""
        folder = self._given_folder or ROOT / "manual" / current_language()
        if folder == self._folder:
            return
        self._folder = folder
        self.setWindowTitle(_("Manual"))
        self.contents.setAccessibleName(_("Contents"))
        self.browser.setAccessibleName(_("Page"))
        blocked = self.contents.blockSignals(True)
        self.contents.clear()
        for path in _in_order(folder):
            item = QListWidgetItem(_title_of(path), self.contents)
            item.setData(Qt.ItemDataRole.UserRole, path.stem)
        self.contents.blockSignals(blocked)

    def _on_item_changed(self, item: QListWidgetItem | None) -> None:
        page = item.data(Qt.ItemDataRole.UserRole) if item is not None else self.page
        if page != self.page:
            self.show_page(page)

    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.isRelative() and url.path():
            self.show_page(Path(url.path()).stem)
        elif url.hasFragment():
            self.browser.scrollToAnchor(url.fragment())

    def _on_theme_changed(self) -> None:
        self.show_page(self.page)


def _title_of(path: Path) -> str:
    """Return the first heading of a page, or its file name."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# "):
                return line[2:].strip()
    return path.stem


def _in_order(folder: Path) -> list[Path]:
    """Return the pages, the first one first, the others as it links to them."""
    first = folder / f"{FIRST_PAGE}.md"
    linked = _LINK.findall(first.read_text(encoding="utf-8")) if first.is_file() else []
    places = {FIRST_PAGE: -1}
    for place, page in enumerate(linked):
        places.setdefault(page, place)
    return sorted(folder.glob("*.md"), key=lambda p: (places.get(p.stem, len(linked)), p.stem))


def _give_room(document: QTextDocument) -> None:
    """Set the page for reading at arm's length: Qt leaves no room between paragraphs."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        room = QTextBlockFormat()
        # A long command breaks rather than making the whole page scroll sideways.
        room.setNonBreakableLines(False)
        size, above = _HEADINGS.get(block.blockFormat().headingLevel(), (0, 0.0))
        if size:
            letters = QTextCharFormat()
            letters.setProperty(QTextFormat.Property.FontSizeAdjustment, size)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(letters)
            cursor.setPosition(block.position())
        room.setTopMargin(above)
        in_table = isinstance(cursor.currentTable(), QTextTable)
        in_list = isinstance(block.textList(), QTextList)
        room.setBottomMargin(0.0 if in_table else 4.0 if in_list else 8.0)
        cursor.mergeBlockFormat(room)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            table = frame.format()
            table.setCellPadding(6)
            table.setCellSpacing(0)
            table.setBorder(1)
            table.setBorderCollapse(True)
            table.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            table.setBorderBrush(QBrush(theme.colour("field_line")))
            table.setTopMargin(2)
            table.setBottomMargin(12)
            frame.setFormat(table)
