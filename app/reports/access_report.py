"""'Who looked at this customer?' on A4 (clause 5-3): when, who, what, and what for."""

from __future__ import annotations

from pathlib import Path

from app.access_words import why_words
from app.domain.access_paper import AccessPaper
from app.i18n import _, ngettext, pgettext
from app.labels import access_kind_label
from app.reports import style, wording
from app.reports.page import A4, Frame, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Table
from app.reports.text import fit, prepare

_TITLE = Ink(22.0, bold=True)
_LEAD = Ink(10.5, colour=style.MUTED)
_FOOT_LEFT = 200.0
_LISTED = 300
_WHEN, _WHO, _WHAT = 104.0, 96.0, 128.0


def render(paper: AccessPaper, path: Path, lang: str) -> None:
    """Write the access log of a customer to ``path``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(paper), lang) as sheet:
        title = _("Who looked at {customer}?").format(customer=prepare(paper.customer, 60))
        sheet.outline(title, 0)
        sheet.y -= 20
        sheet.put(sheet.left, sheet.y, fit(title, _TITLE, sheet.width), _TITLE)
        sheet.y -= 20
        count = ngettext("{count} entry", "{count} entries", paper.total).format(count=paper.total)
        sheet.put(sheet.left, sheet.y, count, _LEAD)
        sheet.y -= 14
        if not paper.lines:
            sheet.paragraph(_("Nobody of the staff has looked at this customer's record."))
            return
        columns = (
            Column((_("When"),), _WHEN),
            Column((pgettext("person", "By"),), _WHO),
            Column((_("What was done"),), _WHAT),
            Column((_("What for"),), sheet.width - _WHEN - _WHO - _WHAT),
        )
        Table(sheet, columns).draw(
            (
                _plain(wording.full_time(line.at, paper.timezone)),
                _plain(prepare(line.staff)),
                _plain(access_kind_label(line.kind)),
                _plain(prepare(why_words(line), _LISTED) or wording.DASH),
            )
            for line in paper.lines
        )
        older = paper.total - len(paper.lines)
        if older > 0:
            words = ngettext(
                "{count} older entry is not printed.",
                "{count} older entries are not printed.",
                older,
            )
            sheet.y -= 8
            sheet.paragraph(words.format(count=older), style.SMALL)


def _frame(paper: AccessPaper) -> Frame:
    printed = _("Printed by {person}, {time}").format(
        person=prepare(paper.printed_by), time=wording.full_time(paper.printed_at, paper.timezone)
    )
    return Frame(
        size=A4,
        title=_("Access log"),
        company=prepare(paper.company),
        head_left=f"{prepare(paper.company)} · {prepare(paper.project_name)}",
        head_right=_("Access log"),
        foot_left=fit(printed, style.SMALL, _FOOT_LEFT),
        foot_centre=_("Confidential: the customer's name is masked"),
    )


def _plain(text: str) -> Cell:
    return ((text, style.BODY),)
