"""The known outages on the home screen: a line while there are any, and the way to all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.answer_words import outage_words
from app.domain.outages import OutageStanding, OutageView
from app.i18n import _, ngettext
from app.services.outages import current_outages
from ui.context import DeskContext
from ui.icons import set_icon
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label, restyle


class OutageStrip(QFrame):
    """One line of the outage that matters most, and how many more; hidden while there is none."""

    outages_requested = Signal()

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outageStrip")
        self.setProperty("look", "strip")
        self._context = context
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 6, 2)
        row.setSpacing(10)
        self._picture = QLabel()
        self.words = ElidedLabel()
        self.words.setObjectName("outageStripWords")
        self.more = label("", "muted", name="outageStripMore")
        self.see = quiet_button(_("What to say"), name="outageStripSee")
        self.see.clicked.connect(self.outages_requested)
        row.addWidget(self._picture)
        row.addWidget(self.words, 1)
        row.addWidget(self.more)
        row.addWidget(self.see)
        self.setVisible(False)

    def show_outages(self, outages: Sequence[OutageView]) -> None:
        """Show the first of ``outages``; the wording is a click or a tooltip away."""
        self.setVisible(bool(outages))
        if not outages:
            return
        first, now = outages[0], self._context.now()
        is_late = first.standing(now) is OutageStanding.OVERDUE
        self.words.setText(outage_words(first, now, self._context.zone))
        self.setToolTip(first.wording)
        more = len(outages) - 1
        self.more.setText(
            ngettext("and {count} more", "and {count} more", more).format(count=more)
            if more
            else ""
        )
        set_icon(self._picture, "bell", "warning_text" if is_late else "primary_text", 18)
        restyle(self, "kind", "late" if is_late else "known")


class HomeOutages(QObject):
    """Reads the outages for the strip; strip and button are placed by the home screen."""

    outages_requested = Signal()

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.strip = OutageStrip(context)
        self.strip.outages_requested.connect(self.outages_requested)
        self.button = secondary_button(_("Outages"), icon="bell", name="outagesButton")
        self.button.clicked.connect(self.outages_requested)

    def set_room(self, *, is_wide: bool) -> None:
        """Leave the word beside the bell out where the room ends."""
        self.button.set_words(_("Outages") if is_wide else "")
        self.button.setAccessibleName(_("Outages"))
        self.button.setToolTip("" if is_wide else _("Outages"))

    def refresh(self) -> None:
        """Read what is out of order now, and what will be within a day."""
        self._context.runner.read(
            current_outages,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            supersedes="outages",
            on_done=self.strip.show_outages,
        )
