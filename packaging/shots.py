"""Pictures of every screen and paper, in both languages, light and dark.

Usage: python packaging/shots.py --out DIR
The few that the README shows are kept in ``resources/pictures`` as well, so they are never old.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from app.demonstration import make_demonstration
from app.domain.case_filter import CaseFilter
from app.domain.months import Month
from app.domain.papers import RecoverySheet
from app.domain.terms import CaseState, CaseType, Cause, Channel, Validity
from app.reports import (
    case_file,
    comparison_paper,
    job_sheet,
    monthly_summary,
    receipt,
    recovery_sheet,
)
from app.services import case_papers, case_work, receipts, reporting
from app.services.attachments import list_attachments
from app.services.callers import add_caller
from app.services.case_list import list_cases
from app.services.customers import find_customers
from app.services.project_comparison import compare_projects
from app.workspace import Workspace
from desk_driver import DeskDriver
from resources import ROOT
from shot_customers import take_customers
from shot_files import add_files
from shot_reports import take_reports
from ui.imports.import_screen import ImportScreen
from ui.outages.outages_screen import OutagesScreen

_LOOKS = (("zh_CN", "light"), ("zh_CN", "dark"), ("en", "light"), ("en", "dark"))
_README = {
    "desk-zh_CN-light.png": "desk.png",
    "needs-zh_CN-light.png": "needs.png",
    "customer-screen-zh_CN-light.png": "customer-screen.png",
    "reports-zh_CN-light.png": "reports.png",
    "desk-en-light.png": "desk-en.png",
    "needs-en-light.png": "needs-en.png",
    "reports-en-light.png": "reports-en.png",
    "paper-monthly-zh_CN-2.png": "monthly-summary.png",
    "paper-monthly-en-2.png": "monthly-summary-en.png",
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
    with_files = add_files(out / "store", "李静", password)
    app = QApplication(sys.argv[:1])
    for lang, look in _LOOKS:
        print(f"Screens, {lang}, {look} …", flush=True)
        _screens(app, out, password, lang, look)
        take_reports(app, out, password, lang, look)
        _files(app, out, password, lang, look, with_files)
    # Afterwards, because whom they show in full is told on the desk.
    for lang, look in _LOOKS:
        print(f"Customers, {lang}, {look} …", flush=True)
        take_customers(app, out, password, lang, look)
    print("Papers …", flush=True)
    _papers(out, password, with_files)
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
    _announce(desk)
    desk.picture(f"outages-{lang}-{look}")
    desk.press(Qt.Key.Key_Escape)
    desk.picture(f"desk-{lang}-{look}")
    desk.press(Qt.Key.Key_F8)
    desk.picture(f"reminders-{lang}-{look}")
    desk.press(Qt.Key.Key_Escape)
    for name in _reception(desk):
        desk.picture(f"{name}-{lang}-{look}")
    desk.click("askCustomer")
    desk.rate(5, f"customer-screen-{lang}-{look}")
    number = desk.session.reception.draft.case_numbers[-1] if desk.session.reception else ""
    desk.click("stepNext")
    desk.wait(lambda: desk.session.reception is None)
    desk.program.window.message_bar.dismiss()
    for name in _look_up(desk, number):
        desk.picture(f"{name}-{lang}-{look}")
    desk.session.show_area("cases")
    desk.picture(f"cases-{lang}-{look}")
    for name in _many_cases(desk):
        desk.picture(f"{name}-{lang}-{look}")
    desk.session.show_area("cases")
    desk.press(Qt.Key.Key_Down)
    desk.press(_ENTER)
    desk.picture(f"case-{lang}-{look}")
    for name in _carried_on(desk):
        desk.picture(f"{name}-{lang}-{look}")
    desk.click("why_resolution")
    desk.picture(f"why-{lang}-{look}", desk.find("whyDialog"))
    desk.press(Qt.Key.Key_Escape)
    desk.session.show_area("settings")
    for section in desk.session.settings.section_keys:
        desk.session.settings.show_section(section)
        desk.picture(f"settings-{section}-{lang}-{look}")
    for name in _import(desk, out):
        desk.picture(f"{name}-{lang}-{look}")
    desk.close()


def _import(desk: DeskDriver, out: Path) -> Iterator[str]:
    """Walk through an import up to its check; nothing is added."""
    table = out / "history.csv"
    table.write_text(
        "单号,登记时间,完成时间,状态,类型,渠道,地点,内容\n"
        "W-0815,2025/03/02 09:30,2025/03/04 16:00,已完成,保洁,电话,3 幢大堂,大堂地面有油渍\n"
        "W-0816,2025/03/02 10:05,,未处理,电梯,微信,2 号梯,电梯异响\n"
        "W-0817,2025/03/03 11:20,2025/03/01 08:00,已完成,绿化,来访,东门,灌木挡住路牌\n",
        encoding="gb18030",
    )
    desk.session.open_import()
    screen = desk.program.window.current_screen
    if not isinstance(screen, ImportScreen):
        raise TypeError(type(screen))
    screen.open_file(table)
    for name in ("file", "columns", "words", "check"):
        desk.wait(lambda: not screen.busy)
        yield f"import-{name}"
        if name != "check":
            desk.click("importNext")
    table.unlink()


def _files(app: QApplication, out: Path, password: str, lang: str, look: str, case_id: str) -> None:
    """Show a case with photos, one of them large, and the questions before its papers."""
    desk = DeskDriver(app, out / "store", out, lang=lang, look=look)
    desk.unlock(password)
    desk.session.open_case(case_id)
    desk.wait()
    side = desk.find("caseSide")
    if not isinstance(side, QScrollArea):
        raise TypeError(type(side))
    side.ensureWidgetVisible(desk.find("filesHint"))
    desk.picture(f"case-files-{lang}-{look}")
    desk.click("openFile")
    desk.press(Qt.Key.Key_Right)
    desk.picture(f"viewer-{lang}-{look}", desk.find("attachmentViewer"))
    desk.click("viewerClose")
    for letter, name in ((Qt.Key.Key_J, "jobSheetOptions"), (Qt.Key.Key_C, "caseFileOptions")):
        desk.click("printCase")
        QTest.keyClick(desk.find("paperMenu"), letter)
        desk.picture(f"{name}-{lang}-{look}", desk.find(name))
        desk.click("optionsBack")
    desk.close()


def _many_cases(desk: DeskDriver) -> Iterator[str]:
    """Show the saved filters, the panel, cases chosen for a hand-over, and the board."""
    desk.click("savedFilters")
    yield "cases-saved"
    desk.press(Qt.Key.Key_Escape)
    desk.click("moreFilters")
    yield "cases-filters"
    desk.click("moreFilters")
    desk.click("caseScope_open")
    desk.session.cases.table.setFocus()
    desk.press(Qt.Key.Key_A, _CTRL)
    desk.click("bulk_hand_over")
    yield "cases-bulk"
    desk.press(Qt.Key.Key_Escape)
    desk.click("bulkNone")
    desk.click("caseScope_all")
    desk.click("caseLayout_board")
    yield "cases-board"
    desk.click("caseLayout_list")


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


def _announce(desk: DeskDriver) -> None:
    """Announce an outage the first time; later it stands in the list."""
    desk.click("outagesButton")
    screen = desk.program.window.current_screen
    if isinstance(screen, OutagesScreen) and not screen.table.model().rowCount():
        desk.type_text("3 幢停水检修", "outageTitle")
        desk.type_text(
            "3 幢水泵检修停水，预计两小时恢复。急用水可到客服中心领取桶装水。", "outageWording"
        )
        desk.press(_ENTER, _CTRL)
        desk.program.window.message_bar.dismiss()


def _look_up(desk: DeskDriver, number: str) -> Iterator[str]:
    desk.press(Qt.Key.Key_F4)
    desk.type_text(number, "lookUpBox")
    desk.press(_ENTER)
    yield "look-up"
    desk.press(_ENTER)
    yield "look-up-told"
    for _step in range(4):
        desk.press(Qt.Key.Key_Escape)


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


def _carried_on(desk: DeskDriver) -> Iterator[str]:
    """Carry the complaint that was just received on; a picture of its page is due at each name."""
    context, workspace = desk.session.context, desk.program.workspace()
    project_id, now = context.project.project_id, context.now()
    page = workspace.read(
        list_cases,
        actor=context.actor,
        project_id=project_id,
        wanted=CaseFilter(types=(CaseType.COMPLAINT,), states=(CaseState.REGISTERED,)),
        now=now,
        limit=1,
    )
    case_id = page.rows[0].case_id

    def carry(verb: Callable[..., Any], **facts: Any) -> None:
        workspace.write(verb, actor=context.actor, case_id=case_id, now=context.now(), **facts)

    carry(case_work.hand_over, department="工程部 周师傅", words="检查 2 号梯导轨靴")
    carry(case_work.assess, validity=Validity.VALID, cause=Cause.EQUIPMENT)
    carry(case_work.begin_work)
    neighbours = workspace.read(
        find_customers, actor=context.actor, project_id=project_id, text="2-", limit=2
    )
    for hit in neighbours:
        known = {"customer_id": hit.customer_id, "room_id": hit.room_id, "visit_id": None}
        carry(add_caller, words="我们家也听得到。", **known)
    desk.session.open_case(case_id)
    yield "case-callers"
    carry(case_work.record_department_answer, words="导轨靴磨损，已订配件。", who="周师傅")
    carry(
        case_work.wait,
        words="等待厂家配件到货",
        wake_at=now + timedelta(days=2),
        told="配件后天到货，到货当天更换。",
        channel=Channel.PHONE,
    )
    desk.session.open_case(case_id)
    yield "case-waiting"


def _papers(out: Path, password: str, with_files: str) -> None:
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
            _papers_of_case(workspace, out, lang, with_files)
            monthly_summary.render(summary, out / f"paper-monthly-{lang}.pdf", lang)
            projects = workspace.read(
                compare_projects, actor=actor, period=summary.period, lang=lang, now=now
            )
            comparison_paper.render(projects, out / f"paper-comparison-{lang}.pdf", lang)
            receipt.render(shown, out / f"paper-receipt-A5-{lang}.pdf", "A5", lang)
            receipt.render(shown, out / f"paper-receipt-80mm-{lang}.pdf", "80mm", lang)
            recovery_sheet.render(sheet, out / f"paper-recovery-{lang}.pdf", lang)
    finally:
        workspace.close()
    for paper in sorted(out.glob("paper-*.pdf")):
        _draw_pages(paper)


def _papers_of_case(workspace: Workspace, out: Path, lang: str, case_id: str) -> None:
    """Make job sheet and case file of a case, with its photos."""
    actor = workspace.actor
    if actor is None:
        raise RuntimeError("nobody has unlocked the store")
    now = datetime.now(UTC)
    files = workspace.read(list_attachments, actor=actor, case_id=case_id)
    job = workspace.write(
        case_papers.job_sheet,
        actor=actor,
        case_id=case_id,
        with_contact=False,
        photo_ids=[file.attachment_id for file in files],
        lang=lang,
        now=now,
    )
    job_sheet.render(job, out / f"paper-job-sheet-{lang}.pdf", lang)
    file = workspace.write(
        case_papers.case_file,
        actor=actor,
        case_id=case_id,
        in_full=False,
        with_pictures=True,
        lang=lang,
        now=now,
    )
    case_file.render(file, out / f"paper-case-file-{lang}.pdf", lang)


def _draw_pages(paper: Path) -> None:
    document = pypdfium2.PdfDocument(paper)
    for number in range(len(document)):
        picture = document[number].render(scale=_PAPER_SCALE).to_pil()
        picture.save(paper.with_name(f"{paper.stem}-{number + 1}.png"))
    document.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
