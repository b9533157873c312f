"""Working time: when a limit such as two working days ends, and why.

Pure arithmetic over days that somebody published. It never guesses: a year without data is an error, an instant without
a zone is refused, and a time counted into a provisional year says so.
"""

from app.calendars.calendar import Calendar, Calendars
from app.calendars.days import Day, Segment
from app.calendars.due import Due
from app.calendars.errors import BadCalendar, BadHours, BadInstant
from app.calendars.explanation import CountedDay
from app.calendars.layer import Layer
from app.calendars.limit import CALL, Limit
from app.calendars.seed import seed
from app.calendars.storage import canonical, from_json, layer_from_json, layer_to_json, to_json
from app.calendars.week import DayOfYear, Season, Week

__all__ = [
    "CALL",
    "BadCalendar",
    "BadHours",
    "BadInstant",
    "Calendar",
    "Calendars",
    "CountedDay",
    "Day",
    "DayOfYear",
    "Due",
    "Layer",
    "Limit",
    "Season",
    "Segment",
    "Week",
    "canonical",
    "from_json",
    "layer_from_json",
    "layer_to_json",
    "seed",
    "to_json",
]
