"""A new version of the notice: both languages, what changed, who must be told (PIPL art. 17)."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import FieldError, UserFacingError
from app.domain.notices import CHANGE_LIMIT, NOTICE_LIMIT, NoticeDraft, NoticeVersion
from app.i18n import _, pgettext
from app.messages import field_sentence, sentence
from app.services.notices import issue_notice
from ui.context import DeskContext
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_WIDTH = 1000


class NoticeDialog(QDialog):
    """``issued`` with the number of the new version; opened with ``open()``."""

    issued = Signal(int)
    problem_met = Signal(str)

    def __init__(
        self,
        context: DeskContext,
        newest: NoticeVersion | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("noticeDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("New version of the notice"))
        self.resize(_WIDTH, 0)
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("New version of the notice"), "title"))
        column.addWidget(
            label(
                _("Earlier versions stay as they are: consents point to what was shown."),
                "muted",
                wrap=True,
            )
        )
        self.text_zh = PlainTextBox(lines=9, most_lines=9, limit=NOTICE_LIMIT, name="noticeChinese")
        self.text_en = PlainTextBox(lines=9, most_lines=9, limit=NOTICE_LIMIT, name="noticeEnglish")
        if newest is not None:
            self.text_zh.set_text(newest.text_in("zh_CN").text)
            self.text_en.set_text(newest.text_in("en").text)
        self.what_changed = PlainTextBox(
            lines=2, most_lines=3, limit=CHANGE_LIMIT, name="noticeChange"
        )
        self.fields = {
            "text_zh": FormField(_("Text in Chinese (&C)"), self.text_zh),
            "text_en": FormField(_("Text in English (&E)"), self.text_en),
            "what_changed": FormField(_("What changed, in a sentence (&W)"), self.what_changed),
        }
        texts = QHBoxLayout()
        texts.setSpacing(16)
        texts.addWidget(self.fields["text_zh"])
        texts.addWidget(self.fields["text_en"])
        column.addLayout(texts)
        column.addWidget(self.fields["what_changed"])
        self.tell_again = QCheckBox(_("Everybody who knows an earlier version is told &again"))
        self.tell_again.setObjectName("noticeTellAgain")
        column.addWidget(self.tell_again)
        column.addLayout(self._day_row())
        column.addLayout(self._foot())

    def _day_row(self) -> QHBoxLayout:
        self.begins = ChipGroup(
            [Choice("now", _("At once")), Choice("later", _("On a day"))],
            accessible_name=_("In force"),
            name="noticeBegins",
        )
        self.begins.set_value("now")
        self.day = QDateTimeEdit()
        self.day.setObjectName("noticeDay")
        self.day.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.day.setCalendarPopup(True)
        self.day.setTimeZone(QTimeZone(self._context.project.timezone.encode()))
        moment = round(self._context.now().timestamp()) + 7 * 86_400
        self.day.setDateTime(QDateTime.fromSecsSinceEpoch(moment, self.day.timeZone()))
        self.fields["effective_at"] = FormField(pgettext("notice", "From"), self.day)
        self.fields["effective_at"].setVisible(False)
        self.begins.chosen.connect(
            lambda key: self.fields["effective_at"].setVisible(key == "later")
        )
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(FormField(_("In force"), self.begins))
        row.addWidget(self.fields["effective_at"])
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.back = secondary_button(_("Back"), name="noticeBack")
        self.issue = primary_button(pgettext("notice", "Issue"), icon="check", name="noticeIssue")
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.issue)
        self.back.clicked.connect(self.reject)
        self.issue.clicked.connect(self._on_issue_clicked)
        return row

    def _draft(self) -> NoticeDraft:
        later = self.begins.value == "later"
        seconds = self.day.dateTime().toSecsSinceEpoch()
        return NoticeDraft(
            self.text_zh.text,
            self.text_en.text,
            self.what_changed.text,
            self.tell_again.isChecked(),
            datetime.fromtimestamp(seconds, UTC) if later else None,
        )

    def _on_issue_clicked(self) -> None:
        for field in self.fields.values():
            field.set_error("")
        self.issue.setEnabled(False)
        self._context.runner.write(
            issue_notice,
            actor=self._context.actor,
            draft=self._draft(),
            now=self._context.now(),
            owner=self,
            on_done=self._on_issued,
            on_error=self._on_refused,
            on_end=lambda: self.issue.setEnabled(True),
        )

    def _on_issued(self, version: int) -> None:
        self.accept()
        self.issued.emit(version)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            if error.field == "effective_at":
                # A version that is to come must not be overtaken: its day has to be seen.
                self.begins.set_value("later")
                self.fields["effective_at"].setVisible(True)
            self.fields[error.field].set_error(field_sentence(error))
            self.fields[error.field].editor.setFocus()
        elif isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
