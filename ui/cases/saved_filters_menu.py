"""The saved filters with how many cases each shows: the desk's own, one's own, the shared ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from app.domain.case_filter import BUILT_IN_VIEWS, BuiltIn, ListView
from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _, pgettext
from app.messages import field_sentence, sentence
from app.services.case_list import count_cases
from app.services.saved_filters import (
    SavedView,
    change_filter,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
    share_filter,
)
from ui.cases.count_delegate import COUNT_ROLE, KEY_ROLE, ROW_HEIGHT, CountDelegate
from ui.cases.filter_words import built_in_label
from ui.context import DeskContext
from ui.widgets.buttons import ActionButton, primary_button, quiet_button
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_field import FormField

_WIDTH, _MOST_ROWS = 460, 11
_Work = Callable[..., SavedView]


class SavedFiltersMenu(Card):
    """Opens beneath its button, over the list; Esc, a choice or a click elsewhere closes it.

    ``view_chosen`` carries the :class:`ListView`; ``undo_offered`` words and what brings the
    filter back; ``current_changed`` the name of the filter now shown, and its count or -1.
    """

    view_chosen = Signal(object)
    undo_offered = Signal(str, object)
    problem_met = Signal(str)
    current_changed = Signal(str, int)
    closed = Signal()

    def __init__(self, context: DeskContext, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setObjectName("savedFiltersMenu")
        self.setAccessibleName(_("Saved filters"))
        self._context = context
        self._screen = parent
        self._may_share = context.actor.may(Action.CHANGE_POLICY)
        self._saved: dict[str, SavedView] = {}
        self._counts: dict[str, int] = {}
        self._current = ListView()
        self._naming: Callable[[str], None] | None = None
        self._opener: QWidget = parent
        self.list = FilterList()
        self.list.setObjectName("savedFiltersList")
        self.list.setAccessibleName(_("Saved filters"))
        self.list.setItemDelegate(CountDelegate(self.list))
        # The focus shows on the line, not around all of them.
        self.list.setStyleSheet("QListView, QListView:focus { border: none; }")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_chosen)
        self.list.enter_pressed.connect(self._on_enter_pressed)
        self.list.delete_pressed.connect(self._on_delete_pressed)
        self.list.currentItemChanged.connect(self._offer_verbs)
        self.add(self.list, 1)
        self.add(self._verbs())
        self.add(self._name_line())
        self.hide()
        self._show_items()

    # ---- opening and closing ---------------------------------------------------------------

    def open_at(self, opener: QWidget, place: QPoint) -> None:
        """Open with its upper left corner at a place of the screen, the focus in the list."""
        self._opener = opener
        self._end_naming()
        self._fit(place)
        self.show()
        self.raise_()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # it runs
        self.refresh()

    def close_menu(self) -> None:
        """Close it."""
        if self.isHidden():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # it runs
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on a press elsewhere; one on the opener closes it by itself."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = event.globalPosition().toPoint()
            near = (self, self._opener)
            if not any(part.rect().contains(part.mapFromGlobal(place)) for part in near):
                self.close_menu()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, or ends the naming; nothing reaches the screen beneath."""
        if event.key() == Qt.Key.Key_Escape:
            if self._naming is not None:
                self._end_naming()
                self.list.setFocus()
            else:
                self.close_menu()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._naming is not None:
            self._on_named()

    def _on_enter_pressed(self) -> None:
        if self.list.currentRow() >= 0:
            self._on_item_chosen(self.list.currentItem())

    def _on_delete_pressed(self) -> None:
        if self.delete.isEnabled():
            self._on_delete_clicked()

    # ---- what it shows ---------------------------------------------------------------------

    def show_current(self, view: ListView) -> None:
        """Mark the filter that the list shows now, if it is one of these."""
        self._current = view
        self._say_current()

    def refresh(self) -> None:
        """Read the saved filters and all counts anew; nobody waits for them."""
        self._context.runner.read(
            saved_filters,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            owner=self,
            supersedes="saved",
            on_done=self._on_saved_read,
            on_error=self._on_error,
        )
        self._count("built_in", {key.value: view for key, view in BUILT_IN_VIEWS.items()})

    def _on_saved_read(self, found: tuple[SavedView, ...]) -> None:
        self._saved = {saved.filter_id: saved for saved in found}
        self._show_items()
        for saved in found:
            # One by one: a filter by words takes longer than all others together.
            self._count(saved.filter_id, {saved.filter_id: saved.view})

    def _count(self, name: str, views: Mapping[str, ListView]) -> None:
        self._context.runner.read(
            count_cases,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            filters=[view.wanted for view in views.values()],
            now=self._context.now(),
            owner=self,
            supersedes=f"count_{name}",
            on_done=partial(self._on_counted, tuple(views)),
            on_error=self._on_error,
        )

    def _on_counted(self, keys: tuple[str, ...], counts: tuple[int, ...]) -> None:
        self._counts.update(zip(keys, counts, strict=True))
        for item in self._items():
            key = item.data(KEY_ROLE)
            if key in keys:
                self._show_count(item)
        self._say_current()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def item(self, key: str) -> QListWidgetItem:
        """Return the line of a filter, by its id or the value of its :class:`BuiltIn`.

        Raises:
            StopIteration: there is no such filter.
        """
        return next(item for item in self._items() if item.data(KEY_ROLE) == key)

    def _show_items(self) -> None:
        chosen = self._chosen_key()
        self.list.clear()
        own = [saved for saved in self._saved.values() if not saved.is_shared]
        shared = [saved for saved in self._saved.values() if saved.is_shared]
        self._add_head(_("Every desk's"))
        for key in BuiltIn:
            self._add_item(key.value, built_in_label(key))
        for head, group in ((_("My own"), own), (_("Shared with everybody"), shared)):
            if group:
                self._add_head(head)
            for saved in group:
                self._add_item(saved.filter_id, saved.name)
        keys = [item.data(KEY_ROLE) for item in self._items()]
        self.list.setCurrentRow(keys.index(chosen) if chosen in keys else 1)
        self._offer_verbs()
        self._say_current()
        if not self.isHidden():
            self._fit(self.pos())

    def _add_head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _add_item(self, key: str, words: str) -> None:
        item = QListWidgetItem(words)
        item.setData(KEY_ROLE, key)
        self.list.addItem(item)
        self._show_count(item)

    def _show_count(self, item: QListWidgetItem) -> None:
        count = self._counts.get(item.data(KEY_ROLE))
        item.setData(COUNT_ROLE, "" if count is None else f"{count:,}")
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole,
            f"{item.text()}, {item.data(COUNT_ROLE)}".rstrip(", "),
        )

    def _chosen_key(self) -> str:
        row = self.list.currentRow()
        return "" if row < 0 else str(self.list.item(row).data(KEY_ROLE) or "")

    def _view(self, key: str) -> ListView | None:
        if key in self._saved:
            return self._saved[key].view
        return BUILT_IN_VIEWS[BuiltIn(key)] if key else None

    def _say_current(self) -> None:
        for item in self._items():
            view = self._view(item.data(KEY_ROLE) or "")
            if view is not None and view.wanted == self._current.wanted:
                self.current_changed.emit(item.text(), self._counts.get(item.data(KEY_ROLE), -1))
                return
        self.current_changed.emit("", -1)

    # ---- verbs -----------------------------------------------------------------------------

    def _verbs(self) -> QWidget:
        place = QWidget()
        policy = place.sizePolicy()
        policy.setHeightForWidth(True)
        place.setSizePolicy(policy)
        row = FlowLayout(place, spacing=0)
        self.save_as = quiet_button(_("Save as …"), icon="save", name="saveFilterAs")
        self.update_saved = quiet_button(_("Replace"), icon="refresh-cw", name="replaceFilter")
        self.rename = quiet_button(_("Rename …"), icon="pencil", name="renameFilter")
        self.share = quiet_button(pgettext("filter", "Share"), icon="users", name="shareFilter")
        self.delete = quiet_button(_("Delete"), icon="trash-2", name="deleteFilter")
        self.update_saved.setToolTip(_("Keep what the list shows now under the chosen name"))
        for button, slot in (
            (self.save_as, self._on_save_as_clicked),
            (self.update_saved, self._on_replace_clicked),
            (self.rename, self._on_rename_clicked),
            (self.share, self._on_share_clicked),
            (self.delete, self._on_delete_clicked),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        return place

    def _name_line(self) -> QWidget:
        self._name_place = QWidget()
        row = QHBoxLayout(self._name_place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.name_line = QLineEdit()
        self.name_line.setObjectName("filterName")
        self.name_line.setMaxLength(NAME_LIMIT)
        self.name_field = FormField(_("Name"), self.name_line)
        self.name_save: ActionButton = primary_button(_("Save"), name="filterNameSave")
        self.name_save.clicked.connect(self._on_named)
        row.addWidget(self.name_field, 1)
        row.addWidget(self.name_save, 0, Qt.AlignmentFlag.AlignTop)
        row.setAlignment(self.name_save, Qt.AlignmentFlag.AlignBottom)
        self._name_place.hide()
        return self._name_place

    def _offer_verbs(self) -> None:
        saved = self._saved.get(self._chosen_key())
        may = saved is not None and (self._may_share or not saved.is_shared)
        for button in (self.update_saved, self.rename, self.delete):
            button.setEnabled(may)
        self.share.setEnabled(saved is not None and self._may_share)
        self.share.setVisible(self._may_share)
        is_shared = saved is not None and saved.is_shared
        self.share.set_words(_("Make it mine") if is_shared else pgettext("filter", "Share"))

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        view = self._view(item.data(KEY_ROLE) or "")
        if view is not None:
            self.close_menu()
            self.view_chosen.emit(view)

    def _on_save_as_clicked(self) -> None:
        view = self._current
        self._begin_naming("", lambda name: self._write(self._saving(name, view)))

    def _saving(self, name: str, view: ListView, *, shared: bool = False) -> _Work:
        project_id = self._context.project.project_id
        return partial(save_filter, project_id=project_id, name=name, view=view, shared=shared)

    def _on_rename_clicked(self) -> None:
        saved = self._saved[self._chosen_key()]
        self._begin_naming(
            saved.name,
            lambda name: self._write(partial(rename_filter, filter_id=saved.filter_id, name=name)),
        )

    def _on_replace_clicked(self) -> None:
        self._write(partial(change_filter, filter_id=self._chosen_key(), view=self._current))

    def _on_share_clicked(self) -> None:
        saved = self._saved[self._chosen_key()]
        self._write(partial(share_filter, filter_id=saved.filter_id, shared=not saved.is_shared))

    def _on_delete_clicked(self) -> None:
        self._write(partial(delete_filter, filter_id=self._chosen_key()), self._on_deleted)

    def _on_deleted(self, gone: SavedView) -> None:
        self.refresh()
        again = self._saving(gone.name, gone.view, shared=gone.is_shared)
        self.undo_offered.emit(
            _("The filter “{name}” was deleted.").format(name=gone.name),
            lambda: self._write(again),
        )

    def _begin_naming(self, name: str, then: Callable[[str], None]) -> None:
        self._naming = then
        self.name_field.set_error("")
        self.name_line.setText(name)
        self._name_place.show()
        self._fit(self.pos())
        self.name_line.selectAll()
        self.name_line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_naming(self) -> None:
        self._naming = None
        self._name_place.hide()
        if not self.isHidden():
            self._fit(self.pos())

    def _on_named(self) -> None:
        if self._naming is not None:
            self._naming(self.name_line.text())

    def _write(self, work: _Work, on_done: Callable[[SavedView], None] | None = None) -> None:
        self._context.runner.write(
            work,
            actor=self._context.actor,
            now=self._context.now(),
            owner=self,
            on_done=on_done or self._on_written,
            on_error=self._on_error,
        )

    def _on_written(self, _saved: SavedView) -> None:
        self._end_naming()
        self.refresh()
        if not self.isHidden():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_error(self, error: Exception) -> None:
        words = field_sentence(error) if isinstance(error, FieldError) else ""
        if isinstance(error, UserFacingError):
            words = sentence(error)
        if self._naming is not None and not self.isHidden():
            self.name_field.set_error(words)
            self.name_line.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit(self.pos())
        else:
            self.problem_met.emit(words)

    def _fit(self, place: QPoint) -> None:
        """Be as high as what it shows, within the screen."""
        rows = min(self.list.count(), _MOST_ROWS)
        self.list.setFixedHeight(rows * ROW_HEIGHT + 8)
        self.resize(_WIDTH, 0)
        height = max(self.heightForWidth(_WIDTH), self.minimumSizeHint().height())
        room = self._screen.height() - place.y() - 8
        if height > room:
            self.list.setFixedHeight(max(3 * ROW_HEIGHT, self.list.height() - (height - room)))
            height = room
        self.setGeometry(QRect(place, QSize(_WIDTH, height)))


class FilterList(QListWidget):
    """A list that says when Enter or Delete is pressed."""

    enter_pressed = Signal()
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the two keys; what the list does not know goes on to the menu."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter_pressed.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
