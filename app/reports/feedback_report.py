"""The feedback analysis on A4: figures, reasons, who and when, words of complaints (3-3, 6-3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from app.domain.feedback import SCORES, FeedbackAnalysis, FeedbackStep, Tally
from app.domain.period_summary import Ratio
from app.domain.terms import EnteredBy
from app.domain.word_list import WordList
from app.feedback_words import (
    category_words,
    few_words,
    relayed_words,
    staff_rule_words,
    step_label,
    word_rule_words,
)
from app.figure_words import period_words
from app.i18n import _, ngettext, pgettext
from app.labels import entered_by_label, rating_reason_label, ratio_label, score_label
from app.people_time import weekday_name
from app.reports import charts, style, wording
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Spacing, Table
from app.reports.text import fit, prepare, width

_WORDS_PRINTED = 16
_WORD_STEP = 13.5
_SAID_PRINTED = 6
_SAID_LENGTH = 160
_FOOT_LEFT = 220.0
_TITLE = Ink(18.0, bold=True)
_MUTED = Ink(8.6, colour=style.MUTED)
_COMPACT = Spacing(leading=9.6, above=1.7)
_PLAIN, _STRONG = Ink(8.8), Ink(8.8, bold=True)


def render(
    analysis: FeedbackAnalysis,
    words: WordList,
    path: Path,
    lang: str,
    *,
    printed_by: str,
    printed_at: datetime,
) -> None:
    """Write the analysis to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(analysis, printed_by, printed_at), lang) as sheet:
        _head(sheet, analysis)
        if analysis.figures.total.asked:
            _satisfaction(sheet, analysis)
            _reasons(sheet, analysis)
            _parts(sheet, analysis)
        else:
            sheet.paragraph(_("Nobody was asked in this period."), Ink(10.0))
        _words(sheet, words)
        _said(sheet, analysis)


def _frame(analysis: FeedbackAnalysis, printed_by: str, printed_at: datetime) -> Frame:
    printed = _("Printed by {person}, {time}").format(
        person=prepare(printed_by), time=wording.full_time(printed_at, analysis.timezone)
    )
    return Frame(
        size=A4,
        title=f"{_('Feedback analysis')} {period_words(analysis.period)}",
        company=prepare(analysis.company),
        head_left=f"{prepare(analysis.company)} · {prepare(analysis.project_name)}",
        head_right=f"{_('Feedback analysis')} · {period_words(analysis.period)}",
        foot_left=fit(printed, style.SMALL, _FOOT_LEFT),
        foot_centre=_("Confidential: for the company only"),
    )


def _head(sheet: Sheet, analysis: FeedbackAnalysis) -> None:
    title = f"{_('Feedback analysis')} · {period_words(analysis.period)}"
    sheet.outline(title, 0)
    sheet.put(sheet.left, sheet.y - 18, fit(title, _TITLE, sheet.width), _TITLE)
    sheet.y -= 30
    words = prepare(analysis.project_name)
    if not analysis.is_complete:
        words += " · " + _("still running, read {time}").format(
            time=wording.full_time(analysis.read_at, analysis.timezone)
        )
    sheet.paragraph(words, Ink(10.5, bold=True, colour=style.NAVY))
    sheet.y -= 6


def _satisfaction(sheet: Sheet, analysis: FeedbackAnalysis) -> None:
    total, before = analysis.figures.total, analysis.before
    cells = [
        (_("Ratings"), str(total.ratings), _asked_words(total)),
        (
            ratio_label("satisfaction"),
            wording.percent(total.satisfaction),
            _few(wording.counts(total.satisfaction), total),
        ),
        (
            pgettext("figures", "Change"),
            wording.share_change(
                total.satisfaction, before.total.satisfaction if before else None, 1
            )[0],
            _("before: {percent}").format(
                percent=wording.percent(before.total.satisfaction if before else None)
            ),
        ),
        (_("Low ratings"), str(total.low), _("scores of 2 and 1")),
        (_("Declined"), str(total.declined), ""),
        (_("No answer"), str(total.no_answer), ""),
    ]
    cell = sheet.width / len(cells)
    for index, (name, value, beside) in enumerate(cells):
        x = sheet.left + cell * index
        sheet.put(x, sheet.y - 10, fit(name, _MUTED, cell - 6), _MUTED)
        sheet.put(x, sheet.y - 27, fit(value, Ink(14.0, bold=True), cell - 6), Ink(14.0, bold=True))
        sheet.put(x, sheet.y - 39, fit(beside, Ink(7.6, colour=style.MUTED), cell - 6), style.SMALL)
    sheet.y -= 52
    levels = [
        charts.Level(
            score_label(score),
            total.scores[score],
            style.LEVELS[score],
            light=score in {2, 3, 4},
            hatched=score == 1,
        )
        for score in SCORES
    ]
    if total.ratings:
        sheet.y -= charts.stacked_bar(sheet, sheet.left, sheet.y, sheet.width, levels)


def _asked_words(total: Tally) -> str:
    return _("of {count} asked").format(count=total.asked)


def _reasons(sheet: Sheet, analysis: FeedbackAnalysis) -> None:
    figures = analysis.figures
    low = figures.total.low
    if not low:
        return
    sheet.section(_("Reasons of low ratings"), keep=110)
    data = [
        charts.Bar(
            rating_reason_label(reason),
            count,
            (str(count), f"{wording.percent(Ratio(count, low))}  ({count} / {low})"),
            style.AMBER,
        )
        for reason, count in figures.reasons.items()
    ]
    label = max(width(bar.label, Ink(8.5)) for bar in data) + 2
    layout = charts.BarLayout(label, (130.0, 2.0), step=15.0)
    sheet.y -= charts.bars(sheet, sheet.left, sheet.y, sheet.width, data, layout)
    note = _("One rating can name several reasons; the shares are of all low ratings.")
    sheet.paragraph(note, style.SMALL)


def _parts(sheet: Sheet, analysis: FeedbackAnalysis) -> None:
    """Draw one table: by step, channel, staff, weekday and category."""
    figures = analysis.figures
    sheet.section(_("By step, staff, time and category"), keep=120)
    fixed = (70.0, 76.0, 62.0, 62.0, 62.0)
    heads = (
        _("Ratings"),
        ratio_label("satisfaction"),
        _("Counts"),
        _("Low ratings"),
        _("Declined"),
    )
    columns = [Column((_("Part"),), sheet.width - sum(fixed))]
    columns += [Column((head,), size, "right") for head, size in zip(heads, fixed, strict=True)]
    groups: list[tuple[str, list[tuple[str, Tally]]]] = [
        (
            _("By what was rated"),
            [(step_label(step), found) for step, found in figures.steps.items()],
        ),
        (
            _("By how the answer came"),
            [(entered_by_label(way), figures.channels[way]) for way in EnteredBy],
        ),
        (
            _("By staff"),
            [
                (prepare(analysis.staff_names.get(one.staff_id, "")), one.tally)
                for one in figures.staff
            ],
        ),
        (
            _("By weekday of the reception"),
            [(weekday_name(day), found) for day, found in figures.weekdays.items()],
        ),
        (
            _("By hour of the reception"),
            [
                (f"{hour}:00–{hour + 1}:00", found)
                for hour, found in figures.hours.items()
                if found.ratings
            ],
        ),
        (
            _("By category"),
            [
                (prepare(category_words(analysis.category_names, code)), found)
                for code, found in sorted(
                    figures.categories.items(), key=lambda pair: (-pair[1].ratings, pair[0])
                )
                if found.ratings
            ],
        ),
    ]
    Table(sheet, columns, _COMPACT).draw(
        row for title, lines in groups if lines for row in _group_rows(title, lines)
    )
    sheet.y -= 4
    covered = analysis.coverage
    notes = [
        _("Coverage: receptions rated {receptions}, closed complaints rated {complaints}").format(
            receptions=_with_counts(covered[FeedbackStep.RECEPTION]),
            complaints=_with_counts(covered[FeedbackStep.HANDLING]),
        ),
        few_words(),
        relayed_words(),
        staff_rule_words(analysis.least_answers),
    ]
    if figures.too_few:
        notes.append(
            ngettext(
                "Too few answers: {count} rating of others, who are not named.",
                "Too few answers: {count} ratings of others, who are not named.",
                figures.too_few,
            ).format(count=figures.too_few)
        )
    for note in notes:
        sheet.paragraph(note, style.SMALL)


def _group_rows(title: str, lines: Iterable[tuple[str, Tally]]) -> Iterable[Sequence[Cell]]:
    nothing: Cell = (("", _PLAIN),)
    yield (((title, Ink(8.8, bold=True, colour=style.NAVY)),), *([nothing] * 5))
    for name, found in lines:
        yield (
            ((f"    {_few(name, found)}", _PLAIN),),
            ((str(found.ratings), _PLAIN),),
            ((wording.percent(found.satisfaction), _STRONG),),
            ((wording.counts(found.satisfaction), _MUTED),),
            ((str(found.low), _PLAIN),),
            ((str(found.declined), _PLAIN),),
        )


def _few(name: str, found: Tally) -> str:
    return _("{name} (few)").format(name=name) if found.is_small else name


def _with_counts(ratio: Ratio) -> str:
    return f"{wording.percent(ratio)} ({wording.counts(ratio)})"


def _words(sheet: Sheet, words: WordList) -> None:
    sheet.section(_("What customers complain about"), keep=80)
    listed = words.words[:_WORDS_PRINTED]
    if not listed:
        sheet.paragraph(_("No word came up in two complaints of this period."), _MUTED)
        return
    data = [
        charts.Bar(
            prepare(word.word),
            word.complaints,
            (str(word.complaints), wording.DASH if word.before is None else str(word.before)),
            style.TEAL,
        )
        for word in listed
    ]
    heads = (_("Cases"), _("Period before"))
    label = max(width(bar.label, Ink(8.5)) for bar in data) + 2
    layout = charts.BarLayout(label, (80.0, 2.0), heads, step=_WORD_STEP)
    sheet.y -= charts.bars(sheet, sheet.left, sheet.y, sheet.width, data, layout) + 2
    sheet.paragraph(word_rule_words(), style.SMALL)


def _said(sheet: Sheet, analysis: FeedbackAnalysis) -> None:
    if not analysis.said:
        return
    sheet.section(_("What customers wrote"), keep=80)
    columns = (
        Column((_("When"), _("Number")), 104.0),
        Column((_("Score"), _("Reasons")), 120.0),
        Column((_("What they wrote"),), sheet.width - 224.0),
    )
    comma = pgettext("list", ", ")
    rows: list[Sequence[Cell]] = []
    for one in analysis.said[:_SAID_PRINTED]:
        words = one.words
        score = f"{words.score} {score_label(words.score)}"
        if one.is_relayed:
            score = _("{score} (relayed)").format(score=score)
        rows.append(
            (
                (
                    (wording.full_time(words.given_at, analysis.timezone), _PLAIN),
                    (prepare(words.number), _MUTED),
                ),
                (
                    (score, _PLAIN),
                    (comma.join(rating_reason_label(r) for r in words.reasons), _MUTED),
                ),
                ((prepare(words.words, _SAID_LENGTH), _PLAIN),),
            )
        )
    Table(sheet, columns, _COMPACT).draw(rows)
    more = analysis.said_total - len(rows)
    if more > 0:
        note = ngettext(
            "{count} more stands in the program.", "{count} more stand in the program.", more
        )
        sheet.y -= 4
        sheet.paragraph(note.format(count=more), style.SMALL)
