"""The window that the customer looks at: welcome, consent, rating, thanks.

With a second screen it lives there, full screen, all day.  With one screen it covers the desk
while the customer answers, and hides what stands on it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.visit_flow import RatingDraft
from app.i18n import _, pgettext
from app.services.consents import ConsentRequest
from ui.customer_window.consent_panel import ConsentGiven, ConsentPanel
from ui.customer_window.rating_panel import RatingPanel, centred

_THANKS_MS = 4000
_TICK_MS = 1000
CONSENT_SECONDS = 180
"""A notice wants to be read: how long the consent page waits after the last touch."""


class CustomerWindow(QWidget):
    """``answered`` with a ``RatingDraft``; when the time is up, that is 'no answer'.

    ``consent_answered`` with a ``ConsentGiven``, or ``consent_left`` without an answer: by the
    customer's wish, or when the time is up.
    """

    answered = Signal(object)
    consent_answered = Signal(object)
    consent_left = Signal()
    touched = Signal()

    def __init__(
        self, company: str, project: str, *, seconds: int = 30, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("customerWindow")
        # No name goes into a window title: task bars show it.
        self.setWindowTitle(_("Customer screen"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place = f"{project} · {company}"
        self.seconds = seconds
        self._left = 0
        self._asking = False
        self._desk: QWidget | None = None
        self.turn_around = True
        self._pages = QStackedWidget()
        self._welcome = centred("", "display")
        self._welcome.setObjectName("welcomeWords")
        self._thanks = centred("", "display")
        self._thanks.setObjectName("thanksWords")
        self.rating = RatingPanel()
        self.consent = ConsentPanel()
        for page in (self._welcome, self.rating, self.consent, self._thanks):
            self._pages.addWidget(page)
        self._foot = centred("", "muted")
        self._foot.setObjectName("customerFoot")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_THANKS_MS)
        self._back.timeout.connect(self._on_back)
        self.rating.rated.connect(self._on_rated)
        self.rating.touched.connect(self._on_touched)
        self.consent.answered.connect(self._on_consent_answered)
        self.consent.left.connect(self._leave_consent)
        self.consent.touched.connect(self._on_touched)
        self._desk_screen = ""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._on_screens_changed)
            app.screenRemoved.connect(self._on_screens_changed)
        self.show_welcome()

    @property
    def asking(self) -> bool:
        """Whether the question stands on the screen."""
        return self._asking

    def place_on(self, desk: QScreen | None) -> None:
        """Go to the screen that is not the desk's, by name; with one screen, hide until asked."""
        self._desk_screen = desk.name() if desk is not None else ""
        self._find_place()

    def _find_place(self) -> None:
        screens = QGuiApplication.screens()
        other = next((s for s in screens if s.name() != self._desk_screen), None)
        self.turn_around = other is None
        if other is not None:
            self.setScreen(other)
            self.setGeometry(other.geometry())
            self.showFullScreen()

    def _on_screens_changed(self) -> None:
        """Move when a screen was plugged in or out, but never from under a customer's finger."""
        if not self._asking:
            self.hide()
            self._find_place()

    def show_welcome(self) -> None:
        """Show the company's welcome, with nobody's data on it."""
        self._asking = False
        self._tick.stop()
        self._welcome.setText(pgettext("customer screen", "Welcome") + "\n" + self._place)
        self._foot.setText("")
        self._pages.setCurrentWidget(self._welcome)

    def ask(self, address: str, receptionist: str, desk: QWidget | None = None) -> None:
        """Ask for the rating; with one screen, cover ``desk``."""
        self.rating.begin(address)
        self._ask_on(self.rating, receptionist, desk)

    def ask_consent(
        self, request: ConsentRequest, receptionist: str, desk: QWidget | None = None
    ) -> None:
        """Show the notice and ask for consent; with one screen, cover ``desk``."""
        self.consent.begin(request)
        self._ask_on(self.consent, receptionist, desk)

    def _ask_on(self, page: QWidget, receptionist: str, desk: QWidget | None) -> None:
        self._back.stop()
        self._asking = True
        self._receptionist = receptionist
        self._pages.setCurrentWidget(page)
        self._left = self._seconds_to_answer()
        self._show_left()
        self._desk = desk
        if not self.turn_around:
            # Somebody may have closed it since.
            self.showFullScreen()
        elif desk is not None:
            self.setGeometry(desk.window().geometry())
            if desk.window().isFullScreen() or desk.window().isMaximized():
                self.showFullScreen()
            else:
                self.show()
            self.raise_()
            self.activateWindow()
        self._tick.start()

    @property
    def asking_consent(self) -> bool:
        """Whether the consent page stands on the screen."""
        return self._asking and self._pages.currentWidget() is self.consent

    def _seconds_to_answer(self) -> int:
        return CONSENT_SECONDS if self._pages.currentWidget() is self.consent else self.seconds

    def withdraw(self) -> None:
        """Take the question back without an answer, e.g. because the desk is being locked."""
        self._back.stop()
        self.consent.wipe()
        self.show_welcome()
        if self.turn_around:
            self.hide()
            if self._desk is not None:
                # Not every window manager gives the keys back by itself.
                self._desk.window().activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no keys: a rating is pressed on the screen, in the customer's sight."""
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Count a closed window as no answer."""
        if self.asking_consent:
            self._leave_consent()
        elif self._asking:
            self._finish(self.rating.answer_so_far())
        super().closeEvent(event)

    def _on_touched(self) -> None:
        if not self._asking:
            return
        self._left = self._seconds_to_answer()
        self._show_left()
        self.touched.emit()

    def _on_tick(self) -> None:
        self._left -= 1
        # Whoever stands before the customer's screen keeps the desk from locking meanwhile.
        self.touched.emit()
        if self._left <= 0 and self.asking_consent:
            self._leave_consent()
        elif self._left <= 0:
            self._finish(self.rating.answer_so_far())
        else:
            self._show_left()

    def _show_left(self) -> None:
        self._foot.setText(
            _("{place} · received by {name} · returns by itself in {seconds} s").format(
                place=self._place, name=self._receptionist, seconds=self._left
            )
        )

    def _on_rated(self, rating: RatingDraft) -> None:
        self._finish(rating)

    def _on_consent_answered(self, given: ConsentGiven) -> None:
        self._thank()
        self.consent_answered.emit(given)

    def _leave_consent(self) -> None:
        self.withdraw()
        self.consent_left.emit()

    def _finish(self, rating: RatingDraft) -> None:
        self._thank()
        self.answered.emit(rating)

    def _thank(self) -> None:
        self._asking = False
        self._tick.stop()
        self._thanks.setText(
            _("Thank you") + ("\n" + _("Please turn the screen back") if self.turn_around else "")
        )
        self._foot.setText(self._place)
        self._pages.setCurrentWidget(self._thanks)
        self._back.start()

    def _on_back(self) -> None:
        self.show_welcome()
        if self.turn_around:
            self.hide()
            if self._desk is not None:
                # Not every window manager gives the keys back by itself.
                self._desk.window().activateWindow()
