"""Builds SpiffWorkflow specifications from a diagram: one for each process and each embedded sub-process.

They are built through the library's specs, not by its parser: that one sorts flows by where shapes are drawn, recurses
along the diagram and can hang on it (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from app.engine.diagram import Diagram
from app.engine.elements import Element, Event
from app.engine.spiff import activities, events, gateways, loops
from app.engine.spiff.nodes import Node, Way
from app.errors import Invalid

KINDS: Mapping[str, type[Node]] = {
    "startEvent": events.StartEvent,
    "endEvent": events.EndEvent,
    "intermediateCatchEvent": events.CatchEvent,
    "intermediateThrowEvent": events.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
    "task": activities.Activity,
    "userTask": activities.UserTask,
    "manualTask": activities.UserTask,
    "scriptTask": activities.ScriptTask,
    "businessRuleTask": activities.BusinessRuleTask,
    "serviceTask": activities.ServiceTask,
    "sendTask": activities.SendTask,
    "receiveTask": activities.ReceiveTask,
    "subProcess": activities.SubProcess,
    "transaction": activities.SubProcess,
    "adHocSubProcess": activities.AdHocSubProcess,
    "callActivity": activities.CallActivity,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "complexGateway": gateways.ComplexGateway,
    "eventBasedGateway": gateways.EventGateway,
}
PARTS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
THROWERS = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})  # with a job they are service tasks


class Unbuildable(Invalid):
    """Element {element} cannot be executed: {why}."""


def build(diagram: Diagram, process: str, name: str, key: Callable[[str], str]) -> dict[str, BpmnProcessSpec]:
    """The specs of a process and of the sub-processes in it. `name` is the process's own spec name, `key` makes the
    name of an element that is unique over all processes of a version."""
    specs = {name: _scope(diagram, process, name, key)}
    for element in diagram.inside(process):
        if element.kind in PARTS:
            specs[key(element.id)] = _scope(diagram, element.id, key(element.id), key)
    return specs


def _scope(diagram: Diagram, scope: str, name: str, key: Callable[[str], str]) -> BpmnProcessSpec:
    spec = BpmnProcessSpec(name=name)
    spec.task_specs.clear()  # the library's own Start and End nodes: their names belong to the owners' elements
    for element in diagram.within(scope):
        for node in _nodes(spec, element, key):
            node.incoming = tuple(flow for flow in element.incoming if diagram.flows[flow].scope == scope)
    for element in diagram.within(scope):
        node = spec.task_specs[element.id]
        node.ways = tuple(_way(diagram, element, flow) for flow in element.outgoing)
        if isinstance(node, activities.Activity):
            attached = diagram.boundary_events(element.id)
            node.boundaries = tuple(event.id for event in attached if not _undoes(event))
            node.handler = next((h for event in attached if _undoes(event) for h in _handlers(diagram, event)), None)
        if isinstance(node, activities.EventSubProcess):
            start = next(each for each in diagram.within(element.id) if each.kind == "startEvent")
            node.events, node.interrupting = start.events, start.interrupting
        if isinstance(node, events.ThrowEvent) and node.event.kind == "link":
            node.ways = tuple(_link(node.event, each) for each in diagram.within(scope) if _catches(each, node.event))
    return spec


def _nodes(spec: BpmnProcessSpec, element: Element, key: Callable[[str], str]) -> list[Any]:
    kind = _kind(element)
    whole = kind if element.loop is None else loops.MultiInstance if element.loop.multi else loops.StandardLoop
    nodes = [whole(spec, element.id, element, key(element.id))]
    if element.loop is not None:
        if not issubclass(kind, activities.Activity):
            raise Unbuildable(element=element.id, why="it has a loop marker that is not supported")
        nodes.append(kind(spec, f"{element.id} [one]", element, key(element.id)))
        nodes[0].inner = nodes[1].name
    one = nodes[-1]
    if isinstance(one, activities.CallActivity):
        one.part = element.called_process or ""
    elif isinstance(one, activities.SubProcess):
        one.part = key(element.id)
    return nodes


def _kind(element: Element) -> type[Node]:
    if element.triggered_by_event:
        return activities.EventSubProcess
    if element.kind in THROWERS and element.job_type:
        return activities.ServiceTask
    try:
        return KINDS[element.kind]
    except KeyError:
        raise Unbuildable(element=element.id, why=f"a {element.kind} is not supported") from None


def _undoes(event: Element) -> bool:
    return events.event_of(event).kind == "compensate"


def _handlers(diagram: Diagram, event: Element) -> list[str]:
    return [target for source, target in diagram.associations if source == event.id]


def _catches(element: Element, thrown: Event) -> bool:
    event = events.event_of(element)
    return element.kind == "intermediateCatchEvent" and event.kind == "link" and event.name == thrown.name


def _link(thrown: Event, target: Element) -> Way:
    return Way(id=f"link {thrown.name}", target=target.id, condition=None, default=False)


def _way(diagram: Diagram, element: Element, flow_id: str) -> Way:
    flow = diagram.flows[flow_id]
    return Way(id=flow.id, target=flow.target, condition=flow.condition, default=flow.id == element.default)
