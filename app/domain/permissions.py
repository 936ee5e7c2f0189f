"""Who may do what: one table of roles and actions, asked by every service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Problem, UserFacingError
from app.domain.terms import Role


class Action(StrEnum):
    """What a staff member can ask the console to do."""

    RECEIVE = "receive"
    REVEAL_PHONES = "reveal_phones"
    READ_CASES = "read_cases"
    CARRY_CASES = "carry_cases"
    VOID_CASES = "void_cases"
    REMOVE_ATTACHMENTS = "remove_attachments"
    ACKNOWLEDGE_ESCALATIONS = "acknowledge_escalations"
    ACKNOWLEDGE_HIGH_ESCALATIONS = "acknowledge_high_escalations"
    ANNOUNCE_OUTAGES = "announce_outages"
    IMPORT_CASES = "import_cases"
    EXPORT_CASES = "export_cases"
    READ_REPORTS = "read_reports"
    SIGN_REPORTS = "sign_reports"
    KEEP_IMPROVEMENTS = "keep_improvements"
    READ_FEEDBACK = "read_feedback"
    SEARCH_EVERY_PROJECT = "search_every_project"
    READ_CUSTOMERS = "read_customers"
    KEEP_CUSTOMERS = "keep_customers"
    MERGE_CUSTOMERS = "merge_customers"
    IMPORT_CUSTOMERS = "import_customers"
    EXPORT_CUSTOMERS = "export_customers"
    TAKE_CONSENTS = "take_consents"
    DISCLOSE = "disclose"
    READ_ACCESS_LOG = "read_access_log"
    SERVE_RIGHTS = "serve_rights"
    ERASE_CUSTOMERS = "erase_customers"
    HOLD_RECORDS = "hold_records"
    RUN_RETENTION = "run_retention"
    CHANGE_NOTICES = "change_notices"
    BACK_UP = "back_up"
    CHANGE_POLICY = "change_policy"
    MANAGE_STAFF = "manage_staff"


_DESK = frozenset(
    {
        Action.RECEIVE,
        Action.REVEAL_PHONES,
        Action.READ_CASES,
        Action.CARRY_CASES,
        Action.READ_REPORTS,
        Action.READ_CUSTOMERS,
        Action.KEEP_CUSTOMERS,
        Action.TAKE_CONSENTS,
    }
)
_SUPERVISION = _DESK | {
    Action.SEARCH_EVERY_PROJECT,
    Action.VOID_CASES,
    Action.REMOVE_ATTACHMENTS,
    Action.ACKNOWLEDGE_ESCALATIONS,
    Action.ANNOUNCE_OUTAGES,
    Action.IMPORT_CASES,
    Action.EXPORT_CASES,
    Action.SIGN_REPORTS,
    Action.KEEP_IMPROVEMENTS,
    Action.READ_FEEDBACK,
    Action.MERGE_CUSTOMERS,
    Action.IMPORT_CUSTOMERS,
    Action.EXPORT_CUSTOMERS,
    Action.DISCLOSE,
    Action.READ_ACCESS_LOG,
    Action.SERVE_RIGHTS,
    Action.ERASE_CUSTOMERS,
    Action.HOLD_RECORDS,
    Action.RUN_RETENTION,
    Action.CHANGE_NOTICES,
    Action.BACK_UP,
    Action.CHANGE_POLICY,
}
PERMITTED: dict[Role, frozenset[Action]] = {
    Role.RECEPTIONIST: _DESK,
    Role.SUPERVISOR: _SUPERVISION,
    Role.MANAGER: _SUPERVISION | {Action.ACKNOWLEDGE_HIGH_ESCALATIONS},
    Role.ADMINISTRATOR: frozenset(Action),
}


@dataclass(frozen=True)
class Actor:
    """The staff member on whose behalf something is done.

    Without a live confidentiality agreement (``has_signed``) nobody may do anything but sign
    (clause 5-3); ``app.services.staff.staff_member`` says whether there is one.
    """

    staff_id: str
    name: str
    role: Role
    has_signed: bool = True

    def may(self, action: Action) -> bool:
        """Return whether the actor has signed and their role permits ``action``."""
        return self.has_signed and action in PERMITTED[self.role]

    def require(self, action: Action) -> None:
        """Make sure that the actor has signed and their role permits ``action``.

        Raises:
            UserFacingError: one of the two is not so.
        """
        if not self.has_signed:
            raise UserFacingError(Problem.AGREEMENT_MISSING)
        if not self.may(action):
            raise UserFacingError(Problem.NOT_PERMITTED, action=action)
