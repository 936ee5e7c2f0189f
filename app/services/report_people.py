"""Who is named in what a report tells: known customers and staff, so that they can be masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.masked_words import mask_staff, mask_words
from app.domain.masking import mask_name
from app.domain.policy import STAFF_NAMES_ON_REPORTS
from app.services.import_customers import in_portions
from app.services.policy import read_setting
from db.models import Case, CaseCaller, Customer, Staff

_DEPARTMENTS = ("部", "组", "处", "科", "室", "队", "班", "中心", "公司")


@dataclass
class _Known:
    names: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


class ReportPeople:
    """Masks what a report tells: customers always, staff unless policy prints their names."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown = read_setting(session, STAFF_NAMES_ON_REPORTS)
        self.staff = {row.id: row.name for row in session.execute(select(Staff.id, Staff.name))}
        self._hidden_staff = () if self._shown else tuple(self.staff.values())
        self._known: defaultdict[str, _Known] = defaultdict(_Known)
        self._asked: set[str] = set()

    def learn(self, case_ids: Iterable[str]) -> None:
        """Look up the customers and further callers of cases."""
        wanted = sorted(set(case_ids) - self._asked)
        self._asked.update(wanted)
        for portion in in_portions(wanted):
            self._learn_portion(portion)

    def _learn_portion(self, portion: Collection[str]) -> None:
        columns = (Customer.name, Customer.wechat, Customer.phone, Customer.more_phones)
        own = (
            select(Case.id, *columns)
            .join(Customer, Customer.id == Case.customer_id)
            .where(Case.id.in_(portion))
        )
        called = (
            select(CaseCaller.case_id, *columns)
            .join(Customer, Customer.id == CaseCaller.customer_id)
            .where(CaseCaller.case_id.in_(portion))
        )
        for rows in (self._session.execute(own), self._session.execute(called)):
            for case_id, name, wechat, phone, more_phones in rows:
                known = self._known[case_id]
                known.names.update((name, wechat))
                known.numbers.update((phone, *more_phones))

    def said(self, case_id: str, words: str) -> str:
        """Return what was said in a case; its people have to be learnt first."""
        known = self._known.get(case_id, _Known())
        return mask_words(mask_staff(words, self._hidden_staff), known.names, known.numbers)

    def responsible(self, words: str) -> str:
        """Return who answers for a case: departments in full, people of the staff masked."""
        return mask_staff(words, self._hidden_staff)

    def elsewhere(self, name: str) -> str:
        """Return who dealt with an imported case; nobody of them is on this staff."""
        if self._shown or name.endswith(_DEPARTMENTS):
            return name
        return mask_name(name)

    def staff_name(self, staff_id: str) -> str:
        """Return the name of somebody of the staff as policy prints it."""
        name = self.staff.get(staff_id, "")
        return name if self._shown else mask_name(name)
