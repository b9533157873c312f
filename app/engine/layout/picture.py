"""A BPMN document as SVG, for reports and evidence packs that no browser draws: the drawing it carries, and where a
case has gone. Names are texts; nothing in it is a script."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from app.engine import xml
from app.engine.elements import GATEWAYS, SUB_PROCESSES, Element
from app.engine.layout import signs, text
from app.engine.layout.boxes import Box, Point
from app.engine.layout.drawn import drawings
from app.engine.layout.graph import FLOW, Document, Edge, document
from app.engine.layout.scene import Drawing

PAD = 16
INK, DONE, NOW = "#22242a", "#2f7d4f", "#2456c7"
FILLS = {"": "#ffffff", "done": "#e8f4ec", "active": "#e3ebfb"}
STROKES = {"": INK, "done": DONE, "active": NOW}
STYLE = (
    "text{font:12px 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;fill:#22242a}"
    ".small{font-size:11px}.shape{stroke-width:1.5}.active{stroke-width:3}.sign{fill:none;stroke-width:1.2}"
    ".flow{fill:none;stroke:#6b7080;stroke-width:1.5}.passed{stroke:#2f7d4f;stroke-width:2.6}"
    ".message,.link{stroke-dasharray:6 4}.band{fill:none;stroke:#b9bdc7;stroke-width:1}"
)
THICK = {"endEvent": 3.2}


@dataclass(frozen=True)
class Marks:
    """What a case has done of it."""

    visits: Mapping[str, int] = field(default_factory=dict)
    flows: Collection[str] = ()
    active: Collection[str] = ()

    def of(self, element: str) -> str:
        return "active" if element in self.active else "done" if self.visits.get(element) else ""


def pictures(data: bytes, marks: Marks | None = None) -> list[str]:
    """One SVG for each diagram of the document; the first is the process itself. Raises XmlRefused."""
    read = document(xml.read(data))
    return [_Picture(read, drawing, marks or Marks()).svg() for drawing in drawings(read)]


class _Picture:
    def __init__(self, read: Document, drawing: Drawing, marks: Marks) -> None:
        self.read, self.drawing, self.marks = read, drawing, marks
        scopes = {element.scope for element in read.index.elements.values()}
        planes = [read.plane(scope) for scope in sorted(scopes)]
        self.edges: dict[str, Edge] = {edge.id: edge for plane in planes for edge in plane.edges}
        self.edges |= {edge.id: edge for edge in read.messages}
        self.notes = {key: node for plane in planes for key, node in plane.nodes.items()}
        self.names = {pool.id: pool.name for pool in read.pools} | {k: n for plane in planes for k, n in plane.lanes}

    def svg(self) -> str:
        box = self._frame()
        body = "\n".join((*self._bands(), *self._shapes(inner=False), *self._flows(), *self._shapes(inner=True)))
        labels = "\n".join(self._labels())
        where = f"{box.x:g} {box.y:g} {box.width:g} {box.height:g}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{box.width:g}" height="{box.height:g}" viewBox="{where}"'
            f' role="img">\n<style>{STYLE}</style>\n{_arrows()}\n{body}\n{labels}\n</svg>\n'
        )

    def _frame(self) -> Box:
        drawing = self.drawing
        boxes = [*drawing.shapes.values(), *drawing.labels.values(), *drawing.lanes.values(), *drawing.pools.values()]
        points = [point for points in drawing.edges.values() for point in points]
        xs = [x for box in boxes for x in (box.x, box.right)] + [x for x, _ in points] or [0, 100]
        ys = [y for box in boxes for y in (box.y, box.bottom)] + [y for _, y in points] or [0, 100]
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).grown(PAD)

    # -- pools and lanes

    def _bands(self) -> Iterator[str]:
        for key, box in (*self.drawing.pools.items(), *self.drawing.lanes.items()):
            yield f'<rect class="band" {_at(box)}/>'
            is_bar = box.height < 80  # a pool without content
            x, y = box.middle if is_bar else (box.x + 15, box.middle[1])
            turn = "" if is_bar else f' transform="rotate(-90 {x:g} {y:g})"'
            yield f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle"{turn}>{escape(self.names.get(key, ""))}</text>'

    # -- shapes

    def _shapes(self, *, inner: bool) -> Iterator[str]:
        """Open sub-processes lie under the flows, all other shapes above them; what lies on a border comes last."""
        elements = self.read.index.elements
        order = sorted(self.drawing.shapes.items(), key=lambda each: _rank(elements.get(each[0]), each[1]))
        for key, box in order:
            element = elements.get(key)
            is_open = element is not None and element.kind in SUB_PROCESSES and box.width > 120
            if is_open == inner:
                continue
            parts = self._note(key, box) if element is None else self._element(element, box, is_open)
            yield f'<g data-element-id="{escape(key)}">' + "".join(parts) + "</g>"

    def _note(self, key: str, box: Box) -> Iterator[str]:
        yield f'<path class="band" d="M{box.x + 12:g},{box.y:g}h-12v{box.height:g}h12"/>'
        name = self.notes[key].name if key in self.notes else ""
        yield _text(name, Box(box.x + 6, box.y, box.width - 6, box.height), middle=False)

    def _element(self, element: Element, box: Box, is_open: bool) -> Iterator[str]:
        state = self.marks.of(element.id)
        paint = f'class="shape {state}" fill="{FILLS[state]}" stroke="{STROKES[state]}"'
        if element.kind in GATEWAYS:
            yield from _gateway(element, box, paint)
        elif element.kind.endswith("Event"):
            yield from _event(element, box, paint)
        else:
            yield from _activity(element, box, paint, is_open)
        yield from self._visits(element, box)

    def _visits(self, element: Element, box: Box) -> Iterator[str]:
        visits = self.marks.visits.get(element.id, 0)
        if visits > 1:
            badge = Box(box.x - 8, box.y - 10, 30, 18)
            yield f'<rect {_at(badge)} rx="9" fill="#fff" stroke="{INK}"/>'
            yield f'<text class="small" x="{box.x + 7:g}" y="{box.y + 3:g}" text-anchor="middle">×{visits}</text>'

    # -- flows and names

    def _flows(self) -> Iterator[str]:
        for key, points in self.drawing.edges.items():
            edge = self.edges.get(key)
            kind = edge.kind if edge else FLOW
            passed = key in self.marks.flows
            head = "" if kind not in (FLOW, "message") else f' marker-end="url(#{"passed" if passed else "arrow"})"'
            names = " ".join(("flow", "passed" if passed else "", {"message": "message", FLOW: ""}.get(kind, "link")))
            yield f'<path class="{" ".join(names.split())}" d="{_way(points)}"{head}/>'
            if edge is not None and edge.is_default:
                (x, y), (u, v) = points[0], points[1]
                a, b = (x + 10 * _sign(u - x), y + 10 * _sign(v - y))
                yield f'<path class="flow" d="M{a - 4:g},{b + 4:g}L{a + 4:g},{b - 4:g}"/>'

    def _labels(self) -> Iterator[str]:
        for key, box in self.drawing.labels.items():
            element, edge = self.read.index.elements.get(key), self.edges.get(key)
            name = element.name if element else edge.name if edge else ""
            yield _text(name, box, small=True)


def _rank(element: Element | None, box: Box) -> tuple[bool, float]:
    return element is not None and element.attached_to is not None, -box.width * box.height


def _gateway(element: Element, box: Box, paint: str) -> Iterator[str]:
    (x, y), stroke = box.middle, _stroke(paint)
    yield f'<polygon {paint} points="{x:g},{box.y:g} {box.right:g},{y:g} {x:g},{box.bottom:g} {box.x:g},{y:g}"/>'
    if element.kind in signs.GATEWAYS:
        yield _path(signs.GATEWAYS[element.kind], x, y, f'fill="{stroke}"')
    elif element.kind == "inclusiveGateway":
        yield f'<circle cx="{x:g}" cy="{y:g}" r="11" fill="none" stroke="{stroke}" stroke-width="2.5"/>'
    else:
        yield f'<circle cx="{x:g}" cy="{y:g}" r="14" fill="none" stroke="{stroke}"/>'
        yield _path(signs.PENTAGON, x, y, f'class="sign" stroke="{stroke}"')


def _event(element: Element, box: Box, paint: str) -> Iterator[str]:
    (x, y), radius, stroke = box.middle, box.width / 2, _stroke(paint)
    dashes = "" if element.interrupting else ' stroke-dasharray="5 3"'
    thick = f' style="stroke-width:{THICK[element.kind]}"' if element.kind in THICK else ""
    yield f'<circle {paint}{dashes}{thick} cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'
    if element.kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        yield f'<circle cx="{x:g}" cy="{y:g}" r="{radius - 3:g}" fill="none" stroke="{stroke}"{dashes}/>'
    kind = element.events[0].kind if len(element.events) == 1 else ""
    if kind in signs.EVENTS:
        path, fills = signs.EVENTS[kind]
        throws = fills and (element.kind in ("endEvent", "intermediateThrowEvent") or kind == "terminate")
        yield _path(path, x, y, f'fill="{stroke if throws else "none"}" stroke="{stroke}" stroke-width="1.2"')


def _activity(element: Element, box: Box, paint: str, is_open: bool) -> Iterator[str]:
    stroke = _stroke(paint)
    more = ' stroke-dasharray="2 4"' if element.triggered_by_event else ""
    more += ' style="stroke-width:3.5"' if element.kind == "callActivity" else ""
    if is_open:
        paint = paint.replace(f'fill="{FILLS["done"]}"', 'fill="#fbfdfb"')
    yield f'<rect {paint}{more} rx="10" {_at(box)}/>'
    if element.kind in signs.TASKS:
        yield _path(signs.TASKS[element.kind], box.x + 15, box.y + 15, f'class="sign" stroke="{stroke}"')
    bottom = [signs.LOOPS[_loop(element)]] if element.loop else []
    if element.kind == "callActivity" or (element.kind in SUB_PROCESSES and not is_open):
        bottom.append(signs.PLUS)
    for number, path in enumerate(bottom):
        x = box.middle[0] + 18 * (number - (len(bottom) - 1) / 2)
        yield _path(path, x, box.bottom - 11, f'class="sign" stroke="{stroke}"')
    place = Box(box.x + 8, box.y + 6, box.width - 16, 18) if is_open else box.grown(-7)
    yield _text(element.name, place)


def _loop(element: Element) -> str:
    loop = element.loop
    return "standard" if loop is None or not loop.multi else "sequential" if loop.sequential else "parallel"


def _text(name: str, box: Box, *, small: bool = False, middle: bool = True) -> str:
    """A name broken into lines within a box: from its top where it stands beside a shape, else about its middle."""
    size, height = (text.SMALL, text.LINE) if small else (12, 15)
    lines = broken(name, max(box.width + 2, 30), size)
    x = box.middle[0] if middle else box.x + 4
    y = box.y + 11 if small else box.middle[1] - height * (len(lines) - 1) / 2 + 4
    spans = "".join(f'<tspan x="{x:g}" y="{y + height * n:g}">{escape(line)}</tspan>' for n, line in enumerate(lines))
    anchor = ' text-anchor="middle"' if middle else ""
    return f"<text{' class=' + chr(34) + 'small' + chr(34) if small else ''}{anchor}>{spans}</text>"


def broken(name: str, limit: float, size: int) -> list[str]:
    """The lines of a text; words of Latin letters stay whole where they can."""
    lines, line = [], ""
    for piece in _pieces(name):
        if line and text.width(line + piece, size) > limit:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()]


def _pieces(name: str) -> Iterator[str]:
    word = ""
    for char in name:
        if char.isascii() and not char.isspace():
            word += char
            continue
        if word:
            yield word
            word = ""
        yield char
    if word:
        yield word


def _arrows() -> str:
    def arrow(key: str, colour: str) -> str:
        return (
            f'<marker id="{key}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10"'
            f' markerUnits="userSpaceOnUse" orient="auto"><path d="M0,1L10,5L0,9z" fill="{colour}"/></marker>'
        )

    return f"<defs>{arrow('arrow', '#6b7080')}{arrow('passed', DONE)}</defs>"


def _path(path: str, x: float, y: float, paint: str) -> str:
    return f'<path transform="translate({x:g} {y:g})" {paint} d="{path}"/>'


def _way(points: list[Point]) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points)


def _at(box: Box) -> str:
    return f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'


def _stroke(paint: str) -> str:
    return paint.partition('stroke="')[2].partition('"')[0]


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
