"""What our seams rely on in SpiffWorkflow: an upgrade that changes any of it fails here, loudly and by name."""

import importlib
import inspect
import pkgutil
from importlib.metadata import version

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine import spiff
from app.engine.spiff.scopes import CaseScope, NoPython, PartScope, Scope, open_case
from app.engine.spiff.scopes import Token as OurToken
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


# What we put in the place of the library's own: class, name, the library's class that has it, its parameters there.
OVERRIDDEN = {
    ("Node", "test", "TaskSpec", "self"),
    ("Node", "_predict", "TaskSpec", "self my_task seen looked_ahead mask"),
    ("Node", "_update_hook", "BpmnTaskSpec", "self my_task"),
    ("Node", "_run_hook", "TaskSpec", "self my_task"),
    ("Node", "_on_complete_hook", "BpmnTaskSpec", "self my_task"),
    ("Activity", "_update_hook", "BpmnTaskSpec", "self my_task"),
    ("Join", "_update_hook", "BpmnTaskSpec", "self my_task"),
    ("ComplexGateway", "_update_hook", "BpmnTaskSpec", "self my_task"),
    ("Token", "_set_state", "Task", "self value"),
    ("CaseScope", "update_waiting_tasks", "Workflow", "self"),
    ("PartScope", "update_waiting_tasks", "Workflow", "self"),
    ("PartScope", "parent_workflow", "BpmnSubWorkflow", ""),
}
# What we call of the library: its parameters.
CALLED = {
    "BpmnSpecMixin.__init__": "self wf_spec bpmn_id kwargs",
    "BpmnProcessSpec.__init__": "self name description filename svg",
    "BpmnWorkflow.__init__": "self spec subprocess_specs script_engine kwargs",
    "BpmnSubWorkflow.__init__": "self spec parent_task_id top_workflow kwargs",
    "BpmnWorkflow.get_task_from_id": "self task_id",
    "BpmnWorkflow._remove_task": "self task_id",
    "Task.__init__": "self workflow task_spec parent state id",
    "Task.run": "self",
    "Task.has_state": "self state",
    "BpmnSpecMixin._update": "self my_task",
}
CLASSES = {each.__name__: each for each in (BpmnSpecMixin, BpmnProcessSpec, BpmnWorkflow, BpmnSubWorkflow, Task)}


def parameters(function) -> str:
    return " ".join(inspect.signature(function).parameters) if callable(function) else ""


def ours() -> dict[str, type]:
    """The classes of the seams, by name."""
    modules = [
        importlib.import_module(f"app.engine.spiff.{each.name}") for each in pkgutil.iter_modules(spiff.__path__)
    ]
    found = [each for module in modules for each in vars(module).values() if inspect.isclass(each)]
    return {each.__name__: each for each in found if each.__module__.startswith("app.")}


def overridden(kind: type) -> set[tuple[str, str, str, str]]:
    """What a class, with the mix-ins of our own before the library, puts in the place of the library's."""
    own = [kind, *(each for each in kind.__mro__ if each is Scope)]
    library = [each for each in kind.__mro__ if each.__module__.startswith("SpiffWorkflow")]
    names = {name for each in own for name in vars(each) if not name.startswith("__")}
    owners = {name: next((each for each in library if name in vars(each)), None) for name in names}
    return {
        (kind.__name__, name, owner.__name__, parameters(vars(owner)[name])) for name, owner in owners.items() if owner
    }


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


def test_each_method_in_the_place_of_the_librarys_is_known_and_called_as_it_was():
    assert {each for kind in ours().values() for each in overridden(kind)} == OVERRIDDEN


@pytest.mark.parametrize("name", CALLED)
def test_what_we_call_is_called_as_it_was(name):
    kind, _, method = name.partition(".")
    assert parameters(getattr(CLASSES[kind], method)) == CALLED[name]


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


def test_a_token_is_found_by_its_number_in_whatever_scope_it_is(spec, workflow):
    token(workflow, Spy(spec, "owner"), TaskState.READY, 7)
    workflow.subprocesses[7] = part = BpmnSubWorkflow(spec, 7, workflow, deserializing=True)
    part.task_tree = Task(part, spec.start, state=TaskState.COMPLETED, id=-1)
    inside = Task(part, Spy(spec, "inside"), part.task_tree, state=TaskState.READY, id=8)
    assert workflow.get_task_from_id(8) is inside
    assert workflow.get_task_from_id(7).workflow is workflow


def test_our_tokens_keep_their_state_where_the_library_reads_it(spec, workflow):
    made = OurToken(workflow, Spy(spec, "spy"), workflow.task_tree, state=TaskState.READY, id=1)
    made._set_state(TaskState.WAITING)
    assert (made.state, made.has_state(TaskState.WAITING), made.has_state(TaskState.READY)) == (8, True, False)
    assert made.internal_data == {}


def test_a_token_that_is_done_makes_no_other_look_up():
    """The library would ask every token that waits, in every part, after each that completes."""
    version = Play(Bpmn().start().user("work").end()).version
    case = open_case(version)
    waits, done = Spy(case.spec, "waits"), Spy(case.spec, "done")
    Task(case, waits, case.task_tree, state=TaskState.WAITING, id=1)
    Task(case, done, case.task_tree, state=TaskState.READY, id=2).run()
    assert (waits.called, done.called) == ([], ["run", "complete"])
    assert isinstance(case, CaseScope)
    assert PartScope.update_waiting_tasks is CaseScope.update_waiting_tasks is Scope.update_waiting_tasks


def test_elements_may_be_called_like_the_librarys_own():
    diagram = Bpmn().start("Start").both("split").user("End").user("Root").end("e").at("split").user("b").end("e2")
    play = Play(diagram).complete("End")
    assert (play.open, play.view.status) == (["Root", "b"], "open")
    assert play.complete("Root").complete("b").ended == "e2"


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
