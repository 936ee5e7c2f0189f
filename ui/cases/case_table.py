"""The table of the case list: heads of groups that open and close, and cases that are chosen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.domain.case_filter import CaseGroup, CaseSort
from app.domain.terms import CaseType
from app.i18n import _
from app.labels import case_type_label
from ui.cases.case_columns import SORTED_BY, Column
from ui.cases.case_table_model import CaseTableModel, GroupHead
from ui.cases.fitting_table import FittingTable
from ui.cases.mark_delegate import MarkDelegate
from ui.cases.pill_delegate import PillDelegate

_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DUE_PICTURE = 22
_LEAST_MATTER = 190
_ESCALATED_PICTURE = 22


class CaseTable(FittingTable):
    """Looks at one case and chooses many.

    The tick, Ctrl+click and Space choose one more; Shift with click or arrows a stretch; Ctrl+A all
    that are read.  Plain clicks and arrows only move.  ``case_opened`` carries an id,
    ``sort_wanted`` what the head was pressed for.
    """

    case_opened = Signal(str)
    sort_wanted = Signal(object)

    def __init__(self, model: CaseTableModel, parent: QWidget | None = None) -> None:
        super().__init__(
            accessible_name=_("Cases"),
            name="caseTable",
            flexible=Column.MATTER,
            droppable=(
                Column.DEPARTMENT,
                Column.CATEGORY,
                Column.TYPE,
                Column.SEVERITY,
                Column.REGISTERED,
            ),
            least_flexible=_LEAST_MATTER,
            parent=parent,
        )
        self._cases = model
        # The stretch that Shift is drawing: where it began, and what was chosen before it.
        self._anchor: int | None = None
        self._base: frozenset[str] = frozenset()
        self.setModel(model)
        pills = PillDelegate(self)
        self.setItemDelegateForColumn(Column.STATE, pills)
        self.setItemDelegateForColumn(Column.SEVERITY, pills)
        self.setItemDelegateForColumn(Column.MARK, MarkDelegate(self))
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._on_head_clicked)
        self.row_activated.connect(self._on_row_activated)
        model.modelReset.connect(self._span_heads)
        model.rowsInserted.connect(self._span_heads)
        model.rowsRemoved.connect(self._span_heads)
        model.modelReset.connect(self._on_reset)
        self.size_columns()

    def size_columns(self) -> None:
        """Give every column what its words need."""
        samples: dict[int, str] = {
            Column.MARK: "",
            Column.NUMBER: "TS-20262222-002",
            # The one longer name is said in full by the tooltip.
            Column.TYPE: case_type_label(CaseType.SERVICE_REQUEST),
            Column.CUSTOMER: "欧阳建  3-2-1802",
            Column.CATEGORY: "车辆停车",
            Column.DEPARTMENT: "工程部 周师傅",
        }
        extra: dict[int, int] = {
            Column.MARK: 12,
            Column.NUMBER: _ESCALATED_PICTURE,
            Column.DUE: _DUE_PICTURE,
        }
        self.measure(samples, extra)

    # ---- keys and clicks -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Space, Shift and Ctrl+A; open and close groups by Left and Right."""
        key, modifiers = event.key(), event.modifiers()
        row = self.currentIndex().row()
        if key == Qt.Key.Key_A and modifiers & _CONTROL:
            self._cases.mark_all()
        elif key == Qt.Key.Key_Escape and len(self._cases.marks):
            self._cases.marks.clear()
            self._anchor = None
        elif key == Qt.Key.Key_Space and row >= 0:
            self._toggle(row)
        elif key in _ENTER and self._is_head(row):
            self._turn_group(row)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._fold(row, key, modifiers):
            return
        else:
            self._move(event)

    def _move(self, event: QKeyEvent) -> None:
        """Let Qt move the cursor; with Shift choose what it passes."""
        before = self.currentIndex().row()
        extends = bool(event.modifiers() & _SHIFT)
        super().keyPressEvent(event)
        row = self.currentIndex().row()
        if row < 0 or row == before:
            return
        if extends:
            self._draw(before, row)
        else:
            self._anchor = None

    def _draw(self, begin: int, row: int) -> None:
        """Choose the stretch up to ``row``; a new one begins at ``begin``."""
        if self._anchor is None:
            self._anchor, self._base = max(begin, 0), frozenset(self._cases.marks)
        self._cases.mark_lines(self._anchor, row, self._base)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by the tick, by Ctrl and by Shift; a press on a head opens or closes its group."""
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
            return
        row, modifiers = index.row(), event.modifiers()
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        if self._is_head(row):
            self._turn_group(row)
        elif modifiers & _SHIFT:
            self._draw(before, row)
        elif modifiers & _CONTROL or index.column() == Column.MARK:
            self._toggle(row)
        else:
            self._anchor = None

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() != Column.MARK and not self._is_head(index.row()):
            super()._on_double_clicked(index)

    def _on_row_activated(self, index: QModelIndex) -> None:
        case = self._cases.case(index.row())
        if case is not None:
            self.case_opened.emit(case.case_id)

    def _on_head_clicked(self, section: int) -> None:
        sort: CaseSort | None = SORTED_BY.get(Column(section))
        if sort is not None:
            self.sort_wanted.emit(sort)
        elif section == Column.MARK and self._cases.rowCount():
            self._turn_all_marks()

    def _turn_all_marks(self) -> None:
        shown = self._cases.cases_between(0, self._cases.rowCount() - 1)
        if all(case_id in self._cases.marks for case_id in shown):
            self._cases.marks.clear()
        else:
            self._cases.mark_all()

    def _toggle(self, row: int) -> None:
        case = self._cases.case(row)
        if case is None:
            self._turn_group(row)
            return
        self._cases.marks.toggle(case.case_id)
        self._anchor = None

    # ---- groups ----------------------------------------------------------------------------

    def _is_head(self, row: int) -> bool:
        return row >= 0 and isinstance(self._cases.line(row), GroupHead)

    def _turn_group(self, row: int) -> None:
        line = self._cases.line(row)
        if isinstance(line, GroupHead):
            self._cases.set_open(row, is_open=not line.is_open)

    def _fold(self, row: int, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Close or open the group of a head, or with Ctrl all; say whether there was one."""
        is_open = key == Qt.Key.Key_Right
        if self._cases.order.group is CaseGroup.NONE:
            return False
        if modifiers & _CONTROL:
            self._cases.set_all_open(is_open=is_open)
            return True
        if not self._is_head(row):
            return False
        self._cases.set_open(row, is_open=is_open)
        return True

    def _span_heads(self) -> None:
        self.clearSpans()
        for row in range(self._cases.rowCount()):
            if self._is_head(row):
                self.setSpan(row, 0, 1, len(Column))

    def _on_reset(self) -> None:
        self._anchor = None
        self.size_columns()
