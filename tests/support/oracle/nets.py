"""Unstructured scopes: nodes and flows, and the rules by which tokens move over them. Nothing of the engine is used.

A marking counts the tokens: on a flow (its number), where they wait for others to join, and in an activity or a race
(minus the number of the node).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations

Marking = Counter[int]
Flows = tuple[int, ...]


class Undetermined(Exception):
    """BPMN does not say what happens here: two OR joins could fire, or the net is not safe."""


@dataclass
class Net:
    nodes: dict[int, str] = field(default_factory=dict)  # start end stop fail do event race catch xor and or
    flows: dict[int, tuple[int, int]] = field(default_factory=dict)  # source, target; in document order
    hosts: dict[int, int] = field(default_factory=dict)  # event on a boundary -> its activity

    def copy(self, nodes: dict[int, str] | None = None) -> Net:
        """The same net, or one in which some nodes are of another kind."""
        return Net(self.nodes | (nodes or {}), dict(self.flows), dict(self.hosts))

    # -- how it hangs together; read once the net is complete

    @cached_property
    def out(self) -> dict[int, Flows]:
        found: dict[int, list[int]] = {node: [] for node in self.nodes}
        for flow, (source, _) in self.flows.items():
            found[source].append(flow)
        return {node: tuple(flows) for node, flows in found.items()}

    @cached_property
    def into(self) -> dict[int, Flows]:
        found: dict[int, list[int]] = {node: [] for node in self.nodes}
        for flow, (_, target) in self.flows.items():
            found[target].append(flow)
        return {node: tuple(flows) for node, flows in found.items()}

    @cached_property
    def events(self) -> dict[int, Flows]:
        """The events on the boundary of each activity."""
        return {node: tuple(event for event, host in self.hosts.items() if host == node) for node in self.nodes}

    @cached_property
    def start(self) -> int:
        return next(node for node, kind in self.nodes.items() if kind == "start")

    @cached_property
    def or_joins(self) -> Flows:
        return tuple(node for node, kind in self.nodes.items() if kind == "or" and len(self.into[node]) > 1)

    # -- how tokens move

    def arrive(self, marking: Marking, flow: int) -> list[Flows] | None:
        """A token comes over a flow: the ways to go on, each a set of flows; None when it stays where it is."""
        node = self.flows[flow][1]
        kind, into = self.nodes[node], self.into[node]
        if kind in ("do", "race"):
            marking[-node] += 1
            return None
        if kind in ("and", "or") and len(into) > 1:
            marking[flow] += 1
            if kind == "or" or not all(marking[each] for each in into):
                return None
            self.take(marking, node)
        return self.ways(node)

    def take(self, marking: Marking, join: int) -> None:
        """One token of each flow that has one."""
        for flow in self.into[join]:
            if marking[flow]:
                marking[flow] -= 1

    def ways(self, node: int) -> list[Flows]:
        out = self.out[node]
        if self.nodes[node] in ("xor", "race"):
            return [(flow,) for flow in out]
        if self.nodes[node] == "or":
            return list(chain.from_iterable(combinations(out, size) for size in range(1, len(out) + 1)))
        return [out]

    def ready_joins(self, marking: Marking) -> list[int]:
        """The OR joins that may fire now that all tokens wait (BPMN 2.0.2, 13.4.3)."""
        filled = (join for join in self.or_joins if any(marking[flow] for flow in self.into[join]))
        return [join for join in filled if self._nothing_comes(marking, join)]

    def _nothing_comes(self, marking: Marking, join: int) -> bool:
        """BPMN speaks of paths of sequence flows and says nothing of events on the boundary of an activity on the way:
        a net in which it would matter is none that has one meaning."""
        full = {flow for flow in self.into[join] if marking[flow]}
        places = [place for place, count in marking.items() if count and place not in self.into[join]]
        nodes = [self.flows[place][1] if place > 0 else -place for place in places]
        answers = {
            any(_waits_for(self._reach[join][node], full) for node in nodes),
            any(_waits_for(self._reach[join][each], full) for node in nodes for each in (node, *self.events[node])),
            any(_waits_for(self._reach_by_events[join][node], full) for node in nodes),
        }
        if len(answers) > 1:
            raise Undetermined
        return not answers.pop()

    @cached_property
    def _reach(self) -> dict[int, dict[int, frozenset[int]]]:
        """For each OR join: the flows into it that a token at a node can come to without passing it."""
        return self._reaches(dict.fromkeys(self.nodes, ()))

    @cached_property
    def _reach_by_events(self) -> dict[int, dict[int, frozenset[int]]]:
        """The same, where paths may leave an activity by an event on its boundary, too."""
        return self._reaches(self.events)

    def _reaches(self, events: dict[int, Flows]) -> dict[int, dict[int, frozenset[int]]]:
        return {
            join: {node: frozenset(self._find(join, node, events)) for node in self.nodes} for join in self.or_joins
        }

    def _find(self, join: int, node: int, events: dict[int, Flows]) -> Iterator[int]:
        seen, todo = {node}, [node]
        while todo:
            here = todo.pop()
            for flow in chain(self.out[here], *(self.out[each] for each in events[here])):
                target = self.flows[flow][1]
                if target == join:
                    yield flow
                elif target not in seen:
                    seen.add(target)
                    todo.append(target)


def _waits_for(reached: frozenset[int], full: set[int]) -> bool:
    return bool(reached - full) and not reached & full
