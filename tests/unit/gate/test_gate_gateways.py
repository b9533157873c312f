"""Conditions, default flows and event-based gateways."""

import pytest

from tests.support.bpmn import Bpmn
from tests.support.gate import errors, findings, line, warnings


def choice(kind: str = "xor") -> Bpmn:
    return getattr(Bpmn().start(), kind)("which")


def race() -> Bpmn:
    return Bpmn().start().race("which")


def wrong_default() -> Bpmn:
    diagram = choice().when("= 1 = 1").user("a").end().at("which").otherwise().user("b").end("e2")
    diagram.nodes["which"].attributes["default"] = "a_to_end"
    return diagram


WRONG = {
    "a flow without condition": (
        choice().when("= 1 = 1").user("a").end().at("which").user("b").end("e2"),
        ("no_condition", "which_to_b"),
    ),
    "an inclusive flow without condition": (
        choice("some").when("= 1 = 1").user("a").end().at("which").user("b").end("e2"),
        ("no_condition", "which_to_b"),
    ),
    "two flows without condition": (
        choice().user("a").end().at("which").user("b").end("e2"),
        ("no_condition", "which_to_a"),
    ),
    "a default that leaves elsewhere": (wrong_default(), ("default_elsewhere", "which")),
    "a default without choice": (
        choice("both").otherwise().user("a").end().at("which").user("b").end("e2"),
        ("default_without_choice", "which"),
    ),
    "a condition on a task's only flow": (Bpmn().start().user("a").when("= 1 = 2").end(), ("condition_ignored", "a")),
    "a condition after the start": (Bpmn().start().when("= 1 = 2").user("a").end(), ("condition_ignored", "start")),
    "a default flow of a task that chooses nothing": (
        Bpmn().start().user("a").otherwise().end(),
        ("default_without_choice", "a"),
    ),
    "a condition after an event, beside another flow": (
        Bpmn().start().when("= 1 = 2").user("a").end().at("start").user("b").end("e2"),
        ("condition_ignored", "start"),
    ),
    "a race of one": (race().catch("a", duration="PT1H").end(), ("race_of_one", "which")),
    "a race to a task": (
        race().catch("a", duration="PT1H").end().at("which").user("b").end("e2"),
        ("race_without_event", "which"),
    ),
    "an event that is reached in two ways": (
        Bpmn().start().race("which").catch("a", duration="PT1H").end().at("which").catch("b", message="m|=case.number")
        .user("again").to("a"),
        ("race_shared_event", "which"),
    ),
    "a condition in a race": (
        race().when("= 1 = 1").catch("a", duration="PT1H").end().at("which").catch("b", duration="PT2H").end("e2"),
        ("condition_ignored", "which"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("diagram", "error"), WRONG.values(), ids=WRONG)
def test_a_branching_that_cannot_decide_is_refused(diagram, error):
    assert error in errors(diagram)


RIGHT = {
    "a choice with default": choice().when("= 1 = 1").user("a").end().at("which").otherwise().user("b").end("e2"),
    "a merge": choice().when("= 1 = 1").user("a").xor("m").end().at("which").otherwise().to("m"),
    "an inclusive choice": choice("some").when("= 1 = 1").user("a").end().at("which").otherwise().user("b").end("e2"),
    "a parallel split": choice("both").user("a").both("j").end().at("which").user("b").to("j"),
    "a race of two timers": race().catch("a", duration="PT1H").end().at("which").catch("b", duration="PT2H").end("e2"),
    "a race with a receive task": race()
    .catch("a", duration="PT1H")
    .end()
    .at("which")
    .receive("b", "m", "=case.number")
    .end("e2"),
}


@pytest.mark.parametrize("diagram", RIGHT.values(), ids=RIGHT)
def test_a_branching_that_can_decide_passes(diagram):
    assert warnings(diagram) == []


def test_a_choice_that_may_find_nothing_is_pointed_out():
    diagram = choice().when('= case.unit = "a"').user("a").end()
    diagram.at("which").when('= case.unit = "b"').user("b").end("e2")
    assert warnings(diagram) == [("no_default", "which")]


def test_a_split_without_gateway_is_pointed_out():
    assert warnings(line().at("work").user("more").end("e2")) == [("implicit_split", "work")]
    assert warnings(line().at("start").user("more").end("e2")) == [("implicit_split", "start")]
    chosen = Bpmn().start().user("a").when("= 1 = 1").user("b").end().at("a").otherwise().user("c").end("e2")
    assert warnings(chosen) == [("implicit_split", "a")]


def test_a_default_with_a_condition_is_pointed_out():
    diagram = choice().when("= 1 = 1").user("a").end().at("which").otherwise().when("= 2 = 2").user("b").end("e2")
    assert warnings(diagram) == [("default_with_condition", "which_to_b")]


def test_a_condition_after_a_parallel_gateway_is_pointed_out_as_never_asked():
    diagram = choice("both").when("= 1 = 1").user("a").end().at("which").user("b").end("e2")
    assert warnings(diagram) == [("condition_not_asked", "which")]


def complex_join(activation: str = "", **attributes: str) -> Bpmn:
    diagram = Bpmn().start().both("split").user("a").node("complexGateway", "join", **attributes)
    if activation:
        diagram.inner(f"<bpmn:activationCondition>{activation}</bpmn:activationCondition>")
    return diagram.user("after").end().at("split").user("b").to("join")


COMPLEX = {
    "a join that never knows": (complex_join(), ("complex_without_activation", "join")),
    "a join with a condition in another language": (complex_join("${nrOfTokens}"), ("not_feel", "join")),
    "a join that chooses": (
        complex_join("= activationCount = 1").at("join").when("= 1 = 1").user("more").end("e2"),
        ("complex_joins_and_chooses", "join"),
    ),
    "a split with a condition to begin": (
        Bpmn()
        .start()
        .node("complexGateway", "split")
        .inner("<bpmn:activationCondition>= 1 = 1</bpmn:activationCondition>")
        .user("a")
        .end(),
        ("complex_activation_ignored", "split"),
    ),
}


@pytest.mark.parametrize(("diagram", "finding"), COMPLEX.values(), ids=COMPLEX)
def test_a_complex_gateway_that_cannot_tell_is_refused(diagram, finding):
    assert finding in errors(diagram)


def test_complex_gateways_pass_as_splits_and_as_joins():
    assert warnings(complex_join("= activationCount = 1")) == []
    diagram = Bpmn().start().node("complexGateway", "split").when("= 1 = 1").user("a").end()
    assert warnings(diagram.at("split").otherwise().user("b").end("e2")) == []


def test_the_finding_names_both_ends_of_the_flow():
    found = findings(choice().when("= 1 = 1").user("a").end().at("which").user("b", name="回访").end("e2"))
    assert "从「which」到「回访」的连线没有条件" in next(each.message for each in found if each.code == "no_condition")
