"""Dates on a diagram that are over when it is judged."""

from datetime import UTC, datetime

import pytest

from app.engine import gate
from tests.support.bpmn import Bpmn

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def past(diagram: Bpmn, at: datetime | None = NOW) -> list[str | None]:
    found = gate.check(diagram.sources(), "p", at=at)
    return [each.element for each in found if each.code == "date_is_past"]


def timer(**said: str) -> Bpmn:
    return Bpmn().start().catch("wait", **said).end()


@pytest.mark.parametrize(
    "said",
    [
        {"date": "2026-02-28T09:00"},
        {"date": "2026-03-02T04:59:59+01:00"},
        {"date": "2025-12-31"},
        {"cycle": "R2/2026-02-27T09:00:00/P1D"},
    ],
)
def test_a_timer_for_a_date_that_is_over_is_pointed_out(said):
    assert past(timer(**said)) == ["wait"]
    assert past(timer(**said), at=None) == []


@pytest.mark.parametrize(
    "said",
    [
        {"date": "2026-03-02T09:00"},  # nobody knows in which zone
        {"date": "2026-03-02T05:00:01+01:00"},
        {"date": "2026-03-01"},
        {"date": "9999-12-31T23:59"},
        {"date": '= date and time("2020-01-01T00:00:00")'},
        {"duration": "PT1H"},
        {"cycle": "R20/2026-02-27T09:00:00/P1D"},
        {"cycle": "R3/PT1H"},
    ],
)
def test_a_date_that_may_be_to_come_is_not(said):
    assert past(timer(**said)) == []


def test_due_dates_of_tasks_are_looked_at_too_and_in_the_child_as_well():
    diagram = Bpmn().start().user("a", due="2026-01-01T09:00").user("b", follow_up="2026-01-01").end()
    assert past(diagram) == ["a", "b"]
    found = gate.check_safely(diagram.sources(), "p", at=NOW)
    assert [each.element for each in found if each.code == "date_is_past"] == ["a", "b"]
    said = next(each for each in found if each.code == "date_is_past")
    assert (said.severity, bool(said.hint and said.hint_en)) == ("warning", True)
