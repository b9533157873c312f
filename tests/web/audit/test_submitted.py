"""The form of a step as it was submitted: all that was sent, whatever has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g

from app.calendars import Calendar
from app.casework import calendars, people
from app.engine.commands import Complete
from app.web.audit import submitted
from app.web.desk.values import Vocabulary
from tests.support.forms import NOW, field, form_of

WORDS = Vocabulary({}, {})
ONLY_IN_ROUND_ONE = {"conditional": {"hide": "=round != 1"}}


@pytest.fixture
def calendar(app: Flask) -> Iterator[Calendar]:
    """The one in force, while an auditor looks."""
    with app.test_request_context():
        g.actor = people.actor("shen")
        yield calendars.in_force(None)


def shown(sent: dict[str, Any], names: dict[str, Any], calendar: Calendar, *components: dict[str, Any]) -> list[Any]:
    form = form_of(*components)
    rows = submitted.fields(form, Complete(task="ask#1", by="li", values=sent), NOW, names, calendar, WORDS)
    return [(row["key"], row["text"]) for row in rows]


@pytest.mark.parametrize("names", [{"round": 1}, {"round": 2}, {}], ids=["as it was", "changed since", "not known"])
def test_a_field_that_was_filled_in_is_there(names: dict[str, Any], calendar: Calendar) -> None:
    answer = field("textfield", "answer", **ONLY_IN_ROUND_ONE)
    assert shown({"answer": "已致歉"}, names, calendar, answer) == [("answer", "已致歉")]


def test_what_was_not_sent_is_not_there(calendar: Calendar) -> None:
    answer, other = field("textfield", "answer"), field("textfield", "other")
    assert shown({"answer": "已致歉"}, {"other": "早先的"}, calendar, answer, other) == [("answer", "已致歉")]


def test_rows_of_a_list_have_only_what_each_was_sent(calendar: Calendar) -> None:
    items = {
        "type": "dynamiclist",
        "path": "items",
        "label": "商品",
        "components": [field("textfield", "name"), field("textfield", "fault")],
    }
    sent = {"items": [{"name": "甲", "fault": "破损"}, {"name": "乙"}]}
    assert shown(sent, {}, calendar, items) == [
        ("items.0.name", "甲"),
        ("items.0.fault", "破损"),
        ("items.1.name", "乙"),
    ]
