"""Draws a random diagram: its XML and, beside it, its blocks, each with one way in and one way out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

DEPTH = 4
VARIABLES = ("v0", "v1", "v2")
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="urn:oracle">'
)
FOOT = "</process></definitions>"
KINDS = (
    *("task", "sequence", "sequence", "and", "xor", "or", "loop", "sub", "guard", "guard", "risky"),
    *("many", "call", "wait", "race"),
)


@dataclass(frozen=True)
class Watch:
    """An event that is armed beside work: on its boundary, or as an event sub-process of its scope."""

    element: str
    kind: str  # "timer" | "message" | "error"
    text: str  # the name of the message; for a timer nothing
    seconds: int  # of a timer
    rounds: int  # how often a timer fires
    interrupting: bool
    then: str  # the task that follows


@dataclass(frozen=True)
class Block:
    """A piece of a diagram, and what it means."""

    kind: str
    first: str
    last: str
    parts: tuple[tuple[str | None, Block], ...] = ()  # (condition, block)
    watch: Watch | None = None
    asides: tuple[Watch, ...] = ()  # the event sub-processes of the scope that it is
    count: int = 0  # of instances
    enough: int | None = None  # completions that end the others
    sequential: bool = False
    fails: str | None = None  # the variable that decides on an error end


class Drawing:
    def __init__(self, dice: random.Random) -> None:
        self.dice, self.count = dice, 0
        self.lines: list[str] = []
        self.roots: list[str] = []
        self.called: dict[str, bytes] = {}
        self.block = self.scope(lambda: self.draw(1), "whole", "oracle")
        self.bpmn = self.file("oracle")

    @property
    def sources(self) -> dict[str, bytes]:
        called = {f"called/{name}/process.bpmn": data for name, data in self.called.items()}
        return {"process.bpmn": self.bpmn} | called

    def file(self, process: str) -> bytes:
        roots = "".join(self.roots)
        body = "".join(self.lines)
        return f'{HEAD}{roots}<process id="{process}" isExecutable="true">{body}{FOOT}'.encode()

    # -- blocks

    def draw(self, depth: int) -> Block:
        kind = self.dice.choice(KINDS) if depth < DEPTH else "task"
        return getattr(self, f"draw_{kind}")(depth + 1)

    def draw_task(self, _depth: int) -> Block:
        task = self.node("userTask", self.id("u"))
        return Block("task", task, task)

    def draw_sequence(self, depth: int) -> Block:
        one, two = self.draw(depth), self.draw(depth)
        self.flow(one.last, two.first)
        return Block("sequence", one.first, two.last, ((None, one), (None, two)))

    def draw_and(self, depth: int) -> Block:
        return self.together("parallelGateway", depth, lambda _: None)

    def draw_or(self, depth: int) -> Block:
        return self.together("inclusiveGateway", depth, lambda i: "true" if i == 0 else self.dice.choice(VARIABLES))

    def together(self, tag: str, depth: int, condition: Callable[[int], str | None]) -> Block:
        split, join = self.node(tag, self.id("g")), self.node(tag, self.id("j"))
        parts = []
        for i in range(self.dice.choice([2, 2, 3])):
            part, when = self.draw(depth), condition(i)
            parts.append((when, part))
            self.flow(split, part.first, when)
            self.flow(part.last, join)
        return Block("together", split, join, tuple(parts))

    def draw_xor(self, depth: int) -> Block:
        default, when = self.id("d"), self.dice.choice(VARIABLES)
        split = self.node("exclusiveGateway", self.id("g"), default=default)
        join = self.node("exclusiveGateway", self.id("j"))
        yes, no = self.draw(depth), self.draw(depth)
        self.flow(split, yes.first, when)
        self.flow(split, no.first, id=default)
        self.flow(yes.last, join)
        self.flow(no.last, join)
        return Block("either", split, join, ((when, yes), (None, no)))

    def draw_loop(self, depth: int) -> Block:
        default, when = self.id("d"), self.dice.choice(VARIABLES)
        top, out = self.node("exclusiveGateway", self.id("g")), self.node("exclusiveGateway", self.id("j"))
        test = self.node("exclusiveGateway", self.id("q"), default=default)
        body = self.draw(depth)
        self.flow(top, body.first)
        self.flow(body.last, test)
        self.flow(test, top, when)
        self.flow(test, out, id=default)
        return Block("loop", top, out, ((when, body),))

    def draw_wait(self, _depth: int) -> Block:
        watch = self.watched(interrupting=True)
        self.node("intermediateCatchEvent", watch.element, self.definition(watch))
        return Block("wait", watch.element, watch.element, watch=watch)

    def draw_race(self, _depth: int) -> Block:
        gate, join = self.node("eventBasedGateway", self.id("r")), self.node("exclusiveGateway", self.id("j"))
        parts = []
        for kind in ("message", "timer"):
            watch = self.watched(kind, interrupting=True)
            self.node("intermediateCatchEvent", watch.element, self.definition(watch))
            task = self.node("userTask", watch.then)
            self.flow(gate, watch.element)
            self.flow(watch.element, task)
            self.flow(task, join)
            parts.append((None, Block("wait", watch.element, task, watch=watch)))
        return Block("race", gate, join, tuple(parts))

    def draw_sub(self, depth: int) -> Block:
        return self.scope(lambda: self.draw(depth), "sub", self.id("s"))

    def draw_call(self, depth: int) -> Block:
        name, outer, roots = self.id("p"), self.lines, self.roots
        self.lines, self.roots = [], []
        body = self.scope(lambda: self.draw(depth), "whole", name)
        self.called[name] = self.file(name)
        self.lines, self.roots = outer, roots
        call = self.id("c")
        said = f'<extensionElements><zeebe:calledElement processId="{name}"/></extensionElements>'
        self.node("callActivity", call, said)
        return Block("call", call, call, body.parts, asides=body.asides)

    def draw_risky(self, depth: int) -> Block:
        """A sub-process that may end in an error, which an event on its boundary catches."""
        fails, code = self.dice.choice(VARIABLES), self.id("E")
        self.roots.append(f'<error id="{code}" name="{code}" errorCode="{code}"/>')
        block = self.scope(lambda: self.draw(depth), "sub", self.id("s"), fails=(fails, code))
        return self.guarded(block, Watch(self.id("b"), "error", code, 0, 1, True, self.id("a")))

    def draw_many(self, depth: int) -> Block:
        count, sequential = self.dice.choice([2, 3]), self.dice.random() < 0.5
        enough = self.dice.choice([None, None, 1, 2])
        done = (
            ""
            if enough is None
            else f"<completionCondition>= numberOfCompletedInstances &gt;= {enough}</completionCondition>"
        )
        marker = (
            f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
            f"<loopCardinality>= {count}</loopCardinality>{done}</multiInstanceLoopCharacteristics>"
        )
        if self.dice.random() < 0.5:
            task = self.node("userTask", self.id("m"), marker)
            inner = Block("task", task, task)
        else:
            inner = self.scope(lambda: self.draw(depth), "sub", self.id("s"), extra=marker)
        return Block(
            "many", inner.first, inner.last, ((None, inner),), count=count, enough=enough, sequential=sequential
        )

    def draw_guard(self, depth: int) -> Block:
        kind = self.dice.choice(["task", "task", "sub", "many", "call"])
        host = getattr(self, f"draw_{kind}")(depth)
        return self.guarded(host, self.watched(interrupting=self.dice.random() < 0.6))

    def guarded(self, host: Block, watch: Watch) -> Block:
        """A host with an event on its boundary: one that interrupts leads around it, the other aside."""
        self.boundary(host.first, watch)
        if watch.interrupting:
            join = self.node("exclusiveGateway", self.id("j"))
            self.flow(host.last, join)
            self.flow(watch.then, join)
            return Block("guard", host.first, join, ((None, host),), watch=watch)
        self.flow(watch.then, self.node("endEvent", self.id("e")))
        return Block("guard", host.first, host.last, ((None, host),), watch=watch)

    # -- pieces

    def scope(
        self,
        draw: Callable[[], Block],
        kind: str,
        name: str,
        *,
        fails: tuple[str, str] | None = None,
        extra: str = "",
    ) -> Block:
        """A process or a sub-process with a start, an end and perhaps event sub-processes."""
        outer = self.lines
        if kind == "sub":
            self.lines = []
        body = draw()
        self.flow(self.node("startEvent", self.id("st")), body.first)
        self.finish(body, fails)
        asides = tuple(self.aside() for _ in range(self.dice.choice([0, 0, 0, 1])))
        parts = ((None, body),)
        if kind == "sub":
            inner, self.lines = "".join(self.lines), outer
            self.node("subProcess", name, extra + inner)
        return Block(kind, name, name, parts, asides=asides, fails=fails[0] if fails else None)

    def finish(self, body: Block, fails: tuple[str, str] | None) -> None:
        if fails is None:
            self.flow(body.last, self.node("endEvent", self.id("en")))
            return
        default = self.id("d")
        test = self.node("exclusiveGateway", self.id("q"), default=default)
        error = f'<errorEventDefinition errorRef="{fails[1]}"/>'
        self.flow(body.last, test)
        self.flow(test, self.node("endEvent", self.id("x"), error), fails[0])
        self.flow(test, self.node("endEvent", self.id("en")), id=default)

    def aside(self) -> Watch:
        """An event sub-process of the scope that is drawn."""
        watch = self.watched(interrupting=self.dice.random() < 0.5, element=self.id("esp"))
        outer, self.lines = self.lines, []
        said = str(watch.interrupting).lower()
        self.node("startEvent", self.id("st"), self.definition(watch), isInterrupting=said)
        start = self.count
        self.node("userTask", watch.then)
        self.flow(f"st{start}", watch.then)
        self.flow(watch.then, self.node("endEvent", self.id("en")))
        inner, self.lines = "".join(self.lines), outer
        self.node("subProcess", watch.element, inner, triggeredByEvent="true")
        return watch

    def watched(self, kind: str | None = None, *, interrupting: bool, element: str | None = None) -> Watch:
        kind = kind or self.dice.choice(["timer", "message"])
        text = ""
        if kind == "message":
            text = self.id("M")
            self.roots.append(f'<message id="{text}" name="{text}"/>')
        seconds = self.dice.randrange(1, 40) * 1000 + self.count  # no two timers of a diagram take as long
        rounds = self.dice.choice([1, 1, 2]) if not interrupting else 1
        return Watch(element or self.id("b"), kind, text, seconds, rounds, interrupting, self.id("a"))

    def definition(self, watch: Watch) -> str:
        if watch.kind == "timer":
            if watch.rounds > 1:
                body = f"<timeCycle>R{watch.rounds}/PT{watch.seconds}S</timeCycle>"
            else:
                body = f"<timeDuration>PT{watch.seconds}S</timeDuration>"
            return f"<timerEventDefinition>{body}</timerEventDefinition>"
        return f'<{watch.kind}EventDefinition {watch.kind}Ref="{watch.text}"/>'

    def boundary(self, host: str, watch: Watch) -> None:
        said = str(watch.interrupting).lower()
        self.node("boundaryEvent", watch.element, self.definition(watch), attachedToRef=host, cancelActivity=said)
        self.flow(watch.element, self.node("userTask", watch.then))

    def id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def node(self, tag: str, id: str, inner: str = "", **attributes: str) -> str:
        facts = "".join(f' {key}="{value}"' for key, value in attributes.items())
        self.lines.append(f'<{tag} id="{id}"{facts}>{inner}</{tag}>')
        return id

    def flow(self, source: str, target: str, when: str | None = None, id: str | None = None) -> None:
        condition = f'<conditionExpression xsi:type="tFormalExpression">= {when}</conditionExpression>' if when else ""
        self.node("sequenceFlow", id or self.id("f"), condition, sourceRef=source, targetRef=target)
