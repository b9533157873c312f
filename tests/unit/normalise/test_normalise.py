"""Diagrams of other tools become what runs here: each change a note, each decision a question, and the gate agrees."""

from collections.abc import Mapping

import pytest
from lxml import etree

from app.engine import diagram, gate
from app.engine.normalise import Normalised, juel, normalise
from tests.support.bpmn import Bpmn
from tests.support.play import Play

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
FLOWABLE = 'xmlns:flowable="http://flowable.org/bpmn"'
ACTIVITI = 'xmlns:activiti="http://activiti.org/bpmn"'


def done(source: Bpmn | bytes, answers: Mapping[str, str] | None = None, **more: str) -> Normalised:
    return normalise(source if isinstance(source, bytes) else source.bytes(), answers, **more)


def noted(made: Normalised) -> set[tuple[str, str | None]]:
    return {(note.code, note.element) for note in made.notes}


def asked(made: Normalised) -> list[str]:
    return sorted(question.key for question in made.questions)


def refused(made: Normalised) -> list[tuple[str, str | None]]:
    found = gate.check({"process.bpmn": made.bpmn}, made.process)
    return [(each.code, each.element) for each in found if each.severity == "error"]


def foreign(diagram: Bpmn, namespace: str, node: str, attributes: str = "", inner: str = "") -> bytes:
    """A diagram in which another engine's settings stand on one node."""
    text = diagram.bytes().decode().replace("<bpmn:definitions", f"<bpmn:definitions {namespace}", 1)
    head, tail = text.split(f'id="{node}"', 1)
    tail = f'id="{node}" {attributes}{tail}'
    if inner:
        start = tail.index(">") + 1
        tail = f"{tail[:start]}<bpmn:extensionElements>{inner}</bpmn:extensionElements>{tail[start:]}"
    return (head + tail).encode()


def bare(node: str = "work") -> Bpmn:
    """A user task that nobody does yet."""
    made = Bpmn().start().user(node).end()
    made.nodes[node].extensions.clear()
    return made


def test_a_diagram_with_nothing_to_repair_is_left_alone():
    made = done(Bpmn().start().user("work").end())
    assert (made.notes, made.questions, refused(made)) == ((), (), [])


def test_it_is_made_executable():
    made = done(Bpmn(executable=False).start().user("work").end())
    assert (noted(made), refused(made)) == ({("made_executable", "p")}, [])


def test_of_several_processes_one_is_executed_and_the_others_become_empty_pools():
    other = '<bpmn:process id="other"><bpmn:startEvent id="so"/></bpmn:process>'
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="one" processRef="p"/>'
        '<bpmn:participant id="two" processRef="other"/><bpmn:messageFlow id="m" sourceRef="so" targetRef="work"/>'
        "</bpmn:collaboration>"
    )
    source = Bpmn().start().user("work").end().root(other).root(pools)
    made = done(source)
    read = diagram.read(made.bpmn)
    assert (made.process, [pool.process for pool in read.pools], refused(made)) == ("p", ["p", None], [])
    assert done(source, process="other").process == "other"


def test_missing_starts_and_ends_are_added_and_drawn():
    made = done(Bpmn().user("work").user("more"))
    added = [element for element in diagram.read(made.bpmn).elements.values() if element.kind.endswith("Event")]
    assert sorted(element.kind for element in added) == ["endEvent", "startEvent"]
    assert {element.id for element in added} <= diagram.read(made.bpmn).drawn
    assert noted(made) == {("start_added", "p"), ("end_added", "more")}
    assert Play(made.bpmn).complete("work").complete("more").view.status == "ended"


def test_an_implicit_split_becomes_a_gateway_that_means_the_same():
    both = done(Bpmn().start().user("a").end("e1").at("start").user("b").end("e2"))
    assert (noted(both), Play(both.bpmn).open) == ({("split_drawn", "start")}, ["a", "b"])
    source = Bpmn().start().user("ask").when("= x > 1").user("a").end("e1").at("ask").otherwise().user("b").end("e2")
    some = done(source)
    assert (refused(some), Play(some.bpmn).complete("ask", x=2).open) == ([], ["a"])
    assert Play(some.bpmn).complete("ask", x=0).open == ["b"]


def test_an_empty_sub_process_becomes_a_task():
    made = done(Bpmn().start().sub("part").leave().user("after").end())
    assert (noted(made), Play(made.bpmn).open) == ({("sub_process_to_task", "part")}, ["after"])


def choice(first: str | None, second: str | None) -> Bpmn:
    made = Bpmn().start().user("ask").xor("x")
    made = (made.when(first) if first else made).user("a").end("e1").at("x")
    return (made.when(second) if second else made).user("b").end("e2")


def test_the_only_flow_without_a_condition_becomes_the_default():
    made = done(choice("= ok", None))
    assert (noted(made), refused(made)) == ({("made_default", "x_to_b")}, [])
    assert Play(made.bpmn).complete("ask", ok=False).open == ["b"]


def test_several_flows_without_a_condition_are_asked_for():
    source = choice(None, None)
    assert asked(done(source)) == ["x_to_a.condition", "x_to_b.condition"]
    made = done(source, {"x_to_a.condition": "= ok", "x_to_b.condition": "default"})
    assert (made.questions, refused(made)) == ((), [])
    assert Play(made.bpmn).complete("ask", ok=True).open == ["a"]


def test_conditions_of_other_engines_are_translated_where_there_is_an_equal():
    made = done(choice("${amount >= 10 && !approved}", "#{service.isFine(amount)}"))
    assert ("condition_translated", "x_to_a") in noted(made)
    assert asked(made) == ["x_to_b.condition"]
    answered = done(
        choice("${amount >= 10 && !approved}", "#{service.isFine(amount)}"), {"x_to_b.condition": "default"}
    )
    assert Play(answered.bpmn).complete("ask", amount=12, approved=False).open == ["a"]
    assert Play(answered.bpmn).complete("ask", amount=12, approved=True).open == ["b"]


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        ("${a == 'x'}", '= a = "x"'),
        ("#{a.b != 1.5 || c}", "= a.b != 1.5 or c"),
        ("${a gt 1 and not b}", "= a > 1 and not (b)"),
        ("${!(a || b)}", "= not ( a or b )"),
        ("${金额 > 100}", "= 金额 > 100"),
        ("${a.size() > 1}", None),
        ("${empty a}", None),
        ("${a ? b : c}", None),
        ("${execution.getVariable('a')}", None),
        ("${a % 2 == 0}", None),
        ("${", None),
    ],
)
def test_juel_becomes_feel_or_nothing(text, feel):
    assert juel.to_feel(text) == feel


def test_people_of_other_engines_are_read():
    attributes = 'camunda:candidateGroups="clerk,head" camunda:assignee="${initiator}" camunda:dueDate="${due}"'
    made = done(foreign(bare(), CAMUNDA, "work", attributes))
    element = diagram.read(made.bpmn).elements["work"]
    assert (element.candidate_groups, element.assignee, element.due_date) == ("clerk,head", "= case.owner", "= due")
    assert (refused(made), made.questions) == ([], ())
    assert {note.code for note in made.notes} == {"setting_read"}


@pytest.mark.parametrize(("prefix", "namespace"), [("flowable", FLOWABLE), ("activiti", ACTIVITI)])
def test_the_kin_of_an_engine_speak_the_same_words(prefix, namespace):
    attributes = f'{prefix}:candidateUsers="li" {prefix}:formKey="intake" {prefix}:priority="80"'
    made = done(foreign(bare(), namespace, "work", attributes))
    element = diagram.read(made.bpmn).elements["work"]
    assert (element.candidate_users, element.form, element.priority) == ("li", "intake", "80")
    assert asked(made) == ["work.form"]
    assert done(foreign(bare(), namespace, "work", attributes), {"work.form": "none"}).questions == ()


def test_a_called_decision_and_mappings_are_read():
    source = Bpmn().start().node("businessRuleTask", "rule").end()
    mapping = (
        '<camunda:inputOutput><camunda:inputParameter name="n">${amount}</camunda:inputParameter>'
        '<camunda:inputParameter name="s"><camunda:script>x</camunda:script></camunda:inputParameter>'
        "</camunda:inputOutput>"
    )
    attributes = 'camunda:decisionRef="limits" camunda:resultVariable="limit"'
    made = done(foreign(source, CAMUNDA, "rule", attributes, mapping))
    element = diagram.read(made.bpmn).elements["rule"]
    assert (element.called_decision, element.result) == ("limits", "limit")
    assert [tuple(line) for line in element.io_inputs] == [("= amount", "n")]
    assert ("setting_gone", "rule") in noted(made)


def test_what_has_no_equal_is_taken_out_and_said():
    listener = '<camunda:executionListener class="org.example.Log" event="start"/>'
    source = Bpmn().start().user("work").end()
    made = done(foreign(source, CAMUNDA, "work", 'camunda:asyncBefore="true"', listener))
    assert (noted(made), refused(made)) == ({("setting_gone", "work")}, [])
    assert any("asyncBefore" in note.message for note in made.notes)


def test_work_that_says_nothing_is_asked_for():
    source = Bpmn().start().node("serviceTask", "ring").node("userTask", "call").end()
    assert asked(done(source)) == ["call.who", "ring.job"]
    made = done(source, {"call.who": "clerk@bank-a", "ring.job": "notify"})
    assert (made.questions, refused(made)) == ((), [])
    by_hand = done(source, {"call.who": "clerk", "ring.job": "person", "ring.who": "clerk"})
    assert (by_hand.questions, Play(by_hand.bpmn).open) == ((), ["ring"])


def test_a_script_in_another_language_is_asked_for():
    source = Bpmn().start().node("scriptTask", "sum").inner("<bpmn:script>total = price * 3</bpmn:script>").end()
    assert asked(done(source)) == ["sum.script"]
    made = done(source, {"sum.script": "total = price * 3"})
    assert (refused(made), Play(made.bpmn, price=2).values["total"]) == ([], 6)


def test_times_that_are_missing_are_asked_for():
    source = Bpmn().start().catch("wait").inner("<bpmn:timerEventDefinition/>").user("after").end()
    assert asked(done(source)) == ["wait.time"]
    made = done(source, {"wait.time": "PT2H"})
    assert (refused(made), Play(made.bpmn).until("2026-03-02T12:00").open) == ([], ["after"])


def test_events_are_named_as_they_are_drawn():
    made = done(Bpmn().start().catch("wait", name="客户来电").inner("<bpmn:messageEventDefinition/>").user("a").end())
    assert (noted(made), Play(made.bpmn).message("客户来电").open) == ({("event_named", "wait")}, ["a"])


def test_what_is_said_about_data_and_means_nothing_is_taken_out():
    inner = "<bpmn:dataInputAssociation><bpmn:transformation/></bpmn:dataInputAssociation>"
    made = done(Bpmn().start().user("work").inner(inner).end())
    assert (noted(made), refused(made)) == ({("taken_out", "work")}, [])


def test_a_second_time_nothing_is_left_to_repair():
    once = done(choice("${a}", None).user("more"))
    again = done(once.bpmn)
    assert (again.notes, again.bpmn) == ((), once.bpmn)


def test_every_note_and_question_speaks_both_languages():
    made = done(foreign(choice(None, "${a.b()}"), CAMUNDA, "ask", 'camunda:asyncBefore="true"'))
    said = [*made.notes, *(question.finding for question in made.questions)]
    assert said
    assert all(each.element and each.message and each.message_en and each.message != each.message_en for each in said)


def test_the_result_is_a_bpmn_file():
    root = etree.fromstring(done(Bpmn().user("work")).bpmn)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
