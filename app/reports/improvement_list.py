"""The improvement register on A4 (clause 4.3-4): one view of it, as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.improvements import MeasureList
from app.domain.period_summary import MeasureLine
from app.domain.terms import MeasureEffect, MeasureState
from app.figure_words import figure_name
from app.i18n import _, ngettext, pgettext
from app.improvement_words import shown_label
from app.labels import measure_effect_label, measure_state_label
from app.reports import style, wording
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Table
from app.reports.text import prepare

_BODY = Ink(8.6)
_STRONG = Ink(8.6, bold=True)
_SMALL = Ink(8.0, colour=style.MUTED)
_TONES = {
    MeasureEffect.NOT_CHECKED: style.MUTED,
    MeasureEffect.EFFECTIVE: style.GREEN,
    MeasureEffect.PARTLY: style.AMBER,
    MeasureEffect.NO_EFFECT: style.RED,
}


def render(register: MeasureList, path: Path, lang: str) -> None:
    """Write the register to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(register), lang) as sheet:
        _head(sheet, register)
        if register.lines:
            Table(sheet, _columns(sheet.width)).draw(
                _row(line, register) for line in register.lines
            )
        else:
            sheet.paragraph(_("No measure is like that."), Ink(10.0))


def _frame(register: MeasureList) -> Frame:
    title = _("Improvement register")
    return Frame(
        size=A4,
        title=title,
        company=prepare(register.company),
        head_left=f"{prepare(register.company)} · {prepare(register.project_name)}",
        head_right=title,
        foot_left=_("Confidential: for the company only"),
        foot_centre=_("Printed {time} by {name}").format(
            time=wording.full_time(register.printed_at, register.timezone),
            name=prepare(register.printed_by),
        ),
    )


def _head(sheet: Sheet, register: MeasureList) -> None:
    sheet.put(sheet.left, sheet.y - 20, _("Improvement register"), Ink(18.0, bold=True))
    sheet.y -= 30
    count = len(register.lines)
    words = ngettext("{count} measure", "{count} measures", count).format(count=count)
    under = f"{prepare(register.project_name)} · {shown_label(register.shown)} · {words}"
    sheet.paragraph(under, Ink(11.0, bold=True, colour=style.NAVY))
    sheet.y -= 8


def _columns(width: float) -> Sequence[Column]:
    number, owner, state, effect = 66.0, 78.0, 52.0, 92.0
    rest = (width - number - owner - state - effect) / 2
    return [
        Column((_("Number"),), number),
        Column((pgettext("measure", "Finding and cause"),), rest),
        Column((pgettext("measure", "Measure"),), rest),
        Column((pgettext("measure", "Owner and due"),), owner),
        Column((_("State"),), state),
        Column((pgettext("measure", "Effect"),), effect),
    ]


def _row(line: MeasureLine, register: MeasureList) -> Sequence[Cell]:
    finding = [(prepare(line.finding), _BODY)]
    if line.cause:
        finding.append((_("Cause: {cause}").format(cause=prepare(line.cause)), _SMALL))
    measure = [(prepare(line.measure) or wording.DASH, _BODY)]
    if line.note:
        measure.append((prepare(line.note), _SMALL))
    state = MeasureState(line.state)
    is_late = line.due_on < register.today and state in (
        MeasureState.PLANNED,
        MeasureState.IN_PROGRESS,
    )
    due = line.due_on.isoformat()
    day = (due, Ink(8.0, bold=True, colour=style.RED)) if is_late else (due, _SMALL)
    standing = [(measure_state_label(state), _STRONG)]
    if is_late:
        late = pgettext("measure", "Overdue")
        standing.append((late, Ink(8.0, bold=True, colour=style.RED)))
    return [
        [(prepare(line.number), Ink(8.6, bold=True, colour=style.NAVY))],
        finding,
        measure,
        [(prepare(line.owner) or _("nobody named"), _BODY), day],
        standing,
        _effect(line),
    ]


def _effect(line: MeasureLine) -> Cell:
    effect = MeasureEffect(line.effect)
    return [
        (measure_effect_label(effect), Ink(8.6, bold=True, colour=_TONES[effect])),
        (figure_name(line.figure), _SMALL),
        (f"{line.before} → {line.after}" if line.after else line.before, _BODY),
    ]
