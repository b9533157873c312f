"""Working time: when a limit such as two working days ends, and why.

Pure arithmetic over days that somebody published. It never guesses: a year without data is an error, an instant without
a zone is refused, and a time counted into a provisional year says so.
"""

from app.calendars.calendar import Calendar, Calendars
from app.calendars.days import Day, Segment
from app.calendars.due import Due
from app.calendars.errors import BadCalendar, BadInstant
from app.calendars.explanation import CountedDay
from app.calendars.limit import Limit
from app.calendars.seed import seed
from app.calendars.storage import from_json, to_json

__all__ = [
    "BadCalendar",
    "BadInstant",
    "Calendar",
    "Calendars",
    "CountedDay",
    "Day",
    "Due",
    "Limit",
    "Segment",
    "from_json",
    "seed",
    "to_json",
]
