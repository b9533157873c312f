"""Which column a node stands in: as far right as the longest way to it, flows that lead back left aside."""

from __future__ import annotations

from app.engine.layout.graph import ASSOCIATION, FLOW, NOTE, Edge, Plane


def backwards(plane: Plane) -> set[str]:
    """The flows that close a loop, found by walking from the starts in document order."""
    following = _following(plane)
    entered = {target for edges in following.values() for _, target in edges}
    back: set[str] = set()
    state: dict[str, int] = {}
    firsts = [key for key in plane.nodes if key not in entered]
    for first in firsts + list(plane.nodes):
        if first not in state:
            _walk(first, following, state, back)
    return back


def circular(plane: Plane) -> set[str]:
    """The flows that lie on a loop: from their target one comes back to their source."""
    following = _following(plane)
    found = set()
    for edge in plane.edges:
        source = standing(plane, edge.source)
        seen, waiting = {edge.target}, [edge.target]
        while waiting and source not in seen:
            fresh = {target for _, target in following.get(waiting.pop(), ())} - seen
            seen |= fresh
            waiting += fresh
        if edge.kind == FLOW and source in seen:
            found.add(edge.id)
    return found


def _walk(first: str, following: dict[str, list[tuple[str, str]]], state: dict[str, int], back: set[str]) -> None:
    state[first] = 1
    stack = [(first, iter(following.get(first, ())))]
    while stack:
        key, edges = stack[-1]
        for edge, target in edges:
            if state.get(target) == 1:
                back.add(edge)
            elif target not in state:
                state[target] = 1
                stack.append((target, iter(following.get(target, ()))))
                break
        else:
            state[key] = 2
            stack.pop()


def _following(plane: Plane) -> dict[str, list[tuple[str, str]]]:
    following: dict[str, list[tuple[str, str]]] = {}
    for edge in plane.edges:
        if edge.kind == FLOW:
            following.setdefault(standing(plane, edge.source), []).append((edge.id, edge.target))
    return following


def standing(plane: Plane, key: str) -> str:
    """Where an edge stands on the grid: a boundary event stands with its host."""
    return plane.nodes[key].host or key


def columns(plane: Plane, back: set[str]) -> dict[str, int]:
    """The first column of each node that is no boundary event; event sub-processes and notes are not counted."""
    forward = [each for each in plane.edges if each.kind == FLOW and each.id not in back]
    before: dict[str, list[Edge]] = {}
    for edge in forward:
        before.setdefault(edge.target, []).append(edge)
    found: dict[str, int] = {}
    waiting = [key for key, node in plane.nodes.items() if not node.host and node.kind != NOTE]
    while waiting:
        left = []
        for key in waiting:
            sources = [standing(plane, edge.source) for edge in before.get(key, ())]
            if all(source in found for source in sources if source != key):
                found[key] = max((found[s] + plane.nodes[s].span for s in sources if s != key), default=0)
            else:
                left.append(key)
        if len(left) == len(waiting):  # cannot be: what closes a loop is left out
            found.update(dict.fromkeys(left, 0))
            break
        waiting = left
    _draw_near(plane, forward, set(before), found)
    for edge in plane.edges:
        if edge.kind == ASSOCIATION:
            for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                host = standing(plane, other)
                if plane.nodes[one].kind == NOTE and host in found:
                    found[one] = found[host] + plane.nodes[host].span // 2
    return found


def _draw_near(plane: Plane, forward: list[Edge], entered: set[str], found: dict[str, int]) -> None:
    """What begins in the middle, such as a link that is caught, stands right before what it leads to."""
    for key, node in plane.nodes.items():
        after = [found[edge.target] for edge in forward if edge.source == key and edge.target in found]
        if key in found and key not in entered and not node.is_start and after:
            found[key] = max(found[key], min(after) - node.span)
