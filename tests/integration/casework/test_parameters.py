"""The organisation's parameters in live work: two people, a history, cases that keep what they began with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.casework import (
    cases,
    declared,
    deploy,
    migration,
    parameters,
    parameters_setup,
    replay,
    tasks,
    verify,
    versions,
)
from app.casework.declared import ParameterEmpty, WrongValue
from app.casework.parameters import (
    AlreadyDecided,
    AlreadyProposed,
    ChangeNotFound,
    NothingChanges,
    NotYourProposal,
    ReasonMissing,
    SecondPerson,
)
from app.casework.permissions import NotYourParameter
from app.errors import DiagramRefused
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who

pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BOOK = declared.parse(
    {
        "procedures": {"P08": "传递链"},
        "parameters": [
            {
                "id": "reply_limit",
                "name": "答复的时限",
                "type": "limit",
                "range": [1, 30],
                "clocks": ["WD"],
                "purpose": "答复客户的时限",
                "source": "文本未规定",
                "used_by": ["P08"],
            },
            {"id": "share", "name": "比例", "type": "percentage", "range": [0, 1], "purpose": "", "source": "第五条"}
            | {"default": 0.3},
        ],
    }
)


@pytest.fixture(autouse=True)
def _declared(house: object) -> None:
    parameters_setup.declare(BOOK)


def diagram(due: str = "= due(parameters.reply_limit)") -> Bpmn:
    return Bpmn("replying").start().user("reply", groups="clerk@association", due=due).user("file", groups="clerk")


def fill_in(value: str, unit: str = "house") -> None:
    parameters.publish(parameters.propose("reply_limit", unit, value, "年度会议决定", who("lu")), who("zhou"))


def days_of(case_id: int) -> str | None:
    return tasks.of_case(case_id)[0].clock


def test_a_value_is_proposed_by_one_person_and_published_by_another() -> None:
    number = parameters.propose("reply_limit", "house", "2WD", "年度会议决定", who("lu"))
    assert parameters.book().found("reply_limit", "house", who("lu").directory) == (None, None)
    with pytest.raises(SecondPerson):
        parameters.publish(number, who("lu"))
    with pytest.raises(SecondPerson):
        parameters.refuse(number, "不行", who("lu"))
    done = parameters.publish(number, who("zhou"))
    assert (done.status, done.proposed_by, done.decided_by, done.reason) == ("published", "lu", "zhou", "年度会议决定")
    assert parameters.book().found("reply_limit", "bank-a-1", who("lu").directory) == ("2WD", "house")
    with pytest.raises(AlreadyDecided):
        parameters.publish(number, who("zhou"))


def test_what_is_proposed_has_to_fit_to_say_why_to_change_something_and_to_wait_its_turn() -> None:
    with pytest.raises(WrongValue):
        parameters.propose("reply_limit", "house", "2H", "年度会议决定", who("lu"))
    with pytest.raises(ReasonMissing):
        parameters.propose("reply_limit", "house", "2WD", "  ", who("lu"))
    fill_in("2WD")
    with pytest.raises(NothingChanges):
        parameters.propose("reply_limit", "house", "2 wd", "再说一遍", who("lu"))
    parameters.propose("reply_limit", "house", "3WD", "放宽", who("lu"))
    with pytest.raises(AlreadyProposed):
        parameters.propose("reply_limit", "house", "4WD", "再放宽", who("zhou"))
    with pytest.raises(ChangeNotFound):
        parameters.publish(4711, who("zhou"))


def test_each_sets_the_values_of_their_own_units_only() -> None:
    with pytest.raises(NotYourParameter):
        parameters.propose("reply_limit", "shop", "2WD", "协会的人", who("he"))
    with pytest.raises(NotYourParameter):
        parameters.propose("reply_limit", "association", "2WD", "经办人", who("li"))
    number = parameters.propose("reply_limit", "bank-a", "2WD", "甲银行", who("he"))
    with pytest.raises(NotYourParameter):
        parameters.publish(number, who("bu"))
    assert [change.id for change in parameters.proposals(who("zhou"))] == [number]
    assert parameters.proposals(who("ou")) == []


def test_a_proposal_is_refused_with_a_reason_or_taken_back_by_who_made_it() -> None:
    number = parameters.propose("reply_limit", "house", "2WD", "试试", who("lu"))
    with pytest.raises(NotYourProposal):
        parameters.withdraw(number, who("zhou"))
    parameters.withdraw(number, who("lu"))
    number = parameters.propose("reply_limit", "house", "2WD", "再试", who("lu"))
    with pytest.raises(ReasonMissing):
        parameters.refuse(number, "", who("zhou"))
    parameters.refuse(number, "太短", who("zhou"))
    assert [(each.status, each.decided_why) for each in parameters.history("reply_limit")] == [
        ("refused", "太短"),
        ("withdrawn", ""),
    ]


def test_a_unit_may_give_up_its_own_value_and_has_that_of_the_unit_above_again() -> None:
    fill_in("2WD")
    fill_in("5WD", "bank-a")
    directory = who("lu").directory
    assert parameters.book().found("reply_limit", "bank-a-1", directory) == ("5WD", "bank-a")
    clear = parameters.propose("reply_limit", "bank-a", None, "与总部一致", who("lu"), clear=True)
    parameters.publish(clear, who("zhou"))
    assert parameters.book().found("reply_limit", "bank-a-1", directory) == ("2WD", "house")
    assert [each.value for each in parameters.history("reply_limit")] == [None, "5WD", "2WD"]


def test_a_process_that_needs_an_empty_parameter_is_not_deployed() -> None:
    with pytest.raises(DiagramRefused) as refused:
        deployed(diagram().end())
    said = refused.value.findings[0]
    assert (said.code, said.element, "答复的时限" in said.message) == ("parameters.empty", "reply", True)
    with pytest.raises(DiagramRefused) as refused:
        deployed(diagram("= due(parameters.ghost)").end())
    assert refused.value.findings[0].code == "parameters.unknown"
    fill_in("2WD")
    assert deployed(diagram().end()) == "replying"
    assert [row.id for row in parameters.using("reply_limit", who("lu"))] == ["replying"]


def test_cases_keep_what_they_began_with_and_new_ones_have_the_new_value() -> None:
    fill_in("2WD")
    process = deployed(diagram().end())
    first = cases.start(process, {}, who("li"), at=START).case_id
    fill_in("5WD")
    second = cases.start(process, {}, who("li"), at=START).case_id
    assert (days_of(first), days_of(second)) == ("2WD", "5WD")
    assert cases.view(first, who("li")).parameters == {"reply_limit": "2WD"}
    for case in (first, second):
        tasks.complete(f"{case}-1", {}, who("li"))
        assert replay.replay(case).matches
    assert verify.verify().ok


def test_a_case_that_moves_keeps_its_parameters_unless_they_are_taken_anew() -> None:
    fill_in("2WD")
    process = deployed(diagram().end())
    kept, anew = (cases.start(process, {}, who("li"), at=START).case_id for _ in range(2))
    fill_in("5WD")
    longer = diagram().script("part", "= parameters.share", "part").end()
    to = versions.in_use(deployed(longer)).hash
    migration.migrate(process, to, who("lu"), "新规定", cases=[kept])
    migration.migrate(process, to, who("lu"), "新规定", recompute=True, parameters_anew=True, cases=[anew])
    by = who("li")
    assert {str(k): str(v) for k, v in cases.view(kept, by).parameters.items()} == {
        "reply_limit": "2WD",
        "share": "0.3",
    }
    assert cases.view(anew, by).parameters["reply_limit"] == "5WD"
    assert (days_of(kept), days_of(anew)) == ("2WD", "5WD")
    for case in (kept, anew):
        assert replay.replay(case).matches
    assert verify.verify().ok


def test_a_case_is_not_begun_where_a_value_is_missing() -> None:
    fill_in("2WD", "association")
    process = deployed(diagram().end())
    with pytest.raises(ParameterEmpty):
        cases.start(process, {}, who("zhou"), unit="house")


def test_examples_of_a_demo_organisation_are_marked_and_give_way_to_people() -> None:
    examples = declared.Book(BOOK.declared, {}, {("reply_limit", "house"): "4WD", ("reply_limit", "gone"): "4WD"})
    assert parameters_setup.take_examples(examples, {"house"}) == 1
    assert parameters_setup.take_examples(examples, {"house"}) == 0
    assert parameters.in_force()["reply_limit", "house"].example
    fill_in("2WD")
    assert not parameters.in_force()["reply_limit", "house"].example
    assert parameters_setup.take_examples(examples, {"house"}) == 0
    assert [each.value for each in parameters.history("reply_limit")] == ["2WD", "4WD"]


def test_a_new_declaration_keeps_values_and_refuses_to_contradict_them() -> None:
    fill_in("20WD")
    narrower = declared.parse(
        {"parameters": [BOOK.declared["reply_limit"].to_json() | {"range": [1, 10]}], "procedures": {}}
    )
    with pytest.raises(WrongValue):
        parameters_setup.declare(narrower)
    only = declared.Book({"share": BOOK.declared["share"]})
    parameters_setup.declare(only)
    assert list(parameters.book().declared) == ["share"]
    parameters_setup.declare(BOOK)
    assert parameters.book().found("reply_limit", "house", who("lu").directory)[0] == "20WD"


def test_deploying_judges_the_values_of_the_unit_that_owns_the_process() -> None:
    fill_in("2WD", "shop")
    with pytest.raises(DiagramRefused):
        deploy.deploy(diagram().end().sources(), "replying", who("lu"))
    fill_in("3WD", "association")
    assert deploy.deploy(diagram().end().sources(), "replying", who("lu")).new
