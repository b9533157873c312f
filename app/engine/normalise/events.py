"""Names that events wait for or throw, and times."""

from __future__ import annotations

from lxml import etree

from app.engine.diagram import local
from app.engine.gate.finding import error, note
from app.engine.normalise import juel
from app.engine.normalise.book import BPMN, Book, local_of, parts

CODED = note(
    "event_coded",
    "「{name}」没有填写{what}代码,已填「{said}」",
    "{name} threw without {what_en} code; it is {said} now",
)
TRUE_WHEN = error(
    "condition",
    "「{name}」等待的条件是什么?",
    "Which condition does {name} wait for?",
    "写 FEEL 条件,例如 =amount > 1000",
    "Write a FEEL condition, such as =amount > 1000",
)
NAMED = note(
    "event_named",
    "「{name}」没有说明{what},已取名「{said}」",
    "{name} did not name its {what_en}; it is called {said} now",
)
WHEN = error(
    "time",
    "「{name}」是什么时间?",
    "When is {name} due?",
    "写时长 PT2H、时间点 2026-03-01T09:00 或 =workdays(2)、循环 R3/PT24H",
    "Write a duration PT2H, an instant 2026-03-01T09:00 or =workdays(2), or a cycle R3/PT24H",
)
KINDS = {
    "messageEventDefinition": ("message", "消息", "message"),
    "signalEventDefinition": ("signal", "信号", "signal"),
}
TASKS = ("receiveTask", "sendTask")


def names(book: Book) -> None:
    for definition in book.all(*KINDS):
        kind, what, what_en = KINDS[local(definition)]
        _name(book, definition, kind, what, what_en)
    for task in book.all(*TASKS):
        if not book.has_setting(task, "taskDefinition"):
            _name(book, task, "message", "消息", "message")
    for link in book.all("linkEventDefinition"):
        event = link.getparent()
        if not link.get("name") and event is not None and event.get("name"):
            link.set("name", event.get("name") or "")
            book.note(NAMED, link, what="链接", what_en="link", said=event.get("name"))


def codes(book: Book) -> None:
    """What throws an error or an escalation has to say which."""
    for definition in book.all("errorEventDefinition", "escalationEventDefinition"):
        kind = local(definition).removesuffix("EventDefinition")
        event = definition.getparent()
        known = book.by_id(definition.get(f"{kind}Ref"))
        throws = local_of(event) in {"endEvent", "intermediateThrowEvent"}
        if event is None or not throws or (known is not None and known.get(f"{kind}Code")):
            continue
        named = known.get("name") if known is not None else None
        said = " ".join((named or event.get("name") or kind).split())
        if known is None:
            known = book.declare(kind, said)
        known.set(f"{kind}Code", said)
        definition.set(f"{kind}Ref", known.get("id") or "")
        what = ("错误", "an error") if kind == "error" else ("升级", "an escalation")
        book.note(CODED, definition, what=what[0], what_en=what[1], said=said)


def conditions(book: Book) -> None:
    """Conditional events: in FEEL, or asked for."""
    for definition in book.all("conditionalEventDefinition"):
        said = next(parts(definition, "condition"), None)
        was = (said.text or "").strip() if said is not None else ""
        if was.startswith("="):
            continue
        answer = (juel.to_feel(was) if juel.is_juel(was) else None) or book.ask(TRUE_WHEN, definition)
        if answer:
            if said is None:
                said = etree.SubElement(definition, f"{BPMN}condition")
            said.text = answer


def times(book: Book) -> None:
    for timer in book.all("timerEventDefinition"):
        if any((part.text or "").strip() for part in timer if local(part).startswith("time")):
            continue
        answer = book.ask(WHEN, timer)
        if answer is not None:
            for part in list(timer):
                timer.remove(part)
            etree.SubElement(timer, f"{BPMN}{_kind(answer)}").text = answer


def _kind(text: str) -> str:
    if text.upper().startswith("R"):
        return "timeCycle"
    return "timeDuration" if text.upper().startswith("P") else "timeDate"


def _name(book: Book, node: etree._Element, kind: str, what: str, what_en: str) -> None:
    """Makes a message or signal, named like its event, where none with a name is referred to."""
    known = book.by_id(node.get(f"{kind}Ref"))
    if known is not None and known.get("name"):
        return
    shown = next((each for each in (node, *node.iterancestors()) if each.get("name")), node)
    said = " ".join((shown.get("name") or node.get("id") or kind).split())
    known = book.named(kind, said, known)
    node.set(f"{kind}Ref", known.get("id") or "")
    book.note(NAMED, node, what=what, what_en=what_en, said=said)
