"""What activities do and refer to: forms, scripts, decisions, called processes, jobs."""

import json

import pytest

from tests.support.bpmn import Bpmn
from tests.support.gate import errors, findings, line, warnings

FORM = {
    "id": "f",
    "schemaVersion": 16,
    "type": "default",
    "components": [{"type": "textfield", "key": "reason", "label": "原因"}],
}
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<decision id="grade" name="等级"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="ie"><text>amount</text></inputExpression></input><output id="o" name="grade"/>
<rule id="r"><inputEntry id="a"><text>&gt; 10</text></inputEntry><outputEntry id="b"><text>"high"</text></outputEntry>
</rule></decisionTable></decision></definitions>""".encode()
INNER = Bpmn("inner").start("s2").user("there").end("e2").bytes()


def form(**change: object) -> dict[str, bytes]:
    return {"forms/f.form": json.dumps(FORM | change).encode()}


def shows(form_id: str | None) -> Bpmn:
    return Bpmn().start().user("work", form=form_id).end()


def decides(decision: str = "grade", result: str = "grade") -> Bpmn:
    return Bpmn().start().user("ask").rule("work", decision, result).end()


def job(**facts: str) -> Bpmn:
    diagram = Bpmn().start()
    return diagram._add("serviceTask", "work", **facts).end()


def scripted(xml: str) -> Bpmn:
    return Bpmn().start()._add("scriptTask", "work").inner(xml).end()


PYTHON = "<bpmn:script>import os</bpmn:script>"
WRONG = {
    "a form that is not there": (shows("f"), {}, "form_not_there"),
    "a form that is no JSON": (shows("f"), {"forms/f.form": b"{"}, "form_broken"),
    "a form of an unknown kind": (shows("f"), form(components=[{"type": "novelty"}]), "form_broken"),
    "a form chosen by an expression": (shows("=f"), {}, "dynamic_reference"),
    "a start form that is not there": (Bpmn().start("work", form="f").user("u").end(), {}, "form_not_there"),
    "a script task without script": (scripted(""), {}, "no_script"),
    "a script in another language": (scripted(PYTHON), {}, "foreign_script"),
    "a script in two languages": (Bpmn().start().script("work", "=1", "x").inner(PYTHON).end(), {}, "foreign_script"),
    "a script without result": (Bpmn().start().script("work", "=1", "").end(), {}, "no_result"),
    "a decision that is not there": (decides(), {}, "decision_not_there"),
    "a decision without result": (decides(result=""), {"t.dmn": TABLE}, "no_result"),
    "a business rule without decision": (Bpmn().start()._add("businessRuleTask", "work").end(), {}, "no_decision"),
    "a called process that is not there": (Bpmn().start().call("work", "inner").end(), {}, "called_not_there"),
    "a call of nothing": (Bpmn().start()._add("callActivity", "work").end(), {}, "no_called_process"),
    "a call chosen by an expression": (Bpmn().start().call("work", "=x").end(), {}, "dynamic_reference"),
    "a service task without job": (job(), {}, "no_job"),
    "retries that are no number": (
        Bpmn().start()._add("serviceTask", "work").extend('<zeebe:taskDefinition type="x" retries="often"/>').end(),
        {},
        "bad_retries",
    ),
    "a message and a job": (
        Bpmn().start().send("work", "m").extend('<zeebe:taskDefinition type="x"/>').end(),
        {},
        "job_and_message",
    ),
}


@pytest.mark.parametrize(("diagram", "files", "code"), WRONG.values(), ids=WRONG)
def test_an_activity_that_cannot_do_its_work_is_refused(diagram, files, code):
    assert (code, "work") in errors(diagram, files)


RIGHT = {
    "a form": (shows("f"), form()),
    "a start form": (Bpmn().start(form="f").user("work").end(), form()),
    "a script": (Bpmn().start().script("work", "= 1 + 1", "sum").end(), {}),
    "a service task": (job(job="send-mail"), {}),
    "a called process": (Bpmn().start().call("work", "inner").end(), {"called/inner/process.bpmn": INNER}),
    "a plain task": (Bpmn().start().task("work").end(), {}),
    "a manual task": (Bpmn().start().manual("work").end(), {}),
    "a sent message": (Bpmn().start().send("work", "m").end(), {}),
}


@pytest.mark.parametrize(("diagram", "files"), RIGHT.values(), ids=RIGHT)
def test_an_activity_that_says_what_it_does_passes(diagram, files):
    assert warnings(diagram, files) == []


def test_a_decision_that_is_there_passes():
    assert errors(decides(), {"t.dmn": TABLE}) == []


def test_a_broken_decision_file_is_refused_by_name():
    found = findings(line(), {"t.dmn": b"<definitions/>"})
    assert [(each.code, each.name) for each in found if each.severity == "error"] == [("decision_broken", "t.dmn")]


def test_a_broken_form_that_nobody_shows_is_refused_too():
    assert errors(line(), {"forms/f.form": b"{"}) == [("form_unused_broken", None)]


def test_a_task_without_form_or_documentation_is_noted():
    found = findings(line().at("work").document(""))
    assert {each.code for each in found} == {"no_form", "no_documentation"}


def test_a_process_may_call_itself_knowingly():
    diagram = (
        Bpmn().start().xor("again").when('= case.unit = "a"').call("go", "p").end().at("again").otherwise().end("e2")
    )
    assert warnings(diagram) == [("calls_itself", "go")]
    assert errors(Bpmn().start().call("go", "p").end()) == [("call_never_returns", "go")]


def test_a_called_process_is_judged_as_well():
    broken = Bpmn("inner").start("s2").script("there", "= (", "x").end("e2").bytes()
    diagram = Bpmn().start().call("go", "inner").end()
    assert errors(diagram, {"called/inner/process.bpmn": broken}) == [("expression_broken", "there")]
    assert errors(diagram, {"called/inner/process.bpmn": b"no"}) == [("not_xml", None)]
