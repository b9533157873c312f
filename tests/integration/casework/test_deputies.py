"""B 代 A: who steps in when somebody is away, and that the record says for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.casework import cases, journal, people_admin, tasks, verify
from app.casework.permissions import NotForThem, OnlyWatches
from app.errors import NotYours, PersonNotFound
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who

pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
AWAY = (date(2026, 9, 28), date(2026, 9, 30))


def with_deputy() -> str:
    diagram = (
        Bpmn("with-deputy")
        .start()
        .user("verify", groups="handler@bank-a", due="=workdays(2)")
        .properties(deputy="deputy@bank-a, head@bank-a", deputyAfter="2WH")
        .end()
    )
    return deployed(diagram)


def kinds(case_id: int) -> list[tuple[str, str, str | None]]:
    return [(entry.kind, entry.by, entry.acting_for) for entry in journal.entries(case_id)]


def test_the_deputy_of_somebody_who_is_away_is_added_at_once_in_the_same_transaction() -> None:
    people_admin.set_absence("an", AWAY)
    started = cases.start(with_deputy(), {}, who("gao"), at=START)
    assert kinds(started.case_id) == [("Start", "gao", None), ("TakeOver", "system:assignment", None)]
    (task,) = tasks.of_case(started.case_id)
    assert task.deputies == ("deputy@bank-a",)
    assert [found.id for found in tasks.of_my_groups(who("an2"))] == [task.id]

    done = tasks.complete(task.id, {}, who("an2"), at=START + timedelta(hours=1))
    assert kinds(done.case_id)[-1] == ("Complete", "an2", "an")
    assert verify.verify().ok


def test_when_the_deputy_is_away_too_the_next_one_follows() -> None:
    for login in ("an", "an2"):
        people_admin.set_absence(login, AWAY)
    started = cases.start(with_deputy(), {}, who("gao"), at=START)
    (task,) = tasks.of_case(started.case_id)
    assert task.deputies == ("deputy@bank-a", "head@bank-a")
    assert len(journal.entries(started.case_id)) == 3
    assert verify.verify().ok


def test_nobody_steps_in_for_somebody_who_is_there() -> None:
    started = cases.start(with_deputy(), {}, who("gao"), at=START)
    assert len(journal.entries(started.case_id)) == 1
    with pytest.raises(NotYours):
        tasks.complete(started.opened[0], {}, who("an2"), at=START)


def test_an_absence_ends() -> None:
    people_admin.set_absence("an", AWAY)
    started = cases.start(with_deputy(), {}, who("gao"), at=datetime(2026, 9, 30, 16, 0, tzinfo=UTC))
    assert [entry.kind for entry in journal.entries(started.case_id)] == ["Start"]
    people_admin.set_absence("an", None)
    assert not who("li").directory.is_absent("an", START)


def test_a_colleague_finishes_what_somebody_who_fell_ill_had_claimed() -> None:
    started = cases.start(
        deployed(Bpmn("p").start().user("do", groups="clerk@association").end()), {}, who("li"), at=START
    )
    tasks.claim(started.opened[0], who("wang"), at=START)
    people_admin.set_absence("wang", AWAY)
    done = tasks.complete(started.opened[0], {}, who("li"), at=START + timedelta(hours=1))
    assert kinds(done.case_id)[-1] == ("Complete", "li", "wang")


def test_a_deputy_of_a_group_of_several_acts_for_the_group() -> None:
    diagram = Bpmn("p").start().user("do", groups="clerk@association").properties(deputy="head@association").end()
    started = cases.start(deployed(diagram), {}, who("li"), at=START)
    tasks.take_over(started.opened[0], who("zhao"), reason="nobody there", at=START)
    done = tasks.complete(started.opened[0], {}, who("zhao"), at=START)
    assert kinds(done.case_id)[-1] == ("Complete", "zhao", "clerk@association")


class TestHandingOver:
    def task(self) -> str:
        process = deployed(Bpmn("p").start().user("do", groups="clerk@association").end())
        return cases.start(process, {}, who("li"), at=START).opened[0]

    def test_a_task_is_given_to_a_colleague(self) -> None:
        task = self.task()
        tasks.assign(task, "wang", who("zhao"), reason="轮到你了")
        assert [found.id for found in tasks.mine(who("wang"))] == [task]
        assert journal.of(tasks.get(task, who("li")).case_id, who("li"))[-1].asked["reason"] == "轮到你了"

    def test_to_nobody_outside_of_its_groups_and_one_s_own_units(self) -> None:
        """Or a task would be a way to show another bank's case to somebody."""
        for login in ("bo", "ning"):
            with pytest.raises(NotForThem):
                tasks.assign(self.task(), login, who("li"))

    def test_to_nobody_who_is_not_there(self) -> None:
        with pytest.raises(PersonNotFound):
            tasks.assign(self.task(), "nobody", who("li"))

    def test_not_by_somebody_who_only_looks(self) -> None:
        with pytest.raises(OnlyWatches):
            tasks.assign(self.task(), "wang", who("zheng"))
