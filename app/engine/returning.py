"""退回: a case goes back to an earlier task, along a path that the diagram draws and never across an open branch.

The path leads from the task through exclusive gateways and what works by itself back to a task that was done before.
The token is told its way and walks it, so the trail, the flows and the visits are what happened. What is entered again
is entered as ever: its timers are armed anew. Nothing that was submitted is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.engine import handling, human, signing
from app.engine.case import Case, Held
from app.engine.spiff.activities import Activity, UserTask
from app.engine.spiff.loops import MultiInstance, Repeated, StandardLoop
from app.engine.spiff.nodes import Node
from app.engine.spiff.scopes import Scope, Token, is_standby
from app.errors import Conflict

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.task_commands import Return

BY_ITSELF = frozenset({"task", "scriptTask", "businessRuleTask", "exclusiveGateway"})
HUMAN = frozenset({"userTask", "manualTask"})


class NoWayBack(Conflict):
    """The diagram draws no way back from {task} to {to}: ask the process owner to draw one."""


class BranchesOpen(Conflict):
    """{task} cannot go back while what runs beside it is open: {open}."""


def go_back(run: Run, command: Return) -> None:
    """Whoever did the earlier task, `assignee`, has it again."""
    handling.check_reason(command.reason)
    held = human.find(run, command.task)
    signing.check_ordinary(held)
    token = whole_of(run.token(held.token))
    target, route = _route(run.case, token, command.to, held)
    beside = siblings(token, target, held.token)
    if beside:
        raise BranchesOpen(task=held.task.name, open=", ".join(beside))
    human.close_task(run, held, "returned")
    run.end_instances(token)
    token.internal_data |= {"route": route, "returned": True}
    run.back_to[target.key] = command.assignee
    run.ready(token)


def ways_back(case: Case, no: int) -> tuple[str, ...]:
    """The elements that an open task can be returned to; none while what runs beside it forbids it."""
    held = case.tasks[no]
    if held.task.signs_for is not None or held.task.signing:
        return ()
    token = whole_of(_token(case, held.token))
    return tuple(target.key for target, _ in _drawn(case, token) if not siblings(token, target, held.token))


def whole_of(token: Token) -> Token:
    """The multi-instance activity that a token is an instance of, or the token itself."""
    whole = token.internal_data.get("many")
    return token if whole is None else token.workflow.tasks[whole]


def _route(case: Case, token: Token, to: str, held: Held) -> tuple[Node, list[str]]:
    for target, route in _drawn(case, token):
        if target.key == to:
            return target, route
    raise NoWayBack(task=held.task.name, to=to)


def _drawn(case: Case, token: Token) -> Iterator[tuple[Node, list[str]]]:
    """Each earlier task that a path leads back to, with the flows of the shortest. A path on which nothing is chosen
    is none: it is where completing the task leads."""
    scope: Scope = token.workflow
    here: Node = token.task_spec
    order = _order(scope)
    seen = {here.name}
    todo: list[tuple[Node, list[str], bool]] = [(here, [], False)]
    while todo:
        node, route, chosen = todo.pop(0)
        chosen = chosen or len(node.ways) > 1
        for way in node.ways:
            target = scope.spec.task_specs[way.target]
            if target.name in seen:
                continue
            seen.add(target.name)
            if _is_human(target):
                earlier = order.get(target.name, 0) < order.get(here.name, 0)
                if chosen and earlier and case.visits.get(target.key):
                    yield target, [*route, way.id]
            elif target.element.kind in BY_ITSELF and not isinstance(target, Repeated):
                todo.append((target, [*route, way.id], chosen))


def _is_human(node: Node) -> bool:
    return isinstance(node, UserTask | MultiInstance | StandardLoop) and node.element.kind in HUMAN


def _order(scope: Scope) -> dict[str, int]:
    """Where elements stand on the way from the start: what leads back leads to a lower number (reverse postorder)."""
    specs = scope.spec.task_specs
    after: list[str] = []
    seen: set[str] = set()
    for start in [name for name, node in specs.items() if _begins(node)]:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(_next(specs[start])))]
        while stack:
            name, following = stack[-1]
            onward = next((each for each in following if each not in seen), None)
            if onward is None:
                after.append(name)
                stack.pop()
            else:
                seen.add(onward)
                stack.append((onward, iter(_next(specs[onward]))))
    return {name: place for place, name in enumerate(reversed(after))}


def _begins(node: Any) -> bool:
    return isinstance(node, Node) and not node.incoming and node.element.kind != "boundaryEvent"


def _next(node: Any) -> list[str]:
    on_border = list(node.boundaries) if isinstance(node, Activity) else []
    return [way.target for way in node.ways] + on_border


# -- what runs beside it


def siblings(token: Token, target: Node, own: int) -> list[str]:
    """The names of what is open beside a task and would be begun again by going back before it."""
    scope: Scope = token.workflow
    again = _reached(scope, target, token.task_spec.name)
    found = []
    for other in scope.tokens():
        facts = other.internal_data
        if other.id in (token.id, own) or is_standby(other) or "host" in facts:
            continue  # what stands on a border goes with its host
        if facts.get("many") == token.id or ("many" not in facts and other.task_spec.name in again):
            found.append(other.task_spec.element.name or other.task_spec.element.id)
    return sorted(found)


def _reached(scope: Scope, target: Node, without: str) -> set[str]:
    """The elements that a token at the target can come to without passing the task that is returned."""
    seen, todo = {target.name}, [target.name]
    while todo:
        for name in _next(scope.spec.task_specs[todo.pop()]):
            if name not in seen and name != without:
                seen.add(name)
                todo.append(name)
    return seen


def _token(case: Case, number: int) -> Token:
    for scope in (case.top, *case.top.subprocesses.values()):
        if number in scope.tasks:
            found: Token = scope.tasks[number]
            return found
    raise KeyError(number)
