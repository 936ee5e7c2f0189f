"""Improvement measures on paper (clause 4.3-4): what became of the last ones, and the new ones."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.period_summary import RATIO_NAMES, MeasureLine
from app.domain.terms import MeasureEffect, MeasureState
from app.i18n import _, pgettext
from app.labels import measure_effect_label, measure_state_label, ratio_label
from app.reports import style, wording
from app.reports.style import Colour, Ink
from app.reports.summary_report import Report
from app.reports.table import Cell, Column
from app.reports.text import prepare

_WORDS = 600
"""Characters of a finding or measure; the register keeps longer ones whole."""
_PLAIN, _STRONG = Ink(8.5), Ink(8.5, bold=True)
_MUTED, _NUMBER = Ink(8.5, colour=style.MUTED), Ink(8.5, bold=True, colour=style.NAVY)

_STATE_TONES = {
    MeasureState.PLANNED: style.MUTED,
    MeasureState.IN_PROGRESS: style.AMBER,
    MeasureState.DONE: style.GREEN,
    MeasureState.DROPPED: style.MUTED,
}
_EFFECT_TONES = {
    MeasureEffect.NOT_CHECKED: style.MUTED,
    MeasureEffect.EFFECTIVE: style.GREEN,
    MeasureEffect.PARTLY: style.AMBER,
    MeasureEffect.NO_EFFECT: style.RED,
}


def state_words(line: MeasureLine) -> tuple[str, Colour]:
    """Return where a measure stands, with the colour of its tone."""
    try:
        state = MeasureState(line.state)
    except ValueError:
        return prepare(line.state) or wording.DASH, style.INK
    return measure_state_label(state), _STATE_TONES[state]


def _effect(line: MeasureLine) -> tuple[str, Colour]:
    try:
        effect = MeasureEffect(line.effect or MeasureEffect.NOT_CHECKED)
    except ValueError:
        return prepare(line.effect), style.INK
    return measure_effect_label(effect), _EFFECT_TONES[effect]


def effect_words(line: MeasureLine) -> tuple[str, Colour]:
    """Return what the check found with the figure before and after, and the colour of its tone."""
    text, tone = _effect(line)
    if line.after:
        text += f" · {prepare(line.before) or wording.DASH} → {prepare(line.after)}"
    return text, tone


def figure_words(figure: str) -> str:
    """Return the name of the figure that a measure is to move."""
    if figure in RATIO_NAMES:
        return ratio_label(figure)
    return _("New complaints") if figure == "new" else prepare(figure)


def last_measures(report: Report) -> None:
    """Draw the measures that the last report announced or left open: done, and to what effect?"""
    title = _("What became of the last measures")
    lines = report.summary.measures_before
    if not lines:
        report.section(title, keep=20)
        report.sentence(_("The last report left no measure open."))
        return
    report.table_section(
        title,
        _columns(report, pgettext("measure", "Done?"), pgettext("measure", "Effect")),
        (_last_row(line) for line in lines),
        _share_done(lines),
    )


def _share_done(lines: tuple[MeasureLine, ...]) -> str:
    done = sum(1 for line in lines if line.state == MeasureState.DONE)
    return _("{done} of {count} measures are done.").format(done=done, count=len(lines))


def new_measures(report: Report) -> None:
    """Draw the measures made since the last report."""
    title = _("New improvement measures")
    lines = report.summary.measures_new
    if not lines:
        report.section(title, keep=20)
        report.sentence(_("No new measure was entered in the improvement register."))
        return
    report.table_section(
        title,
        _columns(report, pgettext("measure", "Standing"), pgettext("measure", "Is to move")),
        map(_new_row, lines),
    )


def _columns(report: Report, state: str, effect: str) -> list[Column]:
    fixed = (64.0, 76.0, 62.0, 92.0)
    rest = (report.sheet.width - sum(fixed)) / 2
    return [
        Column((_("Number"),), fixed[0]),
        Column((pgettext("measure", "Finding and cause"),), rest),
        Column((pgettext("measure", "Measure"),), rest),
        Column((pgettext("measure", "Owner and due"),), fixed[1]),
        Column((state,), fixed[2]),
        Column((effect,), fixed[3]),
    ]


def _common(line: MeasureLine) -> Iterator[Cell]:
    yield ((prepare(line.number), _NUMBER),)
    cause = prepare(line.cause, _WORDS)
    finding = [(prepare(line.finding, _WORDS) or wording.DASH, _PLAIN)]
    if cause:
        finding.append((_("Cause: {cause}").format(cause=cause), _MUTED))
    yield finding
    note = prepare(line.note, _WORDS)
    measure = [(prepare(line.measure, _WORDS) or wording.DASH, _PLAIN)]
    if note:
        measure.append((note, _MUTED))
    yield measure
    yield (
        (prepare(line.owner) or _("nobody named"), _PLAIN),
        (line.due_on.isoformat(), _MUTED),
    )
    state, tone = state_words(line)
    yield ((state, _STRONG.with_colour(tone)),)


def _last_row(line: MeasureLine) -> list[Cell]:
    text, tone = _effect(line)
    effect = [(text, _STRONG.with_colour(tone))]
    if line.figure:
        effect.append((figure_words(line.figure), _MUTED))
    if line.before:
        effect.append((prepare(line.before), _PLAIN))
    if line.after:
        effect.append((f"→ {prepare(line.after)}", _PLAIN))
    return [*_common(line), effect]


def _new_row(line: MeasureLine) -> list[Cell]:
    moves = [(figure_words(line.figure) if line.figure else wording.DASH, _PLAIN)]
    if line.before:
        moves.append((_("now {value}").format(value=prepare(line.before)), _MUTED))
    return [*_common(line), moves]
