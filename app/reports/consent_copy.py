"""The customer's copy of a consent, A4: the notice as shown, the answers, the signature."""

from __future__ import annotations

from pathlib import Path

from app.consent_words import (
    consent_channel_label,
    declining_is_fine,
    holds_for,
    purpose_label,
    purpose_question,
)
from app.domain.consent_paper import AnswerOnPaper, ConsentCopy
from app.domain.notices import Paragraph, paragraphs
from app.domain.terms import ConsentChannel
from app.i18n import _, pgettext
from app.reports import style, wording
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.signature import draw_signature
from app.reports.style import Ink
from app.reports.text import fit, prepare, wrap

_LABEL_WIDTH = 108.0
_SIGNATURE_WIDTH = 220.0
_BOX = 11.0


def render(copy: ConsentCopy, path: Path) -> None:
    """Write the copy to ``path`` in the language of the notice, replacing an older file.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: the notice is in no language of the program.
    """
    with new_paper(path, lambda: _frame(copy), copy.language) as sheet:
        _head(sheet, copy)
        _notice(sheet, copy)
        _answers(sheet, copy)
        _evidence(sheet, copy)
        _close(sheet, copy)


def _frame(copy: ConsentCopy) -> Frame:
    printed = _("Printed {time} by {name}").format(
        time=wording.full_time(copy.printed_at, copy.timezone), name=prepare(copy.printed_by)
    )
    return Frame(
        size=A4,
        title=_("Consent, the customer's copy"),
        company=prepare(copy.company),
        head_left=f"{prepare(copy.company)} · {prepare(copy.project_name)}",
        head_right=_("Consent, the customer's copy"),
        foot_left=_("For the customer's own use"),
        foot_centre=printed,
    )


def _head(sheet: Sheet, copy: ConsentCopy) -> None:
    top, height = sheet.y + 4, 52.0
    style.fill(sheet.canvas, style.WASH)
    sheet.canvas.rect(sheet.left, top - height, sheet.width, height, stroke=0, fill=1)
    style.fill(sheet.canvas, style.NAVY)
    sheet.canvas.rect(sheet.left, top - height, 5, height, stroke=0, fill=1)
    title = _("Consent to the use of personal information")
    ink = Ink(19.0, bold=True)
    sheet.put(sheet.left + 18, top - 33, fit(title, ink, sheet.width - 30), ink)
    sheet.y = top - height - 12
    for label, value in _facts(copy):
        y = sheet.y - 10
        sheet.put(sheet.left, y, label, Ink(9.0, colour=style.MUTED))
        value_ink = Ink(10.0)
        room = sheet.width - _LABEL_WIDTH
        sheet.put(sheet.left + _LABEL_WIDTH, y, fit(value, value_ink, room), value_ink)
        sheet.y -= 16


def _facts(copy: ConsentCopy) -> list[tuple[str, str]]:
    facts = [
        (_("Customer"), prepare(copy.customer)),
        (_("Room"), prepare(copy.room_label)),
        (_("Answered at"), wording.full_time(copy.taken_at, copy.timezone)),
        (pgettext("consent", "Answered"), consent_channel_label(copy.channel)),
        (_("Taken by"), prepare(copy.taken_by)),
        (_("Witness"), prepare(copy.witness)),
    ]
    return [(label, value) for label, value in facts if value]


def _notice(sheet: Sheet, copy: ConsentCopy) -> None:
    sheet.section(_("What you were told"), keep=60)
    version = _("Version {version}, in force since {time}").format(
        version=copy.notice_version, time=wording.full_time(copy.effective_at, copy.timezone)
    )
    sheet.paragraph(version, Ink(8.5, colour=style.MUTED))
    sheet.paragraph(
        _("Check sum of the text (SHA-256): {hash}").format(hash=copy.notice_hash),
        Ink(7.5, colour=style.MUTED),
    )
    sheet.y -= 4
    for paragraph in paragraphs(copy.notice_text):
        _paragraph(sheet, paragraph)


def _paragraph(sheet: Sheet, paragraph: Paragraph) -> None:
    words = prepare(paragraph.words)
    if paragraph.heading:
        sheet.need(40)
        sheet.paragraph(words, Ink(12.0, bold=True, colour=style.NAVY))
        return
    label = paragraph.runs[0]
    if not label.bold or len(paragraph.runs) == 1:
        sheet.paragraph(words, Ink(9.5))
        return
    # What begins with bold words stands in two columns: the words, and what is said of them.
    words = prepare(paragraph.words[len(label.words) :].lstrip(":： "))
    heads = wrap(prepare(label.words), Ink(9.5, bold=True), _LABEL_WIDTH - 10)
    sheet.need(15 * len(heads) + 3)
    sheet.y -= 2
    top, page = sheet.y, sheet.canvas.getPageNumber()
    for index, line in enumerate(heads):
        sheet.put(sheet.left, top - 10.3 - 14.25 * index, line, Ink(9.5, bold=True))
    sheet.paragraph(words, Ink(9.5), x=sheet.left + _LABEL_WIDTH)
    if sheet.canvas.getPageNumber() == page:
        sheet.y = min(sheet.y, top - 14.25 * len(heads))


def _answers(sheet: Sheet, copy: ConsentCopy) -> None:
    sheet.section(_("What you answered"), keep=90)
    for answer in copy.answers:
        _answer(sheet, answer, copy.timezone)
    sheet.y -= 2
    sheet.paragraph(f"{holds_for()} {declining_is_fine()}", Ink(8.5, colour=style.MUTED))


def _answer(sheet: Sheet, answer: AnswerOnPaper, timezone: str) -> None:
    indent = 22.0
    question = wrap(purpose_question(answer.purpose), Ink(9.5), sheet.width - indent - 120)
    sheet.need(24 + 14 * len(question))
    sheet.y -= 6
    top = sheet.y
    _tick(sheet, sheet.left + 1, top - 13, agreed=answer.agreed)
    sheet.put(sheet.left + indent, top - 11, purpose_label(answer.purpose), Ink(10.5, bold=True))
    colour = style.GREEN if answer.agreed else style.MUTED
    said = pgettext("consent", "agreed") if answer.agreed else pgettext("consent", "declined")
    sheet.put(sheet.right, top - 11, said, Ink(10.5, bold=True, colour=colour), "right")
    sheet.y = top - 14
    for line in question:
        sheet.y -= 14
        sheet.put(sheet.left + indent, sheet.y + 4, line, Ink(9.5))
    note = _note(answer, timezone)
    if note:
        sheet.paragraph(note, Ink(8.5, colour=style.MUTED), x=sheet.left + indent)


def _note(answer: AnswerOnPaper, timezone: str) -> str:
    if answer.withdrawn_at is not None:
        time = wording.full_time(answer.withdrawn_at, timezone)
        return _("Withdrawn at {time}.").format(time=time)
    if answer.agreed and answer.expires_at is not None:
        time = wording.full_time(answer.expires_at, timezone)
        return _("Holds until {time}.").format(time=time)
    return ""


def _tick(sheet: Sheet, x: float, y: float, *, agreed: bool) -> None:
    canvas = sheet.canvas
    style.stroke(canvas, style.GREEN if agreed else style.RULE, 1.0)
    canvas.rect(x, y, _BOX, _BOX, stroke=1, fill=0)
    if agreed:
        style.stroke(canvas, style.GREEN, 1.8)
        canvas.line(x + 2.2, y + 5.6, x + 4.8, y + 2.6)
        canvas.line(x + 4.8, y + 2.6, x + 9.2, y + 8.8)


def _evidence(sheet: Sheet, copy: ConsentCopy) -> None:
    if copy.strokes:
        sheet.section(_("Signature"), keep=_SIGNATURE_WIDTH * 0.4)
        height = draw_signature(sheet, sheet.left, sheet.y - 4, _SIGNATURE_WIDTH, copy.strokes)
        sheet.y -= height + 10
    elif copy.agreed:
        sheet.section(_("How it was agreed"), keep=40)
        sheet.paragraph(_how(copy), Ink(9.5))
    if copy.words:
        sheet.paragraph(prepare(copy.words), Ink(9.5))


def _how(copy: ConsentCopy) -> str:
    if copy.has_scan:
        return _("On a signed paper; the desk keeps a picture of it.")
    if copy.channel is ConsentChannel.VERBAL:
        return _("In words, before {name} as witness:").format(name=prepare(copy.witness))
    return ""


def _close(sheet: Sheet, copy: ConsentCopy) -> None:
    sheet.need(34)
    sheet.y -= 12
    style.stroke(sheet.canvas, style.LINE, 0.7)
    sheet.canvas.line(sheet.left, sheet.y, sheet.right, sheet.y)
    sheet.y -= 4
    ask = _(
        "You may see, copy, correct or have deleted what we keep of you, and withdraw at any time."
    )
    if phone := prepare(copy.desk_phone):
        ask += " " + _("Call the desk: {phone}").format(phone=phone)
    sheet.paragraph(ask, Ink(9.0))
