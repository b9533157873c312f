"""Conditions and default flows."""

from __future__ import annotations

from lxml import etree

from app.engine.diagram import local
from app.engine.elements import ACTIVITIES
from app.engine.gate.finding import error, note
from app.engine.normalise import juel
from app.engine.normalise.book import BPMN, Book, insert_part

TRANSLATED = note(
    "condition_translated",
    "「{name}」的条件已译为 FEEL:{was} → {now}",
    "The condition of {name} was translated into FEEL: {was} → {now}",
)
MADE_DEFAULT = note(
    "made_default",
    "「{name}」是唯一没有条件的出线,已设为默认连线",
    "{name} was the only flow without a condition; it is the default flow now",
)
DEFAULT_GONE = note(
    "default_gone",
    "「{name}」不作选择,默认连线的标记已取消",
    "{name} makes no choice; the mark of its default flow was taken away",
)
CONDITION_GONE = note(
    "condition_gone",
    "「{name}」没有可选择的,条件 {was} 已移除",
    "There is nothing to choose at {name}: its condition {was} was taken out",
)
WHICH = error(
    "condition",
    "什么时候走「{name}」(从「{source}」到「{target}」)?",
    "When is {name} taken, from {source} to {target}?",
    "写 FEEL 条件,例如 =amount > 1000;或写 default,表示其他情况都走它",
    "Write a FEEL condition such as =amount > 1000, or “default”: in all other cases",
)
SAID = error(
    "condition",
    "「{name}」的条件不能自动翻译:{was}",
    "The condition of {name} cannot be translated by itself: {was}",
    "写 FEEL 条件,例如 =amount > 1000;或写 default,表示其他情况都走它",
    "Write a FEEL condition such as =amount > 1000, or “default”: in all other cases",
)
CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
DEFAULT = "default"


def useless_defaults(book: Book) -> None:
    for node in book.all("parallelGateway", "eventBasedGateway", *sorted(ACTIVITIES)):
        flows = book.flows("sourceRef", node)
        if node.get("default") and (local(node) not in ACTIVITIES or not any(map(_condition, flows))):
            del node.attrib["default"]
            book.note(DEFAULT_GONE, node)


def conditions(book: Book) -> None:
    """Each condition in FEEL; where it stands alone on the only way on, none at all."""
    for flow in book.all("sequenceFlow"):
        said = _condition(flow)
        if said is None:
            continue
        was = (said.text or "").strip()
        if not was:
            flow.remove(said)
        elif not was.startswith("="):
            now = juel.to_feel(was) if juel.is_juel(was) else None
            if now is None:
                _answered(book, flow, book.ask(SAID, flow, (DEFAULT,), was=was))
            else:
                said.text = now
                said.attrib.pop("language", "")
                book.note(TRANSLATED, flow, was=was, now=now)
    for node in book.all(
        "parallelGateway", "startEvent", "intermediateCatchEvent", "boundaryEvent", *sorted(ACTIVITIES)
    ):
        for flow in book.flows("sourceRef", node):
            said = _condition(flow)
            if said is not None and len(book.flows("sourceRef", node)) == 1:
                book.note(CONDITION_GONE, flow, was=said.text)
                flow.remove(said)


def only_unconditioned_flow(book: Book) -> None:
    for gateway in book.all(*CHOOSING):
        bare = _bare(book, gateway)
        if len(bare) == 1 and not gateway.get("default") and len(book.flows("sourceRef", gateway)) > 1:
            gateway.set("default", bare[0].get("id") or "")
            book.note(MADE_DEFAULT, bare[0])


def flows_without_condition(book: Book) -> None:
    for gateway in book.all(*CHOOSING):
        if len(book.flows("sourceRef", gateway)) < 2:
            continue
        for flow in _bare(book, gateway):
            target = book.by_id(flow.get("targetRef"))
            name = "-" if target is None else target.get("name") or target.get("id")
            source = gateway.get("name") or gateway.get("id")
            _answered(book, flow, book.ask(WHICH, flow, (DEFAULT,), source=source, target=name))


def _bare(book: Book, gateway: etree._Element) -> list[etree._Element]:
    flows = book.flows("sourceRef", gateway)
    return [flow for flow in flows if _condition(flow) is None and flow.get("id") != gateway.get("default")]


def _condition(flow: etree._Element) -> etree._Element | None:
    return flow.find(f"{BPMN}conditionExpression")


def _answered(book: Book, flow: etree._Element, answer: str | None) -> None:
    if answer is None:
        return
    said = _condition(flow)
    if answer == DEFAULT:
        source = book.by_id(flow.get("sourceRef"))
        if source is not None:
            source.set("default", flow.get("id") or "")
        if said is not None:
            flow.remove(said)
        return
    if said is None:
        said = etree.Element(f"{BPMN}conditionExpression")
        insert_part(flow, said)
    said.text = answer
    said.attrib.pop("language", "")
