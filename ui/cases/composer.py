"""The line beneath the timeline: a note, or what the customer was told."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.terms import Channel
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _
from app.labels import channel_label
from ui.widgets.buttons import primary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import restyle

NOTE, TOLD = "note", "told"


class Composer(QWidget):
    """``save_requested`` on Ctrl+Enter or the button; the words stay until :meth:`clear`."""

    save_requested = Signal()
    kind_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.kinds = ChipGroup(
            (Choice(NOTE, _("Note")), Choice(TOLD, _("&Told the customer"))),
            accessible_name=_("Kind of entry"),
            name="entryKind",
        )
        self.kinds.set_value(NOTE)
        self.kinds.chosen.connect(self._on_kind_chosen)
        self.channels = QComboBox()
        self.channels.setObjectName("entryChannel")
        self.channels.setAccessibleName(_("Told by"))
        self.channels.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.channels.setMinimumContentsLength(8)
        for channel in (Channel.PHONE, Channel.IN_PERSON, *_others()):
            self.channels.addItem(channel_label(channel), channel)
        self.to_whom = QLineEdit()
        self.to_whom.setObjectName("entryToWhom")
        self.to_whom.setAccessibleName(_("To whom"))
        self.to_whom.setPlaceholderText(_("To whom"))
        self.to_whom.setMaxLength(NAME_LIMIT)
        self.to_whom.setMaximumWidth(160)
        self.box = PlainTextBox(lines=1, most_lines=4, name="entryWords")
        self.field = FormField(_("Entry"), self.box)
        self.field.label.hide()
        self.save_button = primary_button(_("Save"), key_hint="Ctrl+Enter", name="entrySave")
        self.save_button.clicked.connect(self.save_requested)
        self.box.submitted.connect(self.save_requested)
        self.box.edited.connect(self._on_edited)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.kinds)
        head.addWidget(self.channels)
        head.addWidget(self.to_whom)
        head.addWidget(self.box.counter)
        head.addStretch(0)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.field, 1)
        line.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(line)
        self.show_kind()

    @property
    def kind(self) -> str:
        """Either ``note`` or ``told``."""
        return str(self.kinds.value)

    @property
    def channel(self) -> Channel:
        """How the customer was told."""
        return Channel(self.channels.currentData())

    def clear(self) -> None:
        """Empty the box after its words were saved."""
        self.box.set_text("")
        self.to_whom.clear()
        self.field.set_error("")

    def set_busy(self, *, busy: bool) -> None:
        """Take no more words while they are being saved; the focus stays."""
        self.box.setReadOnly(busy)
        self.save_button.setEnabled(not busy)

    def set_leading(self, *, leading: bool) -> None:
        """Be the one primary button of the page, or leave that to an open form."""
        self.save_button.look = "primary" if leading else "secondary"
        restyle(self.save_button, "look", self.save_button.look)

    def _on_kind_chosen(self) -> None:
        self.show_kind()
        self.kind_changed.emit(self.kind)
        self.box.setFocus()

    def _on_edited(self) -> None:
        self.field.set_error("")

    def show_kind(self) -> None:
        """Ask for what the chosen kind of entry needs."""
        told = self.kind == TOLD
        self.channels.setVisible(told)
        self.to_whom.setVisible(told)
        words = _("What the customer was told") if told else _("A note for colleagues")
        self.box.setPlaceholderText(words)
        self.box.setAccessibleName(words)


def _others() -> tuple[Channel, ...]:
    """Return the channels that are used less."""
    return (Channel.WECHAT, Channel.SMS, Channel.LETTER)
