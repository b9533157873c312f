"""What every element on a diagram does: it is entered, works or waits, chooses its flows, and is left.

A spec is shared by all cases of a version and keeps nothing of any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from app.engine.elements import Element
from app.errors import Invalid

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.spiff.scopes import Token

DONE, WAIT = True, None  # what SpiffWorkflow's run hook answers: completed, or started and waiting


class NoWayOut(Invalid):
    """No condition of {name} is true and it has no default flow."""


@dataclass(frozen=True)
class Way:
    """An outgoing sequence flow, ready to be taken."""

    id: str
    target: str  # spec name
    condition: str | None
    default: bool


class Node(BpmnSpecMixin):
    """An element that passes by itself: a task without a kind, a gateway with nothing to decide."""

    def __init__(self, spec: BpmnProcessSpec, name: str, element: Element, key: str) -> None:
        super().__init__(spec, name)
        self.element = element
        self.key = key  # its name in trails and keys: the element id, unique over all processes of the version
        self.ways: tuple[Way, ...] = ()
        self.incoming: tuple[str, ...] = element.incoming
        self.gives = int(element.completion_quantity)  # tokens on each flow that is taken

    # -- SpiffWorkflow's hooks

    def test(self) -> None:
        """The gate has looked at the diagram already."""

    def _predict(self, my_task: Token, seen=None, looked_ahead=0, mask=TaskState.PREDICTED_MASK) -> None:  # type: ignore[no-untyped-def]
        """No future is ever built: tokens are made when they move."""

    def _update_hook(self, my_task: Token) -> bool:
        return True

    def _run_hook(self, my_task: Token) -> bool | None:
        facts = my_task.internal_data
        run: Run = my_task.workflow.top_workflow.run
        if not facts.get("worked"):
            if self.counts(my_task) and "visit" not in facts:
                run.enter(my_task)
            if self.work(run, my_task) is WAIT:
                return WAIT
            facts["worked"] = True
        if "route" in facts:  # it was told its way: see app.engine.returning
            facts["ways"] = facts["route"][:1]
        else:
            facts["ways"] = [] if "undoes" in facts else [way.id for way in self.choose(run, my_task)]
        return DONE

    def _on_complete_hook(self, my_task: Token) -> None:
        super()._on_complete_hook(my_task)
        run: Run = my_task.workflow.top_workflow.run
        if my_task.id not in my_task.workflow.tasks:  # what it did took its own scope away
            return
        taken = my_task.internal_data.get("ways", ())
        for way in self.ways:
            for _ in range(self.gives if way.id in taken else 0):
                run.take(my_task.workflow, way, my_task.internal_data.get("route", [])[1:])
        self.left(run, my_task)

    # -- what kinds of elements differ in

    def counts(self, token: Token) -> bool:
        """Whether this token, run now, is a visit of the element."""
        return True

    def work(self, run: Run, token: Token) -> bool | None:
        """Does what the element is for. Raises a ShouwenError for what becomes an incident."""
        return DONE

    def choose(self, run: Run, token: Token) -> list[Way]:
        """The flows that are taken: all without a condition, those whose condition is true, else the default."""
        if not any(way.condition or way.default for way in self.ways):
            return list(self.ways)
        scopes = run.scopes(token)
        chosen = [
            way
            for way in self.ways
            if not way.default and (way.condition is None or run.expressions.truth(way.condition, scopes))
        ]
        return chosen or self._default()

    def left(self, run: Run, token: Token) -> None:
        """The element is done."""

    def _default(self) -> list[Way]:
        default = [way for way in self.ways if way.default]
        if not default:
            raise NoWayOut(name=self.element.name or self.element.id)
        return default
