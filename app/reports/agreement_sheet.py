"""The confidentiality agreement, A4: to be signed by hand, or as the copy of a signed one (5-3)."""

from __future__ import annotations

from pathlib import Path

from app.domain.agreements import AgreementKind, AgreementSheet
from app.i18n import _
from app.reports import style
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.signature import draw_signature
from app.reports.style import Ink
from app.reports.text import fit, prepare, wrap

_SIGNATURE_WIDTH = 200.0
_LABEL_WIDTH = 110.0


def render(sheet: AgreementSheet, path: Path) -> None:
    """Write the sheet to ``path`` in the language of its text, replacing an older file.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: the text is in no language of the program.
    """
    with new_paper(path, lambda: _frame(sheet), sheet.text.language) as page:
        _head(page, sheet)
        _clauses(page, sheet)
        if sheet.kind is None:
            _place_to_sign(page, sheet)
        else:
            _signed(page, sheet)


def _frame(sheet: AgreementSheet) -> Frame:
    company = prepare(sheet.company)
    return Frame(
        size=A4,
        title=prepare(sheet.text.title),
        company=company,
        head_left=company,
        head_right=_("Version {version}").format(version=sheet.text.version),
        foot_left=_("Fingerprint of the text: {hash}").format(hash=sheet.text.text_hash[:16]),
    )


def _head(page: Sheet, sheet: AgreementSheet) -> None:
    title = Ink(20.0, bold=True)
    page.put(page.left, page.y - 22, prepare(sheet.text.title), title)
    page.y -= 34
    page.paragraph(prepare(sheet.text.opening), Ink(10.5), leading=1.6)
    page.y -= 4


def _clauses(page: Sheet, sheet: AgreementSheet) -> None:
    body = Ink(10.0)
    for heading, words in sheet.text.clauses:
        text = prepare(words)
        page.need(20 + min(len(wrap(text, body, page.width)), 3) * 16)
        page.y -= 5
        page.paragraph(prepare(heading), Ink(10.5, bold=True, colour=style.NAVY))
        page.paragraph(text, body, leading=1.55)


def _place_to_sign(page: Sheet, sheet: AgreementSheet) -> None:
    page.need(120)
    page.y -= 14
    _fact(page, _("Full name"), prepare(sheet.staff_name))
    page.y -= 34
    for label, left, right in (
        (_("Signature"), page.left, page.left + page.width * 0.56),
        (_("Date"), page.left + page.width * 0.6, page.right),
    ):
        used = page.put(left, page.y, label, Ink(9.5, colour=style.MUTED))
        style.stroke(page.canvas, style.RULE, 0.6)
        page.canvas.line(left + used + 8, page.y - 2, right, page.y - 2)
    page.y -= 24
    page.paragraph(
        _("An administrator records this paper under Settings, Staff; the account opens then."),
        Ink(9.0, colour=style.MUTED),
    )


def _signed(page: Sheet, sheet: AgreementSheet) -> None:
    page.need(150)
    page.y -= 14
    _fact(page, _("Full name"), prepare(sheet.staff_name))
    if sheet.signed_on is not None:
        _fact(page, _("Signed on"), sheet.signed_on.isoformat())
    if sheet.kind is AgreementKind.PAPER:
        words = _("on paper; recorded by {name}").format(name=prepare(sheet.recorded_by))
    else:
        words = _("in person, on the screen of the desk")
    _fact(page, _("How"), words)
    if sheet.ended:
        _fact(page, _("Account"), _("closed; the duties go on"))
    if sheet.strokes:
        page.y -= 8
        height = draw_signature(page, page.left, page.y, _SIGNATURE_WIDTH, sheet.strokes)
        page.y -= height + 8


def _fact(page: Sheet, label: str, value: str) -> None:
    page.need(17)
    page.put(page.left, page.y - 10, label, Ink(9.5, colour=style.MUTED))
    ink = Ink(10.0)
    room = page.width - _LABEL_WIDTH
    page.put(page.left + _LABEL_WIDTH, page.y - 10, fit(value, ink, room), ink)
    page.y -= 17
