"""Which nets are sound: all their states are played, choices free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.support.oracle.nets import Flows, Marking, Net, Undetermined

MOST_STATES = 150
MOST_TOKENS = 2  # in one place; two come where branches meet without a join

State = frozenset[tuple[int, int]]


def sound(net: Net) -> bool:
    """Whether each state that can be reached can come to an end, nothing is left over, all is used, and something is
    waited for on each way through and on each way round."""
    try:
        return _goes_round_slowly(net) and _Game(net).play()
    except Undetermined:
        return False


def crowded(net: Net) -> set[int]:
    """The activities of a sound net in which two tokens may be at once."""
    game = _Game(net)
    game.play()
    return {-place for state in game.states for place, count in state if place < 0 and count > 1}


def begins_crowded(net: Net) -> bool:
    """Whether two tokens may be in one activity before anything has happened."""
    begun = _Game(net).moved(Counter(), net.out[net.start])
    return any(place < 0 and count > 1 for marking in begun for place, count in marking.items())


def _goes_round_slowly(net: Net) -> bool:
    """No loop of gateways alone."""
    left = {node for node, kind in net.nodes.items() if kind in ("xor", "and", "or")}
    while left:
        last = {node for node in left if not any(net.flows[flow][1] in left for flow in net.out[node])}
        if not last:
            return False
        left -= last
    return True


class _Game:
    def __init__(self, net: Net) -> None:
        self.net, self.used = net, set[int]()
        self.states: set[State] = set()

    def play(self) -> bool:
        """All states in which tokens wait, by one completion or event after another."""
        begun = {_state(each) for each in self.moved(Counter(), self.net.out[self.net.start])}
        if frozenset() in begun:
            return False
        before: dict[State, set[State]] = {state: set() for state in begun}
        todo = list(begun)
        while todo:
            state = todo.pop()
            for after in map(_state, self.after(Counter(dict(state)))):
                if after not in before:
                    before[after] = set()
                    todo.append(after)
                before[after].add(state)
            if len(before) > MOST_STATES:
                return False
        self.states = set(before)
        return _all_lead_to(frozenset(), before) and self.used == set(self.net.flows)

    def after(self, marking: Marking) -> Iterator[Marking]:
        for place in [place for place, count in marking.items() if place < 0 and count]:
            node, rest = -place, marking - Counter([place])
            for way in self.net.ways(node):
                yield from self.moved(rest, way)
            for event in self.net.events[node]:
                yield from self.moved(rest, self.net.out[event])

    def moved(self, marking: Marking, flows: Flows) -> Iterator[Marking]:
        """Tokens on flows move until all wait, in all ways their choices allow."""
        todo = [(Counter(marking), flows)]
        while todo:
            marking, flows = todo.pop()
            if any(count > MOST_TOKENS for count in marking.values()):
                raise Undetermined
            if flows:
                todo += self._step(marking, flows[0], flows[1:])
                continue
            ready = self.net.ready_joins(marking)
            if len(ready) > 1:
                raise Undetermined
            for join in ready:
                self.net.take(marking, join)
                todo += [(Counter(marking), way) for way in self.net.ways(join)]
            if not ready:
                yield marking

    def _step(self, marking: Marking, flow: int, others: Flows) -> list[tuple[Marking, Flows]]:
        self.used.add(flow)
        if self.net.nodes[self.net.flows[flow][1]] in ("stop", "fail"):
            self.used.update(others)
            return [(Counter(), ())]
        ways = self.net.arrive(marking, flow)
        return [(Counter(marking), (*others, *way)) for way in ways or [()]]


def _state(marking: Marking) -> State:
    return frozenset((place, count) for place, count in marking.items() if count)


def _all_lead_to(end: State, before: dict) -> bool:
    seen, todo = {end}, [end]
    while todo:
        fresh = before.get(todo.pop(), set()) - seen
        seen |= fresh
        todo += fresh
    return seen == before.keys()
