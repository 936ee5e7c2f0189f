"""The guided demonstration: a demonstration store, three customers, the papers and the pictures.

Usage: python packaging/guided_demonstration.py --out DIR
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.demonstration import make_demonstration
from desk_driver import DeskDriver

_MONTHS = 3
_COMPLAINTS = 24
_ENTER, _TAB, _DOWN, _ESCAPE = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Down,
    Qt.Key.Key_Escape,
)
_CTRL = Qt.KeyboardModifier.ControlModifier


def main(arguments: list[str]) -> int:
    """Run the demonstration offscreen and leave everything in a folder."""
    parser = argparse.ArgumentParser(description="The guided demonstration.")
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args(arguments).out
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    password = secrets.token_urlsafe(12)
    print("Making a store with three months of demonstration data …", flush=True)
    make_demonstration(
        out / "store",
        administrator="李静",
        password=password,
        months=_MONTHS,
        complaints_per_month=_COMPLAINTS,
    )
    app = QApplication(sys.argv[:1])
    desk = DeskDriver(app, out / "store", out, lang="zh_CN", look="light")
    desk.picture("01-unlock")
    desk.unlock(password)
    desk.picture("02-desk")
    print("First customer: a complaint that needs a promise …", flush=True)
    _complaint(desk, out)
    print("Second customer: new here, with a question …", flush=True)
    _enquiry(desk, out)
    print("Third customer: a suggestion, without a name …", flush=True)
    _suggestion(desk, out)
    print("Month end: the complaint summary …", flush=True)
    _month_end(desk, out)
    desk.close()
    return 0


def _complaint(desk: DeskDriver, out: Path) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.type_text("1-1-1")
    desk.wait(seconds=0.8)
    desk.picture("03-greeting")
    desk.press(_ENTER)
    desk.press(_ENTER)
    desk.press(Qt.Key.Key_3)
    desk.type_text("电梯从周六开始异响，晚上十点以后特别明显，老人睡不着。")
    desk.press(_TAB)
    desk.type_text("今天给明确答复，本周内彻底解决。")
    desk.press(_TAB)
    desk.press(_DOWN)
    desk.press(_DOWN)
    desk.type_text("1 幢 1 单元 1 号梯", "place")
    desk.click("mood_anxious")
    desk.click("readBack")
    desk.picture("04-needs")
    desk.press(_ENTER, _CTRL)
    desk.press(Qt.Key.Key_2)
    desk.type_text("维保到场检查后电话告知结果", "promiseWhat")
    desk.type_text("工程部 周师傅", "promiseWho")
    desk.click("dueWhy")
    desk.picture("05-service")
    desk.press(_ENTER, _CTRL)
    desk.picture("06-satisfaction")
    _finish(desk, out, "receipt-1.pdf", score=5, picture="07-customer-screen")


def _enquiry(desk: DeskDriver, out: Path) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.click("newCustomer")
    desk.type_text("𠮷䶮", "newName")
    desk.type_text("19900001234", "newPhone")
    desk.picture("08-new-customer")
    desk.press(_ENTER)
    desk.press(Qt.Key.Key_1)
    desk.type_text("装修押金什么时候可以退？")
    desk.press(_ENTER, _CTRL)
    desk.press(Qt.Key.Key_1)
    desk.type_text("验收合格满 30 天，带收据到财务办理。")
    desk.press(_ENTER, _CTRL)
    _finish(desk, out, "receipt-2.pdf", score=4)


def _suggestion(desk: DeskDriver, out: Path) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.click("withoutName")
    desk.press(_ENTER)
    desk.press(Qt.Key.Key_4)
    desk.type_text("建议在儿童滑梯旁边加一张长椅。")
    desk.press(_ENTER, _CTRL)
    desk.press(Qt.Key.Key_1)
    desk.type_text("已记录，转工程部评估。")
    desk.press(_ENTER, _CTRL)
    _finish(desk, out, "receipt-3.pdf", score=5)


def _finish(desk: DeskDriver, out: Path, receipt: str, *, score: int, picture: str = "") -> None:
    desk.click("receipt")
    desk.save_paper(out / receipt)
    if score and picture:
        desk.picture("06b-receipt")
    desk.press(_ESCAPE)
    desk.click("stepNext")
    desk.rate(score, picture)
    desk.click("stepNext")
    desk.wait(lambda: desk.session.reception is None)


def _month_end(desk: DeskDriver, out: Path) -> None:
    desk.picture("09-desk-afterwards")
    desk.session.show_area("cases")
    desk.picture("10-cases")
    desk.press(_DOWN)
    desk.press(_ENTER)
    desk.picture("11-case")
    desk.session.show_area("reports")
    desk.picture("12-reports")
    desk.click("previewPdf")
    desk.save_paper(out / "monthly-summary.pdf")
    desk.picture("13-monthly-summary")
    desk.press(_ESCAPE)
    desk.session.show_area("settings")
    desk.picture("14-settings")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
