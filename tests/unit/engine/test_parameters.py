"""The organisation's parameters in a case: what it was started with holds, wherever FEEL stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app import engine
from app.engine import commands, parameters
from app.engine.step import View
from tests.support.bpmn import Bpmn
from tests.support.dmn import decision, model
from tests.support.forms import field
from tests.support.play import LOCAL, Play

SETTINGS = {"visit_limit": "3WD", "most_rounds": 2, "share": Decimal("0.3"), "claim_wait": "2WH"}


class Started(Play):
    """A case that was started with parameters."""

    def __init__(self, diagram: Bpmn, given: dict[str, Any], files: dict[str, bytes] | None = None) -> None:
        self.given = given
        super().__init__(diagram, files=files)

    def do(self, command: commands.Command, at: Any = None) -> Any:
        if isinstance(command, commands.Start):
            command = commands.Start(by="li", number="C-1", owner="li", unit="u", parameters=self.given)
        return super().do(commands.from_json(commands.to_json(command)), at)


def visit() -> Bpmn:
    diagram = Bpmn().start().script("share", "= 1000 * parameters.share", "part")
    diagram.user("visit", groups="clerk", due="= due(parameters.visit_limit)")
    diagram.properties(deputy="head", deputyAfter="= parameters.claim_wait")
    diagram.xor("again").when("= round < parameters.most_rounds").user("more").end()
    return diagram.at("again").otherwise().end("enough")


def test_conditions_scripts_due_dates_and_deputies_ask_for_them():
    play = Started(visit(), SETTINGS)
    task = play.task("visit")
    assert (task.due_at, task.clock) == (LOCAL("2026-03-05T17:30"), "3WD")
    assert {t.kind: (t.due, t.clock) for t in play.view.timers}["deputy"] == (LOCAL("2026-03-02T12:00"), "2WH")
    assert play.view.values["part"] == 300
    assert play.complete("visit", round=1).open == ["more"]
    assert Started(visit(), SETTINGS).complete("visit", round=2).ended == "enough"


def test_a_limit_counts_from_an_instant_where_one_is_given():
    diagram = Bpmn().start().user("visit", due='= due(parameters.visit_limit, @"2026-02-26T10:00")').end()
    assert Started(diagram, SETTINGS).task("visit").due_at == LOCAL("2026-03-02T17:30")


def test_a_limit_that_is_none_is_an_incident_on_the_element_and_never_a_guess():
    diagram = Bpmn().start().user("visit", due="= due(parameters.visit_limit)").end()
    play = Started(diagram, {"other": 1})
    assert [(each.element, "null" in each.message) for each in play.view.incidents] == [("visit", True)]


def test_decision_tables_and_called_processes_have_the_same():
    table = model(decision("limit", "<literalExpression><text>parameters.visit_limit</text></literalExpression>"))
    inner = Bpmn("visiting").start().script("keep", "= parameters.share", "share").end()
    diagram = Bpmn().start().rule("ask", "limit", "limit").call("sub", "visiting").end()
    files = {"limit.dmn": table, "called/visiting/process.bpmn": inner.bytes()}
    play = Started(diagram, SETTINGS, files)
    assert play.version.parameters == {"visit_limit", "share"}
    assert play.view.values["limit"] == "3WD"
    assert play.view.values["share"] == Decimal("0.3")


def test_a_message_does_not_carry_them_away():
    diagram = Bpmn().start().script("one", "= parameters.share", "part").throw("tell", message="told").end()
    assert Started(diagram, SETTINGS).last.sent[0].values == {"part": Decimal("0.3")}


def test_a_case_without_any_has_the_state_it_always_had():
    assert b"parameters" not in engine.case.canonical(Play(Bpmn().start().user("work").end()).state or b"")


def test_another_version_leaves_them_and_adds_what_it_brings():
    play = Started(visit(), SETTINGS)
    play.version = engine.load({"process.bpmn": visit().document("neu").bytes()}, "p")
    play.do(commands.Migrate(by="he", to=play.version.hash))
    assert play.view.parameters == SETTINGS
    play.do(commands.Migrate(by="he", to=play.version.hash, parameters={"most_rounds": 5, "fresh": "1WD"}))
    assert play.view.parameters == SETTINGS | {"most_rounds": 5, "fresh": "1WD"}


def test_the_journal_s_commands_keep_the_kinds_of_the_values():
    given = {"share": Decimal("0.3"), "scope": ["a"], "on": True, "limits": [{"category": "其他", "limit": "2WD"}]}
    start = commands.Start(by="li", number="C-1", parameters=given)
    again = commands.from_json(commands.to_json(start))
    assert again == start
    assert [type(value) for value in again.parameters.values()] == [type(value) for value in given.values()]
    assert "parameters" not in commands.to_json(commands.Start(by="li", number="C-1"))


@pytest.mark.parametrize(
    ("text", "ids", "whole"),
    [
        ("= due(parameters.a, x) > parameters . b", {"a", "b"}, False),
        ("< parameters.large / 100", {"large"}, False),
        ('= "parameters.a"', set(), False),
        ("= case.parameters.a + {parameters: 1}.parameters", set(), False),
        ('= get value(parameters, "a")', set(), True),
        ("= [parameters][1].a", set(), True),
        ("= parameters.(", set(), True),
        ("= 'parameters.a", set(), False),
    ],
)
def test_what_an_expression_asks_for_is_read_off_its_text(text: str, ids: set[str], whole: bool):
    assert parameters.asked(text) == parameters.Asked(frozenset(ids), whole)


def test_what_a_version_asks_for_is_in_its_diagram_its_tables_and_its_forms():
    shown = field("textfield", "reply") | {"conditional": {"hide": "= amount < parameters.large"}}
    text = {"type": "text", "text": "时限 {{parameters.visit_limit}}，不是 parameters.none"}
    diagram = visit().document("见 parameters.prose").sources({"f": {"id": "f", "components": [shown, text]}})
    diagram["original/drawn.bpmn"] = b"<broken parameters.x"
    assert parameters.of_sources(diagram) == {*SETTINGS, "large"}


def test_a_view_says_them_and_forms_see_them():
    play = Started(visit(), SETTINGS)
    assert play.view.names["parameters"] == SETTINGS
    bare = View(status="open", values={"a": 1}, tasks=(), timers=(), waits=(), incidents=(), active=())
    assert bare.names == {"a": 1}
