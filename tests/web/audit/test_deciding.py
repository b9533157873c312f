"""What the player says of a decision: each table on the way, what came in, and what the matched rules ask."""

from __future__ import annotations

import pytest
from flask import Flask

from app.casework import cases, people
from app.web.audit import deciding
from tests.support.bpmn import Bpmn
from tests.support.dmn import decision, model, table
from tests.support.house import deployed
from tests.web.conftest import SignedIn
from tests.web.procedures import FORMS

LEVELS = model(
    decision("等级", table(["bank"], ["等级"], ['"bank-a"', '"重大"'], ["-", '"普通"'], policy="FIRST")),
    decision(
        "时限",
        table(["等级", "bank"], ["h"], ['"普通"', "-", "72"], ['"重大"', "-", "24"], ["-", '"bank-c"', "1"]),
        ("等级",),
    ),
)


@pytest.fixture
def case(app: Flask) -> str:
    diagram = (
        Bpmn("deciding")
        .start(form="intake")
        .rule("decide", "时限", "hours")
        .user("work", groups="clerk@association")
        .end("e")
    )
    with app.app_context():
        deployed(diagram, FORMS, **{"levels.dmn": LEVELS})
        return cases.start("deciding", {"complainant": "周八", "bank": "bank-a"}, people.actor("li")).number


def test_each_table_is_told_with_what_came_in_and_what_its_rules_ask(signed_in: SignedIn, case: str) -> None:
    steps = signed_in("shen").get(f"/audit/cases/{case}/replay.json").json["steps"]
    level, hours = steps[0]["decisions"]
    assert level == {
        "name": "等级",
        "element": "decide",
        "policy": "取第一条符合的规则 (FIRST)",
        "matched": [1],
        "inputs": [["被投诉银行", "甲银行", ['"bank-a"']]],
        "result": "重大",
    }
    assert hours["matched"] == [2]
    assert hours["inputs"] == [["等级", "重大", ['"重大"']], ["被投诉银行", "甲银行", ["不限"]]]
    assert (hours["policy"], hours["result"]) == ("只许一条规则符合 (UNIQUE)", "24")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", ""),
        ("RULE ORDER", "取全部符合的规则，按表中次序 (RULE ORDER)"),
        ("COLLECT SUM", "取全部符合的规则 (COLLECT SUM)"),
    ],
)
def test_a_hit_policy_in_words(app: Flask, name: str, words: str) -> None:
    with app.test_request_context():
        assert deciding.policy(name) == words
