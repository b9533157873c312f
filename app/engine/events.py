"""Events while a case advances: what is waited for, what is thrown, and who catches it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.engine import clocks, human, values
from app.engine.case import Awaited, Timer
from app.engine.elements import Event
from app.engine.spiff.activities import Activity, EventSubProcess
from app.engine.spiff.events import NOTHING, BoundaryEvent, CatchEvent
from app.engine.spiff.scopes import STARTED, Scope, Token, is_standby
from app.engine.step import Sent, SetTimer, Waiting
from app.errors import Invalid, ShouwenError

if TYPE_CHECKING:
    from app.engine.run import Run


class NobodyCatches(Invalid):
    """Error {code} is thrown here and nothing around it catches it."""


class Events:
    """The events of one advance."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._look_at_conditions, self._changes_seen = False, 0

    # -- waiting

    def arm(self, token: Token, events: tuple[Event, ...]) -> None:
        """Sets what a catching event waits for."""
        for number, event in enumerate(events):
            label = self.run.label(token) + (f".{number + 1}" if len(events) > 1 else "")
            if event.kind == "timer" and event.timer is not None:
                self.run.set_timers(clocks.first(self.run, token, label, event.timer))
            elif event.kind == "message":
                self.await_message(token, label, event.name or "", event.correlation_key)
            elif event.kind == "signal":
                waiting = Waiting(
                    key=label, element=self.run.key(token), message=event.name or "", correlation=None, kind="signal"
                )
                self.run.case.waits[label] = Awaited(waiting=waiting, token=token.id)
            elif event.kind == "conditional":
                self._look_at_conditions = True

    def await_message(self, token: Token, label: str, message: str, correlation: str | None) -> None:
        key = self.run.expressions.name(correlation, self.run.scopes(token))
        waiting = Waiting(key=label, element=self.run.key(token), message=message, correlation=key)
        self.run.case.waits[waiting.key] = Awaited(waiting=waiting, token=token.id)

    # -- throwing

    def throw(self, token: Token, event: Event) -> None:
        if event.kind == "message":
            self.send(token, event.name or "", event.correlation_key)
        elif event.kind == "signal":
            self.signal(event.name or "")
        elif event.kind == "escalation":
            self.escalate(token, event.code)

    def send(self, token: Token, message: str, correlation: str | None) -> None:
        """Throws a message: the case itself hears it first, else it goes out."""
        key = self.run.expressions.name(correlation, self.run.scopes(token))
        carried = self.run.expressions.values(self.run.scopes(token))
        if not self.hear(message, key, {}):
            self.run.sent.append(Sent(message=message, correlation=key, values=carried))

    def signal(self, name: str) -> None:
        """Throws a signal: everything in the case that waits for it hears it, and then other cases."""
        self.run.signals.append(name)
        self.hear_signal(name)

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

    # -- hearing

    def hear(self, message: str, key: str | None, given: dict[str, Any]) -> bool:
        """Gives a message to the token that has waited for it longest; False when none does."""
        for awaited in sorted(self.run.case.waits.values(), key=lambda each: each.token):
            waiting = awaited.waiting
            if (waiting.kind, waiting.message) == ("message", message) and (
                key is None or waiting.correlation in (None, key)
            ):
                self._deliver(self.run.token(awaited.token), waiting, given)
                return True
        return False

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

    def look_at_conditions(self) -> bool:
        """Once values have changed, a conditional event may have come true."""
        if not self._look_at_conditions and self._changes_seen == len(self.run.changes):
            return False
        self._look_at_conditions, self._changes_seen = False, len(self.run.changes)
        happened = False
        for token in self._armed("conditional"):
            if token.id in token.workflow.tasks and self._came_true(token):
                self.fire(token)
                happened = True
        return happened

    def fire(self, token: Token) -> None:
        """The event of an armed token happens."""
        facts, scope, spec = token.internal_data, token.workflow, token.task_spec
        if "host" in facts and isinstance(spec, BoundaryEvent):
            if spec.interrupting:
                self.run.drop(self.run.beside(token, facts["host"]))
            self.run.spawn(scope, spec.name, fired=True, armed_at=facts["armed_at"])
            return
        if isinstance(spec, EventSubProcess):
            if spec.interrupting:
                self.run.clear(scope)
            self.run.spawn(scope, spec.name, fired=True)
            return
        if "race" in facts:
            self.run.flows.append(facts["flow"])
            for other in scope.tokens():
                if other is not token and other.internal_data.get("race") == facts["race"]:
                    self.run.drop(other)
        self.run.forget(token.id)  # whatever else it waited for
        facts["fired"] = True
        self.run.ready(token)

    def timer_due(self, timer: Timer) -> SetTimer:
        """A timer fires: an event happens, a rung is reached, a deputy steps in."""
        del self.run.case.timers[timer.set.key]
        if timer.set.kind != "bpmn":
            human.timer_due(self.run, timer)
            return timer.set
        token = self.run.token(timer.token)
        more = clocks.again(self.run, timer)
        self.run.set_timers(more)
        if more and not {"host", "standby", "race"} & token.internal_data.keys():
            self.run.spawn(token.workflow, token.task_spec.name, fired=True)  # the event itself goes on waiting
            return timer.set
        self.fire(token)
        if timer.set.key not in self.run.case.timers and {"host", "standby"} & token.internal_data.keys():
            self.run.drop(token)
        return timer.set

    # -- inside

    def _deliver(self, token: Token, waiting: Waiting, given: dict[str, Any]) -> None:
        if isinstance(token.task_spec, Activity) and not is_standby(token):
            del self.run.case.waits[waiting.key]
            token.internal_data["outcome"] = values.kept(given)
        else:
            self.run.write(token, given)
            if not {"host", "standby"} & token.internal_data.keys():
                del self.run.case.waits[waiting.key]
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

    def _catchers(self, scope: Scope, thrower: Token | None) -> Iterator[list[Token]]:
        """What may catch something that is thrown, from the innermost out: the events on the boundary of the activity
        (of an instance, also of the whole it belongs to), then the event sub-processes of its scope, and so on."""
        here: Scope | None = scope
        while here is not None:
            if thrower is not None:
                hosts = {thrower.id, thrower.internal_data.get("many", thrower.id)}
                yield [token for token in here.tokens() if token.internal_data.get("host") in hosts]
            yield [token for token in here.tokens() if is_standby(token)]
            thrower = here.owner()
            here = thrower.workflow if thrower is not None else None

    def _armed(self, kind: str) -> list[Token]:
        """All tokens that wait for an event of a kind, in the order in which they were made."""
        tokens = (token for scope in self.run.all_scopes() for token in scope.tokens() if token.has_state(STARTED))
        return sorted((token for token in tokens if _event(token, kind) is not NOTHING), key=lambda token: token.id)

    def _came_true(self, token: Token) -> bool:
        """Whether its condition is true now and was not before: an event that does not interrupt may come again."""
        facts = token.internal_data
        before = facts.get("true", False)
        try:
            condition = _event(token, "conditional").condition or ""
            facts["true"] = self.run.expressions.truth(condition, self.run.scopes(token))
        except ShouwenError as trouble:
            self.run.trouble(token, str(trouble))
            return False
        return facts["true"] and not before


def _events(token: Token) -> tuple[Event, ...]:
    """What a token waits for, where it waits for events."""
    spec = token.task_spec
    return spec.events if isinstance(spec, CatchEvent) or is_standby(token) else ()


def _event(token: Token, kind: str) -> Event:
    """The event of a kind that a token waits for; NOTHING when it waits for none."""
    return next((event for event in _events(token) if event.kind == kind), NOTHING)
