"""How the figures of a period are counted, and what the paper was made from."""

from __future__ import annotations

from app.domain.periods import PeriodKind
from app.i18n import _, pgettext
from app.labels import ratio_label
from app.reports import style, wording
from app.reports.style import Ink
from app.reports.summary_cover import says_all_changes
from app.reports.summary_report import Report
from app.reports.text import prepare, put, width, wrap

_INK, _NAME = Ink(8.3), Ink(8.3, bold=True)
_LEADING, _GAP = 1.42, 1.5
_BEGUN = 0.3


def counting_notes() -> list[tuple[str, str]]:
    """Return each figure's name and how it is counted; the manual says it in the same words."""
    return [
        (
            _("Period"),
            _(
                "from midnight of the first day to the end of the last, in the project's local "
                "time; everything is counted from the recorded events, so that a case reopened "
                "later changes no earlier month"
            ),
        ),
        (_("Brought forward B"), _("complaints open at the first instant of the month")),
        (_("New this month N"), _("complaints registered in the month")),
        (
            _("Reopened R"),
            _(
                "how often a complaint came back after it had left the count (from closed or "
                "merged); a reopening straight from the follow-up begins a new round and is not "
                "in R"
            ),
        ),
        (_("To handle D"), "B + N + R"),
        (
            _("Done C"),
            _(
                "how often an open complaint ended: closed, withdrawn, passed outside, merged or "
                "voided; voiding a closed one is not counted again"
            ),
        ),
        (
            _("Carried over E"),
            _("complaints open at the end of the month; they are the next month's B"),
        ),
        *((ratio_label(name), text) for name, text in _ratio_notes().items()),
        (
            _("Handling time"),
            _(
                "business hours from registration or reopening to the last answer of that round, "
                "pauses removed; rounds closed in the month"
            ),
        ),
        (
            _("Overdue and open"),
            _(
                "open at the end of the month with the resolution time past; "
                "of those, the ones registered over 30 days ago are given apart"
            ),
        ),
        (
            _("Month on month"),
            _(
                "counts: (this month − month before) ÷ month before; "
                "rates: difference in percentage points; times: difference in hours"
            ),
        ),
    ]


def _ratio_notes() -> dict[str, str]:
    return {
        "completion": "C ÷ D",
        "first_answer_in_time": _("answered by the due time ÷ first answers due in the month"),
        "resolved_in_time": _(
            "resolved by the due time ÷ resolutions due in the month; "
            "one still open past its time is a miss"
        ),
        "promises_kept": _("made good in time ÷ promises due in the month"),
        "valid": _("found valid ÷ assessed in the month"),
        "called_back": _(
            "closed after at least one call-back attempt in the same round ÷ closed in the month"
        ),
        "reached": _("reached ÷ call-back attempts in the month"),
        "satisfaction": _(
            "(very satisfied + satisfied) ÷ scores given in the month for the handling of "
            "complaints; those relayed by staff count, and their number is given apart"
        ),
        "coverage": _(
            "scores given in the month ÷ closed in the month; it can pass 100 % when a complaint "
            "is rated twice, or in the month before it closes"
        ),
        "reopening": _("R ÷ closed in the month"),
        "repeat": _("same room and same top category within the 90 days before ÷ N"),
        "escalated": _("new in the month and escalated in it ÷ N"),
    }


def _read_as(kind: PeriodKind) -> str:
    """Return what 'month' stands for in the notes of a longer or shorter period."""
    return {
        PeriodKind.DAY: _("The notes speak of the month; here they hold for the day."),
        PeriodKind.MONTH: "",
        PeriodKind.QUARTER: _("The notes speak of the month; here they hold for the quarter."),
        PeriodKind.YEAR: _("The notes speak of the month; here they hold for the year."),
    }[kind]


def changes(report: Report) -> None:
    """Tell whole what a later version changes, where the cover had no room for it."""
    signed = report.summary.signed
    if signed is None or says_all_changes(signed):
        return
    report.section(_("What this version changes"), keep=60)
    if signed.reason:
        report.sheet.paragraph(prepare(_("Reason: {reason}").format(reason=signed.reason)))
    for change in signed.changes:
        report.sheet.paragraph(f"· {prepare(change)}")


def method(report: Report) -> None:
    """Print how each figure is counted, and what the paper was made from."""
    sheet, summary = report.sheet, report.summary
    notes = counting_notes() + _this_paper(report)
    indent = min(max(width(name, _NAME) for name, _text in notes) + 14, 190.0)
    _begin(report, _height(notes, sheet.width - indent))
    other = _read_as(summary.period.kind)
    if other:
        report.sentence(other)
        sheet.y -= 4
    for name, text in notes:
        sheet.need(26)
        put(sheet.canvas, sheet.left, sheet.y - 8.9, name, _NAME)
        sheet.paragraph(text, _INK, leading=_LEADING, x=sheet.left + indent)
        sheet.y -= _GAP
    origin = _("Made by Reception Console {version} from data with the SHA-256 value").format(
        version=prepare(summary.program_version)
    )
    sheet.y -= 8
    sheet.need(30)
    sheet.paragraph(origin, style.SMALL)
    sheet.paragraph(prepare(summary.data_hash), style.SMALL)


def _height(notes: list[tuple[str, str]], available: float) -> float:
    """Return the room that the notes and what follows them ask for, in points."""
    lines = sum(len(wrap(text, _INK, available)) for _name, text in notes)
    return lines * _INK.size * _LEADING + len(notes) * _GAP + 70


def _begin(report: Report, height: float) -> None:
    """Begin the section here, or on a page of its own where it would spill onto a last one.

    A page that is hardly begun is used all the same, so that none is left nearly empty.
    """
    sheet = report.sheet
    used = sheet.first_y - sheet.y
    page = sheet.first_y - sheet.last_y
    if page - used < height <= page and used > page * _BEGUN:
        sheet.next_page()
    report.section(_("How the figures are counted"), keep=90)


def _this_paper(report: Report) -> list[tuple[str, str]]:
    """Return what holds for this paper alone: the clocks in force and the targets."""
    summary = report.summary
    notes = []
    if summary.figures.per_thousand is not None:
        notes.append((_("Per 1,000 households"), _("N ÷ occupied households × 1,000")))
    if summary.least_answers:
        least = _("shown from {count} ratings that customers entered themselves")
        notes.append((_("Satisfaction of one person"), least.format(count=summary.least_answers)))
    if summary.preset:
        notes.append((_("Time limits"), prepare(summary.preset, 300)))
    if summary.targets:
        targets = pgettext("list", "; ").join(
            f"{ratio_label(name)} {wording.target_text(target)}"
            for name, target in summary.targets.items()
        )
        notes.append((_("Targets"), targets))
    return notes
