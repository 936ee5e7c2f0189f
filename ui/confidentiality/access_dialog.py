"""The whole access log: of one customer, to look at and to print, or of one staff member (5-3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app import people_time
from app.access_words import why_words
from app.domain.access_paper import AccessLine, AccessPaper
from app.domain.errors import UserFacingError
from app.i18n import _, current_language, ngettext, pgettext
from app.labels import access_kind_label
from app.messages import sentence
from app.services.access_views import (
    AccessLog,
    Reader,
    access_paper,
    customer_log,
    readers,
    staff_log,
)
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_SIZE = (900, 600)


class AccessLogDialog(QDialog):
    """A table of who looked; Enter on 'Close' and Esc close it.

    ``problem_met`` carries the sentence of what went wrong.
    """

    problem_met = Signal(str)

    def __init__(self, context: DeskContext, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("accessDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(*_SIZE)
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        self.head = QHBoxLayout()
        self.head.setSpacing(12)
        self.title_label = label(title, "title", name="accessTitle")
        self.total_label = label("", "muted", name="accessTotal")
        self.head.addWidget(self.title_label)
        self.head.addStretch(1)
        self.head.addWidget(self.total_label)
        column.addLayout(self.head)
        self.table = DeskTable(accessible_name=title, name="accessTable")
        column.addWidget(self.table, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.close_button = primary_button(_("Close"), name="accessClose")
        self.close_button.clicked.connect(self.accept)
        self.foot.addWidget(self.close_button)
        column.addLayout(self.foot)
        self.close_button.setFocus()

    def _ask(self, service: Callable[..., AccessLog], **whose: Any) -> None:
        self._context.runner.read(
            service,
            actor=self._context.actor,
            owner=self,
            supersedes="log",
            on_done=self.show_log,
            on_error=self._on_problem,
            **whose,
        )

    def show_log(self, log: AccessLog) -> None:
        """Show the entries, the newest first."""
        words = ngettext("{count} entry", "{count} entries", log.total).format(count=log.total)
        self.total_label.setText(words)
        model = QStandardItemModel(0, 5, self)
        model.setHorizontalHeaderLabels(
            [_("When"), pgettext("person", "By"), _("Customer"), _("What was done"), _("What for")]
        )
        for line in log.lines:
            model.appendRow(self._cells(line))
        self.table.setModel(model)
        self.table.stretch_column(4)

    def _cells(self, line: AccessLine) -> list[QStandardItem]:
        now, zone = self._context.now(), self._context.zone
        cells = [
            QStandardItem(text)
            for text in (
                people_time.when(line.at, now, zone),
                line.staff,
                line.customer,
                access_kind_label(line.kind),
                why_words(line) or "—",
            )
        ]
        cells[0].setToolTip(people_time.exact(line.at, zone))
        cells[4].setToolTip(why_words(line))
        return cells

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
            self.reject()


class CustomerLogDialog(AccessLogDialog):
    """Who looked at one customer; ``paper_ready`` carries the :class:`PaperScreen` of the log."""

    paper_ready = Signal(object)

    def __init__(
        self, context: DeskContext, customer_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("Who looked"), parent)
        self._customer_id = customer_id
        self.print_button = secondary_button(_("Print"), icon="printer", name="accessPrint")
        self.print_button.clicked.connect(self._on_print_clicked)
        self.foot.insertWidget(1, self.print_button)
        self._ask(customer_log, customer_id=customer_id)

    def show_log(self, log: AccessLog) -> None:
        """Show the entries; the title names the customer as they are addressed."""
        super().show_log(log)
        self.title_label.setText(_("Who looked at {customer}?").format(customer=log.of_whom))

    def _on_print_clicked(self) -> None:
        self._context.runner.write(
            access_paper,
            actor=self._context.actor,
            customer_id=self._customer_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_paper,
            on_error=self._on_problem,
        )

    def _on_paper(self, paper: AccessPaper) -> None:
        lang = current_language()

        def make(path: Path) -> None:
            # Brings reportlab with it, which nobody needs before the first paper.
            from app.reports import access_report  # noqa: PLC0415

            access_report.render(paper, path, lang)

        title = _("Who looked at {customer}?").format(customer=paper.customer)
        self.paper_ready.emit(PaperScreen(self._context, title, make, f"{_('Access log')}.pdf"))
        self.accept()


class StaffLogDialog(AccessLogDialog):
    """At whom each of the staff looked; whoever looked most in 30 days comes first."""

    def __init__(
        self, context: DeskContext, staff_id: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("Who looked at customers?"), parent)
        self._wanted = staff_id
        self.staff_box = QComboBox()
        self.staff_box.setObjectName("accessStaff")
        self.staff_box.setAccessibleName(_("Staff member"))
        self.staff_box.setMinimumWidth(240)
        self.staff_box.setMinimumHeight(40)
        self.staff_box.activated.connect(self._on_chosen)
        self.head.insertWidget(1, self.staff_box)
        context.runner.read(
            readers,
            actor=context.actor,
            now=context.now(),
            owner=self,
            on_done=self._on_readers,
            on_error=self._on_problem,
        )

    def _on_readers(self, found: tuple[Reader, ...]) -> None:
        for one in found:
            words = _("{name} · 30 days: {count}").format(name=one.name, count=one.recent)
            self.staff_box.addItem(words, one.staff_id)
        index = max(0, self.staff_box.findData(self._wanted))
        self.staff_box.setCurrentIndex(index)
        self._on_chosen(index)

    def _on_chosen(self, index: int) -> None:
        self._ask(staff_log, staff_id=self.staff_box.itemData(index))
