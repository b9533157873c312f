"""What the rules share: the diagram under repair, the notes on what was changed, and what has to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from app.engine import xml, zeebe
from app.engine.diagram import BPMNDI, local, unprefixed
from app.engine.elements import NODES
from app.engine.gate.finding import Finding, Kind

BPMN, ZEEBE = f"{{{zeebe.BPMN}}}", f"{{{zeebe.NAMESPACE}}}"
BEFORE_EXTENSIONS = frozenset({"documentation"})
SHOWN = NODES | {"process", "participant", "sequenceFlow", "definitions", "globalTask"}
AFTER_REST = ("incoming", "outgoing", "extensionElements", "documentation")  # what comes before other parts of a node


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that only a person can decide."""

    key: str  # what the answer is filed under: `<element>.<code>`
    finding: Finding  # where, and what is asked
    options: tuple[str, ...] = ()  # answers that mean something of their own; any other text is taken as it is

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "options": list(self.options), **self.finding.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Question:
        finding = {name: fact for name, fact in data.items() if name not in {"key", "options"}}
        return cls(key=data["key"], finding=Finding.from_json(finding), options=tuple(data["options"]))


class Book:
    def __init__(self, root: etree._Element, answers: Mapping[str, str], process: str | None) -> None:
        self.root, self.answers, self.wanted = root, answers, process
        self.process = ""
        self.notes: list[Finding] = []
        self.questions: dict[str, Question] = {}
        self.foreign_forms: list[tuple[etree._Element, str]] = []  # node and form id, read from another engine
        self._taken = {node.get("id") for node in xml.elements(root)}
        self._made = 0
        self._ends: dict[tuple[str, str], list[etree._Element]] | None = None

    # -- saying

    def note(self, kind: Kind, node: etree._Element, **facts: Any) -> None:
        self.notes.append(_on(kind, node, **facts))

    def ask(self, kind: Kind, node: etree._Element, options: tuple[str, ...] = (), **facts: Any) -> str | None:
        """The answer, if there is one; else the question is put down."""
        given = self.answer(kind, node)
        if given is None:
            key = _key(kind, node)
            self.questions[key] = Question(key=key, finding=_on(kind, node, **facts), options=options)
        return given

    def answer(self, kind: Kind, node: etree._Element) -> str | None:
        """The answer that was given, whether it was asked for or not."""
        return self.answers.get(_key(kind, node))

    # -- finding

    def all(self, *tags: str) -> list[etree._Element]:
        """All BPMN elements of these names, in document order."""
        wanted = set(tags)
        return [node for node in xml.elements(self.root) if local(node) in wanted]

    def by_id(self, key: str | None) -> etree._Element | None:
        wanted = unprefixed(key)
        known = None if wanted is None else self._ids.get(wanted)
        return known if known is not None and known.getroottree().getroot() is self.root else None

    @cached_property
    def _ids(self) -> dict[str, etree._Element]:
        found: dict[str, etree._Element] = {}
        for node in xml.elements(self.root):
            if local(node) and node.get("id"):
                found.setdefault(node.get("id") or "", node)
        return found

    def named(self, tag: str, name: str, known: etree._Element | None) -> etree._Element:
        """The message or signal of a name: the one that is known, else the first that has it, else a new one."""
        if known is not None:
            known.set("name", name)
            return self._named.setdefault((tag, name), known)
        if (tag, name) not in self._named:
            self._named[tag, name] = self.declare(tag, name)
        return self._named[tag, name]

    @cached_property
    def _named(self) -> dict[tuple[str, str], etree._Element]:
        found: dict[tuple[str, str], etree._Element] = {}
        for node in self.all("message", "signal"):
            found.setdefault((local(node), node.get("name") or ""), node)
        return found

    def flows(self, end: str, node: etree._Element) -> list[etree._Element]:
        """The sequence flows whose `sourceRef` or `targetRef` is a node."""
        if self._ends is None:
            self._ends = {}
            for flow in self.all("sequenceFlow"):
                for each in ("sourceRef", "targetRef"):
                    self._ends.setdefault((each, unprefixed(flow.get(each)) or ""), []).append(flow)
        return list(self._ends.get((end, node.get("id") or ""), ()))

    def leave_from(self, node: etree._Element, old: etree._Element) -> None:
        """All flows that begin at one node begin at another."""
        flows, key = self.flows("sourceRef", old), node.get("id") or ""
        for flow in flows:
            flow.set("sourceRef", key)
        if self._ends is not None:
            self._ends["sourceRef", old.get("id") or ""] = []
            self._ends.setdefault(("sourceRef", key), []).extend(flows)

    @cached_property
    def drawn(self) -> dict[tuple[str, str], etree._Element]:
        """Shapes and edges, by `BPMNShape` or `BPMNEdge` and what they show."""
        found = self.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
        return {(etree.QName(each).localname, unprefixed(each.get("bpmnElement")) or ""): each for each in found}

    @cached_property
    def in_lanes(self) -> dict[str, list[etree._Element]]:
        """The entries of lanes, by the node they list."""
        entries: dict[str, list[etree._Element]] = {}
        for entry in self.all("flowNodeRef"):
            entries.setdefault(unprefixed(entry.text) or "", []).append(entry)
        return entries

    # -- changing

    def new_id(self, kind: str) -> str:
        while True:
            self._made += 1
            if f"{kind}_{self._made}" not in self._taken:
                return f"{kind}_{self._made}"

    def add(self, parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
        made = etree.SubElement(parent, BPMN + tag, {"id": self.new_id(tag), **attributes})
        if tag == "sequenceFlow" and self._ends is not None:
            for end in ("sourceRef", "targetRef"):
                self._ends.setdefault((end, attributes[end]), []).append(made)
        return made

    def declare(self, tag: str, name: str) -> etree._Element:
        """A message, signal, error or escalation with a name, which events refer to."""
        made = etree.Element(BPMN + tag, {"id": self.new_id(tag), "name": name})
        self.root.insert(0, made)
        self._ids[made.get("id") or ""] = made
        return made

    def setting(self, node: etree._Element, tag: str, **attributes: str) -> etree._Element:
        """The zeebe setting of a node, made where it is not there, with these attributes."""
        found = next((each for each in zeebe.extensions(node) if each.tag == ZEEBE + tag), None)
        if found is None:
            found = etree.SubElement(self._extensions(node), ZEEBE + tag, nsmap={"zeebe": zeebe.NAMESPACE})
        for name, text in attributes.items():
            found.set(name, text)
        return found

    def has_setting(self, node: etree._Element, tag: str) -> bool:
        return any(each.tag == ZEEBE + tag for each in zeebe.extensions(node))

    def become(self, node: etree._Element, tag: str, *attributes: str) -> None:
        """The node becomes another kind of element; attributes that belong to the old kind are dropped."""
        node.tag = BPMN + tag
        for name in attributes:
            node.attrib.pop(name, "")

    def _extensions(self, node: etree._Element) -> etree._Element:
        found = node.find(f"{BPMN}extensionElements")
        if found is None:
            found = etree.Element(f"{BPMN}extensionElements")
            node.insert(sum(1 for child in node if local_of(child) in BEFORE_EXTENSIONS), found)
        return found


def local_of(node: Any) -> str:
    """The BPMN name of a part; empty for comments and for other namespaces."""
    return local(node) if isinstance(node.tag, str) else ""


def parts(node: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The direct BPMN parts of a node that have these names."""
    wanted = set(tags)
    yield from [child for child in node if local_of(child) in wanted]


def insert_part(node: etree._Element, part: etree._Element) -> None:
    """Puts a part where BPMN wants it: after documentation, extensions and the ends of flows."""
    place = sum(1 for child in node if local_of(child) in AFTER_REST)
    node.insert(place, part)


def remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _key(kind: Kind, node: etree._Element) -> str:
    return f"{_shown(node).get('id') or ''}.{kind.code}"


def _on(kind: Kind, node: etree._Element, **facts: Any) -> Finding:
    """On the node itself, or on what it is a part of."""
    shown = _shown(node)
    return kind.at(shown.get("id"), shown.get("name") or "", **facts)


def _shown(node: etree._Element) -> etree._Element:
    """The node whose shape shows this one."""
    around = (node, *node.iterancestors())
    return next((each for each in around if each.get("id") and local_of(each) in SHOWN), node)
