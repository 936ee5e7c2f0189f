"""The mapped classes, one file per area of the records."""

from db.models.archive import (
    CustomerMerge,
    CustomerNote,
    DistinctPair,
    RosterImport,
    Vehicle,
)
from db.models.attachments import Attachment, AttachmentContent
from db.models.audit import AuditEntry
from db.models.base import Base, new_id
from db.models.cases import (
    Case,
    CaseCaller,
    CaseClock,
    CaseEvent,
    Category,
    Escalation,
    Promise,
)
from db.models.desk import CaseImport, Outage, SavedFilter
from db.models.people import Consent, Customer, CustomerKey, Notice, Occupancy, Staff
from db.models.places import Building, Project, Room, Unit
from db.models.policy import CalendarDay, Counter, ProjectPolicy, Setting
from db.models.privacy import (
    AccessEntry,
    ConfidentialityAgreement,
    ConsentEvidence,
    Disclosure,
    Erasing,
    Erasure,
    LegalHold,
    NoticeTold,
    ReadingSeen,
    RetentionRun,
)
from db.models.reports import (
    Improvement,
    ImprovementEntry,
    OpenStretch,
    ReportComment,
    SignedPaper,
    SignedReport,
)
from db.models.search import SearchDocument, SearchPending, SearchProject
from db.models.visits import Rating, Visit

__all__ = [
    "AccessEntry",
    "Attachment",
    "AttachmentContent",
    "AuditEntry",
    "Base",
    "Building",
    "CalendarDay",
    "Case",
    "CaseCaller",
    "CaseClock",
    "CaseEvent",
    "CaseImport",
    "Category",
    "ConfidentialityAgreement",
    "Consent",
    "ConsentEvidence",
    "Counter",
    "Customer",
    "CustomerKey",
    "CustomerMerge",
    "CustomerNote",
    "Disclosure",
    "DistinctPair",
    "Erasing",
    "Erasure",
    "Escalation",
    "Improvement",
    "ImprovementEntry",
    "LegalHold",
    "Notice",
    "NoticeTold",
    "Occupancy",
    "OpenStretch",
    "Outage",
    "Project",
    "ProjectPolicy",
    "Promise",
    "Rating",
    "ReadingSeen",
    "ReportComment",
    "RetentionRun",
    "Room",
    "RosterImport",
    "SavedFilter",
    "SearchDocument",
    "SearchPending",
    "SearchProject",
    "Setting",
    "SignedPaper",
    "SignedReport",
    "Staff",
    "Unit",
    "Vehicle",
    "Visit",
    "new_id",
]
