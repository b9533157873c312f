"""Diagrams that were made to do harm: to read what is not theirs, to eat memory, to go on for ever."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = f'<definitions xmlns="{BPMN}" id="defs">'


def process(inner: str, id: str = "p") -> bytes:
    return f'{HEAD}<process id="{id}" isExecutable="true">{inner}</process></definitions>'.encode()


def entities() -> str:
    layers = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY x0 "ha">{layers}]>'


def flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'


def row(count: int) -> str:
    """Tasks in a row."""
    nodes = "".join(f'<task id="t{n}" name="t"/>' for n in range(count))
    ends = ["s", *(f"t{n}" for n in range(count)), "e"]
    return f'<startEvent id="s"/>{nodes}<endEvent id="e"/>' + "".join(map(flow, ends, ends[1:]))


def nested(depth: int, inner: str = "") -> str:
    """Sub-processes in sub-processes."""
    for n in range(depth):
        ends = flow(f"s{n}", f"w{n}") + flow(f"w{n}", f"e{n}")
        inside = inner or '<task id="w0"/>' if n == 0 else f'<subProcess id="w{n}">{inner}</subProcess>'
        inner = f'<startEvent id="s{n}"/>{inside}<endEvent id="e{n}"/>{ends}'
    return inner


def data_lines() -> str:
    """Two levels down a task reads a data object of the process: the library looks for it for ever."""
    line = '<dataInputAssociation id="l"><sourceRef>o</sourceRef><targetRef>x</targetRef></dataInputAssociation>'
    return (
        nested(3, f'<task id="w0">{line}</task>')
        + '<dataObject id="o"/><dataObjectReference id="r" dataObjectRef="o"/>'
    )


def fan(tag: str, count: int) -> str:
    nodes = "".join(f'<task id="t{n}"/>' for n in range(count))
    flows = "".join(flow("g", f"t{n}") + flow(f"t{n}", "j") for n in range(count))
    ends = flow("s", "g") + flow("j", "e")
    return f'<startEvent id="s"/><{tag} id="g"/>{nodes}<{tag} id="j"/><endEvent id="e"/>{flows}{ends}'


def conditions(text: str) -> str:
    said = f"<conditionExpression>{text}</conditionExpression>"
    chosen = f'<sequenceFlow id="c" sourceRef="g" targetRef="e">{said}</sequenceFlow>'
    return f'<startEvent id="s"/><exclusiveGateway id="g" default="d"/><endEvent id="e"/>{flow("s", "g")}{chosen}' + (
        '<endEvent id="f"/><sequenceFlow id="d" sourceRef="g" targetRef="f"/>'
    )


def mesh(count: int) -> str:
    """Inclusive gateways, each with flows to all."""
    nodes = "".join(f'<inclusiveGateway id="g{n}"/>' for n in range(count))
    flows = "".join(flow(f"g{one}", f"g{other}") for one in range(count) for other in range(count))
    return f'<startEvent id="s"/><endEvent id="e"/>{nodes}{flows}{flow("s", "g0")}{flow("g0", "e")}'


def lanes(depth: int) -> str:
    inner = ""
    for n in range(depth):
        inner = f'<childLaneSet id="c{n}"><lane id="l{n}">{inner}</lane></childLaneSet>'
    return f'<laneSet id="ls"><lane id="l">{inner}</lane></laneSet>{row(1)}'


def timers(count: int) -> str:
    """Events that refer to nothing, each by another name."""
    definition = "<messageEventDefinition/>"
    nodes = "".join(
        f'<intermediateCatchEvent id="t{n}" name="m{n}">{definition}</intermediateCatchEvent>' for n in range(count)
    )
    ends = ["s", *(f"t{n}" for n in range(count)), "e"]
    return f'<startEvent id="s"/>{nodes}<endEvent id="e"/>' + "".join(map(flow, ends, ends[1:]))


# What stands for itself: the reason is that of reading XML, and nothing else was looked at.
UNREADABLE: dict[str, bytes] = {
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "an external DTD": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]><a/>',
    "a billion laughs": f"{entities()}<a>&x9;</a>".encode(),
    "a quadratic blow-up": f'<!DOCTYPE a [<!ENTITY x "{"x" * 50_000}">]><a>{"&x;" * 50_000}</a>'.encode(),
    "5 MB": b"<a>" + b" " * 5_000_000 + b"</a>",
    "deep nesting": b"<a>" * 50_000,
    "50,000 elements": process('<task id="t"/>' * 60_000),
    "NUL bytes": process('<task id="a\0b"/>'),
    "only NUL bytes": b"\0" * 10_000,
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-',
    "UTF-8 said to be UTF-16": b'<?xml version="1.0" encoding="UTF-16"?><a/>',
    "Latin-1 said to be nothing": '<a n="é"/>'.encode("latin-1"),
    "UTF-32": '<?xml version="1.0" encoding="UTF-32"?><a/>'.encode("utf-32"),
    "a codec that is a program": b'<?xml version="1.0" encoding="zip"?><a/>',
    "one value of 5 MB": f'<a b="{"x" * 5_000_000}"/>'.encode(),
    "no file": b"",
}
# What is XML, and means harm as a diagram.
DIAGRAMS: dict[str, bytes] = {
    "10,000 tasks": process(row(10_000)),
    "10,000 elements": process(row(5_000)),
    "10,000 twins": process('<task id="t"/>' * 10_000),
    "20 sub-processes deep": process(nested(20)),
    "75 sub-processes deep": process(nested(75)),
    "lanes 35 deep": process(lanes(35)),
    "a data line that never ends": process(data_lines()),
    "3,000 ways at once": process(fan("parallelGateway", 3_000)),
    "1,000 ways of which some": process(fan("inclusiveGateway", 1_000)),
    "all joins to all": process(mesh(60)),
    "an expression 50,000 deep": process(conditions("=" + "(" * 50_000 + "1" + ")" * 50_000)),
    "an expression of 1 MB": process(conditions("=" + "1+" * 500_000 + "1")),
    "a loop without end": process(conditions("=count(for i in 1..1000000, j in 1..1000000 return i) = 0")),
    "ids of 1 MB": process(f'<task id="{"a" * 1_000_000}"/>'),
    "markup in names": process(row(1).replace('name="t"', 'name="&lt;script&gt;alert(1)&lt;/script&gt;{0}%s"')),
    "1,000 events without a name": process(timers(1_000)),
}
FILES = UNREADABLE | DIAGRAMS
