"""Gateways. Joins count tokens as BPMN 2.0.2 (13.4) defines them, on arrival order.

AND: fires when each incoming flow has a token; takes the oldest of each, what is in excess stays. OR: fires when no
other token can still reach an incoming flow that is empty, unless it can also reach one that is filled; a token at an
event gateway can reach what any of its events leads to. Complex: fires as soon as its activation condition is true,
then takes what else comes for this round and passes nothing on.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.engine.spiff.nodes import DONE, WAIT, Node, Way
from app.engine.spiff.scopes import READY, WAITING, Scope, Token

if TYPE_CHECKING:
    from app.engine.run import Run


class ExclusiveGateway(Node):
    """The first flow in document order whose condition is true; else the default."""

    def choose(self, run: Run, token: Token) -> list[Way]:
        if len(self.ways) == 1 and not self.ways[0].condition:
            return list(self.ways)
        scopes = run.scopes(token)
        for way in self.ways:
            if not way.default and (way.condition is None or run.expressions.truth(way.condition, scopes)):
                return [way]
        return self._default() if self.ways else []


class Join(Node):
    """A gateway that may have to wait for more tokens."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        my_task._set_state(WAITING)
        return False

    def waiting(self, scope: Scope) -> list[Token]:
        """The tokens that wait here, oldest first."""
        return [token for token in scope.tokens() if token.task_spec is self and token.has_state(WAITING)]

    def oldest(self, waiting: list[Token]) -> dict[str, Token]:
        """The oldest waiting token of each incoming flow."""
        first: dict[str, Token] = {}
        for token in waiting:
            first.setdefault(token.internal_data["flow"], token)
        return first

    def fire(self, run: Run, scope: Scope, first: dict[str, Token]) -> None:
        """Takes one token from each flow and goes on with the one that came last."""
        *others, last = sorted(first.values(), key=lambda token: token.id)
        for token in others:
            scope.take_out(token)
        last._set_state(READY)
        run.queue(last)


class ParallelGateway(Join):
    def choose(self, run: Run, token: Token) -> list[Way]:
        return list(self.ways)

    def look(self, run: Run, scope: Scope) -> None:
        """Fires as often as all flows are filled."""
        if len(self.incoming) < 2:
            return
        while len(first := self.oldest(self.waiting(scope))) == len(self.incoming):
            self.fire(run, scope, first)


class InclusiveGateway(Join):
    def choose(self, run: Run, token: Token) -> list[Way]:
        if len(self.ways) == 1 and not self.ways[0].condition:
            return list(self.ways)
        return super().choose(run, token)

    def look(self, run: Run, scope: Scope) -> bool:
        """Fires when nothing that is still under way must be waited for. Says whether it did."""
        first = self.oldest(self.waiting(scope))
        if not first or self._must_wait(scope, first.keys()):
            return False
        self.fire(run, scope, first)
        return True

    def _must_wait(self, scope: Scope, full: Set[str]) -> bool:
        """Whether something under way can still fill an empty flow, and none of the full ones."""
        return any(reached - full and not reached & full for reached in self._under_way(scope))

    def _under_way(self, scope: Scope) -> Iterable[frozenset[str]]:
        """For each token elsewhere: which incoming flows it can reach. What waits for the first of several events is
        one token in their event gateway, with the ways of all of them before it."""
        reached: dict[int, frozenset[str]] = {}
        for token in scope.tokens():
            facts = token.internal_data
            if token.task_spec is not self and "taken" not in facts:
                one = facts.get("race", token.id)
                reached[one] = reached.get(one, frozenset()) | self._reach.get(token.task_spec.name, frozenset())
        return reached.values()

    @cached_property
    def _reach(self) -> dict[str, frozenset[str]]:
        """For each element: which incoming flows of this gateway a token there can reach without passing it."""
        specs = [spec for spec in self._wf_spec.task_specs.values() if isinstance(spec, Node)]
        return {spec.name: self._reached_from(spec) for spec in specs}

    def _reached_from(self, spec: Node) -> frozenset[str]:
        seen, todo, hit = {spec.name}, [spec], set()
        while todo:
            for way in todo.pop().ways:
                if way.target == self.name:
                    hit.add(way.id)
                elif way.target not in seen:
                    seen.add(way.target)
                    todo.append(self._wf_spec.task_specs[way.target])
        return frozenset(hit)


class ComplexGateway(InclusiveGateway):
    """Splits as an inclusive gateway does. As a join it passes a token on once its activation condition is true, then
    takes one token of each flow that had none yet, as long as any can come (BPMN 2.0.2, 13.4.5). A token of its own
    keeps the flows that are `taken` in this round."""

    def _update_hook(self, my_task: Token) -> bool:
        return True

    def counts(self, token: Token) -> bool:
        return len(self.incoming) < 2 or "fires" in token.internal_data

    def work(self, run: Run, token: Token) -> bool | None:
        facts = token.internal_data
        if len(self.incoming) < 2 or "over" in facts or "fires" in facts:
            return DONE
        if "taken" in facts:
            return WAIT
        facts["here"] = True
        first = self.oldest(self.waiting(token.workflow))
        counts = {"activationCount": len(first)}
        if self._round(token.workflow) or not self._begins(run, [counts, *run.scopes(token)]):
            return WAIT
        goes_on = first.pop(facts["flow"])
        for other in first.values():
            run.drop(other)
        goes_on.internal_data["fires"] = [facts["flow"], *first]
        if goes_on is not token:  # one of the same flow came earlier
            goes_on._set_state(READY)
            run.queue(goes_on)
            return WAIT
        run.enter(token)
        return DONE

    def choose(self, run: Run, token: Token) -> list[Way]:
        return [] if "over" in token.internal_data else super().choose(run, token)

    def left(self, run: Run, token: Token) -> None:
        scope, facts = token.workflow, token.internal_data
        if "over" in facts:
            for other in self.waiting(scope)[:1]:  # for the next round
                other._set_state(READY)
                run.queue(other)
        elif len(facts.get("fires", self.incoming)) < len(self.incoming):
            run.spawn(scope, self.name, taken=facts["fires"])

    def waiting(self, scope: Scope) -> list[Token]:
        tokens = (token for token in scope.tokens() if token.task_spec is self)
        return [token for token in tokens if "here" in token.internal_data and "fires" not in token.internal_data]

    def look(self, run: Run, scope: Scope) -> bool:
        """Once nothing more can come for a round that has begun, it is over."""
        began = self._round(scope)
        if began is None or "over" in began.internal_data:
            return False
        facts = began.internal_data
        late = {flow: token for flow, token in self.oldest(self.waiting(scope)).items() if flow not in facts["taken"]}
        full = {*facts["taken"], *late}
        if self._must_wait(scope, full):
            return False
        for token in late.values():
            run.drop(token)
        facts["over"] = True
        began._set_state(READY)
        run.queue(began)
        return True

    def _round(self, scope: Scope) -> Token | None:
        """What keeps the round that has begun and is not over."""
        tokens = (token for token in scope.tokens() if token.task_spec is self)
        return next((token for token in tokens if "taken" in token.internal_data), None)

    def _begins(self, run: Run, scopes: list[Any]) -> bool:
        return run.expressions.truth(self.element.activation or "", scopes)


class EventGateway(Node):
    """Arms all events behind it; the first to happen ends the wait for the others."""

    def work(self, run: Run, token: Token) -> bool | None:
        visit = token.internal_data["visit"]
        for way in self.ways:
            run.spawn(token.workflow, way.target, race=token.id, flow=way.id, armed_at=visit)
        return DONE

    def choose(self, run: Run, token: Token) -> list[Way]:
        return []
