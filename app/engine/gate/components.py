"""Strongly connected components of a graph: the loops of a diagram. Tarjan's algorithm, without recursion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def components(after: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The sets of nodes that can all reach each other. `after` has a key for every node it mentions."""
    search = _Search(after)
    for node in after:
        if node not in search.order:
            search.walk(node)
    return search.found


class _Search:
    def __init__(self, after: Mapping[str, Sequence[str]]) -> None:
        self.after = after
        self.order: dict[str, int] = {}
        self.lowest: dict[str, int] = {}
        self.open: dict[str, None] = {}  # entered and not yet in a component, in order
        self.path: list[tuple[str, Iterator[str]]] = []
        self.found: list[list[str]] = []

    def walk(self, root: str) -> None:
        self._enter(root)
        while self.path:
            node, rest = self.path[-1]
            fresh = next((target for target in rest if self._is_fresh(node, target)), None)
            if fresh is not None:
                self._enter(fresh)
            else:
                self.path.pop()
                self._leave(node)

    def _enter(self, node: str) -> None:
        self.order[node] = self.lowest[node] = len(self.order)
        self.open[node] = None
        self.path.append((node, iter(self.after[node])))

    def _is_fresh(self, node: str, target: str) -> bool:
        if target in self.open:
            self.lowest[node] = min(self.lowest[node], self.order[target])
        return target not in self.order

    def _leave(self, node: str) -> None:
        if self.path:
            above = self.path[-1][0]
            self.lowest[above] = min(self.lowest[above], self.lowest[node])
        if self.lowest[node] == self.order[node]:
            component: list[str] = []
            while not component or component[-1] != node:
                component.append(self.open.popitem()[0])
            self.found.append(component)
