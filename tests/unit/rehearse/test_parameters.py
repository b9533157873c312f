"""A rehearsal has the parameters of the organisation beside the processes, or those of its example."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.casework import checking, examples, rehearsal, rehearse
from app.casework.rehearsal import Result
from tests.support.bpmn import Bpmn

DECLARED = """
parameters:
  - {id: reply_limit, name: 答复的时限, type: limit, clocks: [WD], purpose: 答复, source: 文本未规定}
  - {id: most, name: 最多几轮, type: count, purpose: 回路, source: 文本未规定}
"""
ORGANISATION = """
units: {id: bank, name: 银行, children: [{id: branch, name: 支行}]}
people: [{login: li, name: 李, roles: [clerk@branch]}]
parameters: {bank: {reply_limit: 2WD}}
"""
START = "start: {at: 2026-03-02T10:00, by: li}\n"


@pytest.fixture
def processes(tmp_path: Path) -> Path:
    folder = tmp_path / "processes"
    (folder / "p").mkdir(parents=True)
    (folder / "parameters.yaml").write_text(DECLARED, "utf-8")
    (folder / "organisation.yaml").write_text(ORGANISATION, "utf-8")
    diagram = Bpmn().start().user("reply", groups="clerk@branch", due="= due(parameters.reply_limit)").end()
    (folder / "p" / "process.bpmn").write_bytes(diagram.bytes())
    return folder


def work(processes: Path, text: str) -> Result:
    example = examples.parse(text, "example.yaml", "p")
    return rehearsal.work(example, rehearse.setting_of(processes / "p"))


def test_a_case_has_the_value_of_the_unit_above_its_own(processes: Path) -> None:
    result = work(processes, START + "expect: {due: {reply: 2026-03-04T17:30}}")
    assert result.passed, result.failures


def test_an_example_may_say_otherwise(processes: Path) -> None:
    result = work(processes, "parameters: {reply_limit: 5WD}\n" + START + "expect: {due: {reply: 2026-03-09T17:30}}")
    assert result.passed, result.failures


@pytest.mark.parametrize("said", ["{reply_limit: 5H}", "{ghost: 1}"])
def test_what_it_says_has_to_be_declared_and_to_fit(processes: Path, said: str) -> None:
    assert [each.what for each in work(processes, f"parameters: {said}\n" + START).failures] == ["refused"]


def test_an_empty_parameter_fails_the_example_and_names_itself(processes: Path) -> None:
    (processes / "organisation.yaml").write_text(ORGANISATION.partition("parameters:")[0], "utf-8")
    failure = work(processes, START).failures[0]
    assert (failure.what, "reply_limit" in failure.found) == ("refused", True)


def test_the_check_of_a_folder_knows_what_is_declared_beside_it(processes: Path) -> None:
    assert checking.check(processes / "p").ok
    (processes / "parameters.yaml").write_text(DECLARED.replace("reply_limit", "answer_limit"), "utf-8")
    assert "parameters.unknown" in {finding.code for finding in checking.check(processes / "p").findings}
