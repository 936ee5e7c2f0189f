"""The words for the records' vocabulary, in the current language."""

from __future__ import annotations

from app.domain.permissions import Action
from app.domain.terms import (
    AccessKind,
    AccessReason,
    CaseState,
    CaseType,
    Cause,
    Channel,
    ClockKind,
    CloseReason,
    CustomerKind,
    EnteredBy,
    EscalationCause,
    EventKind,
    MeasureEffect,
    MeasureState,
    Mood,
    NextStep,
    NoteCategory,
    PromiseState,
    RatingAnswer,
    RatingReason,
    Role,
    Severity,
    Source,
    Validity,
    VisitState,
    VisitStep,
)
from app.i18n import _, pgettext


def case_type_label(case_type: CaseType) -> str:
    """Return the name of a case type."""
    return {
        CaseType.ENQUIRY: _("Enquiry"),
        CaseType.SERVICE_REQUEST: _("Service request"),
        CaseType.COMPLAINT: _("Complaint"),
        CaseType.SUGGESTION: _("Suggestion"),
        CaseType.PRAISE: _("Praise"),
        CaseType.INFORMATION_REQUEST: _("Personal-information request"),
    }[case_type]


def case_state_label(state: CaseState) -> str:
    """Return the name of a case state."""
    return {
        CaseState.DRAFT: _("Draft"),
        CaseState.DISCARDED: _("Discarded"),
        CaseState.REGISTERED: _("Registered"),
        CaseState.ASSESSED: _("Assessed"),
        CaseState.IN_PROGRESS: _("In progress"),
        CaseState.WAITING: _("Waiting"),
        CaseState.RESOLVED: _("Answered"),
        CaseState.FOLLOW_UP: _("To follow up"),
        CaseState.CLOSED: _("Closed"),
        CaseState.REOPENED: _("Reopened"),
        CaseState.EXTERNAL: _("Passed outside"),
        CaseState.MERGED: _("Merged"),
        CaseState.WITHDRAWN: _("Withdrawn"),
        CaseState.VOIDED: _("Voided"),
        CaseState.ARCHIVED: _("Archived"),
    }[state]


def event_label(kind: EventKind) -> str:
    """Return the word that heads an entry of the timeline."""
    return {
        EventKind.REGISTERED: _("Registered"),
        EventKind.ASSESSED: _("Assessed"),
        EventKind.IN_PROGRESS: _("In progress"),
        EventKind.WAITING: _("Waiting"),
        EventKind.RESOLVED: _("Answered"),
        EventKind.FOLLOW_UP: _("To follow up"),
        EventKind.CLOSED: _("Closed"),
        EventKind.REOPENED: _("Reopened"),
        EventKind.EXTERNAL: _("Passed outside"),
        EventKind.MERGED: _("Merged"),
        EventKind.WITHDRAWN: _("Withdrawn"),
        EventKind.VOIDED: _("Voided"),
        EventKind.ARCHIVED: _("Archived"),
        EventKind.ANSWERED: _("First answer"),
        EventKind.CUSTOMER_TOLD: _("Customer told"),
        EventKind.PROMISED: _("Promise"),
        EventKind.PROMISE_MET: _("Promise met"),
        EventKind.HANDED_OVER: _("Handed over"),
        EventKind.CALLED_BACK: _("Call-back"),
        EventKind.ESCALATED: _("Escalated"),
        EventKind.RATED: _("Rating"),
        EventKind.READ_BACK: _("Read back"),
        EventKind.NOTED: _("Note"),
        EventKind.DEPARTMENT_ANSWERED: _("Department answered"),
        EventKind.PROMISE_RENEWED: _("Promise renewed"),
        EventKind.SEVERITY_CHANGED: _("Severity changed"),
        EventKind.CALLER_ADDED: _("Another caller"),
        EventKind.TOOK_IN: _("Took in another case"),
        EventKind.ESCALATION_SEEN: _("Escalation seen"),
        EventKind.PROGRESS_ASKED: _("Customer asked how it stands"),
        EventKind.FILE_ADDED: _("File added"),
        EventKind.FILE_REMOVED: _("File removed"),
    }[kind]


def cause_label(cause: Cause) -> str:
    """Return the name of what caused a complaint."""
    return {
        Cause.PEOPLE: _("People"),
        Cause.PROCESS: _("Process"),
        Cause.EQUIPMENT: _("Equipment"),
        Cause.CONTRACTOR: _("Contractor on site"),
        Cause.THIRD_PARTY: _("Third party"),
        Cause.OWNER: _("Owner's side"),
    }[cause]


def next_step_label(step: NextStep) -> str:
    """Return what the desk owes a case next."""
    return {
        NextStep.HAND_OVER: _("Hand over"),
        NextStep.KEEP_PROMISE: _("Keep promise"),
        NextStep.ANSWER_FIRST: _("First answer"),
        NextStep.TELL_CUSTOMER: _("Tell the customer"),
        NextStep.RESOLVE: _("Give result"),
        NextStep.FOLLOW_UP: _("Call back"),
        NextStep.WAKE: _("Wait is over"),
        NextStep.TAKE_UP: _("Take up"),
    }[step]


def escalation_cause_label(cause: EscalationCause) -> str:
    """Return why a case was brought before somebody above the desk."""
    return {
        EscalationCause.CLOCK: _("A time limit ran out"),
        EscalationCause.PROMISE: _("A promise was not kept"),
        EscalationCause.PERSON: _("The desk asked for help"),
        EscalationCause.RATING: _("The customer is dissatisfied"),
    }[cause]


def severity_label(severity: Severity) -> str:
    """Return the name of a severity."""
    return {
        Severity.CRITICAL: _("Critical"),
        Severity.MAJOR: _("Major"),
        Severity.NORMAL: pgettext("severity", "Normal"),
        Severity.MINOR: _("Minor"),
    }[severity]


def source_label(source: Source) -> str:
    """Return the name of a source."""
    return {
        Source.DESK: _("At the desk"),
        Source.PHONE: pgettext("source", "By phone"),
        Source.WECHAT: _("WeChat"),
        Source.LETTER: _("In writing"),
        Source.HOTLINE: _("12345 hotline"),
        Source.HEAD_OFFICE: _("Head office"),
        Source.PATROL: _("Patrol"),
        Source.OTHER: _("Other"),
    }[source]


def mood_label(mood: Mood) -> str:
    """Return the name of a customer's mood."""
    return {Mood.CALM: _("Calm"), Mood.ANXIOUS: _("Anxious"), Mood.UPSET: _("Upset")}[mood]


def validity_label(validity: Validity) -> str:
    """Return the word for a justified or unjustified complaint."""
    return {Validity.VALID: _("Valid"), Validity.INVALID: _("Not valid")}[validity]


def close_reason_label(reason: CloseReason) -> str:
    """Return why a case was closed."""
    return {
        CloseReason.SATISFIED: _("Customer satisfied"),
        CloseReason.ACCEPTED: _("Customer accepted the answer"),
        CloseReason.UNREACHABLE: _("Not reached after three attempts"),
        CloseReason.REFUSED_RECOURSE_TOLD: _("Refused; told of other recourse"),
    }[reason]


def customer_kind_label(kind: CustomerKind) -> str:
    """Return the name of a customer kind."""
    return {
        CustomerKind.OWNER: _("Owner"),
        CustomerKind.TENANT: _("Tenant"),
        CustomerKind.FAMILY: _("Family"),
        CustomerKind.VISITOR: _("Visitor"),
        CustomerKind.CONTRACTOR: _("Contractor"),
        CustomerKind.OTHER: _("Other"),
    }[kind]


def visit_state_label(state: VisitState) -> str:
    """Return the name of a visit state."""
    return {
        VisitState.IN_PROGRESS: _("In progress"),
        VisitState.PARKED: _("Parked"),
        VisitState.FINISHED: _("Finished"),
        VisitState.CUSTOMER_LEFT: _("Customer left"),
    }[state]


def visit_step_label(step: VisitStep) -> str:
    """Return the name of a wizard step."""
    return {
        VisitStep.GREETING: _("Greeting"),
        VisitStep.NEEDS: _("Needs"),
        VisitStep.SERVICE: _("Service"),
        VisitStep.SATISFACTION: _("Satisfaction"),
    }[step]


def channel_label(channel: Channel) -> str:
    """Return the name of a channel for telling the customer."""
    return {
        Channel.IN_PERSON: _("In person"),
        Channel.PHONE: _("By phone"),
        Channel.WECHAT: _("WeChat"),
        Channel.SMS: _("Text message"),
        Channel.LETTER: _("Letter"),
    }[channel]


def promise_state_label(state: PromiseState) -> str:
    """Return what became of a promise."""
    return {
        PromiseState.OPEN: pgettext("promise", "Open"),
        PromiseState.KEPT: _("Kept"),
        PromiseState.LATE: _("Late"),
        PromiseState.BROKEN: _("Broken"),
        PromiseState.RENEWED: _("Renewed"),
        PromiseState.CANCELLED: _("Cancelled"),
    }[state]


def score_label(score: int) -> str:
    """Return the words of one of the five satisfaction levels."""
    return {
        5: _("Very satisfied"),
        4: _("Satisfied"),
        3: _("Fairly satisfied"),
        2: _("Dissatisfied"),
        1: _("Very dissatisfied"),
    }[score]


def rating_answer_label(answer: RatingAnswer) -> str:
    """Return how the satisfaction question was answered."""
    return {
        RatingAnswer.SCORED: _("Rated"),
        RatingAnswer.DECLINED: _("Declined"),
        RatingAnswer.NO_ANSWER: _("No answer"),
    }[answer]


def rating_reason_label(reason: RatingReason) -> str:
    """Return what a low rating was about."""
    return {
        RatingReason.ATTITUDE: _("Attitude"),
        RatingReason.SPEED: _("Speed"),
        RatingReason.RESULT: _("Result"),
        RatingReason.INFORMED: _("Being kept informed"),
        RatingReason.SURROUNDINGS: _("Surroundings"),
    }[reason]


def entered_by_label(entered_by: EnteredBy) -> str:
    """Return who entered a rating."""
    return {
        EnteredBy.CUSTOMER_SCREEN: _("Pressed by the customer"),
        EnteredBy.PHONE_CALLBACK: _("On the phone"),
        EnteredBy.PAPER: _("On paper"),
        EnteredBy.STAFF_RELAY: _("Relayed by staff"),
    }[entered_by]


def role_label(role: Role) -> str:
    """Return the name of a role."""
    return {
        Role.RECEPTIONIST: _("Receptionist"),
        Role.SUPERVISOR: _("Service supervisor"),
        Role.MANAGER: _("Project manager"),
        Role.ADMINISTRATOR: _("Administrator"),
    }[role]


def clock_label(kind: ClockKind) -> str:
    """Return the name of a case clock."""
    return {
        ClockKind.HAND_OVER: _("Hand-over"),
        ClockKind.FIRST_ANSWER: _("First answer"),
        ClockKind.TELL_CUSTOMER: _("Next news to the customer"),
        ClockKind.RESOLUTION: _("Resolution"),
    }[kind]


def action_label(action: Action) -> str:
    """Return what a permission lets a person do."""
    return {
        Action.RECEIVE: _("receive customers"),
        Action.REVEAL_PHONES: _("see full names and phone numbers"),
        Action.READ_CASES: _("read cases"),
        Action.CARRY_CASES: _("carry cases on"),
        Action.VOID_CASES: _("void cases"),
        Action.REMOVE_ATTACHMENTS: _("remove photos and files of a case"),
        Action.ACKNOWLEDGE_ESCALATIONS: _("acknowledge escalations to the supervisor"),
        Action.ACKNOWLEDGE_HIGH_ESCALATIONS: _("acknowledge escalations to the project manager"),
        Action.ANNOUNCE_OUTAGES: _("announce outages"),
        Action.IMPORT_CASES: _("import cases"),
        Action.EXPORT_CASES: _("export cases with names and phones"),
        Action.READ_REPORTS: _("read reports"),
        Action.SIGN_REPORTS: _("comment on and sign reports"),
        Action.KEEP_IMPROVEMENTS: _("keep the improvement register"),
        Action.READ_FEEDBACK: _("read the feedback analysis"),
        Action.SEARCH_EVERY_PROJECT: _("search in every project"),
        Action.READ_CUSTOMERS: _("read the customer archive"),
        Action.KEEP_CUSTOMERS: _("keep customers, households and notes up to date"),
        Action.TAKE_CONSENTS: _("record consents and withdrawals"),
        Action.MERGE_CUSTOMERS: _("merge customers who are one person"),
        Action.IMPORT_CUSTOMERS: _("import an owner roster"),
        Action.EXPORT_CUSTOMERS: _("export the customer archive"),
        Action.DISCLOSE: _("record what is given to third parties"),
        Action.READ_ACCESS_LOG: _("see who looked at a customer"),
        Action.SERVE_RIGHTS: _("hand out all that is kept of a person"),
        Action.ERASE_CUSTOMERS: _("make a person anonymous"),
        Action.HOLD_RECORDS: _("place and release a legal hold"),
        Action.RUN_RETENTION: _("approve a retention run"),
        Action.CHANGE_NOTICES: _("issue a new version of a notice"),
        Action.BACK_UP: _("back up the store"),
        Action.CHANGE_POLICY: _("change settings"),
        Action.MANAGE_STAFF: _("manage staff"),
    }[action]


def ratio_label(name: str) -> str:
    """Return what the ratio of that name is called, on screen and paper."""
    return {
        "completion": _("Completion rate"),
        "first_answer_in_time": _("First answer in time"),
        "resolved_in_time": _("Resolved in time"),
        "promises_kept": _("Promises kept"),
        "valid": _("Valid complaints"),
        "called_back": _("Called back"),
        "reached": _("Reached by phone"),
        "satisfaction": _("Satisfaction rate"),
        "coverage": _("Rating coverage"),
        "reopening": _("Reopening rate"),
        "repeat": _("Repeat complaints"),
        "escalated": _("Escalation rate"),
    }[name]


def access_kind_label(kind: AccessKind) -> str:
    """Return what somebody did with what is kept of a customer."""
    return {
        AccessKind.OPEN_CARD: _("opened the customer's page"),
        AccessKind.REVEAL: _("showed name and phone"),
        AccessKind.COPY: _("copied a phone"),
        AccessKind.PRINT: _("printed in full"),
        AccessKind.EXPORT: _("exported"),
    }[kind]


def access_reason_label(reason: AccessReason) -> str:
    """Return why a masked name or phone was shown."""
    return {
        AccessReason.CALL_BACK: _("Call back"),
        AccessReason.HAND_OVER: _("Hand over to a department"),
        AccessReason.CHECK_IDENTITY: _("Check who it is"),
        AccessReason.CORRECTION: _("Correct the record"),
        AccessReason.RIGHTS_REQUEST: _("Request of the person"),
        AccessReason.OTHER: pgettext("reason", "Something else"),
    }[reason]


def note_category_label(category: NoteCategory) -> str:
    """Return what a note on a customer or room is about."""
    return {
        NoteCategory.CONTACT: _("How to reach"),
        NoteCategory.CARE: _("Needs care"),
        NoteCategory.SAFETY: _("Safety"),
        NoteCategory.DISPUTE: _("Dispute"),
        NoteCategory.OTHER: _("Other"),
    }[category]


def measure_state_label(state: MeasureState) -> str:
    """Return where an improvement measure stands."""
    return {
        MeasureState.PLANNED: pgettext("measure", "Planned"),
        MeasureState.IN_PROGRESS: pgettext("measure", "Under way"),
        MeasureState.DONE: pgettext("measure", "Done"),
        MeasureState.DROPPED: pgettext("measure", "Dropped"),
    }[state]


def measure_effect_label(effect: MeasureEffect) -> str:
    """Return what the effect check of an improvement measure found."""
    return {
        MeasureEffect.NOT_CHECKED: pgettext("measure", "Not checked yet"),
        MeasureEffect.EFFECTIVE: pgettext("measure", "Effective"),
        MeasureEffect.PARTLY: pgettext("measure", "Partly effective"),
        MeasureEffect.NO_EFFECT: pgettext("measure", "No effect"),
    }[effect]
