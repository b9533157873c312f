"""Tasks for people while they are open: who may do them, until when, who is reminded and who steps in.

A ladder reminds, urges, records a breach and adds superiors; a deputy (B角) is added when nobody has claimed the task.
Both only ever add: neither takes a task from anybody nor completes one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.calendars import Calendar, Due
from app.engine import calling, ladder, signing
from app.engine.case import Case, Held, Timer
from app.engine.elements import Element
from app.engine.expressions import Instant
from app.engine.step import ClosedTask, Notice, OpenTask, SetTimer
from app.errors import CalendarYearMissing, TaskClosed, TaskTaken

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.spiff.scopes import Token

NORMAL_PRIORITY = 50
LADDER = "@ladder"  # ends the key of an incident that is about a task's ladder
ACTION_KINDS = ("breach", "escalate", "urge", "remind")  # the kind of a rung's timer: the first of these it does


def open_task(run: Run, token: Token, element: Element) -> None:
    """Opens the task of a user task element. Raises a ShouwenError where an expression of it fails."""
    scopes, say = run.scopes(token), run.expressions
    extra = element.properties
    task = OpenTask(
        no=run.case.opened + 1,
        key=run.label(token),
        element=run.key(token),
        name=element.name or element.id,
        visit=token.internal_data["visit"],
        index=token.internal_data.get("index"),
        form=element.form,
        groups=say.names(element.candidate_groups, scopes),
        users=say.names(element.candidate_users, scopes),
        assignee=say.name(element.assignee, scopes) or run.back_to.get(run.key(token)),
        priority=_priority(say.evaluate(element.priority, scopes) if element.priority else None),
        opened_at=run.now,
        **calling.limit(run.case, element, say, scopes, run.now),
    )
    held = Held(
        task=task,
        token=token.id,
        ladder=calling.ladder_of(element, extra.get("ladder") or run.version.ladder_of(token.workflow.spec.name)),
        deputy_groups=say.names(extra.get("deputy"), scopes),
        deputy_after=say.name(extra.get("deputyAfter"), scopes),
    )
    rung, deputy = _next_rung(run.case, run.expressions.calendar, held), _next_deputy(run, held)
    run.case.opened += 1
    run.case.tasks[task.no] = held
    run.opened[task.no] = task
    run.set_timers(rung, deputy)
    if task.element in run.back_to:
        tell(run, "returned", task)


def close_task(run: Run, held: Held, how: str) -> None:
    """Closes a task, and with it what asks for signatures to it. Whoever had done it before others signed, did it."""
    if run.case.tasks.pop(held.task.no, None) is None:
        return
    by = held.filled_by if held.task.signing and held.filled_by else run.command.by
    closed = ClosedTask(no=held.task.no, key=held.task.key, element=held.task.element, how=how, by=by)
    run.closed.append(closed)
    if held.task.signatures:  # the last of which may have been given in this very step
        run.last_look[held.task.no] = held.task
    run.forget_timers(lambda timer: timer.set.task == held.task.no)
    for one in [one for one in run.case.tasks.values() if one.task.signs_for == held.task.no]:
        close_task(run, one, "cancelled")


def find(run: Run, key: str) -> Held:
    for held in run.case.tasks.values():
        if held.task.key == key:
            return held
    raise TaskClosed(task=key)


def complete(run: Run, key: str, values: Mapping[str, Any]) -> None:
    held = find(run, key)
    signing.check_signed(held)
    _note_done(run, held)
    if not signing.begin_after(run, held, dict(values), run.command.by):
        close_task(run, held, "completed")
        run.resume(run.token(held.token), dict(values))


def _note_done(run: Run, held: Held) -> None:
    """Who did what somebody else is to review, and for whom: neither of them is to review it."""
    if held.task.element in run.version.reviewed:
        people = (run.command.by, run.command.acting_for, held.filled_by)
        run.case.done_by[held.task.element] = [login for login in dict.fromkeys(people) if login]


def claim(run: Run, key: str, by: str) -> None:
    held = find(run, key)
    if held.task.assignee not in (None, by):
        raise TaskTaken(task=key, assignee=held.task.assignee)
    assign(run, key, by)


def assign(run: Run, key: str, to: str | None, instead_of: str | None = None) -> None:
    """Gives the task to a person, or back to its groups; `instead_of` is who is away and would have it."""
    signing.check_undone(find(run, key))
    held = find(run, key).with_task(assignee=to, stands_in_for=instead_of)
    _keep(run, held)
    run.forget_timers(lambda timer: timer.set.task == held.task.no and timer.set.kind == "deputy")
    if to is None:
        run.set_timers(_next_deputy(run, held))


def recount(run: Run, held: Held, element: Element) -> None:
    """Count the due date of an open task again, from when it was opened; its ladder goes on from the rung it is at."""
    say, scopes = run.at(held.task.opened_at), run.scopes(run.token(held.token))
    held = held.with_task(**calling.limit(run.case, element, say, scopes, run.now))
    _keep(run, held)
    _move_signatures(run, held)
    run.forget_timers(lambda timer: timer.set.task == held.task.no and timer.set.kind != "deputy")
    climb_on(run, held)


def change(run: Run, held: Held, *, anew: bool = False, **changes: Any) -> None:
    """Change how long an open task may take, or let its clock stand still.

    Its ladder goes on from the rung it is at; `anew`: from the first that lies ahead by the new limit.
    """
    held = held.with_task(**changes)
    _keep(run, held)
    _move_signatures(run, held)
    run.forget_timers(lambda timer: timer.set.task == held.task.no and timer.set.kind != "deputy")
    if anew:
        held = replace(held, rung=_rungs_passed(run, held))
        _keep(run, held)
    climb_on(run, held)


def _move_signatures(run: Run, held: Held) -> None:
    """What asks for signatures to a task is due when the task is."""
    task = held.task
    for one in [one for one in run.case.tasks.values() if one.task.signs_for == task.no]:
        _keep(run, one.with_task(due_at=task.due_at, clock=task.clock, provisional=task.provisional))


def _rungs_passed(run: Run, held: Held) -> int:
    """How many rungs lie behind by the limit as it is now; one in a year that is not known lies ahead."""
    for number in range(len(ladder.parse(held.ladder))):
        try:
            rung = _next_rung(run.case, run.expressions.calendar, replace(held, rung=number))
        except CalendarYearMissing:
            return number
        if rung is None or rung.set.due > run.now:
            return number
    return len(ladder.parse(held.ladder))


def retry_ladder(run: Run, token: int) -> None:
    """The calendar may know more now."""
    for held in [held for held in run.case.tasks.values() if held.token == token]:
        climb_on(run, held)


def step_in(run: Run, key: str, group: str = "") -> None:
    """The next deputy group is added now, without waiting; or the group that is named."""
    held = find(run, key)
    if group:
        _keep(run, _add_group(run, held, "deputy", group))
        return
    run.forget_timers(lambda timer: timer.set.task == held.task.no and timer.set.kind == "deputy")
    _add_deputy(run, held)


def timer_due(run: Run, timer: Timer) -> None:
    """A rung of the ladder, or the wait for a deputy, is over."""
    held = run.case.tasks[timer.set.task or 0]
    if timer.set.kind == "deputy":
        _add_deputy(run, held)
    else:
        _climb(run, held)


def _climb(run: Run, held: Held) -> None:
    rung = ladder.parse(held.ladder)[held.rung]
    held = replace(held, rung=held.rung + 1)
    for action in rung.actions:
        held = _act(run, held, action)
    _keep(run, held)
    climb_on(run, held)


def climb_on(run: Run, held: Held) -> None:
    """Set the timer of the next rung. A rung that lies in a year the calendar does not know is an incident on the task,
    to be tried again when the year is known: it must not keep the rungs before it from being reached."""
    try:
        run.set_timers(_next_rung(run.case, run.expressions.calendar, held))
    except CalendarYearMissing as unknown:
        run.note_trouble(f"{held.task.key}{LADDER}", held.task.element, held.token, str(unknown))


def ahead(case: Case, calendar: Calendar, held: Held) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    """The rungs that a task would yet come to, as far as the calendar knows their years: when, and what each does."""
    with suppress(CalendarYearMissing):
        for number, rung in list(enumerate(ladder.parse(held.ladder)))[held.rung :]:
            if timer := _next_rung(case, calendar, replace(held, rung=number)):
                yield timer.set.due, rung.actions


def _act(run: Run, held: Held, action: str) -> Held:
    task = held.task
    if action == "breach":
        tell(run, "breach", task)
        return held.with_task(breached=True)
    if action.startswith("escalate"):
        return _add_group(run, held, "escalate", _in_unit(run, task, action.removeprefix("escalate").strip()))
    tell(run, action, task)
    return held.with_task(urged=task.urged + 1)


def _add_deputy(run: Run, held: Held) -> None:
    if held.deputy < len(held.deputy_groups):
        group = held.deputy_groups[held.deputy]
        held = _add_group(run, replace(held, deputy=held.deputy + 1), "deputy", group)
        _keep(run, held)
        run.set_timers(_next_deputy(run, held))


def _add_group(run: Run, held: Held, kind: str, group: str) -> Held:
    task = held.task
    run.notices.append(Notice(kind=kind, task=task.no, element=task.element, groups=(group,)))
    if group in task.deputies or group in task.groups:
        return held
    return held.with_task(deputies=(*task.deputies, group))


def _in_unit(run: Run, task: OpenTask, group: str) -> str:
    """`head` means the head of the unit that has the task; a group with a unit means itself."""
    if "@" in group:
        return group
    units = [each.partition("@")[2] for each in task.groups if "@" in each]
    unit = units[0] if units else run.case.facts.get("unit")
    return f"{group}@{unit}" if unit else group


def tell(run: Run, kind: str, task: OpenTask) -> None:
    users = (task.assignee,) if task.assignee else task.users
    groups = () if task.assignee else (*task.groups, *task.deputies)
    run.notices.append(Notice(kind=kind, task=task.no, element=task.element, groups=groups, users=users))


def _keep(run: Run, held: Held) -> None:
    run.case.tasks[held.task.no] = held


def _next_rung(case: Case, calendar: Calendar, held: Held) -> Timer | None:
    task = held.task
    rungs = ladder.parse(held.ladder)
    if task.due_at is None or task.paused_at is not None or held.rung >= len(rungs):
        return None
    rung = rungs[held.rung]
    due = _due(case, calendar, task, task.due_at)
    at = calendar.at_share(task.counts_from or task.opened_at, due, rung.share, task.clock)
    kind = next(kind for kind in ACTION_KINDS if any(action.startswith(kind) for action in rung.actions))
    when = Instant(at, task.clock, task.provisional)
    return _timer(held, f"{task.key}@{(rung.share * 100).normalize():f}%", kind, when)


def _due(case: Case, calendar: Calendar, task: OpenTask, at: datetime) -> Due | datetime:
    """Natural days that were moved keep the end that warnings go by beside the one that rolled."""
    clock = case.clocks.get(task.key)
    if clock is None or clock.warn_at is None:
        return at
    return Due(at, task.clock or "", task.provisional, clock.warn_at, calendar.id, calendar.version)


def _next_deputy(run: Run, held: Held) -> Timer | None:
    if not held.deputy_after or held.deputy >= len(held.deputy_groups) or held.task.assignee:
        return None
    when = run.expressions.limit(held.deputy_after)
    return _timer(held, f"{held.task.key}@deputy{held.deputy + 1}", "deputy", when)


def _timer(held: Held, key: str, kind: str, when: Instant) -> Timer:
    timer = SetTimer(
        key=key,
        element=held.task.element,
        kind=kind,
        due=when.at,
        clock=when.clock,
        provisional=when.provisional,
        task=held.task.no,
    )
    return Timer(set=timer, token=held.token)


def _priority(value: Any) -> int:
    try:
        return min(100, max(0, int(Decimal(str(value))))) if value is not None else NORMAL_PRIORITY
    except ArithmeticError:
        return NORMAL_PRIORITY
