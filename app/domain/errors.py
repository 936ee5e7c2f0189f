"""Errors that a person caused or can mend, as codes with facts; ``app.messages`` words them."""

from enum import StrEnum


class Problem(StrEnum):
    """What went wrong, one code per sentence that a person may read."""

    # Signing in and the store
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a code, not a password
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    WRONG_RECOVERY_KEY = "wrong_recovery_key"
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - a code, not a password
    NO_STORE = "no_store"
    STORE_EXISTS = "store_exists"
    STORE_IN_USE = "store_in_use"
    STORE_DAMAGED = "store_damaged"
    STORE_FOREIGN = "store_foreign"
    STORE_NEWER = "store_newer"
    KEY_FILE_DAMAGED = "key_file_damaged"
    FOLDER_READ_ONLY = "folder_read_only"
    DISK_FULL = "disk_full"
    DISK_FAULT = "disk_fault"
    STORE_BUSY = "store_busy"
    NOT_ENOUGH_MEMORY = "not_enough_memory"
    BACKUP_FAILED = "backup_failed"
    UPGRADE_FAILED = "upgrade_failed"
    UNKNOWN_STAFF = "unknown_staff"
    OWN_ACCOUNT = "own_account"
    NO_CREDENTIALS = "no_credentials"
    NO_DISPLAY = "no_display"
    LOCKED = "locked"

    # Rules of the desk
    NOT_PERMITTED = "not_permitted"
    NOT_FOUND = "not_found"
    TRANSITION_REFUSED = "transition_refused"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REOPENED_TOO_LATE = "reopened_too_late"
    TOO_FEW_ATTEMPTS = "too_few_attempts"
    VISIT_ENDED = "visit_ended"
    INCOMPLETE = "incomplete"

    # Reports and papers
    MONTH_NOT_BEGUN = "month_not_begun"
    BAD_MONTH = "bad_month"
    UNKNOWN_PROJECT = "unknown_project"
    CANNOT_WRITE_FILE = "cannot_write_file"
    NO_PRINTER = "no_printer"

    # Set-up
    BAD_ROOM_PATTERN = "bad_room_pattern"
    BAD_TIMEZONE = "bad_timezone"
    BAD_PROJECT_CODE = "bad_project_code"
    EMPTY_NAME = "empty_name"
    NAME_TAKEN = "name_taken"
    TOO_MANY_ROOMS = "too_many_rooms"


class UserFacingError(Exception):
    """Something a person can understand and mend; nothing was changed in the store.

    ``facts`` fill the sentence that ``app.messages.sentence`` makes; they must hold no
    personal data.
    """

    def __init__(self, problem: Problem, **facts: object) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.facts = facts


class FieldProblem(StrEnum):
    """What is missing or wrong in one field of a form."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    NOT_A_PHONE = "not_a_phone"
    NOT_IN_FUTURE = "not_in_future"
    READ_BACK_MISSING = "read_back_missing"
    REASON_MISSING = "reason_missing"
    NOT_CHOSEN = "not_chosen"


class FieldError(Exception):
    """One field of a form that cannot be taken as it is; shown beside the field."""

    def __init__(self, field: str, problem: FieldProblem, **facts: object) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
        self.facts = facts
