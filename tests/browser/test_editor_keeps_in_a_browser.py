"""What the editor does not draw or does not know is still there when the diagram is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree
from playwright.sync_api import Page

from app.casework import drafts, people
from tests.support.browser import needs_a_build
from tests.support.clerk import House

pytestmark = [needs_a_build, pytest.mark.browser]

OWNER = "assoc.he"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
# Another tool's: its own prefixes and encoding, a task and a flow without a shape, a shape of nothing, unknown things.
DIAGRAM = f"""<?xml version="1.0" encoding="GBK" standalone="yes"?>
<!-- 由别的工具画成 -->
<semantic:definitions xmlns:semantic="{BPMN}" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:dd="http://www.omg.org/spec/DD/20100524/DI"
 xmlns:other="urn:other" id="defs" targetNamespace="urn:t" other:stamp="7">
<semantic:process id="kept" name="留存" isExecutable="true" processType="None">
<semantic:extensionElements><other:note weight="3">不认识的扩展</other:note></semantic:extensionElements>
<semantic:startEvent id="begin" name="开始" isInterrupting="true">
<semantic:outgoing>f1</semantic:outgoing></semantic:startEvent>
<semantic:userTask id="work" name="办理" implementation="##unspecified">
<semantic:incoming>f1</semantic:incoming>
<semantic:outgoing>f2</semantic:outgoing><semantic:outgoing>f3</semantic:outgoing>
</semantic:userTask>
<semantic:endEvent id="over" name="结束"><semantic:incoming>f2</semantic:incoming></semantic:endEvent>
<semantic:userTask id="unseen" name="没有画出"><semantic:incoming>f3</semantic:incoming></semantic:userTask>
<semantic:sequenceFlow id="f1" sourceRef="begin" targetRef="work"/>
<semantic:sequenceFlow id="f2" sourceRef="work" targetRef="over"/>
<semantic:sequenceFlow id="f3" sourceRef="work" targetRef="unseen"/>
</semantic:process>
<di:BPMNDiagram id="d1"><di:BPMNPlane bpmnElement="kept">
<di:BPMNShape bpmnElement="begin"><dc:Bounds x="160.0" y="102.0" width="36.0" height="36.0"/></di:BPMNShape>
<di:BPMNShape bpmnElement="work"><dc:Bounds x="260.0" y="80.0" width="100.0" height="80.0"/></di:BPMNShape>
<di:BPMNShape bpmnElement="over"><dc:Bounds x="420.0" y="102.0" width="36.0" height="36.0"/></di:BPMNShape>
<di:BPMNShape bpmnElement="nobody"><dc:Bounds x="600.0" y="102.0" width="36.0" height="36.0"/></di:BPMNShape>
<di:BPMNEdge bpmnElement="f1"><dd:waypoint x="196.0" y="120.0"/><dd:waypoint x="260.0" y="120.0"/></di:BPMNEdge>
<di:BPMNEdge bpmnElement="f2"><dd:waypoint x="360.0" y="120.0"/><dd:waypoint x="420.0" y="120.0"/></di:BPMNEdge>
</di:BPMNPlane></di:BPMNDiagram>
</semantic:definitions>"""


@pytest.fixture
def draft(demo_app: Flask) -> Iterator[int]:
    with demo_app.app_context():
        owner = people.actor(OWNER)
        made = drafts.begin_with("kept", "留存", {drafts.DIAGRAM: DIAGRAM.encode("gbk")}, owner, None).id
    yield made
    with demo_app.app_context():
        drafts.delete(made, people.actor(OWNER))


def saved(page: Page) -> bytes:
    with page.expect_download() as file:
        if not page.locator(".editor-menu details[open], .editor-menu[open]").count():
            page.locator(".editor-menu summary").click()
        page.locator("[data-save-bpmn]").click()
    return Path(file.value.path()).read_bytes()


def canonical(data: bytes) -> list[str]:
    text = etree.tostring(etree.fromstring(data), method="c14n").decode()
    return [line.strip() for line in text.replace("<", "\n<").splitlines() if line.strip()]


def rename(page: Page, element: str, name: str) -> None:
    page.locator(f"[data-element-id={element}].djs-shape").dblclick()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def test_what_the_editor_does_not_draw_is_saved_with_the_rest(house: House, draft: int) -> None:
    page = house.clerk(OWNER).page
    page.goto(f"/studio/drafts/{draft}")
    page.wait_for_selector("[data-editor][data-ready]")
    untouched = canonical(DIAGRAM.encode("gbk"))

    assert canonical(saved(page)) == untouched

    rename(page, "work", "受理")
    renamed = [line for line in canonical(saved(page)) if "BPMNLabel" not in line]  # drawn anew with its name
    assert renamed == [line.replace('name="办理"', 'name="受理"') for line in untouched]

    page.locator("[data-element-id=work].djs-shape").click()
    page.locator(".djs-context-pad .entry[data-action='append.append-task']").click()
    page.keyboard.press("Escape")
    added = etree.fromstring(saved(page)).xpath("//*[local-name()='task']")
    assert [element.tag for element in added] == [f"{{{BPMN}}}task"], "what is new stands under the prefix of the file"
    assert b"<semantic:task " in saved(page)

    page.locator("[data-element-id=work].djs-shape").click()
    page.keyboard.press("Delete")
    left = etree.fromstring(saved(page))
    ids = {element.get("id") for element in left.iter() if element.get("id")}
    assert {"begin", "over", "unseen", "kept", "d1"} <= ids
    assert not {"work", "f3"} & ids, "nothing hangs on what is gone"
    assert left.xpath("//*[local-name()='note']/text()") == ["不认识的扩展"]
    assert left.xpath("//*[@bpmnElement='nobody']")
    assert not left.xpath("//*[@id='unseen']/*[local-name()='incoming']")
