"""What a finding says, and that the gate finds nothing where nothing is wrong."""

import re

from app.engine import gate
from app.engine.gate import checks
from app.engine.gate.finding import Finding, Kind
from tests.support.bpmn import Bpmn
from tests.support.gate import errors, findings, line


def test_a_process_in_order_has_only_notes():
    assert {each.severity for each in findings(line())} == {"note"}


def test_a_finding_says_where_why_and_what_to_do_in_both_languages():
    found = next(each for each in findings(Bpmn().start().user("work", groups=" ").end()) if each.code == "nobody")
    assert (found.severity, found.element, found.name) == ("error", "work", "work")
    assert found.message == "用户任务「work」没有说由谁办理"
    assert found.message_en == "The user task work does not say who does it"
    assert found.hint
    assert found.hint_en
    assert str(found) == "error work: The user task work does not say who does it [nobody]"
    assert Finding.from_json(found.to_json()) == found


def test_errors_come_before_warnings_and_notes():
    diagram = Bpmn().start().user("work", groups=" ", name="").script("s", "= lost", "x").end()
    severities = [each.severity for each in findings(diagram)]
    assert set(severities) == {"error", "warning", "note"}
    assert severities == sorted(severities, key=["error", "warning", "note"].index)


def test_every_kind_of_finding_has_both_languages_a_hint_and_a_code_of_its_own():
    kinds = _all_kinds()
    assert len({kind.code for kind in kinds}) == len(kinds) > 100
    for kind in kinds:
        assert re.search(r"[\u4e00-\u9fff]", kind.zh), kind.code
        assert not re.search(r"[\u4e00-\u9fff]", kind.en), kind.code
        assert bool(kind.hint_zh) == bool(kind.hint_en) == (kind.severity != "note" or bool(kind.hint_en)), kind.code
        assert re.search(r"[\u4e00-\u9fff]", kind.hint_zh) or not kind.hint_zh, kind.code
        assert not re.search(r"[\u4e00-\u9fff]", kind.hint_en), kind.code


def test_a_long_name_is_cut_so_that_a_finding_stays_a_sentence():
    found = findings(Bpmn().start().user("work", groups=" ", name="很长" * 500).end())
    assert max(len(each.message) for each in found) < 250


def test_a_check_that_fails_refuses_the_diagram_instead_of_raising(monkeypatch):
    def broken(handed):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(checks, "PHASES", ((broken,),))
    assert errors(line()) == [("check_failed", None)]


def test_findings_of_a_called_process_name_it():
    called = Bpmn("inner").start("s2").user("there", groups=" ").end("e2").bytes()
    found = findings(Bpmn().start().call("go", "inner").end(), {"called/inner/process.bpmn": called})
    assert [(each.code, each.process) for each in found if each.severity == "error"] == [("nobody", "inner")]
    assert str(found[0]).startswith("error inner/there: ")


def test_what_the_engine_cannot_load_is_refused(monkeypatch):
    from app.engine import library
    from app.engine.spiff.build import Unbuildable

    def refuse(sources, process):
        raise Unbuildable(element="work", why="a test says so")

    monkeypatch.setattr(library, "load", refuse)
    assert errors(line()) == [("not_loaded", "work")]
    assert not [
        each for each in gate.check({"process.bpmn": line().bytes()}, "p", load=False) if each.severity == "error"
    ]


def _all_kinds() -> list[Kind]:
    import importlib
    import pkgutil

    names = [module.name for module in pkgutil.iter_modules(gate.__path__) if module.name != "__main__"]
    modules = [importlib.import_module(f"app.engine.gate.{name}") for name in names]
    return list({id(value): value for m in modules for value in vars(m).values() if isinstance(value, Kind)}.values())
