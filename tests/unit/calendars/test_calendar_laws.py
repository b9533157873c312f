"""What holds for every limit: it equals pandas' answer, and its parts fit together."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app import calendars
from app.errors import CalendarYearMissing
from tests.support import pandas_time

CN = calendars.seed().default
LOCAL = st.datetimes(min_value=datetime(2004, 1, 1), max_value=datetime(2027, 12, 31, 23, 59))  # noqa: DTZ001
INSTANTS = LOCAL.filter(lambda at: at < datetime(2027, 6, 1)).map(CN.local)  # noqa: DTZ001
LIMITS = st.one_of(
    st.tuples(st.integers(1, 60), st.just("WD")),
    st.tuples(st.integers(1, 200), st.just("WH")),
    st.tuples(st.integers(1, 90), st.just("ND")),
    st.tuples(st.integers(1, 500), st.just("H")),
)
WORKING_HOURS = st.decimals(Decimal("0.01"), 100, places=2)
SHARES = st.decimals(Decimal("0.05"), Decimal("1.5"), places=2)


@given(LOCAL, LIMITS)
def test_every_limit_ends_when_pandas_says(start: datetime, limit: tuple[int, str]) -> None:
    amount, clock = limit
    theirs = pandas_time.end_of(amount, clock, start)
    try:
        ours = CN.due(f"{amount}{clock}", CN.local(start))
    except CalendarYearMissing:
        assert theirs is None
        return

    assert theirs is not None
    assert ours.at == CN.local(theirs)
    assert ours.provisional == pandas_time.is_provisional(clock, theirs)


@given(INSTANTS, WORKING_HOURS)
def test_the_working_time_until_a_limit_in_working_hours_is_that_limit(start: datetime, hours: Decimal) -> None:
    due = CN.workhours(start, hours)

    assert CN.working_time(start, due.at) == timedelta(seconds=int(hours * 3600))


@given(INSTANTS, WORKING_HOURS)
def test_a_limit_in_working_hours_ends_while_somebody_works(start: datetime, hours: Decimal) -> None:
    due = CN.workhours(start, hours)

    assert CN.working_time(due.at - timedelta(microseconds=1), due.at) == timedelta(microseconds=1)


@given(INSTANTS, INSTANTS, INSTANTS)
def test_working_time_adds_up_and_turns_its_sign(a: datetime, b: datetime, c: datetime) -> None:
    assert CN.working_time(a, b) + CN.working_time(b, c) == CN.working_time(a, c)
    assert CN.working_time(a, b) == -CN.working_time(b, a)


@given(INSTANTS, LIMITS, SHARES, SHARES)
def test_shares_of_a_limit_come_in_order(start: datetime, limit: tuple[int, str], a: Decimal, b: Decimal) -> None:
    due = CN.due("{}{}".format(*limit), start)
    first, second = (CN.at_share(start, due, share, due.clock) for share in sorted((a, b)))

    assert start <= first <= second


@given(INSTANTS, LIMITS)
def test_the_whole_of_a_limit_is_its_end(start: datetime, limit: tuple[int, str]) -> None:
    due = CN.due("{}{}".format(*limit), start)

    assert CN.at_share(start, due, Decimal(1), due.clock) == due.at
    assert CN.at_share(start, due.at, Decimal("1.0"), due.clock) == due.at


@given(INSTANTS, WORKING_HOURS, SHARES)
def test_a_share_of_working_hours_is_so_many_working_hours(start: datetime, hours: Decimal, share: Decimal) -> None:
    due = CN.workhours(start, hours)

    passed = CN.working_time(start, CN.at_share(start, due, share, due.clock))

    assert passed == timedelta(microseconds=int(hours * share * 3_600_000_000))


@given(INSTANTS, st.integers(1, 60))
def test_as_many_days_are_explained_as_counted_as_the_limit_has(start: datetime, n: int) -> None:
    due = CN.workdays(start, n)

    days = CN.days_between(start, due.at, due.clock)

    assert sum(day.counted for day in days) == n
    assert days[0].kind == "received"
    assert days[-1].counted
