"""What may be said to a customer who asks how a case stands, as data (clause 4.3-2).

Nothing in here is internal: no note, no validity, no cause, no severity, no other caller and no
name of a member of staff.  ``app.answer_words`` makes sentences of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from app.domain.case_states import OPEN_STATES
from app.domain.terms import CaseState, CaseType, Channel

_GAP = r"\s·,，、;；/()（）"
_DEPARTMENT = re.compile(
    rf"[^{_GAP}]{{2,12}}?(?:部门|部(?!长|门)|中心)"
    rf"|[^{_GAP}]{{1,12}}?(?:处|组|队|科|室|公司|服务台|前台|班)(?=[{_GAP}]|$)"
)
_ENGLISH_DEPARTMENT = re.compile(
    r"(?:[\w&-]+ )?(?:department|team|office|desk|centre|center)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class SaidPromise:
    """What was promised, by when, and how the customer is to hear of it."""

    what: str
    due_at: datetime
    channel: Channel
    department: str


@dataclass(frozen=True)
class LastTold:
    """What the customer was told last, when and how."""

    words: str
    at: datetime
    channel: Channel | None


@dataclass(frozen=True)
class CaseAnswer:
    """How a case stands, for the customer.

    ``merged_into`` is the number under which it goes on; state, promise and times are then those
    of that case.  ``resolve_by`` is the time limit for the result of an open case.
    """

    case_id: str
    number: str
    type: CaseType
    category: str
    state: CaseState
    registered_at: datetime
    department: str = ""
    promise: SaidPromise | None = None
    resolve_by: datetime | None = None
    waits_until: datetime | None = None
    last_told: LastTold | None = None
    remedy_given: str = ""
    ended_at: datetime | None = None
    merged_into: str = ""
    desk_phone: str = ""
    visit_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything is still owed."""
        return self.state in OPEN_STATES

    def is_overdue(self, now: datetime) -> bool:
        """Return whether what was promised, or the result, should have come by ``now``."""
        if not self.is_open:
            return False
        if self.promise is not None:
            return self.promise.due_at < now
        return self.resolve_by is not None and self.resolve_by < now


def department_of(responsible: str) -> str:
    """Return the department that ``responsible`` names, without anybody's own name.

    '工程部 周师傅' gives '工程部'; a text that names no department gives nothing.
    """
    found = _DEPARTMENT.search(responsible) or _ENGLISH_DEPARTMENT.search(responsible)
    return found[0].strip() if found else ""
