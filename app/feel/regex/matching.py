"""Nodes to a small program, and a machine that runs it.

The machine tries alternatives in order and goes back, as one expects of `a*?`, but never looks twice at the same place
of program and text: its time is the length of the one times the length of the other. A pattern that asks for the text
of a group again (\\1) cannot be bounded so; there the budget of the evaluation is the bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.feel.regex.charsets import BadPattern, single, variants
from app.feel.regex.reading import Char, Choice, Edge, Group, Node, Reader, Repeat, Same, Sequence
from app.feel.run import Run

LONGEST_PATTERN = 2_000
LONGEST_PROGRAM = 20_000
FLAGS = frozenset("smixq")
CHAR, SPLIT, JUMP, SAVE, EDGE, SAME, MATCH = range(7)

Instruction = tuple[int, Any, Any]


@dataclass
class Program:
    code: list[Instruction] = field(default_factory=list)
    groups: int = 0
    lines: bool = False
    any_case: bool = False
    has_same: bool = False

    def add(self, what: int, one: Any = None, other: Any = None) -> int:
        if len(self.code) >= LONGEST_PROGRAM:
            raise BadPattern("it is too long")
        self.code.append((what, one, other))
        return len(self.code) - 1


@dataclass(frozen=True, slots=True)
class Found:
    start: int
    end: int
    groups: tuple[str, ...]  # group 0 is the whole; one that took no part is empty


@lru_cache(maxsize=512)
def prepared(pattern: str, flags: str = "") -> Program:
    """The program of a pattern. Raises BadPattern."""
    if not FLAGS.issuperset(flags) or len(pattern) > LONGEST_PATTERN:
        raise BadPattern("there are no such flags, or it is too long")
    program = Program(lines="m" in flags, any_case="i" in flags)
    if "q" in flags:
        for char in pattern:
            program.add(CHAR, single(char, program.any_case))
    else:
        reader = Reader(pattern, flags)
        _emit(program, reader.read())
        program.groups = reader.groups
    program.add(MATCH)
    return program


# -- nodes to instructions --------------------------------------------------------------------------------------


def _emit(program: Program, node: Node) -> None:
    match node:
        case Char(charset):
            program.add(CHAR, charset)
        case Edge(at_start):
            program.add(EDGE, at_start)
        case Same(group):
            program.has_same = True
            program.add(SAME, group)
        case Sequence(parts):
            for part in parts:
                _emit(program, part)
        case Group(number, inner):
            _emit_group(program, number, inner)
        case Choice(branches):
            _emit_choice(program, branches)
        case Repeat():
            _emit_repeat(program, node)


def _emit_group(program: Program, number: int | None, inner: Node) -> None:
    if number is not None:
        program.add(SAVE, 2 * number)
    _emit(program, inner)
    if number is not None:
        program.add(SAVE, 2 * number + 1)


def _emit_choice(program: Program, branches: tuple[Node, ...]) -> None:
    jumps = []
    for branch in branches[:-1]:
        split = program.add(SPLIT)
        _emit(program, branch)
        jumps.append(program.add(JUMP))
        program.code[split] = (SPLIT, split + 1, len(program.code))
    _emit(program, branches[-1])
    for jump in jumps:
        program.code[jump] = (JUMP, len(program.code), None)


def _emit_repeat(program: Program, node: Repeat) -> None:
    for _ in range(node.least):
        _emit(program, node.inner)
    if node.most is None:
        split = program.add(SPLIT)
        _emit(program, node.inner)
        program.add(JUMP, split)
        _close(program, split, node.greedy)
        return
    splits = []
    for _ in range(node.most - node.least):
        splits.append(program.add(SPLIT))
        _emit(program, node.inner)
    for split in splits:
        _close(program, split, node.greedy)


def _close(program: Program, split: int, greedy: bool) -> None:
    """Point a split to its body and to the end of the program so far, the one that is preferred first."""
    body, end = split + 1, len(program.code)
    program.code[split] = (SPLIT, body, end) if greedy else (SPLIT, end, body)


# -- the machine ------------------------------------------------------------------------------------------------


def find_all(run: Run, program: Program, text: str) -> Iterator[Found]:
    """The matches from left to right, none of them empty or overlapping."""
    at = 0
    while at <= len(text) and (found := find(run, program, text, at)) is not None:
        yield found
        at = max(found.end, found.start + 1)


def find(run: Run, program: Program, text: str, start: int = 0) -> Found | None:
    """The first match at or after a place."""
    seen: set[int] | None = None if program.has_same else set()
    for at in range(start, len(text) + 1):
        saved = _run(run, program, text, at, seen)
        if saved is not None:
            return _found(text, saved)
    return None


def _found(text: str, saved: tuple[int, ...]) -> Found:
    groups = tuple(
        text[saved[2 * n] : saved[2 * n + 1]] if saved[2 * n + 1] >= 0 else "" for n in range(len(saved) // 2)
    )
    return Found(saved[0], saved[1], groups)


def _run(run: Run, program: Program, text: str, start: int, seen: set[int] | None) -> tuple[int, ...] | None:
    """Where the groups of a match that begins here are, or None."""
    code = program.code
    width = len(text) + 1
    first = [-1] * (2 * program.groups + 2)
    first[0] = start
    waiting = [(0, start, tuple(first))]
    while waiting:
        place, at, saved = waiting.pop()
        while True:
            run.spend(1)
            if seen is not None:
                if place * width + at in seen:
                    break
                seen.add(place * width + at)
            what, one, other = code[place]
            place += 1
            if what == CHAR:
                if at >= len(text) or not one(text[at]):
                    break
                at += 1
            elif what == SPLIT:
                waiting.append((other, at, saved))
                place = one
            elif what == JUMP:
                place = one
            elif what == SAVE:
                saved = (*saved[:one], at, *saved[one + 1 :])
            elif what == EDGE:
                if not _at_edge(program, text, at, one):
                    break
            elif what == SAME:
                taken = _taken_again(program, text, at, saved, one)
                if taken is None:
                    break
                at += taken
            else:
                return (saved[0], at, *saved[2:])
    return None


def _at_edge(program: Program, text: str, at: int, at_start: bool) -> bool:
    if at_start:
        return at == 0 or (program.lines and text[at - 1] == "\n" and at < len(text))
    return at == len(text) or (program.lines and text[at] == "\n")


def _taken_again(program: Program, text: str, at: int, saved: tuple[int, ...], group: int) -> int | None:
    """How many characters the text of a group takes here once more; None when it does not stand here."""
    begin, end = saved[2 * group], saved[2 * group + 1]
    if end < 0:
        return 0
    wanted, here = text[begin:end], text[at : at + end - begin]
    if len(here) < len(wanted):
        return None
    alike = all(_alike(program, one, other) for one, other in zip(wanted, here, strict=True))
    return len(wanted) if alike else None


def _alike(program: Program, one: str, other: str) -> bool:
    return one == other or (program.any_case and not set(variants(one)).isdisjoint(variants(other)))
