"""Plays a scope's tokens in every way its choices allow, to find joins that wait for ever and tokens that pile up.

Choices are free here: conditions are not looked at. So a join that never fires here never fires at all, while one
that can get stuck here may be saved by its conditions. Of the tokens that can move, one moves at a time, in all its
ways: the others stay able to (only a terminate or error end takes that away, so those move last). That keeps the number
of states near the number of choices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import NamedTuple

from app.engine.elements import ACTIVITIES, Element
from app.engine.gate.submission import Submission

MOST_STATES = 4_000
MOST_WORK = 100_000  # tokens in all states together
MOST_TOKENS_ON_A_FLOW = 3
MOST_FREE_FLOWS = 6  # an inclusive split of more flows is played with each flow alone and all together


class Host(NamedTuple):
    """A token in an activity with boundary events, of which some have happened already."""

    node: str
    happened: frozenset[str] = frozenset()


Place = str | Host  # the id of the flow that a token stands on, or the activity it is in
State = frozenset[tuple[Place, int]]


@dataclass
class Played:
    """What was found about the joins and ends of a scope."""

    complete: bool = True  # every state was looked at
    reached: set[str] = field(default_factory=set)  # the nodes that a token came to
    fired: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)  # joins at which a token was left over
    piled: set[str] = field(default_factory=set)  # targets of flows on which tokens pile up


def play(handed: Submission, scope: str) -> Played:
    return _Game(handed, scope).play()


def play_all(handed: Submission, scope: str) -> Played:
    """The same with every order of moves: where a loop never stops, `play` may move nothing but the loop."""
    return _Race(handed, scope).play()


def cut_short(handed: Submission, scope: str) -> dict[str, set[str]]:
    """For each end that ends all, the activities a token may be in when it is reached, as far as states were looked
    at."""
    game = _Race(handed, scope)
    game.play()
    return game.cut


class _Game:
    def __init__(self, handed: Submission, scope: str) -> None:
        self.handed, self.diagram, self.scope, self.played = handed, handed.diagram, scope, Played()
        self.reach: dict[str, dict[str, frozenset[str]]] = {}

    def play(self) -> Played:
        todo = [_state(Counter(self._begun(start))) for start in self.handed.starts(self.scope)]
        seen, work = set(todo), 0
        while todo:
            tokens = Counter(dict(sorted(todo.pop(), key=_order)))  # so that two runs find the same
            self.played.reached |= {self._node(place).id for place in tokens}
            work += len(tokens)
            for after in self._after(tokens):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
            if len(seen) > MOST_STATES or work > MOST_WORK:
                self.played.complete = False
                break
        return self.played

    def _begun(self, start: Element) -> Iterable[Place]:
        return [Host(start.id)] if start.kind in ACTIVITIES else start.outgoing

    def _after(self, tokens: Counter[Place]) -> Iterator[State]:
        """The states that one move of one token leads to; none at an end, when stuck, or when tokens pile up."""
        piled = [place for place, count in tokens.items() if count > MOST_TOKENS_ON_A_FLOW and isinstance(place, str)]
        self.played.piled |= {self.diagram.flows[place].target for place in piled}
        if piled or not tokens:
            return
        movable = self._movable(tokens)
        join = self._quiet_join(tokens, for_good=bool(movable))
        ending = [place for place in tokens if ends_scope(self._node(place))]
        if join is not None:
            self.played.fired.add(join.id)
            filled = [flow for flow in join.incoming if tokens[flow]]
            yield from (_state(self._moved(tokens, filled, put)) for put in _splits(join))
        elif movable or ending:
            place = (movable or ending)[0]
            yield from (_state(self._moved(tokens, taken, put)) for taken, put in self._ways(place))
        else:
            self.played.stuck |= {self.diagram.flows[each].target for each in tokens if isinstance(each, str)}

    def _movable(self, tokens: Counter[Place]) -> list[Place]:
        """The tokens that can move without ending the scope, first where there are several of them."""
        places = [place for place in tokens if self._can_move(tokens, place)]
        return sorted(places, key=lambda place: -tokens[place])

    def _can_move(self, tokens: Counter[Place], place: Place) -> bool:
        node = self._node(place)
        if isinstance(place, Host) or not _is_join(node):
            return not ends_scope(node)
        if node.kind != "parallelGateway" or not all(tokens[flow] for flow in node.incoming):
            return False
        self.played.fired.add(node.id)
        return True

    def _ways(self, place: Place) -> Iterator[tuple[Iterable[Place] | None, Iterable[Place]]]:
        """The ways a token can go on: the places it takes from (None: from all) and those it puts tokens on."""
        node = self._node(place)
        if isinstance(place, Host):
            yield from self._host_ways(place, node)
        elif ends_scope(node):
            yield None, ()
        elif node.kind in ACTIVITIES and self.diagram.boundary_events(node.id):
            yield [place], [Host(node.id)]
        elif node.kind == "parallelGateway":
            yield node.incoming if _is_join(node) else [place], node.outgoing
        elif node.kind in {"inclusiveGateway", "complexGateway"}:
            yield from (([place], put) for put in _splits(node))
        elif node.kind in {"exclusiveGateway", "eventBasedGateway"}:
            yield from (([place], [flow]) for flow in node.outgoing)
        else:
            linked = [flow for catch in self._caught(node) for flow in catch.outgoing]
            yield from (([place], (*put, *linked)) for put in self._taken(node))

    def _taken(self, node: Element) -> Iterable[tuple[str, ...]]:
        """The sets of flows on which a node may put tokens: all, unless conditions choose among them."""
        chooses = any(self.diagram.flows[flow].condition for flow in node.outgoing)
        return _splits(node) if chooses else [node.outgoing]

    def _caught(self, node: Element) -> tuple[Element, ...]:
        """Where a link leads to."""
        return self.handed.after(node) if node.kind == "intermediateThrowEvent" and not node.outgoing else ()

    def _host_ways(self, host: Host, node: Element) -> Iterator[tuple[Iterable[Place], Iterable[Place]]]:
        yield from (([host], put) for put in self._taken(node))
        for event in self.diagram.boundary_events(node.id):
            if event.interrupting:
                yield [host], event.outgoing
            elif event.id not in host.happened:
                yield [host], [Host(node.id, host.happened | {event.id}), *event.outgoing]

    def _moved(self, tokens: Counter[Place], taken: Iterable[Place] | None, put: Iterable[Place]) -> Counter[Place]:
        if taken is None:
            return Counter()
        after = tokens.copy()
        after.subtract(taken)
        after.update(put)
        for place in put:
            if ends_scope(self._node(place)):
                after[place] = 1  # one token there ends it all
        return after

    def _node(self, place: Place) -> Element:
        return self.diagram.elements[place.node if isinstance(place, Host) else self.diagram.flows[place].target]

    # -- inclusive joins: they fire when nothing that can still come has to be waited for

    def _quiet_join(self, tokens: Counter[Place], *, for_good: bool = False) -> Element | None:
        """An inclusive join that may fire; `for_good`: whatever the other tokens do, for none can fill another flow."""
        for place in tokens:
            node = self._node(place)
            if isinstance(place, str) and node.kind == "inclusiveGateway" and _is_join(node):
                filled = frozenset(flow for flow in node.incoming if tokens[flow])
                others = (self._node(each) for each in tokens if self._node(each) is not node)
                if not any(self._must_wait(node, other, filled, for_good) for other in others):
                    return node
        return None

    def _must_wait(self, join: Element, other: Element, filled: frozenset[str], for_good: bool) -> bool:
        reached = self._reached(join, other)
        return bool(reached - filled) and (for_good or not reached & filled)

    def _reached(self, join: Element, other: Element) -> frozenset[str]:
        """The incoming flows of a join that a token at another node can reach without passing the join."""
        known = self.reach.setdefault(join.id, {})
        if other.id not in known:
            known[other.id] = frozenset(self._search(join, other))
        return known[other.id]

    def _search(self, join: Element, other: Element) -> Iterator[str]:
        seen, todo = {other.id}, [other]
        while todo:
            node = todo.pop()
            yield from (flow for flow in node.outgoing if self.diagram.flows[flow].target == join.id)
            for target in self.handed.after(node):
                if target is not join and target.id not in seen:
                    seen.add(target.id)
                    todo.append(target)


class _Race(_Game):
    """All tokens that can move move, in every order: what can be open at the same time is seen."""

    def __init__(self, handed: Submission, scope: str) -> None:
        super().__init__(handed, scope)
        self.cut: dict[str, set[str]] = {}

    def _after(self, tokens: Counter[Place]) -> Iterator[State]:
        nodes = [self._node(place) for place in tokens]
        for end in (node for node in nodes if _ends_all(node)):
            self.cut.setdefault(end.id, set()).update(node.id for node in nodes if node.kind in ACTIVITIES)
        if any(count > MOST_TOKENS_ON_A_FLOW for count in tokens.values()):
            return
        for place in tokens:
            if ends_scope(self._node(place)) or self._can_move(tokens, place):
                yield from (_state(self._moved(tokens, taken, put)) for taken, put in self._ways(place))
        join = self._quiet_join(tokens)
        if join is not None:
            filled = [flow for flow in join.incoming if tokens[flow]]
            yield from (_state(self._moved(tokens, filled, put)) for put in _splits(join))


def _state(tokens: Counter[Place]) -> State:
    return frozenset((place, count) for place, count in tokens.items() if count > 0)


def _order(entry: tuple[Place, int]) -> tuple[str, int]:
    place = entry[0]
    return (place.node, 1 + len(place.happened)) if isinstance(place, Host) else (place, 0)


def _is_join(node: Element) -> bool:
    return node.kind in {"parallelGateway", "inclusiveGateway"} and len(node.incoming) > 1


def ends_scope(node: Element) -> bool:
    return node.kind == "endEvent" and any(event.kind in {"terminate", "error", "cancel"} for event in node.events)


def _ends_all(node: Element) -> bool:
    return node.kind == "endEvent" and any(event.kind == "terminate" for event in node.events)


def _splits(node: Element) -> Iterator[tuple[str, ...]]:
    """The sets of flows an inclusive gateway may take."""
    flows = node.outgoing
    if len(flows) > MOST_FREE_FLOWS:
        return iter([*((flow,) for flow in flows), flows])
    return chain.from_iterable(combinations(flows, size) for size in range(1, len(flows) + 1))
