"""The recovery key sheet, printed at set-up and kept in a safe."""

from __future__ import annotations

from pathlib import Path

from app.domain.papers import RecoverySheet
from app.i18n import _
from app.reports import style
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.text import fit, prepare, wrap

_COLUMNS = 3


def render(sheet: RecoverySheet, path: Path, lang: str) -> None:
    """Write the sheet to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(sheet), lang) as page:
        _head(page, sheet)
        _key(page, sheet.recovery_key)
        _instructions(page)
        _confirmations(page)


def _frame(sheet: RecoverySheet) -> Frame:
    company = prepare(sheet.company)
    title = _("Recovery key")
    return Frame(
        size=A4,
        title=title,
        company=company,
        head_left=company,
        head_right=title,
        foot_left=_("Secret: whoever holds this sheet can open the data"),
    )


def _head(page: Sheet, sheet: RecoverySheet) -> None:
    canvas = page.canvas
    top, height = page.y + 4, 74.0
    style.fill(canvas, style.WASH)
    canvas.rect(page.left, top - height, page.width, height, stroke=0, fill=1)
    style.fill(canvas, style.RED)
    canvas.rect(page.left, top - height, 5, height, stroke=0, fill=1)
    company = Ink(10.5, colour=style.NAVY)
    name = fit(prepare(sheet.company), company, page.width - 40)
    page.put(page.left + 20, top - 24, name, company)
    page.put(page.left + 20, top - 55, _("Recovery key"), Ink(24.0, bold=True))
    badge = Ink(10.0, bold=True, colour=style.RED)
    page.put(page.right - 16, top - 53, _("Secret: keep it in a safe"), badge, "right")
    page.y = top - height - 14
    facts = (
        (_("Store number"), prepare(sheet.store_id)),
        (_("Made on"), prepare(sheet.made_on)),
        (_("Administrator"), prepare(sheet.administrator)),
    )
    for label, value in facts:
        page.put(page.left, page.y - 10, label, Ink(9.5, colour=style.MUTED))
        ink = Ink(10.0)
        page.put(page.left + 90, page.y - 10, fit(value, ink, page.width - 90), ink)
        page.y -= 17


def _key(page: Sheet, key: str) -> None:
    """Draw the key's groups, each character in a cell of the same width, as in a typewriter's."""
    groups = prepare(key).replace("-", " ").split()
    rows = -(-len(groups) // _COLUMNS)
    canvas = page.canvas
    row_height, pad = 52.0, 12.0
    height = rows * row_height + 2 * pad
    page.y -= 14
    top = page.y
    style.stroke(canvas, style.INK, 1.4)
    canvas.roundRect(page.left, top - height, page.width, height, 6, stroke=1, fill=0)
    column = (page.width - 2 * pad) / _COLUMNS
    ink = Ink(31.0, bold=True)
    for index, group in enumerate(groups):
        x = page.left + pad + index % _COLUMNS * column
        y = top - pad - index // _COLUMNS * row_height
        style.fill(canvas, style.TINT)
        canvas.rect(x + 5, y - row_height + 5, column - 10, row_height - 10, stroke=0, fill=1)
        page.put(x + 12, y - 15, str(index + 1), Ink(8.0, colour=style.MUTED))
        advance = min(27.0, (column - 40) / max(len(group), 1))
        start = x + column / 2 + 5 - advance * (len(group) - 1) / 2
        for place, character in enumerate(group):
            page.put(start + place * advance, y - 37, character, ink, "centre")
    page.y = top - height - 8
    text = _(
        "Read from left to right, row by row. The key has no letters I, L, O and U: a round "
        "sign is the digit zero, a single stroke is the digit one."
    )
    page.paragraph(text, Ink(9.0, colour=style.MUTED))


def _instructions(page: Sheet) -> None:
    parts = (
        (
            _("What it is for"),
            _(
                "The data of this desk is encrypted. If no administrator remembers a password, "
                "this key opens it, and nothing else does: not the maker of the program, not a new "
                "installation, not a backup."
            ),
        ),
        (
            _("How to keep it"),
            _(
                "Print this sheet twice. Put one copy in the company's safe, the other in a safe "
                "at another place. Keep no photo and no file of it, and delete this file after "
                "printing."
            ),
        ),
        (
            _("How to use it"),
            _(
                "On the unlock screen press 'Use the recovery key', choose the person and type the "
                "nine groups; small letters and missing dashes do no harm. That person gets a new "
                "password, and the program shows a new sheet. This one is then void: destroy both "
                "copies."
            ),
        ),
    )
    page.y -= 8
    for title, text in parts:
        lines = wrap(text, Ink(10.0), page.width)
        page.need(24 + len(lines) * 16)
        page.y -= 10
        page.paragraph(title, Ink(11.0, bold=True, colour=style.NAVY))
        page.paragraph(text, Ink(10.0), leading=1.6)


def _confirmations(page: Sheet) -> None:
    canvas = page.canvas
    boxes = (
        _("Two copies are printed and can be read"),
        _("Copy 1 is in the safe at:"),
        _("Copy 2 is in the safe at:"),
        _("The file is deleted"),
    )
    page.need(4 * 22 + 60)
    page.y -= 12
    style.stroke(canvas, style.LINE, 0.7)
    canvas.line(page.left, page.y, page.right, page.y)
    page.y -= 8
    for text in boxes:
        page.y -= 22
        style.stroke(canvas, style.INK, 1.0)
        canvas.rect(page.left + 1, page.y, 11, 11, stroke=1, fill=0)
        used = page.put(page.left + 22, page.y + 2, text, Ink(10.0))
        if text.endswith((":", "：")):
            style.stroke(canvas, style.RULE, 0.6)
            canvas.line(page.left + 30 + used, page.y, page.right, page.y)
    page.y -= 36
    half = page.width / 2
    for index, label in enumerate((_("Administrator"), _("Witness"))):
        x = page.left + index * half
        used = page.put(
            x,
            page.y,
            _("{role}, signature and date").format(role=label),
            Ink(9.5, colour=style.MUTED),
        )
        style.stroke(canvas, style.RULE, 0.6)
        canvas.line(x + used + 8, page.y - 1, x + half - 14, page.y - 1)
