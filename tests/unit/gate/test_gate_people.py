"""Who does a task, who stands in, and the ladder."""

import pytest

from tests.support.bpmn import Bpmn
from tests.support.gate import errors, findings, warnings


def asks(**facts: str) -> Bpmn:
    return Bpmn().start().user("work", **facts).end()


def has(due: str | None = "=workdays(2)", **properties: str) -> Bpmn:
    diagram = Bpmn().start().user("work", due=due).properties(**properties)
    return diagram.end()


WRONG = {
    "nobody": (asks(groups=""), "nobody"),
    "a group with two units": (asks(groups="clerk@a@b"), "bad_group"),
    "a group with a space": (asks(groups="the clerk"), "bad_group"),
    "a ladder out of order": (has(ladder="80% urge; 50% remind"), "bad_ladder"),
    "a ladder nobody can read": (has(ladder="soon"), "bad_ladder"),
    "a wait that is no limit": (has(deputy="clerk", deputyAfter="soon"), "bad_deputy_wait"),
    "a wait for nobody": (has(deputyAfter="2WH"), "wait_without_deputy"),
    "a deputy that is no group": (has(deputy="a@b@c"), "bad_group"),
    "an expression that cannot be read": (has(deputy="= ("), "expression_broken"),
}


@pytest.mark.parametrize(("diagram", "code"), WRONG.values(), ids=WRONG)
def test_a_task_that_does_not_say_who_or_when_is_refused(diagram, code):
    assert (code, "work") in errors(diagram)


RIGHT = {
    "a group": asks(groups="clerk"),
    "several groups": asks(groups="clerk@a, head@b"),
    "a group of a unit that the case knows": asks(groups='="clerk@" + case.unit'),
    "a person": asks(assignee="li"),
    "the owner": asks(assignee="=case.owner"),
    "a ladder": has(ladder="90% urge; 100% breach, escalate head"),
    "no ladder": has(ladder="none"),
    "a deputy": has(deputy="clerk-b", deputyAfter="2WH"),
    "several deputies": has(deputy='=["clerk-b", "head"]', deputyAfter="2WH"),
}


@pytest.mark.parametrize("diagram", RIGHT.values(), ids=RIGHT)
def test_a_task_that_says_who_and_when_passes(diagram):
    assert warnings(diagram) == []


def test_the_ladder_of_a_process_is_read_as_those_of_its_tasks_are():
    said = '<bpmn:extensionElements><zeebe:properties><zeebe:property name="ladder" value="{}"/></zeebe:properties>'
    said += "</bpmn:extensionElements>"
    for text, found in (("90% urge", []), ("90% shout", [("bad_ladder", "p")])):
        opening = b'isExecutable="true">'
        diagram = has().bytes().replace(opening, opening + said.format(text).encode(), 1)
        assert errors(diagram) == found


def test_a_group_that_a_ladder_escalates_to_is_looked_up():
    diagram = has(ladder="100% breach, escalate boss@moon")
    assert errors(diagram, known_groups={"clerk"}) == [("unknown_group", "work")]


def test_a_ladder_without_due_date_is_pointed_out():
    assert warnings(has(due=None, ladder="90% urge")) == [("ladder_without_due", "work")]
    assert warnings(has(due=None, ladder="none")) == []


def test_a_limit_within_the_call_is_asked_for_its_latest_end_and_a_ladder_of_its_own():
    assert errors(has(clock="2WD")) == [("bad_clock", "work")]
    assert warnings(has(due=None, clock="CALL")) == [("call_without_latest", "work")]
    assert warnings(has(clock="CALL", ladder="50% remind; 100% breach")) == [("call_ladder", "work")]
    assert warnings(has(clock="CALL", ladder="100% breach, escalate head")) == []


def test_a_property_that_means_nothing_is_pointed_out():
    assert warnings(has(lader="none")) == [("unknown_property", "work")]


def test_groups_are_asked_of_the_organisation_as_they_are_written():
    assert errors(asks(groups="clerk@a"), known_groups={"clerk@a"}) == []
    assert errors(asks(groups="clerk@a"), known_groups={"clerk"}) == [("unknown_group", "work")]
    assert errors(asks(groups='=["clerk", "ghost"]'), known_groups={"clerk"}) == [("unknown_group", "work")]
    assert errors(asks(groups="=somebody"), known_groups=set()) == []
    assert errors(has(deputy="ghost"), known_groups={"clerk"}) == [("unknown_group", "work")]


def test_a_finding_on_a_group_names_it():
    found = findings(asks(groups="ghost@nowhere"), known_groups=set())
    assert "ghost@nowhere" in found[0].message


def accusing(value: str) -> bytes:
    """A process whose property `accused` names a value; one of its steps brings `accused_person`."""
    drawn = Bpmn().start().script("about", "= 1", "accused_person").user("work", groups="clerk").end().bytes()
    said = f'<zeebe:properties><zeebe:property name="accused" value="{value}"/></zeebe:properties>'.encode()
    begins = drawn.index(b">", drawn.index(b"<bpmn:process ")) + 1
    return drawn[:begins] + b"<bpmn:extensionElements>" + said + b"</bpmn:extensionElements>" + drawn[begins:]


def test_a_review_of_a_task_that_is_not_there_is_refused():
    assert ("reviews_nothing", "work") in errors(has(reviews="wrok"))
    assert "reviews_nothing" not in {code for code, _ in errors(has(reviews="work"))}


def test_an_accused_person_whom_no_step_names_is_refused():
    assert "accused_unknown" in {code for code, _ in errors(accusing("acused_person"))}
    assert "accused_unknown" not in {code for code, _ in errors(accusing("accused_person"))}
