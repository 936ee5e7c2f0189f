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
    return {**_store_sentences(), **_desk_sentences(), **_setup_sentences()}[problem]


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
        Problem.VISIT_ENDED: _("This visit has already ended and can no longer be changed."),
        Problem.INCOMPLETE: _("Something is still missing. Fill in the marked fields."),
        Problem.MONTH_NOT_BEGUN: _(
            "The month {month} has not begun, so there is nothing to report. Choose an earlier one."
        ),
        Problem.BAD_MONTH: _("“{month}” is not a month. Write it as 2026-10."),
        Problem.UNKNOWN_PROJECT: _(
            "There is no project “{project}” in this store. It has: {known}."
        ),
        Problem.CANNOT_WRITE_FILE: _(
            "The file {path} could not be written. Check the folder and the free space."
        ),
        Problem.NO_PRINTER: _("No printer is set up on this computer. Save the PDF instead."),
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
    }[error.problem].format(**error.facts)
