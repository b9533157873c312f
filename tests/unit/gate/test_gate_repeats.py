"""Loop markers and numbers of tokens."""

import pytest

from tests.support.bpmn import Bpmn
from tests.support.gate import errors, warnings


def loop(condition: str = "", **attributes: str) -> Bpmn:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    body = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    marker = f"<bpmn:standardLoopCharacteristics{said}>{body}</bpmn:standardLoopCharacteristics>"
    return Bpmn().start().user("work").inner(marker).end()


def counts(**attributes: str) -> Bpmn:
    return Bpmn().start().user("work", **attributes).end()


WRONG = {
    "a loop without end": (loop(), "loop_without_end"),
    "a loop of no rounds": (loop(loopMaximum="0"), "bad_number"),
    "a loop of less than none": (loop(loopMaximum="-1"), "bad_number"),
    "a condition in another language": (loop("${more}"), "not_feel"),
    "a start quantity of none": (counts(startQuantity="0"), "bad_number"),
    "a completion quantity of a text": (counts(completionQuantity="many"), "bad_number"),
    "a completion quantity beyond all bounds": (counts(completionQuantity="1000000"), "bad_number"),
}


@pytest.mark.parametrize(("diagram", "code"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_counted_is_refused(diagram, code):
    assert (code, "work") in errors(diagram)


def throwing(attributes: str, *, interrupting: bool = False, signal: str = "s", inner: str = "") -> Bpmn:
    """A multi-instance task that throws a signal, which an event on its border catches."""
    marker = (
        f"<bpmn:multiInstanceLoopCharacteristics {attributes}>{inner}<bpmn:loopCardinality>= 3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    diagram = Bpmn().start().user("work").inner(marker).end()
    diagram.boundary("work", "heard", interrupting=interrupting, signal=signal).user("aside").end("told")
    return diagram.root('<bpmn:signalEventDefinition id="done" signalRef="signal_s"/>')


def test_an_event_that_each_instance_throws_passes_where_nothing_is_interrupted():
    assert warnings(throwing('behavior="None" noneBehaviorEventRef="done"')) == []
    assert warnings(throwing('behavior="One" oneBehaviorEventRef="done"')) == []


def test_an_instance_that_throws_nothing_or_would_end_the_others_is_refused():
    assert errors(throwing('behavior="None"')) == [("mi_throws_nothing", "work")]
    assert errors(throwing('behavior="Complex"')) == [("mi_throws_nothing", "work")]
    own = throwing('behavior="One" oneBehaviorEventRef="done"', interrupting=True)
    assert errors(own) == [("mi_interrupts_itself", "work")]


def test_a_condition_for_throwing_is_judged_like_any_other():
    said = (
        '<bpmn:complexBehaviorDefinition id="x"><bpmn:condition>{0}</bpmn:condition><bpmn:event id="y">{1}</bpmn:event>'
        "</bpmn:complexBehaviorDefinition>"
    )
    event = '<bpmn:signalEventDefinition signalRef="signal_s"/>'
    right = throwing('behavior="Complex"', inner=said.format("= numberOfCompletedInstances = 2", event))
    assert warnings(right) == []
    assert ("not_feel", "work") in errors(throwing('behavior="Complex"', inner=said.format("done", event)))


RIGHT = {
    "a loop with a condition": loop("= loopCounter &lt; 3"),
    "a loop with a maximum": loop(loopMaximum="3"),
    "a start quantity": counts(startQuantity="2"),
    "a completion quantity": counts(completionQuantity="3"),
}


@pytest.mark.parametrize("diagram", RIGHT.values(), ids=RIGHT)
def test_what_can_be_counted_passes(diagram):
    assert warnings(diagram) == []
