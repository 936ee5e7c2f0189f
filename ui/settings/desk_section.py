"""How the desk behaves for everybody: lock, customer screen, reminders, receipt paper."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.domain.permissions import Action
from app.domain.policy import IDLE_LOCK_SECONDS, RATING_SECONDS, PolicySetting
from app.i18n import _
from ui.context import DeskContext
from ui.settings.policy_values import DeskPolicy, change_policy, read_policy
from ui.settings.receipt_sample import sample_receipt_paper
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.buttons import primary_button, quiet_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.number_box import NumberBox

_NARROW = 200


class DeskSection(SettingsSection):
    """Read by everybody, changed by roles that may.

    ``idle_seconds_changed(int)`` once a new idle time was saved; ``paper_requested(PaperScreen)``
    with a sample receipt on the paper now chosen.
    """

    idle_seconds_changed = Signal(int)
    paper_requested = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Desk"), _("Holds for everybody who works with this store."), parent)
        self._context = context
        self._policy: DeskPolicy | None = None
        self._may = may(context.actor, Action.CHANGE_POLICY)
        self.refusal_notice = Notice(
            refusal(Action.CHANGE_POLICY), "info", name="deskPolicyRefusal"
        )
        self.refusal_notice.setVisible(not self._may)
        self.column.addWidget(self.refusal_notice)
        card = self.add_card(_("Lock and customer screen"))
        self.idle_box = _seconds_box(IDLE_LOCK_SECONDS, "idleSeconds")
        self.rating_box = _seconds_box(RATING_SECONDS, "ratingSeconds")
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(
            FormField(
                _("Lock after so long without input"),
                self.idle_box,
                hint=_("{least} to {most} seconds. F9 locks at once.").format(
                    least=IDLE_LOCK_SECONDS.least, most=IDLE_LOCK_SECONDS.most
                ),
            ),
            1,
        )
        row.addWidget(
            FormField(
                _("Wait for the customer's rating"),
                self.rating_box,
                hint=_("{least} to {most} seconds; after that it counts as no answer.").format(
                    least=RATING_SECONDS.least, most=RATING_SECONDS.most
                ),
            ),
            1,
        )
        card.add(row)
        reminders = self.add_card(_("Reminders"))
        self.sound_box = QCheckBox(_("Sound once when something falls due"))
        self.sound_box.setObjectName("reminderSound")
        self.sound_box.setAccessibleName(_("Sound once when something falls due"))
        self.sound_box.toggled.connect(self._enable)
        reminders.add(self.sound_box)
        self._add_paper_card()
        self.save_button = primary_button(_("Save"), icon="save", name="savePolicy")
        if not self._may:
            self.save_button.hide()
        self.column.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)
        self.column.addStretch(1)
        self.idle_box.valueChanged.connect(self._enable)
        self.rating_box.valueChanged.connect(self._enable)
        self.paper_chips.chosen.connect(self._enable)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.sample_button.clicked.connect(self._on_sample_clicked)
        self._enable()

    def _add_paper_card(self) -> None:
        card = self.add_card(_("Paper of the receipt"))
        self.paper_chips = ChipGroup(
            [
                Choice("A5", _("A5 sheet")),
                Choice("80mm", _("80 mm roll")),
            ],
            accessible_name=_("Paper of the receipt"),
            name="receiptPaper",
        )
        self.sample_button = quiet_button(
            _("Show a sample"), icon="file-text", name="receiptSample"
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.paper_chips, 1)
        row.addWidget(self.sample_button)
        card.add(row)

    @property
    def changed(self) -> bool:
        """Whether something typed is not saved yet."""
        return self._policy is not None and self._typed() != self._policy

    def refresh(self) -> None:
        """Read the policy, unless something typed would be lost."""
        if not self.changed:
            self._context.runner.read(
                read_policy,
                owner=self,
                supersedes="policy",
                on_done=self._show,
                on_error=self._on_problem,
            )

    def _typed(self) -> DeskPolicy:
        return DeskPolicy(
            self.idle_box.value(),
            self.rating_box.value(),
            str(self.paper_chips.value),
            self.sound_box.isChecked(),
        )

    def _show(self, policy: DeskPolicy) -> None:
        self._policy = policy
        self.idle_box.setValue(policy.idle_seconds)
        self.rating_box.setValue(policy.rating_seconds)
        self.paper_chips.set_value(policy.receipt_paper)
        self.sound_box.setChecked(policy.reminder_sound)
        self._enable()

    def _enable(self) -> None:
        known = self._policy is not None
        for editor in (self.idle_box, self.rating_box, self.paper_chips, self.sound_box):
            editor.setEnabled(known and self._may)
        self.sample_button.setEnabled(known)
        self.save_button.setEnabled(self.changed)

    def _on_save_clicked(self) -> None:
        before = self._policy
        self.save_button.setEnabled(False)

        def saved(policy: DeskPolicy) -> None:
            self._show(policy)
            if before is None or policy.idle_seconds != before.idle_seconds:
                self.idle_seconds_changed.emit(policy.idle_seconds)
            self.done.emit(_("Saved. It holds from now on."))

        self._context.runner.write(
            change_policy,
            actor=self._context.actor,
            wanted=self._typed(),
            now=self._context.now(),
            owner=self,
            on_done=saved,
            on_error=self._on_problem,
            on_end=self._enable,
        )

    def _on_sample_clicked(self) -> None:
        paper: Literal["A5", "80mm"] = "80mm" if self.paper_chips.value == "80mm" else "A5"
        self.paper_requested.emit(sample_receipt_paper(self._context, paper))


def _seconds_box(setting: PolicySetting[int], name: str) -> NumberBox:
    box = NumberBox(setting.least or 0, setting.most or 9999, setting.default, name=name)
    box.setSuffix(" " + _("seconds"))
    box.setSingleStep(10)
    box.setMaximumWidth(_NARROW)
    return box
