"""The gate in a process of its own: bounded in time and memory, whatever is handed in."""

import pytest

from app.engine import apart, gate
from app.engine.gate import __main__ as child
from tests.support.bpmn import Bpmn
from tests.support.gate import line


def test_it_finds_what_the_gate_finds():
    diagram = Bpmn().start().user("work", groups="ghost", due="soon").end()
    known = {"clerk"}
    assert gate.check_safely(diagram.sources(), "p", known_groups=known) == gate.check(
        diagram.sources(), "p", known_groups=known
    )
    assert {found.code for found in gate.check_safely(diagram.sources(), "p", known_groups=known)} >= {
        "unknown_group",
        "bad_date",
    }


HOSTILE = {
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "a billion laughs": b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>',
    "a huge file": b"<a>" + b" " * 5_000_000 + b"</a>",
    "a deep file": b"<a>" * 50_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_whatever_they_are_given_out_for(data):
    sources = {"process.bpmn": data, "t.dmn": data, "forms/f.form": data, "called/x/process.bpmn": data}
    found = gate.check_safely(sources, "p")
    assert found
    assert {each.code for each in found} <= {"not_xml", "sources_too_large"}


def test_a_hostile_table_or_form_is_refused_too():
    bomb = HOSTILE["a billion laughs"]
    found = gate.check_safely(line().sources() | {"t.dmn": bomb, "forms/f.form": b"[" * 100_000}, "p")
    assert {each.code for each in found if each.severity == "error"} == {"decision_broken", "form_unused_broken"}


def test_an_expression_that_would_never_end_is_not_waited_for():
    diagram = Bpmn().start().user("work", groups='=for i in 1..1000000000 return "a"').end()
    assert "check_too_long" not in {found.code for found in gate.check_safely(diagram.sources(), "p")}


def test_no_more_is_said_than_anybody_could_read():
    diagram = Bpmn().start()
    for number in range(600):
        diagram.task(f"t{number}", name="")
    found = gate.check_safely(diagram.end().sources(), "p", seconds=60)
    assert (len(found), found[-1].code) == (501, "and_more")


def test_a_process_in_order_passes():
    assert not [found for found in gate.check_safely(line().sources(), "p") if found.severity != "note"]


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "WARM", None)
    monkeypatch.setattr(apart, "CHILD", ["-c", "import time; time.sleep(60)"])
    assert [found.code for found in gate.check_safely(line().sources(), "p", seconds=0.5)] == ["check_too_long"]


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "raise SystemExit(1)", "print('[]')", "print('no')", "", "x = bytearray(10**13)"],
)
def test_a_child_that_dies_or_talks_nonsense_refuses_the_diagram(monkeypatch, program):
    monkeypatch.setattr(apart, "WARM", None)
    monkeypatch.setattr(apart, "CHILD", ["-c", program])
    found = gate.check_safely(line().sources(), "p")
    assert [(each.severity, each.code) for each in found] == [("error", "check_crashed")]


def test_what_is_too_large_is_not_even_handed_over(monkeypatch):
    monkeypatch.setattr(apart, "WARM", None)
    monkeypatch.setattr(apart, "CHILD", ["-c", "raise SystemExit(1)"])
    sources = line().sources() | {"big.dmn": b" " * (apart.MOST_BYTES + 1)}
    assert [found.code for found in gate.check_safely(sources, "p")] == ["sources_too_large"]


def test_the_child_answers_in_json():
    answer = child.answer({"process.bpmn": b"no"}, {"process": "p"})
    assert [found["code"] for found in answer["findings"]] == ["not_xml"]
    assert answer["groups"] == []
