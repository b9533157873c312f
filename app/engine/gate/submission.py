"""What is handed to the gate: the files of one process, read once, for all checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app import forms
from app.engine import decisions, diagram, xml
from app.engine.diagram import Diagram
from app.engine.elements import ACTIVITIES, SUB_PROCESSES, Element, Event
from app.errors import Invalid

DIAGRAM = "process.bpmn"
CALLED = "called/"
PARTS = SUB_PROCESSES  # what is executed within the process: a scope of its own


@dataclass(frozen=True)
class Submission:
    """`sources` are the process's own files and, under `called/`, those of every process it calls."""

    sources: Mapping[str, bytes]
    process: str  # the name of its folder
    root: str  # the process that was handed in: this one, or the one that calls it, directly or not
    at: datetime | None = None  # when it is judged; None: dates are not compared with it

    @property
    def is_called(self) -> bool:
        return self.process != self.root

    @cached_property
    def diagram(self) -> Diagram:
        """Raises XmlRefused; the first check answers that, and the others come after it."""
        return diagram.read(self.sources[DIAGRAM])

    @property
    def is_readable(self) -> bool:
        """Whether the diagram can be read at all."""
        try:
            return self.diagram is not None
        except (LookupError, xml.XmlRefused):
            return False

    @cached_property
    def top(self) -> str | None:
        """The id of the process that is executed: the one named like its folder, or the only one it can be."""
        processes = self.diagram.processes
        if self.process in processes:
            return self.process
        executable = [key for key, process in processes.items() if process.executable]
        drawn = [key for key in processes if any(self.diagram.inside(key))]
        candidates = executable or drawn
        return candidates[0] if len(candidates) == 1 else None

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The flow nodes of the process itself, in document order."""
        return tuple(self.diagram.inside(self.top)) if self.top else ()

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The process and its embedded sub-processes."""
        inner = (element.id for element in self.elements if element.kind in PARTS)
        return (self.top, *inner) if self.top else ()

    def after(self, node: Element) -> tuple[Element, ...]:
        """The nodes a token may come to next: along flows, by a link, or as an event on the node's boundary happens."""
        linked = (self._link_catches.get((node.scope, event.name), ()) for event in self._links_thrown(node))
        boundary = self.diagram.boundary_events(node.id)
        undone = self.handlers(node) if is_compensation(node) else ()
        return (*self.diagram.targets(node), *(catch for group in linked for catch in group), *boundary, *undone)

    def starts(self, scope: str) -> tuple[Element, ...]:
        """Where a scope begins: its start events, and receive tasks whose message starts a case; in an ad-hoc
        sub-process all activities that nothing leads to."""
        nodes = self.diagram.within(scope)
        if self.is_ad_hoc(scope):
            return tuple(node for node in nodes if node.kind in ACTIVITIES and not node.incoming and not is_loose(node))
        return tuple(node for node in nodes if node.kind == "startEvent" or (node.instantiate and scope == self.top))

    def is_ad_hoc(self, scope: str) -> bool:
        """Whether the steps of a scope have no order."""
        owner = self.diagram.elements.get(scope)
        return owner is not None and owner.kind == "adHocSubProcess"

    def ends_here(self, node: Element) -> bool:
        """Whether a path may end at a node: at an end event, or where nothing follows and ends are not drawn."""
        return node.kind == "endEvent" or (not node.outgoing and not self.draws_ends(node.scope))

    def draws_ends(self, scope: str) -> bool:
        """Whether a scope shows where its paths begin and end: who draws a start event has to draw the ends as well
        (BPMN 2.0.2, 10.5.3)."""
        return any(node.kind in {"startEvent", "endEvent"} for node in self.diagram.within(scope))

    def handlers(self, event: Element) -> tuple[Element, ...]:
        """The activities that undo what a compensation event stands on."""
        ends = (target for source, target in self.diagram.associations if source == event.id)
        return tuple(self.diagram.elements[end] for end in ends if end in self.diagram.elements)

    @cached_property
    def undoing(self) -> frozenset[str]:
        """The activities that a compensation event points to."""
        events = (node for node in self.elements if is_compensation(node))
        return frozenset(handler.id for event in events for handler in self.handlers(event))

    def event_parts(self, scope: str) -> tuple[Element, ...]:
        """The event sub-processes of a scope."""
        return tuple(node for node in self.diagram.within(scope) if node.triggered_by_event)

    def is_event_part(self, scope: str) -> bool:
        """Whether a scope is an event sub-process."""
        owner = self.diagram.elements.get(scope)
        return owner is not None and owner.triggered_by_event

    @staticmethod
    def _links_thrown(node: Element) -> tuple[Event, ...]:
        return tuple(event for event in node.events if event.kind == "link" and node.kind == "intermediateThrowEvent")

    @cached_property
    def _link_catches(self) -> dict[tuple[str, str | None], list[Element]]:
        found: dict[tuple[str, str | None], list[Element]] = {}
        for node in self.elements:
            if node.kind == "intermediateCatchEvent":
                for event in (event for event in node.events if event.kind == "link"):
                    found.setdefault((node.scope, event.name), []).append(node)
        return found

    @cached_property
    def foreign_scripts(self) -> frozenset[str]:
        """The script tasks that hold a script of BPMN's own, in whatever language."""
        tasks = self.diagram.root.iter(f"{{{diagram.BPMN}}}scriptTask")
        found = {task.get("id") or "": task.findtext(f"{{{diagram.BPMN}}}script") for task in tasks}
        return frozenset(task for task, script in found.items() if script and script.strip())

    @cached_property
    def forms(self) -> Mapping[str, forms.Form | Invalid]:
        """The forms by id: a form, or what is wrong with its file."""
        names = [name for name in self.sources if name.startswith("forms/") and name.endswith(".form")]
        return {name[len("forms/") : -len(".form")]: _form(self.sources[name]) for name in names}

    @cached_property
    def tables(self) -> Mapping[str, decisions.Decisions | Invalid]:
        """The decisions by file name: what is in the file, or what is wrong with it."""
        names = [name for name in self.sources if name.endswith(".dmn") and "/" not in name]
        return {name: _decisions(self.sources[name], [self.sources[each] for each in names]) for name in names}

    @cached_property
    def decision_ids(self) -> frozenset[str]:
        """All decisions that can be called."""
        return frozenset(key for table in self.tables.values() if not isinstance(table, Invalid) for key in table.ids)

    def called(self) -> Iterator[Submission]:
        """The called processes whose files came with it."""
        for process in sorted(
            {name.split("/")[1] for name in self.sources if name.startswith(CALLED)} - {self.process}
        ):
            folder = f"{CALLED}{process}/"
            own = {name[len(folder) :]: data for name, data in self.sources.items() if name.startswith(folder)}
            others = {name: data for name, data in self.sources.items() if name.startswith(CALLED)}
            yield Submission(own | others, process, self.root, self.at)


def is_compensation(node: Element) -> bool:
    """Whether a node is a boundary event that only says who undoes the activity."""
    return node.kind == "boundaryEvent" and any(event.kind == "compensate" for event in node.events)


def is_loose(node: Element) -> bool:
    """Whether a node stands beside the flow, without a way on: it is begun, and goes back, by other means."""
    return node.triggered_by_event or node.for_compensation or is_compensation(node)


def _form(data: bytes) -> forms.Form | Invalid:
    try:
        return forms.parse(data)
    except Invalid as problem:
        return problem


def _decisions(data: bytes, others: list[bytes]) -> decisions.Decisions | Invalid:
    try:
        return decisions.parse(data, others)
    except Invalid as problem:
        return problem
