"""The limits of the project: how long each severity may take, by which hours (clause 4.3-2)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.calendar_words import hours_label, moved_words, preset_label
from app.domain.clock_policy import PRESETS, PresetName, preset_named
from app.domain.clocks import Clock, Preset
from app.domain.errors import FieldError
from app.domain.permissions import Action
from app.domain.terms import ClockKind, Severity
from app.i18n import _
from app.labels import clock_label, severity_label
from app.messages import field_sentence
from app.services.clock_policy import change_clocks, read_clocks
from ui.context import DeskContext
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.settings.target_cell import TargetCell
from ui.widgets.buttons import primary_button, quiet_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.wording import label

_GAP, _CARD_SIDES = 14, 40


class ClocksSection(SettingsSection):
    """A table of severity and clock; a preset fills it, and every cell can then be changed."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Clocks"),
            _("How long each case may take in {project}, by severity.").format(
                project=context.project.name
            ),
            parent,
        )
        self._context = context
        self._may = may(context.actor, Action.CHANGE_POLICY)
        self._saved: Preset | None = None
        self.refusal_notice = Notice(refusal(Action.CHANGE_POLICY), "info", name="clocksRefusal")
        self.refusal_notice.setVisible(not self._may)
        self.column.addWidget(self.refusal_notice)
        self.presets = ChipGroup(
            [Choice(name, preset_label(name)) for name in PresetName],
            accessible_name=_("Begin with a preset"),
            name="clockPresets",
        )
        self.cells = {
            (severity, kind): TargetCell(severity, kind)
            for severity in Severity
            for kind in ClockKind
        }
        self._add_table_card()
        self._add_buttons()
        self._add_hours_card()
        self.column.addStretch(1)
        self.presets.chosen.connect(self._on_preset_chosen)
        for cell in self.cells.values():
            cell.edited.connect(self._enable)
        self._enable()

    def _add_table_card(self) -> None:
        card = self.add_card(_("Limits"))
        card.title_row.insertSpacing(1, 16)
        card.title_row.insertWidget(2, label(_("Begin with"), "muted"))
        card.title_row.insertWidget(3, self.presets, 20)
        self.edited_label = label("", "muted", name="presetStanding")
        card.title_row.insertWidget(4, self.edited_label)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(12)
        self._heads = {kind: label(clock_label(kind), "label", wrap=True) for kind in ClockKind}
        self._names = {severity: label(severity_label(severity), "label") for severity in Severity}
        for name in self._names.values():
            name.setContentsMargins(0, 10, 0, 0)
        card.add(self._grid)
        self._columns = 0
        self._lay_out(len(ClockKind))

    def _lay_out(self, columns: int) -> None:
        """Put the limits of a severity side by side, or beneath each other where it is narrow."""
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        is_wide = columns == len(ClockKind)
        top = Qt.AlignmentFlag.AlignTop
        for column, head in enumerate(self._heads.values(), start=1):
            if is_wide:
                self._grid.addWidget(head, 0, column)
            # Shown before it has a place, it would be a window of its own.
            if head.parentWidget() is not None or not is_wide:
                head.setVisible(is_wide)
            self._grid.setColumnStretch(column, int(column <= columns))
        rows = -(-len(ClockKind) // columns)
        for step, severity in enumerate(Severity):
            self._grid.addWidget(self._names[severity], 1 + step * rows, 0, top)
            for number, kind in enumerate(ClockKind):
                row, column = divmod(number, columns)
                cell = self.cells[severity, kind]
                cell.caption.setVisible(not is_wide)
                self._grid.addWidget(cell, 1 + step * rows + row, 1 + column, top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each severity as many columns as there is room for."""
        super().resizeEvent(event)
        names = max(name.sizeHint().width() for name in self._names.values())
        cell = max(cell.uncut_width for cell in self.cells.values())
        room = self.width() - names - _CARD_SIDES
        fitting = (n for n in (4, 2) if room >= n * (cell + _GAP))
        self._lay_out(next(fitting, 1))

    def _add_hours_card(self) -> None:
        card = self.add_card(_("Which hours count"))
        for clock, words in (
            (Clock.ELAPSED, _("Every hour counts, and what runs out at night escalates at night.")),
            (
                Clock.CALENDAR,
                _(
                    "Every hour counts, a day keeps its time of day; what runs out at night "
                    "escalates when the office opens."
                ),
            ),
            (
                Clock.BUSINESS,
                _("Only while the office is open; one day is a whole working day."),
            ),
        ):
            card.add(label(f"{hours_label(clock)}: {words}", "muted", wrap=True))
        card.add(label(_("A hand-over of 0 is owed at once."), "muted", wrap=True))

    def _add_buttons(self) -> None:
        self.undo_button = quiet_button(_("Undo"), icon="undo-2", name="undoClocks")
        self.save_button = primary_button(_("Save"), icon="save", name="saveClocks")
        row = QHBoxLayout()
        row.setSpacing(12)
        self.rule_label = label(
            _(
                "Cases that run already follow: a stricter limit counts from the moment of saving, "
                "a milder one from the start. What was met or missed stays."
            ),
            "muted",
            wrap=True,
        )
        row.addWidget(self.rule_label, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.save_button)
        self.column.addLayout(row)
        for part in (self.rule_label, self.undo_button, self.save_button):
            part.setVisible(self._may)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)

    @property
    def changed(self) -> bool:
        """Whether something here is not saved yet."""
        return self._saved is not None and self._typed() != self._saved

    def refresh(self) -> None:
        """Read the limits, unless something typed would be lost."""
        if self.changed:
            return
        self._context.runner.read(
            read_clocks,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            owner=self,
            supersedes="clocks",
            on_done=self._show_saved,
            on_error=self._on_problem,
        )

    def _typed(self) -> Preset:
        return {
            severity: {
                kind: target
                for kind in ClockKind
                if (target := self.cells[severity, kind].target) is not None
            }
            for severity in Severity
        }

    def _show_saved(self, preset: Preset) -> None:
        self._saved = preset
        self._fill(preset)

    def _fill(self, preset: Preset) -> None:
        for (severity, kind), cell in self.cells.items():
            cell.show_target(preset[severity].get(kind))
        self._enable()

    def _enable(self) -> None:
        known = self._saved is not None
        for cell in self.cells.values():
            cell.set_editable(editable=known and self._may)
        self.presets.setEnabled(known and self._may)
        named = preset_named(self._typed()) if known else None
        self.presets.set_value(named)
        self.edited_label.setText(
            _("The limits differ from every preset.") if known and named is None else ""
        )
        self.undo_button.setEnabled(self.changed)
        self.save_button.setEnabled(self.changed)

    def _on_preset_chosen(self, name: object) -> None:
        self._fill(PRESETS[PresetName(str(name))])

    def _on_undo_clicked(self) -> None:
        if self._saved is not None:
            self._fill(self._saved)

    def _on_save_clicked(self) -> None:
        wanted = self._typed()
        self.save_button.setEnabled(False)

        def saved(moved: int) -> None:
            self._show_saved(wanted)
            self.done.emit(_("The limits are saved.") + " " + moved_words(moved))

        self._context.runner.write(
            change_clocks,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            preset=wanted,
            now=self._context.now(),
            owner=self,
            on_done=saved,
            on_error=self._on_refused,
            on_end=self._enable,
        )

    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, FieldError):
            self._on_problem(error)
            return
        for cell in self.cells.values():
            if cell.field == error.field:
                cell.set_error(field_sentence(error))
                cell.amount.setFocus()
