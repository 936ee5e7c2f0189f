"""Signing at the reports screen, by keys: what is frozen, what changed, the commentary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.period_summary import PeriodSummary
from app.domain.permissions import Actor
from app.domain.terms import Role
from app.services.report_comments import read_comment
from app.services.sign_off import signed_paper
from tests.integration.receptions import COMPLAINT, Desk, local, promised
from tests.integration.signed_months import (
    NOV_3,
    NOVEMBER,
    OCTOBER,
    live_october,
    shown,
    sign,
    standing,
)
from ui.cases.wrapped_text import QuoteBox
from ui.context import DeskContext
from ui.reports.monthly_paper import monthly_paper
from ui.reports.report_signing import ReportSigning
from ui.reports.reports_screen import ReportsScreen
from ui.reports.sign_off_dialog import SignOffDialog
from ui.reports.sign_off_versions import VersionsDialog
from ui.tasks import TaskRunner

pytestmark = [
    pytest.mark.clause("4.3-4"),
    pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True),
]
WAIT = 15_000
Said = list[str]


class AtTheReports:
    """Somebody before the reports of October, in November."""

    def __init__(self, qtbot: QtBot, desk: Desk, actor: Actor | None = None) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.runner = TaskRunner(desk.workspace)
        self.bugs: list[str] = []
        self.runner.bug_found.connect(self.bugs.append)
        self.context = DeskContext(
            self.runner, actor or desk.actor, desk.project, "鸿园物业", lambda: NOV_3
        )
        self.screen = ReportsScreen(self.context)
        qtbot.addWidget(self.screen)
        self.signing = ReportSigning(self.context, self.screen, self.screen)
        self.said: Said = []
        self.problems: Said = []
        self.papers: list[tuple[PeriodSummary, str, int]] = []
        self.signing.said.connect(self.said.append)
        self.signing.problem_met.connect(self.problems.append)
        self.signing.paper_requested.connect(lambda *paper: self.papers.append(paper))
        self.screen.resize(1274, 708)
        with qtbot.waitActive(self.screen):
            self.screen.show()
        self.settle()
        self.screen.picker.choose(OCTOBER)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way between screen and store."""

        def quiet() -> bool:
            QApplication.processEvents()
            return not self.runner.busy

        self.qtbot.waitUntil(quiet, timeout=WAIT)
        self.qtbot.waitUntil(quiet, timeout=WAIT)

    def go_to(self, widget: QWidget) -> None:
        """Press Tab until the widget has the focus."""
        for _step in range(120):
            if widget.hasFocus():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {widget.objectName()}")

    def press(self, key: Qt.Key) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClick(focus, key)

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)
        self.settle()

    def write(self, text: str) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClicks(focus, text)

    def dialog(self, kind: type[QWidget]) -> QWidget:
        """Return the open dialog of a kind, once it has the keys."""
        self.qtbot.waitUntil(lambda: bool(self._dialogs(kind)), timeout=WAIT)
        (found,) = self._dialogs(kind)
        self.qtbot.waitUntil(found.isActiveWindow, timeout=WAIT)
        return found

    def _dialogs(self, kind: type[QWidget]) -> list[QWidget]:
        return [w for w in self.screen.findChildren(kind) if w.isVisible()]

    def end(self) -> None:
        assert self.runner.shutdown()
        assert not self.bugs


@pytest.fixture
def october(qtbot: QtBot, desk: Desk) -> Iterator[AtTheReports]:
    """Return somebody who may sign, before an October with three complaints."""
    i18n.set_language("en")
    live_october(desk)
    made = AtTheReports(qtbot, desk)
    yield made
    made.end()


def late_complaint(desk: Desk) -> None:
    desk.receive(promised(COMPLAINT, local(22)), now=local(21))


def words_of(widget: QWidget, name: str) -> str:
    found = widget.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_a_month_is_signed_by_keys_and_says_so(october: AtTheReports) -> None:
    bar = october.signing.bar
    assert bar.pill.text == "Not signed yet"
    october.go_to(bar.sign_button)
    october.enter()
    dialog = october.dialog(SignOffDialog)
    assert words_of(dialog, "signOffFlow") == "B 0 + N 3 + R 0 \N{MINUS SIGN} C 1 = E 2"
    live = standing(october.desk).live_hash
    assert words_of(dialog, "signOffHash").replace(" ", "") == live
    october.enter()
    assert bar.pill.text == f"Signed · version 1 · 11-03 {october.desk.actor.name}"
    assert october.said == ["October 2026 is signed, version 1."]
    summary = october.screen.summary
    assert summary is not None
    assert summary.signed is not None
    kept = october.desk.read(
        signed_paper, project_code=october.desk.project.code, period=OCTOBER, lang="en"
    )
    assert kept.startswith(b"%PDF")


def test_escape_leaves_the_month_unsigned(october: AtTheReports) -> None:
    october.go_to(october.signing.bar.sign_button)
    october.enter()
    october.dialog(SignOffDialog)
    october.press(Qt.Key.Key_Escape)
    october.settle()
    assert standing(october.desk).versions == ()


def test_figures_that_changed_since_one_looked_are_said_and_not_signed(
    october: AtTheReports,
) -> None:
    late_complaint(october.desk)
    october.go_to(october.signing.bar.sign_button)
    october.enter()
    dialog = october.dialog(SignOffDialog)
    assert isinstance(dialog, SignOffDialog)
    october.enter()
    assert dialog.isVisible()
    assert "have changed since you looked" in dialog.error_label.text()
    assert standing(october.desk).versions == ()


def test_what_changed_since_signing_is_shown_and_signed_as_version_two(
    october: AtTheReports,
) -> None:
    sign(october.desk)
    late_complaint(october.desk)
    october.screen.refresh()
    october.settle()
    bar = october.signing.bar
    count = len(standing(october.desk).since)
    assert bar.notes.text() == f"Since signing, {count} figures have changed."
    october.go_to(bar.versions_button)
    october.enter()
    versions = october.dialog(VersionsDialog)
    since = versions.findChild(QuoteBox, "sinceChanges")
    assert since is not None
    assert "New this month N: 3 → 4" in since.content.text
    assert isinstance(versions, VersionsDialog)
    october.go_to(versions.correct_button)
    october.enter()
    dialog = october.dialog(SignOffDialog)
    assert isinstance(dialog, SignOffDialog)
    october.enter()
    assert standing(october.desk).versions[-1].version == 1, "a reason is asked for"
    october.write("one came late")
    october.enter()
    assert bar.pill.text.startswith("Signed · version 2")
    assert bar.notes.text() == ""


def test_an_earlier_version_is_looked_at_marked_as_replaced(october: AtTheReports) -> None:
    sign(october.desk)
    late_complaint(october.desk)
    sign(october.desk, reason="late")
    october.screen.refresh()
    october.settle()
    october.signing.bar.versions_button.click()
    dialog = october.dialog(VersionsDialog)
    look = dialog.findChild(QWidget, "lookAtVersion1")
    assert look is not None
    october.go_to(look)
    october.enter()
    ((summary, lang, replaced_by),) = october.papers
    assert (summary, lang, replaced_by) == (shown(october.desk, version=1, lang="en"), "en", 2)


def test_the_paper_of_a_signed_month_is_shown_to_the_byte(
    october: AtTheReports, qtbot: QtBot
) -> None:
    one_page = _one_page()
    sign(october.desk, papers={"zh_CN": b"zh", "en": one_page})
    paper = monthly_paper(october.context, shown(october.desk, lang="en"), "en", kept=one_page)
    qtbot.addWidget(paper)
    qtbot.waitUntil(lambda: paper.ready, timeout=WAIT)
    assert paper.view.data == one_page


def _one_page() -> bytes:
    """Return a paper that nothing here would ever make."""
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n",
    ]
    places, length = [], 0
    for part in parts:
        places.append(length)
        length += len(part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places[1:])
    tail = (
        b"xref\n0 4\n0000000000 65535 f \n%btrailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    )
    return b"".join(parts) + tail % (table, length)


def test_the_month_before_that_is_unsigned_is_said_before_signing(
    october: AtTheReports, qtbot: QtBot
) -> None:
    # In December November is over.
    made = AtTheReports(qtbot, october.desk)
    object.__setattr__(made.context, "now", lambda: NOV_3 + timedelta(days=32))
    made.screen.refresh()
    made.settle()
    made.screen.picker.choose(NOVEMBER)
    made.settle()
    made.signing.bar.sign_button.click()
    dialog = made.dialog(SignOffDialog)
    assert "October 2026 is not signed yet" in words_of(dialog, "signOffWarning")
    made.end()


def test_a_receptionist_sees_who_signed_and_cannot_sign(qtbot: QtBot, desk: Desk) -> None:
    i18n.set_language("en")
    live_october(desk)
    sign(desk)
    reader = AtTheReports(qtbot, desk, Actor(desk.actor.staff_id, "小陈", Role.RECEPTIONIST))
    bar = reader.signing.bar
    assert bar.pill.text.startswith("Signed · version 1")
    assert not bar.sign_button.isVisible()
    assert bar.versions_button.isVisible()
    assert not reader.signing.commentary.isVisible()
    reader.end()


def test_a_running_month_has_no_bar(october: AtTheReports) -> None:
    october.screen.picker.choose(NOVEMBER)
    october.settle()
    assert not october.signing.bar.isVisible()


# ---- commentary ----------------------------------------------------------------------------


def kept(october: AtTheReports) -> str:
    found = october.desk.read(
        read_comment, project_id=october.desk.project.project_id, period=OCTOBER
    )
    return str(found.words)


def test_a_commentary_is_saved_at_a_pause_of_typing(october: AtTheReports, qtbot: QtBot) -> None:
    october.go_to(october.signing.commentary.box)
    october.write("lifts again")
    qtbot.waitUntil(lambda: not october.signing.commentary.unsaved, timeout=WAIT)
    october.settle()
    assert kept(october) == "lifts again"
    assert october.signing.commentary.state_label.text().startswith("Saved")


def test_words_typed_a_moment_ago_are_saved_when_another_month_is_chosen(
    october: AtTheReports,
) -> None:
    october.go_to(october.signing.commentary.box)
    october.write("lifts")
    october.screen.picker.choose(NOVEMBER)
    october.settle()
    assert kept(october) == "lifts"
    assert october.signing.commentary.box.text == ""
    october.screen.picker.choose(OCTOBER)
    october.settle()
    assert october.signing.commentary.box.text == "lifts"


def test_refreshing_takes_nothing_away_that_is_being_typed(october: AtTheReports) -> None:
    october.go_to(october.signing.commentary.box)
    october.write("lif")
    october.screen.refresh()
    october.write("ts")
    october.settle()
    october.signing.commentary.flush()
    october.settle()
    assert kept(october) == "lifts"
    assert october.signing.commentary.box.text == "lifts"


def test_words_typed_a_moment_ago_are_signed_and_locked(october: AtTheReports) -> None:
    card = october.signing.commentary
    october.go_to(card.box)
    october.write("lifts")
    october.signing.bar.sign()
    october.dialog(SignOffDialog)
    october.enter()
    assert shown(october.desk).commentary == "lifts"
    assert shown(october.desk).signed is not None
    assert card.box.isReadOnly()
    assert card.state_label.text() == "Signed and locked"
