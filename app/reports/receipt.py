"""The reception receipt 受理回执 (clause 4.2-3), on A5 or on the 80 mm roll of a printer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Literal

from app.domain.papers import Receipt, ReceiptCase
from app.domain.terms import CaseType, Channel
from app.i18n import _
from app.labels import case_type_label
from app.reports import qr_code, style, wording
from app.reports.page import A5, MM, Frame, Sheet, new_paper
from app.reports.style import Colour, Ink
from app.reports.text import Align, fit, prepare, width, wrap

_ROLL_WIDTH = 80 * MM
# The longest page that PDF readers have to accept is 14,400 points.
_ROLL_LIMIT = 14_000.0
_BLACK: Colour = (0.0, 0.0, 0.0)

# A receipt is a slip of paper: longer texts are cut with a note, the case keeps them whole.
_SUBJECT_LIMIT = 200
_ANSWER_LIMIT = 400

# One matter alone is printed large; several are made a little smaller if that saves a second sheet.
_SCALES = (1.3, 1.2, 1.1, 1.0, 0.94, 0.88)
_CARD_GAP = 12.0
_CLOSE_HEIGHT = 52.0


def render(receipt: Receipt, path: Path, paper: Literal["A5", "80mm"], lang: str) -> None:
    """Write the receipt to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    if paper == "A5":
        with new_paper(path, lambda: _a5_frame(receipt), lang) as sheet:
            _draw_a5(sheet, receipt)
    else:
        with new_paper(path, lambda: _roll_frame(receipt, lang), lang) as sheet:
            _draw_roll(sheet, receipt)


def _one_line(text: str, limit: int) -> str:
    return prepare(text, limit).replace("\n", " ")


@dataclass(frozen=True)
class _Words:
    """The texts of one case in the order of reading; empty where there is nothing to say."""

    heading: str
    number: str
    check: str
    subject: str
    answer: str
    promise_head: str
    promise_due: str
    promise: str
    promise_by: str

    @property
    def is_promise(self) -> bool:
        """Whether the customer was promised anything."""
        return bool(self.promise_due or self.promise or self.promise_by)


def _words(case: ReceiptCase, timezone: str) -> _Words:
    due = ""
    if case.promise_due_at:
        due = wording.due_in_words(case.promise_due_at, timezone)
    return _Words(
        heading=case_type_label(case.type),
        number=prepare(case.number),
        check=_("Check code {code}").format(code=prepare(case.check_code)),
        subject=_subject(case),
        answer=_one_line(case.answer, _ANSWER_LIMIT),
        promise_head=_("You will hear from us") if due else _("What we promise"),
        promise_due=due,
        promise=_one_line(case.promise_what, _SUBJECT_LIMIT),
        promise_by=_promise_by(case),
    )


def _subject(case: ReceiptCase) -> str:
    words = _one_line(case.subject, _SUBJECT_LIMIT)
    if not words:
        return ""
    if case.type is CaseType.COMPLAINT:
        return _('You told us: "{words}"').format(words=words)
    return _('Matter: "{words}"').format(words=words)


def _promise_by(case: ReceiptCase) -> str:
    told = ""
    if case.promise_channel:
        told = {
            Channel.IN_PERSON: _("We will tell you in person"),
            Channel.PHONE: _("We will tell you by phone"),
            Channel.WECHAT: _("We will tell you by WeChat"),
            Channel.SMS: _("We will tell you by text message"),
            Channel.LETTER: _("We will tell you by letter"),
        }[case.promise_channel]
    who = _one_line(case.promise_who, _SUBJECT_LIMIT)
    if not who:
        return told
    if not told:
        return _("Responsible: {person}").format(person=who)
    return _("Responsible: {person}. {told}").format(person=who, told=told)


def _facts(receipt: Receipt) -> list[tuple[str, str]]:
    facts = [
        (_("Visit number"), prepare(receipt.visit_number)),
        (_("Received at"), wording.full_time(receipt.received_at, receipt.timezone)),
        (_("Received by"), prepare(receipt.received_by)),
        (_("Customer"), prepare(receipt.customer)),
    ]
    return [(label, value) for label, value in facts if value]


def _again(receipt: Receipt) -> str:
    """Return the mark of a receipt that was printed once more, with its time."""
    if receipt.reprinted_at is None:
        return ""
    time = wording.full_time(receipt.reprinted_at, receipt.timezone)
    return _("Reprint {time}").format(time=time)


def _ask() -> str:
    return _("To ask how it stands, show this code or tell the number and the check code.")


def _thanks() -> str:
    return _("Thank you for your trust. Please keep this receipt until your matter is settled.")


def _for_whom() -> str:
    return _("For the customer's own use")


# --- A5 ---------------------------------------------------------------------------------------


def _a5_frame(receipt: Receipt) -> Frame:
    return Frame(
        size=A5,
        title=f"{_('Reception receipt')} {prepare(receipt.visit_number)}",
        company=prepare(receipt.company),
        foot_left=fit(f"{prepare(receipt.project_name)} · {_for_whom()}", style.SMALL, 290.0),
        side=30.0,
        top=30.0,
        bottom=54.0,
    )


def _draw_a5(sheet: Sheet, receipt: Receipt) -> None:
    _a5_head(sheet, receipt)
    texts = [(_words(case, receipt.timezone), qr_code.payload(case)) for case in receipt.cases]
    room = sheet.y - sheet.last_y - _CLOSE_HEIGHT
    for scale in _SCALES:
        cards = [_A5Card(sheet, words, code, scale) for words, code in texts]
        if sum(card.height + _CARD_GAP for card in cards) - _CARD_GAP / 2 <= room:
            break
    else:
        cards = [_A5Card(sheet, words, code, 1.0) for words, code in texts]
    for card in cards:
        card.draw()
    sheet.y += _CARD_GAP / 2
    _a5_close(sheet, receipt)


def _a5_head(sheet: Sheet, receipt: Receipt) -> None:
    canvas = sheet.canvas
    height = 62.0
    top = sheet.y
    style.fill(canvas, style.WASH)
    canvas.rect(sheet.left, top - height, sheet.width, height, stroke=0, fill=1)
    style.fill(canvas, style.NAVY)
    canvas.rect(sheet.left, top - height, 5, height, stroke=0, fill=1)
    company = Ink(9.5, colour=style.NAVY)
    name = f"{prepare(receipt.company)} · {prepare(receipt.project_name)}"
    sheet.put(sheet.left + 17, top - 20, fit(name, company, sheet.width - 30), company)
    sheet.put(sheet.left + 17, top - 46, _("Reception receipt"), Ink(20.0, bold=True))
    again = Ink(9.5, bold=True, colour=style.AMBER)
    sheet.put(sheet.right - 12, top - 45, _again(receipt), again, "right")
    sheet.y = top - height - 12
    column = sheet.width / 2
    for index, (label, value) in enumerate(_facts(receipt)):
        x = sheet.left + index % 2 * column
        y = sheet.y - 9 - index // 2 * 15
        used = sheet.put(x, y, label + "  ", Ink(8.5, colour=style.MUTED))
        ink = Ink(9.5)
        sheet.put(x + used, y, fit(value, ink, column - used - 8), ink)
    sheet.y -= 15 * ((len(_facts(receipt)) + 1) // 2) + 9


class _A5Card:
    """One case as a card that stays on one page; every size grows with ``scale``."""

    _PAD = 13.0

    def __init__(self, sheet: Sheet, words: _Words, payload: str, scale: float) -> None:
        self._sheet, self._words, self._payload, self._scale = sheet, words, payload, scale
        self._code = 82.0 * scale
        inner = sheet.width - 2 * self._PAD
        self._beside_code = inner - self._code - 4
        narrow = inner - 22
        self._subject_ink = Ink(10.5 * scale)
        self._text_ink = Ink(10.0 * scale)
        self._label_ink = Ink(8.5 * scale, colour=style.MUTED)
        self._ask_ink = Ink(8.0 * scale, colour=style.MUTED)
        self._due_ink = _ink_to_fit(
            words.promise_due, Ink(17.0 * scale, bold=True, colour=style.NAVY), narrow
        )
        self._subject = self._lines(words.subject, self._subject_ink, self._beside_code)
        self._ask = wrap(_ask(), self._ask_ink, self._beside_code)
        self._answer = self._lines(words.answer, self._text_ink, inner)
        self._promise = self._lines(words.promise, self._text_ink, narrow)
        self._by = self._lines(words.promise_by, self._text_ink, narrow)
        beside = 61 + 15.5 * len(self._subject) + 11 * len(self._ask)
        self._head = max(beside * scale, self._code + 14 * scale)
        answer = (18 + 15 * len(self._answer)) * scale if self._answer else 0.0
        self._box = 0.0
        if words.is_promise:
            lines = 15 * (len(self._promise) + len(self._by))
            self._box = (26 + 26 * bool(words.promise_due) + lines) * scale
        promise = self._box + 8 if self._box else 0.0
        self.height = self._head + answer + promise + self._PAD

    @staticmethod
    def _lines(text: str, ink: Ink, available: float) -> list[str]:
        return wrap(text, ink, available) if text else []

    def draw(self) -> None:
        """Draw the card at the cursor, on a new page if there is no room for it."""
        sheet, words, scale, pad = self._sheet, self._words, self._scale, self._PAD
        sheet.need(self.height)
        canvas, top = sheet.canvas, sheet.y
        style.fill(canvas, style.WHITE)
        style.stroke(canvas, style.RULE, 0.8)
        canvas.roundRect(sheet.left, top - self.height, sheet.width, self.height, 5, 1, 1)
        x = sheet.left + pad
        heading = Ink(9.5 * scale, bold=True, colour=style.NAVY)
        sheet.put(x, top - 19 * scale, words.heading, heading)
        number = _ink_to_fit(words.number, Ink(19.0 * scale, bold=True), self._beside_code)
        sheet.put(x, top - 42 * scale, words.number, number)
        y = self._put_lines(x, top - 46 * scale, self._subject, self._subject_ink, 15.5)
        y = top - self._head + (11 * len(self._ask) + 9) * scale
        self._put_lines(x, y, self._ask, self._ask_ink, 11)
        self._draw_code(top)
        y = top - self._head
        if self._answer:
            sheet.put(x, y - 13 * scale, _("Our answer"), self._label_ink)
            self._put_lines(x, y - 15 * scale, self._answer, self._text_ink, 15)
        if self._box:
            self._draw_promise(top - self.height + pad)
        sheet.y = top - self.height - _CARD_GAP

    def _put_lines(self, x: float, y: float, lines: list[str], ink: Ink, step: float) -> float:
        for line in lines:
            y -= step * self._scale
            self._sheet.put(x, y, line, ink)
        return y

    def _draw_code(self, top: float) -> None:
        sheet, code = self._sheet, self._code
        # The code's own white margin stands out of the card's, so that its modules line up.
        left = sheet.right - self._PAD - code + 8
        qr_code.draw(sheet.canvas, left, top - code - 1, code, self._payload)
        check = _ink_to_fit(self._words.check, Ink(9.0 * self._scale, bold=True), code - 16)
        y = top - code - 4 * self._scale
        sheet.put(left + code / 2, y, self._words.check, check, "centre")

    def _draw_promise(self, bottom: float) -> None:
        sheet, scale = self._sheet, self._scale
        canvas = sheet.canvas
        left, right = sheet.left + self._PAD, sheet.right - self._PAD
        style.fill(canvas, style.WASH)
        canvas.rect(left, bottom, right - left, self._box, stroke=0, fill=1)
        style.fill(canvas, style.NAVY)
        canvas.rect(left, bottom, 3.5, self._box, stroke=0, fill=1)
        x, y = left + 13, bottom + self._box - 15 * scale
        sheet.put(x, y, self._words.promise_head, self._label_ink)
        if self._words.promise_due:
            y -= 23 * scale
            sheet.put(x, y, self._words.promise_due, self._due_ink)
            y -= 3 * scale
        y = self._put_lines(x, y, self._promise, self._text_ink, 15)
        self._put_lines(x, y, self._by, self._text_ink, 15)


def _ink_to_fit(text: str, ink: Ink, available: float) -> Ink:
    """Return ``ink``, made smaller if one line of ``text`` would be too wide."""
    needed = width(text, ink)
    return replace(ink, size=ink.size * available / needed * 0.999) if needed > available else ink


def _a5_close(sheet: Sheet, receipt: Receipt) -> None:
    """Draw the desk's telephone number and the thanks at the foot of the last page."""
    sheet.need(_CLOSE_HEIGHT)
    sheet.y = sheet.last_y + _CLOSE_HEIGHT
    style.stroke(sheet.canvas, style.RULE, 0.8)
    sheet.canvas.line(sheet.left, sheet.y, sheet.right, sheet.y)
    if phone := prepare(receipt.desk_phone):
        question = _("Questions? Call the desk:") + "  "
        used = sheet.put(sheet.left, sheet.y - 22, question, Ink(10.0))
        phone_ink = Ink(16.0, bold=True, colour=style.NAVY)
        sheet.put(sheet.left + used, sheet.y - 23, phone, phone_ink)
    thanks = Ink(8.5, colour=style.MUTED)
    sheet.put(sheet.left, sheet.y - 41, fit(_thanks(), thanks, sheet.width), thanks)


# --- 80 mm ------------------------------------------------------------------------------------


def _roll_frame(receipt: Receipt, lang: str) -> Frame:
    def frame(height: float) -> Frame:
        return Frame(
            size=(_ROLL_WIDTH, height),
            title=f"{_('Reception receipt')} {prepare(receipt.visit_number)}",
            company=prepare(receipt.company),
            side=4 * MM,
            top=5 * MM,
            bottom=6 * MM,
            numbered=False,
        )

    trial = Sheet(BytesIO(), frame(_ROLL_LIMIT), lang)
    _draw_roll(trial, receipt)
    # One more point than needed, so that rounding never pushes the last line to a second page.
    return frame(min(_ROLL_LIMIT, _ROLL_LIMIT - trial.y + trial.last_y + 1))


def _draw_roll(sheet: Sheet, receipt: Receipt) -> None:
    """Draw in black only: a thermal printer has no grey."""
    middle = sheet.left + sheet.width / 2
    _roll_lines(sheet, prepare(receipt.company), Ink(11.0, bold=True, colour=_BLACK), middle)
    _roll_lines(sheet, prepare(receipt.project_name), Ink(9.0, colour=_BLACK), middle)
    _roll_lines(sheet, _("Reception receipt"), Ink(17.0, bold=True, colour=_BLACK), middle)
    _roll_lines(sheet, _again(receipt), Ink(9.5, bold=True, colour=_BLACK), middle)
    _dashes(sheet)
    for label, value in _facts(receipt):
        label_ink = Ink(8.5, colour=_BLACK)
        top = sheet.y
        sheet.put(sheet.left, top - 10.2, label, label_ink)
        indent = max(width(name, label_ink) for name, _value in _facts(receipt)) + 8
        sheet.paragraph(value, Ink(9.0, colour=_BLACK), x=sheet.left + indent)
    for case in receipt.cases:
        _dashes(sheet)
        _roll_case(sheet, _words(case, receipt.timezone), qr_code.payload(case))
    _dashes(sheet)
    if phone := prepare(receipt.desk_phone):
        _roll_lines(sheet, _("Questions? Call the desk:"), Ink(9.0, colour=_BLACK), middle)
        _roll_lines(sheet, phone, Ink(15.0, bold=True, colour=_BLACK), middle)
    _roll_lines(sheet, _thanks(), Ink(8.5, colour=_BLACK), middle)
    _roll_lines(sheet, _for_whom(), Ink(7.5, colour=_BLACK), middle)


def _roll_case(sheet: Sheet, words: _Words, payload: str) -> None:
    plain, strong = Ink(9.5, colour=_BLACK), Ink(9.5, bold=True, colour=_BLACK)
    sheet.paragraph(words.heading, strong)
    number = _ink_to_fit(words.number, Ink(17.0, bold=True, colour=_BLACK), sheet.width)
    sheet.paragraph(words.number, number, leading=1.35)
    if words.subject:
        sheet.paragraph(words.subject, plain)
    if words.answer:
        sheet.y -= 4
        sheet.paragraph(_("Our answer"), Ink(8.5, bold=True, colour=_BLACK))
        sheet.paragraph(words.answer, plain)
    if words.is_promise:
        sheet.y -= 5
        sheet.paragraph(words.promise_head, Ink(8.5, bold=True, colour=_BLACK))
        if words.promise_due:
            due = _ink_to_fit(words.promise_due, Ink(15.0, bold=True, colour=_BLACK), sheet.width)
            # Smaller than this is no longer the first thing one sees.
            sheet.paragraph(words.promise_due, replace(due, size=max(due.size, 12.0)), leading=1.4)
        for text in (words.promise, words.promise_by):
            if text:
                sheet.paragraph(text, plain)
    code = 30 * MM
    sheet.need(code + 14)
    middle = sheet.left + sheet.width / 2
    qr_code.draw(sheet.canvas, middle - code / 2, sheet.y - code, code, payload)
    sheet.y -= code - 4
    _roll_lines(sheet, words.check, Ink(9.5, bold=True, colour=_BLACK), middle)
    _roll_lines(sheet, _ask(), Ink(8.0, colour=_BLACK), middle)


def _roll_lines(sheet: Sheet, text: str, ink: Ink, x: float, align: Align = "centre") -> None:
    if not text:
        return
    step = ink.size * 1.45
    for line in wrap(text, ink, sheet.width):
        sheet.need(step)
        sheet.y -= step
        sheet.put(x, sheet.y + step * 0.28, line, ink, align)


def _dashes(sheet: Sheet) -> None:
    sheet.y -= 6
    canvas = sheet.canvas
    style.stroke(canvas, _BLACK, 0.7)
    canvas.setDash(3, 2)
    canvas.line(sheet.left, sheet.y, sheet.right, sheet.y)
    canvas.setDash()
    sheet.y -= 5
