"""Scopes and tokens: a case, a sub-process and a called process are SpiffWorkflow workflows, a token one of its tasks.

Tokens stand flat under the root of their scope and leave it when they are done, so a state holds what is open and
nothing else: its size does not grow with history, and no walk through a tree of ancestors is ever needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from app.engine.library import Version
    from app.engine.run import Run

__all__ = [
    "READY",
    "STARTED",
    "WAITING",
    "CaseScope",
    "PartScope",
    "Scope",
    "Token",
    "is_standby",
    "open_case",
    "open_part",
]

READY, WAITING, STARTED = TaskState.READY, TaskState.WAITING, TaskState.STARTED
ROOT = -1  # the id of the task that all tokens of a scope hang under


class Token(Task):
    """A token: one of the library's tasks that neither looks at a clock nor logs whenever it changes its state."""

    def _set_state(self, value: int) -> None:
        self._state = value


class NoPython:
    """Stands where SpiffWorkflow keeps its script engine: no text of a diagram is ever run as Python."""

    def evaluate(self, *_args: Any, **_more: Any) -> Any:
        raise NotImplementedError("expressions are FEEL and belong to app.engine.expressions")

    execute = call_service = evaluate


class Scope:
    """What a case and its parts have in common."""

    tasks: dict[int, Token]
    spec: BpmnProcessSpec
    kept: dict[str, Any] | None  # its own values; None: those of the scope around it
    undo: list[Any]  # what compensation would undo, in the order in which it was done: see app.engine.undo

    def update_waiting_tasks(self) -> None:
        """Nothing: no token looks at a clock, and joins are looked at when tokens have moved."""

    def tokens(self) -> list[Token]:
        return [token for token in self.tasks.values() if token.id != ROOT]

    def is_over(self) -> bool:
        """Whether nothing is under way: what only waits for an event sub-process to be triggered holds nothing open."""
        return all(token.id == ROOT or is_standby(token) for token in self.tasks.values())

    def take_out(self, token: Token) -> None:
        self._remove_task(token.id)  # type: ignore[attr-defined]

    def owner(self) -> Token | None:
        """The token that waits for this scope to end; None for the case itself."""
        return None

    def _plant(self, spec: BpmnProcessSpec) -> None:
        self.task_tree = Token(self, spec.start, state=TaskState.COMPLETED, id=ROOT)


class CaseScope(Scope, BpmnWorkflow):
    """A case: the outermost scope."""

    run: Run  # the advance under way

    def __init__(self, spec: BpmnProcessSpec, subprocess_specs: Mapping[str, BpmnProcessSpec]) -> None:
        BpmnWorkflow.__init__(self, spec, subprocess_specs, script_engine=NoPython(), deserializing=True)
        self.kept, self.undo = {}, []
        self._plant(spec)


class PartScope(Scope, BpmnSubWorkflow):
    """An embedded sub-process or a called process while it runs."""

    def __init__(self, spec: BpmnProcessSpec, owner: Token) -> None:
        BpmnSubWorkflow.__init__(
            self, spec, parent_task_id=owner.id, top_workflow=owner.workflow.top_workflow, deserializing=True
        )
        self.kept, self.undo = None, []
        self._owner = owner
        self._plant(spec)

    def owner(self) -> Token | None:
        return self._owner

    @property
    def parent_workflow(self) -> Scope:
        return self.top_workflow.get_task_from_id(self.parent_task_id).workflow


def is_standby(token: Token) -> bool:
    """Whether a token only stands for an event sub-process that has not been triggered."""
    return "standby" in token.internal_data


def open_case(version: Version) -> CaseScope:
    return CaseScope(version.specs[version.process], version.specs)


def open_part(owner: Token, spec_name: str) -> PartScope:
    """Opens the scope that a token will wait for."""
    top = owner.workflow.top_workflow
    part = PartScope(top.subprocess_specs[spec_name], owner)
    top.subprocesses[owner.id] = part
    return part


def add_token(scope: Scope, spec_name: str, number: int, facts: dict[str, Any]) -> Token:
    """A new token at an element; the element itself says whether it is ready or waits."""
    token = Token(scope, scope.spec.task_specs[spec_name], scope.task_tree, state=TaskState.FUTURE, id=number)
    token.internal_data.update(facts)
    token.task_spec._update(token)
    return token


def restore_token(scope: Scope, spec_name: str, number: int, state: int, facts: dict[str, Any]) -> Token:
    """A token as it was saved."""
    token = Token(scope, scope.spec.task_specs[spec_name], scope.task_tree, state=state, id=number)
    token.internal_data = facts
    return token
