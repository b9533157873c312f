"""The engine does what random diagrams mean; `scripts/oracle.py` asks it of as many as one likes."""

import random
from collections.abc import Iterator

import pytest

from app.engine import commands, gate
from scripts import oracle
from tests.support.bpmn import Bpmn
from tests.support.oracle.growing import grow
from tests.support.oracle.meaning import Block, Plan
from tests.support.oracle.nets import Net
from tests.support.oracle.reference import Reference
from tests.support.oracle.soundness import begins_crowded, crowded, sound
from tests.support.oracle.tokens import Tokens
from tests.support.play import Play

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


TWO_AT_ONCE = net("s>a1", "a1>x2", "x2>x1", "a1>x1", "x1>d1", "d1>e1")  # and one of them by a longer way


def test_a_net_that_begins_with_two_tokens_in_one_activity_is_told_from_one_that_comes_to_have_them():
    later = SOUND["two tokens come and go"]
    assert sound(TWO_AT_ONCE)
    assert (begins_crowded(TWO_AT_ONCE), begins_crowded(later)) == (True, False)


def in_the_engine(*completed: int) -> list[str]:
    """What is open after tasks were completed: two instances of a pair of tokens, and what comes after the pair."""
    diagram = Bpmn().start().sub("each").each("= [1, 2]", "n").start("s").sub("pair").start("t").both("split")
    diagram.xor("longer").xor("merge").user("u").end("e").at("split").to("merge").leave().user("w").end("f").leave()
    play = Play(diagram.end())
    tasks = play.view.tasks
    for one in completed:
        play.do(commands.Complete(by="li", task=tasks[one].key, values={}))
    return play.open


def in_the_reference(*completed: int) -> list[str]:
    task = {next(node for node, kind in TWO_AT_ONCE.nodes.items() if kind == "do"): Block("task", "u", "u")}
    pair = Block("sub", "pair", "pair", ((None, Block("net", "", "", plan=Plan(TWO_AT_ONCE, task))),))
    then = Block("sequence", "pair", "w", ((None, pair), (None, Block("task", "w", "w"))))
    each = Block("many", "each", "each", ((None, Block("sub", "each", "each", ((None, then),))),), count=2)
    reference = Reference(Block("whole", "p", "p", ((None, each),)), oracle.START)
    tasks = reference.open
    for one in completed:
        reference.complete(tasks[one], {})
    return [each.element for each in reference.open]


@pytest.mark.parametrize("played", [in_the_engine, in_the_reference])
@pytest.mark.parametrize("first", range(4))
def test_each_token_belongs_to_one_other_whichever_came_first(played, first):
    """BPMN does not say in which order the four come, only that they are two and two."""
    after = [played(first, second) for second in range(4) if second != first]
    assert sorted(after) == [["u", "u"], ["u", "u"], ["u", "u", "w"]]


def nets_abreast(block: Block, abreast: bool = False) -> Iterator[Net]:
    """The nets of which several instances may begin at once: in parallel instances, and where two tokens may be."""
    abreast = abreast or (block.kind == "many" and not block.sequential)
    for _, part in block.parts:
        yield from nets_abreast(part, abreast)
    if block.plan:
        yield from [block.plan.net] if abreast else []
        busy = crowded(block.plan.net)
        for node, part in block.plan.blocks.items():
            yield from nets_abreast(part, abreast or node in busy)


def test_no_instances_that_may_begin_at_once_begin_with_two_tokens_in_one_activity():
    drawn = [each for seed in (23453, *range(1, 120, 2)) for each in nets_abreast(oracle.drawn(seed).block)]
    assert len(drawn) > 10
    assert not any(map(begins_crowded, drawn))


def test_nets_that_may_stand_abreast_grow_without_two_tokens_in_one_activity_at_first():
    several = [[grow(random.Random(seed), 9, abreast=abreast) for seed in range(60)] for abreast in (True, False)]
    assert [any(map(begins_crowded, nets)) for nets in several] == [False, True]


def test_nets_grow_into_what_no_blocks_can_draw():
    nets = [grow(random.Random(seed), rounds=9) for seed in range(40)]
    assert any(count(each.into, each) != count(each.out, each) for each in nets)
    assert any(list(each.nodes.values()).count("end") > 1 for each in nets)
    assert all(sound(each) for each in nets)


def count(flows, net: Net) -> int:
    """How many AND gateways have several of these flows."""
    return sum(len(flows[node]) > 1 for node, kind in net.nodes.items() if kind == "and")
