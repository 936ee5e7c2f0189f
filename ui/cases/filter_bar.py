"""Above the list: open or ended, the types, and beneath it the filter as a sentence of chips."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.domain.case_filter import TYPE_ORDER, CaseFilter, Scope
from app.domain.terms import CaseType
from app.i18n import _
from app.labels import case_type_label
from ui.cases.filter_words import FilterPart, Names, filter_parts, scope_label
from ui.icons import set_icon
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import label


class FilterBar(QWidget):
    """The two choices made most, and the way to all others.

    ``filter_chosen`` carries the whole filter; ``more_toggled`` whether the panel is wanted.
    """

    filter_chosen = Signal(object)
    more_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self._wanted = CaseFilter()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        self.scopes = ChipGroup(
            [Choice(scope, scope_label(scope)) for scope in (Scope.OPEN, Scope.ENDED, Scope.ALL)],
            accessible_name=_("Open or ended"),
            name="caseScope",
        )
        self.scopes.set_value(Scope.ALL)
        self.scopes.chosen.connect(self._on_scope_chosen)
        self.types = ChipGroup(
            [Choice(str(kind), _short_type(kind), case_type_label(kind)) for kind in TYPE_ORDER],
            exclusive=False,
            accessible_name=_("Type"),
            name="caseTypes",
        )
        self.types.chosen.connect(self._on_types_chosen)
        self.more = secondary_button(_("&More filters"), icon="chevron-down", name="moreFilters")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more_toggled)
        row.addWidget(self.scopes)
        row.addWidget(self.types, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)

    def show_filter(self, wanted: CaseFilter) -> None:
        """Show what is chosen."""
        self._wanted = wanted
        self.scopes.set_value(wanted.scope)
        self.types.set_values([str(kind) for kind in wanted.types])

    def _on_scope_chosen(self, scope: object) -> None:
        self.filter_chosen.emit(replace(self._wanted, scope=Scope(str(scope))))

    def _on_types_chosen(self, keys: tuple[object, ...]) -> None:
        kinds = tuple(CaseType(str(key)) for key in keys)
        self.filter_chosen.emit(replace(self._wanted, types=kinds))

    def _on_more_toggled(self, is_open: bool) -> None:
        set_icon(self.more, "chevron-up" if is_open else "chevron-down", "ink", 18)
        self.more_toggled.emit(is_open)


def _short_type(kind: CaseType) -> str:
    """Return the name of a type as it fits on a chip; the whole of it is the tooltip."""
    if kind is CaseType.INFORMATION_REQUEST:
        return _("Information request")
    return case_type_label(kind)


class FilterSentence(QWidget):
    """What the list shows, said in removable chips; ``filter_chosen`` when one is taken away."""

    filter_chosen = Signal(object)
    left_downwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterSentence")
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)
        self._said = label("", "muted", name="filterSaid")
        self._said.setFixedHeight(40)
        self._flow.addWidget(self._said)
        self._chips: list[PartChip] = []
        self._parts: tuple[FilterPart, ...] = ()
        self.clear = quiet_button(_("&Clear"), name="filterClear")
        self.clear.clicked.connect(lambda: self.filter_chosen.emit(CaseFilter()))
        self._flow.addWidget(self.clear)
        self.show_filter(CaseFilter(), Names())

    @property
    def words(self) -> str:
        """The whole sentence, as a screen reader says it."""
        return self.accessibleName()

    def show_filter(self, wanted: CaseFilter, names: Names) -> None:
        """Say what narrows the list."""
        parts = filter_parts(wanted, names)
        if parts == self._parts and self._said.text():
            return
        had_focus = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self._parts = parts
        self._said.setText(_("Shown:") if parts else _("All cases are shown."))
        while self._flow.takeAt(0) is not None:
            pass
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(part) for part in parts]
        for widget in (self._said, *self._chips, self.clear):
            self._flow.addWidget(widget)
        self.clear.setVisible(bool(parts))
        self.setAccessibleName(" ".join((self._said.text(), ", ".join(p.words for p in parts))))
        self.updateGeometry()
        self._order_tabs()
        if had_focus is not None:
            self._focus_near(had_focus)

    def chip(self, key: str) -> QPushButton:
        """Return the chip of a part.

        Raises:
            StopIteration: nothing of that kind narrows the list.
        """
        return next(chip for chip in self._chips if chip.objectName() == f"filterPart_{key}")

    def _chip(self, part: FilterPart) -> PartChip:
        chip = PartChip(part, self)
        chip.clicked.connect(lambda: self.filter_chosen.emit(part.without))
        chip.stepped.connect(lambda by: self._focus_near(self._chips.index(chip) + by))
        chip.left_downwards.connect(self.left_downwards)
        return chip

    def _order_tabs(self) -> None:
        before: QWidget = self._said
        for chip in (*self._chips, self.clear):
            QWidget.setTabOrder(before, chip)
            before = chip

    def _focus_near(self, place: int) -> None:
        if self._chips:
            chip = self._chips[max(0, min(place, len(self._chips) - 1))]
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left_downwards.emit()


class PartChip(QPushButton):
    """One part of the sentence: a press, Enter or Delete takes it away, arrows go to the next."""

    stepped = Signal(int)
    left_downwards = Signal()

    def __init__(self, part: FilterPart, parent: QWidget) -> None:
        super().__init__(part.words.replace("&", "&&"), parent)
        self.setObjectName(f"filterPart_{part.key}")
        self.setProperty("look", "chip")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # The cross stands behind the words.
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        set_icon(self, "x", "muted", 16)
        self.setAccessibleName(_("Take away: {words}").format(words=part.words))
        self.setToolTip(self.accessibleName())
        self.setMaximumWidth(360)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer the keys that Qt would give to the focus or to nobody."""
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
