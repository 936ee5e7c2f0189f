"""The reception receipt 受理回执 (clause 4.2-3), on A5 or on the 80 mm roll of a printer."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from app.domain.papers import Receipt, ReceiptCase
from app.i18n import _
from app.labels import case_type_label, channel_label
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
    promise_due: str
    promise: str
    promise_by: str


def _words(case: ReceiptCase, timezone: str) -> _Words:
    due = ""
    if case.promise_due_at:
        due = _("by {time}").format(time=wording.full_time(case.promise_due_at, timezone))
    who = _one_line(case.promise_who, _SUBJECT_LIMIT)
    if who and case.promise_channel:
        by = _("{person}, {channel}").format(
            person=who, channel=channel_label(case.promise_channel)
        )
    else:
        by = who or (channel_label(case.promise_channel) if case.promise_channel else "")
    return _Words(
        heading=case_type_label(case.type),
        number=prepare(case.number),
        check=_("Check code {code}").format(code=prepare(case.check_code)),
        subject=_one_line(case.subject, _SUBJECT_LIMIT),
        answer=_one_line(case.answer, _ANSWER_LIMIT),
        promise_due=due,
        promise=_one_line(case.promise_what, _SUBJECT_LIMIT),
        promise_by=by,
    )


def _facts(receipt: Receipt) -> list[tuple[str, str]]:
    facts = [
        (_("Visit number"), prepare(receipt.visit_number)),
        (_("Received at"), wording.full_time(receipt.received_at, receipt.timezone)),
        (_("Received by"), prepare(receipt.received_by)),
        (_("Customer"), prepare(receipt.customer)),
    ]
    return [(label, value) for label, value in facts if value]


def _thanks() -> str:
    return _("Thank you for coming to us. Keep this receipt: its number finds your matter at once.")


# --- A5 ---------------------------------------------------------------------------------------


def _a5_frame(receipt: Receipt) -> Frame:
    return Frame(
        size=A5,
        title=f"{_('Reception receipt')} {prepare(receipt.visit_number)}",
        company=prepare(receipt.company),
        foot_left=f"{prepare(receipt.company)} · {prepare(receipt.project_name)}",
        side=30.0,
        top=30.0,
        bottom=54.0,
    )


def _draw_a5(sheet: Sheet, receipt: Receipt) -> None:
    _a5_head(sheet, receipt)
    for case in receipt.cases:
        _a5_case(sheet, _words(case, receipt.timezone), qr_code.payload(case))
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
    sheet.y = top - height - 12
    column = sheet.width / 2
    for index, (label, value) in enumerate(_facts(receipt)):
        x = sheet.left + index % 2 * column
        y = sheet.y - 9 - index // 2 * 15
        used = sheet.put(x, y, label + "  ", Ink(8.5, colour=style.MUTED))
        ink = Ink(9.5)
        sheet.put(x + used, y, fit(value, ink, column - used - 8), ink)
    sheet.y -= 15 * ((len(_facts(receipt)) + 1) // 2) + 9


def _a5_case(sheet: Sheet, words: _Words, payload: str) -> None:
    """Draw one case as a card that stays on one page."""
    pad, code = 13.0, 82.0
    inner = sheet.width - 2 * pad
    subject_ink, text_ink, label_ink = Ink(10.5), Ink(10.0), Ink(8.5, colour=style.MUTED)
    subject = wrap(words.subject, subject_ink, inner - code - 8) if words.subject else []
    answer = wrap(words.answer, text_ink, inner) if words.answer else []
    promised = bool(words.promise_due or words.promise or words.promise_by)
    promise = wrap(words.promise, text_ink, inner - 22) if words.promise else []
    by = wrap(words.promise_by, label_ink, inner - 22) if words.promise_by else []
    head = max(54 + 15.5 * len(subject), code + 16)
    answer_height = 18 + 15 * len(answer) if answer else 0.0
    promise_height = 0.0
    if promised:
        promise_height = 26 + 26 * bool(words.promise_due) + 15 * len(promise) + 13 * len(by) + 6
    height = head + answer_height + promise_height + pad
    sheet.need(height)
    canvas, top = sheet.canvas, sheet.y
    style.fill(canvas, style.WHITE)
    style.stroke(canvas, style.RULE, 0.8)
    canvas.roundRect(sheet.left, top - height, sheet.width, height, 5, stroke=1, fill=1)
    x = sheet.left + pad
    sheet.put(x, top - 19, words.heading, Ink(9.5, bold=True, colour=style.NAVY))
    room = inner - code - 4
    number_ink = Ink(
        min(19.0, 19.0 * room / max(width(words.number, Ink(19.0, bold=True)), 1)), bold=True
    )
    sheet.put(x, top - 42, words.number, number_ink)
    y = top - 61
    for line in subject:
        sheet.put(x, y, line, subject_ink)
        y -= 15.5
    qr_code.draw(canvas, sheet.right - pad - code + 8, top - code - 1, code, payload)
    check_ink = Ink(7.5, colour=style.MUTED)
    sheet.put(sheet.right - pad - code / 2 + 8, top - code - 3, words.check, check_ink, "centre")
    y = top - head
    if answer:
        sheet.put(x, y - 11, _("Our answer"), label_ink)
        y -= 27
        for line in answer:
            sheet.put(x, y, line, text_ink)
            y -= 15
        y += 7
    if promised:
        _a5_promise(sheet, words, promise, by, top - height + pad, promise_height - 4)
    sheet.y = top - height - 12


def _a5_promise(
    sheet: Sheet, words: _Words, lines: list[str], by: list[str], bottom: float, height: float
) -> None:
    canvas = sheet.canvas
    left, right = sheet.left + 13, sheet.right - 13
    style.fill(canvas, style.WASH)
    canvas.rect(left, bottom, right - left, height, stroke=0, fill=1)
    style.fill(canvas, style.NAVY)
    canvas.rect(left, bottom, 3.5, height, stroke=0, fill=1)
    x, y = left + 13, bottom + height - 15
    sheet.put(x, y, _("What we promise"), Ink(8.5, colour=style.MUTED))
    if words.promise_due:
        y -= 23
        sheet.put(x, y, words.promise_due, Ink(17.0, bold=True, colour=style.NAVY))
        y -= 3
    for line in lines:
        y -= 15
        sheet.put(x, y, line, Ink(10.0))
    for line in by:
        y -= 13
        sheet.put(x, y, line, Ink(8.5, colour=style.MUTED))


def _a5_close(sheet: Sheet, receipt: Receipt) -> None:
    """Draw the desk's telephone number and the thanks at the foot of the last page."""
    height = 52.0
    sheet.need(height)
    sheet.y = sheet.last_y + height
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


def _roll_case(sheet: Sheet, words: _Words, payload: str) -> None:
    plain, strong = Ink(9.5, colour=_BLACK), Ink(9.5, bold=True, colour=_BLACK)
    sheet.paragraph(words.heading, strong)
    number = Ink(17.0, bold=True, colour=_BLACK)
    size = min(17.0, 17.0 * sheet.width / max(width(words.number, number), 1))
    sheet.paragraph(words.number, Ink(size, bold=True, colour=_BLACK), leading=1.35)
    if words.subject:
        sheet.paragraph(words.subject, plain)
    if words.answer:
        sheet.y -= 4
        sheet.paragraph(_("Our answer"), Ink(8.5, bold=True, colour=_BLACK))
        sheet.paragraph(words.answer, plain)
    if words.promise_due or words.promise or words.promise_by:
        sheet.y -= 5
        sheet.paragraph(_("What we promise"), Ink(8.5, bold=True, colour=_BLACK))
        if words.promise_due:
            sheet.paragraph(words.promise_due, Ink(15.0, bold=True, colour=_BLACK), leading=1.4)
        if words.promise:
            sheet.paragraph(words.promise, plain)
        if words.promise_by:
            sheet.paragraph(words.promise_by, Ink(8.5, colour=_BLACK))
    code = 30 * MM
    sheet.need(code + 14)
    middle = sheet.left + sheet.width / 2
    qr_code.draw(sheet.canvas, middle - code / 2, sheet.y - code, code, payload)
    sheet.y -= code - 4
    _roll_lines(sheet, words.check, Ink(8.5, colour=_BLACK), middle)


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
