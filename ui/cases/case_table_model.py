"""The case list, read page by page as a person scrolls; the GUI thread never waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app import people_time
from app.domain.case_filter import CaseFilter, CaseGroup, CaseOrder
from app.domain.terms import CaseState, CaseType, Severity
from app.i18n import _
from app.labels import case_state_label, case_type_label, severity_label
from app.services.case_list import PAGE_SIZE, CaseListPage, CaseRow, PageKey, list_cases
from app.services.case_query import GroupCount
from ui import theme
from ui.cases.case_columns import (
    SORTED_BY,
    Column,
    arrow,
    column_title,
    customer_words,
    escalation_words,
    short_time,
    urgency,
)
from ui.cases.case_marks import CaseMarks
from ui.cases.group_words import group_words
from ui.cases.state_looks import severity_kind, state_kind
from ui.context import DeskContext
from ui.icons import icon
from ui.tasks import Task

Index = QModelIndex | QPersistentModelIndex
PILL_ROLE = Qt.ItemDataRole.UserRole + 1
HEAD_ROLE = Qt.ItemDataRole.UserRole + 2
# How many rows a refresh reads again at most, so that a person who scrolled keeps the place.
_MOST_REREAD = 2_000


@dataclass(frozen=True)
class GroupHead:
    """The line above a group: its words, how many cases it has, whether they are shown."""

    key: str
    words: str
    count: int
    is_open: bool


Line = CaseRow | GroupHead


class CaseTableModel(QAbstractTableModel):
    """Lines of cases, with a head above each group.

    What is read is always the beginning of the list: a group that is opened in its middle is read
    on from there, and what stood beneath it comes back as a person scrolls.  ``page_read`` is
    emitted after every page, ``problem_met`` with the error of a reading that failed.
    """

    page_read = Signal()
    problem_met = Signal(object)

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[CaseRow] = []
        self._lines: list[Line] = []
        self._groups: tuple[GroupCount, ...] = ()
        self._closed: set[str] = set()
        self._whole: set[str] = set()
        self._next_key: PageKey | None = None
        self._wanted = CaseFilter()
        self._order = CaseOrder()
        self._reading: Task | None = None
        self._categories: dict[str, str] = {}
        self._zone = context.zone
        self._plain_words = self._plain()
        self._asked_at: datetime | None = None
        self.read_at: datetime | None = None
        self.marks = CaseMarks(self)
        self.marks.changed.connect(self._on_marks_changed)
        theme.notifier().theme_changed.connect(self._on_changed_looks)

    # ---- reading ---------------------------------------------------------------------------

    @property
    def wanted(self) -> CaseFilter:
        """What the list shows, or is being read to show."""
        return self._wanted

    @property
    def order(self) -> CaseOrder:
        """How its rows follow each other."""
        return self._order

    @property
    def is_complete(self) -> bool:
        """Whether there are no rows beyond those already read."""
        return self.read_at is not None and self._next_key is None

    @property
    def total(self) -> int | None:
        """How many cases there are, None while only a beginning of them is known."""
        if self._order.group is not CaseGroup.NONE and self.read_at is not None:
            return sum(group.count for group in self._groups)
        return len(self._rows) if self.is_complete else None

    def show_cases(self, wanted: CaseFilter, order: CaseOrder | None = None) -> None:
        """Read the first page of what is wanted; until it comes the old rows stay."""
        order = order or self._order
        if order.group is not self._order.group:
            self._closed.clear()
        if wanted != self._wanted:
            self.marks.clear()
        self._wanted, self._order = wanted, order
        self._read(None, PAGE_SIZE)

    def reload(self) -> None:
        """Read again what is shown now."""
        self._read(None, min(max(PAGE_SIZE, len(self._rows)), _MOST_REREAD))

    def set_categories(self, names: dict[str, str]) -> None:
        """Give the names of the categories by code."""
        self._categories = names
        self._rebuild_heads()
        self._on_changed_looks()

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether another page can be asked for now."""
        return not parent.isValid() and self._next_key is not None and self._reading is None

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page; its rows come later."""
        if self.canFetchMore(parent):
            self._read(self._next_key, PAGE_SIZE)

    def _read(self, after: PageKey | None, limit: int) -> None:
        context = self._context
        if after is None:
            # Should this reading fail, the old rows must not go on with pages of another filter.
            self._next_key = None
            self._asked_at = context.now()
        skip = frozenset(self._closed)
        self._reading = context.runner.read(
            list_cases,
            actor=context.actor,
            project_id=context.project.project_id,
            wanted=self._wanted,
            order=self._order,
            # One instant for all pages: what is overdue must not change between them.
            now=self._asked_at,
            after=after,
            groups=[group.key for group in self._groups] if after else (),
            skip=skip,
            limit=limit,
            owner=self,
            supersedes="cases",
            on_done=lambda page: self._on_page(page, skip, is_first=after is None),
            on_error=self.problem_met.emit,
            on_end=self._on_end,
        )

    def _on_page(self, page: CaseListPage, skip: frozenset[str], *, is_first: bool) -> None:
        self._reading = None
        self._next_key = page.next_key
        if is_first:
            self.beginResetModel()
            self._groups, self._rows = page.groups, list(page.rows)
            self._whole.clear()
            self.read_at = self._asked_at
            self._note_whole(skip)
            self._lines = self._built()
            self.endResetModel()
            self.marks.keep(row.case_id for row in self._rows)
        else:
            self._rows += page.rows
            self._note_whole(skip)
            self._append_lines()
        self.page_read.emit()

    def _on_end(self) -> None:
        self._reading = None

    def _note_whole(self, skip: frozenset[str]) -> None:
        """Note which groups have been read to their end; what was skipped has not been read."""
        reached = self._reached()
        passed = self._groups if self._next_key is None else self._groups[: reached - 1]
        self._whole |= {group.key for group in passed} - skip

    def _reached(self) -> int:
        """Return how many groups the reading has come to."""
        if self._next_key is None:
            return len(self._groups)
        keys = [group.key for group in self._groups]
        return keys.index(self._next_key.group) + 1 if self._next_key.group in keys else 0

    # ---- lines -----------------------------------------------------------------------------

    def _built(self) -> list[Line]:
        if self._order.group is CaseGroup.NONE:
            return list(self._rows)
        members: dict[str, list[CaseRow]] = {}
        for row in self._rows:
            members.setdefault(row.place.group, []).append(row)
        lines: list[Line] = []
        for group in self._groups[: self._reached()]:
            lines.append(self._head(group))
            if group.key not in self._closed:
                lines += members.get(group.key, [])
        return lines

    def _head(self, group: GroupCount) -> GroupHead:
        words = group_words(
            self._order.group,
            group,
            self._categories,
            self._asked_at or self._context.now(),
            self._zone,
        )
        return GroupHead(group.key, words, group.count, group.key not in self._closed)

    def _append_lines(self) -> None:
        lines = self._built()
        first = len(self._lines)
        if len(lines) > first:
            self.beginInsertRows(QModelIndex(), first, len(lines) - 1)
            self._lines = lines
            self.endInsertRows()

    def _remove_lines(self, first: int, last: int) -> None:
        if last >= first:
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._lines[first : last + 1]
            self.endRemoveRows()

    def _rebuild_heads(self) -> None:
        by_key = {group.key: group for group in self._groups}
        self._lines = [
            self._head(by_key[line.key]) if isinstance(line, GroupHead) else line
            for line in self._lines
        ]

    def set_open(self, line: int, *, is_open: bool) -> None:
        """Show or hide the cases of the group whose head stands there."""
        head = self._lines[line]
        if not isinstance(head, GroupHead) or head.is_open == is_open:
            return
        if is_open:
            self._open_group(line, head.key)
        else:
            self._closed.add(head.key)
            last = line
            while last + 1 < len(self._lines) and not isinstance(self._lines[last + 1], GroupHead):
                last += 1
            self._remove_lines(line + 1, last)
        self._rebuild_heads()
        self._on_changed_looks()

    def set_all_open(self, *, is_open: bool) -> None:
        """Show or hide the cases of every group; the list is read anew."""
        self._closed = set() if is_open else {group.key for group in self._groups}
        self.reload()

    def _open_group(self, line: int, key: str) -> None:
        self._closed.discard(key)
        members = [row for row in self._rows if row.place.group == key]
        if key in self._whole:
            if members:
                self.beginInsertRows(QModelIndex(), line + 1, line + len(members))
                self._lines[line + 1 : line + 1] = members
                self.endInsertRows()
            return
        # Not read to its end: what follows is dropped and read again behind it.
        keys = [group.key for group in self._groups]
        place = keys.index(key)
        self._remove_lines(line + 1, len(self._lines) - 1)
        self._rows = [row for row in self._rows if keys.index(row.place.group) <= place]
        self._whole -= set(keys[place:])
        self._next_key = members[-1].place if members else PageKey.before(key)
        self._append_lines()
        self._read(self._next_key, PAGE_SIZE)

    def line(self, number: int) -> Line:
        """Return what a line shows."""
        return self._lines[number]

    def case(self, number: int) -> CaseRow | None:
        """Return the case of a line, None for the head of a group or beyond the end."""
        line = self._lines[number] if 0 <= number < len(self._lines) else None
        return line if isinstance(line, CaseRow) else None

    def cases_between(self, one: int, other: int) -> list[str]:
        """Return the ids of the cases from one line to another, both included."""
        lines = self._lines[min(one, other) : max(one, other) + 1]
        return [line.case_id for line in lines if isinstance(line, CaseRow)]

    def row_of(self, case_id: str) -> int | None:
        """Return the line of a case, None while it is not read."""
        found = (
            number
            for number, line in enumerate(self._lines)
            if isinstance(line, CaseRow) and line.case_id == case_id
        )
        return next(found, None)

    # ---- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of lines read so far."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the head of a column, with an arrow where the list is sorted by it."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        is_sorted = SORTED_BY.get(column) is self._order.sort
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(column) + (f" {arrow(self._order)}" if is_sorted else "")
        if role == Qt.ItemDataRole.ToolTipRole and column in SORTED_BY:
            return _("Sort by this; once more turns the order round")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words, colours, picture, tooltip, tick or kind of pill of a cell."""
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], Column(index.column())
        if isinstance(line, GroupHead):
            return self._head_data(line, column, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(line, column)
        if role == Qt.ItemDataRole.CheckStateRole and column == Column.MARK:
            is_marked = line.case_id in self.marks
            return Qt.CheckState.Checked if is_marked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Column.MARK:
            words = _("{number}, chosen") if line.case_id in self.marks else "{number}"
            return words.format(number=line.number)
        if role == PILL_ROLE:
            if column == Column.STATE:
                return state_kind(line.state)
            return severity_kind(line.severity) if column == Column.SEVERITY else None
        return self._looks(line, column, role)

    @staticmethod
    def _head_data(head: GroupHead, column: Column, role: int) -> object:
        if role == HEAD_ROLE:
            return head
        if column == Column.MARK and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return f"{head.words} · {head.count:,}"
        return None

    def _looks(self, row: CaseRow, column: Column, role: int) -> object:
        near = urgency(row, self.read_at) if column == Column.DUE else ""
        if near and role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour(f"{near}_text")
        if role != Qt.ItemDataRole.DecorationRole:
            return None
        if near:
            return icon("circle-alert" if near == "danger" else "clock", f"{near}_text", 16)
        if column == Column.NUMBER and row.escalation_level:
            return icon("flag", "danger_text", 16)
        return None

    def _words(self, row: CaseRow, column: Column) -> str:
        if column == Column.DUE:
            now = self.read_at or row.registered_at
            return people_time.due_words(row.due_at, now, self._zone) if row.due_at else "—"
        if column == Column.REGISTERED:
            return short_time(row.registered_at, self.read_at or row.registered_at, self._zone)
        return self._plain_words[column](row)

    def _plain(self) -> dict[Column, Callable[[CaseRow], str]]:
        """Return how each column says a row; labels are asked for once, not with every painting."""
        types = {kind: case_type_label(kind) for kind in CaseType}
        states = {state: case_state_label(state) for state in CaseState}
        severities = {severity: severity_label(severity) for severity in Severity}
        return {
            Column.MARK: lambda _row: "",
            Column.NUMBER: lambda row: row.number,
            Column.TYPE: lambda row: types[row.type],
            Column.MATTER: lambda row: row.subject,
            Column.CUSTOMER: customer_words,
            Column.CATEGORY: lambda row: self._categories.get(row.category, row.category),
            Column.DEPARTMENT: lambda row: row.department,
            Column.SEVERITY: lambda row: severities[row.severity],
            Column.STATE: lambda row: states[row.state],
        }

    def _tooltip(self, row: CaseRow, column: Column) -> str | None:
        if column == Column.DUE:
            return people_time.exact(row.due_at, self._zone) if row.due_at else None
        if column == Column.REGISTERED:
            return people_time.exact(row.registered_at, self._zone)
        if column == Column.NUMBER and row.escalation_level:
            return escalation_words(row.escalation_level)
        wide = (
            Column.MATTER,
            Column.CUSTOMER,
            Column.CATEGORY,
            Column.DEPARTMENT,
            Column.TYPE,
        )
        return self._words(row, column) if column in wide else None

    # ---- changes ---------------------------------------------------------------------------

    def mark_lines(self, one: int, other: int, base: Iterable[str]) -> None:
        """Choose the cases between two lines, and those of ``base``."""
        self.marks.set({*base, *self.cases_between(one, other)})

    def mark_all(self) -> None:
        """Choose every case that is shown."""
        self.mark_lines(0, len(self._lines) - 1, ())

    def _on_marks_changed(self) -> None:
        if self._lines:
            last = self.index(len(self._lines) - 1, Column.MARK)
            self.dataChanged.emit(self.index(0, Column.MARK), last)

    def _on_changed_looks(self) -> None:
        if self._lines:
            last = self.index(len(self._lines) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
