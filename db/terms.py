"""The vocabulary of the records: plain enums whose values are what the store keeps."""

from enum import IntEnum, StrEnum


class CaseType(StrEnum):
    """Kind of case, by the scope of the standard (clause 2)."""

    ENQUIRY = "enquiry"
    SERVICE_REQUEST = "service_request"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    INFORMATION_REQUEST = "information_request"

    @property
    def number_prefix(self) -> str:
        """Letters that begin a case number of this type, e.g. ``TS``."""
        return _NUMBER_PREFIXES[self]


_NUMBER_PREFIXES = {
    CaseType.ENQUIRY: "ZX",
    CaseType.SERVICE_REQUEST: "BX",
    CaseType.COMPLAINT: "TS",
    CaseType.SUGGESTION: "JY",
    CaseType.PRAISE: "BY",
    CaseType.INFORMATION_REQUEST: "XX",
}


class CaseState(StrEnum):
    """Where a case stands; derived from its events and stored beside them."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    REGISTERED = "registered"
    ASSESSED = "assessed"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    REOPENED = "reopened"
    EXTERNAL = "external"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    ARCHIVED = "archived"


class EventKind(StrEnum):
    """What an entry of a case's append-only timeline says.

    The first group moves the case to the state of the same name; the second leaves the state alone.
    """

    REGISTERED = "registered"
    ASSESSED = "assessed"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    REOPENED = "reopened"
    EXTERNAL = "external"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    ARCHIVED = "archived"

    ANSWERED = "answered"
    CUSTOMER_TOLD = "customer_told"
    PROMISED = "promised"
    PROMISE_MET = "promise_met"
    HANDED_OVER = "handed_over"
    CALLED_BACK = "called_back"
    ESCALATED = "escalated"
    RATED = "rated"
    READ_BACK = "read_back"
    NOTED = "noted"
    DEPARTMENT_ANSWERED = "department_answered"
    PROMISE_RENEWED = "promise_renewed"
    SEVERITY_CHANGED = "severity_changed"
    CALLER_ADDED = "caller_added"
    TOOK_IN = "took_in"
    ESCALATION_SEEN = "escalation_seen"
    PROGRESS_ASKED = "progress_asked"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"


class Severity(IntEnum):
    """Severity of a case: 1 critical to 4 minor."""

    CRITICAL = 1
    MAJOR = 2
    NORMAL = 3
    MINOR = 4


class Source(StrEnum):
    """Channel by which a case reached the desk."""

    DESK = "desk"
    PHONE = "phone"
    WECHAT = "wechat"
    LETTER = "letter"
    HOTLINE = "hotline"
    HEAD_OFFICE = "head_office"
    PATROL = "patrol"
    OTHER = "other"


class Mood(StrEnum):
    """The customer's mood as the receptionist saw it."""

    CALM = "calm"
    ANXIOUS = "anxious"
    UPSET = "upset"


class Validity(StrEnum):
    """Whether assessment found a complaint justified."""

    VALID = "valid"
    INVALID = "invalid"


class Cause(StrEnum):
    """What assessment found to have caused a complaint."""

    PEOPLE = "people"
    PROCESS = "process"
    EQUIPMENT = "equipment"
    CONTRACTOR = "contractor"
    THIRD_PARTY = "third_party"
    OWNER = "owner"


class NextStep(StrEnum):
    """What the desk owes a case next."""

    HAND_OVER = "hand_over"
    KEEP_PROMISE = "keep_promise"
    ANSWER_FIRST = "answer_first"
    TELL_CUSTOMER = "tell_customer"
    RESOLVE = "resolve"
    FOLLOW_UP = "follow_up"
    WAKE = "wake"
    TAKE_UP = "take_up"


class EscalationCause(StrEnum):
    """Why a case was brought before somebody above the desk."""

    CLOCK = "clock"
    PROMISE = "promise"
    PERSON = "person"
    RATING = "rating"


class CloseReason(StrEnum):
    """Why a case could be closed."""

    SATISFIED = "satisfied"
    ACCEPTED = "accepted"
    UNREACHABLE = "unreachable"
    REFUSED_RECOURSE_TOLD = "refused_recourse_told"


class CustomerKind(StrEnum):
    """Relation of a customer to the project."""

    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"
    VISITOR = "visitor"
    CONTRACTOR = "contractor"
    OTHER = "other"


class VisitState(StrEnum):
    """Where one reception stands."""

    IN_PROGRESS = "in_progress"
    PARKED = "parked"
    FINISHED = "finished"
    CUSTOMER_LEFT = "customer_left"


class VisitStep(StrEnum):
    """The four steps of a reception (clauses 4.2-1 to 4.2-4)."""

    GREETING = "greeting"
    NEEDS = "needs"
    SERVICE = "service"
    SATISFACTION = "satisfaction"


class Channel(StrEnum):
    """How a customer was, or is to be, told something."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    WECHAT = "wechat"
    SMS = "sms"
    LETTER = "letter"


class PromiseState(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    RENEWED = "renewed"
    CANCELLED = "cancelled"


class RatingAnswer(StrEnum):
    """How the satisfaction question was answered; only ``scored`` carries a score."""

    SCORED = "scored"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"


class EnteredBy(StrEnum):
    """Who entered a rating; a relayed one never counts in staff figures."""

    CUSTOMER_SCREEN = "customer_screen"
    PHONE_CALLBACK = "phone_callback"
    PAPER = "paper"
    STAFF_RELAY = "staff_relay"


class RatingReason(StrEnum):
    """What a low rating was about."""

    ATTITUDE = "attitude"
    SPEED = "speed"
    RESULT = "result"
    INFORMED = "informed"
    SURROUNDINGS = "surroundings"


class Role(StrEnum):
    """Role of a staff member; what each may do stands in ``app.domain.permissions``."""

    RECEPTIONIST = "receptionist"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class ClockKind(StrEnum):
    """What a case clock measures."""

    HAND_OVER = "hand_over"
    FIRST_ANSWER = "first_answer"
    TELL_CUSTOMER = "tell_customer"
    RESOLUTION = "resolution"


class ConsentPurpose(StrEnum):
    """Purposes for which personal information is kept (PIPL art. 13 and 14).

    ``service`` rests on the service contract and is told, not asked; the others are asked.
    """

    SERVICE = "service"
    SATISFACTION_CALL = "satisfaction_call"
    NEWS = "news"
    WECHAT = "wechat"


class ConsentChannel(StrEnum):
    """How somebody agreed, declined or withdrew."""

    CUSTOMER_SCREEN = "customer_screen"
    PAPER = "paper"
    VERBAL = "verbal"


class NoteCategory(StrEnum):
    """What a note on a customer or a room is about."""

    CONTACT = "contact"
    CARE = "care"
    SAFETY = "safety"
    DISPUTE = "dispute"
    OTHER = "other"


class AccessKind(StrEnum):
    """What somebody of the staff did with what is kept of a customer (clause 5-3)."""

    OPEN_CARD = "open_card"
    REVEAL = "reveal"
    COPY = "copy"
    PRINT = "print"
    EXPORT = "export"


class AccessReason(StrEnum):
    """Why a masked name or phone was shown."""

    CALL_BACK = "call_back"
    HAND_OVER = "hand_over"
    CHECK_IDENTITY = "check_identity"
    CORRECTION = "correction"
    RIGHTS_REQUEST = "rights_request"
    OTHER = "other"


class DisclosureBasis(StrEnum):
    """On what ground personal information may be given to somebody outside (PIPL art. 13, 23)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"
    EMERGENCY = "emergency"


class ErasureGround(StrEnum):
    """Why something was made anonymous (PIPL art. 47)."""

    REQUEST = "request"
    RETENTION = "retention"


class MeasureState(StrEnum):
    """Where an improvement measure stands (clause 4.3-4)."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class MeasureEffect(StrEnum):
    """What the effect check of an improvement measure found."""

    NOT_CHECKED = "not_checked"
    EFFECTIVE = "effective"
    PARTLY = "partly"
    NO_EFFECT = "no_effect"
