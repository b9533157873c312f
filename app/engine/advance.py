"""`advance` is the engine: a function from a state and a command to what comes of it.

It knows no database, no web and no clock: the logical time, the calendars and the frozen version are arguments, so live
work, rehearsal and audit are the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.engine import case as cases
from app.engine import (
    commands,
    endings,
    handling,
    holding,
    human,
    migration,
    moving,
    operations,
    parameters,
    recounting,
    returning,
    signing,
    task_commands,
    values,
    withdrawing,
)
from app.engine.case import Case
from app.engine.expressions import scopes_of
from app.engine.run import Run
from app.engine.spiff.scopes import Token
from app.engine.step import SetTimer, Step, View
from app.errors import CaseEnded, IncidentNotFound, Invalid, JobGone, NaiveTime, NobodyWaits, TimerGone

if TYPE_CHECKING:
    from app.calendars import Calendar, Calendars
    from app.engine.library import Version


class NotSettled(Invalid):
    """Timer {timer} is due first: what is due fires before anything else happens."""


def advance(
    version: Version,
    state: bytes | None,
    command: commands.Command,
    at: datetime,
    calendars: Calendars,
    earlier: bytes | None = None,
) -> Step:
    """What comes of a command at a logical time. `earlier` is the state that a Withdraw goes back to.

    Raises a ShouwenError for what is refused: then nothing has changed.
    """
    if at.tzinfo is None:
        raise NaiveTime(text=at.isoformat())
    if isinstance(command, commands.Start):
        return _begin(version, command, at, calendars)
    if isinstance(command, commands.Migrate):
        state = migration.moved(version, state or b"", command)
    case = cases.from_bytes(version, state or b"")
    if case.status not in ("open", holding.HELD):
        raise CaseEnded(case=case.facts["number"])
    now = max(at, case.at) if case.at else at
    _in_order(case, command, now)
    holding.check(case, command)
    before = _Before(case)
    if isinstance(command, task_commands.Withdraw):
        return _step(withdrawing.withdraw(version, case, command, now, calendars, earlier), before, None)
    run = Run(version, case, command, now, calendars)
    fired = CARRY_OUT[type(command)](run, command)
    if case.status == "open":
        run.move()
    return _step(run, before, fired)


def view(version: Version, state: bytes) -> View:
    """What a state holds, for pages and examples."""
    case = cases.from_bytes(version, state)
    scopes = [case.top, *case.top.subprocesses.values()]
    active = [token.task_spec.key for scope in scopes for token in scope.tokens() if _shows(token)]
    return View(
        status=case.status,
        values=dict(case.top.kept or {}),
        parameters=values.from_json(case.facts.get(parameters.NAME, {})),
        tasks=tuple(held.task for held in case.tasks.values()),
        timers=tuple(sorted((timer.set for timer in case.timers.values()), key=cases.order)),
        waits=tuple(awaited.waiting for awaited in case.waits.values()),
        incidents=tuple(trouble.incident for trouble in case.incidents.values()),
        active=tuple(sorted(active)),
        visits=dict(case.visits),
        last_end=case.last_end,
        at=case.at,
        clocks=tuple(case.clocks[name] for name in sorted(case.clocks)),
        filled={no: dict(held.filled) for no, held in case.tasks.items() if held.filled is not None},
        done_by={element: tuple(logins) for element, logins in case.done_by.items()},
        call_ended=case.call_ended,
        inner=_inner(case, {token.id: token for scope in scopes for token in scope.tokens()}),
    )


def ways_back(version: Version, state: bytes, no: int) -> tuple[str, ...]:
    """The elements that an open task can be returned to, along what the diagram draws."""
    return returning.ways_back(cases.from_bytes(version, state), no)


def rungs_ahead(
    version: Version, state: bytes, no: int, calendar: Calendar
) -> tuple[tuple[datetime, tuple[str, ...]], ...]:
    """What the ladder of a task would yet do, and when, if nobody did anything; the calendar is that of the case."""
    case = cases.from_bytes(version, state)
    return tuple(human.ahead(case, calendar, case.tasks[no])) if no in case.tasks else ()


def _inner(case: Case, tokens: dict[int, Token]) -> dict[int, dict[str, Any]]:
    """What the tasks that do not simply see the values of the case see, by their numbers."""
    found: dict[int, dict[str, Any]] = {}
    for no, held in case.tasks.items():
        scopes = scopes_of(tokens[held.token]) if held.token in tokens else [case.top.kept]
        if len(scopes) > 1 or scopes[0] is not case.top.kept:
            found[no] = {name: value for scope in reversed(scopes) for name, value in scope.items()}
    return found


def places(version: Version, state: bytes) -> tuple[moving.Place, ...]:
    """Where a case stands, and where it could be put instead."""
    return moving.places(cases.from_bytes(version, state))


def _shows(token: Token) -> bool:
    """Whether a token is work in progress: an event that is only armed is not."""
    facts = token.internal_data
    return not {"host", "many", "standby", "taken"} & facts.keys() and ("race" not in facts or "fired" in facts)


class _Before:
    """What was open before the command, to tell what came of it."""

    def __init__(self, case: Case) -> None:
        self.tasks = {no: held.task for no, held in case.tasks.items()}
        self.timers = {key: timer.set for key, timer in case.timers.items()}
        self.waits = {key: awaited.waiting for key, awaited in case.waits.items()}
        self.incidents = set(case.incidents)
        self.clocks = dict(case.clocks)


def _begin(version: Version, command: commands.Start, at: datetime, calendars: Calendars) -> Step:
    facts = {
        "number": command.number,
        "owner": command.owner,
        "unit": command.unit,
        "started_at": at.isoformat(),
        "calendar": command.calendar,
    }
    if command.parameters:
        facts[parameters.NAME] = values.to_json(dict(command.parameters))
    case = cases.new(version, facts)
    before = _Before(case)
    run = Run(version, case, command, at, calendars)
    run.write_case(_given(command))
    run.start(case.top, command.message, command.timer)
    run.move()
    return _step(run, before, None)


def _step(run: Run, before: _Before, fired: SetTimer | None) -> Step:
    case = run.case
    case.at = run.now
    endings.forget_gone(run)
    state, digest = cases.to_bytes(case)
    tasks = {no: held.task for no, held in case.tasks.items()}
    timers = {key: timer.set for key, timer in case.timers.items()}
    waits = {key: awaited.waiting for key, awaited in case.waits.items()}
    first = case.next_timer()
    gone = before.timers.keys() - timers.keys() - ({fired.key} if fired else set())
    return Step(
        state=state,
        digest=digest,
        trail=tuple(run.trail),
        flows=tuple(run.flows),
        opened=tuple(tasks.get(no, task) for no, task in run.opened.items()),
        changed=tuple(task for no, task in (tasks | run.last_look).items() if before.tasks.get(no, task) != task),
        closed=tuple(run.closed),
        timers_set=tuple(timer for key, timer in timers.items() if before.timers.get(key) != timer),
        timers_gone=tuple(sorted(gone)),
        fired=fired,
        waits_set=tuple(waiting for key, waiting in waits.items() if before.waits.get(key) != waiting),
        waits_gone=tuple(sorted(before.waits.keys() - waits.keys())),
        changes=tuple(run.changes),
        notices=tuple(run.notices),
        jobs=tuple(job for job in run.jobs if job.key in case.jobs),
        sent=tuple(run.sent),
        signals=tuple(run.signals),
        incidents=tuple(t.incident for key, t in case.incidents.items() if key not in before.incidents),
        resolved=tuple(sorted(before.incidents - case.incidents.keys())),
        decisions=tuple(run.decisions),
        ended=run.ended,
        status=case.status,
        next_due=first.due if first else None,
        clocks=tuple(clock for name, clock in sorted(case.clocks.items()) if before.clocks.get(name) != clock),
        clocks_gone=tuple(sorted(before.clocks.keys() - case.clocks.keys())),
    )


def _in_order(case: Case, command: commands.Command, now: datetime) -> None:
    """Settle first: a command may pass no timer that is due, and timers fire in the order of their due instants."""
    first = case.next_timer()
    if isinstance(command, commands.TimerDue):
        if command.timer not in case.timers:
            raise TimerGone(timer=command.timer)
        if first is not None and first.key != command.timer:
            raise NotSettled(timer=first.key)
    elif first is not None and first.due <= now:
        raise NotSettled(timer=first.key)


# -- one function for each command; each answers the timer that fired, or None


def _complete(run: Run, command: Any) -> None:
    human.complete(run, command.task, command.values)


def _claim(run: Run, command: Any) -> None:
    human.claim(run, command.task, command.by)


def _release(run: Run, command: Any) -> None:
    human.assign(run, command.task, None)


def _assign(run: Run, command: Any) -> None:
    human.assign(run, command.task, command.to, command.instead_of)
    if command.tell:
        task = human.find(run, command.task).task
        handling.tell(run, "stands_in" if command.instead_of else "given", task.no, task.element, command.to)


def _take_over(run: Run, command: Any) -> None:
    human.step_in(run, command.task, command.group)


def _timer_due(run: Run, command: Any) -> SetTimer:
    timer = run.case.timers[command.timer]
    if timer.set.due > run.now or timer.set.paused_at is not None:
        raise TimerGone(timer=command.timer)
    run.case.clocks.pop(command.timer, None)
    return run.events.timer_due(timer)


def _given(command: Any) -> dict[str, Any]:
    """The values of a command in the order in which the journal keeps them, so that they are written as in a replay."""
    return dict(sorted(command.values.items()))


def _deliver(run: Run, command: Any) -> None:
    if not run.events.hear(command.message, command.key, _given(command)):
        raise NobodyWaits(message=command.message)


def _signal(run: Run, command: Any) -> None:
    if not run.events.hear_signal(command.name):
        raise NobodyWaits(message=command.name)


def _job_done(run: Run, command: Any) -> None:
    work = run.case.jobs.pop(command.job, None)
    if work is None:
        raise JobGone(job=command.job)
    run.resume(run.token(work.token), _given(command))


def _job_failed(run: Run, command: Any) -> None:
    work = run.case.jobs.pop(command.job, None)
    if work is None:
        raise JobGone(job=command.job)
    token = run.token(work.token)
    if command.error_code is None or not run.events.fail(token, command.error_code):
        run.trouble(token, command.message)


def _set_values(run: Run, command: Any) -> None:
    run.write_case(_given(command))


def _retry(run: Run, command: Any) -> None:
    trouble = run.case.incidents.pop(command.incident, None)
    if trouble is None:
        raise IncidentNotFound(incident=command.incident)
    if command.incident.endswith(human.LADDER):
        human.retry_ladder(run, trouble.token)
        return
    token = run.token(trouble.token)
    del token.internal_data["incident"]
    run.queue(token)


def _migrate(run: Run, command: Any) -> None:
    if command.to != run.version.hash:
        raise migration.CannotMove(why="it is carried out under another version than it names.")
    migration.settle_in(run, command.mapping)
    if command.recompute:
        migration.recompute(run)


def _move_token(run: Run, command: Any) -> None:
    moving.move(run, command)


def _cancel(run: Run, _command: Any) -> None:
    run.clear(run.case.top)
    run.case.status = "cancelled"


CARRY_OUT: Mapping[type[commands.Command], Callable[[Run, Any], SetTimer | None]] = {
    commands.Complete: _complete,
    commands.Claim: _claim,
    commands.Release: _release,
    commands.Assign: _assign,
    commands.TakeOver: _take_over,
    commands.TimerDue: _timer_due,
    commands.Deliver: _deliver,
    commands.Signal: _signal,
    commands.JobDone: _job_done,
    commands.JobFailed: _job_failed,
    commands.SetValues: _set_values,
    commands.Retry: _retry,
    commands.Migrate: _migrate,
    commands.Cancel: _cancel,
    commands.MoveToken: _move_token,
    commands.Suspend: holding.suspend,
    commands.Unsuspend: holding.unsuspend,
    commands.Pause: operations.pause,
    commands.Resume: operations.resume,
    commands.AskTime: operations.ask,
    commands.DecideTime: operations.decide,
    commands.Restart: operations.restart,
    commands.Promise: operations.promise,
    commands.Recount: recounting.recount,
    task_commands.Delegate: handling.delegate,
    task_commands.HandBack: handling.hand_back,
    task_commands.Urge: handling.urge,
    task_commands.Recuse: handling.recuse,
    task_commands.EndCall: handling.call_ends,
    task_commands.BeginCall: handling.call_begins,
    task_commands.AskSignatures: signing.ask,
    task_commands.DropSignature: signing.drop,
    task_commands.Sign: signing.sign,
    task_commands.Return: returning.go_back,
}
