"""What a completion costs the database: bounded by design, so that it cannot creep up unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.casework import cases, people, tasks
from app.store import db
from tests.support.house import passing_on

pytestmark = pytest.mark.usefixtures("house")


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    counts = {"statements": 0, "commits": 0}

    def statement(*_: object) -> None:
        counts["statements"] += 1

    def commit(*_: object) -> None:
        counts["commits"] += 1

    event.listen(db.engine, "before_cursor_execute", statement)
    event.listen(db.engine, "commit", commit)
    yield counts
    event.remove(db.engine, "before_cursor_execute", statement)
    event.remove(db.engine, "commit", commit)


def test_completing_takes_at_most_eight_statements_and_one_commit_with_the_person() -> None:
    """The first task closes and opens another one with a due date, for a unit that had no part in the case yet."""
    started = cases.start(passing_on(), {}, people.actor("li"))
    db.session.remove()
    with counted() as counts:
        tasks.complete(started.opened[0], {"channel": "电话"}, people.actor("li"), key="k")
    assert counts["commits"] == 1
    assert counts["statements"] <= 8


def test_an_idempotency_key_that_was_used_costs_no_write() -> None:
    started = cases.start(passing_on(), {}, people.actor("li"))
    tasks.complete(started.opened[0], {"channel": "电话"}, people.actor("li"), key="k")
    with counted() as counts:
        tasks.complete(started.opened[0], {"channel": "电话"}, people.actor("li"), key="k")
    assert counts["statements"] <= 3


def test_lists_take_two_statements_however_long_they_are() -> None:
    process = passing_on()
    for _ in range(12):
        cases.start(process, {}, people.actor("li"))
    actor = people.actor("li")
    for find in (tasks.of_my_groups, tasks.mine, tasks.find, cases.find):
        with counted() as counts:
            find(actor, per_page=5)
        assert counts["statements"] <= 2
