"""What a new process, decision table or form begins with: small, whole, and ready to be changed."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

QUOTES = {'"': "&quot;"}
FORM_VERSION = 16  # of the schema that form-js writes


def diagram(process: str, name: str) -> bytes:
    """The smallest process that can be opened: start, end, and their shapes."""
    return DIAGRAM.format(process=process, name=escape(name, QUOTES)).encode()


def decision(id: str, name: str) -> bytes:
    """A table with one input, one output and no rule yet."""
    return DECISION.format(id=id, name=escape(name, QUOTES)).encode()


def form(id: str, title: str) -> bytes:
    empty = {"id": id, "title": title, "type": "default", "schemaVersion": FORM_VERSION, "components": []}
    return (json.dumps(empty, ensure_ascii=False, indent=2) + "\n").encode()


DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" \
id="definitions_{id}" name="{name}" namespace="urn:shouwen:decisions">
  <decision id="{id}" name="{name}">
    <decisionTable id="{id}_table" hitPolicy="UNIQUE">
      <input id="{id}_input" label=""><inputExpression id="{id}_asked" typeRef="string"><text></text></inputExpression>\
</input>
      <output id="{id}_output" label="" name="{id}" typeRef="string" />
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="{id}_diagram">
      <dmndi:DMNShape id="{id}_shape" dmnElementRef="{id}"><dc:Bounds x="160" y="100" width="180" height="80" />\
</dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" \
id="definitions" targetNamespace="urn:shouwen:processes">
  <bpmn:process id="{process}" name="{name}" isExecutable="true">
    <bpmn:startEvent id="start" name="开始"><bpmn:outgoing>flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="flow_1" sourceRef="start" targetRef="end" />
    <bpmn:endEvent id="end" name="结束"><bpmn:incoming>flow_1</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="{process}">
      <bpmndi:BPMNShape id="start_di" bpmnElement="start"><dc:Bounds x="160" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="167" y="203" width="22" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end"><dc:Bounds x="420" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="427" y="203" width="22" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flow_1_di" bpmnElement="flow_1">
        <di:waypoint x="196" y="178" /><di:waypoint x="420" y="178" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
