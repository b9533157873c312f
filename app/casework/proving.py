"""Whether a draft or a version does what its worked examples say, and which flows none of them has taken."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.casework import examples, rehearsal, sources, subjects
from app.casework.drafts import Draft
from app.casework.examples import ExampleBroken
from app.casework.people import Actor
from app.casework.rehearsal import Result, Setting
from app.casework.subjects import Subject
from app.engine import diagram
from app.engine.elements import Flow
from app.errors import Invalid, ShouwenError

LONGEST = 60  # seconds for all examples of a process on a page


class ProvingTooLong(Invalid):
    """The examples were not finished within {seconds} seconds: divide them, or run them at the command line."""


@dataclass(frozen=True, kw_only=True)
class Proven:
    """One worked example: what came of it, or why it cannot be read."""

    name: str
    title: str
    result: Result | None
    broken: ShouwenError | None = None

    @property
    def passed(self) -> bool:
        return self.result is not None and self.result.passed


@dataclass(frozen=True, kw_only=True)
class Proof:
    examples: tuple[Proven, ...]
    taken: dict[str, int]  # sequence flow of the diagram -> how many examples took it
    untaken: tuple[Flow, ...]

    @property
    def passed(self) -> bool:
        return all(each.passed for each in self.examples)

    @property
    def failed(self) -> int:
        return sum(not each.passed for each in self.examples)


def prove_draft(draft: Draft, by: Actor) -> Proof:
    """What the examples of a draft say of it. Raises DiagramRefused, ProvingTooLong."""
    subject = subjects.of(draft, by)
    return prove(subject, subjects.setting_of(subject, by))


def prove(subject: Subject, setting: Setting) -> Proof:
    """Work every example of it. Raises ProvingTooLong."""
    found, until = [], time.monotonic() + LONGEST
    for name, data in sorted(sources.examples_in(subject.files).items()):
        found.append(one(name, data, subject.process, setting))
        if time.monotonic() > until:
            raise ProvingTooLong(seconds=LONGEST)
    flows = diagram.read(subject.bpmn).flows
    taken = {flow: sum(each.result is not None and flow in each.result.flows for each in found) for flow in flows}
    untaken = tuple(each for flow, each in flows.items() if not taken[flow])
    return Proof(examples=tuple(found), taken=taken, untaken=untaken)


def one(name: str, data: bytes, process: str, setting: Setting) -> Proven:
    short = name.rpartition("/")[2]
    try:
        example = examples.parse(data.decode("utf-8"), short, process)
        return Proven(name=short, title=example.title, result=rehearsal.work(example, setting))
    except UnicodeDecodeError:
        return Proven(name=short, title=short, result=None, broken=ExampleBroken(example=short, why="it is no UTF-8"))
    except ShouwenError as broken:
        return Proven(name=short, title=short, result=None, broken=broken)
