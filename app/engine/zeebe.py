"""The `zeebe:` extension elements of one BPMN element, as plain facts. What is absent is None or empty.

Only reading happens here: whether a text is a literal or FEEL, and any good, is for the gate and the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

NAMESPACE = "http://camunda.org/schema/zeebe/1.0"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Mapping(NamedTuple):
    """One line of an ioMapping: `source` is evaluated, and its value becomes `target`."""

    source: str
    target: str


class Collection(NamedTuple):
    """zeebe:loopCharacteristics: what a multi-instance activity runs over, and what it collects."""

    collection: str | None
    item: str | None
    output_collection: str | None
    output_item: str | None


# Attribute of a zeebe element -> the fact's name.
ATTRIBUTES: tuple[tuple[str, str, str], ...] = (
    ("formDefinition", "formId", "form"),
    ("assignmentDefinition", "assignee", "assignee"),
    ("assignmentDefinition", "candidateUsers", "candidate_users"),
    ("assignmentDefinition", "candidateGroups", "candidate_groups"),
    ("taskSchedule", "dueDate", "due_date"),
    ("taskSchedule", "followUpDate", "follow_up"),
    ("priorityDefinition", "priority", "priority"),
    ("script", "expression", "script"),
    ("script", "resultVariable", "result"),
    ("calledDecision", "decisionId", "called_decision"),
    ("calledDecision", "resultVariable", "result"),
    ("calledElement", "processId", "called_process"),
    ("calledElement", "propagateAllParentVariables", "propagate_parent"),
    ("calledElement", "propagateAllChildVariables", "propagate_child"),
    ("taskDefinition", "type", "job_type"),
    ("taskDefinition", "retries", "job_retries"),
    ("subscription", "correlationKey", "correlation_key"),
)


def extensions(node: etree._Element) -> Iterator[etree._Element]:
    """The extension elements that stand directly on a BPMN element."""
    for holder in node.iterchildren(f"{{{BPMN}}}extensionElements"):
        yield from holder.iterchildren(tag=etree.Element)


def facts(node: etree._Element) -> dict[str, Any]:
    """All facts the extension elements of this node state, by the names of ATTRIBUTES and of the lists below."""
    found = {etree.QName(child).localname: child for child in extensions(node) if _is_zeebe(child)}
    out: dict[str, Any] = {}
    for tag, attribute, name in ATTRIBUTES:
        text = found[tag].get(attribute) if tag in found else None
        if text is not None and text.strip():
            out[name] = text.strip()
    mapping = found.get("ioMapping")
    out["io_inputs"] = _mappings(mapping, "input")
    out["io_outputs"] = _mappings(mapping, "output")
    out["headers"] = _pairs(found.get("taskHeaders"), "header", "key")
    out["properties"] = _pairs(found.get("properties"), "property", "name")
    return out


def collection(node: etree._Element) -> Collection:
    """The zeebe:loopCharacteristics of a multiInstanceLoopCharacteristics element."""
    for child in extensions(node):
        if _is_zeebe(child) and etree.QName(child).localname == "loopCharacteristics":
            names = ("inputCollection", "inputElement", "outputCollection", "outputElement")
            return Collection(*(child.get(name) or None for name in names))
    return Collection(None, None, None, None)


def _is_zeebe(node: etree._Element) -> bool:
    return etree.QName(node).namespace == NAMESPACE


def _mappings(holder: etree._Element | None, tag: str) -> tuple[Mapping, ...]:
    if holder is None:
        return ()
    lines = holder.iterchildren(f"{{{NAMESPACE}}}{tag}")
    return tuple(Mapping((line.get("source") or "").strip(), (line.get("target") or "").strip()) for line in lines)


def _pairs(holder: etree._Element | None, tag: str, key: str) -> tuple[tuple[str, str], ...]:
    if holder is None:
        return ()
    lines = holder.iterchildren(f"{{{NAMESPACE}}}{tag}")
    return tuple(((line.get(key) or "").strip(), (line.get("value") or "").strip()) for line in lines)
