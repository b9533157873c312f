"""What can be wrong with a calendar itself, with a file it is read from, or with what it is asked."""

from __future__ import annotations

from app.errors import Invalid


class BadCalendar(Invalid):
    """Calendar {calendar} cannot be used: {why}."""


class BadInstant(Invalid):
    """{text} is not a date and time: write 2026-09-29T10:00."""


class BadHours(Invalid):
    """{text} are no working hours in order: write 09:00-12:00, 13:30-17:30, or nothing for a day off."""


# -- layers


class NothingInherited(Invalid):
    """Calendar {calendar} inherits from nothing, so it needs hours and a time zone of its own."""


class YearNotInherited(Invalid):
    """Calendar {calendar} has no data for {year}: {parent}, from which it inherits, has none."""


class NotMoreCertain(Invalid):
    """Calendar {calendar} cannot call {year} published: only {parent}, from which it inherits, can."""


# -- files


class FileTooLarge(Invalid):
    """The file is too large for a calendar: at most {bytes} bytes, {lines} lines and {days} days are read."""


class NotText(Invalid):
    """The file is not text in UTF-8 or GB 18030."""


class NoColumns(Invalid):
    """Line {line}: the columns date and kind are needed; name and hours may follow."""


class LineBroken(Invalid):
    """Line {line} cannot be read: {text}"""


class DateUnreadable(Invalid):
    """Line {line}: {text} is not a date: write 2027-01-01."""


class KindUnknown(Invalid):
    """Line {line}: {text} does not say whether the day is off or worked: write off (休) or work (班)."""


class HoursUnreadable(Invalid):
    """Line {line}: {text} are no working hours in order: write 09:00-12:00, 13:30-17:30."""


class OffWithHours(Invalid):
    """Line {line}: {date} is off, so it has no hours."""


class DayTwice(Invalid):
    """Line {line}: {date} stands there a second time, and says something else."""


class NameUnusable(Invalid):
    """Line {line}: the name {text} is longer than {most} characters, or has signs that a name cannot have."""


class NotACalendarFile(Invalid):
    """Line {line}: this is not an iCalendar file: it begins with BEGIN:VCALENDAR."""


class EventBroken(Invalid):
    """Line {line}: an event is not whole: {text}"""


class EventRepeats(Invalid):
    """Line {line}: a repeated event is not read: write each day by itself."""


class EventHasTime(Invalid):
    """Line {line}: {text} is not a whole day; only events of whole days are read."""


class EventTooLong(Invalid):
    """Line {line}: the event is longer than {most} days."""
