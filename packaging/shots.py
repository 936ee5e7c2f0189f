"""Pictures of every screen and paper, in both languages, light and dark.

Usage: python packaging/shots.py --out DIR
The few that the README shows are kept in ``resources/pictures`` as well, so they are never old.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.demonstration import make_demonstration
from app.domain.months import Month
from app.domain.papers import RecoverySheet
from app.reports import monthly_summary, receipt, recovery_sheet
from app.services import receipts, reporting
from app.workspace import Workspace
from desk_driver import DeskDriver
from resources import ROOT

_LOOKS = (("zh_CN", "light"), ("zh_CN", "dark"), ("en", "light"), ("en", "dark"))
_README = {
    "desk-zh_CN-light.png": "desk.png",
    "needs-zh_CN-light.png": "needs.png",
    "customer-screen-zh_CN-light.png": "customer-screen.png",
    "reports-zh_CN-light.png": "reports.png",
    "desk-en-light.png": "desk-en.png",
    "needs-en-light.png": "needs-en.png",
    "reports-en-light.png": "reports-en.png",
    "paper-monthly-zh_CN-1.png": "monthly-summary.png",
    "paper-monthly-en-1.png": "monthly-summary-en.png",
    "paper-receipt-A5-zh_CN-1.png": "receipt.png",
}
_ENTER, _CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
_PAPER_SCALE = 1.4


def main(arguments: list[str]) -> int:
    """Make every picture; the store they show is made anew each time."""
    parser = argparse.ArgumentParser(description="Pictures of every screen and paper.")
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args(arguments).out
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    password = secrets.token_urlsafe(12)
    print("Making a store with demonstration data …", flush=True)
    make_demonstration(
        out / "store", administrator="李静", password=password, months=14, complaints_per_month=20
    )
    app = QApplication(sys.argv[:1])
    for lang, look in _LOOKS:
        print(f"Screens, {lang}, {look} …", flush=True)
        _screens(app, out, password, lang, look)
    print("Papers …", flush=True)
    _papers(out, password)
    shutil.rmtree(out / "store")
    kept = ROOT / "pictures"
    kept.mkdir(exist_ok=True)
    for made, name in _README.items():
        shutil.copyfile(out / made, kept / name)
    return 0


def _screens(app: QApplication, out: Path, password: str, lang: str, look: str) -> None:
    _first_run(app, out, lang, look)
    desk = DeskDriver(app, out / "store", out, lang=lang, look=look)
    desk.picture(f"unlock-{lang}-{look}")
    desk.unlock(password)
    desk.picture(f"desk-{lang}-{look}")
    for name in _reception(desk):
        desk.picture(f"{name}-{lang}-{look}")
    desk.click("askCustomer")
    desk.rate(5, f"customer-screen-{lang}-{look}")
    desk.click("stepNext")
    desk.wait(lambda: desk.session.reception is None)
    desk.program.window.message_bar.dismiss()
    desk.session.show_area("cases")
    desk.picture(f"cases-{lang}-{look}")
    desk.press(Qt.Key.Key_Down)
    desk.press(_ENTER)
    desk.picture(f"case-{lang}-{look}")
    desk.session.show_area("reports")
    desk.press(Qt.Key.Key_PageUp)
    desk.picture(f"reports-{lang}-{look}")
    desk.click("previewPdf")
    desk.picture(f"preview-{lang}-{look}")
    desk.press(Qt.Key.Key_Escape)
    desk.session.show_area("settings")
    for section in desk.session.settings.section_keys:
        desk.session.settings.show_section(section)
        desk.picture(f"settings-{section}-{lang}-{look}")
    desk.close()


def _first_run(app: QApplication, out: Path, lang: str, look: str) -> None:
    folder = out / "empty"
    desk = DeskDriver(app, folder, out, lang=lang, look=look)
    desk.picture(f"first-run-1-{lang}-{look}")
    desk.press(_ENTER)
    desk.type_text("鸿园物业服务有限公司", "setupCompany")
    desk.picture(f"first-run-2-{lang}-{look}")
    desk.press(_ENTER)
    desk.type_text("CH", "setupCode")
    desk.type_text("翠湖花园", "setupProject")
    desk.picture(f"first-run-3-{lang}-{look}")
    desk.close()
    shutil.rmtree(folder, ignore_errors=True)


def _reception(desk: DeskDriver) -> Iterator[str]:
    desk.press(Qt.Key.Key_F2)
    desk.type_text("3-2-1")
    desk.wait(seconds=0.8)
    yield "greeting"
    desk.press(_ENTER)
    if desk.session.reception is not None and desk.session.reception.draft.customer.name == "":
        desk.type_text("王秀兰", "newName")
    desk.press(_ENTER)
    desk.press(Qt.Key.Key_3)
    desk.type_text("电梯从周六开始异响，晚上十点以后特别明显，老人睡不着。")
    desk.type_text("今天给明确答复，本周内彻底解决，不要再半夜响。", "remedyWanted")
    desk.type_text("3 幢 2 单元 2 号梯", "place")
    desk.click("mood_anxious")
    desk.click("readBack")
    desk.press(Qt.Key.Key_Tab)
    yield "needs"
    reception = desk.session.reception
    if reception is None:
        raise RuntimeError("the reception has gone")
    category = desk.find("category")
    category.setFocus()
    for _step in range(2):
        desk.press(Qt.Key.Key_Down)
    reception.go_on()
    desk.wait()
    desk.press(Qt.Key.Key_2)
    desk.type_text("维保到场检查后电话告知结果", "promiseWhat")
    desk.type_text("工程部 周师傅", "promiseWho")
    yield "service"
    desk.press(_ENTER, _CTRL)
    yield "satisfaction"


def _papers(out: Path, password: str) -> None:
    workspace = Workspace(out / "store")
    try:
        actor = workspace.unlock_by_name("李静", password)
        project = workspace.read(reporting.list_projects)[0]
        now = datetime.now(UTC)
        visit_id = workspace.read(receipts.latest_visit_with_case, project_id=project.project_id)
        shown = workspace.read(receipts.visit_receipt, actor=actor, visit_id=visit_id)
        zone = ZoneInfo(project.timezone)
        for lang in ("zh_CN", "en"):
            summary = workspace.read(
                reporting.monthly_summary,
                actor=actor,
                project_code=project.code,
                month=Month.of(now, zone).plus(-1),
                lang=lang,
                now=now,
            )
            sheet = RecoverySheet(
                summary.company,
                "VX7R-7AE5-3NHS-HSH1-FKD9-16R3-GNV0-N3C8-M2Y4",
                workspace.store_id,
                now.date().isoformat(),
                actor.name,
            )
            monthly_summary.render(summary, out / f"paper-monthly-{lang}.pdf", lang)
            receipt.render(shown, out / f"paper-receipt-A5-{lang}.pdf", "A5", lang)
            receipt.render(shown, out / f"paper-receipt-80mm-{lang}.pdf", "80mm", lang)
            recovery_sheet.render(sheet, out / f"paper-recovery-{lang}.pdf", lang)
    finally:
        workspace.close()
    for paper in sorted(out.glob("paper-*.pdf")):
        _draw_pages(paper)


def _draw_pages(paper: Path) -> None:
    document = pypdfium2.PdfDocument(paper)
    for number in range(len(document)):
        picture = document[number].render(scale=_PAPER_SCALE).to_pil()
        picture.save(paper.with_name(f"{paper.stem}-{number + 1}.png"))
    document.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
