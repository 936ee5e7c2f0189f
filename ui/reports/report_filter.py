"""What the figures are narrowed to, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from app.domain.figure_filter import FigureFilter
from app.domain.periods import Period
from app.domain.terms import Severity, Source
from app.figure_words import period_words
from app.i18n import _
from app.labels import severity_label, source_label
from ui.reports.figure_words import kind_words
from ui.reports.period_popup import PeriodPopup
from ui.widgets.buttons import quiet_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import label

_ANY = "\0"
"""What stands for all of them; the empty text is a value: no building."""


class Against(StrEnum):
    """What a period is compared with."""

    NOTHING = "nothing"
    BEFORE = "before"
    LAST_YEAR = "last_year"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class FilterNames:
    """What there is to choose from: categories by code, buildings by id, with their names."""

    categories: tuple[tuple[str, str], ...] = ()
    buildings: tuple[tuple[str, str], ...] = ()


class ReportFilter(QWidget):
    """A row that breaks where it is narrow.

    ``filter_chosen(FigureFilter)`` and ``against_chosen()`` when a person changes something.
    """

    filter_chosen = Signal(object)
    against_chosen = Signal()

    def __init__(self, first: QWidget, period: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportFilter")
        self._only = FigureFilter()
        self._names = FilterNames()
        self._period = self._latest = period
        self._chosen: Period | None = None
        flow = FlowLayout(self, spacing=6)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        flow.addWidget(first)
        self.building = _box("reportBuilding", _("Building"), 8)
        self.category = _box("reportCategory", _("Category"), 9)
        self.severity = _box("reportSeverity", _("Severity"))
        self.source = _box("reportSource", _("Source"))
        self.against = _box("reportAgainst", _("Compare with"))
        for box in (self.building, self.category, self.severity, self.source, self.against):
            flow.addWidget(box)
        self.popup = PeriodPopup(self)
        self.popup.period_chosen.connect(self._on_period_chosen)
        self.show_names(FilterNames())
        self.building.activated.connect(lambda _row: self._choose(building=_value(self.building)))
        self.category.activated.connect(lambda _row: self._choose(category=_value(self.category)))
        self.severity.activated.connect(self._on_severity_chosen)
        self.source.activated.connect(self._on_source_chosen)
        self.against.activated.connect(self._on_against_chosen)
        self.show_period(period, period)
        _select(self.against, Against.BEFORE)

    # ---- what is chosen --------------------------------------------------------------------

    @property
    def only(self) -> FigureFilter:
        """What the figures are narrowed to."""
        return self._only

    @property
    def way(self) -> Against:
        """How the period compared with is found."""
        return Against(str(self.against.currentData()))

    def compared_period(self) -> Period | None:
        """Return the period compared with, None for nothing or where there is none."""
        return {
            Against.NOTHING: None,
            Against.BEFORE: self._period.plus(-1),
            Against.LAST_YEAR: self._period.year_before(),
            Against.CHOSEN: self._chosen,
        }[self.way]

    def words(self) -> str:
        """Return what narrows the figures, as people say it."""
        only, parts = self._only, []
        if only.building is not None:
            parts.append(self.building.currentText())
        if only.category is not None:
            parts.append(self.category.currentText())
        if only.severity is not None:
            parts.append(self.severity.currentText())
        if only.source is not None:
            parts.append(self.source.currentText())
        return " · ".join(parts)

    def clear(self) -> None:
        """Take every narrowing away."""
        if not self._only.is_empty:
            self._only = FigureFilter()
            self._show_filter()
            self.filter_chosen.emit(self._only)

    # ---- showing ---------------------------------------------------------------------------

    def show_names(self, names: FilterNames) -> None:
        """Offer the categories and buildings of the project; what is chosen stays."""
        self._names = names
        buildings = [(key, _("Building {name}").format(name=name)) for key, name in names.buildings]
        _fill(self.building, _("All buildings"), [*buildings, ("", _("No room given"))])
        _fill(self.category, _("All categories"), names.categories)
        severities = [(str(int(level)), severity_label(level)) for level in Severity]
        _fill(self.severity, _("All severities"), severities)
        sources = [(source.value, source_label(source)) for source in Source]
        _fill(self.source, _("All sources"), sources)
        self._show_filter()

    def show_period(self, period: Period, latest: Period) -> None:
        """Word the comparison for a period; a period chosen of another kind is let go."""
        way = self.way if self.against.count() else Against.BEFORE
        self._period, self._latest = period, latest
        if self._chosen is not None and self._chosen.kind is not period.kind:
            self._chosen = None
            way = Against.BEFORE if way is Against.CHOSEN else way
        words = kind_words(period.kind)
        chosen = (
            _("vs {period}").format(period=period_words(self._chosen))
            if self._chosen
            else _("vs another period…")
        )
        choices = [
            (Against.BEFORE, _("vs {period}").format(period=words.before.lower())),
            (Against.LAST_YEAR, _("vs {period}").format(period=words.last_year.lower())),
            (Against.CHOSEN, chosen),
            (Against.NOTHING, _("vs nothing")),
        ]
        if words.before == words.last_year:
            del choices[1]
            way = Against.BEFORE if way is Against.LAST_YEAR else way
        self.against.clear()
        for key, text in choices:
            self.against.addItem(text, key.value)
        _select(self.against, way)

    def _show_filter(self) -> None:
        only = self._only
        _select(self.building, _ANY if only.building is None else only.building)
        _select(self.category, _ANY if only.category is None else only.category)
        _select(self.severity, _ANY if only.severity is None else str(int(only.severity)))
        _select(self.source, _ANY if only.source is None else only.source.value)

    # ---- events ----------------------------------------------------------------------------

    def _choose(self, **changes: object) -> None:
        changed = replace(self._only, **changes)  # type: ignore[arg-type]  # by field name
        if changed != self._only:
            self._only = changed
            self._show_filter()
            self.filter_chosen.emit(changed)

    def _on_severity_chosen(self) -> None:
        value = _value(self.severity)
        self._choose(severity=None if value is None else Severity(int(value)))

    def _on_source_chosen(self) -> None:
        value = _value(self.source)
        self._choose(source=None if value is None else Source(value))

    def _on_against_chosen(self) -> None:
        if self.way is Against.CHOSEN:
            place = self.against.mapToGlobal(QPoint(0, self.against.height() + 4))
            shown = self._chosen or self._period.plus(-1)
            self.popup.open_at(place, shown, self._latest)
        self.against_chosen.emit()

    def _on_period_chosen(self, period: Period) -> None:
        self._chosen = period
        self.show_period(self._period, self._latest)
        self.against_chosen.emit()


class FilteredLine(QFrame):
    """Says plainly that not all complaints are shown; ``cleared`` when all are wanted again."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filteredLine")
        self.setProperty("look", "pill")
        self.setProperty("kind", "warning")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 6, 0)
        self.words_label = label("", wrap=True, name="filteredWords")
        self.clear_button = quiet_button(_("Show all &complaints"), icon="x", name="clearFilter")
        self.clear_button.clicked.connect(self.cleared)
        row.addWidget(self.words_label, 1)
        row.addWidget(self.clear_button)
        self.hide()

    def show_filter(self, words: str) -> None:
        """Say what is shown, or nothing if ``words`` is empty."""
        self.words_label.setText(
            _("Filtered view, only: {parts}. Papers and sign-off take all complaints.").format(
                parts=words
            )
        )
        self.setVisible(bool(words))


def _box(name: str, words: str, signs: int = 0) -> QComboBox:
    """Return a list; with ``signs`` it takes room for these, else for its longest words."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(words)
    box.setToolTip(words)
    policy = QComboBox.SizeAdjustPolicy
    box.setMinimumContentsLength(signs)
    box.setSizeAdjustPolicy(
        policy.AdjustToMinimumContentsLengthWithIcon if signs else policy.AdjustToContents
    )
    return box


def _fill(box: QComboBox, every: str, choices: Iterable[tuple[str, str]]) -> None:
    box.clear()
    box.addItem(every, _ANY)
    for key, words in choices:
        box.addItem(words, key)


def _select(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(max(box.findData(str(key)), 0))


def _value(box: QComboBox) -> str | None:
    value = str(box.currentData())
    return None if value == _ANY else value
