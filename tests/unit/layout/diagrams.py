"""Diagrams without drawing, as an author writes them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from app.engine.layout import draw

REFUND = (Path(__file__).parent / "refund.bpmn").read_bytes()
WITHOUT_POOL = re.sub(
    rb"  <bpmn:collaboration.*?</bpmn:collaboration>\n|    <bpmn:laneSet.*?</bpmn:laneSet>\n",
    b"",
    REFUND,
    flags=re.DOTALL,
)


@cache
def refund_drawn() -> bytes:
    return draw(REFUND)


HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://e/">'
    '<bpmn:process id="p" name="流程" isExecutable="true">'
)


def chain(length: int, *, lanes: int = 1, choices: list[tuple[int, int, bool]] | None = None) -> bytes:
    """Blocks one after the other, each a choice or a split of some ways of which one may lead back to its beginning.

    A choice is: how many more ways, in which lanes they are, and whether the last leads back.
    """
    nodes: list[tuple[str, str, int, str]] = [("startEvent", "start", 0, "开始")]
    flows: list[tuple[str, str, str]] = []
    last = "start"

    def add(kind: str, key: str, lane: int, name: str, after: str | None, answer: str = "") -> str:
        nodes.append((kind, key, lane % lanes, name))
        if after is not None:
            flows.append((after, key, answer))
        return key

    for number in range(length):
        last = add("userTask", f"task_{number}", number, "办理", last)
    for number, (more, seed, back) in enumerate(choices or []):
        entry = add("exclusiveGateway", f"entry_{number}", seed, "进入", last)
        asked = add("exclusiveGateway", f"ask_{number}", seed, "可以吗？", entry)
        merged = add("exclusiveGateway", f"merge_{number}", seed + 1, "会合", None)
        flows.append((asked, merged, "直接办"))
        for way in range(more):
            task = add("userTask", f"way_{number}_{way}", seed + way, "另行办理", asked, "另办")
            flows.append((task, entry if back and way == more - 1 else merged, ""))
        last = merged
    add("endEvent", "done", 0, "办结", last)
    return _written(nodes, flows, lanes)


def _written(nodes: list[tuple[str, str, int, str]], flows: list[tuple[str, str, str]], lanes: int) -> bytes:
    refs = [
        "".join(f"<bpmn:flowNodeRef>{key}</bpmn:flowNodeRef>" for _, key, where, _ in nodes if where == lane)
        for lane in range(lanes)
    ]
    bands = "".join(f'<bpmn:lane id="lane_{each}" name="岗位">{refs[each]}</bpmn:lane>' for each in range(lanes))
    shapes = "".join(f'<bpmn:{kind} id="{key}" name="{name}"/>' for kind, key, _, name in nodes)
    lines = "".join(
        f'<bpmn:sequenceFlow id="f{number}" name="{name}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target, name) in enumerate(flows)
    )
    bands = f'<bpmn:laneSet id="lanes">{bands}</bpmn:laneSet>'
    return f"{HEAD}{bands}{shapes}{lines}</bpmn:process></bpmn:definitions>".encode()
