"""The settings: sections on the left, one of them on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.workspace import Workspace
from ui.context import DeskContext
from ui.icons import icon
from ui.settings.about_section import AboutSection
from ui.settings.backup_section import BackupSection
from ui.settings.calendar_section import CalendarSection
from ui.settings.clocks_section import ClocksSection
from ui.settings.confidentiality_section import ConfidentialitySection
from ui.settings.departments_section import DepartmentsSection
from ui.settings.desk_section import DeskSection
from ui.settings.exchange_section import ExchangeSection
from ui.settings.look_section import LookSection
from ui.settings.notices_section import NoticesSection
from ui.settings.recovery_section import RecoverySection
from ui.settings.retention_section import RetentionSection
from ui.settings.section import SettingsSection
from ui.settings.staff_section import StaffSection
from ui.settings.targets_section import TargetsSection
from ui.theme import notifier

(
    LOOK,
    DESK,
    CLOCKS,
    CALENDAR,
    DEPARTMENTS,
    STAFF,
    NOTICES,
    EXCHANGE,
    RETENTION,
    BACKUP,
    RECOVERY,
    ABOUT,
) = (
    "look",
    "desk",
    "clocks",
    "calendar",
    "departments",
    "staff",
    "notices",
    "exchange",
    "retention",
    "backup",
    "recovery",
    "about",
)
CONFIDENTIALITY = "confidentiality"
TARGETS = "targets"
_ICONS = {
    LOOK: "sun",
    DESK: "concierge-bell",
    CLOCKS: "clock",
    CALENDAR: "calendar",
    DEPARTMENTS: "building-2",
    TARGETS: "chart-column",
    STAFF: "users",
    CONFIDENTIALITY: "eye-off",
    NOTICES: "shield",
    EXCHANGE: "file-text",
    RETENTION: "history",
    BACKUP: "save",
    RECOVERY: "key-round",
    ABOUT: "info",
}
_WIDEST = 1000
_ROW_HEIGHT = 44


class SettingsScreen(QWidget):
    """Emits wishes and facts; the application applies and remembers them.

    ``language_chosen(code)``, ``theme_chosen(choice)``: to be applied and remembered.
    ``idle_seconds_changed(seconds)``: saved already, the idle lock must follow.
    ``recovery_sheet_requested(key)``: the old key is void already, the sheet must be printed.
    ``paper_requested(PaperScreen)``: a sample receipt or an agreement, ready to be shown.
    ``import_requested()``: the import of cases is to be opened; ``roster_requested()``: that of an
    owner roster.
    ``done(str)``, ``problem_met(str)``: sentences for the message bar.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    idle_seconds_changed = Signal(int)
    recovery_sheet_requested = Signal(str)
    paper_requested = Signal(object)
    import_requested = Signal()
    roster_requested = Signal()
    problem_met = Signal(str)
    done = Signal(str)

    def __init__(
        self, context: DeskContext, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settingsScreen")
        self.setProperty("manualPage", "settings")
        self.look = LookSection()
        self.desk = DeskSection(context)
        self.clocks = ClocksSection(context)
        self.calendar = CalendarSection(context)
        self.departments = DepartmentsSection(context)
        self.targets = TargetsSection(context)
        self.staff = StaffSection(context, workspace)
        self.confidentiality = ConfidentialitySection(context)
        self.notices = NoticesSection(context)
        self.exchange = ExchangeSection(context, workspace)
        self.retention = RetentionSection(context)
        self.backup = BackupSection(context, workspace)
        self.recovery = RecoverySection(context, workspace)
        self.about = AboutSection(workspace.folder)
        self._sections: dict[str, SettingsSection] = {
            LOOK: self.look,
            DESK: self.desk,
            CLOCKS: self.clocks,
            CALENDAR: self.calendar,
            DEPARTMENTS: self.departments,
            TARGETS: self.targets,
            STAFF: self.staff,
            CONFIDENTIALITY: self.confidentiality,
            NOTICES: self.notices,
            EXCHANGE: self.exchange,
            RETENTION: self.retention,
            BACKUP: self.backup,
            RECOVERY: self.recovery,
            ABOUT: self.about,
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 12, 16)
        row.setSpacing(16)
        row.addWidget(self._list_card())
        self._pages = QStackedWidget()
        self._pages.setObjectName("settingsPages")
        for section in self._sections.values():
            self._pages.addWidget(_scrolled(section))
            section.done.connect(self.done)
            section.problem_met.connect(self.problem_met)
        row.addWidget(self._pages, 1)
        self.look.language_chosen.connect(self.language_chosen)
        self.look.theme_chosen.connect(self.theme_chosen)
        self.desk.idle_seconds_changed.connect(self.idle_seconds_changed)
        self.desk.paper_requested.connect(self.paper_requested)
        self.retention.paper_requested.connect(self.paper_requested)
        self.staff.paper_requested.connect(self.paper_requested)
        self.confidentiality.paper_requested.connect(self.paper_requested)
        self.exchange.import_requested.connect(self.import_requested)
        self.exchange.roster_requested.connect(self.roster_requested)
        self.recovery.recovery_sheet_requested.connect(self.recovery_sheet_requested)
        self.list.currentRowChanged.connect(self._on_row_changed)
        notifier().theme_changed.connect(self._draw_icons)
        self.setFocusProxy(self.list)
        self.show_section(LOOK)

    @property
    def section_keys(self) -> tuple[str, ...]:
        """The keys of the sections, from top to bottom."""
        return tuple(self._sections)

    def show_section(self, key: str) -> None:
        """Show a section by its key.

        Raises:
            ValueError: there is no such section.
        """
        self.list.setCurrentRow(self.section_keys.index(key))

    def refresh(self) -> None:
        """Read anew what the section in view shows (F5)."""
        self._sections[self.section_keys[max(self.list.currentRow(), 0)]].refresh()

    def _list_card(self) -> QFrame:
        # Not a Card: its margins are made for text, the rows of a list have their own.
        card = QFrame()
        card.setProperty("look", "card")
        card.setFixedWidth(212)
        column = QVBoxLayout(card)
        column.setContentsMargins(10, 10, 10, 10)
        self.list = QListWidget()
        self.list.setObjectName("settingsList")
        self.list.setAccessibleName(_("Sections"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for key, section in self._sections.items():
            item = QListWidgetItem(section.title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.list.addItem(item)
        self._draw_icons()
        column.addWidget(self.list, 1)
        return card

    def _draw_icons(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setIcon(icon(_ICONS[item.data(Qt.ItemDataRole.UserRole)], "muted", 20))

    def _on_row_changed(self, row: int) -> None:
        if row >= 0:
            self._pages.setCurrentIndex(row)
            self.refresh()


def _scrolled(section: SettingsSection) -> QScrollArea:
    holder = QWidget()
    holder.setObjectName("scrollGround")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 12, 0)
    section.setMaximumWidth(_WIDEST)
    column.addWidget(section)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(holder)
    return area
