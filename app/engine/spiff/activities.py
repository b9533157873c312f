"""Activities: they work at once or wait for somebody, and may have events on their boundary while they wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.engine import human, undo, values
from app.engine.elements import Event
from app.engine.spiff.nodes import DONE, WAIT, Node
from app.engine.spiff.scopes import READY, WAITING, Scope, Token, is_standby, open_part

if TYPE_CHECKING:
    from app.engine.run import Run


class Activity(Node):
    boundaries: tuple[str, ...] = ()  # spec names of the events on its boundary
    handler: str | None = None  # spec name of the activity that undoes it

    @property
    def takes(self) -> int:
        """How many tokens it needs to start."""
        return int(self.element.start_quantity)

    def _update_hook(self, my_task: Token) -> bool:
        if self.takes < 2 or "many" in my_task.internal_data:
            return True
        my_task._set_state(WAITING)
        return False

    def look(self, run: Run, scope: Scope) -> None:
        """Starts once enough tokens have come."""
        if self.takes < 2:
            return
        waiting = [token for token in scope.tokens() if token.task_spec is self and token.has_state(WAITING)]
        while len(waiting) >= self.takes:
            *others, last = waiting[: self.takes]
            waiting = waiting[self.takes :]
            for token in others:
                scope.take_out(token)
            last._set_state(READY)
            run.queue(last)

    def counts(self, token: Token) -> bool:
        return "many" not in token.internal_data  # an instance of a multi-instance activity is no visit of its own

    def work(self, run: Run, token: Token) -> bool | None:
        facts = token.internal_data
        if "returned" in facts:  # nothing was done: the case goes back
            return DONE
        if "outcome" in facts:  # what it waited for has happened
            self.give_out(run, token, facts["outcome"])
            return DONE
        if "begun" not in facts:
            self.take_in(run, token)
            facts["begun"] = True
        answer = self.begin(run, token)
        if answer is WAIT and "armed" not in facts:
            facts["armed"] = True
            for name in self.boundaries:
                run.spawn(token.workflow, name, host=token.id, armed_at=facts["visit"])
        return answer

    def begin(self, run: Run, token: Token) -> bool | None:
        return DONE

    def take_in(self, run: Run, token: Token) -> None:
        """Input mappings become values of this visit alone."""
        inputs = self.element.io_inputs
        if not inputs:
            return
        given: dict[str, Any] = {}
        scopes = run.scopes(token)
        for line in inputs:
            given[line.target] = run.expressions.evaluate(line.source, [given, *scopes])
        token.internal_data.setdefault("locals", {}).update(values.kept(given))

    def give_out(self, run: Run, token: Token, results: dict[str, Any]) -> None:
        """Results become values of the case, through the output mappings where there are some."""
        outputs = self.element.io_outputs
        if not outputs:
            run.write(token, results)
            return
        scopes = run.scopes(token)
        given = {line.target: run.expressions.evaluate(line.source, [results, *scopes]) for line in outputs}
        run.write_outside(token, given)

    def left(self, run: Run, token: Token) -> None:
        run.disarm(token)
        if "undoes" in token.internal_data:
            undo.done(run, token)
            return
        if "returned" in token.internal_data:
            return
        undo.remember(token.workflow, self.name, self.handler)
        if "many" in token.internal_data:
            run.instance_done(token)


class UserTask(Activity):
    """A task for a person; a manual task is one without a form."""

    def begin(self, run: Run, token: Token) -> bool | None:
        human.open_task(run, token, self.element)
        return WAIT


class ScriptTask(Activity):
    def begin(self, run: Run, token: Token) -> bool | None:
        result = run.expressions.evaluate(self.element.script or "", run.scopes(token))
        self.give_out(run, token, {self.element.result: result} if self.element.result else {})
        return DONE


class BusinessRuleTask(Activity):
    def begin(self, run: Run, token: Token) -> bool | None:
        result = run.decide(token, self.element.called_decision or "")
        self.give_out(run, token, {self.element.result: result} if self.element.result else {})
        return DONE


class ServiceTask(Activity):
    """Work for the worker."""

    def begin(self, run: Run, token: Token) -> bool | None:
        run.open_job(token, self.element)
        return WAIT


class SendTask(Activity):
    def begin(self, run: Run, token: Token) -> bool | None:
        message = self.element.message
        if message:
            run.events.send(token, message.name, message.correlation_key)
        return DONE


class ReceiveTask(Activity):
    def counts(self, token: Token) -> bool:
        return super().counts(token) and (bool(token.internal_data.get("fired")) or "race" not in token.internal_data)

    def begin(self, run: Run, token: Token) -> bool | None:
        message = self.element.message
        run.events.await_message(
            token, run.label(token), message.name if message else "", message.correlation_key if message else None
        )
        return WAIT


class SubProcess(Activity):
    """An embedded sub-process: it sees and writes the values around it."""

    part: str = ""  # the spec of what is inside

    def begin(self, run: Run, token: Token) -> bool | None:
        scope = open_part(token, self.part)
        self.fill(run, token, scope)
        if "undoes" in token.internal_data:
            undo.next_one(run, token, scope)
        else:
            run.start(scope)
        return WAIT

    def fill(self, run: Run, token: Token, scope: Any) -> None:
        """An embedded sub-process keeps no values of its own."""

    def results(self, scope: Any) -> dict[str, Any]:
        return {}


class EventSubProcess(SubProcess):
    """Stands by while its scope runs; each time its start event happens, a token runs what is inside."""

    events: tuple[Event, ...] = ()
    interrupting = True

    def counts(self, token: Token) -> bool:
        return not is_standby(token)

    def begin(self, run: Run, token: Token) -> bool | None:
        if is_standby(token):
            run.events.arm(token, self.events)
            return WAIT
        return super().begin(run, token)


class AdHocSubProcess(SubProcess):
    """Activities without an order: each that nothing leads to is offered, all together or one after another; when all
    are done they are offered again, until the completion condition is true."""

    def begin(self, run: Run, token: Token) -> bool | None:
        known: Scope | None = token.workflow.top_workflow.subprocesses.get(token.id)
        if known is None:
            self._offer(run, token, open_part(token, self.part))
            return WAIT
        self.progress(run, token, known)  # again, after its condition could not tell
        if known.is_over():
            run.close(known)
            return DONE
        return WAIT

    def progress(self, run: Run, token: Token, scope: Any) -> None:
        """Something inside was done."""
        condition = self.element.completion
        if condition and run.expressions.truth(condition, run.scopes(token)):
            token.internal_data["left"] = []
            if self.element.cancel_remaining:
                run.clear(scope)
        elif scope.is_over() and token.internal_data["left"]:
            self._begin_next(run, token, scope)
        elif scope.is_over() and condition:
            self._offer(run, token, scope)

    def _offer(self, run: Run, token: Token, scope: Any) -> None:
        nodes = [node for node in scope.spec.task_specs.values() if _stands_alone(node)]
        token.internal_data["left"] = [node.name for node in nodes]
        for _ in nodes[:1] if self.element.ordering == "Sequential" else nodes:
            self._begin_next(run, token, scope)

    def _begin_next(self, run: Run, token: Token, scope: Any) -> None:
        run.spawn(scope, token.internal_data["left"].pop(0))


class CallActivity(SubProcess):
    """A called process: values of its own, copied in and out as its calledElement says."""

    def fill(self, run: Run, token: Token, scope: Any) -> None:
        scope.kept = {}
        if self.element.propagate_parent != "false":
            for values_around in reversed(run.scopes(token)):
                scope.kept |= values_around
        scope.kept |= token.internal_data.get("locals", {})

    def results(self, scope: Any) -> dict[str, Any]:
        return dict(scope.kept) if self.element.propagate_child != "false" or self.element.io_outputs else {}


def _stands_alone(node: Any) -> bool:
    return isinstance(node, Activity) and not node.incoming and not node.element.for_compensation
