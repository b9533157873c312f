"""Lists: pages, counts, filters and sorts say the same as going through everything would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.casework import cases, tasks
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, passing_on, who

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
MANY = 13
CHANNELS = ("电话", "来访", "100%_x")


@pytest.fixture
def many(house: Flask) -> list[int]:
    """Cases begun an hour apart; all but the first are recorded, by telephone, by visit, and by something odd."""
    process = passing_on()
    deployed(Bpmn("other").start().user("also", groups="clerk@association").end())
    found = []
    for no in range(MANY):
        at = START + timedelta(hours=no)
        started = cases.start(process, {}, who("li"), at=at)
        if no:
            values = {"channel": CHANNELS[no % 3], "bank": str(no)}
            tasks.complete(started.opened[0], values, who("li" if no % 2 else "wang"), at=at)
        found.append(started.case_id)
    cases.start("other", {}, who("wang"), at=START - timedelta(days=1))
    return found


def test_pages_hold_everything_once_and_count_all_of_it(many: list[int]) -> None:
    pages = [cases.find(who("li"), page=no, per_page=5, sort="started_at") for no in (1, 2, 3, 4)]
    assert [page.total for page in pages] == [MANY + 1] * 4
    assert [len(page.items) for page in pages] == [5, 5, 4, 0]
    assert pages[0].pages == 3
    assert [case.id for page in pages for case in page][1:] == many


def test_a_group_s_list_pages_by_due_date(many: list[int]) -> None:
    pages = [tasks.of_my_groups(who("an"), page=no, per_page=5) for no in (1, 2, 3)]
    assert [page.total for page in pages] == [MANY - 1] * 3
    found = [task for page in pages for task in page]
    assert len({task.id for task in found}) == MANY - 1
    assert [task.due_at for task in found] == sorted(task.due_at for task in found if task.due_at)
    assert tasks.counts(who("an")).groups == MANY - 1


@pytest.mark.parametrize("sort", ["due", "-due", "opened_at", "-opened_at", "priority", "-priority"])
def test_sorts_of_tasks(many: list[int], sort: str) -> None:
    found = [task for no in (1, 2) for task in tasks.find(who("shen"), sort=sort, page=no, per_page=7)]
    column = {"due": "due_at"}.get(sort.lstrip("-"), sort.lstrip("-"))
    values = [getattr(task, column) for task in found if getattr(task, column) is not None]
    assert values == sorted(values, reverse=sort.startswith("-"))
    assert len({task.id for task in found}) == MANY + 1
    if column == "due_at":
        assert found[-1].due_at is None


@pytest.mark.parametrize("sort", ["changed_at", "-started_at", "number", "-next_due", "ended_at", "DROP TABLE", "-"])
def test_sorts_of_cases_are_from_an_allow_list(many: list[int], sort: str) -> None:
    assert cases.find(who("shen"), sort=sort, per_page=50).total == MANY + 1


def test_filters(many: list[int]) -> None:
    li, shen = who("li"), who("shen")
    assert cases.find(li, process="other").total == 1
    assert cases.find(li, owner="wang").total == 1
    assert cases.find(li, person="an").total == 0
    assert cases.find(li, unit="association").total == MANY + 1
    assert cases.find(li, status="ended").total == 0
    assert cases.find(li, incident=True).total == 0
    assert cases.find(li, incident=False).total == MANY + 1
    assert cases.find(li, since=datetime.now(UTC) + timedelta(days=1)).total == 0
    assert tasks.find(shen, element="record").total == 1
    assert tasks.find(shen, process="other", element="record").total == 0
    assert tasks.find(shen, since=START + timedelta(hours=6), until=START + timedelta(hours=8)).total == 2
    assert tasks.find(shen, due_before=START).total == 0
    assert tasks.done_by(li).total == 6
    assert tasks.done_by(who("wang"), process="other").total == 0


def test_shown_values(many: list[int]) -> None:
    expected = len([no for no in range(1, MANY) if no % 3 == 0])
    for find, by in ((cases.find, "li"), (tasks.find, "shen"), (tasks.of_my_groups, "an")):
        assert find(who(by), values={"channel": "电话"}).total == expected
        assert find(who(by), values={"channel": "电话", "bank": "3"}).total == 1
        assert find(who(by), values={"channel": "电"}).total == 0
        assert find(who(by), values={"nothing": "电话"}).total == 0
        assert find(who(by), values={"bank'\"--": "x"}).total == 0


def test_text(many: list[int]) -> None:
    li = who("li")
    assert cases.find(li, text="电").total == len([no for no in range(1, MANY) if no % 3 == 0])
    assert cases.find(li, text="%_X").total == len([no for no in range(1, MANY) if no % 3 == 2])
    assert cases.find(li, text="%%").total == 0
    year = START.year
    assert [case.id for case in cases.find(li, text=f"{year}-3")] == [3]
    assert [case.id for case in cases.find(li, text=f" {year}-00003 ")] == [3]
    assert cases.find(li, text=f"{year}-99").total == 0
    assert tasks.of_my_groups(who("an"), text="来访").total == len([no for no in range(1, MANY) if no % 3 == 1])


def test_a_value_that_changes_is_found_by_what_it_is_now(many: list[int]) -> None:
    cases.mend(many[3], {"channel": "信函"}, "falsch erfasst", who("zhou"))
    assert [case.id for case in cases.find(who("li"), values={"channel": "信函"})] == [many[3]]
    assert many[3] not in {case.id for case in cases.find(who("li"), values={"channel": "电话"}, per_page=50)}


@pytest.mark.parametrize(("page", "per_page"), [(0, 0), (-5, -5), (10**6, 10**6)])
def test_pages_nobody_should_ask_for(many: list[int], page: int, per_page: int) -> None:
    found = cases.find(who("li"), page=page, per_page=per_page)
    assert found.per_page in (1, 200)
    assert found.page >= 1
