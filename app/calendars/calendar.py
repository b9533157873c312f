"""A calendar: which days are worked and when, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from app.calendars import counting, storage
from app.calendars.days import Day, Hours, in_order
from app.calendars.due import Due
from app.calendars.errors import BadCalendar, BadInstant
from app.calendars.explanation import CountedDay, days_between
from app.calendars.limit import Limit
from app.calendars.week import Season, Week
from app.calendars.year import MICROSECOND, Year, lay_out
from app.errors import CalendarNotFound, CalendarYearMissing, NaiveTime

PUBLISHED, PROVISIONAL = "published", "provisional"


@dataclass(frozen=True)
class Calendar:
    id: str
    title: str
    zone: ZoneInfo
    segments: tuple[Hours, ...]  # working hours of Monday … Sunday; none: the day is usually off
    make_up: Hours  # working hours of a make-up day (调休补班) whose weekday is usually off
    days: Mapping[date, Day]  # what differs from its weekday, or has a name
    years: Mapping[int, str]  # "published" or "provisional"; a year that is not in it has no data
    seasons: tuple[Season, ...] = ()  # in which the hours of the week are others; the first that covers a day counts
    _laid_out: dict[int, Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise BadCalendar(calendar=self.id, why=problem)
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "years", MappingProxyType(dict(self.years)))

    def __hash__(self) -> int:
        return hash(self.version)

    @cached_property
    def version(self) -> str:
        """The beginning of the hash of its content: the same content is the same version everywhere."""
        return storage.version_of(self)

    @cached_property
    def week(self) -> Week:
        """The usual hours, with their seasons."""
        return Week(self.segments, self.make_up, self.seasons)

    # -- limits

    def due(self, spec: str | Limit, start: datetime) -> Due:
        """When a limit such as `2WD`, `4WH`, `24H` or `15ND` that starts at an instant ends."""
        return counting.due(self, Limit.parse(spec) if isinstance(spec, str) else spec, _utc(start))

    def workdays(self, start: datetime, n: int | Decimal) -> Due:
        return self.due(Limit.of(n, "WD"), start)

    def workhours(self, start: datetime, hours: int | Decimal) -> Due:
        return self.due(Limit.of(hours, "WH"), start)

    def naturaldays(self, start: datetime, n: int | Decimal) -> Due:
        return self.due(Limit.of(n, "ND"), start)

    def hours(self, start: datetime, n: int | Decimal) -> Due:
        return self.due(Limit.of(n, "H"), start)

    def at_share(self, start: datetime, due: Due | datetime, share: Decimal, clock: str | None) -> datetime:
        """The instant at which a share (0.5, 0.8, 1.5 …) of a limit has passed, in the time its clock counts."""
        return counting.share(self, _utc(start), due if isinstance(due, Due) else _utc(due), share, clock)

    def working_time(self, a: datetime, b: datetime) -> timedelta:
        """The working time between two instants; negative when the second comes first."""
        a, b = _utc(a), _utc(b)
        if b < a:
            return -self.working_time(b, a)
        return counting.working_micros(self, a, b) * MICROSECOND

    # -- days

    def days_between(self, a: datetime, b: datetime, clock: str | None = None) -> tuple[CountedDay, ...]:
        """Each day from the one to the other: counted or skipped, and under which name.

        With a clock of days (2WD, 15ND) the first one is the day of receipt, which does not count.
        """
        return days_between(self, self.day_of(_utc(a)), self.day_of(_utc(b)), clock)

    def is_working(self, day: date) -> bool:
        return bool(self.hours_of(day))

    def hours_of(self, day: date) -> Hours:
        """The working hours of a day; none when it is off."""
        self.status(day.year)
        return self._hours(day)

    def status(self, year: int) -> str:
        """Whether a year is published or provisional. Raises CalendarYearMissing."""
        try:
            return self.years[year]
        except KeyError:
            raise CalendarYearMissing(calendar=self.id, year=year) from None

    def is_provisional(self, first: int, last: int) -> bool:
        """Whether one of the years from the first to the last is not published yet."""
        return any(self.status(year) == PROVISIONAL for year in range(first, last + 1))

    def with_year(self, year: int, status: str, days: Mapping[date, Day]) -> Calendar:
        """The calendar with the days of one year replaced."""
        kept = {day: what for day, what in self.days.items() if day.year != year}
        return replace(self, days={**kept, **days}, years={**self.years, year: status})

    def year(self, number: int) -> Year:
        """A year laid out for arithmetic. Raises CalendarYearMissing."""
        if number not in self._laid_out:
            self.status(number)
            self._laid_out[number] = lay_out(number, self._hours, self.zone)
        return self._laid_out[number]

    def usual_hours(self, day: date) -> Hours:
        """The hours that its weekday has at that time of the year, whatever else is said of the day."""
        return self.week.on(day).segments[day.weekday()]

    def _hours(self, day: date) -> Hours:
        special = self.days.get(day)
        if special is None:
            return self.usual_hours(day)
        if not special.working:
            return ()
        return special.hours or self.usual_hours(day) or self.week.on(day).make_up

    # -- the time on its walls

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def local(self, text: str | datetime) -> datetime:
        """The instant that a date and time without a zone means here; one with a zone is that instant."""
        try:
            at = datetime.fromisoformat(text) if isinstance(text, str) else text
        except ValueError:
            raise BadInstant(text=text) from None
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)


@dataclass(frozen=True)
class Calendars:
    """The calendars that cases can count in, by id."""

    by_id: Mapping[str, Calendar]
    default_id: str = "cn"

    @property
    def default(self) -> Calendar:
        return self.get(None)

    def get(self, id: str | None) -> Calendar:
        """A calendar by its id; without one, the default."""
        try:
            return self.by_id[id or self.default_id]
        except KeyError:
            raise CalendarNotFound(calendar=id or self.default_id) from None

    def __iter__(self) -> Iterator[Calendar]:
        return iter(self.by_id.values())


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise NaiveTime(text=at.isoformat())
    return at.astimezone(UTC)


def _problems(calendar: Calendar) -> Iterator[str]:
    if unsound := list(calendar.week.problems()):
        yield from unsound
        return
    for hours in (day.hours for day in calendar.days.values()):
        if not in_order(hours):
            yield f"the hours {storage.hours_text(hours)} overlap or are not in order"
    for year, status in calendar.years.items():
        if status not in (PUBLISHED, PROVISIONAL):
            yield f"the year {year} is {status}, but it has to be published or provisional"
    for day, what in calendar.days.items():
        if day.year not in calendar.years:
            yield f"{day} is in a year without a status"
        week = calendar.week.on(day)
        if what.working and not (what.hours or week.segments[day.weekday()] or week.make_up):
            yield f"{day} is a make-up day without hours"
