"""The manual: one page for each screen, with the list of all pages beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
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


class ManualWindow(QWidget):
    """A window of its own; a page is a file ``<page>.md`` in the folder of the language.

    A page that is missing shows the first one.  Links between pages are file names; other links
    are not followed, since the program never goes on line.
    """

    def __init__(self, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("manualWindow")
        self.setWindowTitle(_("Manual"))
        self.resize(960, 680)
        self._folder = folder or ROOT / "manual" / current_language()
        self.contents = QListWidget()
        self.contents.setObjectName("manualContents")
        self.contents.setAccessibleName(_("Contents"))
        self.browser = QTextBrowser()
        self.browser.setObjectName("manualPage")
        self.browser.setAccessibleName(_("Page"))
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
        for path in sorted(self._folder.glob("*.md"), key=lambda p: (p.stem != FIRST_PAGE, p.stem)):
            item = QListWidgetItem(_title_of(path), self.contents)
            item.setData(Qt.ItemDataRole.UserRole, path.stem)
        self.page = ""
        self.contents.currentItemChanged.connect(self._on_item_changed)
        self.browser.anchorClicked.connect(self._on_anchor_clicked)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    def show_page(self, page: str) -> None:
        """Show a page, or the first one if there is no such page."""
        path = self._folder / f"{page}.md"
        if path.parent != self._folder or not path.is_file():
            page, path = FIRST_PAGE, self._folder / f"{FIRST_PAGE}.md"
        self.page = page
        text = path.read_text(encoding="utf-8") if path.is_file() else _("The manual is missing.")
        self.browser.document().setDefaultStyleSheet(
            f"a {{ color: {theme.colour('primary_text').name()}; }}"
        )
        self.browser.setMarkdown(text)
        for row in range(self.contents.count()):
            if self.contents.item(row).data(Qt.ItemDataRole.UserRole) == page:
                self.contents.setCurrentRow(row)

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
