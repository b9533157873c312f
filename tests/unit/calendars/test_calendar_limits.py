"""The limits that the procedures name, computed by hand from the published calendar."""

from __future__ import annotations

from datetime import datetime

import pytest

from app import calendars
from app.errors import BadDuration, CalendarNotFound, CalendarYearMissing, NaiveTime

CN = calendars.seed().default

VECTORS = [
    ("2WD", "2026-02-13T10:00", "2026-02-24T17:30"),
    ("2WD", "2026-02-12T10:00", "2026-02-14T17:30"),
    ("5WD", "2026-02-12T10:00", "2026-02-26T17:30"),
    ("3WD", "2026-02-28T10:00", "2026-03-04T17:30"),
    ("3WD", "2026-09-18T10:00", "2026-09-22T17:30"),
    ("2WD", "2026-09-29T10:00", "2026-10-08T17:30"),
    ("5WD", "2026-09-30T10:00", "2026-10-13T17:30"),
    ("1WD", "2026-02-15T09:00", "2026-02-24T17:30"),
    ("2WH", "2026-02-13T16:30", "2026-02-14T10:00"),
    ("2WH", "2026-02-14T16:30", "2026-02-24T10:00"),
    ("1WH", "2026-03-02T11:40", "2026-03-02T14:10"),
    ("3WH", "2026-03-02T08:00", "2026-03-02T12:00"),
    ("2WH", "2026-09-30T17:00", "2026-10-08T10:30"),
    ("24H", "2026-02-13T16:30", "2026-02-14T16:30"),
    ("15ND", "2026-02-05T10:00", "2026-02-25T00:00"),
    ("15ND", "2026-09-20T10:00", "2026-10-09T00:00"),
    ("2WD", "2026-12-30T10:00", "2027-01-04T17:30"),
]


@pytest.mark.parametrize(("limit", "start", "end"), VECTORS)
def test_a_limit_ends_when_the_law_says(limit: str, start: str, end: str) -> None:
    assert CN.due(limit, CN.local(start)).at == CN.local(end)


@pytest.mark.parametrize(
    ("start", "warn_at"), [("2026-02-05T10:00", "2026-02-21T00:00"), ("2026-09-20T10:00", "2026-10-06T00:00")]
)
def test_natural_days_warn_by_their_end_before_it_rolls(start: str, warn_at: str) -> None:
    assert CN.due("15ND", CN.local(start)).warn_at == CN.local(warn_at)


def test_natural_days_that_end_at_work_do_not_roll() -> None:
    due = CN.due("3ND", CN.local("2026-03-02T10:00"))

    assert due.at == due.warn_at == CN.local("2026-03-06T00:00")


def test_natural_days_do_not_roll_past_a_make_up_day() -> None:
    assert CN.due("1ND", CN.local("2026-02-27T10:00")).at == CN.local("2026-03-01T00:00")


def test_other_clocks_have_no_earlier_warning() -> None:
    assert [CN.due(limit, CN.local("2026-03-02T10:00")).warn_at for limit in ("2WD", "2WH", "2H")] == [None] * 3


@pytest.mark.parametrize("limit", ["2WD", "20WH", "5ND"])
def test_a_limit_that_reaches_a_provisional_year_says_so(limit: str) -> None:
    assert CN.due(limit, CN.local("2026-12-30T10:00")).provisional


@pytest.mark.parametrize("limit", ["1WD", "2WH", "1ND", "48H"])
def test_a_limit_within_published_years_is_not_provisional(limit: str) -> None:
    assert not CN.due(limit, CN.local("2026-12-30T10:00")).provisional


@pytest.mark.parametrize("limit", ["2WD", "20WH", "5ND"])
def test_a_limit_into_a_year_without_data_is_refused(limit: str) -> None:
    with pytest.raises(CalendarYearMissing, match="cn has no data for 2028"):
        CN.due(limit, CN.local("2027-12-30T10:00"))


def test_elapsed_hours_need_no_calendar() -> None:
    assert CN.due("24H", CN.local("2050-12-31T10:00")).at == CN.local("2051-01-01T10:00")


def test_a_due_time_names_its_clock_and_calendar() -> None:
    due = CN.due("2wd", CN.local("2026-03-02T10:00"))

    assert (due.clock, due.calendar, due.version) == ("2WD", "cn", CN.version)


@pytest.mark.parametrize(
    "text", ["", "2", "WD", "2XD", "-2WD", "0WD", "0.5WD", "1.5ND", "2 days", "1e3H", "²WD", "9999999H"]
)
def test_what_is_not_a_limit_is_refused(text: str) -> None:
    with pytest.raises(BadDuration):
        CN.due(text, CN.local("2026-03-02T10:00"))


@pytest.mark.parametrize("amount", [None, "2", True, 2.0, 10**9])
def test_an_amount_that_is_not_a_number_of_days_is_refused(amount: object) -> None:
    with pytest.raises(BadDuration):
        CN.workdays(CN.local("2026-03-02T10:00"), amount)  # type: ignore[arg-type]


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2, 10)  # noqa: DTZ001 - that is the point

    with pytest.raises(NaiveTime):
        CN.due("2WD", naive)
    with pytest.raises(NaiveTime):
        CN.working_time(naive, naive)


def test_a_text_that_is_not_a_time_is_refused() -> None:
    with pytest.raises(calendars.BadInstant, match="tomorrow"):
        CN.local("tomorrow")


def test_a_local_text_with_a_zone_is_that_instant() -> None:
    assert CN.local("2026-03-02T10:00+00:00") == CN.local("2026-03-02T18:00")


def test_every_hour_counts_in_the_calendar_of_those_on_call() -> None:
    always = calendars.seed().get("always")

    assert always.due("24WH", always.local("2026-02-13T16:30")).at == always.local("2026-02-14T16:30")
    assert always.due("2WD", always.local("2026-02-13T16:30")).at == always.local("2026-02-16T00:00")
    assert always.due("2ND", always.local("2026-02-13T16:30")).at == always.local("2026-02-16T00:00")


def test_calendars_are_found_by_id_and_the_default_without_one() -> None:
    known = calendars.seed()

    assert known.get(None) is known.get("cn") is known.default
    with pytest.raises(CalendarNotFound, match="mars"):
        known.get("mars")
