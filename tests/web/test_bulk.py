"""Many tasks at once: an answer for each, on the page and for programs; nothing but what is asked for is taken."""

from __future__ import annotations

import pytest

from tests.web.conftest import SignedIn
from tests.web.work import begin, open_task

REASON = "请协助办理"
EXTRA = {"assignee": "bo", "approved": "true", "values": {"approved": True}}
ASKED = {
    "claim": {},
    "release": {},
    "assign": {"to": "an2", "reason": REASON},
    "delegate": {"to": "an2", "reason": REASON},
    "ask-signatures": {"to": ["gao"], "reason": REASON},
    "drop-signature": {"login": "gao", "reason": REASON},
    "sign": {"agrees": True},
    "return": {"to": "verify", "reason": REASON},
    "urge": {"reason": REASON},
    "recuse": {"reason": REASON},
    "call": {"do": "end"},
    "copy": {"to": ["gao"]},
}


def test_many_are_claimed_at_once_and_what_is_refused_says_why_in_its_row(signed_in: SignedIn) -> None:
    bank = signed_in("an")
    mine = [open_task(bank, begin(signed_in("li"))) for _ in range(2)]
    other = open_task(signed_in("bo"), begin(signed_in("li"), bank="bank-b"))
    page = bank.post("/tasks/bulk", data={"do": "claim", "task": [*mine, other, mine[0]]})
    assert page.status_code == 200
    assert page.text.count("state-done") == 2, "one that is named twice is done once"
    assert page.text.count("state-overdue") == 1
    assert f"/tasks/{other}" not in page.text, "nothing is told of a task of another unit"
    for task in mine:
        assert f"/tasks/{task}/release" in bank.get(f"/tasks/{task}").text


def test_many_are_handed_over_and_urged_with_an_answer_for_each(signed_in: SignedIn, api: SignedIn) -> None:
    bank = signed_in("an")
    tasks = [open_task(bank, begin(signed_in("li"))) for _ in range(2)]
    page = bank.post("/tasks/bulk", data={"do": "assign", "task": tasks, "to": "an2", "reason": REASON})
    assert page.text.count("state-done") + page.text.count("state-overdue") == 2
    for expected in (0, 2):  # the second time within two hours
        done = api("li").post("/api/v1/tasks/bulk", json={"do": "urge", "tasks": tasks, "reason": REASON}).json
        assert sum(item["outcome"] is None for item in done["items"]) == expected, done


@pytest.mark.parametrize(
    "sent", [{"do": "cancel", "task": ["1-1"]}, {"do": "claim"}, {"do": "claim", "task": ["1-1"] * 0}]
)
def test_no_other_deed_and_not_for_nothing(signed_in: SignedIn, sent: dict[str, object]) -> None:
    assert signed_in("an").post("/tasks/bulk", data=sent).status_code == 422


def test_more_than_a_hundred_are_refused(signed_in: SignedIn) -> None:
    sent = {"do": "claim", "task": [f"1-{no}" for no in range(101)]}
    assert signed_in("an").post("/tasks/bulk", data=sent).status_code == 422


@pytest.mark.parametrize("what", sorted(ASKED))
def test_a_field_that_nothing_asks_for_is_refused_before_anything_is_done(
    signed_in: SignedIn, api: SignedIn, what: str
) -> None:
    task = open_task(signed_in("an"), begin(signed_in("li")))
    before = api("li").get(f"/api/v1/cases/{task.partition('-')[0]}/journal").json
    for name, value in EXTRA.items():
        refused = api("an").post(f"/api/v1/tasks/{task}/{what}", json=ASKED[what] | {name: value})
        assert refused.status_code == 422, f"{what} took {name}"
    assert api("li").get(f"/api/v1/cases/{task.partition('-')[0]}/journal").json == before


def test_what_the_dialogs_of_a_task_do_not_ask_for_changes_nothing_of_the_case(signed_in: SignedIn) -> None:
    bank, number = signed_in("an"), begin(signed_in("li"))
    task = open_task(bank, number)
    bank.post(f"/tasks/{task}/claim", data={"f.approved": "true", "approved": "true", "to": "bo"})
    for what in ("urge", "copy", "recuse"):
        sent = {"to": "gao", "reason": REASON, "approved": "yes", "f.approved": "yes", "by": "li", "at": "2020-01-01"}
        signed_in("li").post(f"/tasks/{task}/do/{what}", data=sent)
    page = signed_in("li").get(f"/cases/{number}").text
    assert "approved" not in page
    assert "2020-01-01" not in page
