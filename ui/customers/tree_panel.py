"""The tree of places: project, building, unit, room; a level is read when it is opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from app.domain.errors import UserFacingError
from app.i18n import _, ngettext
from app.messages import sentence
from app.services.archive_tree import PlaceKind, TreePlace, path_to_room, tree_level, tree_top
from ui import theme
from ui.context import DeskContext
from ui.customers.archive_words import households, place_words
from ui.widgets.card import Card

PLACE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LOADED_ROLE = PLACE_ROLE + 1
COUNT_ROLE = PLACE_ROLE + 2
_INDENT = 18
_SIDE = 8
_COUNT_PIXELS = 13
Place = tuple[PlaceKind, str]
Index = QModelIndex | QPersistentModelIndex


class TreePanel(Card):
    """``place_chosen`` carries kind and id of the line that was chosen."""

    place_chosen = Signal(object, str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Archive"), parent=parent)
        self.setObjectName("treeCard")
        self.set_sides(10)
        self._context = context
        self._wanted: list[Place] = []
        self._is_filling = False
        self.view = _PlaceTree()
        self.model = QStandardItemModel(self)
        self.view.setModel(self.model)
        self.add(self.view, 1)
        self.view.expanded.connect(self._on_expanded)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.setFocusProxy(self.view)

    # ---- what the screen asks --------------------------------------------------------------

    def refresh(self) -> None:
        """Read the tree anew, open as it was."""
        self._context.runner.read(
            tree_top,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            supersedes="tree",
            on_done=self._on_top_read,
            on_error=self._on_problem,
        )

    def choose_room(self, room_id: str) -> None:
        """Open the tree down to a room and choose it; that is not told as a choice."""
        self._context.runner.read(
            path_to_room,
            actor=self._context.actor,
            room_id=room_id,
            owner=self,
            supersedes="path",
            on_done=self._on_path_read,
            on_error=self._on_problem,
        )

    @property
    def chosen(self) -> Place | None:
        """Kind and id of the line that is chosen."""
        return _place(self.model.itemFromIndex(self.view.currentIndex()))

    # ---- reading ---------------------------------------------------------------------------

    def _on_top_read(self, top: TreePlace) -> None:
        if not self.model.rowCount():
            self.model.appendRow(self._item(top))
            self.view.expand(self.model.index(0, 0))
            return
        root = self.model.item(0)
        _show(root, top)
        for item in self._loaded(root):
            self._read_level(item)

    def _loaded(self, item: QStandardItem) -> list[QStandardItem]:
        """Return the lines whose level was read already, from the top down."""
        if not item.data(LOADED_ROLE):
            return []
        found = [item]
        for row in range(item.rowCount()):
            found += self._loaded(item.child(row))
        return found

    def _read_level(self, item: QStandardItem) -> None:
        place = _place(item)
        if place is None:
            return
        self._context.runner.read(
            tree_level,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            kind=place[0],
            place_id=place[1],
            now=self._context.now(),
            owner=self,
            supersedes=f"level-{place[0]}-{place[1]}",
            on_done=lambda places: self._on_level_read(place, places),
            on_error=self._on_problem,
        )

    def _on_level_read(self, above: Place, places: Sequence[TreePlace]) -> None:
        item = self._find(above)
        if item is None:
            return
        known = {
            item.child(row).data(PLACE_ROLE): item.child(row) for row in range(item.rowCount())
        }
        new = [_key(place.kind, place.place_id) for place in places]
        if list(known) == new:
            for key, place in zip(new, places, strict=True):
                _show(known[key], place)
        else:
            # Qt moves the current line off one that goes; nobody has chosen that.
            self._is_filling = True
            item.removeRows(0, item.rowCount())
            for place in places:
                item.appendRow(self._item(place))
            self._is_filling = False
        item.setData(True, LOADED_ROLE)
        self._follow_path()

    def _item(self, place: TreePlace) -> QStandardItem:
        item = QStandardItem()
        item.setEditable(False)
        _show(item, place)
        if place.kind not in (PlaceKind.ROOM, PlaceKind.ROOMLESS):
            # So that it can be opened; the level itself is read only then.
            item.appendRow(QStandardItem())
        return item

    def _find(self, place: Place, below: QStandardItem | None = None) -> QStandardItem | None:
        item = below or self.model.invisibleRootItem()
        if item.data(PLACE_ROLE) == _key(*place):
            return item
        for row in range(item.rowCount()):
            if (found := self._find(place, item.child(row))) is not None:
                return found
        return None

    def _on_expanded(self, index: QModelIndex) -> None:
        item = self.model.itemFromIndex(index)
        if not item.data(LOADED_ROLE):
            self._read_level(item)

    # ---- choosing --------------------------------------------------------------------------

    def _on_path_read(self, path: tuple[str, str, str] | None) -> None:
        if path is not None:
            kinds = (PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.ROOM)
            self._wanted = list(zip(kinds, path, strict=True))
            self._follow_path()

    def _follow_path(self) -> None:
        """Open one level after the other as they arrive, and choose the last line."""
        while self._wanted:
            item = self._find(self._wanted[0])
            if item is None:
                return
            self._wanted.pop(0)
            if self._wanted:
                self.view.expand(item.index())
            else:
                blocked = self.view.selectionModel().blockSignals(True)
                self.view.setCurrentIndex(item.index())
                self.view.selectionModel().blockSignals(blocked)
                self.view.viewport().update()
                self.view.scrollTo(item.index())

    def _on_current_changed(self, current: QModelIndex) -> None:
        if self._is_filling or self.view.is_focusing:
            return
        place = _place(self.model.itemFromIndex(current))
        if place is not None:
            self._wanted = []
            self.place_chosen.emit(*place)

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))


class _PlaceTree(QTreeView):
    """Enter opens and closes a line; Left and Right go up and down as ever."""

    def __init__(self) -> None:
        super().__init__()
        self.is_focusing = False
        self.setObjectName("placeTree")
        self.setAccessibleName(_("Project, buildings, units and rooms"))
        self.setHeaderHidden(True)
        self.setIndentation(_INDENT)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_CountDelegate(self))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the first line if none is current yet, as Qt does; that is no choice."""
        self.is_focusing = True
        super().focusInEvent(event)
        self.is_focusing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens or closes the current line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            index = self.currentIndex()
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().keyPressEvent(event)


class _CountDelegate(QStyledItemDelegate):
    """Paints at the right end of a line how many rooms are lived in, or how many people live."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the line as ever, then its count."""
        super().paint(painter, option, index)
        words = str(index.data(COUNT_ROLE) or "")
        if not words:
            return
        painter.save()
        font = option.font
        font.setPixelSize(_COUNT_PIXELS)
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        room = QRect(option.rect).adjusted(0, 0, -_SIDE, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


def _key(kind: PlaceKind, place_id: str) -> str:
    return f"{kind}|{place_id}"


def _place(item: QStandardItem | None) -> Place | None:
    key = item.data(PLACE_ROLE) if item is not None else None
    if key is None:
        return None
    kind, place_id = str(key).split("|", 1)
    return PlaceKind(kind), place_id


def _show(item: QStandardItem, place: TreePlace) -> None:
    """Write what a line says."""
    words = place_words(place.kind, place.name)
    item.setText(words)
    item.setData(_key(place.kind, place.place_id), PLACE_ROLE)
    people = ngettext("{count} person", "{count} people", place.people).format(count=place.people)
    if place.kind is PlaceKind.PROJECT:
        count, told = str(place.occupied), households(place.occupied)
    elif place.kind in (PlaceKind.ROOM, PlaceKind.ROOMLESS):
        count, told = str(place.people or ""), people
    else:
        count = f"{place.occupied}/{place.rooms}"
        told = _("{occupied} of {rooms} rooms lived in").format(
            occupied=place.occupied, rooms=place.rooms
        )
    item.setData(count, COUNT_ROLE)
    item.setToolTip(f"{words} · {told}")
    item.setData(f"{words}, {told}", Qt.ItemDataRole.AccessibleTextRole)
