"""What a calendar is made of, how it explains itself, how it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app import calendars
from app.calendars import BadCalendar, Calendar, Day, Segment
from app.errors import CalendarYearMissing

CN = calendars.seed().default


def test_a_day_off_is_skipped_under_its_name() -> None:
    start = CN.local("2026-02-12T10:00")

    days = CN.days_between(start, CN.due("2WD", CN.local("2026-02-13T10:00")).at, "3WD")

    said = [(day.date.day, day.counted, day.kind, day.name) for day in days]
    assert said[:4] == [
        (12, False, "received", "收到当日"),
        (13, True, "working", "工作日"),
        (14, True, "make-up", "春节调休补班"),
        (15, False, "holiday", "春节"),
    ]
    assert said[-1] == (24, True, "working", "工作日")


def test_without_a_clock_of_days_the_first_day_counts() -> None:
    start = CN.local("2026-03-06T10:00")

    days = CN.days_between(start, CN.due("8WH", start).at)

    assert [(day.date.day, day.counted, day.name) for day in days] == [
        (6, True, "工作日"),
        (7, False, "星期六"),
        (8, False, "星期日"),
        (9, True, "工作日"),
    ]


def test_natural_days_count_days_off_too() -> None:
    start = CN.local("2026-03-06T10:00")

    days = CN.days_between(start, CN.local("2026-03-08T10:00"), "2ND")

    assert [(day.counted, day.kind) for day in days] == [(False, "received"), (True, "weekend"), (True, "weekend")]


def test_days_of_a_year_that_is_not_published_are_marked() -> None:
    days = CN.days_between(CN.local("2026-12-31T10:00"), CN.local("2027-01-01T10:00"), "1WD")

    assert [(day.name, day.provisional) for day in days] == [("收到当日", False), ("元旦", True)]


def test_the_working_year_2026_has_248_days() -> None:
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))

    assert sum(CN.is_working(day) for day in days) == 248


def test_a_year_is_published_provisional_or_missing() -> None:
    assert CN.status(2026) == "published"
    assert CN.status(2027) == "provisional"
    with pytest.raises(CalendarYearMissing):
        CN.status(2028)
    with pytest.raises(CalendarYearMissing):
        CN.is_working(date(2028, 1, 1))


def test_publishing_a_year_moves_its_deadlines_and_makes_another_version() -> None:
    start = CN.local("2026-12-30T10:00")
    published = CN.with_year(2027, "published", {date(2027, 1, 4): Day(False, "元旦调休")})

    due = published.due("2WD", start)

    assert due.at == CN.local("2027-01-01T17:30")
    assert not due.provisional
    assert due.version == published.version != CN.version
    assert CN.due("2WD", start).at == CN.local("2027-01-04T17:30")


def test_natural_days_warn_by_the_earlier_end_and_breach_by_the_later_one() -> None:
    start = CN.local("2026-09-20T00:00")
    due = CN.due("15ND", start)

    assert CN.at_share(start, due, Decimal("0.5"), due.clock) == CN.local("2026-09-28T00:00")
    assert CN.at_share(start, due, Decimal(1), due.clock) == CN.local("2026-10-09T00:00")
    assert CN.at_share(start, due, Decimal("1.5"), due.clock) == CN.local("2026-10-18T12:00")


def test_natural_days_warn_alike_where_only_their_end_is_known() -> None:
    start = CN.local("2026-09-20T00:00")
    due, promised = CN.due("15ND", start), CN.local("2026-10-10T00:00")

    assert CN.at_share(start, due.at, Decimal("0.5"), "15ND") == CN.local("2026-09-28T00:00")
    assert CN.at_share(start, promised, Decimal("0.5"), "15ND") == CN.local("2026-09-30T00:00")


def test_shares_of_working_days_fall_into_working_time() -> None:
    start = CN.local("2026-02-13T10:00")
    due = CN.due("2WD", start)

    assert CN.at_share(start, due, Decimal("0.5"), due.clock) == CN.local("2026-02-14T14:30")
    assert CN.at_share(start, due, Decimal("1.5"), due.clock) == CN.local("2026-02-26T12:00")


def test_shares_of_a_plain_instant_are_counted_in_elapsed_time() -> None:
    start, end = CN.local("2026-02-13T10:00"), CN.local("2026-02-15T10:00")

    assert CN.at_share(start, end, Decimal("0.5"), None) == CN.local("2026-02-14T10:00")


def test_every_share_of_a_limit_that_is_over_has_come() -> None:
    start, end = CN.local("2026-02-13T10:00"), CN.local("2026-02-12T10:00")

    assert {CN.at_share(start, end, Decimal(share), "2WD") for share in ("0.5", "1", "1.5")} == {end}


def test_a_day_may_have_hours_of_its_own() -> None:
    short = (Segment(time(9), time(11)),)
    calendar = CN.with_year(2026, "published", {date(2026, 3, 3): Day(True, "盘点", short)})

    assert calendar.due("1WD", CN.local("2026-03-02T10:00")).at == CN.local("2026-03-03T11:00")


@pytest.mark.parametrize("calendar", list(calendars.seed()), ids=lambda calendar: calendar.id)
def test_a_calendar_is_read_back_as_it_was_written(calendar: Calendar) -> None:
    again = calendars.from_json(calendars.to_json(calendar))

    assert again == calendar
    assert again.version == calendar.version
    assert hash(again) == hash(calendar)
    assert calendars.to_json(again) == calendars.to_json(calendar)


def test_the_order_in_which_days_were_entered_does_not_make_another_version() -> None:
    backwards = replace(CN, days=dict(reversed(CN.days.items())), years=dict(reversed(CN.years.items())))

    assert backwards.version == CN.version


def test_an_hour_in_a_zone_that_shifts_its_clocks_is_an_hour() -> None:
    berlin = Calendar(
        id="berlin",
        title="Berlin",
        zone=ZoneInfo("Europe/Berlin"),
        segments=((Segment(time(0), time(0)),),) * 7,
        make_up=(),
        days={},
        years={2026: "published"},
    )

    assert berlin.due("3WH", berlin.local("2026-03-29T01:00")).at == berlin.local("2026-03-29T05:00")
    assert berlin.working_time(berlin.local("2026-10-25T00:00"), berlin.local("2026-10-26T00:00")).seconds == 3600


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"segments": [[["12:00", "09:00"]]] * 7}, "12:00-09:00 overlap"),
        ({"segments": [[["09:00", "12:00"], ["11:00", "17:00"]]] * 7}, "overlap"),
        ({"segments": []}, "seven days"),
        ({"years": {"2026": "perhaps"}}, "perhaps"),
        ({"years": {}}, "a year without a status"),
        ({"make_up": []}, "a make-up day without hours"),
        ({"zone": "Asia/Nowhere"}, "cannot be read"),
        ({"days": {"2026-02-30": {}}}, "cannot be read"),
        ({"segments": 7}, "cannot be read"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(BadCalendar, match=why):
        calendars.from_json({**calendars.to_json(CN), **wrong})
