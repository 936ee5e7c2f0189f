"""The palette over the desk: one box, what it finds as one types, and the way there (Ctrl+K).

It lies over the screens without touching them: closing it gives the keys back to whatever had
them.  What was typed is forgotten with it; searches are written nowhere.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from app.domain.search_terms import MOST_TYPED
from app.i18n import _, ngettext
from app.services.search_everything import SearchAnswer, SearchHit, search_everything
from ui.context import DeskContext
from ui.search.hit_delegate import HEAD_ROLE, ICON_ROLE, WORDS_ROLE, HitDelegate
from ui.search.search_words import ICONS, group_words, hit_words, placeholder
from ui.widgets.card import Card
from ui.widgets.wording import announce, label

_PAUSE_MS = 90
_WIDTH, _TOP, _BELOW = 760, 68, 24
_MOST_LIST = 520
_HIT_ROLE = Qt.ItemDataRole.UserRole + 4
_SCRIM = QColor(8, 20, 22, 110)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES = {Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}


class _Box(QLineEdit):
    """Knows whether an input method is still composing: then Enter and arrows are its own."""

    def __init__(self) -> None:
        super().__init__()
        self.composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether anything is being composed."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class SearchPalette(QWidget):
    """``hit_chosen`` when a record is picked; the palette is closed by then."""

    hit_chosen = Signal(object)
    problem_met = Signal(object)

    def __init__(self, context: DeskContext, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("searchPalette")
        self.setProperty("manualPage", "search")
        self._context = context
        self._window = window
        self._before: QWidget | None = None
        self._answered = ""
        self._open_when_answered = False
        self.box = _Box()
        self.box.setObjectName("searchBox")
        self.box.setProperty("scale", "large")
        self.box.setAccessibleName(_("Search"))
        self.box.setPlaceholderText(placeholder())
        self.box.setClearButtonEnabled(True)
        self.box.setMaxLength(MOST_TYPED)
        self.list = QListWidget()
        self.list.setObjectName("searchHits")
        self.list.setAccessibleName(_("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.note = label("", "muted", wrap=True, name="searchNote")
        self.hint = label(
            _("Up and Down choose, Enter opens, Esc closes"), "muted", name="searchHint"
        )
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.box.textChanged.connect(self._on_text_changed)
        self.box.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)
        self.setFocusProxy(self.box)
        window.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self.card = Card(parent=self)
        self.card.setObjectName("searchCard")
        self.card.add(self.box)
        self.card.add(self.note)
        self.card.add(self.list, 1)
        self.card.add(self.hint)

    # ---- opening and closing ---------------------------------------------------------------

    def open(self) -> None:
        """Lie down over the window; what had the keys gets them back with :meth:`leave`."""
        if self.isVisible():
            self.box.selectAll()
            return
        self._before = QApplication.focusWidget()
        self._show(SearchAnswer(""))
        self._lie_over()
        self.show()
        self.raise_()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self, *, give_back: bool = True) -> None:
        """Go away and forget what was typed; ``give_back`` returns the keys to who had them."""
        if not self.isVisible():
            return
        self._pause.stop()
        before, self._before = self._before, None
        # While it is still seen, so that the keys do not go to just anybody in between.
        if give_back and before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.box.clear()
        self.box.composing = False
        self._show(SearchAnswer(""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window; move in the list without leaving the box."""
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._lie_over()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Keep Tab in the box: what lies below must not be typed into."""
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close at a click beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies below."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), _SCRIM)
        painter.end()

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self.box.composing:
            # Enter commits what is being composed; were it delivered here, it would open a record.
            return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._open_current()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            pass
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in _PAGES:
            for _row in range(abs(_PAGES[key])):
                self._step(1 if _PAGES[key] > 0 else -1, around=False)
        else:
            return False
        return True

    # ---- searching -------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What was typed."""
        return self.box.text().strip()

    def _on_text_changed(self) -> None:
        self._open_when_answered = False
        if self.text:
            self._pause.start()
        else:
            self._pause.stop()
            self._show(SearchAnswer(""))

    def _search(self) -> None:
        text = self.text
        self._context.runner.read(
            search_everything,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            text=text,
            now=self._context.now(),
            owner=self,
            supersedes="search",
            on_done=self._on_found,
            on_error=self.problem_met.emit,
        )

    def _on_found(self, answer: SearchAnswer) -> None:
        if answer.text != self.text or not self.isVisible():
            return
        self._show(answer)
        if self._open_when_answered:
            self._open_when_answered = False
            self._open_current()

    # ---- what was found --------------------------------------------------------------------

    def _show(self, answer: SearchAnswer) -> None:
        self._answered = answer.text
        self.list.clear()
        now, zone = self._context.now(), self._context.zone
        for group in answer.groups:
            head = QListWidgetItem()
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            words = group_words(group)
            head.setData(HEAD_ROLE, words)
            head.setText(" ".join(words))
            self.list.addItem(head)
            for hit in group.hits:
                item = QListWidgetItem()
                shown = hit_words(hit, now, zone)
                item.setData(WORDS_ROLE, shown)
                item.setData(ICON_ROLE, ICONS[hit.kind])
                item.setData(_HIT_ROLE, hit)
                item.setText(shown.spoken)
                self.list.addItem(item)
        self.list.setVisible(bool(answer.groups))
        self.hint.setVisible(bool(answer.groups))
        self._step(1)
        self.note.setText(_note(answer))
        self.note.setVisible(not answer.groups)
        announce(self, self.note.text() or _spoken_count(answer))
        self._lie_over()

    def _step(self, by: int, *, around: bool = True) -> None:
        """Mark the next record; heads are passed over, and after the last comes the first."""
        rows = [row for row in range(self.list.count()) if self._hit(row) is not None]
        if not rows:
            return
        current = self.list.currentRow()
        place = rows.index(current) + by if current in rows else 0
        place = place % len(rows) if around else max(0, min(place, len(rows) - 1))
        self.list.setCurrentRow(rows[place])
        # The head of the first group is seen again with its first record.
        self.list.scrollToItem(self.list.item(0 if place == 0 else rows[place]))

    def _hit(self, row: int) -> SearchHit | None:
        hit = self.list.item(row).data(_HIT_ROLE)
        return hit if isinstance(hit, SearchHit) else None

    def _open_current(self) -> None:
        """Open the marked record; if the answer is still on its way, open when it comes."""
        if not self.text:
            return
        if self.text != self._answered:
            self._open_when_answered = True
            self._pause.stop()
            self._search()
            return
        self._choose(self.list.currentItem())

    def _choose(self, item: QListWidgetItem | None) -> None:
        hit = item.data(_HIT_ROLE) if item is not None else None
        if isinstance(hit, SearchHit):
            self.leave()
            self.hit_chosen.emit(hit)

    def _lie_over(self) -> None:
        self.setGeometry(self._window.rect())
        width = min(_WIDTH, self.width() - 2 * _BELOW)
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        room = max(self.height() - _TOP - _BELOW - 170, 120)
        self.list.setFixedHeight(min(rows + 8, _MOST_LIST, room))
        self.card.setFixedWidth(width)
        self.card.adjustSize()
        self.card.move((self.width() - width) // 2, _TOP)


def _note(answer: SearchAnswer) -> str:
    if answer.groups:
        return ""
    if not answer.text.strip():
        return _(
            "Names also by pinyin or initials, any three digits of a phone, a room with or "
            "without dashes, numbers or their end, and words of any case."
        )
    if answer.too_short:
        return _("Type one more character.")
    return _("Nothing found. Try fewer characters, or only the last digits of a number.")


def _spoken_count(answer: SearchAnswer) -> str:
    count = sum(len(group.hits) for group in answer.groups)
    return ngettext("{count} line found", "{count} lines found", count).format(count=count)
