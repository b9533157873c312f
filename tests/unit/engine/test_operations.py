"""What people do to clocks, in the engine: against an independent model, and by what must hold whatever they do."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import calendars, engine
from app.calendars import Calendar, Calendars, Day, Limit, Segment
from app.engine import case as cases
from app.engine import commands, refusals, remaining
from app.engine.recounting import NothingToRecount
from app.engine.remaining import Rest
from app.engine.step import Clock
from app.errors import ShouwenError
from tests.support import clock_model
from tests.support.bpmn import Bpmn
from tests.support.play import CALENDARS, LOCAL, Play

CN = CALENDARS.default
FUNCTIONS = {"WD": "workdays", "WH": "workhours", "ND": "naturaldays"}
OPENED = datetime(2026, 1, 5)  # noqa: DTZ001 - local, as the model has it
MINUTES = st.integers(0, 4 * 24 * 60)


def limited(unit: str, amount: int) -> Bpmn:
    """A task with a limit, and a timer on its border that ends at the same instant."""
    said = f"= {FUNCTIONS[unit]}({amount})" if unit in FUNCTIONS else f"PT{amount}H"
    diagram = Bpmn().start().user("work", groups="clerk@bank-a", due=said).properties(ladder="none").end()
    timer = {"date": said} if unit in FUNCTIONS else {"duration": said}
    return diagram.boundary("work", "late", interrupting=False, **timer).user("urge").end("urged")


def local(at: datetime) -> datetime:
    return at.astimezone(CN.zone).replace(tzinfo=None)


def pause(name: str) -> commands.Pause:
    return commands.Pause(by="an", clock=name, kind="customer", reason="waiting")


def resume(name: str) -> commands.Resume:
    return commands.Resume(by="an", clock=name, reason="heard")


def clock_of(play: Play, name: str) -> Clock:
    return next(each for each in play.view.clocks if each.name == name)


# -- against the model


@dataclass
class Model:
    """One limit, by the model: it goes, or stands still since an instant."""

    unit: str
    amount: int
    limit: clock_model.Modelled
    stopped: datetime | None = None

    def do(self, what: str, extra: int, now: datetime) -> bool:
        """Whether the model lets it be done."""
        over = self.limit.due <= now
        if what == "pause":
            if self.stopped or over:
                return False
            self.stopped = now
        elif what == "resume":
            if not self.stopped:
                return False
            self.limit, self.stopped = clock_model.stood(self.limit, self.stopped, now), None
        elif what == "extend":
            if over and not self.stopped:
                return False
            self.limit = clock_model.given(self.limit, extra, self.stopped or now)
        elif what == "restart":
            if self.stopped:
                return False
            self.limit = clock_model.begun(self.amount, self.unit, now)
        return True


def carry_out(play: Play, name: str, what: str, unit: str, extra: int) -> bool:
    try:
        if what == "pause":
            play.do(pause(name))
        elif what == "resume":
            play.do(resume(name))
        elif what == "restart":
            play.do(commands.Restart(by="gao", clock=name, reason="new facts"))
        else:
            play.do(commands.AskTime(by="an", clock=name, more=f"{extra}{unit}", reason="papers"))
            asks = clock_of(play, name).asks
            play.do(commands.DecideTime(by="gao", clock=name, request=asks, granted=True, reason="agreed"))
    except (refusals.StandsStill, refusals.NotStopped, refusals.LimitMissed):
        return False
    return True


DEEDS = st.tuples(MINUTES, st.sampled_from(("pause", "resume", "extend", "restart")), st.integers(1, 5))


@settings(max_examples=60)
@given(
    unit=st.sampled_from(("H", "WH", "WD", "ND")),
    amount=st.integers(1, 20),
    opened=st.integers(0, 300 * 24 * 60),
    deeds=st.lists(DEEDS, max_size=8),
)
def test_due_dates_and_timers_are_where_the_model_has_them(
    unit: str, amount: int, opened: int, deeds: list[tuple[int, str, int]]
) -> None:
    now = OPENED + timedelta(minutes=opened)
    play = Play(limited(unit, amount), at=now.isoformat())
    model = Model(unit, amount, clock_model.begun(amount, unit, now))
    for minutes, what, extra in deeds:
        now += timedelta(minutes=minutes)
        play.until(now.isoformat())
        timer = next((timer for timer in play.view.timers if timer.key == "late#1"), None)
        assert (timer is None) == (model.stopped is None and model.limit.due <= now)
        if timer is None:
            return  # it has fired, at the instant that the model has
        allowed = model.do(what, extra, now)
        assert [carry_out(play, name, what, unit, extra) for name in ("late#1", "work#1")] == [allowed, allowed]
        ends = [play.task("work").due_at, *(each.due for each in play.view.timers if each.key == "late#1")]
        assert {local(end) for end in ends if end} == {model.limit.due}
        assert [each.paused_at is not None for each in play.view.tasks if each.key == "work#1"] == [
            model.stopped is not None
        ]


# -- what must hold


def layouts() -> list[Calendar]:
    """The national hours, round the clock, nights that end at 24:00, and a week of six short days."""
    night = (Segment(time(0), time(2)), Segment(time(20), time(0)))
    short = (Segment(time(8, 15), time(11, 45)),)
    others = [
        replace(CN, segments=(night,) * 5 + ((),) * 2, make_up=night),
        replace(CN, segments=(short,) * 6 + ((),), make_up=short),
    ]
    return [CN, CALENDARS.get("always"), *others]


LAYOUTS = layouts()
LIMITS = st.builds(lambda amount, unit: f"{amount}{unit}", st.integers(1, 30), st.sampled_from(("H", "WH", "WD", "ND")))
INSTANTS = st.integers(0, 300 * 24 * 3600).map(lambda seconds: LOCAL("2026-01-02T00:00") + timedelta(seconds=seconds))
SHARES = st.fractions(0, 1).filter(lambda share: share < 1)
STANDS = st.integers(0, 20 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@given(st.sampled_from(LAYOUTS), LIMITS, INSTANTS, SHARES, STANDS, STANDS)
def test_standing_still_never_shortens_and_for_no_time_changes_nothing(
    calendar: Calendar, limit: str, start: datetime, share: Decimal, shorter: timedelta, longer: timedelta
) -> None:
    due = calendar.due(limit, start)
    at = start + timedelta(seconds=int((due.at - start).total_seconds() * share))
    rest = remaining.left(calendar, limit, at, due)
    shorter, longer = sorted((shorter, longer))
    ends = [
        remaining.end(calendar, replace(rest, since=at + stand), limit) for stand in (timedelta(0), shorter, longer)
    ]
    assert ends[0] == due
    assert due.at <= ends[1].at <= ends[2].at
    assert all(end.at > at + stand for end, stand in zip(ends[1:], (shorter, longer), strict=True))


@given(st.sampled_from(LAYOUTS), st.integers(1, 60), INSTANTS, SHARES, STANDS)
def test_what_is_left_of_working_hours_is_left_to_the_microsecond(
    calendar: Calendar, hours: int, start: datetime, share: Decimal, stand: timedelta
) -> None:
    due = calendar.workhours(start, hours)
    at = start + timedelta(seconds=int((due.at - start).total_seconds() * share))
    rest = remaining.left(calendar, "1WH", at, due)
    went_on = at + stand
    end = remaining.end(calendar, replace(rest, since=went_on), "1WH")
    assert calendar.working_time(went_on, end.at) == calendar.working_time(at, due.at)
    began = remaining.began(calendar, "1WH", start, at, went_on)
    assert calendar.working_time(began, went_on) == calendar.working_time(start, at)


@given(st.sampled_from(LAYOUTS), LIMITS, INSTANTS, SHARES, st.integers(1, 20), st.integers(1, 20))
def test_more_time_ends_later_and_twice_some_is_as_much_as_both_at_once(
    calendar: Calendar, limit: str, start: datetime, share: Decimal, some: int, more: int
) -> None:
    due, unit = calendar.due(limit, start), remaining.unit_of(limit)
    at = start + timedelta(seconds=int((due.at - start).total_seconds() * share))

    def extended(due: calendars.Due, amount: int) -> calendars.Due:
        return remaining.end(calendar, remaining.more(calendar, limit, at, due, Limit.of(amount, unit)), limit)

    once = extended(due, some)
    assert once.at >= due.at
    assert unit == "ND" or once.at > due.at
    assert extended(once, more) == extended(due, some + more)


@given(LIMITS, INSTANTS)
def test_a_limit_that_is_counted_from_its_beginning_is_that_limit(limit: str, start: datetime) -> None:
    for calendar in LAYOUTS:
        due = calendar.due(limit, start)
        amount = Limit.parse(limit).whole
        hours = amount * 3_600_000_000
        rest = Rest(remaining.unit_of(limit), amount if limit.endswith("D") else hours, start)
        assert remaining.end(calendar, rest, limit) == due


# -- ladders


def laddered(due: str = "= workhours(10)") -> Bpmn:
    return Bpmn().start().user("work", groups="clerk@bank-a", due=due).end()


def fired(play: Play) -> list[tuple[str, datetime]]:
    return [(step.fired.kind, step.fired.due) for step in play.steps if step.fired]


def test_the_ladder_stands_still_too_and_goes_on_from_where_it_stood():
    play = Play(laddered(), at="2026-03-02T09:00").until("2026-03-02T13:30")
    play.do(pause("work#1"))
    assert play.view.timers == ()
    play.until("2026-03-04T09:00").do(resume("work#1"))
    play.until("2026-03-05T12:00")
    assert fired(play) == [
        ("remind", LOCAL("2026-03-04T11:00")),  # three hours were worked before, two are after
        ("urge", LOCAL("2026-03-04T15:30")),
        ("breach", LOCAL("2026-03-04T17:30")),
    ]


def test_the_ladder_is_climbed_again_from_where_it_stands_by_the_new_limit():
    play = Play(laddered(), at="2026-03-02T09:00").until("2026-03-02T16:30")
    assert [kind for kind, _ in fired(play)] == ["remind"]
    play.do(commands.AskTime(by="an", clock="work#1", more="10WH", reason="papers"))
    play.do(commands.DecideTime(by="gao", clock="work#1", request=1, granted=True, reason="agreed"))
    play.until("2026-03-05T12:00")
    assert [kind for kind, _ in fired(play)] == ["remind", "remind", "urge", "breach"]
    assert fired(play)[-1][1] == LOCAL("2026-03-04T16:30")


def test_a_breach_stays_on_record_whatever_is_done_afterwards():
    play = Play(laddered(), at="2026-03-02T09:00").until("2026-03-04T09:00")
    assert play.task("work").breached
    play.do(commands.Restart(by="gao", clock="work#1", reason="new facts"))
    task = play.task("work")
    assert (task.breached, task.due_at) == (True, LOCAL("2026-03-05T12:00"))
    assert [kind for kind, _ in fired(play.until("2026-03-05T12:00"))].count("breach") == 2


def test_natural_days_warn_by_the_end_before_it_rolls_after_a_pause_as_well():
    play = Play(laddered("= naturaldays(15)"), at="2026-09-18T10:00")
    play.do(pause("work#1"))
    play.now = LOCAL("2026-09-20T10:00")
    play.do(resume("work#1"))
    clock = clock_of(play, "work#1")
    assert (clock.due_at, clock.warn_at) == (LOCAL("2026-10-09T00:00"), LOCAL("2026-10-06T00:00"))
    play.until("2026-10-09T00:00")
    half = LOCAL("2026-09-28T05:00")  # of the time from 20 September, 10:00: nothing had passed when it stopped
    assert fired(play)[0] == ("remind", half)
    assert fired(play)[2] == ("breach", LOCAL("2026-10-09T00:00"))


# -- visits, cycles, refusals


def test_natural_days_that_have_rolled_keep_the_end_before_through_a_stop():
    play = Play(laddered("= naturaldays(5)"), at="2026-09-28T10:00")  # ends on 3 October, rolls to the 8th
    before, warned = play.task("work").due_at, LOCAL("2026-10-04T00:00")
    play.until("2026-10-05T09:00").do(pause("work#1"))
    assert clock_of(play, "work#1").warn_at == warned
    play.do(resume("work#1"))
    assert (play.task("work").due_at, clock_of(play, "work#1").warn_at) == (before, warned)
    play.until("2026-10-06T09:00").do(pause("work#1"))
    play.until("2026-10-07T09:00").do(resume("work#1"))
    moved = LOCAL("2026-10-10T00:00")  # a working day: it does not roll
    assert (play.task("work").due_at, clock_of(play, "work#1").warn_at) == (moved, moved)
    assert fired(play.until("2026-10-10T00:00"))[-1] == ("breach", moved)


def test_a_task_that_is_reached_again_has_a_clock_of_its_own():
    diagram = Bpmn().start().user("work", due="= workdays(2)").xor("again").when("= more").to("work").at("again")
    play = Play(diagram.otherwise().end())
    play.do(pause("work#1"))
    play.complete("work", more=True)
    assert play.last.clocks_gone == ("work#1",)
    assert play.task("work").paused_at is None
    play.do(pause("work#2"))
    play.until("2026-03-03T10:00").do(resume("work#2"))
    assert play.task("work").due_at == LOCAL("2026-03-05T17:30")
    assert [clock.name for clock in play.view.clocks] == ["work#2"]


def test_a_repeating_timer_stands_still_and_its_next_rounds_follow():
    diagram = Bpmn().start().user("work").end()
    diagram.boundary("work", "tell", interrupting=False, cycle="R/PT4H").user("told").end("e2")
    play = Play(diagram, at="2026-03-02T10:00").until("2026-03-02T12:00")
    play.do(pause("tell#1"))
    play.until("2026-03-03T10:00").do(resume("tell#1"))
    play.until("2026-03-03T16:00")
    assert [due for _, due in fired(play)] == [LOCAL("2026-03-03T12:00"), LOCAL("2026-03-03T16:00")]
    assert play.view.clocks == ()


def test_a_case_that_only_waits_for_a_clock_that_stands_still_is_not_stuck():
    play = Play(Bpmn().start().catch("wait", duration="PT4H").user("after").end())
    play.do(pause("wait#1"))
    assert (play.last.next_due, play.incidents, play.view.status) == (None, [], "open")
    with pytest.raises(ShouwenError):
        play.do(commands.TimerDue(by="system:timers", timer="wait#1"), LOCAL("2026-03-09T10:00"))
    play.until("2026-03-09T10:00").do(resume("wait#1"))
    assert play.until("2026-03-09T14:00").open == ["after"]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (commands.Pause(by="an", clock="work#1", kind="lazy", reason="r"), refusals.PauseKindUnknown),
        (commands.Pause(by="an", clock="work#1", kind="other", reason=" "), refusals.ReasonMissing),
        (commands.AskTime(by="an", clock="work#1", more="3H", reason="r"), refusals.OtherUnit),
        (commands.DecideTime(by="gao", clock="work#1", request=1, reason="r"), refusals.NothingAsked),
        (commands.Promise(by="gao", clock="work#1", until="2026-03-02T10:00+08:00", reason="r"), refusals.PromiseOver),
        (commands.Promise(by="gao", clock="work#1", until="2026-03-09T10:00", reason="r"), refusals.NotAnInstant),
        (commands.Promise(by="gao", clock="work#1", until="soon", reason="r"), refusals.NotAnInstant),
        (
            commands.Promise(by="gao", clock="work#1", until="2026-03-04T17:30+08:00", reason="r"),
            refusals.AlreadyPromised,
        ),
        (commands.Recount(by="system:calendars"), NothingToRecount),
    ],
)
def test_what_makes_no_sense_is_refused(command: commands.Command, refusal: type[ShouwenError]) -> None:
    play = Play(laddered("= workdays(2)"))
    with pytest.raises(refusal):
        play.do(command)


def test_a_fixed_instant_does_not_begin_anew_but_can_be_put_off_by_any_unit():
    play = Play(laddered('= date and time("2026-03-03T10:00:00")'), at="2026-03-02T10:00")
    for more, end in (("2WD", "2026-03-05T17:30"), ("24H", "2026-03-06T17:30")):
        play.do(commands.AskTime(by="an", clock="work#1", more=more, reason="r"))
        asks = clock_of(play, "work#1").asks
        play.do(commands.DecideTime(by="gao", clock="work#1", request=asks, granted=True, reason="r"))
        assert play.task("work").due_at == LOCAL(end)
    play.until("2026-03-03T11:00")
    with pytest.raises(refusals.NothingToBegin):
        play.do(commands.Restart(by="gao", clock="work#1", reason="r"))


def test_time_that_is_granted_late_counts_from_the_end_and_has_to_lie_ahead():
    play = Play(laddered("= workdays(1)"), at="2026-03-02T10:00")
    play.do(commands.AskTime(by="an", clock="work#1", more="1WD", reason="r"))
    decision = commands.DecideTime(by="gao", clock="work#1", request=1, granted=True, reason="r")
    late = Play.until(play, "2026-03-05T10:00")
    with pytest.raises(refusals.StillOver):
        late.do(decision)
    assert play.task("work").breached
    again = Play(laddered("= workdays(1)"), at="2026-03-02T10:00")
    again.do(commands.AskTime(by="an", clock="work#1", more="1WD", reason="r"))
    again.until("2026-03-04T10:00").do(decision)
    assert (again.task("work").breached, again.task("work").due_at) == (True, LOCAL("2026-03-04T17:30"))


def test_commands_are_read_back_as_they_were_written():
    for command in (
        pause("work#1"),
        resume("work#1"),
        commands.AskTime(by="an", clock="c", more="2WD", reason="r"),
        commands.DecideTime(by="gao", clock="c", request=3, granted=True, reason="r"),
        commands.DecideTime(by="gao", clock="c", request=3, reason="r"),
        commands.Restart(by="gao", clock="c", reason="r"),
        commands.Promise(by="gao", clock="c", until="2026-03-09T10:00+08:00", reason="r"),
        commands.Recount(by="system:calendars", reason="cn 1"),
    ):
        assert commands.from_json(commands.to_json(command)) == command


def test_a_case_whose_clocks_nobody_touched_is_kept_as_it_always_was():
    play = Play(laddered())
    assert b"clocks" not in engine.canonical(play.state or b"")
    assert b"paused_at" not in engine.canonical(play.state or b"")
    play.do(pause("work#1"))
    assert cases.from_bytes(play.version, play.state or b"").clocks["work#1"].paused_at == play.now


# -- after a calendar was published


def published(calendar: Calendar, off: set[date], on: set[date]) -> Calendars:
    named = {day: Day(False, "放假") for day in off} | {day: Day(True, "补班") for day in on - off}
    changed = replace(calendar, days={**calendar.days, **named})
    return Calendars({"cn": changed}, "cn")


DATES = st.dates(date(2026, 3, 1), date(2026, 4, 10))


@settings(max_examples=40)
@given(
    unit=st.sampled_from(("WH", "WD", "ND")),
    amount=st.integers(1, 12),
    paused=st.booleans(),
    off=st.sets(DATES, max_size=6),
    on=st.sets(DATES, max_size=6),
)
def test_counting_again_never_shortens_and_shows_what_the_calendar_says(
    unit: str, amount: int, paused: bool, off: set[date], on: set[date]
) -> None:
    play = Play(limited(unit, amount), at="2026-03-05T10:00")
    before = play.task("work").due_at
    if paused:
        play.do(pause("work#1"))
    after = published(CN, off, on)
    counted = after.default.due(f"{amount}{unit}", play.now).at
    assert before is not None
    try:
        step = engine.advance(play.version, play.state, commands.Recount(by="system:calendars"), play.now, after)
    except NothingToRecount:
        assert counted == before
        return
    view = engine.view(play.version, step.state)
    task = next(task for task in view.tasks if task.element == "work")
    timer = next(timer for timer in view.timers if timer.key == "late#1")
    clocks = {clock.name: clock for clock in view.clocks}
    assert timer.due == max(before, counted)
    assert clocks["late#1"].counted_at == (counted if counted < before else None)
    assert task.due_at == (before if paused else timer.due)
    with pytest.raises(NothingToRecount):
        engine.advance(play.version, step.state, commands.Recount(by="system:calendars"), play.now, after)


def test_a_limit_with_a_beginning_of_its_own_is_counted_again_from_there():
    play = Play(laddered('= workdays(3, date and time("2026-03-02T10:00:00"))'), at="2026-03-03T10:00")
    after = published(CN, {date(2026, 3, 4)}, set())
    step = engine.advance(play.version, play.state, commands.Recount(by="system:calendars"), play.now, after)
    assert [clock.due_at for clock in step.clocks] == [LOCAL("2026-03-06T17:30")]


def test_what_people_moved_stays_when_a_case_is_moved_to_another_version():
    play = Play(laddered("= workdays(2)"))
    play.do(commands.Promise(by="gao", clock="work#1", until="2026-03-09T10:00+08:00", reason="r"))
    play.version = engine.load({"process.bpmn": laddered("= workdays(9)").bytes()}, "p")
    play.do(commands.Migrate(by="owner", to=play.version.hash, recompute=True))
    assert play.task("work").due_at == LOCAL("2026-03-09T10:00")
    assert dataclasses.asdict(clock_of(play, "work#1"))["limit_at"] == LOCAL("2026-03-04T17:30")
