"""Random sound nets.

A net grows from start, one activity and end. Each round makes a random change to it, or two - a jump from any flow to
another, a flow that synchronises parallel branches, a fork that nobody joins, another end, a race, an event on a
boundary that leads anywhere, a gateway of another kind - and keeps the change if the net is still sound.
"""

from __future__ import annotations

import random

from tests.support.oracle.nets import Net
from tests.support.oracle.soundness import begins_crowded, sound

MIXED = ("do", "do", "jump", "jump", "sync", "sync", "fork", "leave", "race", "event", "event", "kind", "stop")
CHANGES = (MIXED, ("do", "sync", "sync", "sync", "fork", "twice", "kind", "event"), (*MIXED, "jump", "jump", "jump"))


def grow(dice: random.Random, rounds: int, *, fails: bool = False, abreast: bool = False) -> Net:
    """A random sound net. With `fails`, an end of it may be reached by an error. With `abreast`, several instances of
    it may begin at once: then no two tokens of one begin in the same activity."""
    net, changes = Net({1: "start", 2: "do", 3: "end"}, {4: (1, 2), 5: (2, 3)}), dice.choice(CHANGES)
    for _ in range(rounds):
        changed = _Change(net.copy(), dice)
        for _one_or_two in range(dice.choice((1, 1, 2))):
            changed.make(dice.choice(changes))
        if sound(changed.net) and not (abreast and begins_crowded(changed.net)):
            net = changed.net
    ends = [node for node, kind in net.nodes.items() if kind in ("end", "stop")] if fails else []
    failing = [net.copy(nodes={end: "fail"}) for end in dice.sample(ends, len(ends))]
    return next(filter(sound, failing), net)


class _Change:
    """A random change to a net."""

    def __init__(self, net: Net, dice: random.Random) -> None:
        self.net, self.dice = net, dice
        self.last = max([*net.nodes, *net.flows])

    def make(self, what: str) -> None:
        getattr(self, what)()

    def do(self) -> None:
        """One more activity."""
        self.onto(self.flow(), "do")

    def jump(self) -> None:
        """A choice leads to somewhere else: forward, back, or around."""
        here, there = self.flow(), self.flow()
        self.lead(self.split(here, "xor"), self.merge(there, "xor"))

    def sync(self) -> None:
        """A branch waits for something in another."""
        here, there = self.flow(), self.flow()
        self.lead(self.split(here, "and"), self.merge(there, "and"))

    def fork(self) -> None:
        """A branch more, which is merged without waiting for the others."""
        here, there = self.flow(), self.flow()
        splits = self.dice.choice(["and", "or", "do"])
        self.lead(self.split(here, splits), self.merge(there, "xor"))

    def twice(self) -> None:
        """Two tokens from here on."""
        split = self.onto(self.flow(), "and")
        after = next(flow for flow, (source, _) in self.net.flows.items() if source == split)
        self.lead(split, self.onto(after, "xor"))

    def leave(self) -> None:
        """A way that ends here."""
        self.lead(self.split(self.flow(), self.dice.choice(["xor", "and", "or"])), self.node("end"))

    def race(self) -> None:
        """The first of two events decides."""
        here, there = self.flow(), self.flow()
        gate = self.onto(here, "race")
        first = next(flow for flow, (source, _) in self.net.flows.items() if source == gate)
        self.onto(first, "catch")
        other = self.node("catch")
        self.join(gate, other)
        self.lead(other, self.node("end") if self.dice.random() < 0.2 else self.merge(there, "xor"))

    def event(self) -> None:
        """An event on a boundary leads away from an activity."""
        host = self.dice.choice([node for node, kind in self.net.nodes.items() if kind == "do"])
        event = self.node("event")
        self.net.hosts[event] = host
        self.lead(event, self.node("end") if self.dice.random() < 0.2 else self.merge(self.flow(), "xor"))

    def kind(self) -> None:
        """A gateway of another kind."""
        gates = [node for node, kind in self.net.nodes.items() if kind in ("xor", "and", "or")]
        for gate in self.dice.sample(gates, min(2, len(gates))):
            self.net.nodes[gate] = self.dice.choice(["or", "or", "xor", "and"])

    def stop(self) -> None:
        """An end that ends the other branches too."""
        ends = [node for node, kind in self.net.nodes.items() if kind == "end"]
        for end in self.dice.sample(ends, min(1, len(ends))):
            self.net.nodes[end] = "stop"

    # -- pieces

    def number(self) -> int:
        self.last += 1
        return self.last

    def flow(self) -> int:
        return self.dice.choice(
            [flow for flow, (source, _) in self.net.flows.items() if self.net.nodes[source] != "race"]
        )

    def node(self, kind: str) -> int:
        number = self.number()
        self.net.nodes[number] = kind
        return number

    def join(self, source: int, target: int) -> None:
        self.net.flows[self.number()] = (source, target)

    def lead(self, source: int, target: int) -> None:
        """A way from node to node, often with something to do on it."""
        if self.dice.random() < 0.6:
            between = self.node("do")
            self.join(source, between)
            source = between
        self.join(source, target)

    def onto(self, flow: int, kind: str) -> int:
        """A new node in the middle of a flow."""
        source, target = self.net.flows[flow]
        node = self.node(kind)
        self.net.flows[flow] = (source, node)
        self.join(node, target)
        return node

    def split(self, flow: int, kind: str) -> int:
        """Where a way can leave a flow: a gateway that is there already, or a new one."""
        source = self.net.flows[flow][0]
        if self.net.nodes[source] == kind and self.dice.random() < 0.5:
            return source
        return self.onto(flow, kind)

    def merge(self, flow: int, kind: str) -> int:
        """Where a way can come into a flow; an activity or an end merges without a gateway."""
        target = self.net.flows[flow][1]
        plain = kind == "xor" and self.net.nodes[target] in ("do", "end", "stop")
        if (plain or self.net.nodes[target] == kind) and self.dice.random() < 0.5:
            return target
        return self.onto(flow, kind)
