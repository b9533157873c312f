"""The engine alone: what a step costs late in a loop, and on a diagram with many parallel blocks."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app import calendars, engine
from app.engine import commands

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:bench">'
    '<process id="bench" isExecutable="true"><startEvent id="begin"/>'
)
LOOP = """
<exclusiveGateway id="again"/><userTask id="work"/><boundaryEvent id="late" attachedToRef="work" cancelActivity="false">
<timerEventDefinition><timeDuration>PT400H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="told"/>
<parallelGateway id="split"/><userTask id="left"/><userTask id="right"/><parallelGateway id="join"/>
<exclusiveGateway id="ok" default="back"/><endEvent id="finished"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="again"/><sequenceFlow id="f2" sourceRef="again" targetRef="work"/>
<sequenceFlow id="f3" sourceRef="work" targetRef="split"/><sequenceFlow id="f4" sourceRef="split" targetRef="left"/>
<sequenceFlow id="f5" sourceRef="split" targetRef="right"/><sequenceFlow id="f6" sourceRef="left" targetRef="join"/>
<sequenceFlow id="f7" sourceRef="right" targetRef="join"/><sequenceFlow id="f8" sourceRef="join" targetRef="ok"/>
<sequenceFlow id="back" sourceRef="ok" targetRef="again"/><sequenceFlow id="f9" sourceRef="ok" targetRef="finished">
<conditionExpression xsi:type="tFormalExpression">= done = true</conditionExpression></sequenceFlow>
<sequenceFlow id="f10" sourceRef="late" targetRef="told"/>"""


def blocks(count: int) -> str:
    """A row of AND blocks with two tasks each."""
    lines, before = [], "begin"
    for i in range(count):
        lines.append(
            f'<parallelGateway id="s{i}"/><userTask id="a{i}"/><userTask id="b{i}"/><parallelGateway id="j{i}"/>'
        )
        for number, (source, target) in enumerate(
            ((before, f"s{i}"), (f"s{i}", f"a{i}"), (f"s{i}", f"b{i}"), (f"a{i}", f"j{i}"), (f"b{i}", f"j{i}"))
        ):
            lines.append(f'<sequenceFlow id="f{i}_{number}" sourceRef="{source}" targetRef="{target}"/>')
        before = f"j{i}"
    return "".join(lines) + f'<endEvent id="end"/><sequenceFlow id="last" sourceRef="{before}" targetRef="end"/>'


class Bench:
    """A case of a small diagram; the state is read and written in each step."""

    def __init__(self, body: str, values: dict[str, Any]) -> None:
        self.calendars = calendars.seed()
        bpmn = f"{HEAD}{body}</process></definitions>"
        self.version = engine.load({"process.bpmn": bpmn.encode()}, "bench")
        start = commands.Start(by="bench", number="1", values=values)
        self.step = engine.advance(self.version, None, start, AT, self.calendars)

    def complete(self) -> float:
        """Completes the first open task: the time it takes the processor, in milliseconds."""
        task = engine.view(self.version, self.step.state).tasks[0]
        command = commands.Complete(by="bench", task=task.key)
        begun = time.process_time()
        self.step = engine.advance(self.version, self.step.state, command, AT, self.calendars)
        return (time.process_time() - begun) * 1000

    def rounds(self, count: int) -> None:
        """So many rounds of the loop, of three tasks each."""
        for _ in range(3 * count):
            self.complete()


def in_turns(bench: Bench, steps: list[engine.Step], turns: int = 100) -> list[float]:
    """What one and the same round costs from each of several states: measured in turns, as a machine has moods."""
    costs: list[list[float]] = [[] for _ in steps]
    for _ in range(turns):
        for begin, taken in zip(steps, costs, strict=True):
            bench.step = begin
            taken.append(sum(bench.complete() for _ in range(3)))
    return [statistics.median(taken) / 3 for taken in costs]


def whole(bench: Bench) -> float:
    """The median cost of a step of a case, from its start to its end."""
    taken = []
    while bench.step.status == "open":
        taken.append(bench.complete())
    return statistics.median(taken)


def measure(say: Callable[..., None], rounds: int = 5000) -> None:
    bench = Bench(LOOP, {"done": False})
    bench.rounds(10)
    tenth = bench.step
    bench.rounds(rounds - 10)
    early, late = in_turns(bench, [tenth, bench.step])
    say(
        "rework loop, engine",
        f"round 10: {early:.2f} ms",
        f"round {rounds:,}: {late:.2f} ms",
        f"ratio {late / early:.2f} (target 1.5)",
    )
    few, many = (statistics.median(whole(Bench(blocks(count), {})) for _ in range(9)) for count in (3, 30))
    say("AND blocks in a row", f"3: {few:.2f} ms a step", f"30: {many:.2f} ms", f"ratio {many / few:.2f} (target 5)")
