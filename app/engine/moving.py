"""Moving a token by hand: a task is taken back, and the case goes on at another element.

Allowed is only what a path of the diagram could have led to as well: the other element stands in the same scope and on
the same branches. A token that left a parallel branch, or entered one, would leave a join waiting for ever or make it
fire too early, so that is refused. Branches are told by the diagram alone: whatever is reached from one way out of a
split before all of its ways meet again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.engine import commands
from app.engine.holding import check_reason
from app.engine.spiff.activities import Activity, EventSubProcess
from app.engine.spiff.events import BoundaryEvent, CatchEvent, EndEvent
from app.engine.spiff.gateways import EventGateway, ExclusiveGateway
from app.engine.spiff.nodes import Node
from app.engine.spiff.scopes import WAITING, Scope, Token
from app.errors import Conflict, Invalid

if TYPE_CHECKING:
    from app.engine.case import Case
    from app.engine.run import Run

OUT = ""  # where all ways out of a scope meet, in the end
ARMED = frozenset({"host", "many", "standby", "taken", "race", "undoes"})  # no work in progress of its own

Branch = tuple[str, str]  # a split, and the first element of one of its ways


class TokenGone(Conflict):
    """The case no longer stands at {place}."""


class OtherBranch(Invalid):
    """The case cannot go from {source} to {target}: a parallel join would wait for ever or go on too early."""


class NoPlace(Invalid):
    """The case cannot be put at {target}: it is not in the same process or sub-process, or nothing can stand there."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a case stands, and where it could be put instead."""

    key: str
    element: str
    targets: tuple[str, ...]


def places(case: Case) -> tuple[Place, ...]:
    found = [token for scope in _scopes(case) for token in scope.tokens() if _may_leave(token)]
    return tuple(
        Place(key=label(token), element=token.task_spec.key, targets=tuple(_targets(token))) for token in found
    )


def move(run: Run, command: commands.MoveToken) -> None:
    check_reason(command.reason)
    token = next((each for scope in _scopes(run.case) for each in scope.tokens() if _is(each, command.place)), None)
    if token is None:
        raise TokenGone(place=command.place)
    scope: Scope = token.workflow
    target = next((node for node in _nodes(scope.spec) if node.key == command.to), None)
    names = {"source": _title(token.task_spec), "target": _title(target) if target else command.to}
    if target is None or not _may_stand(target) or target is token.task_spec:
        raise NoPlace(target=names["target"])
    if branches(scope.spec, token.task_spec.name) != branches(scope.spec, target.name):
        raise OtherBranch(**names)
    run.spawn(scope, target.name)
    run.drop(token)


def label(token: Token) -> str:
    facts = token.internal_data
    return f"{token.task_spec.key}#{facts.get('visit') or facts.get('armed_at', 1)}"


def _is(token: Token, place: str) -> bool:
    return _may_leave(token) and label(token) == place


def _scopes(case: Case) -> list[Scope]:
    return [case.top, *case.top.subprocesses.values()]


def _may_leave(token: Token) -> bool:
    """What waits at a join belongs to it already; an instance, or an armed event, to its activity."""
    waits = isinstance(token.task_spec, Activity | CatchEvent) or "incident" in token.internal_data
    return waits and not token.has_state(WAITING) and not ARMED & token.internal_data.keys()


def _may_stand(node: Node) -> bool:
    if isinstance(node, BoundaryEvent | EventSubProcess) or node.element.for_compensation:
        return False
    if isinstance(node, Activity):
        return node.takes < 2
    behind_a_race = isinstance(node, CatchEvent) and any(
        way.target == node.name
        for other in _nodes(node._wf_spec)
        if isinstance(other, EventGateway)
        for way in other.ways
    )
    return isinstance(node, CatchEvent | EndEvent | ExclusiveGateway) and not behind_a_race


def _targets(token: Token) -> Iterator[str]:
    spec = token.workflow.spec
    here = branches(spec, token.task_spec.name)
    for node in _nodes(spec):
        if node is not token.task_spec and _may_stand(node) and branches(spec, node.name) == here:
            yield node.key


def _title(node: Node) -> str:
    return node.element.name or node.key


# -- branches


def _nodes(spec: Any) -> list[Node]:
    inner = {node.inner for node in spec.task_specs.values() if hasattr(node, "inner")}
    return [node for node in spec.task_specs.values() if isinstance(node, Node) and node.name not in inner]


@lru_cache(maxsize=200)
def _ways(spec: Any) -> dict[str, tuple[str, ...]]:
    """Where a token can go from each element; an event on a boundary is a way of its activity."""
    found = {node.name: tuple(way.target for way in node.ways) for node in _nodes(spec)}
    for node in _nodes(spec):
        if isinstance(node, Activity):
            found[node.name] += tuple(node.boundaries)
    return found


@lru_cache(maxsize=200)
def _splits(spec: Any) -> dict[str, tuple[str, ...]]:
    """The elements that put several tokens on their way at once, with the first element of each way."""
    found = {}
    for node in _nodes(spec):
        ways = tuple(way.target for way in node.ways)
        aside = [name for name in getattr(node, "boundaries", ()) if not spec.task_specs[name].interrupting]
        alone = isinstance(node, ExclusiveGateway | EventGateway)
        together = () if alone or len(ways) < 2 else ways
        if together or aside:
            found[node.name] = (*together, *aside)
    return found


@lru_cache(maxsize=2000)
def branches(spec: Any, name: str) -> frozenset[Branch]:
    """The parallel branches that an element stands on."""
    found = set()
    for split, firsts in _splits(spec).items():
        meet = _meeting(spec, split)
        for first in firsts:
            if first != meet and name in _reached(spec, first, frozenset({meet, split})):
                found.add((split, first))
    return frozenset(found)


def _reached(spec: Any, first: str, but: frozenset[str]) -> set[str]:
    """What is reached from an element without passing where the ways meet again, or the split anew."""
    seen, waiting = {first}, [first]
    while waiting:
        for target in _ways(spec)[waiting.pop()]:
            if target not in seen and target not in but:
                seen.add(target)
                waiting.append(target)
    return seen


@lru_cache(maxsize=2000)
def _meeting(spec: Any, split: str) -> str:
    """The first element that every way out of a split comes to; OUT where some never meet the others again."""
    after = _after(spec)
    common = after[split] - {split}
    return next((each for each in sorted(common) if after[each] >= common), OUT)


@lru_cache(maxsize=200)
def _after(spec: Any) -> dict[str, frozenset[str]]:
    """For each element, those that are passed on every way from it to an end (post-dominators), itself among them."""
    ways = _ways(spec)
    every = frozenset(ways)
    found = {name: every if targets else frozenset({name}) for name, targets in ways.items()}
    changed = True
    while changed:
        changed = False
        for name, targets in ways.items():
            if targets:
                now = frozenset({name}) | frozenset.intersection(*(found[target] for target in targets))
                changed |= now != found[name]
                found[name] = now
    return found
