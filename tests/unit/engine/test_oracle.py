"""The engine does what random diagrams mean; `scripts/oracle.py` asks it of as many as one likes."""

import random

import pytest

from app.engine import gate
from scripts import oracle
from tests.support.oracle.drawing import Drawing


@pytest.mark.parametrize("seeds", [range(first, first + 50) for first in range(0, 300, 50)], ids=str)
def test_the_engine_does_what_the_diagram_means(seeds):
    assert oracle.check_all(seeds) == []


def test_the_oracle_notices_a_difference(monkeypatch):
    monkeypatch.setattr(oracle.Reference, "loop", lambda self, block, scope, then, _: then())
    assert oracle.check_all(range(30)) != []


@pytest.mark.parametrize("seed", range(12))
def test_what_the_oracle_draws_could_be_deployed(seed):
    drawing = Drawing(random.Random(seed))
    found = gate.check(drawing.sources, "oracle")
    nobody = {"nobody", "no_job"}  # it names no people
    assert {each.code for each in found if each.severity == "error"} <= nobody
