"""Why a task is due when it is, in the calendar as it was when the limit began."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from app import calendars
from app.casework import calendars as kept
from app.casework import cases, clocks, deadlines, tasks
from app.casework.tasks import Task
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who

pytestmark = pytest.mark.usefixtures("house")

CN = calendars.seed().default


def at(text: str) -> datetime:
    return CN.local(text)


@pytest.fixture
def task() -> Task:
    """A task of two working days, opened on the second working day before the National Day of 2026."""
    process = deployed(Bpmn("two-days").start().user("handle", groups="clerk", due="=workdays(2)").end("handled"))
    started = cases.start(process, {}, who("li"), at=at("2026-09-29T15:00"))
    return tasks.get(started.opened[0], who("li"))


def test_each_day_is_counted_or_skipped_by_name(task: Task) -> None:
    found = deadlines.of(task)
    assert found.follows
    assert found.step == 1
    assert [(f"{one.day.date:%m-%d}", one.day.name, one.number) for one in found.days] == [
        ("09-29", "收到当日", None),
        ("09-30", "工作日", 1),
        *((f"10-0{day}", "国庆节", None) for day in range(1, 8)),
        ("10-08", "工作日", 2),
    ]
    assert [one.hours for one in found.days][-2:] == ["", "09:00-12:00, 13:30-17:30"]


def test_all_that_would_come_stands_by_it_though_only_the_next_has_a_timer(task: Task) -> None:
    due = CN.due("2WD", task.opened_at)
    assert [(alarm.actions, alarm.due, alarm.status) for alarm in deadlines.of(task).alarms] == [
        (actions, CN.at_share(task.opened_at, due, Decimal(share), "2WD"), "set")
        for share, actions in (
            ("0.5", ("remind",)),
            ("0.8", ("urge",)),
            ("1", ("breach", "escalate")),
            ("1.5", ("escalate",)),
        )
    ]
    tasks.claim(task.id, who("li"), at=at("2026-09-29T16:00"))
    clocks.do(task.case_id, task.key, "pause", who("li"), kind="customer", reason="等材料", at=at("2026-09-29T16:00"))
    assert {alarm.status for alarm in deadlines.of(tasks.get(task.id, who("li"))).alarms} == {"gone"}


@pytest.mark.parametrize(
    ("begins", "received", "first"),
    [
        ("2026-09-22T16:00", ("2026-09-22", "2026-09-22"), ["2026-09-22", "2026-09-23"]),
        # From Mid-Autumn Day to Sunday nothing counts: whichever of these days it was, the end is the same.
        ("2026-09-26T16:00", ("2026-09-24", "2026-09-27"), ["2026-09-24", "2026-09-25"]),
    ],
)
def test_a_limit_that_began_before_its_task_counts_from_when_it_was_received(
    begins: str, received: tuple[str, str], first: list[str]
) -> None:
    diagram = Bpmn("late").start().user("handle", groups="clerk", due=f'=workdays(5, date and time("{begins}:00"))')
    started = cases.start(deployed(diagram.end()), {}, who("li"), at=at("2026-09-29T15:00"))
    found = deadlines.of(tasks.get(started.opened[0], who("li")))
    assert not found.follows
    assert found.received
    assert tuple(map(str, found.received)) == received
    assert [str(one.day.date) for one in found.days][:2] == first
    assert max(one.number or 0 for one in found.days) == 5


def test_it_keeps_the_version_that_counted_it(task: Task) -> None:
    before = deadlines.of(task)
    day_off = {at("2026-10-08T12:00").date(): calendars.Day(False, "另行放假")}
    kept.publish(replace(CN, days={**CN.days, **day_off}), "zhou")
    after = deadlines.of(task)
    assert (before.superseded, after.superseded) == (False, True)
    assert after.calendar.version == CN.version
    assert after.days == before.days


def test_hours_are_listed_as_far_as_they_count(task: Task) -> None:
    by_hours = replace(task, clock="4WH", opened_at=at("2026-09-30T16:30"), due_at=at("2026-10-08T12:00"))
    counted = [(str(one.day.date), str(one.worked)) for one in deadlines.of(by_hours).days if one.counted]
    assert counted == [("2026-09-30", "1:00:00"), ("2026-10-08", "3:00:00")]


def test_calendar_days_that_the_limit_rolls_over_do_not_count(task: Task) -> None:
    rolled = replace(task, clock="15ND", opened_at=at("2026-09-20T10:00"), due_at=at("2026-10-09T00:00"))
    found = deadlines.of(rolled)
    assert found.follows
    assert found.warn_at == at("2026-10-06T00:00")
    skipped = [f"{one.day.date:%m-%d}" for one in found.days if not one.counted]
    assert skipped == ["09-20", "10-06", "10-07", "10-08"]


def test_a_limit_that_was_counted_from_elsewhere_says_so(task: Task) -> None:
    assert not deadlines.of(replace(task, due_at=at("2026-10-09T17:30"))).follows
