"""Ladders and deputies of tasks."""

from app.engine import commands
from tests.support.bpmn import Bpmn
from tests.support.play import LOCAL, Play


def due() -> Bpmn:
    return Bpmn().start().user("work", groups="clerk@bank-a", due="= workdays(2)").end()


def test_the_default_ladder_climbs_in_working_time():
    play = Play(due(), at="2026-03-02T09:00").until("2026-03-20T10:00")
    fired = [(s.fired.kind, s.fired.due) for s in play.steps if s.fired]
    assert [kind for kind, _ in fired] == ["remind", "urge", "breach", "escalate"]
    assert fired[2][1] == LOCAL("2026-03-04T17:30")
    assert fired[0][1] < fired[1][1] < fired[2][1] < fired[3][1]
    task = play.task("work")
    assert (task.urged, task.breached, task.deputies) == (2, True, ("head@bank-a", "leader@bank-a"))


def test_a_ladder_never_completes_a_task_and_ends_with_it():
    play = Play(due()).until("2026-03-05T10:00")
    assert play.open == ["work"]
    play.complete("work")
    assert (play.ended, play.view.timers) == ("end", ())


def test_who_is_told_is_the_one_who_has_the_task():
    play = Play(due())
    play.do(commands.Claim(by="chen", task="work#1"))
    play.until("2026-03-03T15:00")
    assert [n.users for s in play.steps for n in s.notices] == [("chen",)]


def test_no_ladder_when_the_diagram_says_none():
    diagram = Bpmn().start().user("work", due="= workdays(2)").properties(ladder="none").end()
    assert Play(diagram).view.timers == ()


def deputies() -> Bpmn:
    diagram = Bpmn().start().user("sign", groups="handler-a@bank-a")
    return diagram.properties(deputy='= ["handler-b@bank-a", "leader@bank-a"]', deputyAfter="2WH").end()


def test_a_deputy_steps_in_when_nobody_claims_the_task_in_time():
    play = Play(deputies(), at="2026-02-13T16:30").until("2026-02-14T09:59")
    assert play.task("sign").deputies == ()
    play.until("2026-02-14T10:00")
    assert (play.task("sign").deputies, play.fired) == (("handler-b@bank-a",), ["sign:deputy"])
    play.until("2026-02-14T14:00")
    assert play.task("sign").deputies == ("handler-b@bank-a", "leader@bank-a")


def test_no_deputy_steps_in_once_the_task_is_claimed_and_again_after_a_release():
    play = Play(deputies())
    play.do(commands.Claim(by="chen", task="sign#1"))
    assert play.view.timers == ()
    play.now = LOCAL("2026-03-02T15:00")
    play.do(commands.Release(by="chen", task="sign#1"))
    assert [t.due for t in play.view.timers] == [LOCAL("2026-03-02T17:00")]


def test_a_deputy_steps_in_at_once_when_the_first_is_away():
    play = Play(deputies())
    step = play.do(commands.TakeOver(by="system:assignment", task="sign#1", reason="absent"))
    assert step.changed[0].deputies == ("handler-b@bank-a",)
    assert [n.kind for n in step.notices] == ["deputy"]


def test_a_deadline_in_a_year_that_is_not_published_is_marked():
    task = Play(due(), at="2026-12-30T10:00").task("work")
    assert (task.provisional, task.due_at) == (True, LOCAL("2027-01-04T17:30"))


def test_a_rung_beyond_the_known_years_is_an_incident_and_holds_nothing_up():
    diagram = Bpmn().start().user("work", groups="clerk", due="= workdays(250)").end()
    play = Play(diagram, at="2026-12-28T10:00")
    assert play.task("work").provisional
    play.until("2027-12-31T18:00")
    assert play.task("work").breached
    assert play.incidents == ["work"]
    play.do(commands.Retry(by="zhou", incident="work#1@ladder"))
    assert play.incidents == ["work"]
    assert play.complete("work").ended == "end"
