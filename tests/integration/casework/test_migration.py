"""Running cases and a new version of their process."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.casework import cases, migration, replay, tasks, verify, versions
from app.casework.permissions import NotYourDiagram
from app.errors import CaseEnded
from app.store import writes, writing
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who

pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def first() -> Bpmn:
    return Bpmn("moving").start().user("ask", groups="clerk", due="= workdays(2)").user("answer", groups="clerk").end()


def second() -> Bpmn:
    diagram = Bpmn("moving").start().user("ask", name="问询", groups="clerk", due="= workdays(2)")
    return diagram.user("check", groups="clerk").user("answer", groups="clerk").end()


def without_ask() -> Bpmn:
    return Bpmn("moving").start().user("answer", groups="clerk").end()


def two_cases() -> list[int]:
    """One that stands at its first task, one at its second."""
    process = deployed(first())
    one, other = (cases.start(process, {}, who("li")) for _ in range(2))
    tasks.complete(other.opened[0], {}, who("li"))
    return [one.case_id, other.case_id]


def test_moved_cases_go_on_as_the_new_diagram_says_and_prove_true() -> None:
    one, other = two_cases()
    to = versions.in_use(deployed(second())).hash
    moved = migration.migrate("moving", to, who("lu"), "复核是新规定")
    assert [(each.case_id, each.problem) for each in moved] == [(one, None), (other, None)]
    task = next(task for task in tasks.of_case(one) if task.status == "open")
    assert (task.name, task.version_hash) == ("问询", to)
    assert tasks.complete(task.id, {}, who("li")).opened
    assert [task.element for task in tasks.of_case(one) if task.status == "open"] == ["check"]
    assert replay.replay(one).matches
    assert verify.verify().ok


def test_a_case_that_cannot_be_moved_stays_and_does_not_stop_the_others() -> None:
    one, other = two_cases()
    to = versions.in_use(deployed(without_ask())).hash
    judged = {each.case_id: each.verdict for each in migration.dry_run("moving", to, who("lu"))}
    assert (judged[one].possible, judged[other].possible) == (False, True)
    moved = {each.case_id: each.problem for each in migration.migrate("moving", to, who("lu"), "")}
    assert (moved[other], bool(moved[one])) == (None, True)
    assert [task.element for task in tasks.of_case(one) if task.status == "open"] == ["ask"]
    assert cases.get(one, who("li")).version == 1
    assert verify.verify().ok


def test_a_case_that_cannot_even_be_read_stays_and_does_not_stop_the_others() -> None:
    one, other = two_cases()
    to = versions.in_use(deployed(second())).hash
    with writing() as session:
        writes.change_case(session, one, {"state": b"broken"})
    judged = {each.case_id: each.verdict for each in migration.dry_run("moving", to, who("lu"))}
    assert ([remark.code for remark in judged[one].remarks], judged[other].possible) == (["unreadable"], True)
    seen: list[tuple[int, int]] = []
    moved = migration.migrate("moving", to, who("lu"), "", progress=lambda done, of: seen.append((done, of)))
    assert [(each.case_id, each.problem is None) for each in moved] == [(one, False), (other, True)]
    assert seen == [(1, 2), (2, 2)]
    assert (cases.get(one, who("li")).version, cases.get(other, who("li")).version) == (1, 2)


def test_limits_keep_their_instants_unless_they_are_counted_anew() -> None:
    started = [cases.start(deployed(first()), {}, who("li")).case_id for _ in range(2)]
    before = [tasks.of_case(case)[0].due_at for case in started]
    longer = (
        Bpmn("moving").start().user("ask", groups="clerk", due="= workdays(9)").user("answer", groups="clerk").end()
    )
    to = versions.in_use(deployed(longer)).hash
    migration.migrate("moving", to, who("lu"), "", cases=started[:1])
    migration.migrate("moving", to, who("lu"), "", cases=started[1:], recompute=True)
    after = [tasks.of_case(case)[0].due_at for case in started]
    assert (after[0] == before[0], after[1] > before[1]) == (True, True)
    assert [tasks.of_case(case)[0].key for case in started] == ["ask#1"] * 2
    assert all(replay.replay(case).matches for case in started)


def test_moving_back_undoes_it() -> None:
    one, _ = two_cases()
    before = cases.get(one, who("li"))
    to = versions.in_use(deployed(second())).hash
    migration.migrate("moving", to, who("lu"), "", cases=[one])
    migration.migrate("moving", before.version_hash, who("lu"), "不需要", cases=[one])
    after = cases.get(one, who("li"))
    assert (after.version_hash, after.seq) == (before.version_hash, before.seq + 2)
    assert [task.name for task in tasks.of_case(one) if task.status == "open"] == ["ask"]


def test_what_is_due_fires_under_the_old_version_first() -> None:
    process = deployed(first())
    started = cases.start(process, {}, who("li"), at=START)
    to = versions.in_use(deployed(second())).hash
    migration.move(started.case_id, to, who("lu"), "")
    done = replay.replay(started.case_id)
    assert done.matches
    kinds = [(step.entry.kind, step.entry.version_hash == to) for step in done.steps]
    assert kinds == [("Start", False), *[("TimerDue", False)] * 4, ("Migrate", True)]


def test_only_who_may_deploy_a_process_moves_its_cases() -> None:
    one, _ = two_cases()
    with pytest.raises(NotYourDiagram):
        migration.migrate("moving", versions.in_use("moving").hash, who("li"), "")
    to = versions.in_use(deployed(second())).hash
    cases.cancel(one, "重复", who("zhou"))
    with pytest.raises(CaseEnded):
        migration.move(one, to, who("lu"), "")
