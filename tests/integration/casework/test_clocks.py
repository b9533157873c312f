"""Clocks that people stop, put off, begin anew and promise anew: who may, what it does to rows, and what replays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app import calendars
from app.casework import calendars as kept
from app.casework import cases, clocks, deadlines, journal, limits, replay, tasks, timers, verify
from app.casework.clock_rights import LaterPromise, NotYourClock
from app.engine.endings import ClockGone
from app.engine.refusals import LimitMissed, NothingAsked, NotStopped, OwnRequest, ReasonMissing, StandsStill
from app.errors import CaseNotFound, ShouwenError
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.support.processes import at_once

pytestmark = pytest.mark.usefixtures("house")

CN = calendars.seed().default


def at(text: str) -> datetime:
    return CN.local(text)


@pytest.fixture
def case() -> int:
    """A task of two working days for bank A, with a timer of six working hours on its border, on a Monday morning."""
    groups = "handler@bank-a, clerk@association"
    diagram = Bpmn("forwarding").start().user("verify", groups=groups, due="=workdays(2)").end("done")
    diagram.boundary("verify", "late", interrupting=False, date="=workhours(6)").user("urge", groups="head@bank-a")
    process = deployed(diagram.end("urged"))
    started = cases.start(process, {}, who("li"), unit="association", at=at("2026-03-02T10:00"))
    tasks.claim(started.opened[0], who("an"), at=at("2026-03-02T10:30"))
    return started.case_id


def do(case: int, what: str, login: str, when: str, clock: str = "verify#1", **said: Any) -> None:
    said.setdefault("reason", "等待客户补充材料")
    clocks.do(case, clock, what, who(login), at=at(when), **said)


def due(case: int) -> datetime:
    return next(task.due_at for task in tasks.of_case(case) if task.element == "verify" and task.due_at)


def rows(case: int, element: str) -> list[tuple[str, datetime, str]]:
    asked = sa.select(models.Timer.key, models.Timer.due, models.Timer.status)
    asked = asked.where(models.Timer.case_id == case, models.Timer.element == element)
    return [(row.key, row.due, row.status) for row in db.session.execute(asked.order_by(models.Timer.key))]


def late(login: str) -> tuple[int, int]:
    """How many tasks of a person are counted as overdue, and listed so."""
    listed = tasks.mine(who(login), due_before=at("2027-01-01T00:00"))
    return tasks.counts(who(login)).overdue, len(listed.items)


def check(case: int) -> None:
    """What is recorded replays to the same digests, and every row is what the journal folds to."""
    assert replay.replay(case).difference is None
    assert [str(finding) for finding in verify.verify().findings] == []


def test_a_clock_that_stands_still_never_fires_and_gets_the_days_it_stood(case: int) -> None:
    assert late("an") == (1, 1)
    do(case, "pause", "an", "2026-03-02T11:00", kind="customer")
    do(case, "pause", "an", "2026-03-02T11:00", "late#1", kind="customer")
    assert late("an") == (0, 0)
    timers.settle(case, at("2026-03-04T16:00"))
    assert [status for _, _, status in rows(case, "late")] == ["paused"]
    assert {status for _, _, status in rows(case, "verify")} == {"gone"}
    assert cases.get(case, who("li")).next_due is None
    do(case, "resume", "gao", "2026-03-04T16:00")
    do(case, "resume", "gao", "2026-03-04T16:00", "late#1")
    assert due(case) == at("2026-03-06T17:30")
    assert rows(case, "late") == [("late#1", at("2026-03-05T14:00"), "set")]
    timers.settle(case, at("2026-03-06T17:30"))
    assert [task.breached for task in tasks.of_case(case) if task.element == "verify"] == [True]
    check(case)


def test_an_extension_is_asked_for_by_one_and_decided_by_another(case: int) -> None:
    do(case, "ask", "an", "2026-03-03T11:00", more="2WD")
    (request,) = limits.requests(who("gao"))
    assert (request.more, request.by, request.due_at) == ("2WD", "an", at("2026-03-04T17:30"))
    assert limits.requests(who("an")) == limits.requests(who("bu")) == ()
    do(case, "decide", "gao", "2026-03-03T12:00", request=1, granted=True)
    assert due(case) == at("2026-03-06T17:30")
    assert limits.requests(who("gao")) == ()
    (touched,) = cases.view(case, who("an")).clocks
    assert (touched.first_due, touched.moved_from) == (at("2026-03-04T17:30"), at("2026-03-04T17:30"))
    do(case, "ask", "an", "2026-03-03T13:00", more="10WD")
    do(case, "decide", "gao", "2026-03-03T13:30", request=2, granted=False, reason="已经够了")
    assert due(case) == at("2026-03-06T17:30")
    check(case)


def test_nobody_decides_what_they_asked_for_and_no_request_is_decided_unseen(case: int) -> None:
    do(case, "ask", "gao", "2026-03-03T11:00", more="2WD")
    assert limits.requests(who("gao")) == ()
    with pytest.raises(OwnRequest):
        do(case, "decide", "gao", "2026-03-03T12:00", request=1, granted=True)
    do(case, "decide", "zhao", "2026-03-03T12:00", request=1, granted=False)
    do(case, "ask", "an", "2026-03-03T13:00", more="9WD")
    with pytest.raises(NothingAsked):
        do(case, "decide", "zhao", "2026-03-03T14:00", request=1, granted=True)
    assert due(case) == at("2026-03-04T17:30")


def grant(case: int, login: str, granted: bool) -> str:
    do(case, "decide", login, "2026-03-03T12:00", request=1, granted=granted)
    return login


def test_of_two_who_decide_at_once_one_decides(case: int) -> None:
    do(case, "ask", "an", "2026-03-03T11:00", more="2WD")
    answers = at_once(grant, [(case, "gao", True), (case, "zhao", False)])
    assert sum(answer in ("gao", "zhao") for answer in answers) == 1
    assert sum(str(answer).startswith("NothingAsked") for answer in answers) == 1
    kinds = [entry.kind for entry in journal.entries(case)]
    assert kinds.count("DecideTime") == 1
    assert (due(case) == at("2026-03-06T17:30")) == ("gao" in answers)
    check(case)


@pytest.mark.parametrize(
    ("what", "login", "said", "refusal"),
    [
        ("pause", "an2", {"kind": "customer"}, NotYourClock),
        ("pause", "li", {"kind": "customer"}, NotYourClock),
        ("pause", "ning", {"kind": "customer"}, CaseNotFound),
        ("pause", "an", {"kind": "customer", "reason": "  "}, ReasonMissing),
        ("resume", "an", {}, NotStopped),
        ("ask", "bo", {"more": "2WD"}, CaseNotFound),
        ("decide", "an", {"request": 1, "granted": True}, NotYourClock),
        ("restart", "an", {}, NotYourClock),
        ("promise", "an", {"until": "2026-03-09T10:00+08:00"}, LaterPromise),
        ("promise", "an2", {"until": "2026-03-03T18:00+08:00"}, NotYourClock),
    ],
)
def test_who_may_not_is_refused_and_nothing_is_written(
    case: int, what: str, login: str, said: dict[str, Any], refusal: type[ShouwenError]
) -> None:
    before = len(journal.entries(case))
    with pytest.raises(refusal):
        do(case, what, login, "2026-03-02T11:00", **said)
    assert len(journal.entries(case)) == before


def test_a_missed_limit_is_neither_stopped_nor_put_off_but_may_be_promised_anew_by_the_head(case: int) -> None:
    for what, said in (("pause", {"kind": "other"}), ("ask", {"more": "1WD"})):
        with pytest.raises(LimitMissed):
            do(case, what, "an", "2026-03-04T17:30", **said)
    do(case, "promise", "gao", "2026-03-05T10:00", until="2026-03-09T16:00+08:00")
    (task,) = [task for task in tasks.of_case(case) if task.element == "verify"]
    assert (task.due_at, task.clock, task.breached) == (at("2026-03-09T16:00"), None, True)
    (touched,) = cases.view(case, who("an")).clocks
    assert (touched.limit_at, touched.promised_at) == (at("2026-03-04T17:30"), at("2026-03-09T16:00"))
    check(case)


def test_new_facts_begin_the_limit_anew_and_what_stands_still_goes_on_first(case: int) -> None:
    do(case, "pause", "an", "2026-03-02T11:00", kind="appraisal")
    for what, said in (("pause", {"kind": "other"}), ("restart", {}), ("promise", {"until": "2026-03-03T10:00+08:00"})):
        with pytest.raises(StandsStill):
            do(case, what, "gao", "2026-03-03T10:00", **said)
    do(case, "resume", "an", "2026-03-03T10:00")
    do(case, "restart", "gao", "2026-03-04T10:00")
    assert due(case) == at("2026-03-06T17:30")
    check(case)


def test_a_clock_whose_task_is_done_is_gone(case: int) -> None:
    do(case, "pause", "an", "2026-03-02T11:00", kind="customer")
    tasks.complete(f"{case}-1", {}, who("an"), at=at("2026-03-02T12:00"))
    with pytest.raises(ShouwenError):
        do(case, "resume", "an", "2026-03-02T13:00")
    assert [row.status for row in db.session.execute(sa.select(models.Clock.status))] == ["gone"]
    check(case)


def test_a_clock_that_there_is_not_is_said_to_be_gone(case: int) -> None:
    with pytest.raises(ClockGone):
        do(case, "pause", "an", "2026-03-02T11:00", "verify#2", kind="customer")


def publish(*days_off: str) -> None:
    off = {datetime.fromisoformat(day).date(): calendars.Day(False, "另行放假") for day in days_off}
    on_again = {day: what for day, what in CN.days.items() if day not in off}
    kept.publish(replace(CN, days={**on_again, **off}), "zhou")


def test_a_calendar_that_is_published_moves_open_limits_later_and_only_shows_earlier_ones(case: int) -> None:
    publish("2026-03-03")
    *_, progress = clocks.recompute("cn", batch=1)
    assert (progress.looked, progress.moved, progress.failed) == (1, 1, 0)
    assert due(case) == at("2026-03-05T17:30")
    kept.publish(CN, "zhou")
    assert [each.moved for each in clocks.recompute("cn")] == [1]
    (touched,) = [each for each in cases.view(case, who("an")).clocks if each.task]
    assert (due(case), touched.counted_at) == (at("2026-03-05T17:30"), at("2026-03-04T17:30"))
    assert [each.moved for each in clocks.recompute("cn")] == [0]
    assert [entry.kind for entry in journal.entries(case)].count("Recount") == 2
    check(case)


def test_only_limits_that_end_after_the_first_day_that_changed_are_looked_at(case: int) -> None:
    publish("2026-03-16")
    assert list(clocks.recompute("cn", since=date(2026, 3, 16))) == []
    assert due(case) == at("2026-03-04T17:30")


def test_a_provisional_limit_is_no_longer_so_once_its_year_is_published() -> None:
    diagram = Bpmn("wait").start().user("verify", groups="clerk@association", due="=workdays(2)").end("done")
    process = deployed(diagram)
    started = cases.start(process, {}, who("li"), unit="association", at=at("2026-12-30T10:00"))
    (task,) = tasks.of_case(started.case_id)
    assert task.provisional
    kept.publish(replace(CN, years={**CN.years, 2027: "published"}), "zhou")
    assert [each.moved for each in clocks.recompute("cn")] == [1]
    (task,) = tasks.of_case(started.case_id)
    assert (task.provisional, task.due_at) == (False, at("2027-01-04T17:30"))
    check(started.case_id)


def test_each_day_is_explained_also_those_on_which_the_clock_stood_still(case: int) -> None:
    do(case, "pause", "an", "2026-03-02T11:00", kind="customer")
    do(case, "resume", "an", "2026-03-03T16:00")
    do(case, "ask", "an", "2026-03-03T16:10", more="1WD")
    do(case, "decide", "gao", "2026-03-03T16:20", request=1, granted=True)
    found = deadlines.of(tasks.get(f"{case}-1", who("an")))
    assert [(f"{one.day.date:%m-%d}", one.number, one.stood) for one in found.days] == [
        ("03-02", None, False),
        ("03-03", None, True),
        ("03-04", 1, False),
        ("03-05", 2, False),
        ("03-06", 3, False),
    ]
    assert [deed.kind for deed in found.touches.deeds] == ["Pause", "Resume", "AskTime", "DecideTime"]
    do(case, "restart", "gao", "2026-03-04T10:00")
    found = deadlines.of(tasks.get(f"{case}-1", who("an")))
    assert [one.number for one in found.days] == [None, 1, 2]
    assert found.step == 7
