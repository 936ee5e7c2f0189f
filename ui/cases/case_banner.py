"""What has to be known before anything else on the case page: one line a matter, often none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import people_time
from app.domain.permissions import Actor
from app.domain.terms import CaseState, EventKind
from app.i18n import _
from app.labels import escalation_cause_label
from app.services.case_views import CasePageView
from app.services.escalations import MANAGER_LEVEL, highest_level
from ui.icons import set_icon
from ui.widgets.buttons import secondary_button
from ui.widgets.elided_label import ElidedLabel

_ICONS = {"neutral": "info", "warning": "pause", "danger": "triangle-alert"}


@dataclass(frozen=True)
class Notice:
    """One line: its words, the meaning of its colour, and what its button leads to.

    ``verb`` names a way to carry on, ``case_id`` another case; both are empty without a button.
    """

    key: str
    words: str
    kind: str = "neutral"
    button: str = ""
    verb: str = ""
    case_id: str = ""


class CaseBanner(QWidget):
    """Shows the notices of a case; ``verb_requested`` and ``case_requested`` are its buttons."""

    verb_requested = Signal(str)
    case_requested = Signal(str)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("caseBanner")
        self._zone = zone
        self._shown: tuple[Notice, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.setVisible(False)

    def show_case(self, view: CasePageView, actor: Actor, now: datetime) -> None:
        """Show what is to be known of a case; what is shown already stays untouched."""
        notices = tuple(notices_of(view, actor, now, self._zone))
        if notices == self._shown:
            return
        self._shown = notices
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for notice in notices:
            self._column.addWidget(self._row(notice))
        self.setVisible(bool(notices))

    def _row(self, notice: Notice) -> QFrame:
        row = QFrame()
        row.setObjectName(f"notice_{notice.key}")
        row.setProperty("look", "pill")
        row.setProperty("kind", notice.kind)
        row.setAccessibleName(notice.words)
        line = QHBoxLayout(row)
        line.setContentsMargins(14, 6, 8, 6)
        line.setSpacing(10)
        picture = QLabel()
        set_icon(picture, _ICONS[notice.kind], f"{notice.kind}_text", 20)
        line.addWidget(picture)
        # One line each: the whole of it is in the tooltip and in the timeline.
        line.addWidget(ElidedLabel(notice.words), 1)
        if notice.button:
            button = secondary_button(notice.button, name=f"noticeButton_{notice.key}")
            button.clicked.connect(lambda: self._on_clicked(notice))
            line.addWidget(button)
        else:
            row.setMinimumHeight(40)
        return row

    def _on_clicked(self, notice: Notice) -> None:
        if notice.verb:
            self.verb_requested.emit(notice.verb)
        else:
            self.case_requested.emit(notice.case_id)


def notices_of(view: CasePageView, actor: Actor, now: datetime, zone: ZoneInfo) -> Iterator[Notice]:
    """Return what has to be known of a case, the most pressing first."""
    if view.unseen_escalations:
        yield _escalated(view, actor)
    if view.state is CaseState.WAITING:
        yield _waiting(view, now, zone)
    if view.merged_into is not None:
        yield Notice(
            "merged",
            _("This case goes on in {number}.").format(number=view.merged_into.number),
            button=_("Open"),
            case_id=view.merged_into.case_id,
        )
    if view.state is CaseState.ARCHIVED:
        yield Notice(
            "archived",
            _(
                "Archived 30 days after its closing. It can be read, but no longer reopened; "
                "what comes back becomes a new linked case."
            ),
        )
    if view.external_number:
        yield Notice(
            "imported",
            _(
                "Came from another system, where its number is {number}. "
                "What was not known there is left open here."
            ).format(number=view.external_number),
        )


def _escalated(view: CasePageView, actor: Actor) -> Notice:
    waiting = view.unseen_escalations
    highest = max(waiting, key=lambda escalation: escalation.level)
    whom = _("service supervisor")
    if highest.level >= MANAGER_LEVEL:
        whom = _("project manager")
    words = _("Brought before the {whom} and not seen yet: {cause}.").format(
        whom=whom, cause=escalation_cause_label(highest.cause)
    )
    if highest.words:
        words += " " + _("“{words}”").format(words=highest.words)
    may_see = any(escalation.level <= highest_level(actor) for escalation in waiting)
    return Notice(
        "escalated",
        words,
        "danger",
        _("Seen") if may_see else "",
        "acknowledge" if may_see else "",
    )


def _waiting(view: CasePageView, now: datetime, zone: ZoneInfo) -> Notice:
    entries = [entry for entry in view.timeline if entry.kind is EventKind.WAITING]
    reason = (entries[-1].words if entries else "") or _("the reason is not known")
    button, verb = _("Resume work"), "begin_work"
    if view.wake_at is not None and view.wake_at <= now:
        words = _("The wait is over since {time}: {reason}").format(
            time=people_time.when(view.wake_at, now, zone), reason=reason
        )
        return Notice("waiting", words, "danger", button, verb)
    words = _("Waits: {reason}").format(reason=reason)
    if view.wake_at is not None:
        words = _("Waits until {time}: {reason}").format(
            time=people_time.when(view.wake_at, now, zone), reason=reason
        )
    return Notice("waiting", words, "warning", button, verb)
