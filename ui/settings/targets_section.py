"""What the reports measure against: targets, whose names they print, how many answers it takes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.domain.permissions import Action
from app.domain.policy import LEAST_ANSWERS, TARGETS, PolicySetting
from app.i18n import _
from app.labels import ratio_label
from app.services.report_policy import ReportPolicy, change_report_policy, read_report_policy
from ui.context import DeskContext
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.buttons import primary_button
from ui.widgets.form_field import FormField
from ui.widgets.number_box import NumberBox
from ui.widgets.wording import label

_NARROW = 200
_ACROSS = 3


class TargetsSection(SettingsSection):
    """Read by everybody, changed by roles that may change settings."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Reports"),
            _("Holds for every project. A report that was signed keeps the targets of its day."),
            parent,
        )
        self._context = context
        self._policy: ReportPolicy | None = None
        self._may = may(context.actor, Action.CHANGE_POLICY)
        notice = Notice(refusal(Action.CHANGE_POLICY), "info", name="targetsRefusal")
        notice.setVisible(not self._may)
        self.column.addWidget(notice)
        self.boxes: dict[str, NumberBox] = {}
        self.save_button = primary_button(_("Save"), icon="save", name="saveTargets")
        self._add_targets()
        self._add_staff()
        self.save_button.clicked.connect(self._on_save_clicked)
        self.column.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)
        self.save_button.setVisible(self._may)
        self.column.addStretch(1)
        for box in (*self.boxes.values(), self.least_box):
            box.valueChanged.connect(self._enable)
        self.names_box.toggled.connect(self._enable)
        self._enable()

    def _add_targets(self) -> None:
        card = self.add_card(_("Targets"))
        card.add(
            label(
                _("Reports, the comparison and the workbook say of each figure whether it is met."),
                "muted",
                wrap=True,
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        for place, (name, setting) in enumerate(TARGETS):
            box = _box(setting, f"target-{name}")
            box.setSuffix(" %")
            field = FormField(
                ratio_label(name), box, hint=_bounds(_("{least} to {most} per cent"), setting)
            )
            grid.addWidget(field, place // _ACROSS, place % _ACROSS)
            self.boxes[name] = box
        for column in range(_ACROSS):
            grid.setColumnStretch(column, 1)
        card.add(grid)

    def _add_staff(self) -> None:
        card = self.add_card(_("Staff on reports"))
        self.names_box = QCheckBox(_("Print the staff's names in full"))
        self.names_box.setObjectName("staffNames")
        self.names_box.setAccessibleName(self.names_box.text())
        card.add(self.names_box)
        card.add(
            label(
                _("Otherwise only the surname is readable, as with customers."), "muted", wrap=True
            )
        )
        self.least_box = _box(LEAST_ANSWERS, "leastAnswers")
        card.add(
            FormField(
                _("Least answers for a person's own satisfaction rate"),
                self.least_box,
                hint=_bounds(
                    _("{least} to {most} answers; below that the rate is not shown."),
                    LEAST_ANSWERS,
                ),
            )
        )

    @property
    def changed(self) -> bool:
        """Whether something typed is not saved yet."""
        return self._policy is not None and self._typed() != self._policy

    def refresh(self) -> None:
        """Read the policy, unless something typed would be lost."""
        if not self.changed:
            self._context.runner.read(
                read_report_policy,
                owner=self,
                supersedes="targets",
                on_done=self._show,
                on_error=self._on_problem,
            )

    def _typed(self) -> ReportPolicy:
        return ReportPolicy(
            {name: box.value() for name, box in self.boxes.items()},
            self.names_box.isChecked(),
            self.least_box.value(),
        )

    def _show(self, policy: ReportPolicy) -> None:
        self._policy = policy
        for name, box in self.boxes.items():
            box.setValue(policy.targets[name])
        self.names_box.setChecked(policy.staff_names)
        self.least_box.setValue(policy.least_answers)
        self._enable()

    def _enable(self) -> None:
        known = self._policy is not None
        for editor in (*self.boxes.values(), self.names_box, self.least_box):
            editor.setEnabled(known and self._may)
        self.save_button.setEnabled(self.changed)

    def _on_save_clicked(self) -> None:
        self.save_button.setEnabled(False)
        self._context.runner.write(
            change_report_policy,
            actor=self._context.actor,
            wanted=self._typed(),
            now=self._context.now(),
            owner=self,
            on_done=self._on_saved,
            on_error=self._on_problem,
            on_end=self._enable,
        )

    def _on_saved(self, policy: ReportPolicy) -> None:
        self._show(policy)
        self.done.emit(_("Saved. It holds from now on."))


def _box(setting: PolicySetting[int], name: str) -> NumberBox:
    box = NumberBox(setting.least or 0, setting.most or 100, setting.default, name=name)
    box.setMaximumWidth(_NARROW)
    return box


def _bounds(words: str, setting: PolicySetting[int]) -> str:
    return words.format(least=setting.least, most=setting.most)
