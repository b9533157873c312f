"""The monthly thanks (P40): what is given is what the parameters allow, and the sum is what was given."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import commands
from tests.support.play import LOCAL, MONDAY, Play
from tests.unit.processes.test_money import ROOT, setting_of

MOST_CUSTOMERS, MOST_GIFT = 3, 5000
GIFTS = st.one_of(st.integers(MOST_GIFT - 1, MOST_GIFT + 1), st.integers(0, MOST_GIFT))
LISTS = st.lists(st.tuples(GIFTS, st.booleans()), max_size=MOST_CUSTOMERS + 1)


class Month(Play):
    """A case of the monthly thanks, begun by the clock."""

    def __init__(self, reward: int) -> None:
        setting = setting_of(ROOT / "processes" / "thank-you")
        self.version, self.now = setting.version, LOCAL(MONDAY)
        self.trail, self.fired, self.steps, self.state = [], [], [], None
        own = {"thanks_customers": MOST_CUSTOMERS, "thanks_gift": MOST_GIFT, "suggestion_reward": reward}
        pinned = setting.parameters.pinned(self.version.parameters, "retail", setting.directory) | own
        self.do(
            commands.Start(by="system:timers", number="C-1", unit="retail", timer="month_begins", parameters=pinned)
        )
        settled = [{"of": str(number), "customer": "客户", "satisfaction": 5} for number in range(MOST_CUSTOMERS + 1)]
        [job] = self.last.jobs
        self.do(commands.JobDone(by="system:jobs", job=job.key, values={"counted": {"tables": [{"rows": settled}]}}))


def row(number: int, gift: int, adopted: bool) -> dict[str, Any]:
    told = {"adopted": "是", "suggestion": "加扶手"} if adopted else {"adopted": "否", "suggestion": None}
    return {"customer_name": "客户", "contact": str(number), "source_case": str(number), "gift_amount": gift, **told}


@settings(max_examples=25, deadline=None)
@given(LISTS, st.integers(0, 10**10))
def test_nobody_gets_more_than_the_parameters_allow_and_the_sum_is_exact(
    chosen: list[tuple[int, bool]], reward: int
) -> None:
    play = Month(reward)
    play.complete("pick_customers", any_customers="有", customers=[row(n, *one) for n, one in enumerate(chosen)])
    if not 1 <= len(chosen) <= MOST_CUSTOMERS or any(gift > MOST_GIFT for gift, _ in chosen):
        assert play.open == ["pick_customers"]
        return
    play.complete("approve_list", list_decision="批准")
    while play.open != ["file_thanks"]:
        play.complete(play.open[0], receipt_number="1")
    rewards = [reward if adopted else 0 for _, adopted in chosen]
    assert [(one["gift"], one["reward"]) for one in play.values["thanks"]] == [
        (gift, each) for (gift, _), each in zip(chosen, rewards, strict=True)
    ]
    assert play.values["total_spent"] == sum(gift for gift, _ in chosen) + sum(rewards)
