"""The tables, by what they are about."""

from app.store.models.audit import Attachment, Checkpoint, Disposal, JournalEntry
from app.store.models.calendars import (
    Calendar,
    CalendarDraft,
    CalendarEntry,
    CalendarRecount,
    CalendarVersion,
    UnitCalendar,
)
from app.store.models.cases import Case, CaseCopy, CaseNumber, CaseParty, CaseValue, CaseWords
from app.store.models.clocks import Clock
from app.store.models.notices import Contact, Delivery, LeftBehind, Notice, NoticeText
from app.store.models.parameters import Parameter, ParameterChange, ParameterEntry
from app.store.models.people import ApiToken, Membership, Organisation, Person, StandIn, Unit
from app.store.models.presence import Heartbeat, SignIn
from app.store.models.processes import Draft, Process, ProcessDeed, ProcessFile, ProcessVersion, Rehearsal, Simulation
from app.store.models.schedules import Schedule
from app.store.models.work import Incident, MessageWait, OutboxMessage, Task, Timer

__all__ = [
    "ApiToken",
    "Attachment",
    "Calendar",
    "CalendarDraft",
    "CalendarEntry",
    "CalendarRecount",
    "CalendarVersion",
    "Case",
    "CaseCopy",
    "CaseNumber",
    "CaseParty",
    "CaseValue",
    "CaseWords",
    "Checkpoint",
    "Clock",
    "Contact",
    "Delivery",
    "Disposal",
    "Draft",
    "Heartbeat",
    "Incident",
    "JournalEntry",
    "LeftBehind",
    "Membership",
    "MessageWait",
    "Notice",
    "NoticeText",
    "Organisation",
    "OutboxMessage",
    "Parameter",
    "ParameterChange",
    "ParameterEntry",
    "Person",
    "Process",
    "ProcessDeed",
    "ProcessFile",
    "ProcessVersion",
    "Rehearsal",
    "Schedule",
    "SignIn",
    "Simulation",
    "StandIn",
    "Task",
    "Timer",
    "Unit",
    "UnitCalendar",
]
