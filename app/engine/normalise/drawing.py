"""Draws what was added, beside what it was added to: a diagram that cannot be seen cannot be checked by its owner."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from app.engine.diagram import BPMNDI
from app.engine.normalise.book import Book, remove

DC, DI = "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI"
SIZES = {"parallelGateway": 50, "inclusiveGateway": 50, "exclusiveGateway": 50}
EVENT = 36
SHAPE, EDGE = "BPMNShape", "BPMNEdge"
GAP = 40


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


def add_shape(book: Book, key: str, tag: str, beside: str, *, before: bool) -> None:
    """The shape of a new node to the left or the right of one that is drawn."""
    shape = book.drawn.get((SHAPE, beside))
    box = _box(shape)
    if shape is None or box is None:
        return
    size = SIZES.get(tag, EVENT)
    x = box.x - GAP - size if before else box.x + box.width + GAP
    drawn = _made(book, SHAPE, key, shape)
    bounds = {"x": x, "y": box.middle[1] - size / 2, "width": size, "height": size}
    etree.SubElement(drawn, f"{{{DC}}}Bounds", {name: f"{value:g}" for name, value in bounds.items()})


def draw_edge(book: Book, flow: str, source: str, target: str) -> None:
    """The edge of a flow, straight between two shapes; one that was drawn otherwise is drawn anew."""
    known = book.drawn.pop((EDGE, flow), None)
    if known is not None:
        remove(known)
    begin, end = (book.drawn.get((SHAPE, key)) for key in (source, target))
    one, other = _box(begin), _box(end)
    if begin is None or one is None or other is None:
        return
    edge = _made(book, EDGE, flow, begin)
    for x, y in ((one.x + one.width, one.middle[1]), (other.x, other.middle[1])):
        etree.SubElement(edge, f"{{{DI}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def _made(book: Book, kind: str, key: str, beside: etree._Element) -> etree._Element:
    made = etree.Element(f"{{{BPMNDI}}}{kind}", {"id": f"{key}_di", "bpmnElement": key})
    beside.addnext(made)
    book.drawn[(kind, key)] = made
    return made


def _box(shape: etree._Element | None) -> Box | None:
    bounds = None if shape is None else shape.find(f"{{{DC}}}Bounds")
    try:
        return None if bounds is None else Box(*(float(bounds.get(name, "")) for name in Box._fields))
    except ValueError:
        return None
