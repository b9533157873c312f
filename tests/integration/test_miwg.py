"""The reference diagrams of the BPMN Model Interchange Working Group: accepted with notes, or refused by element."""

from pathlib import Path

import pytest

from app.engine import gate
from app.engine.normalise import Normalised, normalise

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "miwg"
FILES = sorted(FOLDER.rglob("*.bpmn"))
ACCEPTED = 16
# What an owner may answer to a question, by what is asked.
ANSWERS = {
    "who": "clerk",
    "condition": "= 1 = 1",
    "job": "person",
    "decision": "person",
    "process": "person",
    "script": "task",
    "time": "PT1H",
    "collection": "once",
    "form": "none",
}

pytestmark = pytest.mark.skipif(not FILES, reason=f"the reference diagrams are not there: {FOLDER}")


def answered(data: bytes) -> tuple[Normalised, list[gate.Finding]]:
    """The diagram after all its questions are answered, and what is still refused."""
    answers: dict[str, str] = {}
    while True:
        made = normalise(data, answers)
        left = [each for each in gate.check({"process.bpmn": made.bpmn}, made.process) if each.severity == "error"]
        asked = {question.key for question in made.questions}
        asked |= {f"{each.element}.process" for each in left if each.code == "called_not_there"} - answers.keys()
        if not asked:
            return made, left
        answers |= {key: ANSWERS[key.rpartition(".")[2]] for key in asked}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_accepted_or_refused_by_element(file: Path) -> None:
    made, left = answered(file.read_bytes())
    assert made.notes
    assert [finding for finding in left if finding.element is None or not finding.message] == []


def test_most_can_be_accepted() -> None:
    assert sum(not answered(file.read_bytes())[1] for file in FILES) >= ACCEPTED
