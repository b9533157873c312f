"""Functions of texts that take regular expressions."""

from __future__ import annotations

import re
from typing import Any

from app.feel import regex
from app.feel.functions.signatures import builtin
from app.feel.run import Run

REPLACEMENT = re.compile(r"\\([\\$])|\$(\d+)|([\\$])", re.ASCII)


def _prepared(run: Run, pattern: str, flags: str | None) -> Any:
    try:
        return regex.prepared(pattern, flags or "")
    except regex.BadPattern as error:
        return run.warn("{pattern} is no regular expression: {why}", pattern=pattern[:80], why=error)


@builtin("matches(input: string, pattern: string, flags?: string)")
def matches(run: Run, text: str, pattern: str, flags: str | None) -> bool | None:
    """Whether the pattern matches somewhere in the text."""
    program = _prepared(run, pattern, flags)
    return None if program is None else regex.find(run, program, text) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    """The text with each match replaced; $1 in the replacement is the text of the first group."""
    program = _divider(run, pattern, flags)
    if program is None:
        return None
    parts: list[str] = []
    at = length = 0
    for found in regex.find_all(run, program, text):
        new = replacement if "q" in (flags or "") else _filled(replacement, found.groups)
        if new is None:
            return run.warn("{text} is no replacement: write \\$ for a dollar sign", text=replacement[:80])
        parts += (text[at : found.start], new)
        at = found.end
        length += found.end - found.start + len(new)
        if length > run.budget.characters:
            run.refuse("a text grows too long")
    return run.text("".join((*parts, text[at:])))


@builtin("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> Any:
    program = _divider(run, delimiter, None)
    if program is None:
        return None
    parts: list[str] = []
    at = 0
    for found in regex.find_all(run, program, text):
        parts.append(text[at : found.start])
        at = found.end
    return run.sized([*parts, text[at:]])


def _divider(run: Run, pattern: str, flags: str | None) -> Any:
    """A pattern that does not match nothing: between any two characters there is nothing."""
    program = _prepared(run, pattern, flags)
    if program is not None and regex.find(run, program, "") is not None:
        return run.warn("{pattern} matches the empty text", pattern=pattern[:80])
    return program


def _filled(replacement: str, groups: tuple[str, ...]) -> str | None:
    """The replacement with its groups; None when a sign in it means nothing."""
    if any(found[3] for found in REPLACEMENT.finditer(replacement)):
        return None
    return REPLACEMENT.sub(lambda found: found[1] or _group(found[2], groups), replacement)


def _group(digits: str, groups: tuple[str, ...]) -> str:
    """$12 is group 12 when there is one, else group 1 and a 2."""
    for length in range(len(digits), 0, -1):
        if int(digits[:length]) < len(groups):
            return groups[int(digits[:length])] + digits[length:]
    return digits[1:]
