"""A journal entry told in words, also when somebody has made it unreadable: an audit never stops at what it finds."""

from __future__ import annotations

from flask_babel import gettext

from app.calendars import Calendar
from app.casework import calendars
from app.casework.journal import Entry
from app.errors import ShouwenError
from app.web.desk import timeline

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)  # what JSON of another shape makes of our reading


def moment(entry: Entry, teller: timeline.Teller) -> timeline.Moment:
    try:
        return timeline.moment(entry, teller)
    except UNREADABLE:
        said = gettext("This entry cannot be read.")
        return timeline.Moment(seq=entry.seq, at=entry.at, icon="alert-triangle", state="overdue", sentence=said)


def sentence(entry: Entry, teller: timeline.Teller) -> str:
    """The first of it alone."""
    try:
        return timeline.sentence(timeline.kind_of(entry), entry, teller)
    except UNREADABLE:
        return gettext("This entry cannot be read.")


def calendar_of(entry: Entry) -> Calendar:
    """The calendar it was counted with; where somebody has written another name into the journal, that of the house."""
    try:
        return calendars.at_version(entry.calendar, entry.calendar_version)
    except ShouwenError:
        return calendars.in_force(None)
