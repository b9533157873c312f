"""Rehearsals: a worked example is folded through the engine as live work would be."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.casework import examples, rehearsal, rehearse
from app.casework.rehearsal import Result
from tests.support.bpmn import Bpmn

ORGANISATION = """
units: {id: bank, name: 银行}
people:
  - {login: li, name: 李, roles: [clerk@bank]}
  - {login: wang, name: 王, roles: [clerk@bank]}
  - {login: lin, name: 林, roles: [deputy@bank]}
  - {login: gao, name: 高, roles: [head@bank]}
  - {login: zhou, name: 周, roles: [administrator@bank]}
"""
FORM = """{"type": "default", "schemaVersion": 16, "id": "answer", "components": [
    {"type": "textfield", "key": "reply", "label": "答复", "validate": {"required": true}}]}"""
START = "start: {at: 2026-09-29T10:00, by: li}\n"


@pytest.fixture
def processes(tmp_path: Path) -> Path:
    folder = tmp_path / "processes"
    folder.mkdir()
    (folder / "organisation.yaml").write_text(ORGANISATION, "utf-8")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "answer.form").write_text(FORM, "utf-8")
    return folder


@pytest.fixture
def work(processes: Path):
    """Writes a diagram as process p, and works an example of it."""

    def worked(diagram: Bpmn, text: str) -> Result:
        folder = processes / "p"
        folder.mkdir(exist_ok=True)
        (folder / "process.bpmn").write_bytes(diagram.bytes())
        return rehearsal.work(examples.parse(text, "example.yaml", "p"), rehearse.setting_of(folder))

    return worked


def said(result: Result) -> list[str]:
    return [str(failure) for failure in result.failures]


def one_task(**facts: str) -> Bpmn:
    return Bpmn("p").start().user("reply", groups="clerk", **facts).end("answered")


def test_an_example_whose_expectations_hold_passes(work) -> None:
    result = work(
        one_task(due="=workdays(2)", form="answer"),
        START
        + """
steps:
  - at: 2026-09-29T11:00
    expect: {open: [reply], due: {reply: 2026-10-08T17:30}}
  - {at: 2026-09-30T09:00, by: li, complete: reply, values: {reply: 已答复}}
expect: {ended: answered, visited: [start, reply, answered], never: [other], values: {reply: 已答复}, incidents: []}
""",
    )

    assert said(result) == []
    assert result.passed


def test_what_is_not_as_expected_is_said_with_the_step(work) -> None:
    result = work(
        one_task(),
        START
        + """
steps:
  - {at: 2026-09-29T11:00, expect: {open: [], fired: [late], due: {reply: 2026-10-08T17:30}}}
expect: {ended: answered, visited: [reply, answered], never: [reply], values: {text: 已答复}, incidents: [reply]}
""",
    )

    assert said(result) == [
        "step 1: the open tasks should be none, and are reply",
        "step 1: the timers fired should be late, and are none",
        "step 1: what is due should be reply: 2026-10-08T17:30, and is reply: none",
        "at the end: the case should have ended at answered, and ended at nothing yet",
        "at the end: it should pass reply, answered in this order, and did not pass answered",
        "at the end: it should never pass reply, and passed reply",
        "at the end: the values should be text: 已答复, and are text: nothing yet",
        "at the end: the incidents should be at reply, and are at none",
    ]


def test_timers_fire_at_their_own_instants_before_the_command(work) -> None:
    diagram = one_task().boundary("reply", "late", date="=workdays(2)").end("too_late")
    result = work(
        diagram,
        START
        + """
steps:
  - {at: 2026-10-09T09:00, by: li, complete: reply, fail: has ended}
expect: {ended: too_late}
""",
    )

    assert said(result) == []
    [(timer, at)] = result.fired
    assert (timer.element, at, timer.due) == ("late", timer.due, at)
    assert result.to_json()["fired"] == [{"element": "late", "due": "2026-10-08T17:30", "at": "2026-10-08T17:30"}]


def test_what_is_due_at_exactly_the_instant_is_due(work) -> None:
    diagram = one_task().boundary("reply", "late", date="=workdays(2)").end("too_late")
    steps = "steps: [{at: %s, expect: {fired: %s}}]"

    assert said(work(diagram, START + steps % ("2026-10-08T17:29", "[]"))) == []
    assert said(work(diagram, START + steps % ("2026-10-08T17:30", "[late]"))) == []


def test_the_ladder_is_told_apart_from_timers_on_the_diagram(work) -> None:
    result = work(
        one_task(due="=workhours(10)"),
        START + "steps: [{at: 2026-10-12T17:30, expect: {fired: [], ladder: "
        "['reply:remind', 'reply:urge', 'reply:breach', 'reply:escalate']}}]",
    )

    assert said(result) == []
    assert result.to_json()["tasks"][0]["breached"]


def test_a_command_that_must_fail_has_to_be_refused_with_the_text(work) -> None:
    steps = "steps: [{{at: 2026-09-29T11:00, by: {by}, complete: reply, fail: {fail}}}]"

    assert said(work(one_task(), START + steps.format(by="gao", fail="is not yours"))) == []
    assert said(work(one_task(), START + steps.format(by="li", fail="x"))) == [
        "step 1: it should be refused with “x”, and was accepted"
    ]
    assert said(work(one_task(), START + steps.format(by="gao", fail="x"))) == [
        "step 1: it should be refused with “x”, and was refused with “Task 1-1 is not yours: it is for clerk.”"
    ]


def test_a_form_takes_and_refuses_as_it_does_live(work) -> None:
    steps = "steps: [{{at: 2026-09-29T11:00, by: li, complete: reply, values: {values}, fail: {fail}}}]"
    diagram = one_task(form="answer")

    assert said(work(diagram, START + steps.format(values="{}", fail="Please fill this in"))) == []
    assert said(work(diagram, START + steps.format(values="{reply: 好, x: 1}", fail="does not have a field x"))) == []


def test_a_task_without_a_form_takes_nothing(work) -> None:
    steps = "steps: [{at: 2026-09-29T11:00, by: li, complete: reply, values: {x: 1}, fail: does not have a field x}]"

    assert said(work(one_task(), START + steps)) == []


def test_an_example_stops_at_a_command_that_is_refused(work) -> None:
    result = work(
        one_task(),
        START + "steps: [{at: 2026-09-29T11:00, by: gao, complete: reply}, {at: 2026-09-29T12:00, expect: {open: []}}]",
    )

    assert said(result) == ["step 1: Task 1-1 is not yours: it is for clerk."]


def test_the_second_of_two_open_tasks_is_named_by_its_number(work) -> None:
    diagram = Bpmn("p").start().user("vote", groups="clerk", form="answer")
    diagram.each("=[1, 2]", collect=("votes", "=reply")).end("counted")
    result = work(
        diagram,
        START
        + """
steps:
  - {at: 2026-09-29T11:00, by: li, complete: "vote[2]", values: {reply: 赞成}, expect: {open: [vote]}}
  - {by: wang, complete: vote, values: {reply: 反对}}
expect: {ended: counted, values: {votes: [反对, 赞成]}}
""",
    )

    assert said(result) == []


def test_tasks_are_claimed_given_back_and_handed_over(work) -> None:
    result = work(
        one_task(),
        START
        + """
steps:
  - {at: 2026-09-29T11:00, by: li, claim: reply}
  - {by: wang, claim: reply, fail: claimed by}
  - {by: li, release: reply}
  - {by: li, assign: reply, to: wang}
  - {by: wang, complete: reply}
expect: {ended: answered}
""",
    )

    assert said(result) == []
    assert result.tasks[1].by == "wang"


def test_a_deputy_steps_in_after_the_wait_at_once_when_asked_or_when_everybody_is_away(work) -> None:
    diagram = Bpmn("p").start().user("reply").properties(deputy="deputy", deputyAfter="2WH").end("answered")

    waited = work(diagram, START + "steps: [{at: 2026-09-29T13:30}, {at: 2026-09-29T14:00, by: lin, complete: reply}]")
    asked = work(diagram, START + "steps: [{at: 2026-09-29T10:10, absent: reply}, {by: lin, complete: reply}]")
    away = work(
        diagram,
        "absent: {li: [2026-09-28, 2026-09-30], wang: [2026-09-29, 2026-09-29]}\n"
        + START
        + "steps: [{at: 2026-09-29T10:10, by: lin, complete: reply}]",
    )
    early = work(diagram, START + "steps: [{at: 2026-09-29T10:10, by: lin, complete: reply, fail: not yours}]")

    assert [said(result) for result in (waited, asked, away, early)] == [[], [], [], []]


def test_a_message_without_a_key_is_for_this_case(work) -> None:
    diagram = Bpmn("p").start().catch("heard", message="withdraw|=case.number").end("withdrawn")
    result = work(
        diagram,
        START
        + """
steps:
  - {at: 2026-09-29T11:00, message: other, fail: Nobody is waiting}
  - {message: withdraw, key: C-9, fail: Nobody is waiting}
  - {message: withdraw, values: {reason: 已和解}}
expect: {ended: withdrawn, values: {reason: 已和解}}
""",
    )

    assert said(result) == []


def test_a_job_is_done_by_the_example_and_its_failure_is_an_incident(work) -> None:
    diagram = Bpmn("p").start().service("look_up", "crm").end("found")

    done = work(
        diagram, START + "steps: [{job: look_up, values: {name: 张三}}]\nexpect: {ended: found, values: {name: 张三}}"
    )
    failed = work(
        diagram, START + "steps: [{job: look_up, error: 没有应答}]\nexpect: {ended: null, incidents: [look_up]}"
    )

    assert (said(done), said(failed)) == ([], [])
    assert done.values["name"] == "张三"
    assert failed.to_json()["incidents"] == [{"element": "look_up", "message": "没有应答"}]


def test_an_incident_is_mended_and_tried_again(work) -> None:
    diagram = Bpmn("p").start().xor("ok").when("=fine").end("good").at("ok").when("=not(fine)").end("bad")
    result = work(
        diagram,
        START
        + """
steps:
  - {at: 2026-09-29T11:00, expect: {incidents: [ok]}}
  - {by: zhou, set: {fine: true}, reason: 漏填}
  - {by: zhou, retry: ok}
expect: {ended: good, incidents: []}
""",
    )

    assert said(result) == []


def test_a_cancelled_case_says_so(work) -> None:
    result = work(
        one_task(),
        START
        + "steps: [{at: 2026-09-29T11:00, by: li, cancel: 重复, fail: roles}, {by: zhou, cancel: 重复}]\n"
        + "expect: {ended: cancelled}",
    )

    assert said(result) == []


def test_time_does_not_run_back(work) -> None:
    result = work(one_task(), START + "steps: [{at: 2026-09-28T11:00}]")

    assert said(result) == ["step 1: 2026-09-28T11:00 is before the step before it."]


def test_a_person_the_organisation_does_not_know_may_not_do_the_work_of_its_groups(work) -> None:
    result = work(one_task(), START + "steps: [{at: 2026-09-29T11:00, by: nobody, complete: reply, fail: not yours}]")

    assert said(result) == []


def test_an_example_is_found_by_file_process_or_folder(processes: Path) -> None:
    folder = processes / "p"
    (folder / "examples").mkdir(parents=True)
    (folder / "process.bpmn").write_bytes(one_task().bytes())
    file = folder / "examples" / "one.yaml"
    file.write_text(START, "utf-8")

    for path in (file, folder / "examples", folder, processes):
        assert [result.passed for result in rehearse.rehearse(path)] == [True]


def test_the_same_example_gives_the_same_result(work) -> None:
    text = START + "steps: [{at: 2026-10-12T17:30}]"
    diagram = one_task(due="=workdays(2)").boundary("reply", "daily", interrupting=False, cycle="R3/P1D").end("told")

    assert work(diagram, text).to_json() == work(diagram, text).to_json()


def test_an_example_that_cannot_be_worked_fails_and_the_others_go_on(processes: Path) -> None:
    folder = processes / "p"
    (folder / "examples").mkdir(parents=True)
    (folder / "process.bpmn").write_bytes(one_task().bytes())
    for name, text in {"a": "start: {}", "b": START + "process: gone", "c": START}.items():
        (folder / "examples" / f"{name}.yaml").write_text(text, "utf-8")

    results = list(rehearse.rehearse(processes))

    assert [result.passed for result in results] == [False, False, True]
    assert said(results[1]) == ["at the start: There is no process gone."]


def monthly() -> Bpmn:
    diagram = Bpmn("p").start("monthly", cycle="=next workday of month(1)").properties(unit="bank")
    return diagram.user("report", groups="clerk@bank", due="=workdays(2)").end("reported")


def test_a_case_that_the_clock_starts(work) -> None:
    result = work(
        monthly(),
        """
start: {at: 2026-10-08T09:00, timer: monthly}
steps:
  - {at: 2026-10-08T10:00, by: li, complete: report}
expect: {ended: reported, visited: [monthly, report]}
""",
    )
    assert said(result) == []
    assert result.tasks[1].to_json(result.calendar)["due"] == "2026-10-10T17:30"


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("{at: 2026-10-09T09:00, timer: monthly}", "is due at 2026-11-02T09:00"),
        ("{at: 2026-10-08T09:00, timer: yearly}", "cannot be started this way"),
    ],
)
def test_an_instant_that_is_not_on_the_schedule_is_refused(work, start: str, why: str) -> None:
    [failure] = said(work(monthly(), f"start: {start}\n"))
    assert why in failure


def test_a_timer_brings_no_values(work) -> None:
    with pytest.raises(examples.ExampleBroken, match="a timer brings none"):
        work(monthly(), "start: {at: 2026-10-08T09:00, timer: monthly, values: {a: 1}}\n")


def test_people_do_with_clocks_what_they_may_do_live(work) -> None:
    result = work(
        one_task(due="=workdays(2)"),
        START
        + """
steps:
  - {at: 2026-09-29T10:30, by: li, claim: reply}
  - {at: 2026-09-29T11:00, by: wang, pause: reply, for: customer, reason: 等待材料, fail: 您不能这样处理}
  - {at: 2026-09-29T11:00, by: li, pause: reply, for: customer, reason: 等待材料}
  - {at: 2026-10-09T09:00, by: li, resume: reply, reason: 到了, expect: {due: {reply: 2026-10-12T17:30}, ladder: []}}
  - {at: 2026-10-09T10:00, by: li, ask: reply, more: 1WD, reason: 还要核对}
  - {at: 2026-10-09T11:00, by: li, decide: reply, reason: 同意, fail: 您不能这样处理}
  - {at: 2026-10-09T11:00, by: gao, decide: reply, reason: 同意, expect: {due: {reply: 2026-10-13T17:30}}}
  - {at: 2026-10-09T12:00, by: gao, promise: reply, until: 2026-10-14T10:00, reason: 客户同意}
  - {at: 2026-10-10T10:00, by: gao, restart: reply, reason: 新情况, expect: {due: {reply: 2026-10-13T17:30}}}
  - {at: 2026-10-13T17:30, expect: {ladder: [reply:remind, reply:urge, reply:breach]}}
""",
    )
    assert said(result) == []
