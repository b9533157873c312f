"""Which event may stand where, and what it has to say."""

import pytest

from tests.support.bpmn import Bpmn
from tests.support.gate import errors, line, warnings

CONDITION = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>= 1 = 1</bpmn:condition></bpmn:conditionalEventDefinition>"
)
CANCEL = "<bpmn:cancelEventDefinition/>"


def start(**event: str) -> Bpmn:
    return Bpmn().start("here", **event).user("work").end()


def caught(**event: str) -> Bpmn:
    return Bpmn().start().catch("here", **event).user("work").end()


def thrown(**event: str) -> Bpmn:
    return Bpmn().start().user("work").throw("here", **event).end()


def ended(**event: str) -> Bpmn:
    return Bpmn().start().user("work").end("here", **event)


def beside(interrupting: bool = True, **event: str) -> Bpmn:
    return line().boundary("work", "here", interrupting=interrupting, **event).user("more").end("e2")


def aside(interrupting: bool = True, **event: str) -> Bpmn:
    diagram = line()
    diagram.pen, diagram.scope = "", "p"
    diagram.sub("aside", triggeredByEvent="true")
    return diagram.start("here", isInterrupting=str(interrupting).lower(), **event).user("h").end("he").leave()


def transaction(*, kind: str = "transaction", inside: bool = True) -> Bpmn:
    diagram = Bpmn().start().sub("part").start("s").xor("x").when("= 1 = 1").user("work").end("e1").at("x").otherwise()
    diagram.end("here").inner(CANCEL if inside else "").leave().end()
    diagram.nodes["part"].tag = kind
    return diagram.boundary("part", "caught").inner(CANCEL).user("undo").end("e2")


def begun(start: bool = False) -> Bpmn:
    diagram = Bpmn().start() if start else Bpmn()
    diagram.receive("here", "m").end()
    diagram.nodes["here"].attributes["instantiate"] = "true"
    return diagram


UNDO = "<bpmn:compensateEventDefinition/>"


def undone(handler: bool = True, flow: bool = False) -> Bpmn:
    diagram = Bpmn().start().user("work").throw("undo").inner(UNDO).end().boundary("work", "here").inner(UNDO)
    if flow:
        return diagram.user("away", isForCompensation="true")
    diagram.pen = ""
    diagram.user("away", isForCompensation=str(handler).lower())
    return diagram.raw('<bpmn:association id="a" sourceRef="here" targetRef="away"/>')


RIGHT = {
    "start by hand": start(),
    "start by message": start(message="m"),
    "start by signal": start(signal="S"),
    "start by the clock": start(cycle="=next workday of month(1)").at("here").properties(missed="latest", unit="house"),
    "start by two clocks and by hand": start(cycle="R/P1M")
    .start("then", date="2030-01-01")
    .to("work")
    .start("by_hand")
    .to("work"),
    "wait for a message": caught(message="m|=case.number"),
    "wait for an instant": caught(date="2026-10-01T09:00:00"),
    "wait for a duration": caught(duration="PT2H"),
    "wait for a signal": caught(signal="S"),
    "wait for a condition": caught().at("here").inner(CONDITION),
    "throw nothing": thrown(),
    "throw a message": thrown(message="m"),
    "throw an escalation": thrown(escalation="E"),
    "throw a signal": thrown(signal="S"),
    "end": ended(),
    "end with a message": ended(message="m"),
    "end with an escalation": ended(escalation="E"),
    "end with a signal": ended(signal="S"),
    "end all": ended(terminate=True),
    "message beside": beside(message="m|=case.number"),
    "message beside, more than once": beside(False, message="m|=case.number"),
    "timer beside": beside(duration="PT2H"),
    "timer beside that does not interrupt": beside(False, date="=workdays(2)"),
    "cycle beside": beside(False, cycle="R3/PT24H"),
    "error beside": beside(error="E"),
    "escalation beside": beside(False, escalation="E"),
    "signal beside": beside(False, signal="S"),
    "condition beside": beside().at("here").inner(CONDITION),
    "cancel of a transaction": transaction(),
    "any of several triggers": caught(message="m|=case.number", duration="PT2H"),
    "several results": ended(message="m", escalation="E"),
    "a definition that stands elsewhere": caught()
    .at("here")
    .inner("<bpmn:eventDefinitionRef>later</bpmn:eventDefinitionRef>")
    .root(
        '<bpmn:timerEventDefinition id="later"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    ),
    "a receive task that starts a case": begun(),
    "what is undone": undone(),
    "event sub-process by message": aside(False, message="m|=case.number"),
    "event sub-process by timer": aside(duration="PT2H"),
    "event sub-process by cycle": aside(False, cycle="R/P1D"),
    "event sub-process by error": aside(error="E"),
    "event sub-process by escalation": aside(False, escalation="E"),
    "event sub-process by signal": aside(signal="S"),
}


@pytest.mark.parametrize("diagram", RIGHT.values(), ids=RIGHT)
def test_an_event_that_is_executed_passes(diagram):
    assert warnings(diagram) == []


WRONG = {
    "start by timer": (start(duration="PT1H"), "timer_start_duration"),
    "a timer start that asks for a value": (start(cycle="=next workday of month(day)"), "timer_start_value"),
    "a timer start with a strange property": (start(cycle="R/P1M").at("here").properties(missed="all"), "bad_missed"),
    "start by condition": (start().at("here").inner(CONDITION), "event_not_here"),
    "start by error": (start(error="E"), "event_not_here"),
    "wait for nothing": (caught(), "event_not_here"),
    "wait for an error": (caught(error="E"), "event_not_here"),
    "throw a timer": (thrown(duration="PT1H"), "event_not_here"),
    "throw an error on the way": (thrown(error="E"), "event_not_here"),
    "end with a timer": (ended(duration="PT1H"), "event_not_here"),
    "nothing beside": (beside(), "event_not_here"),
    "repeat for ever on the way": (caught(cycle="R/PT1H"), "cycle_without_end"),
    "repeat an interruption": (beside(cycle="R3/PT1H"), "cycle_not_here"),
    "an error that does not interrupt": (beside(False, error="E"), "must_interrupt"),
    "an error aside that does not interrupt": (aside(False, error="E"), "must_interrupt"),
    "a timer without time": (caught().at("here").inner("<bpmn:timerEventDefinition/>"), "timer_without_time"),
    "a message without name": (caught().at("here").inner("<bpmn:messageEventDefinition/>"), "message_without_name"),
    "a message that is not there": (
        caught().at("here").inner('<bpmn:messageEventDefinition messageRef="gone"/>'),
        "message_without_name",
    ),
    "a message named by an expression": (
        caught()
        .root('<bpmn:message id="m" name="=name"/>')
        .at("here")
        .inner('<bpmn:messageEventDefinition messageRef="m"/>'),
        "dynamic_message",
    ),
    "a receive task without message": (Bpmn().start().receive("here", "").end(), "message_without_name"),
    "a send task without message": (Bpmn().start().send("here", "").end(), "message_without_name"),
    "an error without code": (ended().at("here").inner("<bpmn:errorEventDefinition/>"), "no_code"),
    "an escalation without code": (ended().at("here").inner("<bpmn:escalationEventDefinition/>"), "no_code"),
    "a signal without name": (ended().at("here").inner("<bpmn:signalEventDefinition/>"), "event_without_name"),
    "a condition without condition": (
        caught().at("here").inner("<bpmn:conditionalEventDefinition/>"),
        "event_without_condition",
    ),
    "a definition that is not there": (
        caught().at("here").inner("<bpmn:eventDefinitionRef>gone</bpmn:eventDefinitionRef>"),
        "event_definition_ref",
    ),
    "types that exclude each other": (ended(message="m", error="E", terminate=True), "several_definitions"),
    "a start with two triggers": (
        start(message="m").at("here").inner('<bpmn:messageEventDefinition messageRef="message_m"/>'),
        "several_definitions",
    ),
    "a receive task that starts inside": (begun(start=True), "starts_inside"),
    "an undoing without handler": (beside().at("here").inner(UNDO), "no_handler"),
    "an undoing by an ordinary task": (undone(handler=False), "no_handler"),
    "an undoing along a flow": (undone(flow=True), "no_handler"),
    "an undoing of nothing": (
        thrown().at("here").inner('<bpmn:compensateEventDefinition activityRef="gone"/>'),
        "undoes_nothing",
    ),
    "a cancel outside a transaction": (ended().at("here").inner(CANCEL), "cancel_without_transaction"),
    "a cancel in a plain sub-process": (transaction(kind="subProcess"), "cancel_without_transaction"),
    "a mapping on an event": (caught(duration="PT1H").at("here").mapping(outputs={"a": "=1"}), "mapping_ignored"),
    "a job on an event that sends nothing": (ended(job="work"), "job_ignored"),
}


@pytest.mark.parametrize(("diagram", "code"), WRONG.values(), ids=WRONG)
def test_an_event_that_would_not_do_what_it_says_is_refused(diagram, code):
    assert (code, "here") in errors(diagram)


def test_a_message_without_key_is_pointed_out():
    assert warnings(caught(message="m")) == [("message_without_key", "here")]
    assert warnings(Bpmn().start().receive("here", "m").end()) == [("message_without_key", "here")]
    assert warnings(beside(message="m")) == [("message_without_key", "here")]


def in_part(catch: str | None) -> Bpmn:
    diagram = Bpmn().start().sub("part").start("s").user("work").end("here", error="E").leave().user("after").end()
    if catch == "other":
        return diagram.boundary("part", "b", error="F").end("e2")
    return diagram.boundary("part", "b", error=catch).end("e2") if catch else diagram


def test_an_error_that_nothing_catches_is_pointed_out():
    assert ("error_not_caught", "here") in warnings(in_part(None))
    assert ("error_not_caught", "here") in warnings(in_part("other"))
    assert ("error_not_caught", "here") not in warnings(in_part("E"))
    assert warnings(ended(error="E")) == [("error_leaves_process", "here")]


def test_an_event_sub_process_catches_the_errors_of_its_scope():
    diagram = aside(error="E")
    diagram.nodes["end"].inner.append('<bpmn:errorEventDefinition errorRef="error_E"/>')
    assert warnings(diagram) == []


def test_a_handler_that_nothing_points_to_is_refused():
    diagram = line()
    diagram.pen = ""
    assert ("loose_handler", "away") in errors(diagram.user("away", isForCompensation="true"))
    assert ("loose_handler", "away") in errors(undone(flow=True))


def test_a_message_event_may_be_a_job():
    assert errors(ended(message="m", job="send-mail")) == []


def test_a_repeating_event_on_the_way_is_pointed_out():
    assert warnings(caught(cycle="R3/PT1H")) == [("cycle_goes_on", "here")]


def test_a_process_that_a_signal_of_its_own_would_start_again_is_refused():
    assert errors(Bpmn().start(signal="S").user("work").end("again", signal="S")) == [("signal_starts_itself", "again")]
    assert errors(Bpmn().start(signal="S").user("work").end("other", signal="T")) == []
