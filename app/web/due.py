"""A due time in the words of the clock that counts it: 今天 17:30 到期 · 剩 2 工作时."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from itertools import groupby

from flask_babel import format_date, gettext, ngettext

from app.calendars import CALL, Calendar, CountedDay, Limit
from app.errors import CalendarYearMissing

SOON_SHARE = Decimal("0.8")  # as the ladder urges
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueWords:
    state: str  # "open" | "soon" | "overdue"
    at: datetime | None  # None: it ends with a call that goes on
    when: str  # 今天 17:30
    left: str  # 剩 2 工作时 / 已超 1 个工作日
    limit: str  # 3 个工作日; empty where it is a plain instant
    by: str  # 中国工作日历 2026 版; empty where no calendar counts
    provisional: bool
    why: str  # which clock, which calendar, which days were skipped
    stopped: str = ""  # since when the clock stands still; empty: it goes
    latest: bool = False  # it may end before that time

    @property
    def said(self) -> str:
        """The time with the clock it follows: 3 个工作日,至 3月4日 周三 17:30,按中国工作日历 2026 版."""
        stands = gettext("stands still since %(when)s", when=self.stopped) if self.stopped else ""
        ends = gettext("at the latest %(when)s") if self.latest else gettext("until %(when)s")
        until = stands or ends % {"when": self.when}
        by = gettext("by %(calendar)s", calendar=self.by) if self.by else ""
        provisional = gettext("provisional") if self.provisional else ""
        parts = filter(None, (self.limit, until, by, provisional))
        return reduce(lambda said, more: gettext("%(said)s, %(more)s", said=said, more=more), parts)


def words(
    calendar: Calendar,
    opened_at: datetime,
    due_at: datetime | None,
    clock: str | None,
    provisional: bool,
    now: datetime,
    *,
    paused_at: datetime | None = None,
    counts_from: datetime | None = None,
) -> DueWords | None:
    """How a due time reads now; None where nothing is due. One that was moved counts its shares from `counts_from`."""
    if clock == CALL:
        return of_call(calendar, due_at, now)
    if due_at is None:
        return None
    moved, begins = counts_from is not None, counts_from or opened_at
    return DueWords(
        state="waiting" if paused_at else state_of(calendar, begins, due_at, clock, now),
        at=due_at,
        when=when(calendar, due_at, now, clock),
        left=left(calendar, due_at, clock, paused_at or now),
        limit=gettext("%(limit)s, adjusted", limit=limit(clock)) if moved and clock else limit(clock),
        by=edition(calendar, opened_at, due_at, clock),
        provisional=provisional,
        why=why(calendar, opened_at, due_at, clock, provisional, moved=moved),
        stopped=when(calendar, paused_at, now) if paused_at else "",
    )


def of_call(calendar: Calendar, due_at: datetime | None, now: datetime) -> DueWords:
    """How a limit reads that ends with a call: while the call goes on an end is at most its latest one."""
    over = due_at is not None and now >= due_at
    at = when(calendar, due_at, now) if due_at else gettext("the call ends")
    reasons = [gettext("Due when the call ends, which whoever is on the telephone tells")]
    if due_at:
        known = gettext("Due %(when)s", when=plain(calendar, due_at))
        reasons = [known, gettext("with the call")] if over else [*reasons, gettext("at the latest %(when)s", when=at)]
    return DueWords(
        state="overdue" if over else "open",
        at=due_at,
        when=at,
        left=left(calendar, due_at, CALL, now) if due_at and over else gettext("before the call ends"),
        limit=limit(CALL),
        by="",
        provisional=False,
        why=gettext("; ").join(reasons),
        latest=due_at is not None and not over,
    )


def of_timer(
    calendar: Calendar,
    due_at: datetime,
    clock: str | None,
    provisional: bool,
    now: datetime,
    *,
    paused_at: datetime | None = None,
) -> DueWords:
    """How the instant of a timer reads now; since when it counts is not known, so it is never called soon."""
    return DueWords(
        state="waiting" if paused_at else "overdue" if now >= due_at else "open",
        at=due_at,
        when=when(calendar, due_at, now, clock),
        left=left(calendar, due_at, clock, paused_at or now),
        limit=limit(clock),
        by=edition(calendar, due_at, due_at, clock),
        provisional=provisional,
        why=gettext("Due %(when)s", when=plain(calendar, due_at, clock)),
        stopped=when(calendar, paused_at, now) if paused_at else "",
    )


def edition(calendar: Calendar, first: datetime, last: datetime, clock: str | None) -> str:
    """The calendar that counted, with the years it was asked about: 中国工作日历 2026 版."""
    if not counts_days(clock):
        return ""
    years = sorted({calendar.day_of(first).year, shown_day(calendar, last, clock)[0].year})
    return gettext("%(title)s, edition %(years)s", title=calendar.title, years="–".join(map(str, years)))


def counts_days(clock: str | None) -> bool:
    """Whether a clock asks a calendar which days count."""
    return bool(clock) and str(clock).endswith(("WD", "WH", "ND"))


def state_of(calendar: Calendar, opened_at: datetime, due_at: datetime, clock: str | None, now: datetime) -> str:
    if now >= due_at:
        return "overdue"
    soon = calendar.at_share(min(opened_at, due_at), due_at, SOON_SHARE, clock)
    return "soon" if now >= soon else "open"


def when(calendar: Calendar, at: datetime, now: datetime, clock: str | None = None) -> str:
    """今天 17:30, 明天 17:30, 10月8日 周四 17:30; with the year where it is another one."""
    date, hour = shown_day(calendar, at, clock)
    here = calendar.day_of(now)
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    day = near.get((date - here).days)
    if day is None:
        pattern = gettext("EEE d MMM") if date.year == here.year else gettext("d MMM y")
        day = format_date(date, pattern)
    return f"{day} {hour}"


def shown_day(calendar: Calendar, at: datetime, clock: str | None) -> tuple[date, str]:
    """The day and hour of a due time. Days end at 24:00 of the last one, not at 00:00 of the one after."""
    local = at.astimezone(calendar.zone)
    if clock and clock.endswith(("WD", "ND")) and (local.hour, local.minute) == (0, 0):
        return local.date() - DAY, "24:00"
    return local.date(), f"{local:%H:%M}"


def limit(clock: str | None) -> str:
    """A limit spelt out: 2WD is two working days."""
    if not clock:
        return ""
    if clock == CALL:
        return gettext("within the call")
    parsed = Limit.parse(clock)
    if parsed.clock == "WD":
        return ngettext("%(num)d working day", "%(num)d working days", parsed.whole)
    if parsed.clock == "ND":
        return ngettext("%(num)d calendar day", "%(num)d calendar days", parsed.whole)
    amount = str(parsed).rstrip("WH")
    return gettext("%(n)s working hours", n=amount) if parsed.clock == "WH" else gettext("%(n)s hours", n=amount)


def left(calendar: Calendar, due_at: datetime, clock: str | None, now: datetime) -> str:
    late = now >= due_at
    first, last = (due_at, now) if late else (now, due_at)
    amount = span(calendar, first, last, clock)
    if late:
        return gettext("%(time)s overdue", time=amount) if amount else gettext("overdue")
    return gettext("%(time)s left", time=amount)


def span(calendar: Calendar, first: datetime, last: datetime, clock: str | None) -> str:
    """The time between two instants, in working time where the clock counts it; empty when none has passed."""
    if clock and clock.endswith(("WD", "WH")):
        try:
            return working_span(calendar.working_time(first, last), length_of_day(calendar))
        except CalendarYearMissing:
            pass  # a due time long past, in a year we have no data for any more: elapsed time still says it
    return elapsed_span(last - first)


def working_span(amount: timedelta, day: timedelta) -> str:
    days, rest = divmod(amount, day)
    hours, minutes = rest // HOUR, -(-(rest % HOUR) // MINUTE)
    if days:
        whole = ngettext("%(num)d working day", "%(num)d working days", days)
        return f"{whole} {_working_hours(hours)}" if hours and days < 3 else whole
    if hours:
        return _working_hours(hours)
    return _minutes(minutes) if minutes else ""


def elapsed_span(amount: timedelta) -> str:
    days, rest = divmod(amount, DAY)
    hours, minutes = rest // HOUR, -(-(rest % HOUR) // MINUTE)
    if days:
        return ngettext("%(num)d day", "%(num)d days", days)
    if hours:
        return ngettext("%(num)d hour", "%(num)d hours", hours)
    return _minutes(minutes) if minutes else ""


def why(
    calendar: Calendar,
    opened_at: datetime,
    due_at: datetime,
    clock: str | None,
    provisional: bool,
    *,
    moved: bool = False,
) -> str:
    """The explanation under a due time: from when it counts, in which calendar, what it skipped."""
    parts = [gettext("Due %(when)s", when=plain(calendar, due_at, clock))]
    if clock:
        parts.append(gettext("%(limit)s from %(start)s", limit=limit(clock), start=plain(calendar, opened_at)))
    if moved:
        parts.append(gettext("moved since: stopped, put off, promised or begun anew"))
    if counts_days(clock):
        if due_at > opened_at:
            skipped = gettext(", ").join(_skipped(calendar.days_between(opened_at, due_at, clock)))
            parts += [gettext("not counted: %(days)s", days=skipped)] if skipped else []
        parts.append(gettext("calendar %(title)s", title=edition(calendar, opened_at, due_at, clock)))
    if provisional:
        parts.append(gettext("provisional: the year is not published yet"))
    return gettext("; ").join(parts)


def _skipped(days: tuple[CountedDay, ...]) -> Iterator[str]:
    """Days that do not count, neighbours of one name together: 国庆节 10-01–10-08."""
    off = (day for day in days if not day.counted and day.kind != "received")
    for name, same in groupby(off, key=lambda day: day.name):
        first, *_, last = [*(run := list(same)), run[-1]]
        dates = f"{first.date:%m-%d}" if first is last else f"{first.date:%m-%d}–{last.date:%m-%d}"
        yield f"{name} {dates}"


def length_of_day(calendar: Calendar) -> timedelta:
    """The working time of the longest day of a usual week."""
    minutes = (sum((segment.minutes[1] - segment.minutes[0]) for segment in hours) for hours in calendar.segments)
    return timedelta(minutes=max(minutes, default=0) or 24 * 60)


def plain(calendar: Calendar, at: datetime, clock: str | None = None) -> str:
    """An instant spelt out, the same whoever reads it when."""
    return "{} {}".format(*shown_day(calendar, at, clock))


def _working_hours(hours: int) -> str:
    return ngettext("%(num)d working hour", "%(num)d working hours", hours)


def _minutes(minutes: int) -> str:
    return ngettext("%(num)d minute", "%(num)d minutes", minutes)
