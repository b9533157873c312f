"""The engine does what random diagrams mean; `scripts/oracle.py` asks it of as many as one likes."""

import random

import pytest

from app.engine import gate
from scripts import oracle
from tests.support.oracle.growing import grow
from tests.support.oracle.nets import Net
from tests.support.oracle.soundness import sound
from tests.support.oracle.tokens import Tokens

BLOCKS, LOOSE = range(0, 60, 2), range(1, 61, 2)  # even seeds are drawn in blocks, odd ones are not


@pytest.mark.parametrize("seeds", [range(first, first + 50) for first in range(0, 300, 50)], ids=str)
def test_the_engine_does_what_the_diagram_means(seeds):
    assert oracle.check_all(seeds) == []


def test_the_oracle_notices_a_difference(monkeypatch):
    monkeypatch.setattr(oracle.Reference, "loop", lambda self, block, scope, then, _: then())
    assert oracle.check_all(BLOCKS) != []


def test_the_oracle_notices_a_difference_where_there_is_no_structure(monkeypatch):
    chosen = Tokens._chosen
    monkeypatch.setattr(Tokens, "_chosen", lambda self, node: chosen(self, node)[-1:])
    assert oracle.check_all(LOOSE) != []


@pytest.mark.parametrize("seed", range(24))
def test_what_the_oracle_draws_could_be_deployed(seed):
    found = gate.check(oracle.drawn(seed).sources, "oracle")
    nobody = {"nobody", "no_job"}  # it names no people
    assert {each.code for each in found if each.severity == "error"} <= nobody


def net(*flows: str, events: str = "") -> Net:
    """A net from flows such as `s>x1`: the letter is the kind of a node, and each of its names is one node."""
    kinds = {"s": "start", "d": "do", "e": "end", "q": "stop", "x": "xor", "a": "and", "o": "or", "b": "event"}
    ends = [flow.split(">") for flow in flows]
    names = list(dict.fromkeys(name for flow in ends for name in flow))
    number = {name: place for place, name in enumerate(names, 1)}
    lines = {100 + place: (number[one], number[two]) for place, (one, two) in enumerate(ends)}
    hosts = {number[event]: number[host] for event, host in (pair.split("@") for pair in events.split())}
    return Net({number[name]: kinds[name[0]] for name in names}, lines, hosts)


PAIR = ("s>a1", "a1>d1", "a1>d2")
SOUND = {
    "a loop is left from the middle": net("s>x1", "x1>d1", "d1>x2", "x2>d2", "d2>x1", "x2>e1"),
    "branches that synchronise": net(*PAIR, "d1>a2", "d2>a3", "a2>a3", "a2>e1", "a3>e2"),
    "several ends": net("s>x1", "x1>d1", "x1>d2", "d1>e1", "d2>e2"),
    "two tokens come and go": net(*PAIR, "d1>x1", "d2>x1", "x1>d3", "d3>e1"),
    "an OR join takes what comes": net(*PAIR, "d1>x1", "x1>o1", "x1>e2", "d2>o1", "o1>e1"),
    "an end that stops the rest": net(*PAIR, "d1>q1", "d2>e1"),
    "an event leads away": net("s>d1", "d1>e1", "b1>d2", "d2>e1", events="b1@d1"),
}
UNSOUND = {
    "a join of branches that exclude each other": net("s>x1", "x1>d1", "x1>d2", "d1>a1", "d2>a1", "a1>e1"),
    "a token is left over": net(*PAIR, "d1>x1", "x1>a2", "x1>e2", "d2>a2", "a2>e1"),
    "no way out": net("s>d1", "d1>x1", "x1>e1", "x1>d2", "d2>x2", "x2>d3", "d3>x2"),
    "tokens pile up": net("s>x1", "x1>d1", "d1>a1", "a1>x1", "a1>e1"),
    "an event takes a token that a join needs": net(*PAIR, "d1>a2", "d2>a2", "a2>e1", "b1>e1", events="b1@d1"),
    "a loop of gateways": net("s>d1", "d1>x1", "x1>x2", "x2>x1", "x2>e1"),
    "nothing is waited for": net("s>x1", "x1>d1", "x1>e1", "d1>e1"),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_net_is_found_sound(name):
    assert sound(SOUND[name])


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_net_is_found_out(name):
    assert not sound(UNSOUND[name])


def test_nets_grow_into_what_no_blocks_can_draw():
    nets = [grow(random.Random(seed), rounds=9) for seed in range(40)]
    assert any(count(each.into, each) != count(each.out, each) for each in nets)
    assert any(list(each.nodes.values()).count("end") > 1 for each in nets)
    assert all(sound(each) for each in nets)


def count(flows, net: Net) -> int:
    """How many AND gateways have several of these flows."""
    return sum(len(flows[node]) > 1 for node, kind in net.nodes.items() if kind == "and")
