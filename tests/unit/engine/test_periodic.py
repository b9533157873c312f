"""When processes start by the clock: cycles and FEEL give instants that rise, do not drift, and follow the calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import calendars, engine
from app.engine import commands, periodic, workdays
from app.engine.elements import Element
from app.errors import Invalid
from tests.support.bpmn import Bpmn
from tests.support.play import Play

CALENDAR = calendars.seed().default
SINCE = CALENDAR.local("2026-09-15T10:00")


def begins(**facts: str) -> Element:
    version = engine.load(Bpmn("p").start("begin", **facts).user("work").end().sources(), "p")
    return version.start_timers[0]


def next_five(since: datetime = SINCE, **facts: str) -> list[str]:
    found = periodic.upcoming(begins(**facts), since, None, CALENDAR, 5)
    return [f"{one.at.astimezone(CALENDAR.zone):%Y-%m-%d %H:%M}" for one in found]


def test_the_31st_stays_the_31st_after_a_shorter_month() -> None:
    assert next_five(cycle="R/2026-01-31T09:00/P1M") == [
        "2026-09-30 09:00",
        "2026-10-31 09:00",
        "2026-11-30 09:00",
        "2026-12-31 09:00",
        "2027-01-31 09:00",
    ]


def test_a_half_year_that_is_counted_from_an_instant_ends_after_its_rounds() -> None:
    assert next_five(cycle="R3/2026-07-01T09:00/P6M") == ["2027-01-01 09:00", "2027-07-01 09:00"]


def test_a_cycle_without_a_beginning_counts_from_when_the_version_came_into_use() -> None:
    assert next_five(cycle="R2/P1D") == ["2026-09-16 10:00", "2026-09-17 10:00"]


def test_the_first_working_day_of_each_month_passes_over_the_national_day() -> None:
    assert next_five(cycle="=next workday of month(1)")[:3] == [
        "2026-10-08 09:00",
        "2026-11-02 09:00",
        "2026-12-01 09:00",
    ]


def test_the_third_working_day_counts_a_make_up_saturday() -> None:
    assert next_five(cycle='=next workday of month(3, null, time("10:30:00"))')[0] == "2026-10-10 10:30"


def test_the_last_working_day_of_each_half_year() -> None:
    assert next_five(cycle="=next workday of month(-1, [6, 12])")[:2] == ["2026-12-31 09:00", "2027-06-30 09:00"]


def test_what_rests_on_a_year_that_is_not_published_is_provisional() -> None:
    found = periodic.upcoming(begins(cycle="=next workday of month(1)"), SINCE, None, CALENDAR, 4)
    assert [one.provisional for one in found] == [False, False, False, True]


def test_a_date_comes_once_and_one_that_is_over_never() -> None:
    assert next_five(date="2026-12-01T08:00") == ["2026-12-01 08:00"]
    assert next_five(date="2025-12-01T08:00") == []


@pytest.mark.parametrize(
    "cycle", ["=now()", "R0/P1D", '="R/P0D"', '="R/soon"', "=next workday of month(0)", "=next workday of month(40)"]
)
def test_a_time_that_makes_no_sense_is_an_error_that_says_so(cycle: str) -> None:
    with pytest.raises(Invalid):
        next_five(cycle=cycle)


CYCLES = st.sampled_from(
    ["R/2024-02-29T08:30/P1M", "R/P7D", "R/PT36H", "R/2026-01-31T00:00/P6M", "=next workday of month(2)"]
)


@settings(max_examples=60, deadline=None)
@given(cycle=CYCLES, minutes=st.integers(0, 400 * 24 * 60), taken=st.integers(1, 6))
def test_the_next_follows_from_the_last_whenever_anybody_looks(cycle: str, minutes: int, taken: int) -> None:
    element, since = begins(cycle=cycle), CALENDAR.local("2025-01-05T07:00") + timedelta(minutes=minutes)
    all_at_once = periodic.upcoming(element, since, None, CALENDAR, 8)
    first = periodic.upcoming(element, since, None, CALENDAR, taken)
    rest = periodic.upcoming(element, since, first[-1], CALENDAR, 8 - taken)
    assert [*first, *rest] == all_at_once
    assert since < all_at_once[0].at
    assert all(one.at < after.at for one, after in pairwise(all_at_once))


@settings(max_examples=60, deadline=None)
@given(year=st.integers(2018, 2026), month=st.integers(1, 12), n=st.integers(1, 15))
def test_working_days_of_a_month_counted_from_both_ends(year: int, month: int, n: int) -> None:
    day = date(year, month, 15)
    days = [day.replace(day=1) + timedelta(days=offset) for offset in range(31)]
    worked = [each for each in days if each.month == month and CALENDAR.is_working(each)]
    assert workdays.of_month(CALENDAR, n, day) == worked[n - 1]
    assert workdays.of_month(CALENDAR, -n, day) == worked[-n]
    at = workdays.next_of_month(CALENDAR, CALENDAR.local(f"{year}-{month:02}-01T00:00"), n, [month], time(8))
    assert at.date() == worked[n - 1]


def test_a_case_begins_at_the_timer_that_started_it() -> None:
    diagram = Bpmn("p").start("by_hand").user("asked").end()
    diagram.start("monthly", cycle="R/P1M").user("report").end("e2").start("daily", cycle="R/P1D").user("look").end(
        "e3"
    )
    version = engine.load(diagram.sources(), "p")
    command = commands.Start(by="system:timers", number="1", timer="daily")
    step = engine.advance(version, None, command, SINCE, calendars.seed())
    assert ([task.element for task in step.opened], step.trail) == (["look"], ("daily", "look"))
    assert [each.id for each in version.start_timers] == ["monthly", "daily"]


def test_the_ladder_of_a_process_is_that_of_its_tasks_unless_they_say_their_own() -> None:
    diagram = Bpmn("p").start().user("plain", due="=workhours(10)").user("own", due="=workhours(10)")
    diagram.properties(ladder="90% urge").end()
    said = b'<bpmn:extensionElements><zeebe:properties><zeebe:property name="ladder" value="20% remind"/>'
    said += b"</zeebe:properties></bpmn:extensionElements>"
    source = diagram.bytes().replace(b'isExecutable="true">\n', b'isExecutable="true">\n' + said, 1)
    version, known = engine.load({"process.bpmn": source}, "p"), calendars.seed()
    at = CALENDAR.local("2026-03-02T09:00")
    step = engine.advance(version, None, commands.Start(by="li", number="1"), at, known)
    assert [timer.key for timer in step.timers_set] == ["plain#1@20%"]
    assert step.timers_set[0].due == CALENDAR.local("2026-03-02T11:00")
    step = engine.advance(version, step.state, commands.Complete(by="li", task="plain#1"), at, known)
    assert [timer.key for timer in step.timers_set] == ["own#1@90%"]


def test_a_cycle_beside_a_task_keeps_to_its_day_of_the_month() -> None:
    diagram = Bpmn("p").start().user("work").end()
    diagram.boundary("work", "again", interrupting=False, cycle="R/2026-01-31T09:00/P1M").end("told")
    play = Play(diagram, at="2026-01-05T10:00").until("2026-04-30T10:00")
    assert [step.fired.due for step in play.steps if step.fired] == [
        CALENDAR.local(f"2026-{day}T09:00") for day in ("01-31", "02-28", "03-31", "04-30")
    ]
