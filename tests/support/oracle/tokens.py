"""The tokens of an unstructured scope under way, by the rules of its net."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.support.oracle.meaning import Plan
from tests.support.oracle.nets import Flows, Marking
from tests.support.oracle.scopes import Region, Scope

if TYPE_CHECKING:
    from tests.support.oracle.reference import Reference


class Tokens:
    def __init__(self, reference: Reference, plan: Plan, scope: Scope) -> None:
        self.reference, self.plan, self.net = reference, plan, plan.net
        self.scope, self.region = scope, scope.region
        self.marking: Marking = Counter()

    def begin(self) -> None:
        self.send(self.net.out[self.net.start])

    def fire_a_join(self) -> bool:
        """Now that all tokens wait, an OR join may find that nothing more can come."""
        ready = self.net.ready_joins(self.marking) if self.region.alive else []
        for join in ready:
            before = self.marking.total()
            self.net.take(self.marking, join)
            self.scope.tokens -= before - self.marking.total() - 1
            self.send(self._chosen(join))
        return bool(ready)

    def send(self, flows: Flows) -> None:
        """One token goes on as one on each flow; at an end there are none."""
        if not flows:
            self.reference.leave(self.scope)
            return
        self.scope.tokens += len(flows) - 1
        for flow in flows:
            if self.region.alive:
                self.arrive(flow)

    def arrive(self, flow: int) -> None:
        node, before = self.net.flows[flow][1], self.marking.total()
        kind = self.net.nodes[node]
        if kind in ("stop", "fail"):
            if kind == "fail":
                self.reference.throw(self.scope, self.plan.code)
            else:
                self.region.gone = True
                self.scope.then()
            return
        ways = self.net.arrive(self.marking, flow)
        if ways is not None:
            self.scope.tokens -= before - self.marking.total()  # joined into one
            self.send(self._chosen(node))
        elif kind == "do":
            self.work(node)
        elif kind == "race":
            self.race(node)

    def work(self, node: int) -> None:
        """An activity; an event on its boundary leads the token away from it."""
        reference = self.reference
        region, goes = self.occupied(node)
        for event in self.net.events[node]:
            watch = self.plan.watches[event]
            if watch.kind != "error":
                reference.arm(watch, region, goes(self.net.out[event]))
        errors = [event for event in self.net.events[node] if self.plan.watches[event].kind == "error"]
        block, done = self.plan.blocks[node], goes(self.net.out[node])
        if errors:
            fail = reference.caught(self.scope, self.plan.watches[errors[0]], goes(self.net.out[errors[0]]))
            reference.risk(block, self.scope, done, region, fail)
        else:
            reference.go(block, self.scope, done, region)

    def race(self, node: int) -> None:
        """The first event to happen ends the wait for the others."""
        region, goes = self.occupied(node)
        for flow in self.net.out[node]:
            catch = self.net.flows[flow][1]
            self.reference.arm(self.plan.watches[catch], region, goes(self.net.out[catch]))

    def occupied(self, node: int) -> tuple[Region, Callable[[Flows], Callable[[], None]]]:
        """What belongs to a token in a node; and for the flows it may leave by, how it does."""
        region = Region(self.region)

        def goes(flows: Flows) -> Callable[[], None]:
            def happen() -> None:
                region.gone = True
                self.marking[-node] -= 1
                self.send(flows)

            return happen

        return region, goes

    def _chosen(self, node: int) -> Flows:
        """The flows out of a node, as its conditions are now: None marks the default."""
        ways = self.net.ways(node)
        if len(ways) == 1:
            return ways[0]
        values = self.scope.values | {"true": True}
        true = [flow for flow in self.net.out[node] if (when := self.plan.conditions[flow]) and values[when]]
        default = [flow for flow in self.net.out[node] if self.plan.conditions[flow] is None]
        most = 1 if self.net.nodes[node] == "xor" else len(true)
        return tuple(true[:most] or default)
