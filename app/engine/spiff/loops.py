"""Multi-instance activities: results stand in the order of the items, whoever finishes first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.engine import values
from app.engine.elements import Event, Loop
from app.engine.spiff.activities import Activity
from app.engine.spiff.nodes import DONE, WAIT
from app.engine.spiff.scopes import Token
from app.errors import Invalid

if TYPE_CHECKING:
    from app.engine.run import Run

MOST_INSTANCES = 1000


class BadCount(Invalid):
    """{text} is to say how often the activity runs and gave {value}: it must be a whole number from 0 to {most}."""


class Repeated(Activity):
    """An activity with a loop marker as a whole: it runs `inner` again and again."""

    inner: str = ""  # spec name of one instance

    @property
    def loop(self) -> Loop:
        assert self.element.loop is not None  # noqa: S101 - the builder makes this spec only where there is a marker
        return self.element.loop

    def take_in(self, run: Run, token: Token) -> None:
        """Input mappings are evaluated for each instance, after its item is there."""

    def give_out(self, run: Run, token: Token, results: dict[str, Any]) -> None:
        """Output mappings, too, belong to each instance."""

    def instance_done(self, run: Run, token: Token, instance: Token) -> None:
        raise NotImplementedError


class StandardLoop(Repeated):
    """Goes on while its condition is true, at most so many rounds."""

    def begin(self, run: Run, token: Token) -> bool | None:
        token.internal_data["next"] = 0
        if self.loop.test_before and not self._again(run, token, 0):
            return DONE
        self._begin_round(run, token)
        return WAIT

    def instance_done(self, run: Run, token: Token, instance: Token) -> None:
        if self._again(run, token, token.internal_data["next"]):
            self._begin_round(run, token)
        else:
            run.resume(token)

    def _again(self, run: Run, token: Token, rounds: int) -> bool:
        if self.loop.maximum is not None and rounds >= int(self.loop.maximum):
            return False
        counts = {"loopCounter": rounds}
        return not self.loop.completion or run.expressions.truth(self.loop.completion, [counts, *run.scopes(token)])

    def _begin_round(self, run: Run, token: Token) -> None:
        facts = token.internal_data
        facts["next"] += 1
        own = {"loopCounter": facts["next"]}
        run.spawn(token.workflow, self.inner, many=token.id, index=facts["next"], visit=facts["visit"], locals=own)


class MultiInstance(Repeated):
    """Runs once for each item and waits for all, or until its condition is true."""

    def begin(self, run: Run, token: Token) -> bool | None:
        items = self._items(run, token)
        facts = token.internal_data
        facts |= {"items": items, "results": [None] * len(items), "next": 0, "done": 0}
        if not items:
            self._finish(run, token)
            return DONE
        for _ in range(1 if self.loop.sequential else len(items)):
            self._begin_next(run, token)
        return WAIT

    def instance_done(self, run: Run, token: Token, instance: Token) -> None:
        """One instance is over: keeps its result, then ends the activity or goes on with the next."""
        facts, loop = token.internal_data, self.loop
        scopes = run.scopes(instance)
        if loop.output_item:
            result = run.expressions.evaluate(loop.output_item, scopes)
            facts["results"][instance.internal_data["index"] - 1] = values.kept(result)
        thrown = self._thrown(run, token, scopes)
        over = facts["done"] + 1 == len(facts["items"]) or self._complete(run, token, scopes)
        facts["done"] += 1
        for event in thrown:
            run.events.throw(instance, event)
        if token.id not in token.workflow.tasks:  # what was thrown took the whole activity away
            return
        if over:
            run.end_instances(token)
            self._finish(run, token)
            run.resume(token)
        elif loop.sequential:
            self._begin_next(run, token)

    def _thrown(self, run: Run, token: Token, scopes: list[dict[str, Any]]) -> list[Event]:
        """The events that this completion throws (BPMN 2.0.2, table 10.26)."""
        loop = self.loop
        if loop.behavior == "Complex":
            counts = self._counts(token)
            return [event for when, event in loop.complex if run.expressions.truth(when, [counts, *scopes])]
        each = loop.behavior == "None" or (loop.behavior == "One" and token.internal_data["done"] == 0)
        return [loop.thrown] if each and loop.thrown else []

    def _complete(self, run: Run, token: Token, scopes: list[dict[str, Any]]) -> bool:
        if not self.loop.completion:
            return False
        return run.expressions.truth(self.loop.completion, [self._counts(token), *scopes])

    def _counts(self, token: Token) -> dict[str, Any]:
        """The counts that conditions may use, this completion included."""
        facts = token.internal_data
        total, done = len(facts["items"]), facts["done"] + 1
        return {
            "numberOfInstances": total,
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": facts["next"] - done,
        }

    def _begin_next(self, run: Run, token: Token) -> None:
        facts, loop = token.internal_data, self.loop
        number = facts["next"] = facts["next"] + 1
        own: dict[str, Any] = {"loopCounter": number}
        if loop.item:
            own[loop.item] = facts["items"][number - 1]
        if loop.output_item and _is_name(loop.output_item):
            own.setdefault(_name(loop.output_item), None)
        run.spawn(token.workflow, self.inner, many=token.id, index=number, visit=facts["visit"], locals=own)

    def _items(self, run: Run, token: Token) -> list[Any]:
        scopes = run.scopes(token)
        if self.loop.collection:
            items = list(values.kept(run.expressions.items(self.loop.collection, scopes)))
        else:
            items = list(range(1, self._count(run, scopes) + 1))
        if len(items) > MOST_INSTANCES:
            raise BadCount(text=self.loop.collection, value=len(items), most=MOST_INSTANCES)
        return items

    def _count(self, run: Run, scopes: list[dict[str, Any]]) -> int:
        text = self.loop.cardinality or ""
        value = run.expressions.feel(text.removeprefix("="), run.expressions.context(scopes))
        whole = isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value)
        if not whole or not 0 <= value <= MOST_INSTANCES:
            raise BadCount(text=text, value=value, most=MOST_INSTANCES)
        return int(value)

    def _finish(self, run: Run, token: Token) -> None:
        if self.loop.output_collection:
            run.write(token, {self.loop.output_collection: list(token.internal_data["results"])})


def _name(expression: str) -> str:
    return expression.removeprefix("=").strip()


def _is_name(expression: str) -> bool:
    """Whether an output element is a plain name: then each instance has a value of that name to itself."""
    return _name(expression).isidentifier()
