"""The neutral execution suite: what the gate lets through does what BPMN 2.0 says."""

import json
from collections import Counter
from pathlib import Path

import pytest

from scripts import betsy

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "betsy"
RIGHT = 97


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the conformance suite is not there: {FOLDER}")
def test_no_diagram_of_the_suite_is_executed_wrongly():
    verdicts = {}
    for test in json.loads((FOLDER / "expected.json").read_text()):
        verdicts[test["name"]] = betsy.judge(FOLDER, test)
    assert [(name, why) for name, (verdict, why) in verdicts.items() if verdict == "wrong"] == []
    refused = [why for verdict, why in verdicts.values() if verdict == "refused"]
    assert all(": " in why for why in refused)
    assert Counter(verdict for verdict, _ in verdicts.values())["right"] >= RIGHT
