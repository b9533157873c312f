"""Which cell each node stands in: a straight main line first, then moves and swaps as long as they draw better."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.engine.layout import sketch
from app.engine.layout.columns import backwards, columns, standing
from app.engine.layout.graph import ASSOCIATION, FLOW, MESSAGE, Edge, Plane
from app.engine.layout.sketch import Cell, Route

ABOVE, BELOW = "above", "below"
ROW = 3.0  # what a row more costs
ROUNDS = 8


@dataclass
class Placement:
    cells: dict[str, Cell]  # nodes that are no boundary events
    lane_of_row: list[int]
    back: set[str]
    main: set[str]  # flows of the longest way
    cost: float = 0.0
    strips: dict[int, list[str]] = field(default_factory=dict)  # lane: its event sub-processes, below its rows


class Placer:
    """`sides` says for each message edge whether the pool it leads to stands above or below."""

    def __init__(self, plane: Plane, messages: Iterable[Edge], sides: Mapping[str, str], seed: int) -> None:
        self.plane, self.sides, self.random = plane, sides, random.Random(seed)  # noqa: S311  not for secrets
        self.back = backwards(plane)
        self.first = columns(plane, self.back)
        self.inner = {each.id for each in messages if each.source in plane.nodes}
        self.loose = [
            key for key, node in plane.nodes.items() if node.is_event_sub or (not node.host and key not in self.first)
        ]
        self.placed = [key for key in self.first if key not in self.loose]
        links = [each for each in plane.edges if each.kind != ASSOCIATION or self._stands(each)]
        calls = [each for each in messages if {each.source, each.target} & set(plane.nodes)]
        self.edges = {each.id: each for each in (*links, *calls) if each.source != each.target}
        self.main = self._main_line()
        self.slack = self._slack()
        self.rows = self._rows()
        self.of_node: dict[str, list[str]] = {}
        for edge in self.edges.values():
            for key in self._nodes(edge):
                self.of_node.setdefault(key, []).append(edge.id)
        self.at: dict[str, Cell] = {}
        self.cells: dict[tuple[int, int], str] = {}
        self.routes: dict[str, Route] = {}

    def place(self) -> Placement:
        self._begin()
        for edge in sorted(self.edges, key=lambda each: each not in self.main):
            self._route(edge)
        for _ in range(ROUNDS):
            if not self._improve():
                break
        used = sorted({row for cell in self.at.values() for row in [cell.row]})
        number = {row: index for index, row in enumerate(used)}
        strips: dict[int, list[str]] = {}
        for key in self.loose:
            strips.setdefault(self.plane.nodes[key].lane, []).append(key)
        return Placement(
            cells={key: Cell(cell.column, number[cell.row]) for key, cell in self.at.items()},
            lane_of_row=[self.rows[row] for row in used],
            back=self.back,
            main=self.main,
            cost=self._total(),
            strips=strips,
        )

    # -- what is fixed

    def _stands(self, edge: Edge) -> bool:
        return all(standing(self.plane, each) in self.first for each in (edge.source, edge.target))

    def _nodes(self, edge: Edge) -> list[str]:
        return [standing(self.plane, key) for key in (edge.source, edge.target) if key in self.plane.nodes]

    def _main_line(self) -> set[str]:
        """The flows of the way from a start to the end that is farthest to the right."""
        into: dict[str, list[Edge]] = {}
        for edge in self.edges.values():
            if edge.kind == FLOW and edge.id not in self.back and not self.plane.nodes[edge.source].host:
                into.setdefault(edge.target, []).append(edge)
        key = max(self.placed, key=lambda each: self.first[each], default=None)
        line = set()
        while key is not None and key in into:
            edge = max(into[key], key=lambda each: self.first[each.source])
            line.add(edge.id)
            key = edge.source
        return line

    def _slack(self) -> dict[str, range]:
        """The columns a node may stand in without leading backwards or getting farther from what follows."""
        after: dict[str, int] = {}
        for edge in self.edges.values():
            if edge.kind == FLOW and edge.id not in self.back:
                key = standing(self.plane, edge.source)
                after[key] = min(after.get(key, 99), self.first[edge.target])
        return {
            key: range(self.first[key], max(self.first[key], after.get(key, 0) - self.plane.nodes[key].span) + 1)
            for key in self.placed
        }

    def _rows(self) -> list[int]:
        """The lane of each row that may be used: one more than the fullest column of the lane needs."""
        rows = []
        for lane in range(max(1, len(self.plane.lanes))):
            count: dict[int, int] = {}
            for key in self.placed:
                node = self.plane.nodes[key]
                if node.lane == lane:
                    for column in range(self.first[key], self.first[key] + node.span):
                        count[column] = count.get(column, 0) + 1
            most = max(count.values(), default=0)
            falls = any(node.events and node.lane == lane for node in self.plane.nodes.values())
            rows += [lane] * max(1, min(most + 1 + falls, 7))
        return rows

    # -- the first placement

    def _begin(self) -> None:
        order = sorted(self.placed, key=lambda key: (self.first[key], not self._is_main(key), self.random.random()))
        for key in order:
            node = self.plane.nodes[key]
            rows = [row for row, lane in enumerate(self.rows) if lane == node.lane]
            wish = self._wish(key, rows[(len(rows) - 1) // 2])
            rows.sort(key=lambda row: (abs(row - wish), row))
            free = next((row for row in rows if self._is_free(key, Cell(self.first[key], row))), None)
            if free is None:  # the lane is full in this column
                free = self._row_more(node.lane)
            self._put(key, Cell(self.first[key], free))

    def _row_more(self, lane: int) -> int:
        row = max(index for index, each in enumerate(self.rows) if each == lane) + 1
        self.rows.insert(row, lane)
        moved = {key: Cell(cell.column, cell.row + (cell.row >= row)) for key, cell in self.at.items()}
        self.at, self.cells = {}, {}
        for key, cell in moved.items():
            self._put(key, cell)
        return row

    def _is_main(self, key: str) -> bool:
        return any(edge in self.main for edge in self.of_node.get(key, ()))

    def _wish(self, key: str, otherwise: int) -> float:
        before = []
        for edge in (self.edges[each] for each in self.of_node.get(key, ())):
            source = standing(self.plane, edge.source) if edge.source in self.plane.nodes else None
            if edge.target == key and source in self.at and edge.id not in self.back:
                before.append(self.at[source].row + (1 if self.plane.nodes[edge.source].host else 0))
                if edge.id in self.main:
                    return before[-1]
        return sum(before) / len(before) if before else otherwise

    def _span(self, key: str, cell: Cell) -> list[tuple[int, int]]:
        return [(cell.column + step, cell.row) for step in range(self.plane.nodes[key].span)]

    def _is_free(self, key: str, cell: Cell) -> bool:
        return all(self.cells.get(each, key) == key for each in self._span(key, cell))

    def _put(self, key: str, cell: Cell) -> None:
        self.at[key] = cell
        for each in self._span(key, cell):
            self.cells[each] = key

    def _lift(self, key: str) -> Cell:
        cell = self.at.pop(key)
        for each in self._span(key, cell):
            del self.cells[each]
        return cell

    # -- routes and costs

    def _options(self, edge: Edge) -> Iterable[Route]:
        nodes = self.plane.nodes
        if edge.kind == MESSAGE:
            height = -1 if self.sides[edge.id] == ABOVE else len(self.rows)
            return sketch.message_options(self.at[self._nodes(edge)[0]], height)
        if edge.kind == ASSOCIATION:
            one, other = (self.at[each] for each in self._nodes(edge))
            return [Route.through(one, (one.column, other.row), other)]
        return sketch.options(nodes[edge.source], nodes[edge.target], self.at, edge.id in self.back)

    def _route(self, key: str) -> float:
        """Chooses the best route of an edge beside the others, keeps it, and says what it costs."""
        edge = self.edges[key]
        best, least = None, float("inf")
        for route in self._options(edge):
            cost = self._alone(edge, route)
            if cost < least:
                cost += self._beside(key, route, least - cost)
            if cost < least:
                best, least = route, cost
        if best is None:
            return 0.0
        self.routes[key] = best
        return least

    def _alone(self, edge: Edge, route: Route) -> float:
        return sketch.alone(route, edge, set(self._nodes(edge)), self.cells, edge.id in self.main)

    def _beside(self, key: str, route: Route, limit: float = float("inf")) -> float:
        edge, cost = self.edges[key], 0.0
        for other, drawn in self.routes.items():
            if other != key:
                cost += sketch.together(route, drawn, edge.target == self.edges[other].target)
                if cost >= limit:
                    break
        return cost

    def _total(self) -> float:
        alone = sum(self._alone(self.edges[key], route) for key, route in self.routes.items())
        both = sum(self._beside(key, route) for key, route in self.routes.items()) / 2
        return alone + both + ROW * len({cell.row for cell in self.at.values()})

    # -- moves

    def _improve(self) -> bool:
        better = False
        order = list(self.placed)
        self.random.shuffle(order)
        for key in order:
            better |= self._move(key)
        return better

    def _move(self, key: str) -> bool:
        node, here = self.plane.nodes[key], self.at[key]
        columns = self.slack[key][:4]
        moved = False
        for row in [row for row, lane in enumerate(self.rows) if lane == node.lane]:
            for column in columns:
                there = Cell(column, row)
                if there != here and self._try(key, there):
                    here, moved = there, True
        return moved

    def _try(self, key: str, there: Cell) -> bool:
        here = self.at[key]
        taken = {self.cells[each] for each in self._span(key, there) if each in self.cells} - {key}
        if len(taken) > 1 or any(self.at[other].column != there.column for other in taken):
            return False
        pairs = [(key, there)] + [(other, Cell(self.at[other].column, here.row)) for other in taken]
        if taken and (here.column != there.column or self.plane.nodes[next(iter(taken))].span > 1):
            return False
        if taken and self.plane.nodes[key].span > 1:
            return False
        touched = self._touched([each for each, _ in pairs], [here, there])
        before = self._cost_of(touched) + ROW * len({cell.row for cell in self.at.values()})
        kept = {edge: self.routes.pop(edge) for edge in touched if edge in self.routes}
        places = [(each, self._lift(each)) for each, _ in pairs]
        for each, cell in pairs:
            self._put(each, cell)
        after = ROW * len({cell.row for cell in self.at.values()})
        for edge in touched:
            after += self._route(edge)
            if after >= before - 0.01:
                break
        if after < before - 0.01:
            return True
        for each, _ in pairs:
            self._lift(each)
        for each, cell in places:
            self._put(each, cell)
        for edge in touched:
            self.routes.pop(edge, None)
        self.routes.update(kept)
        return False

    def _touched(self, keys: list[str], cells: list[Cell]) -> list[str]:
        edges = {edge for key in keys for edge in self.of_node.get(key, ())}
        passed = set(map(tuple, cells))
        edges |= {edge for edge, route in self.routes.items() if passed & set(route.cells())}
        return sorted(edges, key=lambda each: (each not in self.main, each))

    def _cost_of(self, edges: list[str]) -> float:
        """What these edges cost, each pair of them counted once."""
        cost, seen = 0.0, set()
        for key in edges:
            if key not in self.routes:
                continue
            cost += self._alone(self.edges[key], self.routes[key])
            seen.add(key)
            for other, drawn in self.routes.items():
                if other != key and other not in seen:
                    cost += sketch.together(self.routes[key], drawn, self.edges[key].target == self.edges[other].target)
        return cost
