"""Activities: who works on them, what they write, and how often they run."""

from decimal import Decimal

import pytest

from app.engine import commands
from app.errors import BadValue, CaseEnded, JobGone, TaskClosed, TaskTaken
from tests.support.bpmn import Bpmn
from tests.support.play import LOCAL, Play


def test_a_case_ends_at_its_end_event():
    play = Play(Bpmn().start().task("pass").end("done"))
    assert (play.ended, play.trail) == ("done", ["start", "pass", "done"])
    with pytest.raises(CaseEnded):
        play.do(commands.SetValues(by="li", values={}, reason="late"))


def test_a_task_says_who_may_do_it_and_until_when():
    diagram = Bpmn().start().user("work", groups='="clerk@" + bank', due="= workdays(2)", priority="80").end()
    task = Play(diagram, bank="a").task("work")
    assert (task.groups, task.clock, task.due_at, task.priority) == (("clerk@a",), "2WD", LOCAL("2026-03-04T17:30"), 80)
    assert (task.no, task.key, task.visit, task.provisional) == (1, "work#1", 1, False)


def test_a_task_that_is_done_cannot_be_done_again():
    play = Play(Bpmn().start().user("work").user("next").end())
    command = commands.Complete(by="li", task="work#1", values={"a": 1})
    play.do(command)
    with pytest.raises(TaskClosed):
        play.do(command)


def test_a_claimed_task_is_not_for_others_until_it_is_released():
    play = Play(Bpmn().start().user("work").end())
    play.do(commands.Claim(by="li", task="work#1"))
    with pytest.raises(TaskTaken):
        play.do(commands.Claim(by="wang", task="work#1"))
    play.do(commands.Release(by="li", task="work#1"))
    assert play.do(commands.Claim(by="wang", task="work#1")).changed[0].assignee == "wang"


def test_an_assignment_that_fails_is_an_incident_on_the_task_and_not_on_the_one_before():
    play = Play(Bpmn().start().user("first").user("work", groups='="clerk@" + bank').end()).complete("first")
    assert (play.incidents, play.open) == (["work"], [])
    play.do(commands.SetValues(by="li", values={"bank": "a"}, reason="forgotten"))
    play.do(commands.Retry(by="li", incident="work#1"))
    assert play.open == ["work"]


def test_scripts_compute_with_decimals_and_what_changed_is_said():
    play = Play(Bpmn().start().script("sum", "= price * 3", "total").end(), price=Decimal("0.1"))
    assert play.values["total"] == Decimal("0.3")
    assert [(c.name, c.before, c.after) for c in play.last.changes if c.name == "total"] == [
        ("total", None, Decimal("0.3"))
    ]


def test_no_key_in_the_users_data_is_reserved():
    odd = {"typename": "x", "$": 1, "$$v": [1, None], "data": {"typename": "y"}}
    play = Play(Bpmn().start().user("work").user("next").end()).complete("work", **odd)
    assert {name: play.values[name] for name in odd} == odd


def test_what_cannot_be_kept_is_refused_before_anything_happens():
    play = Play(Bpmn().start().user("work").end())
    with pytest.raises(BadValue):
        play.complete("work", a=object())
    assert play.open == ["work"]


def test_input_and_output_mappings():
    diagram = Bpmn().start().user("work").mapping({"limit": "= amount * 2"}, {"answer": "= text + string(limit)"}).end()
    play = Play(diagram, amount=2)
    play.complete("work", text="n")
    assert play.values == {"amount": 2, "answer": "n4"}


def test_a_service_task_is_a_job_for_the_worker():
    play = Play(Bpmn().start().service("ring", "call").user("next").end(), phone="1")
    assert [(job.key, job.type) for job in play.last.jobs] == [("ring#1", "call")]
    play.do(commands.JobDone(by="system:jobs", job="ring#1", values={"heard": True}))
    assert (play.open, play.values["heard"]) == (["next"], True)
    with pytest.raises(JobGone):
        play.do(commands.JobDone(by="system:jobs", job="ring#1"))


def test_a_job_that_fails_for_good_is_an_incident_and_a_retry_opens_it_again():
    play = Play(Bpmn().start().service("ring", "call").end())
    play.do(commands.JobFailed(by="system:jobs", job="ring#1", message="busy"))
    assert [i.message for i in play.view.incidents] == ["busy"]
    assert [job.key for job in play.do(commands.Retry(by="li", incident="ring#1")).jobs] == ["ring#1"]
    play.do(commands.JobDone(by="system:jobs", job="ring#1"))
    assert play.ended == "end"


def test_a_job_can_fail_with_an_error_that_the_diagram_catches():
    diagram = Bpmn().start().service("ring", "call").end().boundary("ring", "busy", error="BUSY").user("write").end("w")
    play = Play(diagram)
    play.do(commands.JobFailed(by="system:jobs", job="ring#1", message="busy", error_code="BUSY"))
    assert (play.open, play.incidents) == (["write"], [])


def votes(**more) -> Bpmn:
    return (
        Bpmn()
        .start()
        .user("vote", assignee="= who")
        .each("= people", "who", collect=("votes", "= answer"), **more)
        .end()
    )


def test_parallel_instances_give_results_in_the_order_of_their_items():
    play = Play(votes(), people=["a", "b", "c"])
    assert [(t.key, t.assignee) for t in play.view.tasks] == [(f"vote[{i}]#1", who) for i, who in enumerate("abc", 1)]
    play.complete("vote[3]", answer="third").complete("vote[1]", answer="first").complete("vote[2]", answer=None)
    assert (play.ended, play.values["votes"]) == ("end", ["first", None, "third"])
    assert "answer" not in play.values


def test_sequential_instances_run_one_after_another_and_a_null_item_is_an_item():
    diagram = Bpmn().start().user("ask").each("= [1, null, 3]", "n", sequential=True, collect=("seen", "= n")).end()
    play = Play(diagram)
    for _ in range(3):
        assert play.open == ["ask"]
        play.complete("ask")
    assert play.values["seen"] == [1, None, 3]


def test_a_completion_condition_ends_the_rest():
    play = Play(votes(until="= numberOfCompletedInstances >= 2"), people=["a", "b", "c"])
    play.complete("vote[2]", answer=2).complete("vote[3]", answer=3)
    assert (play.ended, play.values["votes"]) == ("end", [None, 2, 3])
    assert [c.how for c in play.last.closed] == ["completed", "cancelled"]


def test_nothing_to_run_over_passes_at_once():
    assert Play(votes(), people=[]).values["votes"] == []


def test_a_second_round_of_a_multi_instance_starts_afresh():
    diagram = Bpmn().start().xor("top").user("vote").each("= people", "who", collect=("votes", "= answer")).user("ok")
    diagram.xor("q").when("= ok").end().at("q").otherwise().to("top")
    play = Play(diagram, people=["a", "b"])
    for answer in (1, 2):
        play.complete("vote[1]", answer=answer).complete("vote[2]", answer=answer).complete("ok", ok=answer == 2)
    assert (play.ended, play.values["votes"]) == ("end", [2, 2])


def test_instances_of_a_sub_process_keep_their_item_to_themselves():
    diagram = Bpmn().start().sub("each_bank").each("= banks", "bank").start("s").user("ask", groups='="c@" + bank')
    diagram.end("e").leave().user("after").end()
    play = Play(diagram, banks=["x", "y"])
    assert [t.groups for t in play.view.tasks] == [("c@x",), ("c@y",)]
    keys = [t.key for t in play.view.tasks]
    assert keys == ["ask#1", "ask#2"]
    for key in keys:
        play.do(commands.Complete(by="li", task=key))
    assert play.open == ["after"]


def test_a_timer_on_a_multi_instance_takes_all_instances_and_what_is_inside_away():
    diagram = Bpmn().start().sub("each_bank").each("= banks", "bank").start("s").user("ask").end("e").leave().end()
    diagram.boundary("each_bank", "late", duration="PT1H").user("urge").end("told")
    play = Play(diagram, banks=["x", "y"]).until("2026-03-02T11:00")
    assert play.open == ["urge"]
    assert play.complete("urge").ended == "told"


def called() -> bytes:
    return (
        Bpmn("q").start("start").user("visit", groups="clerk").script("note", "= answer + 1", "next").end("end").bytes()
    )


def test_a_called_process_has_values_of_its_own_and_gives_them_back():
    diagram = Bpmn().start().call("follow", "q").user("after").end()
    play = Play(diagram, files={"called/q/process.bpmn": called()}, a=1)
    assert play.open == ["visit"]
    play.complete("visit", answer=4)
    assert (play.open, play.values) == (["after"], {"a": 1, "answer": 4, "next": 5})
    assert play.trail == ["start", "follow", "q:start", "visit", "note", "q:end", "after"]


def test_a_called_process_gives_back_only_what_is_mapped():
    diagram = Bpmn().start().call("follow", "q").mapping({"b": "= a"}, {"result": "= next"}).end()
    play = Play(diagram, files={"called/q/process.bpmn": called()}, a=1)
    assert play.complete("visit", answer=4).values == {"a": 1, "result": 5}


def test_a_case_that_is_cancelled_leaves_nothing_open():
    play = Play(Bpmn().start().user("work", due="= workdays(2)").end())
    step = play.do(commands.Cancel(by="li", reason="opened twice"))
    assert (step.status, play.open, play.view.timers, [c.how for c in step.closed]) == (
        "cancelled",
        [],
        (),
        ["cancelled"],
    )


def test_the_same_commands_give_the_same_digests():
    diagram = votes()
    one, two = (Play(diagram, people=["a", "b"]).complete("vote[2]", answer=1) for _ in range(2))
    assert [s.digest for s in one.steps] == [s.digest for s in two.steps]
