"""Severity from impact and urgency; the receptionist may overrule it with a reason."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.domain.terms import Severity
from app.domain.visit_flow import NeedDraft
from app.i18n import _, pgettext
from app.labels import severity_label
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField


class SeverityRow(QWidget):
    """Two boxes weigh the matter, four chips show and overrule; ``need_edited`` with the result."""

    need_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._need = NeedDraft()
        self.impact = _scale("impact", _impacts())
        self.urgency = _scale("urgency", _urgencies())
        self.levels = ChipGroup(
            [Choice(level, severity_label(level)) for level in Severity],
            accessible_name=_("Severity"),
            name="severity",
        )
        self.reason = QLineEdit()
        self.reason.setObjectName("severityReason")
        self.reason.setMaxLength(200)
        self.levels_field = FormField(_("Severity"), self.levels)
        self.reason_field = FormField(_("Why another severity? (&Y)"), self.reason)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.addWidget(FormField(_("Whom it concerns (&I)"), self.impact, optional=True), 0, 0)
        grid.addWidget(FormField(_("How urgent (&U)"), self.urgency, optional=True), 0, 1)
        grid.addWidget(self.levels_field, 0, 2)
        grid.addWidget(self.reason_field, 1, 0, 1, 3)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 8)
        self.impact.activated.connect(self._on_weighed)
        self.urgency.activated.connect(self._on_weighed)
        self.levels.chosen.connect(self._on_level_chosen)
        self.reason.textEdited.connect(self._on_reason_edited)

    def show_need(self, need: NeedDraft) -> None:
        """Show the weights and the severity of ``need``."""
        self._need = need
        self.impact.setCurrentIndex(need.impact or 0)
        self.urgency.setCurrentIndex(need.urgency or 0)
        self.levels.set_value(need.severity)
        if self.reason.text() != need.severity_reason:
            self.reason.setText(need.severity_reason)
        is_weighed = bool(need.impact and need.urgency)
        overruled = need.severity is not need.severity_proposed
        self.levels_field.set_hint(
            _("By impact and urgency: {severity}").format(
                severity=severity_label(need.severity_proposed)
            )
            if is_weighed
            else ""
        )
        self.reason_field.setVisible(is_weighed and overruled)

    def _change(self, need: NeedDraft) -> None:
        self.show_need(need)
        self.need_edited.emit(need)

    def _on_weighed(self) -> None:
        self._change(
            replace(
                self._need,
                impact=self.impact.currentIndex() or None,
                urgency=self.urgency.currentIndex() or None,
                severity_chosen=None,
            )
        )

    def _on_level_chosen(self, level: object) -> None:
        if isinstance(level, Severity):
            chosen = None if level is self._need.severity_proposed else level
            self._change(replace(self._need, severity_chosen=chosen))

    def _on_reason_edited(self, text: str) -> None:
        self._need = replace(self._need, severity_reason=text)
        self.need_edited.emit(self._need)


def _scale(name: str, words: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.addItem(_("not weighed"))
    box.addItems(words)
    return box


def _impacts() -> tuple[str, ...]:
    return (
        _("danger to people"),
        _("several households"),
        _("one household"),
        pgettext("impact", "no loss"),
    )


def _urgencies() -> tuple[str, ...]:
    return (
        _("at this moment"),
        pgettext("urgency", "today"),
        _("in some days"),
        _("can wait"),
    )
