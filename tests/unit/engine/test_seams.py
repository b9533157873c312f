"""What our seams rely on in SpiffWorkflow: an upgrade that changes any of it fails here, loudly and by name."""

from importlib.metadata import version

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.spiff.scopes import NoPython, open_case
from tests.support.bpmn import Bpmn
from tests.support.play import Play


class Spy(BpmnSpecMixin):
    """A spec that notes the hooks the library calls."""

    answer: bool | None = True
    ready = True

    def __init__(self, spec: BpmnProcessSpec, name: str) -> None:
        super().__init__(spec, name)
        self.called: list[str] = []

    def note(self, hook: str) -> None:
        self.called.append(hook)

    def test(self):
        self.note("test")

    def _predict(self, my_task, seen=None, looked_ahead=0, mask=TaskState.PREDICTED_MASK):
        self.note("predict")

    def _update_hook(self, my_task):
        self.note("update")
        return self.ready

    def _run_hook(self, my_task):
        self.note("run")
        return self.answer

    def _on_complete_hook(self, my_task):
        super()._on_complete_hook(my_task)
        self.note("complete")


@pytest.fixture
def spec() -> BpmnProcessSpec:
    return BpmnProcessSpec(name="p")


@pytest.fixture
def workflow(spec: BpmnProcessSpec) -> BpmnWorkflow:
    made = BpmnWorkflow(spec, {}, script_engine=NoPython(), deserializing=True)
    made.task_tree = Task(made, spec.start, state=TaskState.COMPLETED, id=-1)
    return made


def token(workflow: BpmnWorkflow, spy: Spy, state: int = TaskState.FUTURE, number: int = 1) -> Task:
    return Task(workflow, spy, workflow.task_tree, state=state, id=number)


def test_the_release_is_the_one_that_was_looked_at():
    """A new release: read its changes, run the oracle over 100,000 diagrams, then write its number here."""
    assert version("SpiffWorkflow") == "3.2.0"


def test_states_have_the_values_that_stand_in_saved_states():
    assert (TaskState.FUTURE, TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.COMPLETED) == (
        4,
        8,
        16,
        32,
        64,
    )


def test_a_token_becomes_ready_through_update_and_test(spec, workflow):
    spy = Spy(spec, "spy")
    made = token(workflow, spy)
    spy._update(made)
    assert (spy.called, made.state) == (["update", "test"], TaskState.READY)


def test_a_token_that_is_not_ready_stays_as_its_update_hook_left_it(spec, workflow):
    spy = Spy(spec, "spy")
    spy.ready = False
    made = token(workflow, spy)
    made._set_state(TaskState.WAITING)
    spy._update(made)
    assert (spy.called, made.state) == (["update"], TaskState.WAITING)


def test_run_completes_a_token_and_then_calls_its_hook(spec, workflow):
    spy = Spy(spec, "spy")
    made = token(workflow, spy, TaskState.READY)
    assert made.run() is True
    assert (spy.called, made.state) == (["run", "complete"], TaskState.COMPLETED)


def test_run_leaves_a_token_started_that_has_to_wait(spec, workflow):
    spy = Spy(spec, "spy")
    spy.answer = None
    made = token(workflow, spy, TaskState.READY)
    assert made.run() is None
    assert (spy.called, made.state) == (["run"], TaskState.STARTED)


def test_what_the_run_hook_raises_comes_through(spec, workflow):
    spy = Spy(spec, "spy")
    spy._run_hook = lambda _: 1 / 0  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        token(workflow, spy, TaskState.READY).run()


def test_tokens_are_numbered_by_us_and_kept_by_number_in_order(spec, workflow):
    spy = Spy(spec, "spy")
    for number in (3, 1, 2):
        token(workflow, spy, TaskState.READY, number)
    assert list(workflow.tasks) == [-1, 3, 1, 2]
    assert [child.id for child in workflow.task_tree.children] == [3, 1, 2]


def test_a_token_that_is_taken_out_leaves_the_workflow_and_its_root(spec, workflow):
    spy = Spy(spec, "spy")
    token(workflow, spy, TaskState.READY, 1)
    token(workflow, spy, TaskState.READY, 2)
    workflow._remove_task(1)
    assert (list(workflow.tasks), [child.id for child in workflow.task_tree.children]) == ([-1, 2], [2])


def test_a_workflow_that_is_opened_as_if_it_were_loaded_has_no_tasks_and_runs_nothing(spec):
    made = BpmnWorkflow(spec, {"q": spec}, script_engine=NoPython(), deserializing=True)
    assert (made.tasks, made.subprocess_specs, made.subprocesses, made.top_workflow) == ({}, {"q": spec}, {}, made)


def test_a_sub_workflow_knows_its_owner_and_belongs_to_the_same_case(spec, workflow):
    owner = token(workflow, Spy(spec, "spy"), TaskState.READY, 7)
    workflow.subprocesses[7] = part = BpmnSubWorkflow(spec, 7, workflow, deserializing=True)
    assert (part.parent_task_id, part.top_workflow, part.parent_workflow, part.tasks) == (7, workflow, workflow, {})
    assert part.parent_workflow.tasks[7] is owner


def test_a_spec_needs_no_start_and_end_of_the_library(spec):
    assert {"Start", "End"} <= spec.task_specs.keys()
    spec.task_specs.clear()
    assert spec.start.name == "Start"
    spy = Spy(spec, "Start")
    assert (spec.task_specs, spy.name) == ({"Start": spy}, "Start")


def test_python_on_a_diagram_is_never_run():
    play = Play(Bpmn().start().user("work").end())
    engine = open_case(play.version).script_engine
    for run in (engine.evaluate, engine.execute, engine.call_service):
        with pytest.raises(NotImplementedError):
            run("1 + 1")
