"""One clear sentence for everything that a person can cause: what happened and what to do."""

from __future__ import annotations

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action
from app.domain.terms import CaseState
from app.i18n import _
from app.labels import action_label, case_state_label


def sentence(error: UserFacingError) -> str:
    """Return the sentence for ``error`` in the current language."""
    facts = {name: _shown(value) for name, value in error.facts.items()}
    if error.problem is Problem.BACKUP_FAILED:
        facts["reason"] = _backup_fault(str(error.facts.get("reason", "")))
    return template(error.problem).format(**facts)


def _backup_fault(code: str) -> str:
    return {
        "space": _("the drive has less free space than twice the store's size"),
        "disk": _("the folder for the copy could not be written"),
        "source": _("the store could not be read to the end"),
    }.get(code, _("the copy did not pass its check"))


def _shown(value: object) -> object:
    if isinstance(value, CaseState):
        return case_state_label(value)
    if isinstance(value, Action):
        return action_label(value)
    return value


def template(problem: Problem) -> str:
    """Return the sentence of ``problem`` with its fields still open."""
    return {
        **_store_sentences(),
        **_desk_sentences(),
        **_file_sentences(),
        **_calendar_sentences(),
        **_import_sentences(),
        **_consent_sentences(),
        **_agreement_sentences(),
        **_archive_sentences(),
        **_merge_sentences(),
        **_rights_sentences(),
        **_setup_sentences(),
    }[problem]


def _store_sentences() -> dict[Problem, str]:
    return {
        Problem.WRONG_PASSWORD: _("This password does not open the desk. Check it and try again."),
        Problem.TOO_MANY_ATTEMPTS: _(
            "Too many wrong passwords. Wait {seconds} seconds, then try again."
        ),
        Problem.WRONG_RECOVERY_KEY: _(
            "This is not the recovery key of this store. Compare it with the printed sheet."
        ),
        Problem.NO_STORE: _("There is no store in {folder}. Set the desk up first."),
        Problem.STORE_EXISTS: _(
            "{folder} already holds a store. Choose another folder; nothing was changed."
        ),
        Problem.STORE_IN_USE: _(
            "The desk is already open on this computer. Use that window or close it first."
        ),
        Problem.STORE_DAMAGED: _(
            "The store file is damaged and was left untouched. "
            "Restore the newest backup as the manual says."
        ),
        Problem.STORE_FOREIGN: _(
            "The store file was not made by this program. Check the data folder."
        ),
        Problem.STORE_NEWER: _(
            "This store was written by a newer version of the program. "
            "Install that version; nothing was changed."
        ),
        Problem.KEY_FILE_DAMAGED: _(
            "The key file is missing or damaged. Copy keys.json back from the newest backup."
        ),
        Problem.FOLDER_READ_ONLY: _(
            "The data folder {folder} cannot be written to. "
            "Ask the administrator for write permission."
        ),
        Problem.DISK_FULL: _(
            "The disk is full and nothing was saved. Free some space and save again; "
            "what you typed is still here."
        ),
        Problem.DISK_FAULT: _(
            "The disk reported a fault and nothing was saved. "
            "Check the disk, then restart the program."
        ),
        Problem.STORE_BUSY: _(
            "Another program holds the store at the moment. Try again in a few seconds."
        ),
        Problem.NOT_ENOUGH_MEMORY: _(
            "There is not enough free memory to unlock. Close other programs and try again."
        ),
        Problem.BACKUP_FAILED: _("The backup could not be made: {reason}. Nothing else changed."),
        Problem.UPGRADE_FAILED: _(
            "The store could not be upgraded and is as it was before. "
            "Go back to the former version and keep the newest backup safe."
        ),
        Problem.UNKNOWN_STAFF: _("There is nobody called “{name}” here. Known are: {known}."),
        Problem.OWN_ACCOUNT: _(
            "You cannot close your own account. Another administrator has to do it."
        ),
        Problem.NO_CREDENTIALS: _(
            "User and password are needed. Set RECEPTION_USER and RECEPTION_PASSWORD, "
            "or run the command in a terminal to be asked."
        ),
        Problem.NO_DISPLAY: _(
            "There is no screen to open the desk on. Start it in a desktop session."
        ),
        Problem.LOCKED: _("The desk is locked. Unlock it and try again; drafts are kept."),
    }


def _desk_sentences() -> dict[Problem, str]:
    return {
        Problem.NOT_PERMITTED: _("Your role does not allow you to {action}. Ask your supervisor."),
        Problem.NOT_FOUND: _("This record is no longer there. Refresh with F5 and try again."),
        Problem.TRANSITION_REFUSED: _(
            "A case that is “{state}” cannot become “{wanted}”. Refresh and check where it stands."
        ),
        Problem.CHANGED_MEANWHILE: _(
            "This was changed elsewhere meanwhile. Refresh with F5; what you typed is kept."
        ),
        Problem.REOPENED_TOO_LATE: _(
            "This case was closed more than {days} days ago. "
            "Register a new one and name {number} in it."
        ),
        Problem.TOO_FEW_ATTEMPTS: _(
            "A case is closed as not reached after {least} call-backs in vain; "
            "so far there were {attempts}."
        ),
        Problem.ANSWER_WAS_REFUSED: _(
            "The customer refused the last answer, so the case cannot be closed as accepted. "
            "Answer once more, or close it as refused with the recourse told."
        ),
        Problem.ANSWER_WAS_ACCEPTED: _(
            "The customer accepted the last answer, so the case cannot be closed as refused. "
            "Reopen it if the customer has changed their mind."
        ),
        Problem.NOTHING_TO_CALL_BACK: _(
            "A call-back follows an answer; this case is “{state}”. "
            "Write down what you said as “Told the customer” instead."
        ),
        Problem.CASE_ENDED: _(
            "{number} has ended (“{state}”), so nothing new can be begun in it. "
            "Reopen it, or register a new case."
        ),
        Problem.PROMISE_SETTLED: _(
            "This promise is settled already. Refresh with F5 and make a new one if it is needed."
        ),
        Problem.PROMISE_LAPSED: _(
            "This promise has lapsed and cannot be renewed any more. "
            "Tell the customer now, then make a new promise."
        ),
        Problem.NO_SUCH_CASE: _(
            "There is no case with the number {number} here. Check the number and try again."
        ),
        Problem.CANNOT_MERGE: _(
            "{number} cannot take this case in: it has ended, or it is the same case. "
            "Choose another open one."
        ),
        Problem.STILL_REOPENABLE: _(
            "{number} can still be reopened. Reopen it instead of registering a new case."
        ),
        Problem.ALREADY_SEEN: _("Somebody has seen this escalation already. Refresh with F5."),
        Problem.VISIT_ENDED: _("This visit has already ended and can no longer be changed."),
        Problem.INCOMPLETE: _("Something is still missing. Fill in the marked fields."),
        Problem.PERIOD_NOT_BEGUN: _(
            "{period} has not begun, so there is nothing to report. Choose an earlier period."
        ),
        Problem.BAD_MONTH: _("“{month}” is not a month. Write it as 2026-10."),
        Problem.WORKBOOK_NAME: _("“{file}” is no name for a workbook. Let it end in .xlsx."),
        Problem.NOTHING_TO_COMPARE: _(
            "A comparison needs at least two projects. Name two, or look at the report of the one."
        ),
        Problem.BAD_PERIOD: _(
            "“{period}” is not a period. Write a day as 2026-10-05, a month as 2026-10, a quarter "
            "as 2026-Q4 or a year as 2026."
        ),
        Problem.PERIOD_NOT_OVER: _(
            "{period} is not over: its figures still change. Sign once it has ended."
        ),
        Problem.DAY_NOT_SIGNED: _(
            "A day sheet is not signed. Sign the month, the quarter or the year."
        ),
        Problem.FIGURES_CHANGED: _(
            "The figures or what is written with them have changed since you looked. Nothing was "
            "signed: look at the report again, then sign."
        ),
        Problem.SIGNED_MEANWHILE: _(
            "{name} has just signed version {version}. Nothing more was signed: look at that "
            "version first."
        ),
        Problem.NOTHING_TO_CORRECT: _(
            "Version {version} says the same already, so there is nothing to sign again."
        ),
        Problem.CORRECTION_REASON: _(
            "Version {version} is signed already. Say why it is corrected: give --reason."
        ),
        Problem.NO_SUCH_VERSION: _(
            "{period} has no signed version {version}. See which versions there are."
        ),
        Problem.PERIOD_SIGNED: _(
            "{period} is signed, so its commentary is locked. Sign a correction to change it."
        ),
        Problem.UNKNOWN_PROJECT: _(
            "There is no project “{project}” in this store. It has: {known}."
        ),
        Problem.CANNOT_WRITE_FILE: _(
            "The file {path} could not be written. Check the folder and the free space."
        ),
        Problem.NO_PRINTER: _("No printer is set up on this computer. Save the PDF instead."),
    }


def _file_sentences() -> dict[Problem, str]:
    return {
        Problem.FILE_KIND_REFUSED: _(
            "This kind of file cannot be kept with a case. Take a picture (JPEG, PNG, WebP), "
            "a document (PDF, TXT, DOCX, XLSX) or a recording (M4A, MP3, WAV)."
        ),
        Problem.FILE_DISGUISED: _(
            "What is in this file is not what its name says, or it is protected by a password. "
            "Open it, save it anew, and add that."
        ),
        Problem.FILE_EMPTY: _("This file is empty. Check it and add it again."),
        Problem.FILE_TOO_LARGE: _(
            "This file is larger than {limit} MB. Make a smaller copy and add that."
        ),
        Problem.FILE_UNREADABLE: _(
            "This file could not be read. Check that it is still there and may be read."
        ),
        Problem.FILE_ALREADY_KEPT: _("This file is kept with the case already."),
        Problem.TOO_MANY_FILES: _(
            "A case holds {limit} photos and files at most. Put several pages into one PDF, "
            "or have one removed that is not needed."
        ),
        Problem.CASE_FULL: _(
            "The photos and files of a case hold {limit} MB at most. Make smaller copies, "
            "or have one removed that is not needed."
        ),
        Problem.PICTURE_DAMAGED: _(
            "This picture is damaged or was cut off on its way. Have it sent again."
        ),
        Problem.PICTURE_TOO_LARGE: _(
            "This picture has more than {limit} million points. Make a smaller copy and add that."
        ),
        Problem.HEIC_UNREADABLE: _(
            "HEIC pictures cannot be read here. Have the picture sent as JPEG; on an iPhone: "
            "Settings, Camera, Formats, Most Compatible."
        ),
        Problem.CANNOT_SHOW_FILE: _(
            "This file cannot be shown here: it is damaged or protected by a password. "
            "Save a copy and open it in another program."
        ),
    }


def _calendar_sentences() -> dict[Problem, str]:
    return {
        Problem.LIMITS_OUT_OF_REACH: _(
            "With this calendar a time limit would not end within three years. "
            "Add office hours, or take holidays away; nothing was changed."
        ),
        Problem.CALENDAR_FILE_EMPTY: _(
            "There is no calendar day in this file. Each line needs a date, a kind (holiday or "
            "workday, 休 or 班) and a name, separated by commas."
        ),
        Problem.CALENDAR_FILE_DATE: _(
            "Line {line}: “{value}” is not a date. Write it as 2027-10-01; nothing was changed."
        ),
        Problem.CALENDAR_FILE_KIND: _(
            "Line {line}: “{value}” is not a kind of day. "
            "Write holiday or workday (休 or 班); nothing was changed."
        ),
        Problem.CALENDAR_FILE_TWICE: _(
            "Line {line}: {value} stands in the file twice with different kinds. "
            "Keep one of the two; nothing was changed."
        ),
    }


def _import_sentences() -> dict[Problem, str]:
    return {
        Problem.MAPPING_NOT_TOML: _(
            "The mapping {path} is not proper TOML, see line {line}. "
            "Compare it with the example in the manual."
        ),
        Problem.MAPPING_KEY: _(
            "The mapping says “{key}”, which is not known here. Known are: {known}."
        ),
        Problem.MAPPING_NOT_TEXT: _(
            "What the mapping says of “{key}” does not belong there. "
            "Compare it with the example in the manual."
        ),
        Problem.MAPPING_LACKS_FIELD: _(
            "The mapping does not say where “{field}” comes from. "
            "Name its column, or give it once for all rows."
        ),
        Problem.MAPPING_CODE: _(
            "“{value}” under “{key}” in the mapping is none of our codes. Known are: {known}."
        ),
        Problem.MAPPING_TIME_FORMAT: _(
            "“{format}” in the mapping is no form of a date. Write it like %Y/%m/%d %H:%M."
        ),
        Problem.MAPPING_ENCODING: _(
            "“{encoding}” in the mapping is no encoding. Write auto, utf-8 or gb18030."
        ),
        Problem.TABLE_LACKS_COLUMN: _("The file has no column “{column}”. It has: {known}."),
        Problem.TABLE_COLUMN_TWICE: _(
            "The file has the column “{column}” more than once. Rename one of them."
        ),
        Problem.TABLE_ENCODING: _(
            "The text of {file} is not in {encoding}. Save it as UTF-8, "
            "or name its encoding in the mapping."
        ),
        Problem.TABLE_QUOTE_OPEN: _(
            "A quotation mark opens in line {line} and is never closed, so nobody can tell the "
            "rows after it apart. Close it and try again."
        ),
        Problem.TABLE_KIND: _(
            "{file} is neither a CSV file nor an Excel workbook (.xlsx). Save it as one of them."
        ),
        Problem.TABLE_DAMAGED: _(
            "The workbook {file} cannot be opened: it is damaged or protected by a password. "
            "Open it, save it anew, and take that."
        ),
        Problem.TABLE_TOO_LARGE: _(
            "{file} is too large: {rows} rows and {limit} MB are the most. Split it into parts."
        ),
        Problem.TABLE_EMPTY: _("{file} has no rows under its header, so there is nothing to take."),
        Problem.CANNOT_READ_FILE: _(
            "The file {path} could not be read. Check that it is there and may be read."
        ),
    }


def _consent_sentences() -> dict[Problem, str]:
    return {
        Problem.SIGNATURE_MISSING: _(
            "There is no signature yet: a dot is not enough. Sign on the white field."
        ),
        Problem.SIGNATURE_TOO_LONG: _(
            "This is more than a signature. Clear the white field and sign once more."
        ),
        Problem.NOTICE_CHANGED: _(
            "A new version of the notice is in force meanwhile, so nothing was kept. "
            "Show it to the customer and ask once more."
        ),
        Problem.NOTICE_MISSING: _(
            "No notice on personal information is in force. Have the supervisor issue one under "
            "Settings, Notices."
        ),
        Problem.CONSENT_ENDED: _(
            "This consent is no longer in force. Read the card again; there is nothing to withdraw."
        ),
        Problem.SATISFACTION_CALL_REFUSED: _(
            "The customer does not want to be asked by telephone how satisfied they are. "
            "Record the call without a rating."
        ),
    }


def _archive_sentences() -> dict[Problem, str]:
    return {
        Problem.PLACE_HAS_HISTORY: _(
            "“{name}” cannot be removed: people, visits or cases belong to it. Rename it instead."
        ),
        Problem.PERSON_IS_ANONYMOUS: _(
            "This person was made anonymous; nothing more is kept of them. "
            "Add them anew if need be."
        ),
        Problem.PERSON_IS_MERGED: _(
            "This record was brought together with another one. Open that one instead."
        ),
    }


def _merge_sentences() -> dict[Problem, str]:
    return {
        Problem.MERGE_HELD: _(
            "The record that goes is under a legal hold. Keep that one and let the other go, "
            "or have the hold released first."
        ),
        Problem.MERGE_UNDONE: _("This merge was undone already. Refresh with F5."),
        Problem.MERGE_UNDER_ANOTHER: _(
            "Another merge was made on top of this one. Undo that one first; "
            "it stands in the person's history."
        ),
    }


def _agreement_sentences() -> dict[Problem, str]:
    return {
        Problem.AGREEMENT_MISSING: _(
            "Nothing opens before the confidentiality agreement is signed. Unlock the desk on the "
            "screen, read it and sign."
        ),
        Problem.AGREEMENT_OUTDATED: _(
            "Another version of the confidentiality agreement is in force. Lock, unlock again, and "
            "sign the one that is shown then."
        ),
        Problem.AGREEMENT_OWN_HAND: _(
            "Everybody signs the confidentiality agreement in person. Have them unlock and sign, "
            "or record the paper they signed."
        ),
        Problem.AGREEMENT_KNOWN: _(
            "The agreement of this person is on record already, so nothing was changed."
        ),
        Problem.AGREEMENT_DATE: _("The day of signing lies ahead. Take the day on the paper."),
        Problem.DISCLOSURE_CONSENT: _(
            "This customer's consent is not in force, so nothing was recorded. Choose a consent "
            "that is, or another ground; without one, nothing may be handed out."
        ),
        Problem.DISCLOSURE_BEYOND: _(
            "The consent does not cover everything that is ticked, so nothing was recorded. Hand "
            "out only what it covers, or rest the remainder on another ground."
        ),
    }


def _rights_sentences() -> dict[Problem, str]:
    return {
        Problem.RECORDS_HELD: _(
            "A legal hold stands on these records, so nothing of them is erased. "
            "Whoever placed it can release it."
        ),
        Problem.STILL_OPEN: _(
            "{numbers} is not finished yet. Close it first; then the records can be erased."
        ),
        Problem.ERASED_ALREADY: _("This person has been made anonymous already."),
        Problem.RETENTION_CHANGED: _(
            "The records changed after the preview. Nothing was erased; look at the new preview."
        ),
        Problem.RETENTION_DONE: _("This run was approved already. Its certificate can be printed."),
    }


def _setup_sentences() -> dict[Problem, str]:
    return {
        Problem.WEAK_PASSWORD: _(
            "This password is too easy to guess. Use at least 10 characters, "
            "for example three unrelated words."
        ),
        Problem.BAD_ROOM_PATTERN: _(
            "The rooms cannot be made from these numbers. Each range runs from low to high."
        ),
        Problem.BAD_TIMEZONE: _("“{timezone}” is not a time zone. Write it as Asia/Shanghai."),
        Problem.BAD_PROJECT_CODE: _(
            "A project code has 1 to 12 letters and digits. “{code}” has not."
        ),
        Problem.EMPTY_NAME: _("A name is missing. Fill it in."),
        Problem.NAME_TAKEN: _("“{name}” is taken already. Choose another name."),
        Problem.TOO_MANY_ROOMS: _(
            "This pattern makes {count} rooms; {limit} is the most. Make the ranges smaller."
        ),
    }


def field_sentence(error: FieldError) -> str:
    """Return the sentence shown beside one field."""
    return {
        FieldProblem.REQUIRED: _("Please fill this in."),
        FieldProblem.TOO_LONG: _("At most {limit} characters; shorten it, nothing is lost."),
        FieldProblem.NOT_A_PHONE: _("This is not a phone number. Use 6 to 20 digits."),
        FieldProblem.NOT_IN_FUTURE: _("This time has passed. Choose a later one."),
        FieldProblem.READ_BACK_MISSING: _("Read it back to the customer, then tick here."),
        FieldProblem.REASON_MISSING: _("Say in a few words why you chose another severity."),
        FieldProblem.NOT_CHOSEN: _("Please choose one."),
        FieldProblem.NOT_AFTER_BEGINNING: _("This is before the beginning. Choose a later time."),
        FieldProblem.UNKNOWN_NUMBER: _("There is no case with this number here."),
        FieldProblem.TOO_FAR: _("At most {days} days ahead; choose an earlier time."),
        FieldProblem.UNCHANGED: _("It is that already; choose another one."),
        FieldProblem.OUT_OF_RANGE: _("From {least} to {most}; correct the number."),
        FieldProblem.NOT_A_TIME: _("Write a time of day as 8:30; 24:00 is the end of the day."),
        FieldProblem.CLOSES_TOO_EARLY: _("It must close later than it opens."),
        FieldProblem.WINDOWS_OVERLAP: _("Two opening times overlap; change one of them."),
        FieldProblem.NOBODY_WORKS: _("Somebody has to work on one day of the week at least."),
        FieldProblem.NAMED_TWICE: _("“{name}” stands there twice; take one away."),
        FieldProblem.DAY_AHEAD: _("This day is still to come. Write it down when it has come."),
        FieldProblem.BEFORE_MOVING_IN: _("This is before the day of moving in. Correct the day."),
        FieldProblem.LIVES_THERE_ALREADY: _(
            "This person is on record there for that time already. Choose another day or kind."
        ),
        FieldProblem.TOO_MANY: _("At most {limit}; take some away."),
        FieldProblem.UNKNOWN_ROOM: _("There is no such room here. Write it as 3-2-1802."),
        FieldProblem.NOT_A_DAY: _("This is not a day. Write it as 2026-11-23."),
        FieldProblem.NOT_AFTER_DONE: _(
            "The measure was done on {day}. Choose a period that begins after it."
        ),
        FieldProblem.PERIOD_RUNS: _(
            "This period is not over; its figures still change. Choose one that has ended."
        ),
        FieldProblem.VERDICT_REASON: _(
            "This is not what the figures propose. Say in a few words why you see it so."
        ),
    }[error.problem].format(**error.facts)
