"""A new password, typed twice, with a meter that says how hard it is to guess."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.setup import PASSWORD_LEAST, check_password_length
from app.i18n import _, pgettext
from app.services.passwords import password_score
from ui.tasks import TaskRunner
from ui.widgets.form_field import FormField
from ui.widgets.password_box import PasswordBox
from ui.widgets.wording import label, restyle

ENOUGH = 2
_PAUSE_MS = 150


class NewPassword(QWidget):
    """Two password fields and a meter; ``changed`` whenever :attr:`valid` may have changed.

    The measure runs on a thread of ``runner``.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, runner: TaskRunner, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("newPasswordFields")
        self._runner = runner
        self._score: int | None = None
        self.known_words: tuple[str, ...] = ()
        self.first = PasswordBox(name="newPassword")
        self.second = PasswordBox(name="newPasswordAgain")
        self.first_field = FormField(
            _("New password"),
            self.first,
            hint=_(
                "At least {count} characters. Three unrelated words are easy to remember "
                "and hard to guess."
            ).format(count=PASSWORD_LEAST),
        )
        self.second_field = FormField(_("New password once more"), self.second)
        self.meter = QProgressBar()
        self.meter.setObjectName("strengthMeter")
        self.meter.setRange(0, 4)
        self.meter.setTextVisible(False)
        self.meter.setAccessibleName(_("Password strength"))
        self.meter_words = label("", "muted", name="strengthWords")
        self.meter_words.setMinimumWidth(110)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.meter, 1)
        row.addWidget(self.meter_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.first_field)
        column.addLayout(row)
        column.addWidget(self.second_field)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.first.edited.connect(self._on_first_edited)
        self.second.edited.connect(self._on_second_edited)
        self.first.submitted.connect(self.second.setFocus)
        self.second.submitted.connect(self.submitted)
        self.setFocusProxy(self.first)
        self._show_score()

    @property
    def text(self) -> str:
        """The password, as typed in the first field."""
        return self.first.text

    @property
    def valid(self) -> bool:
        """Whether it is long and hard enough, and the same twice."""
        return (
            _long_enough(self.text)
            and self._score is not None
            and self._score >= ENOUGH
            and self.text == self.second.text
        )

    def show_errors(self) -> None:
        """Say beside the fields what is still wrong."""
        if not _long_enough(self.text):
            self.first_field.set_error(
                _("Use at least {count} characters.").format(count=PASSWORD_LEAST)
            )
        elif self._score is not None and self._score < ENOUGH:
            self.first_field.set_error(
                _("Too easy to guess. Add another word that has nothing to do with the first.")
            )
        elif self.text != self.second.text:
            self.second_field.set_error(_("The two passwords differ. Type the second once more."))

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()
        self._score = None
        self._show_score()

    def _on_first_edited(self) -> None:
        self.first_field.set_error("")
        self.second_field.set_error("")
        self._score = None
        self._pause.start()
        self.changed.emit()

    def _on_second_edited(self) -> None:
        self.second_field.set_error("")
        self.changed.emit()

    def _on_pause(self) -> None:
        self._runner.run(
            password_score,
            self.text,
            self.known_words,
            owner=self,
            supersedes="strength",
            on_done=self._on_scored,
        )

    def _on_scored(self, score: int) -> None:
        self._score = score
        self._show_score()
        self.changed.emit()

    def _show_score(self) -> None:
        score = self._score or 0
        words = (
            pgettext("password strength", "Very weak"),
            pgettext("password strength", "Weak"),
            pgettext("password strength", "Fair"),
            pgettext("password strength", "Good"),
            pgettext("password strength", "Strong"),
        )
        shown = words[score] if self.text and self._score is not None else ""
        self.meter.setValue(max(score, 1) if shown else 0)
        self.meter_words.setText(shown)
        self.meter.setAccessibleDescription(shown)
        restyle(
            self.meter, "level", "weak" if score < ENOUGH else "fair" if score == 2 else "strong"
        )


def _long_enough(password: str) -> bool:
    try:
        check_password_length(password)
    except UserFacingError:
        return False
    return True
