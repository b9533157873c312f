"""Nothing that comes of a case depends on the machine's clock being right, or on where the machine stands."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app import calendars, clock
from app.calendars import Day
from app.casework import calendars as known
from app.casework import cases, deploy, people, recount, replay, tasks, timers, verify
from tests.support.bpmn import Bpmn
from tests.support.house import passing_on, who
from tests.support.publishing import branch, new_branch, proposed, publish, published_2027

ROOT = Path(__file__).parents[3]
CN = calendars.seed().default
HOUR = timedelta(hours=1)


class Wall:
    """The machine's clock, which somebody sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
        self.at = at
        monkeypatch.setattr(clock, "now", lambda: self.at)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch, CN.local("2026-03-02T10:00"))


def due_of(case_id: int) -> datetime | None:
    return cases.view(case_id, who("zhou")).tasks[0].due_at


def fired(case_id: int) -> list[tuple[datetime, str]]:
    """Each timer that fired, at its logical time."""
    return [
        (step.entry.at, step.entry.asked["timer"])
        for step in replay.replay(case_id).steps
        if step.entry.kind == "TimerDue"
    ]


def course(wall: Wall, jumps: dict[int, timedelta]) -> tuple[list[tuple[datetime, str]], datetime | None]:
    """A case that nobody touches for three days, while the machine's clock is off by so much in given hours."""
    wall.at = CN.local("2026-03-02T10:00")
    case_id = cases.start("passing-on", {}, who("li")).case_id
    for hour in range(1, 80):
        true = CN.local("2026-03-02T10:00") + hour * HOUR
        wall.at = true + jumps.get(hour, timedelta(0))
        timers.run_due()
    assert verify.verify(cases=[case_id]).findings == ()
    return fired(case_id), due_of(case_id)


def test_a_clock_set_back_or_forward_moves_no_deadline_and_no_firing(house: Flask, wall: Wall) -> None:
    passing_on()
    steady = course(wall, {})

    back = course(wall, dict.fromkeys(range(10, 40), timedelta(hours=-30)))
    forward = course(wall, dict.fromkeys(range(10, 40), timedelta(hours=30)))

    assert steady[1] == CN.local("2026-03-04T17:30")
    assert [at for at, _ in steady[0]] == sorted(at for at, _ in steady[0])
    assert (back, forward) == (steady, steady)


def test_a_machine_that_is_carried_around_the_world_fires_as_one_that_stays(
    house: Flask, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing_on()
    steady = course(wall, {})
    zones, run_due = itertools.cycle(("America/St_Johns", "Pacific/Kiritimati", "Europe/Berlin")), timers.run_due

    def carried() -> int:
        monkeypatch.setenv("TZ", next(zones))
        time.tzset()
        return run_due()

    monkeypatch.setattr(timers, "run_due", carried)
    try:
        assert course(wall, {}) == steady
    finally:
        monkeypatch.undo()
        time.tzset()


def test_after_a_clock_ran_ahead_what_is_done_next_is_not_before_what_was_done(house: Flask, wall: Wall) -> None:
    passing_on()
    case_id = cases.start("passing-on", {}, who("li")).case_id
    wall.at = CN.local("2026-03-02T16:00")
    task = f"{case_id}-1"
    tasks.claim(task, who("li"))
    wall.at = CN.local("2026-03-02T09:00")

    tasks.complete(task, {"channel": "电话"}, who("li"))

    played = replay.replay(case_id)
    assert [step.entry.at for step in played.steps][-1] == CN.local("2026-03-02T16:00")
    assert due_of(case_id) == CN.local("2026-03-04T17:30")
    assert verify.verify(cases=[case_id]).findings == ()


LIMITS = {
    "days": "workdays(2)",
    "hours": "workhours(15)",
    "natural": "naturaldays(2)",
    "elapsed": 'now() + duration("PT48H")',
    "night": 'now() + duration("PT16H30M")',
    "later": 'now() + duration("PT17H30M")',
}
SHIFTS = {  # when a case begins -> when its limits end
    "2026-03-27T10:00": {
        "days": "2026-03-31T17:30",
        "hours": "2026-03-31T11:00",
        "natural": "2026-03-31T00:00",  # the second one is a Sunday: it rolls to Monday
    },
    "2026-03-28T10:00": {"elapsed": "2026-03-30T11:00"},  # the night of Sunday has an hour less
    "2026-10-23T10:00": {"days": "2026-10-27T17:30", "hours": "2026-10-27T11:00", "natural": "2026-10-27T00:00"},
    "2026-10-24T10:00": {
        "elapsed": "2026-10-26T09:00",  # and in autumn an hour more
        "night": "2026-10-25T02:30+02:00",  # half past two comes twice
        "later": "2026-10-25T02:30+01:00",
    },
}
NAMED = (
    b'<bpmn:extensionElements><zeebe:properties><zeebe:property name="calendar" value="berlin"/></zeebe:properties>'
    b'</bpmn:extensionElements><bpmn:startEvent id="start"'
)


def test_every_clock_in_a_zone_that_shifts(house: Flask, wall: Wall) -> None:
    """Cases of a calendar in Berlin over the nights when its clocks are put forward, and put back."""
    new_branch(branch(id="berlin", title="柏林", parent="cn", zone=ZoneInfo("Europe/Berlin")), unit=None)
    diagram = Bpmn("shifting").start().both("all")
    for element, limit in LIMITS.items():
        diagram.at("all").user(element, groups="clerk@association", due=f"={limit}").end(f"{element}_done")
    content = diagram.bytes().replace(b'<bpmn:startEvent id="start"', NAMED, 1)
    deploy.deploy({"process.bpmn": content}, "shifting", people.system("setup"))
    here, begun = known.in_force("berlin"), []

    for begins, ends in SHIFTS.items():
        wall.at = here.local(begins)
        begun.append(cases.start("shifting", {}, who("li")).case_id)
        due = {task.element: task.due_at for task in cases.view(begun[-1], who("zhou")).tasks}
        assert {element: due[element] for element in ends} == {element: here.local(at) for element, at in ends.items()}
        assert cases.get(begun[-1], who("li")).calendar == "berlin"

    wall.at += timedelta(days=14)
    while timers.run_due():
        pass
    assert {len(fired(case_id)) for case_id in begun} == {4 * len(LIMITS)}
    assert verify.verify(cases=begun).findings == ()


SCRIPT = """
import json, sys
from datetime import UTC, datetime
from app import calendars
from app.cli import main
from click.testing import CliRunner
said = []
for calendar in calendars.seed():
    for clock in ("2WD", "9WH", "15ND", "24H", "0.5WH"):
        for at in ("2026-02-12T10:00", "2026-09-30T23:59", "2026-12-30T00:00"):
            due = calendar.due(clock, calendar.local(at))
            said.append([due.at.isoformat(), str(due.warn_at), due.provisional, due.version])
said.append(CliRunner().invoke(main, ["calendar", "due", "2WD", "2026-02-13T10:00"]).output)
said.append(CliRunner().invoke(main, ["rehearse", "--json", "processes/si-dispatch"]).output)
print(json.dumps(said))
"""


def test_the_machines_own_time_zone_changes_nothing() -> None:
    """Limits, the command, and a whole procedure rehearsed: the same wherever the machine believes to be."""
    answers = {
        zone: subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in ("Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati")
    }

    first = answers["Asia/Shanghai"]
    assert json.loads(first)[-2] == "2026-02-24T17:30\n"
    assert set(answers.values()) == {first}


# -- after a publication


def test_open_times_are_counted_again_in_the_worker_and_an_earlier_one_shortens_nothing(
    house: Flask, wall: Wall
) -> None:
    passing_on()
    wall.at = CN.local("2026-12-29T10:00")
    cases_of_two_days = [cases.start("passing-on", {}, who("li")).case_id for _ in range(3)]
    wall.at = CN.local("2026-12-30T10:00")
    into_next_year = cases.start("passing-on", {}, who("li")).case_id
    told = due_of(into_next_year)
    wall.at = CN.local("2026-12-30T11:00")

    publish(proposed("cn", published_2027))
    assert recount.next_instant() == wall.at
    while recount.run_batch():
        pass

    assert recount.next_instant() is None
    (done,) = recount.of("cn")
    assert (done.cases, done.moved, done.failed) == (1, 1, 0)
    assert told == CN.local("2027-01-04T17:30")
    assert due_of(into_next_year) == CN.local("2027-01-05T17:30")
    assert not cases.view(into_next_year, who("li")).tasks[0].provisional
    assert {due_of(each) for each in cases_of_two_days} == {CN.local("2026-12-31T17:30")}

    publish(proposed("cn", lambda said: said.with_days({date(2027, 1, 4): None, date(2027, 1, 5): Day(True, "")})))
    while recount.run_batch():
        pass
    assert due_of(into_next_year) == CN.local("2027-01-05T17:30"), "staff keep what they were told"
    assert verify.verify(cases=[into_next_year, *cases_of_two_days]).findings == ()


def test_a_newer_publication_takes_the_place_of_one_that_is_still_counted(house: Flask, wall: Wall) -> None:
    publish(proposed("cn", lambda said: said.with_days({date(2026, 3, 9): Day(False, "停工")})))
    publish(proposed("cn", published_2027))

    waiting = [each for each in recount.of("cn") if each.done_at is None]

    assert [each.version for each in waiting] == [known.in_force("cn").version]
    assert recount.run_batch() == 1
    assert recount.run_batch() == 0
