"""The window: navigation rail, top bar, message bar and the screens, or one screen that fills it.

While the desk is locked nothing of it exists: :meth:`MainWindow.fill` throws away every screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from ui.icons import icon
from ui.shell import keys
from ui.theme import notifier
from ui.widgets.buttons import secondary_button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.message_bar import MessageBar
from ui.widgets.pill import Pill
from ui.widgets.wording import label


@dataclass(frozen=True)
class Area:
    """One entry of the navigation rail; its key is also the manual page."""

    key: str
    icon: str
    words: str
    at_bottom: bool = False


def areas() -> tuple[Area, ...]:
    """Return the areas of the desk in the current language, from top to bottom."""
    return (
        Area("desk", "concierge-bell", _("Desk")),
        Area("cases", "clipboard-list", _("Cases")),
        Area("customers", "users", _("Customers")),
        Area("reports", "chart-column", _("Reports")),
        Area("feedback", "graduation-cap", _("Supervision")),
        Area("settings", "settings", _("Settings"), at_bottom=True),
    )


class MainWindow(QMainWindow):
    """The frame of the desk.

    ``area_chosen`` when a person picks an area; the shell only marks it, the application shows the
    screen.  ``key_pressed`` carries an action of ``ui.shell.keys``; F1 and F11 are answered here
    (F1 by ``manual_requested`` with the page of the screen), the lock also by ``lock_requested``.
    """

    area_chosen = Signal(str)
    key_pressed = Signal(str)
    lock_requested = Signal()
    manual_requested = Signal(str)
    close_requested = Signal()

    def __init__(self, shown_areas: Sequence[Area] | None = None) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setMinimumSize(1024, 560)
        self.resize(1366, 768)
        # Window lists and task bars show titles, so no customer and no staff member goes in here.
        self.setWindowTitle(_("Reception console"))
        self.setWindowIcon(_app_icon())
        self.confirm_close = False
        self._areas = tuple(areas() if shown_areas is None else shown_areas)
        self._outer = QStackedWidget()
        self._outer.setObjectName("screens")
        self.setCentralWidget(self._outer)
        self._desk = QWidget()
        self._filling: QWidget | None = None
        self._screens: dict[str, QWidget] = {}
        self._nav: dict[str, QToolButton] = {}
        self.message_bar = MessageBar()
        self._outer.addWidget(self._desk)
        self._build()
        for key in keys.global_keys():
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.setObjectName(f"key_{key.action}_{sequence}")
                shortcut.setProperty("action", key.action)
                # The lock must answer from under a dialog or the manual as well.
                everywhere = key.action == keys.LOCK
                shortcut.setContext(
                    Qt.ShortcutContext.ApplicationShortcut
                    if everywhere
                    else Qt.ShortcutContext.WindowShortcut
                )
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(self._on_key_activated)
        notifier().theme_changed.connect(self._draw_nav)

    # ---- what the top bar says -------------------------------------------------------------

    def set_identity(self, company: str, project: str, staff: str) -> None:
        """Show whose desk this is and who sits at it."""
        self.place_label.setText(f"{project} · {company}" if project else company)
        self.staff_label.setText(staff)

    def set_pills(self, pills: Sequence[tuple[str, str]]) -> None:
        """Show warnings in the top bar as (words, kind), e.g. ('1 overdue', 'danger')."""
        while (item := self._pill_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, (words, kind) in enumerate(pills):
            self._pill_row.addWidget(Pill(words, kind, with_icon=True, name=f"topPill{number}"))

    def set_search(self, widget: QWidget) -> None:
        """Put a search box into its place in the top bar."""
        self._search_place.addWidget(widget)

    def set_reminders(self, bar: QWidget | None) -> None:
        """Put the line of the reminders under the top bar, above every screen; None takes it."""
        while (item := self._reminder_place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if bar is not None:
            self._reminder_place.addWidget(bar)

    def set_waiting(self, count: int) -> None:
        """Say in the title how many reminders wait, for whoever looks at the task bar."""
        title = _("Reception console")
        self.setWindowTitle(f"({count}) {title}" if count else title)

    # ---- screens ---------------------------------------------------------------------------

    @property
    def locked(self) -> bool:
        """Whether one screen fills the window instead of the desk."""
        return self._filling is not None

    def fill(self, screen: QWidget) -> None:
        """Throw the desk's screens away and let ``screen`` (unlock, set-up) fill the window."""
        self.clear()
        self._filling = screen
        self._outer.addWidget(screen)
        self._outer.setCurrentWidget(screen)
        screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_desk(self) -> None:
        """Show rail and top bar in place of the screen that filled the window."""
        self._outer.setCurrentWidget(self._desk)
        self._drop_filling()

    @property
    def place(self) -> QWidget:
        """Where screens stand; one that is made with this parent is styled once, not twice."""
        return self._stack

    def show_area_button(self, key: str, *, shown: bool) -> None:
        """Keep the button of an area in the rail, or take it away from whoever may not go there."""
        if key in self._nav:
            self._nav[key].setVisible(shown)

    def add_screen(self, key: str, screen: QWidget) -> None:
        """Keep a screen under ``key``; a screen of the same key is thrown away."""
        self.remove_screen(key)
        self._screens[key] = screen
        self._stack.addWidget(screen)

    def remove_screen(self, key: str) -> None:
        """Throw the screen of ``key`` away, if there is one."""
        old = self._screens.pop(key, None)
        if old is not None:
            self._stack.removeWidget(old)
            old.hide()
            old.deleteLater()

    def show_screen(self, key: str, *, area: str | None = None) -> None:
        """Show the screen of ``key`` and mark its area in the rail.

        Raises:
            KeyError: no such screen was added.
        """
        self._stack.setCurrentWidget(self._screens[key])
        marked = area or key
        if marked in self._nav:
            self._nav[marked].setChecked(True)

    def screen_of(self, key: str) -> QWidget | None:
        """Return the screen kept under ``key``, or nothing."""
        return self._screens.get(key)

    @property
    def current_screen(self) -> QWidget | None:
        """The screen that a person sees."""
        return self._filling or self._stack.currentWidget()

    @property
    def current_key(self) -> str:
        """The key of the screen shown, or nothing while the desk is locked."""
        here = None if self._filling else self._stack.currentWidget()
        return next((key for key, screen in self._screens.items() if screen is here), "")

    def clear(self) -> None:
        """Throw every screen away, with names, pills and messages: locked means gone."""
        for key in list(self._screens):
            self.remove_screen(key)
        self._drop_filling()
        self.message_bar.dismiss()
        self.set_pills(())
        self.set_reminders(None)
        self.set_waiting(0)
        self.set_identity("", "", "")

    # ---- events ----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or with ``confirm_close`` only say that somebody wishes to."""
        if self.confirm_close:
            event.ignore()
            self.close_requested.emit()
            return
        super().closeEvent(event)

    def come_to_front(self) -> None:
        """Show the window above the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _on_key_activated(self) -> None:
        action = str(self.sender().property("action"))
        if self.locked and action not in keys.WHEN_LOCKED:
            return
        if action == keys.HELP:
            self.manual_requested.emit(self._manual_page())
        elif action == keys.FULL_SCREEN:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        else:
            self.key_pressed.emit(action)
            if action == keys.LOCK:
                self.lock_requested.emit()

    def _manual_page(self) -> str:
        """Return the page of what has the keys, as of search over a screen, or of the screen."""
        starts: tuple[QWidget | None, ...] = (self.focusWidget(), self.current_screen)
        for start in starts:
            here = start
            while here is not None:
                page = here.property("manualPage")
                if page:
                    return str(page)
                here = here.parentWidget()
        return self.current_key or "unlock"

    def _on_nav_clicked(self) -> None:
        sender = self.sender()
        key = next((key for key, button in self._nav.items() if button is sender), None)
        if key is not None:
            self.area_chosen.emit(key)

    # ---- building --------------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self._desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail())
        column = QVBoxLayout()
        column.setSpacing(0)
        self.top_bar = self._top_bar()
        column.addWidget(self.top_bar)
        self._reminder_place = QVBoxLayout()
        column.addLayout(self._reminder_place)
        # Its margins are the style sheet's, so that a hidden bar takes no room at all.
        self.message_bar.setProperty("place", "shell")
        column.addWidget(self.message_bar)
        self._stack = QStackedWidget()
        self._stack.setObjectName("deskScreens")
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)

    def _rail(self) -> QFrame:
        rail = QFrame()
        rail.setObjectName("navRail")
        rail.setFixedWidth(92)
        rail.setAccessibleName(_("Areas"))
        column = QVBoxLayout(rail)
        column.setContentsMargins(4, 14, 4, 14)
        column.setSpacing(6)
        group = QButtonGroup(rail)
        for area in self._areas:
            if not area.at_bottom:
                column.addWidget(self._nav_button(area, group))
        column.addStretch(1)
        for area in self._areas:
            if area.at_bottom:
                column.addWidget(self._nav_button(area, group))
        self._draw_nav()
        return rail

    def _nav_button(self, area: Area, group: QButtonGroup) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"nav_{area.key}")
        button.setProperty("look", "nav")
        button.setProperty("navIcon", area.icon)
        button.setText(area.words)
        button.setAccessibleName(area.words)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(24, 24))
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFixedHeight(68)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._on_nav_clicked)
        group.addButton(button)
        self._nav[area.key] = button
        return button

    def _draw_nav(self) -> None:
        for button in self._nav.values():
            name = button.property("navIcon")
            picture = QIcon(icon(name, "nav_ink", 24))
            for size in (24, 48):
                chosen = icon(name, "nav_active_ink", size).pixmap(QSize(size, size))
                picture.addPixmap(chosen, QIcon.Mode.Normal, QIcon.State.On)
            button.setIcon(picture)

    def _top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("topBar")
        bar.setFixedHeight(60)
        row = QHBoxLayout(bar)
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(14)
        self.place_label = ElidedLabel()
        self.place_label.setObjectName("placeLabel")
        self.place_label.setProperty("look", "subtitle")
        row.addWidget(self.place_label, 1)
        self._search_place = QHBoxLayout()
        row.addLayout(self._search_place)
        row.addStretch(1)
        self._pill_row = QHBoxLayout()
        self._pill_row.setSpacing(10)
        row.addLayout(self._pill_row)
        self.staff_label = label("", name="staffLabel")
        row.addWidget(self.staff_label)
        self.lock_button = secondary_button(
            _("Lock"), icon="lock", key_hint=keys.key_of(keys.LOCK), name="lockButton"
        )
        self.lock_button.clicked.connect(self.lock_requested)
        row.addWidget(self.lock_button)
        return bar

    def _drop_filling(self) -> None:
        if self._filling is not None:
            self._outer.removeWidget(self._filling)
            self._filling.hide()
            self._filling.deleteLater()
            self._filling = None
            self._outer.setCurrentWidget(self._desk)


def _app_icon() -> QIcon:
    return icon("concierge-bell", "primary", 32)
