"""The sentences that the screen says of a period."""

from __future__ import annotations

from app.domain.period_summary import PeriodSummary
from app.figure_words import period_words
from app.i18n import _, language


def empty_words(summary: PeriodSummary, is_filtered: bool) -> str:
    """Return the sentence for a period with nothing to handle."""
    if is_filtered:
        return _("{period}: no complaint fits the filter. Show all complaints above.").format(
            period=period_words(summary.period)
        )
    return _(
        "{period}: no complaint was open at the beginning, none was registered and none was "
        "reopened."
    ).format(period=period_words(summary.period))


def sentences_of(summary: PeriodSummary, lang: str) -> str:
    """Return what the paper says of the period; runs on a worker."""
    # Brings reportlab with it, which nobody needs before the first figures.
    from app.reports import summary_words  # noqa: PLC0415

    # The first sentence tells the flow, which stands on the cards.
    with language(lang):
        between = "" if lang == "zh_CN" else " "
        return between.join(summary_words.sentences(summary)[1:])
