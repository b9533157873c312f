"""Completing a task: who may, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.casework import cases, journal, tasks
from app.casework.commands import KeyReused
from app.errors import (
    BadValue,
    CaseEnded,
    FieldNotDeclared,
    FormInvalid,
    NotYours,
    TaskClosed,
    TaskNotFound,
    TaskTaken,
)
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, passing_on, who

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def task(house: Flask) -> str:
    return cases.start(passing_on(), {}, who("li")).opened[0]


@pytest.fixture
def nothing_written(house: Flask, task: str) -> Iterator[None]:
    def tables() -> list[int]:
        return [
            db.session().execute(select(func.count()).select_from(table)).scalar_one()
            for table in db.metadata.sorted_tables
        ]

    before, head = tables(), db.session().execute(select(models.Case.head)).scalar_one()
    yield
    assert (tables(), db.session().execute(select(models.Case.head)).scalar_one()) == (before, head)


def test_completing_writes_what_came_of_it(task: str) -> None:
    done = tasks.complete(task, {"channel": "电话", "bank": "甲银行"}, who("li"))

    assert (done.seq, done.closed, done.status, done.mine) == (2, (task,), "open", ())
    closed, opened = tasks.of_case(done.case_id)
    assert (closed.status, closed.closed_by, closed.assignee) == ("completed", "li", "li")
    assert (opened.element, opened.status, opened.clock, opened.shown) == (
        "verify",
        "open",
        "2WD",
        {"channel": "电话", "bank": "甲银行"},
    )
    assert [entry.kind for entry in journal.of(done.case_id, who("li"))] == ["Start", "Complete"]


def test_the_next_task_of_the_same_person_is_named_so_that_they_can_go_on() -> None:
    process = deployed(Bpmn("twice").start().user("first", groups="clerk").user("second", groups="clerk").end())
    started = cases.start(process, {}, who("li"))
    done = tasks.complete(started.opened[0], {}, who("li"))
    assert done.mine == done.opened != ()


def test_the_last_task_ends_the_case(task: str) -> None:
    done = tasks.complete(task, {"channel": "电话"}, who("li"))
    ended = tasks.complete(done.opened[0], {}, who("an"))
    assert (ended.status, ended.ended) == ("ended", "done")
    case = cases.get(done.case_id, who("li"))
    assert (case.status, case.ended, case.ended_at, case.next_due) == ("ended", "done", ended.at, None)
    with pytest.raises(CaseEnded):
        cases.cancel(done.case_id, "zu spät", who("zhou"))


@pytest.mark.usefixtures("nothing_written")
class TestRefused:
    def test_a_form_that_is_not_valid(self, task: str) -> None:
        with pytest.raises(FormInvalid) as refused:
            tasks.complete(task, {"channel": ""}, who("li"))
        assert list(refused.value.errors) == ["channel"]

    def test_a_field_that_the_form_does_not_declare(self, task: str) -> None:
        with pytest.raises(FieldNotDeclared):
            tasks.complete(task, {"channel": "电话", "grade": "紧急"}, who("li"))

    def test_a_text_that_no_database_can_keep(self, task: str) -> None:
        for text in ("a\0b", "\ud800"):
            with pytest.raises((BadValue, FormInvalid)):
                tasks.complete(task, {"channel": text}, who("li"))

    def test_a_task_that_is_not_there(self, task: str) -> None:
        case = task.partition("-")[0]
        for name in (f"{case}-99", "999999-1", "abc", "1", "1-1-1", "-1-1", f"{'9' * 40}-1", "١-١"):
            with pytest.raises(TaskNotFound):
                tasks.complete(name, {"channel": "电话"}, who("li"))

    def test_somebody_else_s_task(self, task: str) -> None:
        """The head of the unit sees the case, but the task is for clerks."""
        with pytest.raises(NotYours):
            tasks.complete(task, {"channel": "电话"}, who("zhao"))

    def test_a_person_who_may_not_see_the_case_is_told_that_there_is_none(self, task: str) -> None:
        for login in ("bo", "bu", "ning", "an"):
            for act in (tasks.claim, tasks.release, tasks.take_over):
                with pytest.raises(TaskNotFound):
                    act(task, who(login))
            with pytest.raises(TaskNotFound):
                tasks.complete(task, {"channel": "电话"}, who(login))


def test_a_colleague_has_it(task: str) -> None:
    tasks.claim(task, who("wang"))
    with pytest.raises(TaskTaken, match="王"):
        tasks.complete(task, {"channel": "电话"}, who("li"))
    tasks.release(task, who("wang"))
    assert tasks.complete(task, {"channel": "电话"}, who("li")).status == "open"


def test_a_second_click_is_told_where_the_case_is(task: str) -> None:
    done = tasks.complete(task, {"channel": "电话"}, who("li"))
    with pytest.raises(TaskClosed) as refused:
        tasks.complete(task, {"channel": "电话"}, who("li"))
    assert refused.value.facts == {"task": task, "case": done.case_id}
    with pytest.raises(TaskNotFound):
        tasks.complete(task, {"channel": "电话"}, who("bo"))


class TestIdempotencyKey:
    def test_sent_twice_it_acts_once_and_answers_the_same(self, task: str) -> None:
        first = tasks.complete(task, {"channel": "电话"}, who("li"), key="k")
        again = tasks.complete(task, {"channel": "电话"}, who("li"), key="k")
        assert again.repeated
        assert again.__dict__ | {"repeated": False} == first.__dict__
        assert cases.get(first.case_id, who("li")).seq == first.seq

    def test_another_request_with_it_is_refused(self, task: str) -> None:
        tasks.complete(task, {"channel": "电话"}, who("li"), key="k")
        with pytest.raises(KeyReused):
            tasks.complete(task, {"channel": "来访"}, who("li"), key="k")

    def test_two_people_do_not_share_keys(self, task: str) -> None:
        tasks.claim(task, who("li"), key="k")
        with pytest.raises(TaskTaken):
            tasks.claim(task, who("wang"), key="k")

    def test_a_refused_command_leaves_its_key_free(self, task: str) -> None:
        with pytest.raises(FormInvalid):
            tasks.complete(task, {}, who("li"), key="k")
        assert not tasks.complete(task, {"channel": "电话"}, who("li"), key="k").repeated

    def test_a_start_sent_twice_starts_one_case(self) -> None:
        process = passing_on()
        first = cases.start(process, {}, who("li"), key="k")
        again = cases.start(process, {}, who("li"), key="k")
        assert (again.case_id, again.repeated) == (first.case_id, True)
        with pytest.raises(KeyReused):
            cases.start(passing_on("another"), {}, who("li"), key="k")
