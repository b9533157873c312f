"""Ad-hoc sub-processes: what they need, and what cannot stand in them."""

from tests.support.bpmn import Bpmn
from tests.support.gate import errors, warnings


def ad_hoc(condition: str = "= enough") -> Bpmn:
    diagram = Bpmn().start().script("know", "= true", "enough").sub("any").user("a").user("then")
    diagram.pen = ""
    diagram.user("b").leave()
    diagram.nodes["any"].tag = "adHocSubProcess"
    if condition:
        diagram.inner(f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>")
    return diagram.end()


def test_an_ad_hoc_sub_process_with_a_completion_condition_passes():
    assert warnings(ad_hoc()) == []


def test_one_that_does_not_say_when_it_is_done_is_refused():
    assert errors(ad_hoc("")) == [("ad_hoc_without_end", "any")]
    assert errors(ad_hoc("enough()")) == [("not_feel", "any")]


def test_start_and_end_events_do_not_belong_there():
    diagram = ad_hoc()
    diagram.scope, diagram.pen = "any", "b"
    assert ("not_in_ad_hoc", "over") in errors(diagram.end("over"))


def test_one_without_a_step_to_begin_is_refused():
    diagram = Bpmn().start().sub("any").user("a").user("b").to("a").leave()
    diagram.nodes["any"].tag = "adHocSubProcess"
    diagram.inner("<bpmn:completionCondition>= true</bpmn:completionCondition>").end()
    assert ("ad_hoc_empty", "any") in errors(diagram)
