"""Runs the BPMN conformance tests of betsy against the engine.

    python scripts/betsy.py DIR

DIR holds `expected.json` and the diagrams. Their scripts are placeholders: here they become FEEL that appends to a
list. Lists what is not right and ends with `right N, refused N, wrong N`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lxml import etree

from app import calendars, engine
from app.engine import commands, diagram, gate
from app.engine.events import NobodyCatches
from app.engine.run import Deadlock
from app.engine.zeebe import BPMN, NAMESPACE

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
PARALLEL = "ParallelProcess"
MOST_ROUNDS = 200
LOGS = {
    "LOG_DATA": '= if data = "String" then append(log, "data:correct") else log',
    "CREATE_MARKER_FILE": '= append(log, "marker")',
}
JOBS = {"WAIT_TEN_SECONDS": "wait", "THROW_ERROR": "throw"}
SETS = {
    "SET_STRING_DATA": {"data": '= "String"'},
    "INCREMENT_INTEGER_VARIABLE": {"integerVariable": "= integerVariable + 1"},
    "INCREMENT_INTEGER_VARIABLE_AND_LOG": {
        "integerVariable": "= integerVariable + 1",
        "log": '= append(log, "increment")',
    },
}
EXPRESSIONS = (
    "conditionExpression",
    "condition",
    "loopCondition",
    "completionCondition",
    "loopCardinality",
    "activationCondition",
)


class Refused(Exception):
    """The gate says no, with the elements and reasons."""


class World:
    """The processes of one file, their cases, and a clock of their own."""

    def __init__(self, bpmn: bytes) -> None:
        self.calendars, self.now, self.rounds = calendars.seed(), START, 0
        processes = [each.id for each in diagram.read(bpmn).processes.values()]
        self.versions = {each: load(bpmn, each) for each in processes if holds_nodes(bpmn, each)}
        self.cases: list[tuple[engine.Version, engine.Step]] = []

    def start(self, process: str, values: dict[str, Any], message: str | None = None) -> None:
        version = self.versions[process]
        given = {"log": [], **values}
        command = commands.Start(by="betsy", number=process, values=given, message=message)
        self.cases.append((version, engine.advance(version, None, command, self.now, self.calendars)))
        self.after(len(self.cases) - 1)

    def do(self, case: int, command: commands.Command) -> None:
        version, step = self.cases[case]
        self.cases[case] = (version, engine.advance(version, step.state, command, self.now, self.calendars))
        self.after(case)

    def after(self, case: int) -> None:
        """Does what the step asks for: jobs, tasks, messages and signals to other cases."""
        self.rounds += 1
        if self.rounds > MOST_ROUNDS:
            return
        _, step = self.cases[case]
        for sent in step.sent:
            self.post(case, sent.message)
        for signal in step.signals:
            self.broadcast(case, signal)
        for job in step.jobs:
            self.work(case, job)
        for task in step.opened:
            self.do(case, commands.Complete(by="betsy", task=task.key))

    def work(self, case: int, job: Any) -> None:
        if job.type == "throw":
            self.do(case, commands.JobFailed(by="betsy", job=job.key, message="thrown", error_code="ERR_CODE"))
            return
        self.pass_time(timedelta(seconds=10))
        version, step = self.cases[case]
        if step.status == "open" and engine.view(version, step.state).active:
            self.try_to(case, commands.JobDone(by="betsy", job=job.key))

    def post(self, sender: int, message: str) -> None:
        for other in range(len(self.cases)):
            if other != sender and self.try_to(other, commands.Deliver(by="betsy", message=message)):
                return
        for process, version in self.versions.items():
            if message in version.start_messages:
                self.start(process, {"integerVariable": 0}, message)
                return

    def broadcast(self, sender: int, signal: str) -> None:
        for other in range(len(self.cases)):
            if other != sender:
                self.try_to(other, commands.Signal(by="betsy", name=signal))
        for process, version in self.versions.items():
            if signal in version.start_signals:
                self.start(process, {"integerVariable": 0}, signal)

    def try_to(self, case: int, command: commands.Command) -> bool:
        try:
            self.do(case, command)
        except engine_refusals():
            return False
        return True

    def pass_time(self, length: timedelta) -> None:
        until = self.now + length
        while due := [(step.next_due, i) for i, (_, step) in enumerate(self.cases) if step.next_due]:
            at, case = min(due)
            if at > until or self.rounds > MOST_ROUNDS:
                break
            version, step = self.cases[case]
            timer = min(engine.view(version, step.state).timers, key=engine.timer_order)
            self.now = max(at, self.now)
            self.do(case, commands.TimerDue(by="system:timers", timer=timer.key))
        self.now = max(until, self.now)

    def trace(self) -> Iterator[str]:
        for version, step in self.cases:
            view = engine.view(version, step.state)
            yield from view.values.get("log", [])
            for incident in view.incidents:
                if incident.message == str(Deadlock()):
                    continue
                thrown = incident.message.startswith(NobodyCatches.template().partition("{")[0])
                yield "error:thrown" if thrown else "error:runtime"


def engine_refusals() -> tuple[type[Exception], ...]:
    from app.errors import CaseEnded, JobGone, NobodyWaits

    return CaseEnded, JobGone, NobodyWaits


def load(bpmn: bytes, process: str) -> engine.Version:
    sources = {"process.bpmn": only(bpmn, process)}
    for called in sorted(diagram.read(bpmn).processes.keys() - {process}):
        if f'processId="{called}"'.encode() in sources["process.bpmn"]:
            sources[f"called/{called}/process.bpmn"] = only(bpmn, called)
    errors = [each for each in gate.check(sources, process) if each.severity == "error"]
    if errors:
        raise Refused("; ".join(f"{each.element}: {each.message_en}" for each in errors[:3]))
    return engine.load(sources, process)


def holds_nodes(bpmn: bytes, process: str) -> bool:
    return any(diagram.read(bpmn).inside(process))


def only(bpmn: bytes, process: str) -> bytes:
    """The diagram with one process to execute."""
    root = etree.fromstring(bpmn)
    for node in root.iter(f"{{{BPMN}}}process"):
        if node.get("id") != process:
            node.getparent().remove(node)
        else:
            node.set("isExecutable", "true")
    for node in root.iter(f"{{{BPMN}}}collaboration"):
        node.getparent().remove(node)
    return etree.tostring(root)


def adapt(data: bytes) -> bytes:
    """Placeholder scripts and Java-like conditions in the project's own means; the diagrams stay as they are."""
    root = etree.fromstring(data)
    for node in list(root.iter(f"{{{BPMN}}}scriptTask")):
        script = node.find(f"{{{BPMN}}}script")
        text = (script.text or "").strip() if script is not None else ""
        if script is not None:
            node.remove(script)
        become(node, text)
    for tag in EXPRESSIONS:
        for node in root.iter(f"{{{BPMN}}}{tag}"):
            node.text = "= " + feel(node.text or "")
    for node in root.iter(f"{{{BPMN}}}callActivity"):
        called = (node.get("calledElement") or "").rpartition(":")[2]
        extend(node, "calledElement", processId=called)
    return etree.tostring(root)


def become(node: Any, text: str) -> None:
    if text in JOBS:
        node.tag = f"{{{BPMN}}}serviceTask"
        extend(node, "taskDefinition", type=JOBS[text])
    elif text in SETS:
        extend(node, "script", expression="= true", resultVariable="ignored")
        mapping = extend(node, "ioMapping")
        for target, source in SETS[text].items():
            etree.SubElement(mapping, f"{{{NAMESPACE}}}output", source=source, target=target)
    elif text in LOGS or text.startswith("SCRIPT_"):
        name = text.removeprefix("SCRIPT_")
        extend(node, "script", expression=LOGS.get(text, f'= append(log, "{name}")'), resultVariable="log")
    else:
        extend(node, "script", expression="= true", resultVariable="ignored")


def extend(node: Any, tag: str, **attributes: str) -> Any:
    holder = node.find(f"{{{BPMN}}}extensionElements")
    if holder is None:
        holder = etree.Element(f"{{{BPMN}}}extensionElements")
        node.insert(0, holder)
    return etree.SubElement(holder, f"{{{NAMESPACE}}}{tag}", **attributes)


def feel(text: str) -> str:
    text = text.strip().removeprefix("${").removesuffix("}").strip()
    text = text.removesuffix(")>") + ")" if text.endswith(")>") else text  # a slip of the pen in two files
    text = re.sub(r'(\w+)\.contains\((".*?")\)', r"contains(\1, \2)", text)
    return re.sub(r"\s==\s", " = ", text).replace("==", "=").replace("&&", " and ").replace("||", " or ")


def outcome(bpmn: bytes, main: str, case: dict[str, Any]) -> Counter[str]:
    world = World(bpmn)
    if case["parallel_process"]:
        world.start(PARALLEL, case["variables"])
    version = world.versions[main]
    world.start(main, case["variables"], version.start_messages[0] if only_by_message(version) else None)
    world.pass_time(timedelta(milliseconds=case["wait_ms"]))
    return Counter(world.trace())


def only_by_message(version: engine.Version) -> bool:
    starts = [e for e in version.elements.values() if e.kind == "startEvent" and e.scope == version.process]
    return bool(starts) and all(start.events for start in starts)


def judge(folder: Path, test: dict[str, Any]) -> tuple[str, str]:
    """right, refused or wrong, and why."""
    bpmn = adapt((folder / test["file"]).read_bytes())
    processes = list(diagram.read(bpmn).processes)
    main = next(each for each in processes if each != PARALLEL)
    for case in test["cases"]:
        want = Counter(case["trace"])
        try:
            got = outcome(bpmn, main, case)
        except Refused as refused:
            return ("right", "") if want == {"error:any": 1} else ("refused", str(refused))
        except Exception as broken:  # whatever goes wrong is reported, and the next test runs
            return "wrong", f"{case['variables']}: {type(broken).__name__}: {broken}"
        if "marker" not in want:
            del got["marker"]
        if want == {"error:any": 1} and any(each.startswith("error:") for each in got):
            continue
        if got != want:
            return "wrong", f"{case['variables']}: wanted {sorted(want.elements())}, got {sorted(got.elements())}"
    return "right", ""


def main(folder: Path) -> None:
    counts: Counter[str] = Counter()
    for test in json.loads((folder / "expected.json").read_text()):
        verdict, why = judge(folder, test)
        counts[verdict] += 1
        if verdict != "right":
            print(f"{verdict}: {test['group']}/{test['name']}: {why}")
    print(f"right {counts['right']}, refused {counts['refused']}, wrong {counts['wrong']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
