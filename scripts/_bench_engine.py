"""The engine alone: what a step costs late in a loop, and on a diagram with many parallel blocks."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
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


def steps(body: str, values: dict[str, Any]) -> Iterator[float]:
    """The time of each completion of the first open task, in milliseconds; the state is read and written each time."""
    known = calendars.seed()
    version = engine.load({"process.bpmn": f"{HEAD}{body}</process></definitions>".encode()}, "bench")
    step = engine.advance(version, None, commands.Start(by="bench", number="1", values=values), AT, known)
    while step.status == "open":
        task = engine.view(version, step.state).tasks[0]
        begun = time.perf_counter()
        step = engine.advance(version, step.state, commands.Complete(by="bench", task=task.key), AT, known)
        yield (time.perf_counter() - begun) * 1000


def measure(say: Callable[..., None], rounds: int = 5000) -> None:
    taken = [each for each, _ in zip(steps(LOOP, {"done": False}), range(3 * (rounds + 5)), strict=False)]
    early, late = statistics.median(taken[15:45]), statistics.median(taken[-30:])
    say(
        "rework loop, engine",
        f"round 10: {early:.2f} ms",
        f"round {rounds:,}: {late:.2f} ms",
        f"ratio {late / early:.2f} (target 1.5)",
    )
    few, many = (statistics.median(steps(blocks(count), {})) for count in (3, 30))
    say("AND blocks in a row", f"3: {few:.2f} ms a step", f"30: {many:.2f} ms", f"ratio {many / few:.2f} (target 5)")
