"""Whatever bytes are handed in, the gate answers with findings, and none of them is that a check failed."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import gate
from tests.support.bpmn import Bpmn
from tests.support.gate import FULL

SLOW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
SEED = FULL.bytes().decode()
PIECES = [piece for line in SEED.splitlines() for piece in line.replace(">", ">\0").split("\0") if piece]
WORDS = [
    "",
    "p",
    "ask",
    "gone",
    "true",
    "false",
    "= (",
    "=x",
    "{0}",
    "{name}",
    "R3/PT1H",
    "0",
    "%s",
    "é\u3000",
    "'",
    "a" * 300,
]
TAGS = ["userTask", "boundaryEvent", "subProcess", "parallelGateway", "lane", "process", "sequenceFlow", "startEvent"]
NOT_OURS = {"check_failed"}


def judged(data: bytes) -> None:
    for found in gate.check({"process.bpmn": data, "t.dmn": data, "forms/f.form": data}, "p", known_groups={"x"}):
        assert found.code not in NOT_OURS, str(found)
        assert str(found)
        assert found.message
        assert gate.Finding.from_json(found.to_json()) == found


@SLOW
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data):
    judged(data)


@SLOW
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_a_diagram_with_pieces_lost_moved_or_doubled_is_answered(seed, times):
    chance = random.Random(seed)
    pieces = list(PIECES)
    for _ in range(times):
        here = chance.randrange(len(pieces))
        act = chance.choice(("lose", "double", "move"))
        piece = pieces.pop(here)
        if act != "lose":
            pieces.insert(here if act == "double" else chance.randrange(len(pieces)), piece)
        if act == "double":
            pieces.insert(chance.randrange(len(pieces)), piece)
    judged("".join(pieces).encode())


@SLOW
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_a_diagram_with_other_ids_values_and_tags_is_answered(seed, times):
    chance = random.Random(seed)
    text = SEED
    for _ in range(times):
        parts = text.split('"')
        if chance.random() < 0.7:
            parts[chance.randrange(1, len(parts) - 1, 2)] = chance.choice(WORDS).replace("<", "")
            text = '"'.join(parts)
        else:
            text = text.replace(f"bpmn:{chance.choice(TAGS)}", f"bpmn:{chance.choice(TAGS)}", 1)
    judged(text.encode())


@SLOW
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25), st.randoms(use_true_random=False))
def test_any_wiring_of_any_nodes_is_answered(wires, chance):
    diagram = Bpmn()
    kinds = ("start", "user", "xor", "both", "some", "race", "task", "end", "catch", "throw")
    for number in range(10):
        diagram.pen = ""
        getattr(diagram, chance.choice(kinds))(f"n{number}")
    for source, target in wires:
        diagram.pen = f"n{source}"
        if chance.random() < 0.3:
            diagram.when("= 1 = 1")
        diagram.to(f"n{target}")
    judged(diagram.bytes())
