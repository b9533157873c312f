"""Gateways: which flows are taken, and when joins fire."""

from app.engine import commands
from tests.support.bpmn import Bpmn
from tests.support.play import Play


def choice() -> Bpmn:
    diagram = Bpmn().start().user("ask").xor("which")
    diagram.when("= amount > 10").user("big").end("end_big")
    diagram.at("which").when("= amount > 5").user("middle").end("end_middle")
    return diagram.at("which").otherwise().user("small").end("end_small")


def test_the_first_true_condition_in_document_order_wins():
    assert Play(choice()).complete("ask", amount=20).open == ["big"]
    assert Play(choice()).complete("ask", amount=6).open == ["middle"]


def test_the_default_is_taken_when_no_condition_is_true():
    assert Play(choice()).complete("ask", amount=1).open == ["small"]


def test_a_condition_that_cannot_tell_is_an_incident_on_the_gateway_and_can_be_retried():
    play = Play(choice()).complete("ask")
    assert (play.open, play.incidents) == ([], ["which"])
    play.do(commands.SetValues(by="li", values={"amount": 7}, reason="forgotten"))
    step = play.do(commands.Retry(by="li", incident=play.view.incidents[0].key))
    assert (play.open, play.incidents, step.resolved) == (["middle"], [], ("which#1",))


def test_no_condition_true_and_no_default_is_an_incident():
    diagram = (
        Bpmn().start().xor("which").when("= false").user("a").end("e").at("which").when("= false").user("b").end("f")
    )
    assert Play(diagram).incidents == ["which"]


def test_an_and_join_waits_for_all_its_flows():
    diagram = Bpmn().start().both("split").user("a").both("join").user("after").end()
    diagram.at("split").user("b").to("join")
    play = Play(diagram).complete("a")
    assert play.open == ["b"]
    assert play.complete("b").open == ["after"]


def test_excess_tokens_stay_at_an_and_join():
    diagram = Bpmn().start().both("split").xor("merge").both("join").end()
    diagram.at("split").to("merge")
    diagram.at("split").user("slow").to("join")
    play = Play(diagram)
    assert play.complete("slow").ended is None
    assert play.incidents == ["join"]


def test_two_flows_from_one_gateway_straight_into_a_join_are_two_tokens():
    diagram = Bpmn().start().both("split").both("join").end().at("split").to("join")
    assert Play(diagram).ended == "end"


def test_an_or_join_waits_only_for_branches_that_were_taken():
    diagram = Bpmn().start().some("split").when("= a").user("ua").some("join").user("after").end()
    diagram.at("split").when("= b").user("ub").to("join")
    diagram.at("split").when("= c").user("uc").to("join")
    play = Play(diagram, a=True, b=False, c=True)
    assert play.open == ["ua", "uc"]
    assert play.complete("ua").open == ["uc"]
    assert play.complete("uc").open == ["after"]


def joined(*, kind: str = "inclusiveGateway", events: tuple[str, str]) -> Bpmn:
    """A branch is at `join` by `full`; another waits for one of two events, of which each leads somewhere."""
    diagram = Bpmn().start().both("split").xor("full").node(kind, "join")
    if kind == "complexGateway":
        diagram.inner("<bpmn:activationCondition>= activationCount &gt;= 1</bpmn:activationCondition>")
    diagram.user("after").end().at("split").race("wait")
    for name, leads in zip(("one", "two"), events, strict=True):
        diagram.at("wait").catch(name, message=name)
        diagram.to(leads) if leads in diagram.nodes else diagram.end(leads)
    return diagram


def test_an_or_join_does_not_wait_for_an_event_gateway_that_can_also_lead_to_a_flow_that_is_filled():
    play = Play(joined(events=("full", "join")))
    assert (play.open, len(play.view.waits)) == (["after"], 2)
    assert play.message("two").open == ["after", "after"]


def test_an_or_join_waits_for_an_event_gateway_that_can_lead_to_no_flow_but_those_that_are_empty():
    for events in (("join", "join"), ("join", "elsewhere"), ("elsewhere", "join")):
        play = Play(joined(events=events))
        assert (play.open, len(play.view.waits)) == ([], 2)
        assert play.message("one").open == ["after"]
        assert play.view.waits == ()


def test_a_round_of_a_complex_join_is_over_as_soon_as_an_event_gateway_need_not_be_waited_for():
    over = Play(joined(kind="complexGateway", events=("full", "join"))).message("two")
    assert over.open == ["after", "after"]
    begun = Play(joined(kind="complexGateway", events=("elsewhere", "join"))).message("two")
    assert begun.open == ["after"]


def test_the_first_event_behind_an_event_gateway_ends_the_wait_for_the_others():
    diagram = Bpmn().start().race("wait").catch("reply", message="reply").user("read").end("answered")
    diagram.at("wait").catch("long", duration="PT6H").end("late")
    diagram.at("wait").catch("short", duration="PT2H").end("early")
    answered = Play(diagram).message("reply", text="好")
    assert (answered.open, answered.values["text"], answered.view.timers) == (["read"], "好", ())
    timed = Play(diagram).until("2026-03-02T13:00")
    assert (timed.ended, timed.fired, timed.view.waits) == ("early", ["short"], ())


def test_rework_loops_cost_the_same_at_any_round_and_lose_no_token():
    diagram = Bpmn().start().xor("again").user("work").both("split").user("x").both("join").xor("ok")
    diagram.at("split").user("y").to("join")
    diagram.boundary("work", "urge", interrupting=False, duration="PT10H").user("remind").end("told")
    diagram.at("ok").when("= done").end().at("ok").otherwise().to("again")
    play = Play(diagram)
    sizes = []
    for _ in range(300):
        play.complete("work").complete("x").complete("y", done=False)
        sizes.append(len(play.state or b""))
    assert sizes[-1] - sizes[9] < 20  # the counters have more digits
    assert play.view.visits["work"] == 301
    assert play.complete("work").complete("x").complete("y", done=True).ended == "end"


def test_a_loop_that_waits_for_nothing_is_an_incident_and_not_a_hang():
    diagram = Bpmn().start().xor("top").script("count", "= 1", "n").xor("test").when("= true").to("top")
    diagram.at("test").otherwise().end()
    assert len(Play(diagram).incidents) == 1


def test_a_dead_join_is_reported_when_nothing_else_is_open():
    diagram = Bpmn().start().xor("either").when("= true").both("join").end().at("either").otherwise().to("join")
    assert Play(diagram).incidents == ["join"]


def discriminator(activation: str = "= activationCount &gt;= 2") -> Bpmn:
    """Three branches; a complex gateway goes on once two are there."""
    diagram = Bpmn().start().both("split").user("a").node("complexGateway", "join")
    diagram.inner(f"<bpmn:activationCondition>{activation}</bpmn:activationCondition>").user("after").end()
    return diagram.at("split").user("b").to("join").at("split").user("c").to("join")


def test_a_complex_join_goes_on_when_enough_have_come_and_takes_the_rest():
    play = Play(discriminator()).complete("a")
    assert play.open == ["b", "c"]
    assert play.complete("c").open == ["after", "b"]
    assert play.complete("b").open == ["after"]
    assert play.complete("after").ended == "end"
    assert (play.trail.count("join"), play.trail.count("end")) == (1, 1)


def test_a_complex_join_begins_a_new_round_when_nothing_more_can_come():
    diagram = Bpmn().start().xor("again").both("split").user("a").node("complexGateway", "join")
    diagram.inner("<bpmn:activationCondition>= activationCount &gt;= 1</bpmn:activationCondition>")
    diagram.user("ask").xor("enough").when("= more").to("again").at("enough").otherwise().end()
    diagram.at("split").user("b").to("join")
    play = Play(diagram).complete("a")
    assert play.open == ["ask", "b"]
    assert play.complete("b").complete("ask", more=True).open == ["a", "b"]
    assert play.complete("b").complete("ask", more=False).open == ["a"]
    assert play.complete("a").ended == "end"


def test_a_complex_join_whose_condition_cannot_tell_is_an_incident_that_can_be_retried():
    play = Play(discriminator("= activationCount &gt;= quorum")).complete("a")
    assert play.incidents == ["join"]
    play.do(commands.SetValues(by="li", values={"quorum": 1}, reason="forgotten"))
    play.do(commands.Retry(by="li", incident=play.view.incidents[0].key))
    assert (play.open, play.incidents) == (["after", "b", "c"], [])


def test_a_complex_join_that_can_never_begin_is_an_incident():
    play = Play(discriminator("= activationCount &gt; 3")).complete("a").complete("b").complete("c")
    assert (play.open, play.incidents) == ([], ["join"])


def test_a_complex_split_takes_every_flow_whose_condition_is_true():
    diagram = Bpmn().start().node("complexGateway", "split").when("= x > 1").user("a").end()
    diagram.at("split").when("= x > 2").user("b").end("e2").at("split").otherwise().user("c").end("e3")
    assert (Play(diagram, x=3).open, Play(diagram, x=1).open) == (["a", "b"], ["c"])


def test_conditions_after_a_parallel_gateway_are_not_asked():
    diagram = Bpmn().start().both("split").when("= false").user("a").end().at("split").user("b").end("e2")
    assert Play(diagram).open == ["a", "b"]
