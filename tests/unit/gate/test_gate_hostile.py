"""Uploads that mean harm: each is answered, in bounded time and memory, with the element where there is one."""

from itertools import pairwise

import pytest

from app.engine import apart, gate
from tests.support import hostile
from tests.support.bpmn import Bpmn
from tests.support.gate import findings, line

# What the gate has to say of each; None: nothing that would refuse it.
SAID = {
    "10,000 elements": None,
    "10,000 twins": "duplicate_id",
    "20 sub-processes deep": None,
    "75 sub-processes deep": None,
    "lanes 35 deep": None,
    "a data line that never ends": None,
    "1,000 ways of which some": "no_condition",
    "all joins to all": "no_condition",
    "an expression 50,000 deep": "expression_broken",
    "an expression of 1 MB": "expression_broken",
    "a loop without end": None,
    "ids of 1 MB": "bad_id",
    "markup in names": None,
    "1,000 events without a name": "message_without_name",
}
LONG = {"10,000 tasks", "3,000 ways at once"}  # these are given up after a while


def refused(data: bytes) -> set[str]:
    return {each.code for each in findings(data) if each.severity == "error"}


def test_every_hostile_file_is_tried():
    assert SAID.keys() | LONG == hostile.DIAGRAMS.keys()


@pytest.mark.parametrize("data", hostile.UNREADABLE.values(), ids=hostile.UNREADABLE)
def test_what_is_no_xml_to_be_read_is_refused_as_diagram_table_form_and_called_process(data):
    assert refused(data) == {"not_xml"}
    files = line().sources() | {"t.dmn": data, "forms/f.form": data, "called/x/process.bpmn": data}
    said = {each.code for each in gate.check(files, "p") if each.severity == "error"}
    assert said == {"decision_broken", "form_unused_broken", "not_xml"}


@pytest.mark.parametrize("name", SAID)
def test_a_diagram_that_means_harm_is_answered(name):
    code = SAID[name]
    said = refused(hostile.DIAGRAMS[name])
    assert said == set() if code is None else code in said


def test_a_child_is_given_all_of_them_at_once_and_answers():
    files = {
        f"called/h{n}/process.bpmn": data for n, data in enumerate(hostile.UNREADABLE.values()) if len(data) < 10**6
    }
    found = gate.check_safely(line().sources() | files, "p", seconds=60)
    assert {each.code for each in found if each.severity == "error"} == {"not_xml"}
    assert len([each for each in found if each.code == "not_xml"]) == len(files)


@pytest.mark.parametrize("name", sorted(LONG))
def test_a_diagram_that_takes_long_is_given_up(name):
    # a child has nothing left to import: on a quick machine the smaller one is checked within a second
    found = gate.check_safely({"process.bpmn": hostile.DIAGRAMS[name]}, "p", seconds=0.2)
    assert [(each.code, each.severity) for each in found] == [("check_too_long", "error")]


def test_100_mb_are_refused_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(apart, "WARM", None)
    monkeypatch.setattr(apart, "CHILD", ["-c", "raise SystemExit(1)"])
    found = gate.check_safely({"process.bpmn": b" " * 100_000_000}, "p")
    assert [each.code for each in found] == ["sources_too_large"]


@pytest.mark.parametrize("circle", [["p"], ["q", "p"], ["q", "r", "q"]], ids="-".join)
def test_processes_that_call_each_other_in_a_circle_are_answered(circle):
    """None of them could ever come to an end."""
    called = Bpmn().start().user("ask").call("go", circle[0]).end()
    files = called.sources()
    for name, after in pairwise(circle):
        files[f"called/{name}/process.bpmn"] = Bpmn(name).start().user("ask").call("go", after).end().bytes()
    found = [each for each in gate.check(files, "p") if each.severity == "error"]
    assert [(each.code, each.element) for each in found] == [("call_never_returns", "go")]


def test_a_circle_of_calls_with_a_way_out_is_in_order():
    called = Bpmn().start().user("ask").call("go", "q").end()
    other = Bpmn("q").start().xor("again").when('= case.unit = "a"').sub("part").start("s").call("back", "p").end("e")
    other.leave().end("e1").at("again").otherwise().end("e2")
    files = called.sources() | {"called/q/process.bpmn": other.bytes()}
    assert [each.code for each in gate.check(files, "p") if each.severity == "error"] == []
    late = Bpmn("q").start().call("back", "p").end("e1").boundary("back", "late", duration="PT1H").end("e2")
    files["called/q/process.bpmn"] = late.bytes()
    assert [each.code for each in gate.check(files, "p") if each.severity == "error"] == []


def test_markup_in_a_name_stays_text():
    found = findings(hostile.DIAGRAMS["markup in names"])
    assert any(each.name == "<script>alert(1)</script>{0}%s" for each in found)
    assert all("{name}" not in each.message for each in found)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "..", "=x", "\\\\host\\share", "a\n"])
def test_names_of_forms_and_processes_that_point_elsewhere_are_not_followed(tmp_path, name):
    from app.casework import sources

    (tmp_path / "p").mkdir()
    (tmp_path / "etc").mkdir()
    diagram = Bpmn().start().user("ask", form=name).call("go", name).end()
    (tmp_path / "p" / "process.bpmn").write_bytes(diagram.bytes())
    assert set(sources.collect(tmp_path / "p", tmp_path / "forms")) == {"process.bpmn"}
