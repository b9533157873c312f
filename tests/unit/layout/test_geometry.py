"""Every diagram under processes/ is worth printing; and what is not, is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.engine.layout import geometry
from tests.unit.layout.diagrams import REFUND, refund_drawn

PROCESSES = Path(__file__).parents[3] / "processes"


@pytest.mark.parametrize("process", sorted(path.parent.name for path in PROCESSES.glob("*/process.bpmn")))
def test_a_shipped_diagram_is_worth_printing(process: str) -> None:
    found = geometry.check((PROCESSES / process / "process.bpmn").read_bytes())
    assert not found, "\n".join(map(str, found))


DRAWN = refund_drawn()


def kinds(data: bytes) -> set[str]:
    return {each.kind for each in geometry.check(data)}


def moved(data: bytes, element: str, **bounds: int) -> bytes:
    """The document with the shape of an element elsewhere."""
    text = data.decode()
    start = text.index(f'bpmnElement="{element}"')
    head, tail = text[:start], text[start:]
    for name, value in bounds.items():
        tail = re.sub(rf'(<dc:Bounds[^>]*?\b{name}=")[^"]*', rf"\g<1>{value}", tail, count=1)
    return (head + tail).encode()


def bounds(data: bytes, element: str) -> dict[str, int]:
    text = data.decode()
    box = re.search(r"<dc:Bounds ([^>]*)/>", text[text.index(f'bpmnElement="{element}"') :])
    assert box is not None
    return {name: int(value) for name, value in re.findall(r'(\w+)="(-?\d+)"', box[1])}


def test_nothing_is_wrong_with_what_was_drawn_well() -> None:
    assert geometry.check(DRAWN) == []


def test_a_shape_on_another_is_found() -> None:
    there = bounds(DRAWN, "check")
    assert "shapes_overlap" in kinds(moved(DRAWN, "urge", x=there["x"] + 10, y=there["y"] + 10))


def test_a_shape_outside_its_lane_is_found() -> None:
    assert "outside_lane" in kinds(moved(DRAWN, "register", y=bounds(DRAWN, "check")["y"] + 300))


def test_a_flow_through_a_shape_is_found() -> None:
    entry, check = bounds(DRAWN, "entry"), bounds(DRAWN, "check")
    between = (entry["x"] + entry["width"] + check["x"]) // 2 - 10
    found = kinds(moved(DRAWN, "urged", x=between, y=check["y"] + 22, width=12))
    assert "flow_through_shape" in found


def test_a_label_on_a_shape_or_a_line_is_found() -> None:
    text = DRAWN.decode()
    start = text.index("BPMNLabel", text.index('bpmnElement="ok"'))
    box = bounds(DRAWN, "check")
    tail = re.sub(r'x="\d+" y="\d+"', f'x="{box["x"] + 60}" y="{box["y"] + 32}"', text[start:], count=1)
    assert {"label_on_shape", "label_on_flow"} & kinds((text[:start] + tail).encode())


def test_flows_that_cross_and_flows_that_run_on_each_other_are_found() -> None:
    text = DRAWN.decode()

    def way(flow: str, *points: tuple[int, int]) -> str:
        drawn = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        return re.sub(rf'(bpmnElement="{flow}">).*?(</bpmndi:BPMNEdge>)', rf"\g<1>{drawn}\g<2>", text, flags=re.DOTALL)

    entry, check = bounds(DRAWN, "entry"), bounds(DRAWN, "check")
    x, y = (entry["x"] + entry["width"] + check["x"]) // 2, check["y"] + check["height"] // 2
    assert "flows_cross" in kinds(way("f11", (x, y - 20), (x, y + 20)).encode())
    assert "flows_overlap" in kinds(way("f11", (x - 10, y), (x + 10, y)).encode())


def test_a_flow_that_leads_left_without_closing_a_loop_is_found() -> None:
    assert "leads_backwards" in kinds(moved(DRAWN, "done", x=bounds(DRAWN, "tell")["x"] - 400))


def test_names_are_chinese_and_timers_say_their_limit() -> None:
    text = DRAWN.decode()
    assert "not_chinese" in kinds(text.replace('name="登记退费单"', 'name="register"').encode())
    assert "not_chinese" in kinds(text.replace('name="财务"', 'name="finance"').encode())
    assert "not_chinese" in kinds(text.replace(' name="未错收"', "").encode())
    assert kinds(text.replace('name="2 个工作日"', 'name="逾期"').encode()) == {"timer_without_limit"}
    for words in ("两小时", "半个工作日", "每月 1 日", "次日", "30 个自然日"):
        assert kinds(text.replace('name="2 个工作日"', f'name="{words}"').encode()) <= {"label_on_flow"}, words
    promised = text.replace("=workdays(2)", "=promised_at").replace("2 个工作日", "承诺已到")
    assert kinds(promised.encode()) == set()


def test_what_is_not_drawn_is_found() -> None:
    missing = {each.elements[0] for each in geometry.check(REFUND) if each.kind == "not_drawn"}
    assert {"register", "f1", "pool_customer", "m1", "l1", "as1"} <= missing


def test_too_many_elements_on_a_plane_are_found() -> None:
    more = "".join(f'<bpmn:task id="t{each}" name="办理"/>' for each in range(26))
    assert "too_many" in kinds(
        DRAWN.replace(b'<bpmn:startEvent id="start"', more.encode() + b'<bpmn:startEvent id="start"')
    )
