"""Notices on personal information: versions, a new one, who is to be told again (clause 5-1)."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTextBrowser, QWidget

from app.domain.errors import UserFacingError
from app.domain.notices import NoticeVersion, in_force
from app.domain.permissions import Action
from app.domain.terms import Channel
from app.i18n import _, current_language, ngettext
from app.messages import sentence
from app.people_time import exact
from app.services.notices import list_versions
from app.services.re_notification import ToTell, ToTellList, tell, to_tell_again
from ui.consents.tell_row import TellRow
from ui.context import DeskContext
from ui.settings.notice_dialog import NoticeDialog
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.buttons import primary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.long_text import show_long_text
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_TABLE_HEIGHT = 230
_TEXT_HEIGHT = 260
_Index = QModelIndex | QPersistentModelIndex


class NoticesSection(SettingsSection):
    """Every version can be read; a new one is issued, never an old one changed."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Notices"),
            _("What customers are told about their personal information, and who knows it."),
            parent,
        )
        self._context = context
        self._versions: tuple[NoticeVersion, ...] = ()
        self._waiting: tuple[ToTell, ...] = ()
        self._may_change = may(context.actor, Action.CHANGE_NOTICES)
        self.refusal_notice = Notice(refusal(Action.CHANGE_NOTICES), "info", name="noticesRefusal")
        self.refusal_notice.setVisible(not self._may_change)
        self.column.addWidget(self.refusal_notice)
        self._add_text_card()
        self._add_waiting_card()
        self.column.addStretch(1)

    def _add_text_card(self) -> None:
        card = self.add_card(_("Notice on personal information"))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.version = QComboBox()
        self.version.setObjectName("noticeVersion")
        self.version.setAccessibleName(_("Version"))
        self.version.setMinimumWidth(300)
        self.language = ChipGroup(
            [Choice("zh_CN", "中文"), Choice("en", "English")],
            accessible_name=_("Language of the text"),
            name="noticeLanguage",
        )
        self.language.set_value(current_language())
        self.new_button = primary_button(_("New version…"), icon="plus", name="newNotice")
        if not self._may_change:
            self.new_button.hide()
        row.addWidget(self.version)
        row.addWidget(self.language)
        row.addStretch(1)
        row.addWidget(self.new_button)
        card.add(row)
        self.facts = label("", "muted", wrap=True, name="noticeFacts")
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(self.facts)
        self.text = QTextBrowser()
        self.text.setObjectName("noticeText")
        self.text.setFixedHeight(_TEXT_HEIGHT)
        self.text.setAccessibleName(_("Text of the notice"))
        card.add(self.text)
        self.version.currentIndexChanged.connect(self._show_version)
        self.language.chosen.connect(lambda _key: self._show_version())
        self.new_button.clicked.connect(self._on_new_clicked)

    def _add_waiting_card(self) -> None:
        self.waiting_card = self.add_card(_("To be told again"))
        self.waiting_words = label("", wrap=True, name="toTellWords")
        self.waiting_card.add(self.waiting_words)
        self.table = DeskTable(accessible_name=_("To be told again"), name="toTellTable")
        self.table.setFixedHeight(_TABLE_HEIGHT)
        self.waiting_card.add(self.table)
        self.tell = TellRow("toTell")
        self.tell.setMaximumWidth(420)
        self.tell.told.connect(self._on_told)
        self.waiting_card.add(self.tell)

    # ---- reading ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the versions and who is to be told."""
        self._context.runner.read(
            list_versions,
            actor=self._context.actor,
            owner=self,
            supersedes="notice-versions",
            on_done=self._on_versions,
            on_error=self._on_problem,
        )
        self._context.runner.read(
            to_tell_again,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            supersedes="to-tell",
            on_done=self._on_waiting,
            on_error=self._on_problem,
        )

    def _on_versions(self, versions: tuple[NoticeVersion, ...]) -> None:
        self._versions = versions
        current = in_force(tuple(reversed(versions)), self._context.now())
        blocked = self.version.blockSignals(True)
        self.version.clear()
        for version in versions:
            words = _("Version {version}").format(version=version.version)
            if version is current:
                words = _("Version {version} (in force)").format(version=version.version)
            elif version.effective_at > self._context.now():
                words = _("Version {version} (to come)").format(version=version.version)
            self.version.addItem(words)
        if current is not None:
            self.version.setCurrentIndex(versions.index(current))
        self.version.blockSignals(blocked)
        self._show_version()

    def _show_version(self) -> None:
        index = self.version.currentIndex()
        if not 0 <= index < len(self._versions):
            return
        version = self._versions[index]
        text = version.text_in(str(self.language.value))
        show_long_text(self.text, text.text)
        facts = [
            _("In force from {time}").format(time=exact(version.effective_at, self._context.zone)),
            _("Check sum of the text (SHA-256): {hash}").format(hash=text.text_hash),
        ]
        if version.what_changed:
            facts.append(_("What changed: {what}").format(what=version.what_changed))
        if version.tell_again:
            facts.append(_("Everybody who knew an earlier version is told again."))
        self.facts.setText("\n".join(facts))

    def _on_waiting(self, found: ToTellList) -> None:
        self._waiting = found.customers
        self.table.setModel(_ToTellModel(found.customers, self))
        has_some = bool(found.customers)
        self.table.setVisible(has_some)
        self.tell.setVisible(has_some)
        if has_some:
            self.table.selectRow(0)
            self.waiting_words.setText(
                ngettext(
                    "{count} customer knows an earlier version only. New: {what}",
                    "{count} customers know an earlier version only. New: {what}",
                    found.total,
                ).format(count=found.total, what=found.what_changed)
            )
        else:
            self.waiting_words.setText(_("Nobody: whoever was told knows the notice in force."))

    # ---- changing --------------------------------------------------------------------------

    def _on_new_clicked(self) -> None:
        newest = self._versions[0] if self._versions else None
        dialog = NoticeDialog(self._context, newest, self)
        dialog.issued.connect(self._on_issued)
        dialog.problem_met.connect(self.problem_met)
        dialog.open()

    def _on_issued(self, version: int) -> None:
        self.done.emit(_("Version {version} is issued.").format(version=version))
        self.refresh()

    def _on_told(self, channel: Channel) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._waiting):
            return
        self.tell.setEnabled(False)
        self._context.runner.write(
            tell,
            actor=self._context.actor,
            customer_id=self._waiting[row].customer_id,
            channel=channel,
            now=self._context.now(),
            owner=self,
            on_done=self._on_kept,
            on_error=self._on_refused,
            on_end=lambda: self.tell.setEnabled(True),
        )

    def _on_kept(self, version: int) -> None:
        self.done.emit(_("Kept: told of version {version}.").format(version=version))
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self.refresh()
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))


class _ToTellModel(QAbstractTableModel):
    """Name and phone, masked, the room, and the version that the customer knows."""

    def __init__(self, customers: tuple[ToTell, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = customers

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many are to be told."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else 4

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the words of a cell."""
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        row = self._rows[index.row()]
        told = _("Version {version}").format(version=row.told_version)
        return (row.name_masked or _("no name"), row.room_label, row.phone_masked, told)[
            index.column()
        ]

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        """Return the head of a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (_("Customer"), _("Room"), _("Phone"), _("Knows"))[section]
