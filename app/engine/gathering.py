"""What comes of a step, as it is gathered, and what elements ask for on the way: values, decisions, timers, tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.engine import values
from app.engine.case import Case, Timer, Trouble, Work
from app.engine.commands import Command
from app.engine.elements import Element
from app.engine.expressions import Expressions, scopes_of
from app.engine.spiff.nodes import Node
from app.engine.spiff.scopes import READY, Scope, Token
from app.engine.step import Change, ClosedTask, Decision, Incident, Job, Notice, OpenTask, Sent

if TYPE_CHECKING:
    from app.calendars import Calendars
    from app.engine.decisions import Outcome
    from app.engine.library import Version


class Gathering:
    """The facts of one step."""

    def __init__(self, version: Version, case: Case, command: Command, now: datetime, calendars: Calendars) -> None:
        self.version, self.case, self.command, self.now = version, case, command, now
        self.expressions = Expressions(case.facts, now, calendars.get(case.facts.get("calendar")))
        self.trail: list[str] = []
        self.flows: list[str] = []
        self.opened: dict[int, OpenTask] = {}
        self.closed: list[ClosedTask] = []
        self.last_look: dict[int, OpenTask] = {}  # at tasks that changed before they closed
        self.changes: list[Change] = []
        self.notices: list[Notice] = []
        self.jobs: list[Job] = []
        self.sent: list[Sent] = []
        self.signals: list[str] = []
        self.decisions: list[Decision] = []
        self.back_to: dict[str, str | None] = {}  # elements that the case goes back to, with who did them
        self.ended: str | None = None
        self._end: str | None = None  # the end event reached last, in whatever scope

    # -- what elements ask for

    def enter(self, token: Token) -> None:
        """An element is visited."""
        key = self.key(token)
        self.case.visits[key] = token.internal_data["visit"] = self.case.visits.get(key, 0) + 1
        self.trail.append(key)

    def open_job(self, token: Token, element: Element) -> None:
        scopes = self.scopes(token)
        kind = self.expressions.name(element.job_type, scopes) or ""
        given = {name: self.expressions.evaluate(text, scopes) for name, text in element.headers}
        given |= token.internal_data.get("locals", {})
        job = Job(key=self.label(token), element=self.key(token), type=kind, values=values.kept(given))
        self.case.jobs[job.key] = Work(job=job, token=token.id)
        self.jobs.append(job)

    def decide(self, token: Token, decision: str) -> Any:
        """The result of a decision table; which rules matched is kept for the audit room."""
        say = self.expressions
        name = say.name(decision, self.scopes(token)) or ""
        table = self.version.decisions_of(token.workflow.spec.name, name)
        outcome = table.evaluate(name, say.context(self.scopes(token)), now=say.local_now, functions=say.functions)
        self.decisions += [self._decision(token, one) for one in (*outcome.required, outcome)]
        return outcome.result

    def _decision(self, token: Token, outcome: Outcome) -> Decision:
        return Decision(
            element=self.key(token),
            decision=outcome.decision,
            name=outcome.name,
            policy=outcome.policy,
            inputs=dict(outcome.inputs),
            matched=outcome.matched,
            cells=outcome.cells,
            result=outcome.result,
        )

    def reached_end(self, token: Token) -> None:
        self._end = self.key(token)
        if token.workflow is self.case.top:
            self.case.last_end = self.ended = self._end

    def at(self, instant: datetime) -> Expressions:
        """Expressions as they would have been evaluated at another instant."""
        return Expressions(self.case.facts, instant, self.expressions.calendar)

    # -- incidents

    def trouble(self, token: Token, why: str) -> None:
        """The element could not go on: an incident on it."""
        key = self.label(token)
        token._set_state(READY)
        token.internal_data["incident"] = key
        self.note_trouble(key, self.key(token), token.id, why)

    def note_trouble(self, key: str, element: str, token: int, why: str) -> None:
        """An incident that keeps nothing from going on."""
        incident = Incident(key=key, element=element, message=why)
        self.case.incidents[key] = Trouble(incident=incident, token=token)
        self.notices.append(Notice(kind="incident", task=None, element=incident.element))

    # -- values

    def scopes(self, token: Token) -> list[dict[str, Any]]:
        return scopes_of(token)

    def write(self, token: Token, given: dict[str, Any]) -> None:
        """Writes values where the token sees them: into the innermost scope that has the name, else the outermost."""
        self._write(self.scopes(token), given)

    def write_outside(self, token: Token, given: dict[str, Any]) -> None:
        """The same, past the values of this visit alone."""
        scopes = self.scopes(token)
        self._write(scopes[1:] if "locals" in token.internal_data else scopes, given)

    def write_case(self, given: dict[str, Any]) -> None:
        """Writes values of the case itself."""
        if self.case.top.kept is not None:
            self._write([self.case.top.kept], given)

    def _write(self, scopes: list[dict[str, Any]], given: dict[str, Any]) -> None:
        for name, value in values.kept(given).items():
            scope = next((each for each in scopes if name in each), scopes[-1])
            before = scope.get(name)
            if name not in scope or before != value or isinstance(before, bool) != isinstance(value, bool):
                self.changes.append(Change(name=name, before=before, after=value))
            scope[name] = value

    # -- timers

    def set_timers(self, *timers: Timer | None) -> None:
        for timer in timers:
            if timer is not None:
                self.case.timers[timer.set.key] = timer

    def forget_timers(self, which: Callable[[Timer], bool]) -> None:
        for key in [key for key, timer in self.case.timers.items() if which(timer)]:
            del self.case.timers[key]

    # -- finding

    def token(self, number: int) -> Token:
        for scope in self.all_scopes():
            if number in scope.tasks:
                return scope.tasks[number]
        raise KeyError(number)

    def key(self, token: Token) -> str:
        spec: Node = token.task_spec
        return spec.key

    def label(self, token: Token) -> str:
        """A stable, readable name for this visit of an element."""
        facts = token.internal_data
        index = f"[{facts['index']}]" if "index" in facts else ""
        return f"{self.key(token)}{index}#{facts.get('visit') or facts.get('armed_at', 1)}"

    def all_scopes(self) -> list[Scope]:
        return [self.case.top, *self.case.top.subprocesses.values()]

    def beside(self, token: Token, number: int) -> Token:
        return token.workflow.tasks[number]
