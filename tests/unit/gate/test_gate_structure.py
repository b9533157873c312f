"""Flows, starts and ends, boundary events, sub-processes, pools and lanes."""

import pytest

from app.engine import gate
from tests.support.bpmn import HEAD, Bpmn
from tests.support.gate import errors, findings, line, warnings


def part() -> Bpmn:
    """Opens a sub-process in a process that goes on after it."""
    return Bpmn().start().sub("part")


def closed(diagram: Bpmn) -> Bpmn:
    return diagram.leave().end()


DOCUMENTS = {
    "nothing": (b"", "not_xml"),
    "no XML": (b"hello", "not_xml"),
    "another file": (b"<svg/>", "not_bpmn"),
    "BPMN of another namespace": (b"<definitions/>", "not_bpmn"),
    "no process": (f"{HEAD}</bpmn:definitions>".encode(), "no_process"),
    "twice the same id": (line().raw('<bpmn:task id="work" name="again"/>'), "duplicate_id"),
    "an id on a process and an element": (Bpmn().start().user("p").end(), "duplicate_id"),
    "an element without id": (line().raw("<bpmn:task/>"), "no_id"),
    "an id with a space": (Bpmn().start().user("a b").end(), "bad_id"),
    "an id that begins with a digit": (Bpmn().start().user("1a").end(), "bad_id"),
    "an id that is too long": (Bpmn().start().user("a" * 101).end(), "bad_id"),
}


@pytest.mark.parametrize(("document", "code"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_cannot_be_read_reliably_is_refused_at_once(document, code):
    assert code in {found[0] for found in errors(document)}


def test_there_has_to_be_a_diagram():
    assert [found.code for found in gate.check({}, "p")] == ["no_diagram"]


def test_the_process_may_be_called_otherwise_when_it_is_the_only_one():
    assert not [found for found in gate.check({"process.bpmn": line().bytes()}, "other") if found.severity == "error"]


def test_a_process_has_to_be_executable():
    assert errors(Bpmn(executable=False).start().user("work").end()) == [("not_executable", "p")]


def aside(**start: str) -> Bpmn:
    diagram = line()
    diagram.pen, diagram.scope = "", "p"
    return diagram.sub("aside", triggeredByEvent="true").start("happened", **start)


def loose_end() -> Bpmn:
    diagram = line().at("work")
    diagram.flows.append(("p", "lost", "work", "nowhere", None))
    return diagram


def crossing() -> Bpmn:
    diagram = part().start("s").user("inner").end("e")
    closed(diagram)
    diagram.flows.append(("part", "cross", "inner", "end", None))
    return diagram


STRUCTURE = {
    "a flow to nowhere": (loose_end(), ("flow_to_nowhere", "lost")),
    "a flow across a border": (crossing(), ("flow_across", "cross")),
    "no start": (Bpmn().user("work").end(), ("no_start", "p")),
    "two plain starts": (line().start("again").to("work"), ("several_starts", "p")),
    "no end": (Bpmn().start().user("work"), ("no_end", "p")),
    "a start without ends": (Bpmn().start().user("work").user("more"), ("stops_here", "more")),
    "a dead end": (Bpmn().start().xor("x").when("=a").end().at("x").otherwise().user("dead"), ("stops_here", "dead")),
    "an unreachable task": (line().raw('<bpmn:task id="alone" name="a"/>'), ("unreachable", "alone")),
    "a flow into a start": (Bpmn().start().user("work").to("start").end(), ("flow_into_start", "start")),
    "a flow out of an end": (line().at("end").user("more"), ("flow_from_end", "end")),
    "a boundary event on nothing": (
        line().raw('<bpmn:boundaryEvent id="b" name="b" attachedToRef="gone"/>'),
        ("boundary_loose", "b"),
    ),
    "a boundary event on a gateway": (
        Bpmn().start().xor("x").end().boundary("x", "b", duration="PT1H").user("u").end("e"),
        ("boundary_loose", "b"),
    ),
    "a flow into a boundary event": (
        line().boundary("work", "late", duration="PT1H").user("u").to("late").end("e"),
        ("flow_into_boundary", "late"),
    ),
    "an empty sub-process": (closed(part()), ("sub_empty", "part")),
    "a sub-process without start": (closed(part().user("u").end("e")), ("no_start", "part")),
    "a sub-process with two starts": (
        closed(part().start("s").user("u").end("e").start("s2").to("u")),
        ("several_starts", "part"),
    ),
    "a sub-process with a message start": (
        closed(part().start("s", message="m").user("u").end("e")),
        ("sub_start_not_plain", "s"),
    ),
    "a sub-process without end": (closed(part().start("s").user("u")), ("no_end", "part")),
    "an event sub-process with a plain start": (aside().user("h").end("e"), ("event_part_start", "aside")),
    "an event sub-process that flows lead to": (
        aside(message="m|=case.number").user("h").end("e").at("work").to("aside"),
        ("event_part_joined", "aside"),
    ),
    "a link that leads nowhere": (
        Bpmn().start().throw("away").inner('<bpmn:linkEventDefinition name="L"/>'),
        ("link_without_catch", "away"),
    ),
    "a link with a flow out of it": (
        Bpmn().start().throw("away").inner('<bpmn:linkEventDefinition name="L"/>').end("e"),
        ("link_joined", "away"),
    ),
    "a second pool with steps": (
        line().root('<bpmn:process id="other"><bpmn:startEvent id="so" name="so"/></bpmn:process>'),
        ("several_white_boxes", "other"),
    ),
    "a pool of a process that is not there": (
        line().root(
            '<bpmn:collaboration id="c"><bpmn:participant id="pool" name="P" processRef="gone"/></bpmn:collaboration>'
        ),
        ("pool_of_nothing", "pool"),
    ),
    "a lane that lists what is not there": (
        line().lane("A", "start", "work", "end", "gone"),
        ("lane_of_nothing", "lane_1"),
    ),
    "a task in two lanes": (line().lane("A", "start", "work").lane("B", "work", "end"), ("in_two_lanes", "work")),
}


@pytest.mark.parametrize(("diagram", "error"), STRUCTURE.values(), ids=STRUCTURE)
def test_a_broken_structure_is_refused_with_the_element(diagram, error):
    assert error in errors(diagram)


def test_black_box_pools_and_lanes_are_drawn_freely():
    assert not warnings(line().lane("客服", "start", "work", "end").pool("客户").pool("监管"))


def test_who_stands_in_no_lane_is_pointed_out():
    assert warnings(line().lane("客服", "start", "end")) == [("in_no_lane", "work")]


def test_a_plain_start_and_one_for_each_message_may_stand_side_by_side():
    diagram = line().start("by_mail", message="mail").to("work")
    assert not errors(diagram)
    assert ("several_starts", "p") in errors(diagram.start("again", message="mail").to("work"))


def test_two_flows_may_lead_from_one_gateway_to_the_same_task():
    diagram = Bpmn().start().user("ask").xor("x").when("= 1 = 1").user("work").end().at("x").otherwise().to("work")
    assert not errors(diagram)


def test_a_link_to_its_twin_is_a_way_like_any_other():
    diagram = Bpmn().start().throw("leave").inner('<bpmn:linkEventDefinition name="L"/>')
    diagram.pen = ""
    diagram.catch("arrive").inner('<bpmn:linkEventDefinition name="L"/>').user("work").end()
    assert not warnings(diagram)


def test_what_was_only_drawn_is_no_fault():
    diagram = line().raw('<bpmn:dataObjectReference id="d" name="档案" dataObjectRef="do"/><bpmn:dataObject id="do"/>')
    diagram.raw('<bpmn:textAnnotation id="note"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>')
    diagram.raw('<bpmn:association id="as" sourceRef="work" targetRef="note"/>')
    assert not [found for found in findings(diagram) if found.severity != "note"]


def test_where_neither_starts_nor_ends_are_drawn_a_path_ends_with_its_last_step():
    diagram = Bpmn().receive("get", "come").user("work")
    diagram.nodes["get"].attributes["instantiate"] = "true"
    assert ("implicit_end", "p") in warnings(diagram)
    assert ("stops_here", "work") in errors(diagram.at("get").end())
