"""One advance under way: it moves tokens until every one of them waits, and gathers the facts of the step.

Tokens move in the order in which they were made. An element that fails becomes an incident on that element; the others
go on.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.engine import clocks, human, undo, values
from app.engine.case import Awaited, Case, Timer, Trouble, Work
from app.engine.commands import Command
from app.engine.elements import Element, Event
from app.engine.expressions import Expressions, scopes_of
from app.engine.spiff.activities import Activity, AdHocSubProcess, EventSubProcess, ReceiveTask
from app.engine.spiff.events import NOTHING, BoundaryEvent, CatchEvent
from app.engine.spiff.gateways import InclusiveGateway, ParallelGateway
from app.engine.spiff.loops import Repeated
from app.engine.spiff.nodes import Node, Way
from app.engine.spiff.scopes import READY, STARTED, Scope, Token, add_token, is_standby
from app.engine.step import Change, ClosedTask, Decision, Incident, Job, Notice, OpenTask, Sent, SetTimer, Waiting
from app.errors import Invalid, ShouwenError

if TYPE_CHECKING:
    from app.calendars import Calendars
    from app.engine.decisions import Outcome
    from app.engine.library import Version

MOST_MOVES = 20_000


class NobodyCatches(Invalid):
    """Error {code} is thrown here and nothing around it catches it."""


class GoesOnForEver(Invalid):
    """The case moved {moves} times without waiting for anything: it would go on for ever."""


class Deadlock(Invalid):
    """The gateway waits for a branch that can no longer come, and nothing else is open in the case."""


class Run:
    def __init__(self, version: Version, case: Case, command: Command, now: datetime, calendars: Calendars) -> None:
        self.version, self.case, self.command, self.now = version, case, command, now
        self.expressions = Expressions(case.facts, now, calendars.get(case.facts.get("calendar")))
        self.trail: list[str] = []
        self.flows: list[str] = []
        self.opened: dict[int, OpenTask] = {}
        self.closed: list[ClosedTask] = []
        self.changes: list[Change] = []
        self.notices: list[Notice] = []
        self.jobs: list[Job] = []
        self.sent: list[Sent] = []
        self.signals: list[str] = []
        self.decisions: list[Decision] = []
        self.ended: str | None = None
        self._end: str | None = None  # the end event reached last, in whatever scope
        self._look_at_conditions, self._changes_seen = False, 0
        self._queue: list[tuple[int, int, Token]] = []
        case.top.run = self

    # -- moving

    def move(self) -> None:
        """Moves tokens until all wait."""
        moves = 0
        while token := self._next():
            moves += 1
            if moves > MOST_MOVES:
                self.trouble(token, str(GoesOnForEver(moves=MOST_MOVES)))
                return
            self._step(token)
        if self.case.status == "open":
            self._find_deadlock()

    def spawn(self, scope: Scope, spec_name: str, **facts: Any) -> Token:
        """A new token at an element."""
        self.case.tokens += 1
        token = add_token(scope, spec_name, self.case.tokens, facts)
        self.queue(token)
        return token

    def queue(self, token: Token) -> None:
        """The token is to move, if it is ready: events that happened go first, then events that are to be armed."""
        if token.has_state(READY):
            facts = token.internal_data
            waits = isinstance(token.task_spec, CatchEvent | EventSubProcess | ReceiveTask)
            rank = 0 if facts.get("fired") else 1 if waits else 2
            heapq.heappush(self._queue, (rank, token.id, token))

    def take(self, scope: Scope, way: Way) -> None:
        """A token passes a sequence flow and arrives at its target."""
        self.flows.append(way.id)
        spec = self.spawn(scope, way.target, flow=way.id).task_spec
        if isinstance(spec, ParallelGateway | Activity):
            spec.look(self, scope)

    def start(self, scope: Scope, message: str | None = None) -> None:
        """Puts the first token into a scope: at its start event, or at the one its message names."""
        for node in scope.spec.task_specs.values():
            if isinstance(node, EventSubProcess):
                self.spawn(scope, node.name, standby=True, armed_at=self._next_standby(node))
        first = self.version.start_of(scope.spec.name, message)
        # A receive task that starts the case has its message already.
        given: dict[str, Any] = {"outcome": {}} if isinstance(scope.spec.task_specs[first], Activity) else {}
        self.spawn(scope, first, **given)

    def _next_standby(self, node: EventSubProcess) -> int:
        """Tells apart the event sub-processes of one element that stand by at once, in instances of their scope."""
        others = (token for scope in self._all_scopes() for token in scope.tokens() if token.task_spec is node)
        return 1 + max((token.internal_data["armed_at"] for token in others if is_standby(token)), default=0)

    def resume(self, token: Token, outcome: dict[str, Any] | None = None) -> None:
        """What a token waited for has happened."""
        token.internal_data["outcome"] = values.kept(outcome or {})
        self._ready(token)

    def fire(self, token: Token) -> None:
        """The event of an armed token happens."""
        facts, scope, spec = token.internal_data, token.workflow, token.task_spec
        if "host" in facts and isinstance(spec, BoundaryEvent):
            if spec.interrupting:
                self.drop(self._beside(token, facts["host"]))
            self.spawn(scope, spec.name, fired=True, armed_at=facts["armed_at"])
            return
        if isinstance(spec, EventSubProcess):
            if spec.interrupting:
                self.clear(scope)
            self.spawn(scope, spec.name, fired=True)
            return
        if "race" in facts:
            self.flows.append(facts["flow"])
            for other in scope.tokens():
                if other is not token and other.internal_data.get("race") == facts["race"]:
                    self.drop(other)
        self._forget(token.id)  # whatever else it waited for
        facts["fired"] = True
        self._ready(token)

    def drop(self, token: Token) -> None:
        """Takes a token away with all that belongs to it: its scope, instances, armed events, task, timers, jobs."""
        inner = self.case.top.subprocesses.pop(token.id, None)
        if inner is not None:
            self.clear(inner)
        for other in token.workflow.tokens():
            if token.id in (other.internal_data.get("host"), other.internal_data.get("many")):
                self.drop(other)
        self._forget(token.id)
        if token.id in token.workflow.tasks:
            token.workflow.take_out(token)

    def clear(self, scope: Scope, but: Token | None = None) -> None:
        """Takes all tokens, or all but one, out of a scope."""
        for token in scope.tokens():
            if token is not but and token.id in scope.tasks:
                self.drop(token)

    def close(self, scope: Scope) -> Token | None:
        """The scope is over. Answers the token that has waited for it; None for the case itself."""
        self.clear(scope)
        owner = scope.owner()
        if owner is not None:
            del self.case.top.subprocesses[owner.id]
            if "undoes" not in owner.internal_data and owner.task_spec.handler is None:
                undo.remember(owner.workflow, owner.task_spec.name, None, scope.undo)
        return owner

    def disarm(self, host: Token) -> None:
        """The events on the boundary of an activity that is done can no longer happen."""
        for other in host.workflow.tokens():
            if other.internal_data.get("host") == host.id:
                self.drop(other)

    def end_instances(self, token: Token) -> None:
        for other in token.workflow.tokens():
            if other.internal_data.get("many") == token.id:
                self.drop(other)

    def instance_done(self, instance: Token) -> None:
        whole = self._beside(instance, instance.internal_data["many"])
        assert isinstance(whole.task_spec, Repeated)  # noqa: S101 - only it makes instances
        whole.task_spec.instance_done(self, whole, instance)

    # -- what elements ask for

    def enter(self, token: Token) -> None:
        """An element is visited."""
        key = self.key(token)
        self.case.visits[key] = token.internal_data["visit"] = self.case.visits.get(key, 0) + 1
        self.trail.append(key)

    def arm(self, token: Token, events: tuple[Event, ...]) -> None:
        """Sets what a catching event waits for."""
        for number, event in enumerate(events):
            label = self.label(token) + (f".{number + 1}" if len(events) > 1 else "")
            if event.kind == "timer" and event.timer is not None:
                self.set_timers(clocks.first(self, token, label, event.timer))
            elif event.kind == "message":
                self.await_message(token, label, event.name or "", event.correlation_key)
            elif event.kind == "signal":
                waiting = Waiting(
                    key=label, element=self.key(token), message=event.name or "", correlation=None, kind="signal"
                )
                self.case.waits[label] = Awaited(waiting=waiting, token=token.id)
            elif event.kind == "conditional":
                self._look_at_conditions = True

    def await_message(self, token: Token, label: str, message: str, correlation: str | None) -> None:
        key = self.expressions.name(correlation, self.scopes(token))
        waiting = Waiting(key=label, element=self.key(token), message=message, correlation=key)
        self.case.waits[waiting.key] = Awaited(waiting=waiting, token=token.id)

    def throw(self, token: Token, event: Event) -> None:
        if event.kind == "message":
            self.send(token, event.name or "", event.correlation_key)
        elif event.kind == "signal":
            self.signal(event.name or "")
        elif event.kind == "escalation":
            self.escalate(token, event.code)

    def send(self, token: Token, message: str, correlation: str | None) -> None:
        """Throws a message: the case itself hears it first, else it goes out."""
        key = self.expressions.name(correlation, self.scopes(token))
        carried = self.expressions.context(self.scopes(token))
        del carried["case"]
        if not self.hear(message, key, {}):
            self.sent.append(Sent(message=message, correlation=key, values=carried))

    def hear(self, message: str, key: str | None, given: dict[str, Any]) -> bool:
        """Gives a message to the token that has waited for it longest; False when none does."""
        for awaited in sorted(self.case.waits.values(), key=lambda each: each.token):
            waiting = awaited.waiting
            if (waiting.kind, waiting.message) == ("message", message) and (
                key is None or waiting.correlation in (None, key)
            ):
                self._deliver(self.token(awaited.token), waiting, given)
                return True
        return False

    def signal(self, name: str) -> None:
        """Throws a signal: everything in the case that waits for it hears it, and then other cases."""
        self.signals.append(name)
        self.hear_signal(name)

    def hear_signal(self, name: str) -> bool:
        """Gives a signal to everything in the case that waits for it; False when nothing does."""
        heard = [
            token
            for token in self._armed("signal")
            if any(each.kind == "signal" and each.name == name for each in _events(token))
        ]
        for token in heard:
            if token.id in token.workflow.tasks:
                self.fire(token)
        return bool(heard)

    def throw_out(self, token: Token, kind: str, code: str | None) -> None:
        """Throws an error or a cancel out of a scope. Raises NobodyCatches: that is an incident where it was thrown."""
        if not self._throw(kind, code, token.workflow, None):
            raise NobodyCatches(code=code or kind)

    def escalate(self, token: Token, code: str | None) -> None:
        """Throws an escalation; one that nobody catches is no fault."""
        self._throw("escalation", code, token.workflow, None)

    def fail(self, token: Token, code: str) -> bool:
        """The work of an activity ended in a BPMN error: whether something catches it."""
        return self._throw("error", code, token.workflow, token)

    def open_job(self, token: Token, element: Element) -> None:
        scopes = self.scopes(token)
        kind = self.expressions.name(element.job_type, scopes) or ""
        given = {name: self.expressions.evaluate(text, scopes) for name, text in element.headers}
        given |= token.internal_data.get("locals", {})
        job = Job(key=self.label(token), element=self.key(token), type=kind, values=values.kept(given))
        self.case.jobs[job.key] = Work(job=job, token=token.id)
        self.jobs.append(job)

    def decide(self, token: Token, decision: str) -> Any:
        """The result of a decision table; which rules matched is kept for the audit room."""
        say = self.expressions
        name = say.name(decision, self.scopes(token)) or ""
        table = self.version.decisions_of(token.workflow.spec.name, name)
        outcome = table.evaluate(name, say.context(self.scopes(token)), now=say.local_now, functions=say.functions)
        self.decisions += [self._decision(token, one) for one in (*outcome.required, outcome)]
        return outcome.result

    def _decision(self, token: Token, outcome: Outcome) -> Decision:
        return Decision(
            element=self.key(token),
            decision=outcome.decision,
            name=outcome.name,
            policy=outcome.policy,
            inputs=dict(outcome.inputs),
            matched=outcome.matched,
            cells=outcome.cells,
            result=outcome.result,
        )

    def reached_end(self, token: Token) -> None:
        self._end = self.key(token)
        if token.workflow is self.case.top:
            self.case.last_end = self.ended = self._end

    def at(self, instant: datetime) -> Expressions:
        """Expressions as they would have been evaluated at another instant."""
        return Expressions(self.case.facts, instant, self.expressions.calendar)

    # -- values

    def scopes(self, token: Token) -> list[dict[str, Any]]:
        return scopes_of(token)

    def write(self, token: Token, given: dict[str, Any]) -> None:
        """Writes values where the token sees them: into the innermost scope that has the name, else the outermost."""
        self._write(self.scopes(token), given)

    def write_outside(self, token: Token, given: dict[str, Any]) -> None:
        """The same, past the values of this visit alone."""
        scopes = self.scopes(token)
        self._write(scopes[1:] if "locals" in token.internal_data else scopes, given)

    def write_case(self, given: dict[str, Any]) -> None:
        """Writes values of the case itself."""
        if self.case.top.kept is not None:
            self._write([self.case.top.kept], given)

    def _write(self, scopes: list[dict[str, Any]], given: dict[str, Any]) -> None:
        for name, value in values.kept(given).items():
            scope = next((each for each in scopes if name in each), scopes[-1])
            before = scope.get(name)
            if name not in scope or before != value or isinstance(before, bool) != isinstance(value, bool):
                self.changes.append(Change(name=name, before=before, after=value))
            scope[name] = value

    # -- timers

    def set_timers(self, *timers: Timer | None) -> None:
        for timer in timers:
            if timer is not None:
                self.case.timers[timer.set.key] = timer

    def forget_timers(self, which: Callable[[Timer], bool]) -> None:
        for key in [key for key, timer in self.case.timers.items() if which(timer)]:
            del self.case.timers[key]

    def timer_due(self, timer: Timer) -> SetTimer:
        """A timer fires: an event happens, a rung is reached, a deputy steps in."""
        del self.case.timers[timer.set.key]
        if timer.set.kind != "bpmn":
            human.timer_due(self, timer)
            return timer.set
        token = self.token(timer.token)
        more = clocks.again(self, timer)
        self.set_timers(more)
        if more and not {"host", "standby", "race"} & token.internal_data.keys():
            self.spawn(token.workflow, token.task_spec.name, fired=True)  # the event itself goes on waiting
            return timer.set
        self.fire(token)
        if timer.set.key not in self.case.timers and {"host", "standby"} & token.internal_data.keys():
            self.drop(token)
        return timer.set

    # -- finding

    def token(self, number: int) -> Token:
        for scope in self._all_scopes():
            if number in scope.tasks:
                return scope.tasks[number]
        raise KeyError(number)

    def key(self, token: Token) -> str:
        spec: Node = token.task_spec
        return spec.key

    def label(self, token: Token) -> str:
        """A stable, readable name for this visit of an element."""
        facts = token.internal_data
        index = f"[{facts['index']}]" if "index" in facts else ""
        return f"{self.key(token)}{index}#{facts.get('visit') or facts.get('armed_at', 1)}"

    def _all_scopes(self) -> list[Scope]:
        return [self.case.top, *self.case.top.subprocesses.values()]

    def _beside(self, token: Token, number: int) -> Token:
        return token.workflow.tasks[number]

    def _catchers(self, scope: Scope, thrower: Token | None) -> Iterator[list[Token]]:
        """What may catch something that is thrown, from the innermost out: the events on the boundary of the activity
        (of an instance, also of the whole it belongs to), then the event sub-processes of its scope, and so on."""
        here: Scope | None = scope
        while here is not None:
            if thrower is not None:
                hosts = {thrower.id, thrower.internal_data.get("many")}
                yield [token for token in here.tokens() if token.internal_data.get("host") in hosts]
            yield [token for token in here.tokens() if is_standby(token)]
            thrower = here.owner()
            here = thrower.workflow if thrower is not None else None

    def _armed(self, kind: str) -> list[Token]:
        """All tokens that wait for an event of a kind, in the order in which they were made."""
        tokens = (token for scope in self._all_scopes() for token in scope.tokens() if token.has_state(STARTED))
        return sorted((token for token in tokens if _event(token, kind) is not NOTHING), key=lambda token: token.id)

    # -- inside

    def _next(self) -> Token | None:
        while True:
            if self._look_at_conditions_now():
                continue
            if not self._queue:
                if not self._look_at_joins():
                    return None
                continue
            token = heapq.heappop(self._queue)[2]
            if token.has_state(READY) and token.id in token.workflow.tasks and self._lives(token):
                return token

    def _lives(self, token: Token) -> bool:
        return "incident" not in token.internal_data and any(token.workflow is each for each in self._all_scopes())

    def _look_at_conditions_now(self) -> bool:
        """Once values have changed, a conditional event may have come true."""
        if not self._look_at_conditions and self._changes_seen == len(self.changes):
            return False
        self._look_at_conditions, self._changes_seen = False, len(self.changes)
        happened = False
        for token in self._armed("conditional"):
            if token.id in token.workflow.tasks and self._came_true(token):
                self.fire(token)
                happened = True
        return happened

    def _came_true(self, token: Token) -> bool:
        """Whether its condition is true now and was not before: an event that does not interrupt may come again."""
        facts = token.internal_data
        before = facts.get("true", False)
        try:
            facts["true"] = self.expressions.truth(_event(token, "conditional").condition or "", self.scopes(token))
        except ShouwenError as trouble:
            self.trouble(token, str(trouble))
            return False
        return facts["true"] and not before

    def _look_at_joins(self) -> bool:
        """When all tokens wait, an OR join may find that nothing more can come."""
        if not self.version.has_inclusive_joins:
            return False
        for scope in self._all_scopes():
            specs = {token.task_spec for token in scope.tokens()}
            for spec in sorted((s for s in specs if isinstance(s, InclusiveGateway)), key=lambda s: s.name):
                if len(spec.incoming) > 1 and spec.look(self, scope):
                    return True
        return False

    def _step(self, token: Token) -> None:
        scope: Scope = token.workflow
        try:
            finished = token.run()
        except ShouwenError as trouble:
            self.trouble(token, str(trouble))
            return
        if finished and token.id in scope.tasks:
            self._forget(token.id)
            scope.take_out(token)
            self._inside_done(scope)
            owner = scope.owner()
            if scope.is_over() and (owner is None or "incident" not in owner.internal_data):
                self._scope_done(scope, token)

    def _inside_done(self, scope: Scope) -> None:
        owner = scope.owner()
        if owner is not None and isinstance(owner.task_spec, AdHocSubProcess):
            try:
                owner.task_spec.progress(self, owner, scope)
            except ShouwenError as trouble:
                self.trouble(owner, str(trouble))

    def _scope_done(self, scope: Scope, last: Token) -> None:
        owner = self.close(scope)
        if owner is not None:
            self.resume(owner, owner.task_spec.results(scope))
            return
        self.case.status = "ended"
        if self.ended is None:
            self.case.last_end = self.ended = self._end or self.case.last_end or self.key(last)

    def _ready(self, token: Token) -> None:
        token._set_state(READY)
        self.queue(token)

    def _deliver(self, token: Token, waiting: Waiting, given: dict[str, Any]) -> None:
        if isinstance(token.task_spec, Activity) and not is_standby(token):
            del self.case.waits[waiting.key]
            token.internal_data["outcome"] = values.kept(given)
        else:
            self.write(token, given)
            if not {"host", "standby"} & token.internal_data.keys():
                del self.case.waits[waiting.key]
        self.fire(token)

    def _throw(self, kind: str, code: str | None, scope: Scope, thrower: Token | None) -> bool:
        for tokens in self._catchers(scope, thrower):
            catching = [token for token in tokens if _event(token, kind) is not NOTHING]
            for wanted in (code, None):  # an event for this code comes before one for all
                for token in catching:
                    if (_event(token, kind).code or None) == wanted:
                        self.fire(token)
                        return True
        return False

    def trouble(self, token: Token, why: str) -> None:
        """The element could not go on: an incident on it."""
        key = self.label(token)
        token._set_state(READY)
        token.internal_data["incident"] = key
        self.note_trouble(key, self.key(token), token.id, why)

    def note_trouble(self, key: str, element: str, token: int, why: str) -> None:
        """An incident that keeps nothing from going on."""
        incident = Incident(key=key, element=element, message=why)
        self.case.incidents[key] = Trouble(incident=incident, token=token)
        self.notices.append(Notice(kind="incident", task=None, element=incident.element))

    def _forget(self, number: int) -> None:
        """What a token had open is closed."""
        case = self.case
        for held in [held for held in case.tasks.values() if held.token == number]:
            human.close_task(self, held, "cancelled")
        self.forget_timers(lambda timer: timer.token == number)
        for table in (case.waits, case.jobs, case.incidents):
            for key in [key for key, entry in table.items() if entry.token == number]:
                del table[key]

    def _find_deadlock(self) -> None:
        case = self.case
        if case.tasks or case.timers or case.waits or case.jobs or case.incidents:
            return
        for scope in self._all_scopes():
            for token in scope.tokens():
                if not token.has_state(STARTED) or "here" in token.internal_data:
                    self.trouble(token, str(Deadlock()))
                    return


def _events(token: Token) -> tuple[Event, ...]:
    """What a token waits for, where it waits for events."""
    spec = token.task_spec
    return spec.events if isinstance(spec, CatchEvent) or is_standby(token) else ()


def _event(token: Token, kind: str) -> Event:
    """The event of a kind that a token waits for; NOTHING when it waits for none."""
    return next((event for event in _events(token) if event.kind == kind), NOTHING)
