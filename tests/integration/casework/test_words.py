"""Full text over cases, on both databases."""

from __future__ import annotations

from flask import Flask

from app.casework import cases, notes, people, words
from app.store import db, retention
from tests.support.bpmn import Bpmn
from tests.support.house import deployed


def test_what_was_written_is_found_until_it_is_disposed_of(house: Flask) -> None:
    deployed(Bpmn("counter").start().user("serve", groups="clerk@shop").end())
    ning = people.actor("ning")
    first, other = (cases.start("counter", {}, ning).case_id for _ in range(2))
    notes.comment(first, "客户称柜员态度生硬", ning)
    notes.comment(other, "已退还手续费", ning)
    while words.read():
        pass

    def found(text: str) -> list[int]:
        return [case.id for case in cases.find(ning, text=text, words=words.wanted(text))]

    assert found("态度生硬") == [first]
    assert found("手续费") == [other]
    assert found("生硬手续") == []
    retention.scrub(db.session(), first)
    assert found("态度生硬") == []
