"""Constructs that are refused by name, and extension elements that nobody would carry out."""

import pytest

from tests.support.bpmn import HEAD, Bpmn
from tests.support.gate import errors, findings, line, warnings


def with_node(xml: str) -> Bpmn:
    return line().raw(xml)


def with_part(xml: str) -> Bpmn:
    return Bpmn().start().user("work").inner(xml).end()


def tagged(tag: str) -> Bpmn:
    diagram = Bpmn().start().user("work").end()
    diagram.nodes["work"].tag = tag
    return diagram


def set_to(attribute: str, value: str, node: str = "work", diagram: Bpmn | None = None) -> Bpmn:
    diagram = diagram or line()
    diagram.nodes[node].attributes[attribute] = value
    return diagram


REFUSED = {
    "implicit throw event": (tagged("implicitThrowEvent"), "implicit_throw"),
    "parallel multiple": (
        set_to("parallelMultiple", "true", "work", Bpmn().start().catch("work", duration="PT1H").end()),
        "parallel_multiple",
    ),
    "instantiating event gateway": (
        set_to("instantiate", "true", "work", Bpmn().start().race("work").catch("a", duration="PT1H").end()),
        "instantiating",
    ),
    "parallel event gateway": (set_to("eventGatewayType", "Parallel"), "instantiating"),
    "multi-instance over data": (
        with_part(
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>d</bpmn:loopDataInputRef>"
            "</bpmn:multiInstanceLoopCharacteristics>"
        ),
        "mi_data",
    ),
    "a data association that assigns": (
        with_part("<bpmn:dataInputAssociation><bpmn:assignment/></bpmn:dataInputAssociation>"),
        "data_association",
    ),
    "a data association that transforms": (
        with_part("<bpmn:dataOutputAssociation><bpmn:transformation/></bpmn:dataOutputAssociation>"),
        "data_association",
    ),
    "an operation's binding": (with_part("<bpmn:ioBinding/>"), "io_binding"),
    "resource role": (with_part("<bpmn:potentialOwner/>"), "resource_role"),
    "correlation subscription": (with_part("<bpmn:correlationSubscription/>"), "bpmn_correlation"),
    "unknown element": (with_part("<bpmn:novelty/>"), "unknown_construct"),
}


@pytest.mark.parametrize(("diagram", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_executed_is_refused_on_its_shape(diagram, code):
    assert (code, "work") in errors(diagram)


def test_other_ways_to_model_are_refused_as_such():
    assert ("choreography", "c") in errors(line().root('<bpmn:choreography id="c"/>'))
    assert ("global_task", "g") in errors(line().root('<bpmn:globalUserTask id="g" name="g"/>'))


DRAWINGS = {
    "data association": "<bpmn:dataInputAssociation><bpmn:sourceRef>d</bpmn:sourceRef></bpmn:dataInputAssociation>",
    "input/output specification": "<bpmn:ioSpecification><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>",
}


@pytest.mark.parametrize("xml", DRAWINGS.values(), ids=DRAWINGS)
def test_lines_to_data_objects_are_drawings_and_the_owner_is_told(xml):
    assert warnings(with_part(xml)) == [("data_drawn", "work")]


def test_a_data_association_that_leads_nowhere_is_not_followed():
    inner = '<bpmn:subProcess id="{0}" name="{0}">{1}</bpmn:subProcess>'
    task = (
        '<bpmn:task id="reader" name="reader"><bpmn:dataInputAssociation id="a"><bpmn:sourceRef>outer</bpmn:sourceRef>'
        "<bpmn:targetRef>reader</bpmn:targetRef></bpmn:dataInputAssociation></bpmn:task>"
    )
    diagram = line().raw('<bpmn:dataObject id="outer"/>').raw(inner.format("one", inner.format("two", task)))
    assert ("data_drawn", "reader") in {(each.code, each.element) for each in findings(diagram)}


def test_an_extension_that_must_be_understood_is_refused():
    xml = line().bytes().replace(b"<bpmn:process", b'<bpmn:extension mustUnderstand="true"/><bpmn:process')
    assert errors(xml) == [("must_understand", None)]


def test_a_construct_is_refused_once_for_each_shape():
    diagram = with_part("<bpmn:potentialOwner/><bpmn:performer/>")
    assert errors(diagram) == [("resource_role", "work")]


def extended(xml: str) -> Bpmn:
    return Bpmn().start().user("work").extend(xml).end()


EXTENSIONS = {
    "listeners": (extended("<zeebe:executionListeners/>"), "unknown_extension"),
    "a script on a user task": (extended('<zeebe:script expression="=1"/>'), "misplaced_extension"),
    "an attribute nobody knows": (extended('<zeebe:taskSchedule every="day"/>'), "unknown_setting"),
    "a part nobody knows": (extended("<zeebe:properties><zeebe:novelty/></zeebe:properties>"), "unknown_extension"),
    "a part with an attribute nobody knows": (
        extended('<zeebe:properties><zeebe:property name="shown" value="a" when="b"/></zeebe:properties>'),
        "unknown_setting",
    ),
    "twice the same": (
        extended('<zeebe:priorityDefinition priority="1"/><zeebe:priorityDefinition priority="2"/>'),
        "extension_twice",
    ),
    "a form by key": (extended('<zeebe:formDefinition formKey="camunda-forms:bpmn:x"/>'), "form_elsewhere"),
    "a form elsewhere": (extended('<zeebe:formDefinition externalReference="x"/>'), "form_elsewhere"),
    "a version tag": (extended('<zeebe:formDefinition formId="f" bindingType="versionTag"/>'), "by_version_tag"),
    "an attribute on the element": (set_to("zeebe:retryCounter", "3"), "unknown_extension"),
}


@pytest.mark.parametrize(("diagram", "code"), EXTENSIONS.values(), ids=EXTENSIONS)
def test_a_setting_that_would_be_ignored_is_refused(diagram, code):
    assert (code, "work") in errors(diagram)


FOREIGN = {
    "Camunda 7": ('xmlns:camunda="http://camunda.org/schema/1.0/bpmn"', 'camunda:assignee="demo"'),
    "Flowable": ('xmlns:flowable="http://flowable.org/bpmn"', 'flowable:candidateGroups="x"'),
    "Activiti": ('xmlns:activiti="http://activiti.org/bpmn"', 'activiti:class="java.lang.Runtime"'),
    "SpiffArena": ('xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"', 's:preScript="x"'),
}


@pytest.mark.parametrize(("namespace", "attribute"), FOREIGN.values(), ids=FOREIGN)
def test_settings_of_another_engine_are_refused(namespace, attribute):
    xml = line().bytes().decode().replace("<bpmn:definitions", f"<bpmn:definitions {namespace}")
    assert errors(xml.replace('id="work" name', f'{attribute} id="work" name').encode()) == [("foreign_engine", "work")]


def test_what_another_tool_added_for_itself_is_kept_and_noted():
    xml = extended('<sig:meta xmlns:sig="http://www.signavio.com" metaKey="bgcolor"/>')
    assert errors(xml) == []
    assert "other_tool" in {found.code for found in findings(xml)}


def test_element_templates_are_decoration():
    assert errors(set_to("zeebe:modelerTemplate", "io.example")) == []


def test_only_bpmn_of_the_model_is_judged():
    assert "xmlns:bpmn=" in HEAD
    assert errors(extended("<bpmn:novelty/>")) == []
