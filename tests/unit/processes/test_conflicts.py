"""Where the texts contradict themselves (A7), the procedure says how that was settled, and of which article."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

PROCESSES = Path(__file__).parents[3] / "processes"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ARTICLE = re.compile(r"第[一二三四五六七八九十\d. ⑴-⑻（）]+[条节章]|第\s?\d|\d\.\d|00\d|原文")
# Number of the conflict: the process whose README and whose elements say how it was settled.
SETTLED = {
    1: "bank-association",
    2: "bank-association",
    3: "bank-accountability",
    4: "si-dispatch",
    5: "si-assessment",
    6: "si-assessment",
    7: "si-assessment",
    8: "refund",
    9: "si-change-notice",
    10: "fault-ticket",
    11: "system-fault",
    12: "broker-dispute",
    13: "manufacturer-quality",
    14: "manufacturer-quality",
    15: "manufacturer-service",
    16: "manufacturer-service",
    17: "cost-allocation",
    18: "defect-report",
    19: "manufacturer-staff",
    20: "manufacturer-service",
    21: "call-script",
    22: "sales-serious",
    23: "follow-up",
    24: "call-script",
    25: "retail-chain",
    26: "retail-chain",
}


def said(process: str, number: int) -> list[str]:
    """The documentation of the elements that name a conflict."""
    tree = etree.parse(PROCESSES / process / "process.bpmn")
    texts = [node.text or "" for node in tree.iter(f"{BPMN}documentation")]
    return [text for text in texts if re.search(rf"A7-{number}\b", text)]


def test_there_are_twenty_six() -> None:
    assert sorted(SETTLED) == list(range(1, 27))


@pytest.mark.parametrize("number", SETTLED)
def test_a_conflict_is_settled_where_people_see_it(number: int) -> None:
    process = SETTLED[number]
    readme = (PROCESSES / process / "README.md").read_text("utf-8")
    assert re.search(rf"A7-{number}\b", readme), f"the README of {process} does not say it"
    found = said(process, number)
    assert found, f"no element of {process} says it"
    assert any(ARTICLE.search(text) for text in found), f"{process} names no article for it"
