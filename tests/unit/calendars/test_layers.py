"""A calendar on top of another: what it says counts before what it inherits, and the exact word before the general."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import calendars
from app.calendars import BadCalendar, Calendar, Day, DayOfYear, Layer, Season, Segment, Week
from app.calendars.changes import changed_days, changed_years
from app.calendars.days import MIDNIGHT
from app.calendars.errors import NothingInherited, NotMoreCertain, YearNotInherited
from app.calendars.layer import brought_up_to_date, of, resolve
from tests.support import own_time
from tests.support.own_time import Told

CN = calendars.seed().default
OFFICE = (Segment(time(9), time(12)), Segment(time(13, 30), time(17, 30)))
SHORT = (Segment(time(8), time(14)),)
MONDAY, SATURDAY = date(2026, 7, 6), date(2026, 7, 4)


def branch(**said: Any) -> Layer:
    plain: dict[str, Any] = {"parent": "cn", "zone": None, "week": None, "days": {}, "years": {}}
    return Layer(**{"id": "branch", "title": "支行", **plain, **said})


def test_what_inherits_nothing_is_all_of_it() -> None:
    assert resolve(of(CN), None) == CN
    assert resolve(of(CN), None).version == CN.version


def test_a_branch_has_closures_and_openings_of_its_own() -> None:
    own = {
        MONDAY: Day(False, "装修停业"),
        SATURDAY: Day(True, "周末值班"),
        date(2026, 2, 16): Day(True, "春节值班", SHORT),
    }
    whole = resolve(branch(days=own), CN)

    assert whole.hours_of(MONDAY) == ()
    assert whole.hours_of(SATURDAY) == CN.make_up
    assert whole.hours_of(date(2026, 2, 16)) == SHORT
    assert whole.hours_of(date(2026, 2, 17)) == ()
    assert whole.workdays(whole.local("2026-07-03T10:00"), 1).at == whole.local("2026-07-04T17:30")


def test_hours_of_its_own_are_a_whole_week_and_dates_stay_inherited() -> None:
    whole = resolve(branch(week=Week((SHORT,) * 6 + ((),), SHORT)), CN)

    assert whole.hours_of(SATURDAY) == SHORT
    assert whole.hours_of(date(2026, 2, 16)) == ()  # 春节
    assert whole.hours_of(date(2026, 2, 28)) == SHORT  # 春节调休补班


def test_a_date_counts_before_a_season_and_a_season_before_a_weekday() -> None:
    summer = Season("夏季作息", DayOfYear(7, 1), DayOfYear(9, 30), (SHORT,) * 5 + ((),) * 2, SHORT)
    half = (Segment(time(9), time(11)),)
    whole = resolve(
        branch(week=Week((OFFICE,) * 5 + ((),) * 2, OFFICE, (summer,)), days={MONDAY: Day(True, "", half)}), CN
    )

    assert whole.hours_of(date(2026, 6, 30)) == OFFICE
    assert whole.hours_of(date(2026, 7, 1)) == SHORT
    assert whole.hours_of(MONDAY) == half
    assert whole.hours_of(date(2026, 9, 20)) == SHORT  # 国庆节调休补班, in the season
    assert whole.hours_of(date(2026, 10, 10)) == OFFICE  # and after it


def test_a_season_may_cross_the_new_year() -> None:
    winter = Season("冬季作息", DayOfYear(11, 1), DayOfYear(2, 29), (SHORT,) * 7, SHORT)

    assert [winter.covers(date(2026, *day)) for day in ((10, 31), (11, 1), (12, 31), (2, 28), (3, 1))] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_branch_is_at_most_as_certain_as_what_it_inherits() -> None:
    assert resolve(branch(years={2026: "provisional"}), CN).status(2026) == "provisional"
    assert resolve(branch(), CN).status(2027) == "provisional"
    with pytest.raises(NotMoreCertain):
        resolve(branch(years={2027: "published"}), CN)
    with pytest.raises(YearNotInherited, match="2031"):
        resolve(branch(days={date(2031, 1, 2): Day(False, "停业")}), CN)
    with pytest.raises(NothingInherited):
        resolve(branch(parent=None), None)


def test_a_later_parent_changes_nothing_that_was_made_whole_before() -> None:
    before = resolve(branch(), CN)
    data, due = calendars.to_json(before), before.workdays(before.local("2026-12-30T10:00"), 2)

    after = resolve(branch(), CN.with_year(2027, "published", {date(2027, 1, 4): Day(False, "元旦")}))

    assert after.version != before.version
    assert calendars.from_json(data) == before
    assert calendars.from_json(data).workdays(before.local("2026-12-30T10:00"), 2) == due
    assert resolve(branch(), CN).version == before.version


def test_a_calendar_without_seasons_keeps_its_version() -> None:
    assert "seasons" not in calendars.to_json(CN)


def test_layers_and_seasons_are_read_back_as_they_were_written() -> None:
    winter = Season("冬季作息", DayOfYear(11, 1), DayOfYear(2, 29), (SHORT,) * 7, OFFICE)
    said = branch(week=Week((OFFICE,) * 7, SHORT, (winter,)), days={MONDAY: Day(True, "", SHORT)}, zone=CN.zone)
    whole = resolve(said, CN)

    assert calendars.layer_from_json(calendars.layer_to_json(said)) == said
    assert calendars.from_json(calendars.to_json(whole)) == whole


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"first": "02-30"}, "a day that no year has"),
        ({"first": "13-01"}, "a day that no year has"),
        ({"first": "soon"}, "cannot be read"),
        ({"segments": []}, "seven days"),
        ({"make_up": [["12:00", "09:00"]]}, "overlap"),
        ({"segments": [[]] * 7, "make_up": []}, "without hours"),
    ],
)
def test_a_season_that_makes_no_sense_is_refused(wrong: dict[str, Any], why: str) -> None:
    season = {"name": "夏", "first": "01-01", "last": "12-31", "segments": [[["09:00", "12:00"]]] * 7, "make_up": []}

    with pytest.raises(BadCalendar, match=why):
        calendars.from_json({**calendars.to_json(CN), "seasons": [{**season, **wrong}]})


def test_changes_name_each_day_that_looks_different() -> None:
    after = CN.with_year(
        2027, "published", {date(2027, 1, 1): Day(False, "元旦节"), date(2027, 3, 1): Day(False, "停工")}
    )

    changes = {change.date: change for change in changed_days(CN, after)}

    assert not changes[date(2027, 1, 1)].counts  # another name
    assert changes[date(2027, 3, 1)].counts
    assert changes[date(2027, 10, 1)].after is not None
    assert min(changes) == date(2027, 1, 1)
    assert [(each.year, each.before, each.after) for each in changed_years(CN, after)] == [
        (2027, "provisional", "published")
    ]
    assert list(changed_days(None, CN)) == []
    assert [each.before for each in changed_years(None, CN)] == [None] * len(CN.years)


def test_two_changes_to_one_calendar_come_together() -> None:
    base = of(CN)
    mine = base.with_days({MONDAY: Day(False, "台风停工"), date(2026, 5, 1): None})
    present = replace(base.with_year(2027, "published", {date(2027, 1, 1): Day(False, "元旦")}), title="国家日历")

    both = brought_up_to_date(base, mine, present)

    assert both.days[MONDAY].name == "台风停工"
    assert date(2026, 5, 1) not in both.days
    assert (both.title, both.years[2027], date(2027, 10, 1) in both.days) == ("国家日历", "published", False)


# -- against an implementation that shares nothing with it

MINUTES = st.lists(st.integers(0, 48), min_size=2, max_size=6, unique=True).map(
    lambda cuts: tuple(zip(*[iter(sorted(cuts)[: len(cuts) // 2 * 2])] * 2, strict=True))
)
SPANS = st.one_of(st.just(()), MINUTES).map(lambda spans: tuple((30 * first, 30 * last) for first, last in spans))
WORKED = MINUTES.map(lambda spans: tuple((30 * first, 30 * last) for first, last in spans))
WEEKS = st.tuples(WORKED, *[SPANS] * 6)
YEAR_DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))
SEASONS = st.lists(st.tuples(YEAR_DAYS, YEAR_DAYS, WEEKS, WORKED), max_size=2)
DATES = st.dates(date(2025, 12, 1), date(2026, 4, 30))
DAYS = st.dictionaries(DATES, st.tuples(st.booleans(), SPANS), max_size=12).map(
    lambda days: {day: (working, spans if working else ()) for day, (working, spans) in days.items()}
)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe")
ROOTS = st.builds(Told, zone=st.sampled_from(ZONES), week=WEEKS, make_up=WORKED, seasons=SEASONS, days=DAYS)
BRANCHES = st.one_of(
    st.builds(Told, days=DAYS),
    st.builds(Told, week=WEEKS, make_up=WORKED, seasons=SEASONS, days=DAYS),
    st.builds(Told, zone=st.sampled_from(ZONES), days=DAYS),
)
STARTS = st.datetimes(datetime(2025, 12, 20), datetime(2026, 4, 10)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001


def segments(spans: own_time.Spans) -> tuple[Segment, ...]:
    return tuple(Segment(_time(first), _time(last)) for first, last in spans)


def _time(minute: int) -> time:
    return MIDNIGHT if minute == 24 * 60 else time(minute // 60, minute % 60)


def layer(told: Told, id: str, parent: str | None) -> Layer:
    week = None
    if told.week is not None:
        seasons = tuple(
            Season("季", DayOfYear(*first), DayOfYear(*last), tuple(map(segments, days)), segments(make_up))
            for first, last, days, make_up in told.seasons
        )
        week = Week(tuple(map(segments, told.week)), segments(told.make_up), seasons)
    return Layer(
        id=id,
        title=id,
        parent=parent,
        zone=ZoneInfo(told.zone) if told.zone else None,
        week=week,
        days={day: Day(working, "", segments(spans)) for day, (working, spans) in told.days.items()},
        years={} if parent else dict.fromkeys(range(2024, 2029), "published"),
    )


def made_whole(root: Told, branch: Told, twig: Told) -> Calendar:
    first = resolve(layer(root, "root", None), None)
    return resolve(layer(twig, "twig", "branch"), resolve(layer(branch, "branch", "root"), first))


@settings(max_examples=40)
@given(ROOTS, BRANCHES, BRANCHES, DATES)
def test_every_day_is_what_plain_asking_says(root: Told, branch: Told, twig: Told, day: date) -> None:
    whole, told = made_whole(root, branch, twig), (twig, branch, root)

    for each in (day + timedelta(days=number) for number in range(40)):
        assert whole.hours_of(each) == segments(own_time.hours(told, each))
    assert whole.zone == own_time.zone_of(told)


@settings(max_examples=40)
@given(ROOTS, BRANCHES, BRANCHES, STARTS, st.sampled_from(["WD", "ND", "H"]), st.integers(1, 25))
def test_every_limit_of_days_ends_when_plain_walking_says(
    root: Told, branch: Told, twig: Told, start: datetime, clock: str, amount: int
) -> None:
    whole, told = made_whole(root, branch, twig), (twig, branch, root)

    due = whole.due(f"{amount}{clock}", whole.local(start))

    assert due.at == own_time.end_of(told, amount, clock, whole.local(start))


@settings(max_examples=15)
@given(ROOTS, BRANCHES, STARTS, st.integers(1, 12))
def test_every_limit_of_hours_ends_when_plain_walking_says(
    root: Told, branch: Told, start: datetime, hours: int
) -> None:
    whole, told = made_whole(root, branch, Told()), (Told(), branch, root)

    due = whole.due(f"{hours}WH", whole.local(start))

    assert due.at == own_time.end_of(told, 60 * hours, "minutes", whole.local(start))
