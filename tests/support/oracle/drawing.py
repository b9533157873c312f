"""Draws a random diagram: its XML and, beside it, its blocks, each with one way in and one way out.

Where several instances of a scope may begin at once, none of them begins with two tokens in one activity. BPMN does not
say whose tokens move first, A's and then B's or the short ways of both and then the long ones, and what is open at one
element is told apart by nothing but the order in which it came.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.support.oracle.loose import Loose
from tests.support.oracle.meaning import DEPTH, VARIABLES, Block, Watch
from tests.support.oracle.pen import Pen

LOOSE = 0.75  # how many of the scopes are unstructured, where any is
ERROR = '<error id="{0}" name="{0}" errorCode="{0}"/>'
KINDS = (
    *("task", "sequence", "sequence", "and", "xor", "or", "loop", "sub", "guard", "guard", "risky"),
    *("many", "call", "wait", "race"),
)


class Drawing(Pen):
    """With `loose`, most scopes are unstructured; else all is drawn in blocks."""

    def __init__(self, dice: random.Random, *, loose: bool = False) -> None:
        super().__init__(dice)
        self.loose, self.abreast = loose, False
        self.called: dict[str, bytes] = {}
        self.block = self.scope(1, "whole", "oracle")
        self.bpmn = self.file("oracle")

    @property
    def sources(self) -> dict[str, bytes]:
        called = {f"called/{name}/process.bpmn": data for name, data in self.called.items()}
        return {"process.bpmn": self.bpmn} | called

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
        return self.scope(depth, "sub", self.id("s"))

    def draw_call(self, depth: int, fails: tuple[str, str] | None = None) -> Block:
        name, outer, roots = self.id("p"), self.lines, self.roots
        self.lines, self.roots = [], [ERROR.format(fails[1])] if fails else []
        body = self.scope(depth, "whole", name, fails=fails)
        self.called[name] = self.file(name)
        self.lines, self.roots = outer, roots
        call = self.id("c")
        said = f'<extensionElements><zeebe:calledElement processId="{name}"/></extensionElements>'
        self.node("callActivity", call, said)
        return Block("call", call, call, body.parts, asides=body.asides, fails=body.fails)

    def draw_risky(self, depth: int) -> Block:
        """A sub-process or a called process that may end in an error, which an event on its boundary catches."""
        block, watch = self.failing(depth)
        return self.guarded(block, watch)

    def failing(self, depth: int) -> tuple[Block, Watch]:
        """What may end in an error, and the event that catches it, or any."""
        fails = self.dice.choice(VARIABLES), self.id("E")
        self.roots.append(ERROR.format(fails[1]))
        block = getattr(self, f"draw_{self.dice.choice(['failing', 'failing', 'call', 'many', 'around'])}")(
            depth, fails
        )
        caught = "" if self.dice.random() < 0.3 else fails[1]
        return block, Watch(self.id("b"), "error", caught, 0, 1, True, self.id("a"))

    def draw_failing(self, depth: int, fails: tuple[str, str]) -> Block:
        return self.scope(depth, "sub", self.id("s"), fails=fails)

    def draw_around(self, depth: int, fails: tuple[str, str]) -> Block:
        """A sub-process through which an error passes."""
        name, outer, self.lines = self.id("s"), self.lines, []
        kinds = ("failing", "many", "call") if depth < DEPTH else ("failing",)
        body = getattr(self, f"draw_{self.dice.choice(kinds)}")(depth + 1, fails)
        self.flow(self.node("startEvent", self.id("st")), body.first)
        self.flow(body.last, self.node("endEvent", self.id("en")))
        asides = self.asides(fails[1])
        inner, self.lines = "".join(self.lines), outer
        self.node("subProcess", name, inner)
        return Block("sub", name, name, ((None, body),), asides=asides)

    def draw_many(self, depth: int, fails: tuple[str, str] | None = None) -> Block:
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
        if fails is None and self.dice.random() < 0.5:
            task = self.node("userTask", self.id("m"), marker)
            inner = Block("task", task, task)
        else:
            with self.instances(abreast=not sequential):
                inner = self.scope(depth, "sub", self.id("s"), fails=fails, extra=marker)
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

    @contextmanager
    def instances(self, *, abreast: bool) -> Iterator[None]:
        """What is drawn here has instances; with `abreast`, several may begin at once."""
        before, self.abreast = self.abreast, self.abreast or abreast
        yield
        self.abreast = before

    def scope(
        self,
        depth: int,
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
        code = fails[1] if fails else ""
        if self.loose and self.dice.random() < LOOSE:
            body, fails = Loose(self, depth, fails).draw(), None
        else:
            body = self.draw(depth)
            self.flow(self.node("startEvent", self.id("st")), body.first)
            self.finish(body, fails)
        asides = self.asides(code)
        parts = ((None, body),)
        if kind == "sub":
            inner, self.lines = "".join(self.lines), outer
            self.node("subProcess", name, extra + inner)
        return Block(kind, name, name, parts, asides=asides, fails=fails)

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

    def asides(self, code: str) -> tuple[Watch, ...]:
        """The event sub-processes of a scope; one may catch the error that is thrown there, or any."""
        drawn = [self.aside() for _ in range(self.dice.choice([0, 0, 0, 1]))]
        if code and self.dice.random() < 0.3:
            caught = "" if self.dice.random() < 0.5 else code
            drawn.append(self.aside(Watch(self.id("esp"), "error", caught, 0, 1, True, self.id("a"))))
        return tuple(drawn)

    def aside(self, watch: Watch | None = None) -> Watch:
        """An event sub-process of the scope that is drawn."""
        watch = watch or self.watched(interrupting=self.dice.random() < 0.5, element=self.id("esp"))
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
