"""The mapped classes, one file per area of the records."""

from db.models.audit import AuditEntry
from db.models.base import Base, new_id
from db.models.cases import Case, CaseClock, CaseEvent, Category, Promise
from db.models.people import Consent, Customer, CustomerKey, Notice, Occupancy, Staff
from db.models.places import Building, Project, Room, Unit
from db.models.policy import CalendarDay, Counter, Setting
from db.models.visits import Rating, Visit

__all__ = [
    "AuditEntry",
    "Base",
    "Building",
    "CalendarDay",
    "Case",
    "CaseClock",
    "CaseEvent",
    "Category",
    "Consent",
    "Counter",
    "Customer",
    "CustomerKey",
    "Notice",
    "Occupancy",
    "Project",
    "Promise",
    "Rating",
    "Room",
    "Setting",
    "Staff",
    "Unit",
    "Visit",
    "new_id",
]
