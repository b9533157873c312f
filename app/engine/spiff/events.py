"""Events: what is waited for, and what is thrown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import undo
from app.engine.elements import Element, Event
from app.engine.spiff.nodes import DONE, WAIT, Node
from app.engine.spiff.scopes import Token

if TYPE_CHECKING:
    from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

    from app.engine.run import Run

NOTHING = Event(kind="none")


def event_of(element: Element) -> Event:
    """The first event definition of an event: the only one, where it decides what the event is."""
    return element.events[0] if element.events else NOTHING


class StartEvent(Node):
    pass


class CatchEvent(Node):
    """Waits for a timer or a message; behind an event gateway or on a boundary it counts only when it happens."""

    def __init__(self, spec: BpmnProcessSpec, name: str, element: Element, key: str) -> None:
        super().__init__(spec, name, element, key)
        self.events = element.events  # any of them will do

    def counts(self, token: Token) -> bool:
        facts = token.internal_data
        return bool(facts.get("fired")) or not ("race" in facts or "host" in facts)

    def work(self, run: Run, token: Token) -> bool | None:
        if token.internal_data.get("fired") or event_of(self.element).kind in ("none", "link"):
            return DONE
        run.events.arm(token, self.events)
        return WAIT


class BoundaryEvent(CatchEvent):
    @property
    def interrupting(self) -> bool:
        return self.element.interrupting


class ThrowEvent(Node):
    """An intermediate throw event, or a send task without a job."""

    def __init__(self, spec: BpmnProcessSpec, name: str, element: Element, key: str) -> None:
        super().__init__(spec, name, element, key)
        self.event = event_of(element)

    def work(self, run: Run, token: Token) -> bool | None:
        if self.undoes(run, token):
            return WAIT
        self.throw(run, token)
        return DONE

    def undoes(self, run: Run, token: Token) -> bool:
        """Whether something is to be undone first: it comes back when that is done."""
        if self.event.kind not in ("compensate", "cancel") or "undoing" in token.internal_data:
            return False
        return undo.begin(run, token, self.event.ref)

    def throw(self, run: Run, token: Token) -> None:
        for event in self.element.events:
            run.events.throw(token, event)


class EndEvent(ThrowEvent):
    """The end of a path; an error leaves its scope, a terminate ends it."""

    def work(self, run: Run, token: Token) -> bool | None:
        run.reached_end(token)
        if self.undoes(run, token):
            return WAIT
        if self.event.kind in ("error", "cancel"):
            run.events.throw_out(token, self.event.kind, self.event.code)
            return DONE
        self.throw(run, token)
        return DONE

    def left(self, run: Run, token: Token) -> None:
        if self.event.kind == "terminate":
            run.clear(token.workflow, but=token)
