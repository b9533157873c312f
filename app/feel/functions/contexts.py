"""Functions of contexts."""

from __future__ import annotations

from typing import Any

from app.feel.functions.signatures import builtin
from app.feel.run import Run

DEEPEST = 40


@builtin("get value(m: context, key: string)")
def get_value(run: Run, m: dict[str, Any], key: str) -> Any:
    return m[key] if key in m else run.warn("there is no entry {name}", name=key)


@builtin("get value(m: context, key: list)", "get value(context: context, keys: list)")
def get_value_deep(run: Run, m: dict[str, Any], keys: list[Any]) -> Any:
    value: Any = m
    for key in keys:
        if type(value) is not dict or type(key) is not str or key not in value:
            return run.warn("there is no entry {name}", name=key)
        value = value[key]
    return value if keys else None


@builtin("get entries(m: context)")
def get_entries(run: Run, m: dict[str, Any]) -> list[Any]:
    run.spend(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context(entries: list)")
def context(run: Run, entries: list[Any]) -> Any:
    """A context of {key, value} pairs; null when a key is missing, no text, or there twice."""
    made: dict[str, Any] = {}
    for entry in entries:
        run.spend(1)
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry or entry["key"] in made:
            return run.warn("an entry needs a key of its own and a value")
        made[entry["key"]] = entry["value"]
    return run.sized(made)


@builtin("context put(context: context, key: string, value: any)")
def context_put(run: Run, whole: dict[str, Any], key: str, value: Any) -> Any:
    run.spend(len(whole))
    return run.sized({**whole, key: value})


@builtin("context put(context: context, keys: list, value: any)")
def context_put_deep(run: Run, whole: dict[str, Any], keys: list[Any], value: Any) -> Any:
    """Contexts on the way that do not exist are made."""
    if not keys or not all(type(key) is str for key in keys):
        return run.warn("a way into a context is a list of names")
    if len(keys) > DEEPEST:
        run.refuse("a value is nested too deep")
    key, *others = keys
    inner = whole.get(key)
    if others:
        value = context_put_deep(run, inner if type(inner) is dict else {}, others, value)
    return context_put(run, whole, key, value)


@builtin("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[Any]) -> Any:
    merged: dict[str, Any] = {}
    for one in contexts:
        if type(one) is not dict:
            return run.warn("only contexts can be merged")
        run.spend(len(one) + 1)
        merged.update(one)
    return run.sized(merged)
