"""docs/bpmn.md is the table of constructs, the table agrees with the gate, and no construct is missing from it."""

import ast
from pathlib import Path

import pytest

from app.engine.elements import NODES
from app.engine.gate.constructs import REFUSED
from app.engine.gate.events import ALLOWED
from scripts import bpmn_table
from tests.support.constructs import SECTIONS, Row

ROWS = {row.key: row for section in SECTIONS.values() for row in section}
# BPMN 2.0.2, table 10.93: which kinds of event there are at which place.
EVENTS = {
    "startEvent": "none message timer conditional signal multiple parallelMultiple",
    "subProcess@": "message timer error escalation conditional compensate signal multiple parallelMultiple",
    "intermediateCatchEvent": "message timer conditional link signal multiple parallelMultiple",
    "intermediateThrowEvent": "none message escalation compensate link signal multiple",
    "endEvent": "none message error escalation cancel compensate signal terminate multiple",
    "boundaryEvent": "message timer error escalation cancel compensate conditional signal multiple parallelMultiple",
}
PLACES = {"subProcess@": "event sub-process"}  # what the gate calls it
DRAWN_BY_OTHERS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}


def key(place: str, kind: str) -> str:
    return place + kind if place.endswith("@") else f"{place}/{kind}"


CASES = [(place, kind) for place, kinds in EVENTS.items() for kind in kinds.split()]


@pytest.mark.parametrize(("place", "kind"), CASES, ids=lambda part: part)
def test_each_event_stands_in_the_table_as_the_gate_has_it(place, kind):
    row = ROWS[key(place, kind)]
    if "ultiple" not in kind:
        assert bool(row.refused) == (kind not in ALLOWED[PLACES.get(place, place)])


def test_each_node_of_bpmn_stands_in_the_table():
    assert ROWS.keys() >= NODES - DRAWN_BY_OTHERS
    assert {name for name in REFUSED.keys() & ROWS.keys() if not ROWS[name].refused} == set()


def test_what_is_refused_says_why_and_everything_has_a_proof():
    assert [row.key for row in ROWS.values() if not row.proofs] == []
    assert len(ROWS) == sum(map(len, SECTIONS.values()))


def names(file: str) -> set[str]:
    return {node.name for node in ast.parse(Path(file).read_text()).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_proof_is_there(row: Row):
    for proof in row.proofs:
        file, _, test = proof.partition("::")
        assert test.partition("[")[0] in names(str(bpmn_table.ROOT / file))


def test_the_document_is_what_the_table_says():
    assert bpmn_table.TARGET.read_text() == bpmn_table.text(), "run scripts/bpmn_table.py"
