"""Functions of lists. Places are counted from 1, or from -1 backwards."""

from __future__ import annotations

from typing import Any

from app.feel.comparing import equal, ordered
from app.feel.functions.signatures import builtin
from app.feel.numbers import number
from app.feel.run import Run
from app.feel.values import KINDS, Function


def spent(run: Run, items: list[Any]) -> list[Any]:
    """A list whose elements are looked at, paid for."""
    run.spend(len(items))
    return items


def same(run: Run, a: Any, b: Any) -> bool:
    return KINDS[type(a)] is KINDS[type(b)] and equal(run, a, b) is True


@builtin("list contains(list: list, element: any)")
def list_contains(run: Run, items: list[Any], element: Any) -> bool:
    return any(same(run, item, element) for item in spent(run, items))


@builtin("count(list: list)")
def count(_run: Run, items: list[Any]) -> Any:
    return number(len(items))


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: list[Any], start: Any, length: Any) -> Any:
    begin = place(items, start)
    if begin is None or (length is not None and not 0 <= length <= len(items) - begin):
        return run.warn("the list has no such part")
    return items[begin:] if length is None else items[begin : begin + int(length)]


def place(items: list[Any], position: Any) -> int | None:
    """The index that a position means, None when the list has no such place."""
    if not 1 <= abs(position) <= len(items):
        return None
    whole = int(position)
    return whole - 1 if whole > 0 else len(items) + whole


@builtin("append(list: list, ...items: any)")
def append(run: Run, items: list[Any], more: list[Any]) -> Any:
    return run.sized([*spent(run, items), *more])


@builtin("concatenate(...lists: list)")
def concatenate(run: Run, lists: list[list[Any]]) -> Any:
    run.spend(sum(len(items) for items in lists))
    return run.sized([item for items in lists for item in items])


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: list[Any], position: Any, new: Any) -> Any:
    at = place(items, position)
    if at is None:
        return run.warn("the list has no place {place}", place=position)
    return run.sized([*spent(run, items)[:at], new, *items[at:]])


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: list[Any], position: Any) -> Any:
    at = place(items, position)
    if at is None:
        return run.warn("the list has no place {place}", place=position)
    return [*spent(run, items)[:at], *items[at + 1 :]]


@builtin("reverse(list: list)")
def reverse(run: Run, items: list[Any]) -> list[Any]:
    return spent(run, items)[::-1]


@builtin("index of(list: list, match: any)")
def index_of(run: Run, items: list[Any], match: Any) -> list[Any]:
    return [number(at) for at, item in enumerate(spent(run, items), 1) if same(run, item, match)]


@builtin("distinct values(list: list)")
def distinct_values(run: Run, items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for item in items:
        run.spend(len(kept) + 1)
        if not any(same(run, item, other) for other in kept):
            kept.append(item)
    return kept


@builtin("union(...lists: list)")
def union(run: Run, lists: list[list[Any]]) -> list[Any]:
    return distinct_values(run, concatenate(run, lists))


@builtin("flatten(list: list)")
def flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.spend(1)
            if type(item) is list:
                stack.append(iter(item))
                break
            flat.append(item)
            run.sized(flat)
        else:
            stack.pop()
    return flat


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(run: Run, items: list[Any], position: Any, new: Any) -> Any:
    at = place(items, position)
    if at is None:
        return run.warn("the list has no place {place}", place=position)
    return [*spent(run, items)[:at], new, *items[at + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)")
def list_replace_where(run: Run, items: list[Any], match: Function, new: Any) -> Any:
    replaced = []
    for item in items:
        answer = match.call(run, [item, new])
        if answer is not True and answer is not False:
            return run.warn("the match function must say true or false")
        replaced.append(new if answer else item)
    return replaced


class _Sortable:
    """Compares by a FEEL function; Python's sort asks for nothing but <."""

    __slots__ = ("precedes", "run", "value")

    def __init__(self, run: Run, precedes: Function | None, value: Any) -> None:
        self.run, self.precedes, self.value = run, precedes, value

    def __lt__(self, other: _Sortable) -> bool:
        self.run.spend(1)
        if self.precedes is None:
            return ordered(self.run, lambda a, b: bool(a < b), self.value, other.value) is True
        return self.precedes.call(self.run, [self.value, other.value]) is True


@builtin("sort(list: list, precedes?: function)")
def sort(run: Run, items: list[Any], precedes: Function | None) -> list[Any]:
    return sorted(items, key=lambda value: _Sortable(run, precedes, value))
