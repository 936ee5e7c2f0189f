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
    ANSWER_WAS_REFUSED = "answer_was_refused"
    ANSWER_WAS_ACCEPTED = "answer_was_accepted"
    NOTHING_TO_CALL_BACK = "nothing_to_call_back"
    CASE_ENDED = "case_ended"
    PROMISE_SETTLED = "promise_settled"
    PROMISE_LAPSED = "promise_lapsed"
    NO_SUCH_CASE = "no_such_case"
    CANNOT_MERGE = "cannot_merge"
    STILL_REOPENABLE = "still_reopenable"
    ALREADY_SEEN = "already_seen"
    VISIT_ENDED = "visit_ended"
    INCOMPLETE = "incomplete"

    # Reports and papers
    PERIOD_NOT_BEGUN = "period_not_begun"
    BAD_MONTH = "bad_month"
    BAD_PERIOD = "bad_period"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    WORKBOOK_NAME = "workbook_name"
    PERIOD_NOT_OVER = "period_not_over"
    DAY_NOT_SIGNED = "day_not_signed"
    FIGURES_CHANGED = "figures_changed"
    SIGNED_MEANWHILE = "signed_meanwhile"
    NOTHING_TO_CORRECT = "nothing_to_correct"
    CORRECTION_REASON = "correction_reason"
    NO_SUCH_VERSION = "no_such_version"
    PERIOD_SIGNED = "period_signed"
    UNKNOWN_PROJECT = "unknown_project"
    CANNOT_WRITE_FILE = "cannot_write_file"
    NO_PRINTER = "no_printer"

    # Photos and files of a case
    FILE_KIND_REFUSED = "file_kind_refused"
    FILE_DISGUISED = "file_disguised"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    FILE_ALREADY_KEPT = "file_already_kept"
    TOO_MANY_FILES = "too_many_files"
    CASE_FULL = "case_full"
    PICTURE_DAMAGED = "picture_damaged"
    PICTURE_TOO_LARGE = "picture_too_large"
    HEIC_UNREADABLE = "heic_unreadable"
    CANNOT_SHOW_FILE = "cannot_show_file"

    # Clocks and calendar
    LIMITS_OUT_OF_REACH = "limits_out_of_reach"
    CALENDAR_FILE_EMPTY = "calendar_file_empty"
    CALENDAR_FILE_DATE = "calendar_file_date"
    CALENDAR_FILE_KIND = "calendar_file_kind"
    CALENDAR_FILE_TWICE = "calendar_file_twice"

    # Importing and exporting cases
    MAPPING_NOT_TOML = "mapping_not_toml"
    MAPPING_KEY = "mapping_key"
    MAPPING_NOT_TEXT = "mapping_not_text"
    MAPPING_LACKS_FIELD = "mapping_lacks_field"
    MAPPING_CODE = "mapping_code"
    MAPPING_TIME_FORMAT = "mapping_time_format"
    MAPPING_ENCODING = "mapping_encoding"
    TABLE_LACKS_COLUMN = "table_lacks_column"
    TABLE_COLUMN_TWICE = "table_column_twice"
    TABLE_ENCODING = "table_encoding"
    TABLE_QUOTE_OPEN = "table_quote_open"
    TABLE_KIND = "table_kind"
    TABLE_DAMAGED = "table_damaged"
    TABLE_TOO_LARGE = "table_too_large"
    TABLE_EMPTY = "table_empty"
    CANNOT_READ_FILE = "cannot_read_file"

    # Consent and notices
    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_TOO_LONG = "signature_too_long"
    NOTICE_CHANGED = "notice_changed"
    NOTICE_MISSING = "notice_missing"
    CONSENT_ENDED = "consent_ended"
    SATISFACTION_CALL_REFUSED = "satisfaction_call_refused"

    # The customer archive
    PLACE_HAS_HISTORY = "place_has_history"
    PERSON_IS_ANONYMOUS = "person_is_anonymous"
    PERSON_IS_MERGED = "person_is_merged"

    # Confidentiality
    AGREEMENT_MISSING = "agreement_missing"
    AGREEMENT_OUTDATED = "agreement_outdated"
    AGREEMENT_OWN_HAND = "agreement_own_hand"
    AGREEMENT_KNOWN = "agreement_known"
    AGREEMENT_DATE = "agreement_date"
    DISCLOSURE_CONSENT = "disclosure_consent"
    DISCLOSURE_BEYOND = "disclosure_beyond"

    # Rights and retention
    RECORDS_HELD = "records_held"
    STILL_OPEN = "still_open"
    ERASED_ALREADY = "erased_already"
    RETENTION_CHANGED = "retention_changed"
    RETENTION_DONE = "retention_done"

    # Two records that are one person
    MERGE_HELD = "merge_held"
    MERGE_UNDONE = "merge_undone"
    MERGE_UNDER_ANOTHER = "merge_under_another"

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
    NOT_AFTER_BEGINNING = "not_after_beginning"
    UNKNOWN_NUMBER = "unknown_number"
    TOO_FAR = "too_far"
    UNCHANGED = "unchanged"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_TIME = "not_a_time"
    CLOSES_TOO_EARLY = "closes_too_early"
    WINDOWS_OVERLAP = "windows_overlap"
    NOBODY_WORKS = "nobody_works"
    NAMED_TWICE = "named_twice"
    DAY_AHEAD = "day_ahead"
    BEFORE_MOVING_IN = "before_moving_in"
    LIVES_THERE_ALREADY = "lives_there_already"
    TOO_MANY = "too_many"
    UNKNOWN_ROOM = "unknown_room"
    NOT_A_DAY = "not_a_day"
    NOT_AFTER_DONE = "not_after_done"
    PERIOD_RUNS = "period_runs"
    VERDICT_REASON = "verdict_reason"


class FieldError(Exception):
    """One field of a form that cannot be taken as it is; shown beside the field."""

    def __init__(self, field: str, problem: FieldProblem, **facts: object) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
        self.facts = facts
