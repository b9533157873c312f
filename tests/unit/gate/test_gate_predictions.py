"""What the gate says of joins comes true in the engine: on random diagrams, played with random answers."""

import pytest

from app.engine.run import Deadlock
from tests.support import wiring
from tests.support.gate import findings

WARNED = {"join_may_wait", "state_explosion", "tokens_pile_up"}
NEVER = {"join_never_fires", "end_never_reached"}


@pytest.mark.parametrize("seeds", [range(first, first + 25) for first in range(0, 100, 25)], ids=str)
def test_a_case_gets_stuck_only_where_the_gate_has_warned(seeds):
    for seed in seeds:
        diagram = wiring.draw(seed)
        found = {each.code for each in findings(diagram)}
        refused = any(each.severity == "error" for each in findings(diagram))
        if refused or found & WARNED:
            continue
        for chance in range(3):
            case = wiring.play(diagram, chance)
            assert not [each for each in case.view.incidents if each.message == str(Deadlock())], seed
            assert case.view.status == "ended" or case.view.tasks, seed


@pytest.mark.parametrize("seeds", [range(first, first + 50) for first in range(0, 200, 50)], ids=str)
def test_a_join_that_never_fires_never_does(seeds):
    for seed in seeds:
        diagram = wiring.draw(seed)
        errors = [each for each in findings(diagram) if each.severity == "error"]
        if errors and {each.code for each in errors} <= NEVER:
            for chance in range(3):
                assert not {each.element for each in errors} & set(wiring.play(diagram, chance).trail), seed
