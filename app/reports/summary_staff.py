"""What each person of the staff did in the period, named or masked as policy says."""

from __future__ import annotations

from app.domain.period_summary import Ratio, StaffLine
from app.i18n import _, pgettext
from app.labels import ratio_label
from app.reports import style, wording
from app.reports.style import Ink
from app.reports.summary_report import Report
from app.reports.table import Cell, Column
from app.reports.text import prepare

_PLAIN, _STRONG = Ink(8.5), Ink(8.5, bold=True)
_MUTED = Ink(8.5, colour=style.MUTED)


def staff(report: Report) -> None:
    """Draw the staff, one row each; a rate always with its counts."""
    lines = report.summary.staff
    title = pgettext("report", "Staff")
    if not lines:
        report.section(title, keep=20)
        report.sentence(_("Nobody of the staff worked on a complaint."))
        return
    counts = 44.0
    name = 80.0
    rate = (report.sheet.width - name - 4 * counts) / 3
    columns = (
        Column((pgettext("person", "Name"),), name),
        Column((pgettext("staff", "Taken in"),), counts, "right"),
        Column((pgettext("staff", "Answered"),), counts, "right"),
        Column((pgettext("staff", "Closed"),), counts, "right"),
        Column((ratio_label("first_answer_in_time"),), rate, "right"),
        Column((ratio_label("promises_kept"),), rate, "right"),
        Column((ratio_label("satisfaction"),), rate, "right"),
        Column((pgettext("staff", "Ratings"),), counts, "right"),
    )
    report.table_section(title, columns, map(_row, lines))
    report.note(
        _(
            "Satisfaction counts only what customers entered themselves, and is shown from the "
            "number of ratings on that policy asks for; below it there is a dash."
        )
    )


def _row(line: StaffLine) -> list[Cell]:
    return [
        ((prepare(line.name), _STRONG),),
        ((str(line.registered), _PLAIN),),
        ((str(line.resolved), _PLAIN),),
        ((str(line.closed), _PLAIN),),
        _rate(line.first_answers),
        _rate(line.promises),
        _rate(line.satisfaction),
        ((str(line.answers), _MUTED),),
    ]


def _rate(ratio: Ratio | None) -> Cell:
    if ratio is None or not ratio.d:
        return ((wording.DASH, _MUTED),)
    return ((f"{wording.percent(ratio)} ({wording.counts(ratio)})", _PLAIN),)
