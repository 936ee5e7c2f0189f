"""Known outages: what is, what comes, what was; announced, changed and ended by the supervisor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QWidget

from app.answer_words import outage_place, outage_time
from app.domain.errors import FieldError
from app.domain.outages import OutageDraft, OutageStanding, OutageView
from app.domain.permissions import Action
from app.i18n import _, pgettext
from app.people_time import exact
from app.services import outages as service
from app.services.case_views import CategoryView
from app.services.outages import OutagesView
from ui.cases.case_table_model import PILL_ROLE
from ui.cases.pill_delegate import PillDelegate
from ui.context import DeskContext
from ui.outages.outage_form import OutageForm
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_FORM_WIDTH, _FORM_NARROW, _ROOM_FOR_WIDE = 520, 440, 1200
_WHERE = 2
_LOOKS = {
    OutageStanding.OVERDUE: "danger",
    OutageStanding.CURRENT: "warning",
    OutageStanding.PLANNED: "primary",
    OutageStanding.PAST: "neutral",
}


class OutagesScreen(QWidget):
    """A list on the left, the form of one outage on the right."""

    back_requested = Signal()
    done = Signal(str)
    problem_met = Signal(object)
    outages_changed = Signal()

    def __init__(
        self,
        context: DeskContext,
        categories: Sequence[CategoryView],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("outagesScreen")
        self.setProperty("manualPage", "outages")
        self._context = context
        self._outages: tuple[OutageView, ...] = ()
        self._wanted: str | None = None
        self._begins = False
        may = context.actor.may(Action.ANNOUNCE_OUTAGES)
        self.form = OutageForm(context, categories, may_announce=may)
        self.new = secondary_button(_("New (&N)"), icon="plus", name="newOutage")
        self.table = DeskTable(accessible_name=_("Outages"), name="outagesTable")
        self._model = QStandardItemModel(0, 4, self)
        self.table.setModel(self._model)
        self.table.setItemDelegateForColumn(0, PillDelegate(self.table))
        self.empty = EmptyState(
            _("Nothing is out of order"),
            _("What a supervisor announces stands here and is told to everybody who asks."),
            icon="bell",
            name="outagesEmpty",
        )
        self._build()
        self._connect()
        # Only now: without a parent it would be shown as a window of its own.
        self.new.setVisible(may)
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(16)
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(10)
        self.back = IconButton("arrow-left", _("Back (Esc)"), name="outagesBack")
        head.addWidget(self.back)
        head.addWidget(label(_("Known outages"), "title", name="outagesHeading"), 1)
        head.addWidget(self.new)
        card.add(head)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        card.add(self._stack, 1)
        row.addWidget(card, 1)
        row.addWidget(self.form)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_requested)
        self.new.clicked.connect(self._on_new_clicked)
        self.table.row_activated.connect(self._on_row_activated)
        self.table.clicked.connect(self._on_row_activated)
        self.form.submitted.connect(self._on_submitted)
        self.form.end_requested.connect(self._on_end_requested)
        self.form.left.connect(self._on_form_left)

    # ---- what the program asks -------------------------------------------------------------

    def begin(self) -> None:
        """Put the focus where the work begins, once it is known whether there are any outages."""
        self._begins = True
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_first(self) -> None:
        """The list, or the form while the list is empty and somebody may announce."""
        self._begins = False
        if self._outages:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.new.isVisibleTo(self):
            self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the outages anew; what is being written stays."""
        self._context.runner.read(
            service.list_outages,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            supersedes="outages",
            on_done=self._on_read,
            on_error=self.problem_met.emit,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Read whenever the screen comes up."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the list the room that it needs."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _ROOM_FOR_WIDE
        self.form.setFixedWidth(_FORM_WIDTH if is_wide else _FORM_NARROW)
        self._show_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    # ---- showing ---------------------------------------------------------------------------

    def _on_read(self, view: OutagesView) -> None:
        self._outages = view.outages
        if not self.form.is_touched:
            self.form.show_buildings(view.buildings)
        self._fill_table()
        self._stack.setCurrentWidget(self.table if self._outages else self.empty)
        if self._begins:
            self._focus_first()
        if self.form.is_touched:
            return
        shown = self._wanted or (self.form.outage.outage_id if self.form.outage else None)
        row = next((i for i, o in enumerate(self._outages) if o.outage_id == shown), None)
        self._wanted = None
        if row is not None:
            self.table.selectRow(row)
            self.form.show_outage(self._outages[row])
        else:
            self.form.begin_new()

    def _fill_table(self) -> None:
        now, zone = self._context.now(), self._context.zone
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [_("State"), pgettext("outage", "What"), _("Where"), pgettext("outage", "When")]
        )
        for outage in self._outages:
            standing = outage.standing(now)
            state = QStandardItem(_standing_words(standing))
            state.setData(_LOOKS[standing], PILL_ROLE)
            time = QStandardItem(outage_time(outage, now, zone))
            time.setToolTip(
                " – ".join(
                    exact(at, zone)
                    for at in (outage.begins_at, outage.ended_at or outage.ends_at)
                    if at
                )
            )
            what = QStandardItem(outage.title)
            what.setToolTip(outage.wording)
            self._model.appendRow([state, what, QStandardItem(outage_place(outage)), time])
        self._show_columns()
        self.table.stretch_column(1)
        for column in (0, _WHERE, 3):
            self.table.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.ResizeToContents
            )

    def _show_columns(self) -> None:
        """Leave the place out where the room ends; the form shows it."""
        self.table.setColumnHidden(_WHERE, self.width() < _ROOM_FOR_WIDE)

    def _on_row_activated(self, index: QModelIndex) -> None:
        self.form.show_outage(self._outages[index.row()])

    def _on_new_clicked(self) -> None:
        self.table.clearSelection()
        self.form.begin_new()
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_form_left(self) -> None:
        """Esc in the form goes to the list first; there it leaves the screen."""
        if self._outages:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.back_requested.emit()

    # ---- announcing ------------------------------------------------------------------------

    def _on_submitted(self, draft: OutageDraft) -> None:
        outage = self.form.outage
        if outage is None:
            self._write(
                service.announce,
                _("Announced: {title}").format(title=draft.title.strip()),
                project_id=self._context.project.project_id,
                draft=draft,
            )
        else:
            self._write(
                service.change,
                _("Changed: {title}").format(title=draft.title.strip()),
                outage_id=outage.outage_id,
                draft=draft,
            )

    def _on_end_requested(self) -> None:
        outage = self.form.outage
        if outage is not None:
            self._write(
                service.end,
                _("Ended: {title}").format(title=outage.title),
                outage_id=outage.outage_id,
            )

    def _write(self, verb: Callable[..., object], words: str, **arguments: Any) -> None:
        self.form.set_busy(busy=True)
        self.form.show_error(None)
        self._context.runner.write(
            verb,
            actor=self._context.actor,
            now=self._context.now(),
            owner=self,
            on_done=lambda outage_id: self._on_written(words, outage_id),
            on_error=self._on_refused,
            on_end=lambda: self.form.set_busy(busy=False),
            **arguments,
        )

    def _on_written(self, words: str, outage_id: str | None) -> None:
        self.done.emit(words)
        self._wanted = outage_id or (self.form.outage.outage_id if self.form.outage else None)
        self.form.begin_new()
        self.refresh()
        self.outages_changed.emit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.form.show_error(error)
        else:
            self.problem_met.emit(error)


def _standing_words(standing: OutageStanding) -> str:
    return {
        OutageStanding.OVERDUE: pgettext("outage", "Overdue"),
        OutageStanding.CURRENT: pgettext("outage", "Now"),
        OutageStanding.PLANNED: pgettext("outage", "Planned"),
        OutageStanding.PAST: pgettext("outage", "Over"),
    }[standing]
