"""What the desk should know before it opens one more case: duplicates, hot spots, outages (3-4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.intake_hints import (
    HOT_SPOT_FROM,
    HOT_SPOT_WINDOW,
    REPEAT_WINDOW,
    Hint,
    HintKind,
    HintQuestion,
    HotSpotScope,
    building_named,
    is_related,
    mentions,
    ranked,
    top_level,
)
from app.domain.outages import OutageView, in_order
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState, CaseType
from app.services.outages import known_outages
from db.models import Building, Case, CaseCaller, Category, Room, Unit

_MOST_OF_A_KIND = 4
_MOST_OUTAGES = 2
_TOLD_OF = (CaseType.COMPLAINT, CaseType.SERVICE_REQUEST)
"""Types by which a place becomes a hot spot."""


@dataclass(frozen=True)
class _Spot:
    """Where it is, as far as known."""

    unit_id: str | None = None
    building_id: str | None = None


def intake_hints(
    session: Session, *, actor: Actor, project_id: str, question: HintQuestion, now: datetime
) -> tuple[Hint, ...]:
    """Return every hint to what is known of a need so far, the most useful one first."""
    actor.require(Action.RECEIVE)
    spot = _spot(session, project_id, question)
    return ranked(
        (
            *_outages(session, project_id, question, spot, now),
            *_of_customer(session, project_id, question),
            *_of_room(session, project_id, question, now),
            *_hot_spots(session, project_id, question, spot, now),
        )
    )


def _spot(session: Session, project_id: str, question: HintQuestion) -> _Spot:
    """Return the spot that the place names, else that of the customer's room."""
    own = _Spot()
    if question.room_id is not None:
        row = session.execute(
            select(Unit.id, Unit.building_id)
            .join(Room, Room.unit_id == Unit.id)
            .where(Room.id == question.room_id)
        ).one_or_none()
        own = _Spot() if row is None else _Spot(*row)
    if question.place:
        buildings = {
            name: building_id
            for building_id, name in session.execute(
                select(Building.id, Building.name).where(Building.project_id == project_id)
            )
        }
        named = building_named(question.place, buildings)
        if named is not None and buildings[named] != own.building_id:
            return _Spot(None, buildings[named])
    return own


def _outages(
    session: Session, project_id: str, question: HintQuestion, spot: _Spot, now: datetime
) -> list[Hint]:
    """Return the outages that may be meant, the likeliest first; a few leave room for the rest."""
    found: list[tuple[bool, bool, OutageView]] = []
    names = _category_names(session)
    for outage in in_order(known_outages(session, project_id, now), now):
        elsewhere = outage.building_id is not None and outage.building_id != spot.building_id
        said = f"{question.words} {question.place}"
        is_meant = mentions(said, (outage.title, *names.get(outage.category or "", ())))
        if elsewhere and not (spot.building_id is None and is_meant):
            continue
        if _concerns(outage, question) or is_meant:
            is_near = bool(outage.category and question.category) or is_meant
            found.append((not is_near, outage.building_id is None, outage))
    likeliest = sorted(found, key=lambda each: each[:2])[:_MOST_OUTAGES]
    return [_outage_hint(session, outage) for _far, _wide, outage in likeliest]


def _concerns(outage: OutageView, question: HintQuestion) -> bool:
    """Whatever has no category may be meant by anything."""
    if not outage.category or not question.category:
        return True
    return is_related(outage.category, question.category)


def _category_names(session: Session) -> dict[str, tuple[str, str]]:
    return {c.code: (c.name_zh, c.name_en) for c in session.scalars(select(Category))}


def _outage_hint(session: Session, outage: OutageView) -> Hint:
    hint = Hint(HintKind.OUTAGE, category=outage.category or "", outage=outage)
    case = session.get(Case, outage.case_id) if outage.case_id else None
    return hint if case is None else _with_case(hint, case)


def _with_case(hint: Hint, case: Case) -> Hint:
    return replace(
        hint,
        case_id=case.id,
        number=case.number,
        state=CaseState(case.state),
        registered_at=case.registered_at,
        category=case.category,
    )


def _of_customer(session: Session, project_id: str, question: HintQuestion) -> list[Hint]:
    """Return the customer's open cases: of the same matter, and others."""
    if question.customer_id is None:
        return []
    called = select(CaseCaller.case_id).where(CaseCaller.customer_id == question.customer_id)
    cases = session.scalars(
        select(Case)
        .where(
            Case.project_id == project_id,
            or_(Case.customer_id == question.customer_id, Case.id.in_(called)),
            Case.state.in_(OPEN_STATES),
        )
        .order_by(Case.registered_at.desc(), Case.id.desc())
        .limit(_MOST_OF_A_KIND)
    )
    wanted = top_level(question.category)
    return [
        _with_case(
            Hint(
                HintKind.SAME_MATTER
                if wanted and top_level(case.category) == wanted
                else HintKind.OTHER_OPEN
            ),
            case,
        )
        for case in cases
    ]


def _of_room(
    session: Session, project_id: str, question: HintQuestion, now: datetime
) -> list[Hint]:
    """Return the newest matter of the same room and category within 90 days."""
    if question.room_id is None or not question.category:
        return []
    wanted = top_level(question.category)
    of_room = (
        Case.project_id == project_id,
        Case.room_id == question.room_id,
        Case.type.in_(_TOLD_OF),
        or_(Case.category == wanted, Case.category.startswith(f"{wanted}.", autoescape=True)),
        Case.state != CaseState.VOIDED,
        Case.registered_at >= now - REPEAT_WINDOW,
    )
    newest = session.scalars(
        select(Case).where(*of_room).order_by(Case.registered_at.desc(), Case.id.desc()).limit(1)
    ).first()
    if newest is None:
        return []
    count = session.scalar(select(func.count()).select_from(Case).where(*of_room)) or 1
    return [_with_case(Hint(HintKind.SAME_PLACE, count=count), newest)]


def _hot_spots(
    session: Session, project_id: str, question: HintQuestion, spot: _Spot, now: datetime
) -> list[Hint]:
    """Return the hot spot that one more of this exact category would be part of.

    The narrowest place that reaches the number is named: a lift belongs to a unit.
    """
    if not question.category or spot.building_id is None or _has_children(session, question):
        return []
    scopes = [(HotSpotScope.UNIT, Unit.id == spot.unit_id)] if spot.unit_id is not None else []
    scopes.append((HotSpotScope.BUILDING, Unit.building_id == spot.building_id))
    for scope, there in scopes:
        cases = session.scalars(
            select(Case)
            .join(Room, Room.id == Case.room_id)
            .join(Unit, Unit.id == Room.unit_id)
            .where(
                Case.project_id == project_id,
                Case.registered_at >= now - HOT_SPOT_WINDOW,
                Case.category == question.category,
                Case.type.in_(_TOLD_OF),
                Case.state != CaseState.VOIDED,
                there,
            )
            .order_by(Case.registered_at.desc(), Case.id.desc())
        ).all()
        if len(cases) + 1 < HOT_SPOT_FROM:
            continue
        hint = Hint(
            HintKind.HOT_SPOT,
            category=question.category,
            count=len(cases) + 1,
            scope=_named_scope(session, scope, spot),
        )
        still_open = next((case for case in cases if CaseState(case.state) in OPEN_STATES), None)
        return [hint if still_open is None else _with_case(hint, still_open)]
    return []


def _named_scope(session: Session, scope: HotSpotScope, spot: _Spot) -> HotSpotScope:
    """Of a building with one unit people say the building."""
    units = session.scalar(
        select(func.count()).select_from(Unit).where(Unit.building_id == spot.building_id)
    )
    return HotSpotScope.BUILDING if units == 1 else scope


def _has_children(session: Session, question: HintQuestion) -> bool:
    """Whether the category is too wide to make a hot spot of."""
    child = select(Category.code).where(Category.parent_code == question.category).limit(1)
    return session.scalar(child) is not None
