"""Processes that start by the clock: each occurrence once, at its logical instant, by the version in use."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app import calendars as calendar_data
from app import clock, engine
from app.calendars import Day
from app.casework import calendars, cases, journal, people, schedules, verify, versions
from app.casework.lists import Page
from app.errors import DiagramRefused
from app.store import db, writing
from app.store import schedules as stored
from app.store.models import Schedule
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.support.publishing import branch, new_branch

HOUR = timedelta(hours=1)


def report(cycle: str = "R/PT1H", **properties: str) -> Bpmn:
    diagram = Bpmn("report").start("hourly", cycle=cycle)
    if properties:
        diagram.properties(**properties)
    return diagram.user("write", groups="handler@bank-a", due="=workdays(2)").end()


def started() -> list[Any]:
    db.session.rollback()
    found: Page[Any] = cases.find(people.system("test"), per_page=100)
    return sorted((case for case in found.items if case.process == "report"), key=lambda case: case.id)


def row() -> Schedule:
    db.session.rollback()
    [found] = stored.of_version(db.session(), versions.in_use("report").hash).values()
    return found


def since() -> datetime:
    return row().since


def test_each_occurrence_that_was_missed_starts_a_case_at_its_logical_instant_in_order(house: Flask) -> None:
    deployed(report(unit="bank-a"))
    begun = since()

    assert schedules.start_due(until=begun + 3.5 * HOUR) == 3

    found = started()
    assert [case.started_at for case in found] == [begun + n * HOUR for n in (1, 2, 3)]
    assert {(case.started_by, case.unit, case.owner) for case in found} == {("system:timers", "bank-a", None)}
    assert row().due == begun + 4 * HOUR
    entry = journal.of(found[0].id, people.system("test"))[0]
    assert (entry.at, entry.by, entry.asked["timer"]) == (begun + HOUR, "system:timers", "hourly")
    assert verify.verify().ok


def test_of_what_was_missed_only_the_latest_starts_where_the_event_says_so(house: Flask) -> None:
    deployed(report(missed="latest"))
    begun = since()

    schedules.start_due(until=begun + 5.5 * HOUR)

    assert [case.started_at for case in started()] == [begun + 5 * HOUR]
    assert row().due == begun + 6 * HOUR


def test_without_a_unit_of_its_own_the_case_is_that_of_the_process(house: Flask) -> None:
    deployed(report())
    schedules.start_due(until=since() + HOUR)
    assert [case.unit for case in started()] == [versions.in_use("report").unit]


def test_any_number_of_workers_start_each_occurrence_once(house: Flask) -> None:
    deployed(report())
    begun, until = since(), since() + 12 * HOUR

    def work() -> None:
        with house.app_context():
            for _ in range(10):
                schedules.start_due(limit=3, until=until)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    schedules.start_due(until=until)

    assert [case.started_at for case in started()] == [begun + n * HOUR for n in range(1, 13)]


def test_a_start_that_is_carried_out_again_finds_its_case(house: Flask) -> None:
    """As after a crash between a commit and whatever was to remember it."""
    deployed(report())
    before = row()
    as_it_was = {"number": before.number, "last": before.last, "due": before.due, "wake_at": before.wake_at}
    element, version = before.element, before.version_hash
    until = before.since + HOUR
    schedules.start_due(until=until)
    with writing() as session:
        stored.change(session, version, element, as_it_was)

    schedules.start_due(until=until)

    assert len(started()) == 1


def test_a_new_version_takes_over_and_an_unchanged_one_changes_nothing(house: Flask) -> None:
    deployed(report())
    first, begun = versions.in_use("report").hash, since()
    deployed(report())
    assert since() == begun

    deployed(report("R/PT2H"))
    schedules.start_due(until=clock.now() + 2.5 * HOUR)

    db.session.rollback()
    [old] = stored.of_version(db.session(), first).values()
    assert (old.status, old.wake_at) == ("superseded", None)
    assert [case.version_hash for case in started()] == [versions.in_use("report").hash]


def test_a_version_that_is_deployed_again_counts_from_now(house: Flask) -> None:
    deployed(report())
    first = since()
    deployed(report("R/PT2H"))
    deployed(report())
    assert since() > first
    assert row().status == "set"


def test_a_cycle_that_is_over_starts_nothing_more(house: Flask) -> None:
    deployed(report("R2/PT1H"))
    schedules.start_due(until=since() + 9 * HOUR)
    assert (len(started()), row().status, schedules.next_instant()) == (2, "done", None)


def test_a_published_calendar_moves_the_next_start(house: Flask) -> None:
    deployed(report("=next workday of month(1)"))
    was = row().due
    assert was is not None
    calendar = calendars.in_force(None)
    day = calendar.day_of(was)
    off = dict(calendar.days) | {day: calendar_data.Day(working=False, name="停业")}
    in_year = {each: what for each, what in off.items() if each.year == day.year}
    calendars.publish(calendar.with_year(day.year, calendar.status(day.year), in_year), "test")

    assert schedules.recount() == 1

    assert row().due > was
    assert schedules.recount() == 0


def test_starts_are_counted_by_the_calendar_of_the_unit_whose_cases_they_are(house: Flask) -> None:
    deployed(report("=next workday of month(1)", unit="bank-a-1"))
    was = row().due
    assert was is not None
    day = calendars.in_force(None).day_of(was)
    new_branch(branch(days={day: Day(False, "行庆")}))

    calendars.use("bank-a", "bank-a", who("zhou"), "甲银行自定")
    assert schedules.recount() == 1
    assert (row().calendar, schedules.recount()) == ("bank-a", 0)
    due = row().due
    assert due is not None
    assert due > was
    [plan] = schedules.plans(versions.current("report"))
    assert plan.upcoming[0].at == due
    deployed(report("=next workday of month(1)", unit="bank-a"))
    assert row().due == due

    schedules.start_due(limit=1, until=due)
    [case] = started()
    assert (case.started_at, case.calendar) == (due, "bank-a")

    calendars.use("bank-a", None, who("zhou"), "回到全国日历")
    schedules.recount()
    assert row().calendar == "cn"


def test_a_claimed_start_is_counted_by_the_calendar_that_its_unit_has_taken_meanwhile(house: Flask) -> None:
    deployed(report("=next workday of month(1)", unit="bank-a"))
    was = row().due
    assert was is not None
    new_branch(branch(days={calendars.in_force(None).day_of(was): Day(False, "行庆")}))
    calendars.use("bank-a", "bank-a", who("zhou"), "甲银行自定")

    schedules.start_due(limit=1, until=was)

    assert started() == []
    assert row().calendar == "bank-a"


def test_what_cannot_be_started_is_put_off_and_said(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed(report())
    now = since() + HOUR

    def broken(*_: object) -> None:
        raise RuntimeError("no ink")

    with monkeypatch.context() as patched:
        patched.setattr(engine, "advance", broken)
        assert schedules.start_due(limit=1, until=now) == 1
    found = row()
    assert (found.failures, found.said, started()) == (1, "RuntimeError: no ink", [])
    assert found.wake_at == now + timedelta(minutes=1)

    schedules.start_due(limit=1, until=now + timedelta(minutes=1))
    assert [case.started_at for case in started()] == [now]
    assert row().failures == 0


def test_a_unit_that_is_not_there_and_a_time_that_makes_no_sense_are_refused(house: Flask) -> None:
    for diagram, code in ((report(unit="nowhere"), "timer_start_unit"), (report("=now()"), "timer_start_instant")):
        with pytest.raises(DiagramRefused) as refused:
            deployed(diagram)
        assert [finding.code for finding in refused.value.findings] == [code]


def test_what_is_planned_is_told(house: Flask) -> None:
    deployed(report(unit="bank-a"))
    [plan] = schedules.plans(versions.current("report"))
    begun = since()
    assert [one.at for one in plan.upcoming] == [begun + n * HOUR for n in range(1, 6)]
    assert (plan.name, plan.missed, plan.unit, plan.in_use) == ("hourly", "each", "bank-a", True)
