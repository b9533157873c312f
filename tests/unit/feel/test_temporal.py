"""Dates, times and durations."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import feel
from app.feel import YearsMonths

ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=-5, minutes=-30)), ZoneInfo("Asia/Shanghai")])
MOMENTS = st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001
LENGTHS = st.timedeltas(min_value=timedelta(days=-9000), max_value=timedelta(days=9000))


def value(text, **context):
    return feel.parse(text).evaluate(context)


@given(MOMENTS | st.dates() | LENGTHS | st.times(timezones=ZONES) | st.integers(-9999, 9999).map(YearsMonths))
def test_what_is_written_can_be_read_again(moment):
    written = value("string(m)", m=moment)
    assert value(f'@"{written}"') == moment


@given(MOMENTS, LENGTHS)
def test_adding_and_taking_away_is_nothing(moment, length):
    assert value("m + d - d = m", m=moment, d=length) is True


@given(MOMENTS, MOMENTS)
def test_a_difference_leads_from_one_to_the_other(a, b):
    if (a.tzinfo is None) == (b.tzinfo is None):
        assert value("b + (a - b) = a", a=a, b=b) is True
    else:
        assert value("a - b", a=a, b=b) is None


@given(st.dates(min_value=date(100, 1, 1), max_value=date(9000, 1, 1)), st.integers(-600, 600))
def test_months_keep_the_day_or_end_with_the_month(day, months):
    moved = value("d + m", d=day, m=YearsMonths(months))
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-09-29") + duration("P2D")', date(2026, 10, 1)),
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ('@"2026-01-01" - @"PT1H"', date(2025, 12, 31)),
        ('@"2026-01-03" - @"2026-01-01"', timedelta(days=2)),
        ('@"23:30:00" + @"PT1H"', time(0, 30)),
        ('@"2026-03-28T12:00:00@Europe/Paris" + @"P1D"', datetime(2026, 3, 29, 13, tzinfo=ZoneInfo("Europe/Paris"))),
        ('@"PT1H" * 24', timedelta(days=1)),
        ('@"P1Y" / 12', YearsMonths(1)),
        ('@"P1D" / @"PT6H"', 4),
        ('@"-P1DT2H30M"', -timedelta(days=1, hours=2, minutes=30)),
        ('@"PT0.5S"', timedelta(milliseconds=500)),
        ('date and time("2026-01-01T24:00:00")', datetime(2026, 1, 2)),  # noqa: DTZ001
        ('date and time(date("2026-01-01"), time("10:00:00"))', datetime(2026, 1, 1, 10)),  # noqa: DTZ001
        ('time(10, 30, 15.5, duration("PT8H"))', time(10, 30, 15, 500_000, timezone(timedelta(hours=8)))),
        ('@"2026-01-05T10:20:30+08:00".time offset', timedelta(hours=8)),
        ('@"2026-01-05T10:20:30@Asia/Shanghai".timezone', "Asia/Shanghai"),
        ('@"2026-01-05".weekday', 1),
        ('@"P1DT2H".hours', 2),
        ('@"-P14M".years', -1),
        ('years and months duration(date("2024-02-29"), date("2026-02-28"))', YearsMonths(23)),
    ],
)
def test_reckoning(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'date("2026-02-30")',
        'date("01211-12-31")',
        'time("25:00:00")',
        'time("10:00:00+19:00")',
        'date and time("2026-01-01T10:00:00@No/Where")',
        'duration("P")',
        'duration("P1H")',
        "date(2026, 13, 1)",
        'date("9999-12-31") + duration("P1D")',
        'duration("P999999999D") * 2',
        'date("2026-01-01") + 1',
        'date("2026-01-01") + date("2026-01-01")',
        '@"P1D" + @"P1M"',
    ],
)
def test_what_is_no_date_is_null_with_a_warning(text):
    warnings = []
    assert feel.parse(text).evaluate({}, warnings=warnings) is None
    assert warnings


def test_now_and_today_are_those_of_the_caller():
    now = datetime(2026, 1, 2, 1, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert feel.parse("now()").evaluate({}, now=now) == now
    assert feel.parse("today()").evaluate({}, now=now) == date(2026, 1, 2)


def test_without_a_present_now_is_null():
    assert feel.parse("now()").evaluate({}) is None


def test_functions_of_the_caller_are_called_with_values():
    counted = feel.parse("workdays(n + 1)").evaluate({"n": 1}, functions={"workdays": lambda days: f"{days} days"})
    assert counted == "2 days"
