"""Pictures of the customer archive: people, rooms, consents, confidentiality, rights, search."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desk_driver import DeskDriver
from ui.agreements.agreement_screen import AgreementScreen
from ui.roster.roster_screen import RosterScreen

_ROOM = "3-2-1"
_SIZE = (1366, 768)
_STROKES = (
    ((60, 70), (110, 60), (150, 62)),
    ((105, 40), (102, 90), (70, 130)),
    ((108, 78), (140, 110), (165, 128)),
    ((210, 50), (260, 48), (300, 46)),
    ((215, 80), (300, 76)),
    ((200, 118), (262, 112), (330, 108)),
    ((258, 48), (256, 112)),
)
# As companies keep them: a title, merged headers, full-width digits, 'same as above'.
_ROSTER_TITLE = "翠湖花园业主登记表"
_ROSTER_HEAD = ("楼栋", "单元", "房号", "姓名", "联系电话", "与房屋关系", "入住日期", "车牌")
_ROSTER_ROWS = (
    ("３幢", "2单元", "1802", "王秀兰", "19900000027／19900001111", "业主", "2019.5.1", "浙A12345"),
    ("同上", "同上", "同上", "陈国栋", "199 0000 6028", "家属", "2019/5/1", ""),
    ("3", "2", "1803", "张三丰", "电话：１９９００００５６７８", "业主", "2020-3-15", ""),
    ("3", "2", "1804", "李四", "12345", "租户", "去年", ""),
    ("合计", "", "", "3户", "", "", "", ""),
)


def take_customers(app: QApplication, out: Path, password: str, lang: str, look: str) -> None:
    """Take every picture of the archive and what belongs to it, in one language and look."""
    desk = DeskDriver(app, out / "store", out, lang=lang, look=look)
    desk.unlock(password)
    with_look = f"{lang}-{look}"
    _search(desk, with_look)
    _person(desk, with_look)
    _rights(desk, with_look)
    _consent(desk, with_look)
    _duplicates(desk, with_look)
    _roster(desk, out, with_look)
    _agreement(desk, with_look)
    desk.close()


def _search(desk: DeskDriver, with_look: str) -> None:
    desk.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    desk.type_text("电梯")
    desk.wait(seconds=0.8)
    desk.picture(f"search-{with_look}")
    desk.press(Qt.Key.Key_Escape)


def _person(desk: DeskDriver, with_look: str) -> None:
    """Show the project, a person, why they are to be shown in full, and their room."""
    desk.session.show_area("customers")
    desk.picture(f"customers-{with_look}")
    _open_person(desk)
    desk.picture(f"customer-{with_look}")
    desk.click("revealShow")
    desk.picture(f"reveal-why-{with_look}")
    desk.press(Qt.Key.Key_1)
    desk.picture(f"reveal-{with_look}")
    desk.press(Qt.Key.Key_Escape)
    person = desk.session.customers.person.view
    if person is not None and person.living:
        desk.session.customers.show_room(person.living[0].room_id)
        desk.picture(f"room-{with_look}")


def _open_person(desk: DeskDriver) -> None:
    desk.session.show_area("customers")
    desk.type_text(_ROOM, "customerSearch")
    desk.press(Qt.Key.Key_Return)
    customers = desk.session.customers
    desk.wait(lambda: customers.person.view is not None)


def _rights(desk: DeskDriver, with_look: str) -> None:
    """Show what a person may ask for, who looked at them, and how long they are kept."""
    _open_person(desk)
    _bring(desk, "accessWhole")
    desk.picture(f"rights-{with_look}")
    for button, dialog in (("takeRequest", "rightsRequest"), ("eraseCustomer", "erasePerson")):
        _bring(desk, button)
        desk.click(button)
        desk.picture(f"rights-{button}-{with_look}", desk.find(dialog))
        desk.press(Qt.Key.Key_Escape)
    _bring(desk, "accessWhole")
    desk.click("accessWhole")
    desk.picture(f"who-looked-{with_look}", desk.find("accessDialog"))
    desk.press(Qt.Key.Key_Escape)
    desk.session.show_area("settings")
    desk.session.settings.show_section("retention")
    desk.click("previewRetention")
    desk.picture(f"retention-{with_look}")


def _bring(desk: DeskDriver, name: str) -> None:
    side = desk.find("personSide")
    if not isinstance(side, QScrollArea):
        raise TypeError(type(side))
    side.ensureWidgetVisible(desk.find(name))
    desk.wait()


def _consent(desk: DeskDriver, with_look: str) -> None:
    """Show the customer's screen with a signature on it; nothing of it is kept."""
    _open_person(desk)
    desk.click("newConsent")
    desk.click("recordConsent")
    desk.picture(f"consent-paper-{with_look}", desk.find("consentDialog"))
    desk.click("consentBack")
    desk.click("newConsent")
    desk.click("askOnScreen")
    window = desk.session.customer
    desk.wait(lambda: window.asking)
    desk.click("consent_satisfaction_call")
    _sign(desk.find("consentPad"))
    desk.picture(f"consent-{with_look}", window)
    desk.click("consentNotNow")
    desk.program.window.message_bar.dismiss()


def _sign(pad: QWidget) -> None:
    for first, *further in _STROKES:
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*first))
        for point in further:
            QTest.mouseMove(pad, QPoint(*point))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*further[-1]))


def _duplicates(desk: DeskDriver, with_look: str) -> None:
    desk.session.show_area("customers")
    desk.click("possibleTwins")
    desk.picture(f"duplicates-{with_look}")
    desk.press(Qt.Key.Key_Escape)


def _roster(desk: DeskDriver, out: Path, with_look: str) -> None:
    """Walk through the import of a roster up to its check; nothing is added."""
    book = out / "roster.xlsx"
    _write_roster(book)
    desk.session.show_area("customers")
    desk.click("openRoster")
    screen = desk.program.window.current_screen
    if not isinstance(screen, RosterScreen):
        raise TypeError(type(screen))
    screen.open_file(book)
    for name in ("file", "columns", "check"):
        desk.wait(lambda: not screen.busy)
        desk.picture(f"roster-{name}-{with_look}")
        if name != "check":
            desk.click("importNext")
    book.unlink()


def _write_roster(book: Path) -> None:
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("业主台账")
        sheet.merge_range(0, 0, 0, len(_ROSTER_HEAD) - 1, _ROSTER_TITLE)
        for number, row in enumerate((_ROSTER_HEAD, *_ROSTER_ROWS), start=1):
            sheet.write_row(number, 0, row)


def _agreement(desk: DeskDriver, with_look: str) -> None:
    """Show what a new member of staff signs before the desk opens."""
    screen = AgreementScreen("张伟")
    screen.setFixedSize(*_SIZE)
    screen.show()
    desk.picture(f"agreement-{with_look}", screen)
    screen.close()
    screen.deleteLater()
