"""Money in the procedures: amounts are whole fen, nothing is lost or created, and every row of a table is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import forms
from app.casework import rehearse
from app.casework.rehearsal import Setting
from app.engine import commands, decisions
from app.engine.decisions.model import Outcome
from app.errors import FormInvalid
from tests.support.forms import taken
from tests.support.play import LOCAL, MONDAY, Play

ROOT = Path(__file__).parents[3]
TABLES = ROOT / "processes" / "decisions"
MODEST = settings(max_examples=25, deadline=None)
FEN = st.integers(0, 10**10)
HUNDREDTHS = st.integers(0, 100)

setting_of = cache(rehearse.setting_of)


class Real(Play):
    """A case of a shipped procedure in the demo organisation, on the engine alone."""

    def __init__(self, process: str, unit: str, values: Mapping[str, Any], **own: Any) -> None:
        setting: Setting = setting_of(ROOT / "processes" / process)
        self.version, self.now = setting.version, LOCAL(MONDAY)
        self.trail, self.fired, self.steps, self.state = [], [], [], None
        pinned = setting.parameters.pinned(self.version.parameters, unit, setting.directory) | own
        self.do(commands.Start(by="li", number="C-1", owner="li", unit=unit, values=dict(values), parameters=pinned))


def asked(table: str, decision: str, context: Mapping[str, Any], **parameters: Any) -> Outcome:
    return model(table).evaluate(decision, {**context, "parameters": parameters})


@cache
def model(table: str) -> decisions.Decisions:
    return decisions.parse((TABLES / f"{table}.dmn").read_bytes())


def rows(table: str) -> set[int]:
    return set(range(1, (TABLES / f"{table}.dmn").read_text("utf-8").count("<rule ") + 1))


def half_up(amount: int, hundredths: int) -> int:
    """The share of an amount in whole fen, half a fen upwards: in whole numbers only."""
    return (2 * amount * hundredths + 100) // 200


# -- D15: who bears which cost -----------------------------------------------------------------------------------

COSTS = ("product_cost", "labour_cost", "parts_cost", "inbound_freight", "back_freight")
WARRANTY = ("是", "否")


def situations() -> Iterable[dict[str, Any]]:
    """All that the forms let people say, once the finding is final."""
    empty = {"scene": None, "lab_finding": None, "obvious": None}
    for warranty in WARRANTY:
        yield {**empty, "site_finding": "质量问题", "in_warranty": warranty}
        for scene in ("现场可解决", "现场换简单件", "返厂维修"):
            yield {**empty, "site_finding": "使用不当", "scene": scene, "in_warranty": warranty}
    for finding, warranty, obvious in product(("质量问题", "使用不当"), WARRANTY, ("是", "否")):
        known = {"site_finding": "难以界定", "lab_finding": finding, "in_warranty": warranty, "obvious": obvious}
        yield {**empty, **known}


PENDING = [{"site_finding": "难以界定", "lab_finding": "鉴定中", "in_warranty": each} for each in WARRANTY]
FINAL = list(situations())


def bearers(situation: Mapping[str, Any], labour: bool = True, freight: bool = True) -> Outcome:
    given = {"labour_after_warranty_customer": labour, "misuse_freight_customer": freight}
    return asked("cost-allocation", "cost_allocation", situation, **given)


def test_every_row_of_the_cost_table_is_reached_and_every_situation_has_one() -> None:
    found = [bearers(each).matched for each in [*FINAL, *PENDING]]
    assert {len(each) for each in found} == {1}
    assert {number for each in found for number in each} == rows("cost-allocation")


@pytest.mark.parametrize("labour", [True, False])
@pytest.mark.parametrize("freight", [True, False])
def test_the_cost_table_keeps_what_the_text_promises(labour: bool, freight: bool) -> None:
    for situation in FINAL:
        result = bearers(situation, labour, freight).result
        paid = {part for part, who in result.items() if who == "客户"}
        if "质量问题" in (situation["site_finding"], situation["lab_finding"]):
            assert (paid, result["product"]) == (set(), "免费更换")
        if situation["in_warranty"] == "是":
            assert "labour" not in paid
        if situation["site_finding"] == "难以界定":
            assert result["inbound"] == ("公司与销售员" if situation["obvious"] == "是" else "公司")
    for situation in PENDING:
        assert bearers(situation, labour, freight).result["inbound"] == "公司"


@MODEST
@given(st.sampled_from(FINAL), st.tuples(*[FEN] * 5), st.booleans(), st.booleans())
def test_costs_are_shared_to_the_last_fen(
    situation: dict[str, Any], amounts: tuple[int, ...], labour: bool, freight: bool
) -> None:
    own = {"labour_after_warranty_customer": labour, "misuse_freight_customer": freight}
    play = Real("cost-allocation", "maker", situation, **own)
    who = play.values["bearers"]
    parts = ["无" if who["product"] != "免费更换" else "公司", who["labour"], who["parts"], who["inbound"], who["back"]]
    asked_for: dict[str, Any] = {
        name: amount for name, amount, party in zip(COSTS, amounts, parts, strict=True) if party != "无"
    }
    values = play.complete("record_costs", **asked_for).values
    assert values["customer_amount"] + values["company_amount"] == sum(asked_for.values())
    assert values["customer_amount"] == sum(a for a, party in zip(amounts, parts, strict=True) if party == "客户")
    assert values["salesperson_amount"] == 0
    assert ("collect_costs" in play.open) == (values["customer_amount"] > 0)
    assert not play.incidents


# -- the penalty on real freight: 30 to 60 per cent ---------------------------------------------------------------

OBVIOUS = {"site_finding": "难以界定", "lab_finding": "质量问题", "in_warranty": "是", "obvious": "是", "scene": None}


def penalised(freight: int, share: int, review: str | None = None, reduced: int = 30) -> Play:
    play = Real("cost-allocation", "maker", OBVIOUS)
    costs: dict[str, Any] = dict.fromkeys(COSTS, 1000) | {"inbound_freight": freight}
    play.complete("record_costs", **costs)
    play.complete("decide_share", freight_penalty_share=Decimal(share) / 100)
    play.complete("tell_salesperson")
    if review is None:
        return play.until("2026-03-06T17:30")
    play.message("salesperson_objects", "C-1", objection="x")
    return play.complete("review_objection", review_outcome=review, reduced_share=Decimal(reduced) / 100)


@MODEST
@given(FEN, st.integers(30, 60), st.integers(30, 60), st.sampled_from([None, "维持", "减轻", "撤销"]))
def test_what_the_salesperson_pays_the_company_does_not(
    freight: int, share: int, reduced: int, review: str | None
) -> None:
    reduced = min(share, reduced)
    values = penalised(freight, share, review, reduced).values
    counts = 0 if review == "撤销" else reduced if review == "减轻" else share
    assert values["salesperson_amount"] == half_up(freight, counts)
    assert values["salesperson_amount"] + values["company_amount"] == freight + 4000
    assert values["customer_amount"] == 0


@MODEST
@given(HUNDREDTHS, st.integers(0, 100), st.integers(0, 100))
def test_the_share_is_between_30_and_60_per_cent_and_the_owner_can_only_narrow_that(
    share: int, least: int, most: int
) -> None:
    form = forms.parse((ROOT / "forms" / "cost-share.form").read_bytes())
    bounds = {"freight_penalty_least": Decimal(least) / 100, "freight_penalty_most": Decimal(most) / 100}
    told = {"cause_of_lapse": "责任心不强", "share_reason": "x", "also_discipline": "否"}
    sent = {"freight_penalty_share": str(Decimal(share) / 100), **told}
    if max(30, least) <= share <= min(60, most):
        assert taken(form, sent, {"parameters": bounds})["freight_penalty_share"] == Decimal(share) / 100
    else:
        with pytest.raises(FormInvalid) as caught:
            taken(form, sent, {"parameters": bounds})
        assert caught.value.errors.keys() == {"freight_penalty_share"}


# -- D8: how much is refunded -------------------------------------------------------------------------------------

MULTIPLES = {"错收费用": 2, "功能费": 1}


def test_every_row_of_the_refund_table_is_reached() -> None:
    found = {kind: asked("refund-multiple", "refund_multiple", {"fee_kind": kind}) for kind in MULTIPLES}
    assert {kind: outcome.result for kind, outcome in found.items()} == MULTIPLES
    assert {number for outcome in found.values() for number in outcome.matched} == rows("refund-multiple")


@MODEST
@given(st.sampled_from(list(MULTIPLES)), st.integers(1, 10**10))
def test_a_refund_is_the_whole_multiple_of_what_was_wrongly_charged(kind: str, wrong: int) -> None:
    play = Real("refund", "operator", {"complainant": "周海", "si": "si-a"})
    play.complete("verify_charge", charged_wrongly="是", fee_kind=kind, wrong_amount=wrong, paid_by="SI 自付")
    assert play.values["amount"] == MULTIPLES[kind] * wrong
    play.complete("approve_refund", refund_decision="批准")
    assert (play.open, play.values["amount"]) == (["pay_refund"], MULTIPLES[kind] * wrong)


# -- D14: what is deducted ----------------------------------------------------------------------------------------

RATES = ("slight", "ordinary", "ordinary_large", "grave", "grave_large", "manager", "delay")
LARGE = 100_000


def rate_of(degree: str | None, loss: int) -> str | None:
    large = "_large" if loss >= LARGE else ""
    return {"轻微": "slight", "一般": f"ordinary{large}", "严重": f"grave{large}"}.get(degree or "")


def test_every_row_of_the_penalty_table_is_reached_and_the_bound_itself_is_large() -> None:
    given = {f"penalty_rate_{name}": Decimal(n) / 100 for n, name in enumerate(RATES, 1)} | {
        "penalty_large_loss": LARGE
    }
    seen: set[int] = set()
    for degree, loss in product((None, "轻微", "一般", "严重"), (0, LARGE - 1, LARGE, 10**10)):
        outcome = asked("penalty-rate", "penalty_rate", {"fault_degree": degree, "loss": loss}, **given)
        name = rate_of(degree, loss)
        assert outcome.result == (given[f"penalty_rate_{name}"] if name else 0)
        seen |= set(outcome.matched)
    assert seen == rows("penalty-rate")


LOSSES = st.one_of(st.integers(LARGE - 2, LARGE + 2), FEN)


@MODEST
@given(st.sampled_from(["轻微", "一般", "严重"]), LOSSES, FEN, FEN, st.tuples(*[HUNDREDTHS] * len(RATES)))
def test_a_deduction_is_the_share_of_the_bonus_in_whole_fen(
    degree: str, loss: int, bonus: int, managers: int, rates: tuple[int, ...]
) -> None:
    by_name = dict(zip(RATES, rates, strict=True))
    own = {f"penalty_rate_{name}": Decimal(rate) / 100 for name, rate in by_name.items()}
    told = {"fault_degree": degree, "loss": loss, "bonus": bonus, "manager_bonus": managers, "manager_jointly": "是"}
    groups = {"decider": "executive@retail", "executor": "hr-finance@retail-hr", "reviewer": "head@retail"}
    values = Real("penalty", "retail", {**told, **groups}, **own, penalty_large_loss=LARGE).values
    assert values["direct_amount"] == half_up(bonus, by_name[str(rate_of(degree, loss))])
    assert values["manager_amount"] == half_up(managers, by_name["manager"])
    assert 0 <= values["direct_amount"] <= bonus


@MODEST
@given(FEN, FEN)
def test_a_review_never_raises_a_deduction(bonus: int, reduced: int) -> None:
    told = {"fault_degree": "严重", "loss": LARGE, "bonus": bonus, "manager_jointly": "否"}
    groups = {"decider": "executive@retail", "executor": "hr-finance@retail-hr", "reviewer": "head@retail"}
    play = Real("penalty", "retail", {**told, **groups}, penalty_rate_grave_large=Decimal("0.3"))
    before = play.values["direct_amount"]
    play.complete("decide_penalty", penalty_decision="执行").complete("tell_person")
    play.message("person_objects", "C-1", objection="x")
    play.complete("review_objection", review_outcome="减轻", reduced_amount=reduced)
    assert play.values["direct_amount"] == min(before, reduced)
    assert play.open == ["execute_penalty"]
