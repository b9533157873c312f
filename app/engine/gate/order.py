"""What can come before what: an over-estimate by the flows alone, for asking where a value may come from."""

from __future__ import annotations

from collections.abc import Mapping

from app.engine.gate.submission import Submission


class Earlier:
    """The nodes that may have been passed before a node is reached; itself only where a loop leads back."""

    def __init__(self, handed: Submission) -> None:
        self._steps_back = _steps_back(handed)
        self._known: dict[str, frozenset[str]] = {}

    def than(self, node: str) -> frozenset[str]:
        if node not in self._known:
            self._known[node] = _all_before(self._steps_back, node)
        return self._known[node]


def _steps_back(handed: Submission) -> dict[str, set[str]]:
    diagram = handed.diagram
    before: dict[str, set[str]] = {node.id: set() for node in handed.elements}
    for node in handed.elements:
        for after in handed.after(node):
            before.setdefault(after.id, set()).add(node.id)
        if node.triggered_by_event:
            before[node.id] |= {each.id for each in diagram.within(node.scope) if each is not node}
        owner = diagram.elements.get(node.scope)
        if owner is not None and owner.id in before:
            if node in handed.starts(owner.id):
                before[node.id] |= before[owner.id] | {owner.id}
            before[owner.id].add(node.id)  # what comes after a sub-process comes after all that is in it
    return before


def _all_before(before: Mapping[str, set[str]], node: str) -> frozenset[str]:
    seen: set[str] = set()
    todo = list(before[node])
    while todo:
        each = todo.pop()
        if each not in seen:
            seen.add(each)
            todo.extend(before[each] - seen)
    return frozenset(seen)
