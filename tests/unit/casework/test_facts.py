"""Facts of a step as JSON and back: nothing is lost, and nothing of a user's looks like ours."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.casework import facts, record
from app.engine.step import Change, OpenTask, SetTimer, Step
from app.errors import BadValue

AT = datetime(2026, 9, 28, 1, 0, 0, 5, tzinfo=UTC)
TASK = OpenTask(
    no=1,
    key="record#1",
    element="record",
    name="登记",
    visit=1,
    index=None,
    form="f",
    groups=("clerk@association",),
    users=(),
    assignee=None,
    priority=50,
    opened_at=AT,
    due_at=AT,
    clock="2WD",
    provisional=False,
)
TIMER = SetTimer(key="record#1@50%", element="record", kind="remind", due=AT, task=1)


def test_tasks_and_timers_come_back_as_they_were() -> None:
    assert facts.task(facts.of(TASK)) == TASK
    assert facts.timer(facts.of(TIMER)) == TIMER


def test_only_what_is_there_is_written() -> None:
    found = facts.of_step(Step(state=b"x", digest="d", trail=("start",), status="open"))
    assert found == {"trail": ["start"], "status": "open"}


def test_values_keep_their_kind() -> None:
    changes = (Change(name="price", before=None, after=Decimal("12.50")), Change(name="$", before={"$": 1}, after=AT))
    found = facts.of_step(Step(state=b"", digest="", changes=changes))["changes"]
    assert found[0] == {"name": "price", "before": None, "after": {"$": "number", "v": "12.5"}}
    assert found[1]["before"] == {"$$": 1}


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfff"])
def test_what_not_every_database_can_keep_is_refused(text: str) -> None:
    for data in (text, {"a": [text]}, {text: 1}):
        with pytest.raises(BadValue):
            record.text_of(data)


def test_what_is_attested_is_one_canonical_text() -> None:
    assert record.text_of({"b": "张", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"张"}'
