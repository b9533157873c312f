"""Coverage: the sequence flows that no worked example has taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.casework import coverage, rehearse
from app.cli import main

ROOT = Path(__file__).parents[3] / "processes"
ORGANISATION = "units: {id: bank, name: 银行}\npeople: [{login: li, name: 李, roles: [clerk@bank]}]\n"
DIAGRAM = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="https://e/">
  <bpmn:process id="p" name="流程" isExecutable="true">
    <bpmn:startEvent id="start" name="开始"/>
    <bpmn:scriptTask id="decide" name="判定">
      <bpmn:extensionElements><zeebe:script expression="=true" resultVariable="small"/></bpmn:extensionElements>
    </bpmn:scriptTask>
    <bpmn:exclusiveGateway id="is_small" name="金额小？" default="large"/>
    <bpmn:endEvent id="quick" name="即办"/>
    <bpmn:endEvent id="slow" name="批办"/>
    <bpmn:sequenceFlow id="begin" sourceRef="start" targetRef="decide"/>
    <bpmn:sequenceFlow id="ask" sourceRef="decide" targetRef="is_small"/>
    <bpmn:sequenceFlow id="small" name="是" sourceRef="is_small" targetRef="quick">
      <bpmn:conditionExpression>=small</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="large" name="否" sourceRef="is_small" targetRef="slow"/>
  </bpmn:process>
</bpmn:definitions>"""


@pytest.fixture
def process(tmp_path: Path) -> Path:
    folder = tmp_path / "processes" / "p"
    (folder / "examples").mkdir(parents=True)
    (tmp_path / "forms").mkdir()
    (folder.parent / "organisation.yaml").write_text(ORGANISATION, "utf-8")
    (folder / "process.bpmn").write_text(DIAGRAM, "utf-8")
    return folder


def example(process: Path) -> None:
    (process / "examples" / "one.yaml").write_text("start: {at: 2026-09-29T10:00, by: li}\n", "utf-8")


def untaken(path: Path) -> list[str]:
    return [each.flow for each in coverage.untaken([path], rehearse.rehearse(path))]


def test_without_examples_every_flow_is_untaken(process: Path) -> None:
    assert untaken(process) == ["begin", "ask", "small", "large"]


def test_what_an_example_has_taken_is_not_listed_and_the_rest_is_named(process: Path) -> None:
    example(process)
    for path in (process, process.parent, process / "examples" / "one.yaml"):
        assert untaken(path) == ["large"]
    (left,) = coverage.untaken([process], rehearse.rehearse(process))
    assert str(left) == "p: is_small「金额小？」 → slow「批办」 「否」[large]"


def test_the_command_fails_while_a_flow_is_untaken(process: Path) -> None:
    example(process)
    arguments = ["rehearse", "--coverage", str(process)]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert (done.exit_code, "slow「批办」" in done.stdout) == (1, True)
    told = CliRunner().invoke(main, [*arguments, "--json"], catch_exceptions=False)
    assert '"flow": "large"' in told.stdout
    (process / "process.bpmn").write_text(
        DIAGRAM.replace('<bpmn:endEvent id="slow" name="批办"/>', "")
        .replace('<bpmn:sequenceFlow id="large" name="否" sourceRef="is_small" targetRef="slow"/>', "")
        .replace(' default="large"', ""),
        "utf-8",
    )
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert (done.exit_code, done.stdout) == (0, "every sequence flow is taken by an example\n")


@pytest.mark.parametrize("process", sorted(path.parent.name for path in ROOT.glob("*/examples")))
def test_the_examples_of_a_shipped_process_pass_and_take_every_flow(process: str) -> None:
    results = list(rehearse.rehearse(ROOT / process))
    assert [str(failure) for result in results for failure in result.failures] == []
    assert list(map(str, coverage.untaken([ROOT / process], results))) == []
