"""Writes the elements of a BPMN diagram."""

from __future__ import annotations

import random

from tests.support.oracle.meaning import Watch

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="urn:oracle">'
)
FOOT = "</process></definitions>"


class Pen:
    def __init__(self, dice: random.Random) -> None:
        self.dice, self.count = dice, 0
        self.lines: list[str] = []
        self.roots: list[str] = []

    def file(self, process: str) -> bytes:
        roots = "".join(self.roots)
        body = "".join(self.lines)
        return f'{HEAD}{roots}<process id="{process}" isExecutable="true">{body}{FOOT}'.encode()

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
        reference = f' {watch.kind}Ref="{watch.text}"' if watch.text else ""
        return f"<{watch.kind}EventDefinition{reference}/>"

    def boundary(self, host: str, watch: Watch) -> None:
        self.attach(host, watch)
        self.flow(watch.element, self.node("userTask", watch.then))

    def attach(self, host: str, watch: Watch) -> None:
        said = str(watch.interrupting).lower()
        self.node("boundaryEvent", watch.element, self.definition(watch), attachedToRef=host, cancelActivity=said)

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
