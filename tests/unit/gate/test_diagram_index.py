"""The index of a BPMN document."""

from app.engine import diagram
from app.engine.elements import Event, Timer
from tests.support.bpmn import Bpmn
from tests.support.gate import FULL


def test_a_node_knows_what_its_extensions_say():
    ask = diagram.read(FULL.bytes()).elements["ask"]
    assert (ask.kind, ask.name, ask.lane, ask.scope) == ("userTask", "受理 登记", "客服", "p")
    assert (ask.form, ask.candidate_groups, ask.due_date, ask.priority) == ("f", "clerk", "=workdays(2)", "80")
    assert ask.properties == {"ladder": "none", "shown": "a"}
    assert (ask.io_inputs, ask.io_outputs) == ((("= 1", "x"),), (("= x", "y"),))
    assert "做什么" in ask.documentation


def test_flows_events_and_scopes_are_joined():
    read = diagram.read(FULL.bytes())
    ask, late = read.elements["ask"], read.elements["late"]
    assert (ask.incoming, ask.outgoing) == (("start_to_ask", "ok_to_ask"), ("ask_to_ok",))
    assert read.elements["ok"].default == "ok_to_ask"
    assert read.flows["ok_to_part"].condition == "= y > 1"
    assert (late.attached_to, late.interrupting) == ("ask", False)
    assert late.events == (Event(kind="timer", timer=Timer(kind="duration", text="PT2H")),)
    assert read.elements["told"].events[0].code == "E1"
    assert read.boundary_events("ask") == (late,)
    assert [node.id for node in read.within("part")] == ["s", "vote", "e"]
    assert read.process_of("part") == "p"
    assert [node.id for node in read.targets(read.elements["ok"])] == ["part", "ask"]


def test_a_multi_instance_marker_is_read_whole():
    loop = diagram.read(FULL.bytes()).elements["vote"].loop
    assert loop is not None
    assert (loop.multi, loop.sequential, loop.collection, loop.item) == (True, True, "= members", "member")
    assert (loop.output_collection, loop.output_item, loop.completion) == ("votes", "= vote", "= done")


def test_pools_lanes_and_what_is_drawn():
    read = diagram.read(FULL.bytes())
    assert [(pool.name, pool.process) for pool in read.pools] == [("本方", "p"), ("客户", None)]
    assert read.processes["p"].name == "投诉 处理"
    assert read.processes["p"].lanes[0].nodes == ("ask", "ok")
    assert {"ask", "ask_to_ok", "pool_1"} <= read.drawn


def test_the_innermost_lane_names_a_node():
    nested = (
        '<bpmn:laneSet id="l"><bpmn:lane id="o" name="外"><bpmn:flowNodeRef>work</bpmn:flowNodeRef><bpmn:childLaneSet>'
        '<bpmn:lane id="i" name="内"><bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet>'
        "</bpmn:lane></bpmn:laneSet>"
    )
    assert diagram.read(Bpmn().start().user("work").end().raw(nested).bytes()).elements["work"].lane == "内"


def test_a_message_carries_its_correlation_key():
    read = diagram.read(Bpmn().start().catch("m", message="paid|= order").end().bytes())
    assert read.elements["m"].events[0].name == "paid"
    assert read.elements["m"].events[0].correlation_key == "= order"


def test_broken_references_stay_texts():
    xml = Bpmn().start().user("work").end().raw('<bpmn:sequenceFlow id="f" sourceRef="work" targetRef="gone"/>').bytes()
    read = diagram.read(xml)
    assert read.flows["f"].target == "gone"
    assert read.targets(read.elements["work"]) == (read.elements["end"],)
