"""What a drawn diagram means, by BPMN's rules for tokens and scopes, told in blocks and what comes after them.

Nothing of the engine is used. A *region* is what an interruption takes away; a *scope* ends when its last token does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.support.oracle.meaning import VARIABLES, Block, Watch
from tests.support.oracle.scopes import Fail, Region, Scope, Then, Values
from tests.support.oracle.tokens import Tokens


@dataclass(eq=False)
class Task:
    element: str
    no: int
    region: Region
    scope: Scope
    then: Then


@dataclass(eq=False)
class Armed:
    """An event that may happen."""

    watch: Watch
    no: int
    region: Region
    due: datetime | None
    happen: Then
    left: int = 1  # how often a timer fires from now on
    again: bool = field(default=False)  # it stays armed for messages


class Reference:
    def __init__(self, block: Block, now: datetime) -> None:
        self.now, self.numbers, self.over = now, 0, False
        self.tasks: list[Task] = []
        self.armed: list[Armed] = []
        self.nets: list[Tokens] = []
        self.values: Values = dict.fromkeys(VARIABLES, False)
        self.enter(block, self.values, Region(None), self.finish, self.uncaught)
        self.settle()

    def finish(self) -> None:
        self.over = True

    def uncaught(self, code: str) -> None:
        raise AssertionError(f"nothing catches {code}: the drawing is wrong")

    # -- what can be seen

    @property
    def open(self) -> list[Task]:
        self.tasks = [task for task in self.tasks if task.region.alive]
        return sorted(self.tasks, key=lambda task: (task.element, task.no))

    @property
    def timers(self) -> list[Armed]:
        return sorted((each for each in self._live() if each.due), key=lambda each: (each.due, each.no))

    @property
    def waits(self) -> list[Armed]:
        return sorted((each for each in self._live() if each.watch.kind == "message"), key=lambda each: each.no)

    def _live(self) -> Iterator[Armed]:
        self.armed = [each for each in self.armed if each.region.alive]
        return iter(self.armed)

    # -- what happens

    def complete(self, task: Task, given: Values) -> None:
        self.tasks.remove(task)
        task.scope.values.update(given)
        task.then()
        self.settle()

    def message(self, name: str) -> None:
        """The event that has waited longest hears it."""
        first = next(each for each in self.waits if each.watch.text == name)
        if not first.again:
            self.armed.remove(first)
        first.happen()
        self.settle()

    def until(self, at: datetime) -> None:
        while (due := self.timers) and due[0].due is not None and due[0].due <= at:
            self.now = due[0].due
            self.ring(due[0])
        self.now = at

    def ring(self, timer: Armed) -> None:
        timer.left -= 1
        if timer.left and timer.due:
            timer.due += timedelta(seconds=timer.watch.seconds)
        else:
            self.armed.remove(timer)
        timer.happen()
        self.settle()

    def settle(self) -> None:
        """All tokens wait: OR joins may go on, one after another."""
        while any(net.fire_a_join() for net in self.nets):
            self.nets = [net for net in self.nets if net.region.alive]

    # -- scopes

    def enter(self, block: Block, values: Values, around: Region, then: Then, fail: Fail) -> None:
        scope = Scope(block, values, Region(around), then, fail)
        for watch in block.asides:
            if watch.kind != "error":
                self.arm(watch, scope.region, lambda watch=watch: self.step_in(watch, scope))
        ((_, body),) = block.parts
        self.go(body, scope, lambda: self.end(scope))

    def end(self, scope: Scope) -> None:
        """The way through a scope is at its end, which may be an error."""
        if scope.block.fails and scope.values[scope.block.fails[0]]:
            self.throw(scope, scope.block.fails[1])
        else:
            self.leave(scope)

    def leave(self, scope: Scope) -> None:
        scope.tokens -= 1
        if not scope.tokens:
            scope.region.gone = True
            scope.then()

    def step_in(self, watch: Watch, scope: Scope) -> None:
        """An event sub-process begins: one that interrupts takes the place of all that its scope holds."""
        if watch.interrupting:
            scope.region.gone = True
            scope.region, scope.tokens = Region(scope.region.around), 0
        scope.tokens += 1
        self.open_task(watch.then, scope.region, scope, lambda: self.leave(scope))

    # -- errors

    def throw(self, scope: Scope, code: str) -> None:
        """An error in a scope: an event sub-process of the scope catches it, or it leaves the scope."""
        for watch in scope.block.asides:
            if watch.kind == "error" and watch.text in ("", code):
                self.step_in(watch, scope)
                return
        scope.region.gone = True
        scope.fail(code)

    def caught(self, scope: Scope, watch: Watch, happen: Then) -> Fail:
        """What an error on the boundary of an activity in a scope comes to."""
        return lambda code: happen() if watch.text in ("", code) else self.throw(scope, code)

    def net(self, block: Block, scope: Scope, then: Then, region: Region) -> None:
        """An unstructured scope: it ends as its tokens do."""
        assert block.plan is not None
        self.nets.append(Tokens(self, block.plan, scope))
        self.nets[-1].begin()

    # -- blocks

    def go(self, block: Block, scope: Scope, then: Then, region: Region | None = None) -> None:
        getattr(self, block.kind)(block, scope, then, region or scope.region)

    def task(self, block: Block, scope: Scope, then: Then, region: Region) -> None:
        self.open_task(block.first, region, scope, then)

    def open_task(self, element: str, region: Region, scope: Scope, then: Then) -> None:
        self.numbers += 1
        self.tasks.append(Task(element, self.numbers, region, scope, then))

    def sequence(self, block: Block, scope: Scope, then: Then, _: Region) -> None:
        (_none, first), (_same, second) = block.parts
        self.go(first, scope, lambda: self.go(second, scope, then))

    def either(self, block: Block, scope: Scope, then: Then, _: Region) -> None:
        (when, yes), (_none, no) = block.parts
        self.go(yes if scope.values[when or ""] else no, scope, then)

    def loop(self, block: Block, scope: Scope, then: Then, _: Region) -> None:
        ((when, body),) = block.parts
        self.go(body, scope, lambda: self.loop(block, scope, then, _) if scope.values[when or ""] else then())

    def together(self, block: Block, scope: Scope, then: Then, _: Region) -> None:
        taken = [part for when, part in block.parts if when in (None, "true") or scope.values[when]]
        left = [len(taken)]

        def arrive() -> None:
            left[0] -= 1
            if not left[0]:
                then()

        for part in taken:
            self.go(part, scope, arrive)

    def sub(self, block: Block, scope: Scope, then: Then, region: Region, fail: Fail | None = None) -> None:
        self.enter(block, scope.values, region, then, fail or self.passed_on(scope))

    def risk(self, block: Block, scope: Scope, then: Then, region: Region, fail: Fail) -> None:
        """What may end in an error, and where that leads."""
        getattr(self, block.kind)(block, scope, then, region, fail)

    def passed_on(self, scope: Scope) -> Fail:
        """Nothing on the boundary catches an error: it comes to the scope around."""
        return lambda code: self.throw(scope, code)

    def call(self, block: Block, scope: Scope, then: Then, region: Region, fail: Fail | None = None) -> None:
        """A called process has values of its own: all go in, all come back, unless it ends in an error."""
        own = dict(scope.values)

        def back() -> None:
            scope.values.update(own)
            then()

        self.enter(block, own, region, back, fail or self.passed_on(scope))

    def many(self, block: Block, scope: Scope, then: Then, region: Region, fail: Fail | None = None) -> None:
        ((_, inner),) = block.parts
        all_of_them, begun, done = Region(region), [0], [0]

        def begin() -> None:
            begun[0] += 1
            instance = Region(all_of_them)
            if inner.kind == "task":
                self.task(inner, scope, arrive, instance)
            else:
                self.sub(inner, scope, arrive, instance, fail)

        def arrive() -> None:
            done[0] += 1
            if done[0] == block.count or (block.enough is not None and done[0] >= block.enough):
                all_of_them.gone = True
                then()
            elif block.sequential:
                begin()

        for _none in range(1 if block.sequential else block.count):
            begin()

    # -- events

    def wait(self, block: Block, scope: Scope, then: Then, region: Region) -> None:
        assert block.watch is not None
        self.arm(block.watch, region, then)

    def race(self, block: Block, scope: Scope, then: Then, region: Region) -> None:
        """The first event to happen ends the wait for the other."""
        waiting = Region(region)
        for _, part in block.parts:
            assert part.watch is not None
            self.arm(part.watch, waiting, self._won(waiting, part.watch, scope, then))

    def _won(self, waiting: Region, watch: Watch, scope: Scope, then: Then) -> Then:
        def happen() -> None:
            waiting.gone = True
            self.open_task(watch.then, scope.region, scope, then)

        return happen

    def guard(self, block: Block, scope: Scope, then: Then, region: Region) -> None:
        ((_, host),) = block.parts
        watch = block.watch
        assert watch is not None
        inside, around = Region(region), Region(region)

        def done() -> None:
            around.gone = True
            then()

        def happen() -> None:
            if watch.interrupting:
                inside.gone = around.gone = True
                self.open_task(watch.then, scope.region, scope, then)
            else:
                scope.tokens += 1
                self.open_task(watch.then, scope.region, scope, lambda: self.leave(scope))

        if watch.kind == "error":
            self.risk(host, scope, done, inside, self.caught(scope, watch, happen))
            return
        self.arm(watch, around, happen)
        self.go(host, scope, done, inside)

    def arm(self, watch: Watch, region: Region, happen: Then) -> None:
        self.numbers += 1
        due = self.now + timedelta(seconds=watch.seconds) if watch.kind == "timer" else None
        self.armed.append(Armed(watch, self.numbers, region, due, happen, watch.rounds, again=not watch.interrupting))
