"""Versions of processes, parsed once for each content and kept.

A version is the frozen content of one deployment: diagram, decision tables, forms and the processes it calls, named by
the hash over all of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from app import forms
from app.engine import decisions, diagram, groups, parameters, xml
from app.engine.diagram import Diagram
from app.engine.elements import Element, Flow
from app.engine.spiff import events
from app.engine.spiff.build import build
from app.engine.spiff.gateways import InclusiveGateway
from app.engine.spiff.nodes import Node
from app.errors import Invalid, ProcessNotFound

MOST_KEPT = 200
CALLED = "called/"
EXAMPLES = "examples/"  # worked examples lie beside a version and prove it: they are no part of what is executed
REVIEWS = "reviews"  # the property of a task that names the elements whose work it reviews


class DecisionNotFound(Invalid):
    """There is no decision {decision} in process {process}."""


class NoStart(Invalid):
    """Process {process} cannot be started this way."""


@dataclass(frozen=True, eq=False)
class Version:
    """A process as it is executed: everything a case of it will ever need."""

    hash: str
    process: str  # the id of the process: the name of its folder
    name: str
    documentation: str
    bpmn: bytes
    elements: Mapping[str, Element]  # by key; elements of called processes too
    flows: Mapping[str, Flow]
    forms: Mapping[str, forms.Form]
    decisions: Mapping[str, Mapping[str, Any]]  # by process, then by decision id
    specs: Mapping[str, Any]  # SpiffWorkflow's; shared by all cases, never changed
    processes: Mapping[str, str] = field(default_factory=dict)  # spec name -> process it belongs to
    diagrams: Mapping[str, bytes] = field(default_factory=dict)  # process -> BPMN, its own and the called ones
    parameters: frozenset[str] = frozenset()  # the organisation's parameters that it asks for anywhere
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # process -> its zeebe:properties

    @property
    def properties(self) -> Mapping[str, str]:
        """The zeebe:properties of the process itself."""
        return self.settings.get(self.process, {})

    def ladder_of(self, spec: str) -> str | None:
        """The ladder that a process says for all of its tasks."""
        return self.settings.get(self.processes.get(spec, ""), {}).get("ladder")

    @cached_property
    def reviewed(self) -> frozenset[str]:
        """The elements whose work is reviewed by others: what the property `reviews` of tasks names."""
        said = (each.properties.get(REVIEWS, "") for each in self.elements.values())
        return frozenset(name for text in said for name in groups.split(text))

    @cached_property
    def calls(self) -> tuple[str, ...]:
        return tuple(process for process in self.diagrams if process != self.process)

    @cached_property
    def start_form(self) -> str | None:
        """The form on the start event that people start the process with."""
        return next((node.element.form for node in self._starts(self.process) if not node.element.events), None)

    @cached_property
    def starts_by_hand(self) -> bool:
        """Whether somebody can start it, with a form or without."""
        return any(not node.element.events for node in self._starts(self.process))

    @cached_property
    def start_messages(self) -> tuple[str, ...]:
        starts = self._starts(self.process)
        named = [e.name or "" for node in starts for e in node.element.events if e.kind == "message"]
        named += [node.element.message.name for node in self._instantiating(self.process) if node.element.message]
        return tuple(named)

    @cached_property
    def has_inclusive_joins(self) -> bool:
        nodes = (node for spec in self.specs.values() for node in spec.task_specs.values())
        return any(isinstance(node, InclusiveGateway) and len(node.incoming) > 1 for node in nodes)

    @cached_property
    def start_signals(self) -> tuple[str, ...]:
        starts = self._starts(self.process)
        return tuple(e.name or "" for node in starts for e in node.element.events if e.kind == "signal")

    @cached_property
    def start_timers(self) -> tuple[Element, ...]:
        """The start events that begin cases by the clock, in the order of the diagram."""
        starts = (node.element for node in self._starts(self.process))
        return tuple(each for each in starts if each.events and each.events[0].timer)

    def start_of(self, spec: str, message: str | None, timer: str | None = None) -> str:
        """The name of the start event for a start by hand, by a message, or of the timer named. Raises NoStart."""
        if timer is not None:
            return self._timer_start(spec, timer)
        for node in self._instantiating(spec):
            if message is not None and node.element.message and node.element.message.name == message:
                return node.name
        for node in self._starts(spec):
            event = node.element.events[0] if node.element.events else None
            if (message is None and (event is None or spec not in self.diagrams)) or (
                message and event and event.name == message
            ):
                return node.name
        raise NoStart(process=spec)

    def _timer_start(self, spec: str, timer: str) -> str:
        for node in self._starts(spec):
            if node.element.id == timer and node.element in self.start_timers:
                return node.name
        raise NoStart(process=spec)

    @cached_property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """Where each element stands: the process whose diagram shows it, and its id there."""
        nodes = ((spec, node) for spec in self.specs for node in self.specs[spec].task_specs.values())
        return {node.key: (self.processes[spec], node.element.id) for spec, node in nodes if isinstance(node, Node)}

    def decisions_of(self, spec: str, decision: str) -> Any:
        """The decision table that a scope means by an id. Raises DecisionNotFound."""
        process = self.processes[spec]
        try:
            return self.decisions[process][decision]
        except KeyError:
            raise DecisionNotFound(decision=decision, process=process) from None

    def _instantiating(self, spec: str) -> list[Node]:
        """Receive tasks whose message starts a case."""
        nodes = (node for node in self.specs[spec].task_specs.values() if isinstance(node, Node))
        return [node for node in nodes if node.element.instantiate and node.element.kind == "receiveTask"]

    def _starts(self, spec: str) -> list[events.StartEvent]:
        return [node for node in self.specs[spec].task_specs.values() if isinstance(node, events.StartEvent)]


def content_hash(sources: Mapping[str, bytes], process: str) -> str:
    """The name of a version: SHA-256 over the process id and every file's name and digest, in order of names."""
    total = hashlib.sha256(process.encode())
    for name in sorted(executed(sources)):
        total.update(b"\0" + name.encode() + b"\0" + hashlib.sha256(sources[name]).digest())
    return total.hexdigest()


def executed(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that a version is made of."""
    return {name: data for name, data in sources.items() if not name.startswith(EXAMPLES)}


def load(sources: Mapping[str, bytes], process: str) -> Version:
    """The version that these files make, parsed once and kept. Raises an Invalid error for what cannot be executed."""
    sources = executed(sources)
    name = content_hash(sources, process)
    with _lock:
        if name in _kept:
            _kept.move_to_end(name)
            return _kept[name]
    version = _parse(sources, process, name)
    with _lock:
        _kept[name] = version
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return version


_kept: OrderedDict[str, Version] = OrderedDict()
_lock = Lock()


def find(name: str) -> Version | None:
    """A version by its hash, if it is among those that are kept."""
    with _lock:
        return _kept.get(name)


def _parse(sources: Mapping[str, bytes], process: str, name: str) -> Version:
    folders = {process: ""} | {other: f"{CALLED}{other}/" for other in _called(sources)}
    files = {
        each: sources[f"{folder}process.bpmn"] for each, folder in folders.items() if f"{folder}process.bpmn" in sources
    }
    if process not in files:
        raise ProcessNotFound(process=process)
    diagrams = {each: diagram.read(data) for each, data in files.items()}
    ids = Counter(element for each in diagrams.values() for element in each.elements)
    specs: dict[str, Any] = {}
    owners: dict[str, str] = {}
    elements: dict[str, Element] = {}
    for each, read in diagrams.items():
        top = executable(read, each)
        keys = {
            element: element if ids[element] == 1 or each == process else f"{each}:{element}"
            for element in read.elements
        }
        built = build(read, top, each, keys.__getitem__)
        specs |= built
        owners |= dict.fromkeys(built, each)
        elements |= {keys[element.id]: element for element in read.inside(top)}
    main = diagrams[process]
    texts = {each: xml.in_utf8(data).encode() for each, data in files.items()}
    top = executable(main, process)
    return Version(
        hash=name,
        process=process,
        name=main.processes[top].name or process,
        documentation=main.processes[top].documentation,
        bpmn=texts[process],  # in UTF-8, whatever the file is written in
        elements=elements,
        flows={flow: each for read in reversed(diagrams.values()) for flow, each in read.flows.items()},
        forms=_forms(sources),
        decisions={each: _decisions(sources, folder) for each, folder in folders.items()},
        specs=specs,
        processes=owners,
        diagrams=texts,
        parameters=parameters.of_sources(sources),
        settings={each: read.processes[executable(read, each)].properties for each, read in diagrams.items()},
    )


def executable(read: Diagram, process: str) -> str:
    """The id of the process that a diagram executes: the one named like its folder, or the only executable one."""
    found = [each.id for each in read.processes.values() if each.executable]
    if process in found:
        return process
    if len(found) != 1:
        raise ProcessNotFound(process=process)
    return found[0]


def _called(sources: Mapping[str, bytes]) -> list[str]:
    return sorted({name.split("/")[1] for name in sources if name.startswith(CALLED)})


def _forms(sources: Mapping[str, bytes]) -> dict[str, forms.Form]:
    found = {}
    for name, data in sources.items():
        if name.endswith(".form"):
            found[name.rpartition("/")[2].removesuffix(".form")] = forms.parse(data)
    return found


def _decisions(sources: Mapping[str, bytes], folder: str) -> dict[str, Any]:
    own = {name.removeprefix(folder): data for name, data in sources.items() if name.startswith(folder)}
    files = [data for name, data in own.items() if "/" not in name and name.endswith(".dmn")]
    found: dict[str, Any] = {}
    for data in files:
        read = decisions.parse(data, files)
        found |= dict.fromkeys(read.ids, read)
    return found
