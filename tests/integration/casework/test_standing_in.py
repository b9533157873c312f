"""Nobody there, or nobody who may: the deputy does it, else the superior; nothing is lost or decided by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.casework import cases, conflicts, deploy, desk, handovers, journal, people, people_admin, replay, tasks, verify
from app.casework.conflicts import AccusedThemselves, MakerThemselves
from app.casework.organisation import StandIn
from app.casework.people_admin import OwnStandIn
from app.errors import NotYourRoom, PersonNotFound
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who

ONE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)  # where the database makes no difference
pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
AWAY = (date(2026, 9, 28), date(2026, 9, 30))


def clerks() -> str:
    return deployed(Bpmn("p").start().user("do", groups="clerk@association").user("check").end())


def reviewed(about: str = "null") -> str:
    """Clerks handle and review; who handled does not review, and whom it is about does neither."""
    diagram = (
        Bpmn("reviewed")
        .start()
        .script("about", f"= {about}", "accused_person")
        .user("handle", groups="clerk@association")
        .user("review", groups="clerk@association")
        .properties(reviews="handle")
        .end()
    )
    said = b'<zeebe:properties><zeebe:property name="accused" value="accused_person"/></zeebe:properties>'
    sources = diagram.bytes()
    begins = sources.index(b">", sources.index(b"<bpmn:process ")) + 1
    extended = b"<bpmn:extensionElements>" + said + b"</bpmn:extensionElements>"
    files = {"process.bpmn": sources[:begins] + extended + sources[begins:]}
    deploy.deploy(files, "reviewed", people.system("setup"))
    return "reviewed"


def kinds(case: int) -> list[tuple[str, str, str | None]]:
    return [(entry.kind, entry.by, entry.acting_for) for entry in journal.entries(case)]


def proven(case: int) -> None:
    assert replay.replay(case).matches
    assert verify.verify().findings == ()


def test_what_somebody_has_who_goes_away_is_done_by_who_stands_in_and_the_record_says_for_whom() -> None:
    started = cases.start(clerks(), {}, who("li"), at=START)
    (task,) = started.opened
    tasks.claim(task, who("li"), at=START)
    people_admin.set_stand_ins("li", [StandIn(deputy="zheng", process="other"), StandIn(deputy="wang", role="clerk")])
    assert handovers.sweep(START) == 0
    people_admin.set_absence("li", AWAY)
    assert handovers.sweep(START) == 1
    assert handovers.sweep(START) == 0
    found = tasks.get(task, who("wang"))
    assert (found.assignee, found.stands_in_for) == ("wang", "li")
    tasks.complete(task, {}, who("wang"), at=START)
    assert kinds(started.case_id)[2:] == [("Assign", "system:assignment", "li"), ("Complete", "wang", "li")]
    proven(started.case_id)


@ONE
def test_a_task_that_comes_to_somebody_who_is_away_goes_on_at_once_unless_the_deputy_is_away_too() -> None:
    process = deployed(Bpmn("p").start().user("do", assignee="an").end())
    people_admin.set_stand_ins("an", [StandIn(deputy="an2")])
    people_admin.set_absence("an", AWAY)
    first = cases.start(process, {}, who("li"), at=START)
    assert tasks.get(first.opened[0], who("li")).assignee == "an2"
    people_admin.set_absence("an2", AWAY)
    second = cases.start(process, {}, who("li"), at=START)
    assert tasks.get(second.opened[0], who("li")).assignee == "an"


@ONE
def test_where_nobody_of_a_group_is_there_the_head_of_the_unit_has_it_and_nothing_is_decided() -> None:
    process = deployed(Bpmn("p").start().user("do", groups="handler@bank-a").end())
    people_admin.set_absence("an", AWAY)
    started = cases.start(process, {}, who("an2"), at=START)
    (task,) = tasks.of_case(started.case_id)
    assert (task.status, task.deputies) == ("open", ("head@bank-a",))
    people_admin.set_absence("gao", AWAY)
    another = cases.start(process, {}, who("an2"), at=START)
    assert [one.deputies for one in tasks.of_case(another.case_id)] == [("head@association",)]


@ONE
def test_a_departed_persons_tasks_go_back_to_their_group_or_to_the_superior() -> None:
    group = cases.start(clerks(), {}, who("li"), at=START).opened[0]
    tasks.claim(group, who("li"), at=START)
    named = cases.start(deployed(Bpmn("q").start().user("do", assignee="li").end()), {}, who("li"), at=START).opened[0]
    people_admin.set_active("li", False)
    assert handovers.sweep(START) == 2
    assert tasks.get(group, who("wang")).assignee is None
    assert [task.id for task in tasks.of_my_groups(who("zhao")) if task.id == named] == [named]
    proven(int(named.partition("-")[0]))


@ONE
def test_a_head_hands_over_all_that_somebody_has_with_an_answer_for_each() -> None:
    found = [cases.start(clerks(), {}, who("li"), at=START).opened[0] for _ in range(2)]
    for task in found:
        tasks.claim(task, who("li"), at=START)
    people_admin.set_active("li", False)
    with pytest.raises(NotYourRoom):
        handovers.of("li", who("gao"))
    with pytest.raises(PersonNotFound):
        handovers.of("nobody", who("zhao"))
    name, tasks_of = handovers.of("li", who("zhao"))
    assert (name, [task.id for task in tasks_of]) == ("李", found)
    done = handovers.hand_over("li", "wang", who("zhao"), reason="离职")
    assert [one.refused for one in done] == [None, None]
    assert {tasks.get(task, who("wang")).assignee for task in found} == {"wang"}
    assert handovers.hand_over("li", "bo", who("zhao"), reason="离职") == ()


@ONE
def test_nobody_stands_in_for_themselves_or_is_made_up() -> None:
    with pytest.raises(OwnStandIn):
        people_admin.set_stand_ins("li", [StandIn(deputy="li")])
    with pytest.raises(PersonNotFound):
        people_admin.set_stand_ins("li", [StandIn(deputy="nobody")])


def test_nobody_reviews_their_own_work_and_where_nobody_else_is_left_the_superior_does() -> None:
    started = cases.start(reviewed(), {}, who("li"), at=START)
    tasks.complete(started.opened[0], {}, who("li"), at=START)
    review = f"{started.case_id}-2"
    for deed in (tasks.claim, lambda *asked, **more: tasks.complete(asked[0], {}, asked[1], **more)):
        with pytest.raises(MakerThemselves, match="李"):
            deed(review, who("li"), at=START)
    with pytest.raises(MakerThemselves):
        tasks.assign(review, "li", who("zhao"), reason="给你", at=START)
    tasks.claim(review, who("wang"), at=START)
    desk.recuse(review, who("wang"), reason="当事人是我亲属", at=START)
    task = tasks.get(review, who("zhao"))
    assert (task.status, task.assignee, task.deputies) == ("open", None, ("head@association",))
    tasks.complete(review, {}, who("zhao"), at=START + timedelta(minutes=1))
    proven(started.case_id)


@ONE
@pytest.mark.parametrize("named", ['"wang"', '"王"', '["wang", "zhao"]'])
def test_whom_a_complaint_is_about_does_not_deal_with_it(named: str) -> None:
    started = cases.start(reviewed(named), {}, who("zhao"), at=START)
    with pytest.raises(AccusedThemselves):
        tasks.claim(started.opened[0], who("wang"), at=START)
    tasks.claim(started.opened[0], who("li"), at=START)
    with pytest.raises(AccusedThemselves):
        tasks.assign(started.opened[0], "wang", who("li"), reason="给你", at=START)


@ONE
def test_a_process_says_by_a_table_of_its_own_when_a_conflict_does_no_harm() -> None:
    table = conflicts.HOUSE.read_bytes().replace(b'<text>"maker"</text>', b'<text>"nobody"</text>')
    diagram = Bpmn("own").start().user("handle", groups="clerk@association").user("review", groups="clerk@association")
    started = cases.start(
        deployed(diagram.properties(reviews="handle").end(), **{"conflict.dmn": table}), {}, who("li"), at=START
    )
    tasks.complete(started.opened[0], {}, who("li"), at=START)
    tasks.complete(f"{started.case_id}-2", {}, who("li"), at=START)
