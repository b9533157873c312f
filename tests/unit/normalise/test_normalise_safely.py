"""The normaliser in a process of its own: what the normaliser gives, in bounded time, whatever is handed in."""

import random
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import apart, xml
from app.engine.normalise import AnswerRefused, CannotNormalise, normalise, normalise_safely
from app.engine.normalise.normalise import MOST_NOTES
from tests.support import hostile
from tests.support.bpmn import Bpmn
from tests.support.gate import FULL

SEED = FULL.bytes().decode()
WORDS = ["", "p", "ask", "gone", "true", "= (", "${x}", "{0}", "{name}", "R3/PT1H", "%s", "'", "a" * 300]


def test_it_gives_what_the_normaliser_gives():
    drawn = Bpmn(executable=False).start().node("userTask", "call").catch("wait").inner("<bpmn:timerEventDefinition/>")
    data, answers = drawn.end().bytes(), {"call.who": "clerk"}
    assert normalise_safely(data, answers) == normalise(data, answers)
    assert [question.key for question in normalise_safely(data, answers).questions] == ["wait.time"]


@pytest.mark.parametrize("data", hostile.UNREADABLE.values(), ids=hostile.UNREADABLE)
def test_what_is_no_xml_to_be_read_is_refused(data):
    with pytest.raises(xml.XmlRefused):
        normalise(data)


def test_a_refusal_comes_out_of_the_child_as_it_is():
    with pytest.raises(xml.XmlRefused, match="DOCTYPE") as refused:
        normalise_safely(hostile.UNREADABLE["a billion laughs"])
    assert refused.value.reason == "doctype"


def test_100_mb_are_not_even_handed_over(monkeypatch):
    monkeypatch.setattr(apart, "WARM", None)
    monkeypatch.setattr(apart, "CHILD", ["-c", "raise SystemExit(1)"])
    with pytest.raises(xml.XmlRefused, match="larger than"):
        normalise_safely(b"<a>" + b" " * 100_000_000 + b"</a>")


@pytest.mark.parametrize("data", hostile.DIAGRAMS.values(), ids=hostile.DIAGRAMS)
def test_diagrams_that_mean_harm_are_repaired_in_no_time(data):
    made = normalise(data)
    assert len(made.notes) <= MOST_NOTES + 1
    assert len(made.questions) <= MOST_NOTES


@pytest.mark.parametrize(
    ("program", "why"),
    [("import time; time.sleep(60)", "ended after 0.5 seconds"), ("raise SystemExit(1)", "too large or too intricate")],
)
def test_a_child_that_is_ended_or_dies_is_said_so(monkeypatch, program, why):
    monkeypatch.setattr(apart, "WARM", None)
    monkeypatch.setattr(apart, "CHILD", ["-c", program])
    with pytest.raises(CannotNormalise, match=why):
        normalise_safely(FULL.bytes(), seconds=0.5)


@pytest.mark.parametrize("text", ["\0", "a\x1b", "\ud800"])
def test_answers_that_cannot_stand_in_a_diagram_are_refused(text):
    for work in (normalise, normalise_safely):
        with pytest.raises(AnswerRefused, match=r"work\.who"):
            work(FULL.bytes(), {"work.who": text})


def test_no_more_is_noted_than_anybody_could_read(monkeypatch):
    diagram = Bpmn()
    for number in range(12):
        diagram.pen = ""
        diagram.user(f"u{number}")
    monkeypatch.setattr(sys.modules["app.engine.normalise.normalise"], "MOST_NOTES", 10)
    notes = normalise(diagram.bytes()).notes
    assert (len(notes), notes[-1].code) == (11, "more_notes")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_any_damaged_diagram_is_repaired_or_refused_and_a_second_time_too(seed, times):
    chance, text = random.Random(seed), SEED
    for _ in range(times):
        parts = text.split('"')
        parts[chance.randrange(1, len(parts) - 1, 2)] = chance.choice(WORDS)
        text = '"'.join(parts)
    try:
        made = normalise(text.encode())
    except xml.XmlRefused:
        return
    answers = {
        question.key: chance.choice(["clerk", "= 1 = 1", "person", "once", "x = y", ""]) for question in made.questions
    }
    normalise(normalise(text.encode(), answers).bpmn)
