"""One advance under way: it moves tokens until every one of them waits.

Tokens move in the order in which they were made. An element that fails becomes an incident on that element; the others
go on.
"""

from __future__ import annotations

import heapq
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.engine import human, undo, values
from app.engine.case import Case
from app.engine.commands import Command
from app.engine.events import Events
from app.engine.gathering import Gathering
from app.engine.spiff.activities import Activity, AdHocSubProcess, EventSubProcess, ReceiveTask
from app.engine.spiff.events import CatchEvent
from app.engine.spiff.gateways import InclusiveGateway, ParallelGateway
from app.engine.spiff.loops import Repeated
from app.engine.spiff.nodes import Way
from app.engine.spiff.scopes import READY, STARTED, Scope, Token, add_token, is_standby
from app.errors import Invalid, ShouwenError

if TYPE_CHECKING:
    from app.calendars import Calendars
    from app.engine.library import Version

MOST_MOVES = 20_000


class GoesOnForEver(Invalid):
    """The case moved {moves} times without waiting for anything: it would go on for ever."""


class Deadlock(Invalid):
    """The gateway waits for a branch that can no longer come, and nothing else is open in the case."""


class Run(Gathering):
    def __init__(self, version: Version, case: Case, command: Command, now: datetime, calendars: Calendars) -> None:
        super().__init__(version, case, command, now, calendars)
        self.events = Events(self)
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

    def take(self, scope: Scope, way: Way, route: list[str] | None = None) -> None:
        """A token passes a sequence flow and arrives at its target; `route` are the flows that it was told to take."""
        self.flows.append(way.id)
        told = {"route": route} if route else {}
        spec = self.spawn(scope, way.target, flow=way.id, **told).task_spec
        if isinstance(spec, ParallelGateway | Activity):
            spec.look(self, scope)

    def start(self, scope: Scope, message: str | None = None, timer: str | None = None) -> None:
        """Puts the first token into a scope: at its start event, or at the one that a message or a timer names."""
        for node in scope.spec.task_specs.values():
            if isinstance(node, EventSubProcess):
                self.stand_by(scope, node)
        first = self.version.start_of(scope.spec.name, message, timer)
        # A receive task that starts the case has its message already.
        given: dict[str, Any] = {"outcome": {}} if isinstance(scope.spec.task_specs[first], Activity) else {}
        self.spawn(scope, first, **given)

    def stand_by(self, scope: Scope, node: EventSubProcess) -> None:
        """An event sub-process begins to wait for its event."""
        self.spawn(scope, node.name, standby=True, armed_at=self._next_standby(node))

    def _next_standby(self, node: EventSubProcess) -> int:
        """Tells apart the event sub-processes of one element that stand by at once, in instances of their scope."""
        others = (token for scope in self.all_scopes() for token in scope.tokens() if token.task_spec is node)
        return 1 + max((token.internal_data["armed_at"] for token in others if is_standby(token)), default=0)

    def resume(self, token: Token, outcome: dict[str, Any] | None = None) -> None:
        """What a token waited for has happened."""
        token.internal_data["outcome"] = values.kept(outcome or {})
        self.ready(token)

    def ready(self, token: Token) -> None:
        token._set_state(READY)
        self.queue(token)

    # -- taking away

    def drop(self, token: Token) -> None:
        """Takes a token away with all that belongs to it: its scope, instances, armed events, task, timers, jobs."""
        inner = self.case.top.subprocesses.pop(token.id, None)
        if inner is not None:
            self.clear(inner)
        for other in token.workflow.tokens():
            if token.id in (other.internal_data.get("host"), other.internal_data.get("many")):
                self.drop(other)
        self.forget(token.id)
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
        whole = self.beside(instance, instance.internal_data["many"])
        assert isinstance(whole.task_spec, Repeated)  # noqa: S101 - only it makes instances
        whole.task_spec.instance_done(self, whole, instance)

    def forget(self, number: int) -> None:
        """What a token had open is closed."""
        case = self.case
        for held in [held for held in case.tasks.values() if held.token == number]:
            human.close_task(self, held, "cancelled")
        self.forget_timers(lambda timer: timer.token == number)
        for table in (case.waits, case.jobs, case.incidents):
            for key in [key for key, entry in table.items() if entry.token == number]:
                del table[key]

    # -- inside

    def _next(self) -> Token | None:
        while True:
            if self.events.look_at_conditions():
                continue
            if not self._queue:
                if not self._look_at_joins():
                    return None
                continue
            token = heapq.heappop(self._queue)[2]
            if token.has_state(READY) and token.id in token.workflow.tasks and self._lives(token):
                return token

    def _lives(self, token: Token) -> bool:
        return "incident" not in token.internal_data and any(token.workflow is each for each in self.all_scopes())

    def _look_at_joins(self) -> bool:
        """When all tokens wait, an OR join may find that nothing more can come."""
        if not self.version.has_inclusive_joins:
            return False
        for scope in self.all_scopes():
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
            self.forget(token.id)
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

    def _find_deadlock(self) -> None:
        case = self.case
        if case.tasks or case.timers or case.waits or case.jobs or case.incidents:
            return
        for scope in self.all_scopes():
            for token in scope.tokens():
                if not token.has_state(STARTED) or "here" in token.internal_data:
                    self.trouble(token, str(Deadlock()))
                    return
