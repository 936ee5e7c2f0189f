"""Pictures of the reports: figures, signing, improvement register, comparison, feedback."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from desk_driver import DeskDriver

_FEEDBACK_PAGES = ("overview", "words", "said", "steps", "times")
_SCROLLED = 560
_PARTS = 5


def take_reports(app: QApplication, out: Path, password: str, lang: str, look: str) -> None:
    """Take every picture of what is summed up and learnt, in one language and look.

    Last month is signed the first time, so that its version can be looked at afterwards.
    """
    desk = DeskDriver(app, out / "store", out, lang=lang, look=look)
    desk.unlock(password)
    with_look = f"{lang}-{look}"
    desk.session.show_area("reports")
    desk.picture(f"reports-running-{with_look}")
    desk.press(Qt.Key.Key_PageUp)
    _signed(desk, with_look)
    desk.picture(f"reports-{with_look}")
    _further_down(desk, with_look)
    _register(desk, with_look)
    desk.click("compareProjects")
    desk.picture(f"comparison-{with_look}")
    desk.press(Qt.Key.Key_Escape)
    _feedback(desk, with_look)
    desk.session.show_area("reports")
    desk.click("previewPdf")
    desk.picture(f"preview-{with_look}")
    desk.close()


def _signed(desk: DeskDriver, with_look: str) -> None:
    """Show the dialog of the signature, sign if nobody has, and show the versions."""
    desk.click("signReport")
    desk.picture(f"sign-off-{with_look}", desk.find("signOff"))
    bar = desk.session.report_screens.signing.bar
    if bar.versions_button.isVisible():
        desk.click("signOffBack")
    else:
        desk.click("signOffDo")
        desk.wait(bar.versions_button.isVisible)
        desk.program.window.message_bar.dismiss()
    desk.click("signedVersions")
    desk.picture(f"versions-{with_look}", desk.find("versionsDialog"))
    desk.click("versionsBack")


def _further_down(desk: DeskDriver, with_look: str) -> None:
    area = desk.find("reportsArea")
    if not isinstance(area, QScrollArea):
        raise TypeError(type(area))
    bar = area.verticalScrollBar()
    for part in range(2, _PARTS + 1):
        bar.setValue(bar.value() + _SCROLLED)
        desk.picture(f"reports-part-{part}-{with_look}")
    bar.setValue(0)


def _register(desk: DeskDriver, with_look: str) -> None:
    desk.click("registerButton")
    desk.picture(f"improvements-{with_look}")
    desk.click("newFinding")
    desk.picture(f"improvement-new-{with_look}")
    desk.session.show_area("reports")


def _feedback(desk: DeskDriver, with_look: str) -> None:
    desk.session.show_area("feedback")
    for page in _FEEDBACK_PAGES:
        desk.click(f"feedbackPages_{page}")
        desk.picture(f"feedback-{page}-{with_look}")
