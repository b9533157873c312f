"""Draws an unstructured scope: a net, and what stands at its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.oracle.growing import grow
from tests.support.oracle.meaning import DEPTH, VARIABLES, Block, Plan
from tests.support.oracle.nets import Flows
from tests.support.oracle.soundness import crowded

if TYPE_CHECKING:
    from tests.support.oracle.drawing import Drawing

GATEWAYS = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}


class Loose:
    def __init__(self, drawing: Drawing, depth: int, fails: tuple[str, str] | None) -> None:
        self.drawing, self.depth, self.fails = drawing, depth, fails
        rounds = max(2, 12 - 3 * depth)
        self.plan = Plan(grow(drawing.dice, rounds, fails=fails is not None, abreast=drawing.abreast))
        self.plan.code = fails[1] if fails else ""
        self.crowded = crowded(self.plan.net)

    def draw(self) -> Block:
        plan, net = self.plan, self.plan.net
        ends = {node: self.draw_spot(node) for node in net.nodes if node not in net.hosts}
        for event in net.hosts:
            ends[event] = (plan.watches[event].element,) * 2
        for node, flows in net.out.items():
            self.decide(node, flows)
        for flow, (source, target) in net.flows.items():
            name = f"{ends[source][1]}_{flow}"
            self.drawing.flow(ends[source][1], ends[target][0], plan.conditions.get(flow), id=name)
        return Block("net", "", "", plan=plan)

    def draw_spot(self, node: int) -> tuple[str, str]:
        """A node of a net: where flows come in, and where they leave."""
        plan, net = self.plan, self.plan.net
        kind, pen = net.nodes[node], self.drawing
        if kind == "do":
            with self.drawing.instances(abreast=node in self.crowded):
                block = plan.blocks[node] = self.draw_activity(node)
            return block.first, block.last
        if kind == "catch":
            watch = plan.watches[node] = pen.watched(interrupting=True)
            return (pen.node("intermediateCatchEvent", watch.element, pen.definition(watch)),) * 2
        name = pen.id("n")
        if kind in ("start", "race"):
            pen.node({"start": "startEvent", "race": "eventBasedGateway"}[kind], name)
        elif kind in GATEWAYS:
            several = kind != "and" and len(net.out[node]) > 1
            default = {"default": f"{name}_{net.out[node][-1]}"} if several else {}
            pen.node(GATEWAYS[kind], name, **default)
        else:
            error = f'<errorEventDefinition errorRef="{self.fails[1]}"/>' if self.fails else ""
            inner = {"end": "", "stop": "<terminateEventDefinition/>", "fail": error}[kind]
            pen.node("endEvent", name, inner)
        return name, name

    def draw_activity(self, node: int) -> Block:
        """What stands at a node: one element where flows are merged, split, or led away by events on its boundary, and
        where two tokens may be: the blocks of the reference keep the branches of each token to themselves."""
        plan, net, drawing, depth = self.plan, self.plan.net, self.drawing, self.depth
        events = net.events[node]
        if events and drawing.dice.random() < 0.3 and depth < DEPTH:
            block, plan.watches[events[0]] = drawing.failing(depth + 1)
        elif depth >= DEPTH or drawing.dice.random() < 0.65:
            block = drawing.draw_task(depth)
        elif events:
            block = getattr(drawing, f"draw_{drawing.dice.choice(['task', 'sub', 'many', 'call'])}")(depth + 1)
        elif node in self.crowded or len(net.into[node]) > 1 or len(net.out[node]) > 1:
            block = getattr(drawing, f"draw_{drawing.dice.choice(['wait', 'sub', 'many', 'call'])}")(depth + 1)
        else:
            block = drawing.draw(depth + 1)
        for event in events:
            watch = plan.watches.setdefault(event, drawing.watched(interrupting=True))
            drawing.attach(block.first, watch)
        return block

    def decide(self, node: int, flows: Flows) -> None:
        """Gives a node that chooses its conditions; the last flow is the default."""
        if self.plan.net.nodes[node] in ("xor", "or") and len(flows) > 1:
            dice = self.drawing.dice
            self.plan.conditions |= {flow: dice.choice(VARIABLES) for flow in flows[:-1]} | {flows[-1]: None}
