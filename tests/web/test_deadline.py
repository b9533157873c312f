"""The page that says why a task is due when it is."""

from __future__ import annotations

import pytest

from tests.web.conftest import SignedIn
from tests.web.work import begin, open_task


@pytest.fixture
def task(signed_in: SignedIn) -> str:
    return open_task(signed_in("an"), begin(signed_in("li")))


def test_each_day_is_listed_with_what_it_is(signed_in: SignedIn, task: str) -> None:
    page = signed_in("an").get(f"/tasks/{task}/deadline").text
    for said in ("收到当日", "第 1 日", "第 2 日", "按中国工作日历", "提醒办理人", "工作日"):
        assert said in page, said


def test_lists_and_pages_say_the_clock_and_lead_to_the_reason(signed_in: SignedIn, task: str) -> None:
    client = signed_in("an")
    for path in ("/desk?list=groups", f"/tasks/{task}"):
        page = client.get(path).text
        assert f"/tasks/{task}/deadline" in page
        assert "2 个工作日" in page


@pytest.mark.parametrize("login", ["bo", "ning"])
def test_another_unit_learns_nothing(signed_in: SignedIn, task: str, login: str) -> None:
    assert signed_in(login).get(f"/tasks/{task}/deadline").status_code == 404
