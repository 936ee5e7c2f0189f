"""The log of disclosures on A4: of one customer, or of a whole project; names are masked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.disclosure_words import disclosed_fields, disclosure_basis_label
from app.domain.disclosures import DisclosureList, DisclosureView
from app.i18n import _
from app.labels import channel_label
from app.reports import style, wording
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Table
from app.reports.text import prepare

_BODY = Ink(8.8)
_SMALL = Ink(8.0, colour=style.MUTED)


def render(log: DisclosureList, path: Path, lang: str) -> None:
    """Write the log to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(log), lang) as sheet:
        _head(sheet, log)
        if log.entries:
            columns = _columns(sheet.width, with_customer=not log.name_masked)
            Table(sheet, columns).draw(_row(entry, log) for entry in log.entries)
        else:
            sheet.paragraph(_("Nothing was given to anybody outside."), Ink(10.0))


def _frame(log: DisclosureList) -> Frame:
    title = _("Given to others")
    return Frame(
        size=A4,
        title=title,
        company=prepare(log.company),
        head_left=f"{prepare(log.company)} · {prepare(log.project_name)}",
        head_right=title,
        foot_left=_("Confidential: for the company only"),
        foot_centre=_("Printed {time} by {name}").format(
            time=wording.full_time(log.printed_at, log.timezone), name=prepare(log.printed_by)
        ),
    )


def _head(sheet: Sheet, log: DisclosureList) -> None:
    sheet.put(sheet.left, sheet.y - 20, _("Given to others"), Ink(18.0, bold=True))
    sheet.y -= 30
    whose = prepare(log.name_masked) if log.name_masked else prepare(log.project_name)
    sheet.paragraph(whose, Ink(11.0, bold=True, colour=style.NAVY))
    sheet.paragraph(
        _(
            "What was handed to somebody outside the company: to whom, why, which data, and on "
            "which ground (Personal Information Protection Law, articles 13 and 23)."
        ),
        Ink(9.0, colour=style.MUTED),
    )
    sheet.y -= 8


def _columns(width: float, *, with_customer: bool) -> Sequence[Column]:
    when, customer = 84.0, 62.0 if with_customer else 0.0
    what, ground = 110.0, 120.0
    rest = width - when - customer - what - ground
    columns = [Column((_("When"),), when)]
    if with_customer:
        columns.append(Column((_("Customer"),), customer))
    columns += [
        Column((_("To whom and why"),), rest),
        Column((_("What"),), what),
        Column((_("Ground"),), ground),
    ]
    return columns


def _row(entry: DisclosureView, log: DisclosureList) -> Sequence[Cell]:
    when = wording.full_time(entry.disclosed_at, log.timezone)
    cells: list[Cell] = [[(when, _BODY), (prepare(entry.disclosed_by), _SMALL)]]
    if not log.name_masked:
        cells.append([(prepare(entry.name_masked), _BODY)])
    ground = [(disclosure_basis_label(entry.basis), _BODY)]
    if entry.ground_words:
        ground.append((prepare(entry.ground_words), _SMALL))
    cells += [
        [(prepare(entry.to_whom), _BODY), (prepare(entry.why), _SMALL)],
        [(disclosed_fields(entry.fields), _BODY), (channel_label(entry.channel), _SMALL)],
        ground,
    ]
    return cells
