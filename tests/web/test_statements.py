"""What completing a task over HTTP costs: the promise is at most 8 SQL statements and one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from app.store import db
from tests.web.conftest import SignedIn
from tests.web.work import begin, hidden, open_task

Counted = Callable[[], tuple[list[str], int]]


@contextmanager
def counting(app: Flask) -> Iterator[Counted]:
    """The statements and commits of what runs inside."""
    statements: list[str] = []
    commits: list[int] = []
    with app.app_context():
        engine = db.engine

    def on_statement(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    def on_commit(_c: object) -> None:
        commits.append(1)

    event.listen(engine, "before_cursor_execute", on_statement)
    event.listen(engine, "commit", on_commit)
    try:
        yield lambda: (statements, len(commits))
    finally:
        event.remove(engine, "before_cursor_execute", on_statement)
        event.remove(engine, "commit", on_commit)


def test_completing_a_task_takes_at_most_eight_statements_and_one_commit(app: Flask, signed_in: SignedIn) -> None:
    bank = signed_in("an")
    for _ in range(2):  # the first one warms what a process keeps: versions, the organisation, the calendar
        task = open_task(bank, begin(signed_in("li")))
        bank.post(f"/tasks/{task}/claim")
        sent = hidden(bank.get(f"/tasks/{task}").text) | {"f.finding": "经核查属实，已更正。"}
        with counting(app) as counted:
            answer = bank.post(f"/tasks/{task}/complete", data=sent)
            statements, commits = counted()
        assert answer.status_code == 303
    assert len(statements) <= 8, "\n".join(statements)
    assert commits == 1


def test_the_person_who_asks_is_loaded_by_one_statement(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in("li")
    client.get("/new")
    with counting(app) as counted:
        client.get("/password")
        statements, _ = counted()
    assert len(statements) == 1, "\n".join(statements)
