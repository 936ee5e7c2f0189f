"""The certificate of a retention run 个人信息匿名化证明: rules, counts, hash, who approved it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.domain.retention import RetentionCertificate, RetentionClass
from app.i18n import _
from app.reports import style, wording
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Column, Table
from app.reports.text import prepare
from app.rights_words import class_label, counted_from, what_stays

_LABEL_WIDTH = 120.0


def render(made: RetentionCertificate, path: Path, lang: str) -> None:
    """Write the certificate to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(made), lang) as sheet:
        _head(sheet, made)
        _classes(sheet, made)
        _proof(sheet, made)
        _signatures(sheet)


def _frame(made: RetentionCertificate) -> Frame:
    title = _("Certificate of anonymisation")
    return Frame(
        size=A4,
        title=title,
        company=prepare(made.company),
        head_left=f"{prepare(made.company)} · {prepare(made.project_name)}",
        head_right=title,
        foot_left=prepare(made.number),
    )


def _head(sheet: Sheet, made: RetentionCertificate) -> None:
    top, height = sheet.y + 4, 52.0
    style.fill(sheet.canvas, style.WASH)
    sheet.canvas.rect(sheet.left, top - height, sheet.width, height, stroke=0, fill=1)
    style.fill(sheet.canvas, style.NAVY)
    sheet.canvas.rect(sheet.left, top - height, 5, height, stroke=0, fill=1)
    title = _("Certificate of anonymisation")
    sheet.put(sheet.left + 18, top - 33, title, Ink(19.0, bold=True))
    sheet.y = top - height - 12
    for name, value in (
        (_("Number"), made.number),
        (_("Project"), made.project_name),
        (_("Preview"), _who(made.previewed_at, made.previewed_by, made.timezone)),
        (_("Approved and done"), _who(made.approved_at, made.approved_by, made.timezone)),
        (_("Legal holds left out"), str(made.held)),
    ):
        sheet.put(sheet.left, sheet.y - 10, name, Ink(9.0, colour=style.MUTED))
        sheet.put(sheet.left + _LABEL_WIDTH, sheet.y - 10, prepare(value), Ink(10.0))
        sheet.y -= 17


def _who(at: datetime, name: str, timezone: str) -> str:
    return f"{wording.full_time(at, timezone)} · {name}"


def _classes(sheet: Sheet, made: RetentionCertificate) -> None:
    sheet.section(_("What was made anonymous"), keep=100)
    rest = sheet.width - 330
    columns = [
        Column((_("Class"),), rest),
        Column((_("Kept for"),), 90, "right"),
        Column((_("Counted and emptied"),), 160),
        Column((_("Records"),), 80, "right"),
    ]
    rows = [
        (
            [(class_label(each), style.STRONG)],
            [(_("{days} days").format(days=made.rules[each]), style.BODY)],
            [(counted_from(each), style.SMALL)],
            [(str(made.counts[each]), style.STRONG)],
        )
        for each in RetentionClass
    ]
    Table(sheet, columns).draw(rows)
    sheet.y -= 6
    sheet.paragraph(what_stays(), Ink(9.0, colour=style.MUTED))


def _proof(sheet: Sheet, made: RetentionCertificate) -> None:
    sheet.section(_("Proof"), keep=50)
    sheet.paragraph(
        _(
            "The run stands in the signed audit log. Check sum (SHA-256) of the list of records, "
            "which holds ids and no names:"
        ),
        Ink(9.0),
    )
    sheet.paragraph(made.found_hash, Ink(9.0, bold=True))


def _signatures(sheet: Sheet) -> None:
    sheet.need(70)
    sheet.y -= 52
    half = sheet.width / 2
    style.stroke(sheet.canvas, style.RULE, 0.7)
    for index, name in enumerate((_("Approved by"), _("Date"))):
        x = sheet.left + index * half
        sheet.canvas.line(x, sheet.y, x + half - 30, sheet.y)
        sheet.put(x, sheet.y - 12, name, style.SMALL)
