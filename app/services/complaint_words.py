"""What customers complain about, in single words of theirs (clauses 3-3, 6-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.feedback import LOW_SCORE
from app.domain.periods import Period
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseType, RatingAnswer
from app.domain.word_list import SaidWords, WordList, WordRules, count_words, words_of
from app.pinyin import name_keys
from app.segmenting import segmented, stop_words, trade_words
from app.services.feedback import names_on_record
from app.services.reporting import project_by_code
from db.models import Case, Customer, CustomerKey, Project, Rating, Staff, Visit

Progress = Callable[[int, int], None]
_STEP = 1000
"""So many complaints are cut into words before it is asked whether anybody still wants them."""
_AFTER_ALL_TEXT = "\U0010ffff"


def complaint_words(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    period: Period,
    progress: Progress | None = None,
) -> WordList:
    """Return the words of a period's complaints and of its low ratings.

    A low rating belongs to the case that it is about, or to the first one of its reception.  Names
    on record, numbers, plates and accounts are no words.

    Raises:
        UserFacingError: the actor may not read the analysis, or there is no such project.
    """
    actor.require(Action.READ_FEEDBACK)
    project = project_by_code(session, project_code)
    zone = ZoneInfo(project.timezone)
    now, before = (
        _texts(session, project.id, *each.bounds(zone)) for each in (period, period.plus(-1))
    )
    total = len(now) + len(before)
    if progress is not None:
        progress(0, total)
    names = names_on_record(session)
    rules = WordRules(stop_words(), trade_words(), frozenset(names.given | names.words))
    done = 0

    def read(texts: Mapping[str, str]) -> list[SaidWords]:
        nonlocal done
        found = []
        for case_id, text in texts.items():
            if progress is not None and done % _STEP == 0:
                progress(done, total)
            done += 1
            found.append(words_of(case_id, segmented(names.without(text)), rules))
        return found

    counted = count_words(read(now), read(before) if before else None)
    latin = [one.word for one in counted.words if one.word.isascii()]
    names_in_latin = _names_written_in_latin(session, latin)
    kept = [one for one in counted.words if one.word not in names_in_latin]
    return replace(counted, words=tuple(kept))


def _texts(session: Session, project_id: str, begin: datetime, end: datetime) -> dict[str, str]:
    """Return what was said by case: own words, and the words of low ratings."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for case_id, words in session.execute(
        select(Case.id, Case.own_words)
        .where(
            Case.project_id == project_id,
            Case.type == CaseType.COMPLAINT,
            Case.registered_at >= begin,
            Case.registered_at < end,
            Case.own_words != "",
        )
        .order_by(Case.registered_at, Case.id)
    ):
        found[case_id].append(words)
    for case_id, words in _low_words(session, project_id, begin, end):
        found[case_id].append(words)
    # Nothing may become a word across the border of two texts.
    return {case_id: "\n".join(texts) for case_id, texts in found.items()}


def _low_words(
    session: Session, project_id: str, begin: datetime, end: datetime
) -> list[tuple[str, str]]:
    low = (
        select(Rating.case_id, Rating.visit_id, Rating.words)
        .outerjoin_from(Rating, Visit, Visit.id == Rating.visit_id)
        .outerjoin(Case, Case.id == Rating.case_id)
        .where(
            Rating.given_at >= begin,
            Rating.given_at < end,
            Rating.answer == RatingAnswer.SCORED,
            Rating.score <= LOW_SCORE,
            Rating.words != "",
            or_(Visit.project_id == project_id, Case.project_id == project_id),
        )
        .order_by(Rating.given_at, Rating.id)
    )
    received = low.with_only_columns(Rating.visit_id).order_by(None)
    # The newest come first, so that the first case of a reception stays.
    opened = dict(
        session.execute(
            select(Case.visit_id, Case.id)
            .where(Case.visit_id.in_(received))
            .order_by(Case.id.desc())
        ).all()
    )
    pairs = [
        (case_id or opened.get(visit_id, ""), words)
        for case_id, visit_id, words in session.execute(low)
    ]
    return [(case_id, words) for case_id, words in pairs if case_id]


def _names_written_in_latin(session: Session, words: Iterable[str]) -> set[str]:
    """Return those words by which a customer or one of the staff can be called or found.

    A name spelt in pinyin is found by the keys that find customers, a WeChat account as it is.
    """
    found = set()
    projects = session.scalars(select(Project.id)).all()
    staff = {key for name in session.scalars(select(Staff.name)) for key in name_keys(name) if key}
    for word in words:
        keys = select(CustomerKey.key).where(
            CustomerKey.project_id.in_(projects),
            CustomerKey.key.between(word, word + _AFTER_ALL_TEXT),
        )
        accounts = select(Customer.id).where(func.lower(Customer.wechat) == word)
        if (
            any(key.startswith(word) for key in staff)
            or session.execute(keys.limit(1)).first()
            or session.execute(accounts.limit(1)).first()
        ):
            found.add(word)
    return found
