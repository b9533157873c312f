"""No limit is met where cases are long, wide or deep: no token is lost, and a state holds what is open and no more."""

from app import engine
from app.engine import commands
from tests.support.bpmn import Bpmn
from tests.support.play import CALENDARS, Play

ROUNDS = 5_000


def test_five_thousand_rounds_of_a_rework_loop_lose_no_token_and_leave_nothing_behind():
    diagram = Bpmn().start().xor("again").user("work").both("split").task("x").both("join").xor("ok")
    diagram.at("split").task("y").to("join")
    diagram.boundary("work", "urge", interrupting=False, duration="PT10H").user("remind").end("told")
    diagram.boundary("work", "withdraw", message="withdrawn").end("withdrawn")
    diagram.at("ok").when("= done").end().at("ok").otherwise().to("again")
    play = Play(diagram, done=False)
    state, sizes = play.state or b"", []
    for number in range(1, ROUNDS + 1):
        command = commands.Complete(by="li", task=f"work#{number}", values={"done": number == ROUNDS})
        step = engine.advance(play.version, state, command, play.now, CALENDARS)
        state = step.state
        sizes.append(len(state))
    view = engine.view(play.version, state)
    assert (step.status, step.ended, view.visits["join"]) == ("ended", "end", ROUNDS)
    assert max(sizes) - sizes[9] < 30  # the counters have more digits


def test_thirty_and_blocks_in_a_row():
    diagram = Bpmn().start()
    for i in range(30):
        diagram.both(f"s{i}").user(f"a{i}").both(f"j{i}")
        diagram.at(f"s{i}").user(f"b{i}").to(f"j{i}").at(f"j{i}")
    play = Play(diagram.end())
    sizes = []
    for i in range(30):
        assert play.open == [f"a{i}", f"b{i}"]
        sizes.append(len(play.state or b""))
        play.complete(f"b{i}").complete(f"a{i}")
    assert play.ended == "end"
    assert max(sizes) - sizes[0] < 500  # each element has a count of its visits, and nothing else is left of it


def test_five_hundred_instances_in_parallel():
    diagram = Bpmn().start().sub("count").each("= items", "item", collect=("answers", "= answer"))
    diagram.start("begin").script("double", "= item * 2", "answer").end("counted").leave().end()
    play = Play(diagram, items=list(range(500)), answer=None)
    assert (play.ended, play.trail.count("double")) == ("end", 500)
    assert play.values["answers"] == list(range(0, 1000, 2))


def test_five_hundred_tasks_open_at_once():
    diagram = Bpmn().start().user("vote")
    diagram.each("= items", "item", collect=("answers", "= answer"), until="= numberOfCompletedInstances = 20").end()
    play = Play(diagram, items=list(range(500)))
    assert len(play.view.tasks) == 500
    for number in range(500, 480, -1):
        play.do(commands.Complete(by="li", task=f"vote[{number}]#1", values={"answer": number}))
    assert (play.ended, play.values["answers"]) == ("end", [None] * 480 + list(range(481, 501)))


def test_two_thousand_tasks_in_a_row():
    diagram = Bpmn().start()
    for i in range(2000):
        diagram.task(f"t{i}")
    play = Play(diagram.end())
    assert (play.ended, len(play.trail)) == ("end", 2002)


def test_sub_processes_in_sub_processes():
    diagram, depth = Bpmn().start(), 60
    for i in range(depth):
        diagram.sub(f"s{i}").start(f"st{i}")
    diagram.user("deep")
    for i in reversed(range(depth)):
        diagram.end(f"e{i}").leave()
    play = Play(diagram.end())
    assert (play.open, play.complete("deep").ended) == (["deep"], "end")
