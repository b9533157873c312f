"""Functions of texts. Characters are code points, as DMN says."""

from __future__ import annotations

from typing import Any

from app.feel.functions.signatures import builtin
from app.feel.numbers import number
from app.feel.run import Run


@builtin("substring(string: string, start position: number, length?: number)")
def substring(run: Run, string: str, start: Any, length: Any) -> str | None:
    """From a place counted from 1, or from the end when it is negative."""
    start = int(start)
    if start == 0 or (length is not None and length < 0):
        return run.warn("a text has no place {place}", place=start)
    begin = start - 1 if start > 0 else max(len(string) + start, 0)
    return string[begin:] if length is None else string[begin : begin + int(length)]


@builtin("string length(string: string)")
def string_length(_run: Run, string: str) -> Any:
    return number(len(string))


@builtin("upper case(string: string)")
def upper_case(run: Run, string: str) -> str:
    return run.text(string.upper())


@builtin("lower case(string: string)")
def lower_case(run: Run, string: str) -> str:
    return run.text(string.lower())


@builtin("substring before(string: string, match: string)")
def substring_before(_run: Run, string: str, match: str) -> str:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after(string: string, match: string)")
def substring_after(_run: Run, string: str, match: str) -> str:
    if not match:
        return string
    return string.partition(match)[2]


@builtin("contains(string: string, match: string)")
def contains(_run: Run, string: str, match: str) -> bool:
    return match in string


@builtin("starts with(string: string, match: string)")
def starts_with(_run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(_run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("string join(list: list, delimiter?: string)")
def string_join(run: Run, items: list[Any], delimiter: str | None) -> str | None:
    """Null elements are passed over."""
    texts = [item for item in items if item is not None]
    run.spend(len(texts))
    if not all(type(item) is str for item in texts):
        return run.warn("only texts can be joined")
    between = delimiter or ""
    if sum(map(len, texts)) + len(between) * len(texts) > run.budget.characters:
        run.refuse("a text grows too long")
    return between.join(texts)
