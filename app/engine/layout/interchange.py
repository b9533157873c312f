"""Writes a drawing as BPMN diagram interchange, and puts it into a document whose other bytes stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from app.engine.diagram import BPMNDI
from app.engine.layout.boxes import Box, Point
from app.engine.layout.graph import Document
from app.engine.layout.scene import Drawing

SPACES = {
    "bpmndi": BPMNDI,
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
# Comments and character data come first, so that nothing written in them is taken for a diagram.
DIAGRAM = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|"
    rb"(?P<drawn>[ \t]*<(?P<prefix>(?:[\w.-]+:)?)BPMNDiagram\b.*?</(?P=prefix)BPMNDiagram\s*>[ \t]*\r?\n?)",
    re.DOTALL,
)
CLOSING = re.compile(rb"</(?:[\w.-]+:)?definitions\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)


def put(data: bytes, diagram: str) -> bytes:
    """A document with this diagram instead of those it had."""
    bare = DIAGRAM.sub(lambda found: b"" if found["drawn"] else found[0], data)
    closing = CLOSING.search(bare)
    if closing is None:
        raise ValueError("a BPMN document ends with its definitions")
    return bare[: closing.start()] + diagram.encode() + bare[closing.start() :]


def write(document: Document, drawings: Mapping[str, Drawing]) -> str:
    """The text of the BPMNDiagram elements, indented as children of the definitions: the first is the process."""
    first = next(iter(drawings), "")
    return "".join(_diagram(document, key, drawing, is_first=key == first) for key, drawing in drawings.items())


def _diagram(document: Document, scope: str, drawing: Drawing, *, is_first: bool) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in SPACES.items())
    plane = (document.collaboration or scope) if is_first else scope
    ids = ("diagram", "plane") if is_first else (f"diagram_{scope}", f"plane_{scope}")
    diagram, drawn = (quoteattr(_free(document, each)) for each in ids)
    lines = [f"  <bpmndi:BPMNDiagram {spaces} id={diagram}>"]
    lines.append(f"    <bpmndi:BPMNPlane id={drawn} bpmnElement={quoteattr(plane)}>")
    lines += _shapes(document, drawing)
    for key, points in drawing.edges.items():
        lines += _edge(key, points, drawing.labels.get(key))
    return "\n".join([*lines, "    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>", ""])


def _free(document: Document, wish: str) -> str:
    taken = {each.get("id") for each in document.index.root.iter() if not str(each.tag).startswith("{" + BPMNDI)}
    while wish in taken:
        wish += "_di"
    return wish


def _shapes(document: Document, drawing: Drawing) -> Iterator[str]:
    for box_of in (drawing.pools, drawing.lanes):
        for key, box in box_of.items():
            yield from _shape(key, box, ' isHorizontal="true"', None)
    for key, box in sorted(drawing.shapes.items(), key=lambda each: -each[1].width * each[1].height):
        element = document.index.elements.get(key)
        more = ""
        if element is not None and element.kind.endswith(("ubProcess", "transaction")):
            more = f' isExpanded="{"false" if key in document.folded else "true"}"'
        elif element is not None and element.kind == "exclusiveGateway":
            more = ' isMarkerVisible="true"'
        yield from _shape(key, box, more, drawing.labels.get(key))


def _shape(key: str, box: Box, more: str, label: Box | None) -> Iterator[str]:
    yield f"      <bpmndi:BPMNShape id={quoteattr(key + '_di')} bpmnElement={quoteattr(key)}{more}>"
    yield "        " + _bounds(box)
    yield from _label(label)
    yield "      </bpmndi:BPMNShape>"


def _edge(key: str, points: list[Point], label: Box | None) -> Iterator[str]:
    yield f"      <bpmndi:BPMNEdge id={quoteattr(key + '_di')} bpmnElement={quoteattr(key)}>"
    for x, y in points:
        yield f'        <di:waypoint x="{round(x)}" y="{round(y)}"/>'
    yield from _label(label)
    yield "      </bpmndi:BPMNEdge>"


def _label(label: Box | None) -> Iterator[str]:
    if label is not None:
        yield "        <bpmndi:BPMNLabel>"
        yield "          " + _bounds(label)
        yield "        </bpmndi:BPMNLabel>"


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{round(box.x)}" y="{round(box.y)}" width="{round(box.width)}" height="{round(box.height)}"/>'
