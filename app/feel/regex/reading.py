"""Patterns to nodes: one method for each rule of the grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.feel.regex.charsets import (
    CLASSES,
    BadPattern,
    Charset,
    Ranges,
    any_character,
    category,
    not_line_end,
    opposite,
    single,
)

QUANTITY = re.compile(r"\{(\d{1,4})(?:(,)(\d{1,4})?)?\}", re.ASCII)
SPECIAL = frozenset(".\\?*+{}()[]|^$")
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", **{char: char for char in "\\|.?*+(){}-[]^$"}}
MOST_REPEATS = 1_000
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Char:
    charset: Charset


@dataclass(frozen=True, slots=True)
class Edge:
    """^ or $."""

    at_start: bool


@dataclass(frozen=True, slots=True)
class Same:
    """\\1: the text of a group once more."""

    group: int


@dataclass(frozen=True, slots=True)
class Group:
    number: int | None  # None: it only holds together
    inner: Node


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    inner: Node
    least: int
    most: int | None
    greedy: bool


Node = Char | Edge | Same | Group | Sequence | Choice | Repeat


class Reader:
    def __init__(self, pattern: str, flags: str) -> None:
        self.text = without_space(pattern) if "x" in flags else pattern
        self.any_case = "i" in flags
        self.dot = any_character if "s" in flags else not_line_end
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.depth = 0

    def read(self) -> Node:
        node = self.choice()
        if self.at < len(self.text):
            raise BadPattern(f"{self.text[self.at]} is not expected")
        return node

    @property
    def next(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise BadPattern(f"{text} is missing")

    # -- structure --------------------------------------------------------------------------------------------

    def choice(self) -> Node:
        branches = [self.branch()]
        while self.take("|"):
            branches.append(self.branch())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def branch(self) -> Node:
        parts = []
        while self.next and self.next not in "|)":
            parts.append(self.piece())
        return Sequence(tuple(parts))

    def piece(self) -> Node:
        atom = self.atom()
        bounds = self.quantity()
        if bounds is None:
            return atom
        return Repeat(atom, *bounds, greedy=not self.take("?"))

    def quantity(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("?", (0, 1)), ("*", (0, None)), ("+", (1, None))):
            if self.take(sign):
                return bounds
        if self.next != "{":
            return None
        found = QUANTITY.match(self.text, self.at)
        if found is None:
            raise BadPattern("a number of repetitions is missing")
        self.at = found.end()
        least = int(found[1])
        most = (int(found[3]) if found[3] else None) if found[2] else least
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise BadPattern("there is no such number of repetitions")
        return least, most

    def atom(self) -> Node:
        if self.take("("):
            return self.group()
        if self.take("["):
            return Char(self.ranges())
        if self.take("."):
            return Char(self.dot)
        if self.take("\\"):
            return self.escape()
        if self.next in "^$":
            self.at += 1
            return Edge(at_start=self.text[self.at - 1] == "^")
        if self.next in SPECIAL:
            raise BadPattern(f"{self.next} is not expected")
        self.at += 1
        return Char(single(self.text[self.at - 1], self.any_case))

    def group(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadPattern("it is nested too deep")
        number = None
        if not self.take("?:"):
            self.groups += 1
            number = self.groups
        inner = self.choice()
        self.need(")")
        self.depth -= 1
        if number is not None:
            self.closed.add(number)
        return Group(number, inner)

    # -- characters -------------------------------------------------------------------------------------------

    def escape(self) -> Node:
        if self.next.isascii() and self.next.isdigit():
            return self.same()
        charset = self.escaped_class()
        return Char(charset if charset is not None else single(self.escaped_char(), self.any_case))

    def same(self) -> Same:
        """\\12 means group 12 when there is one, else group 1 and a 2."""
        number = int(self.next)
        self.at += 1
        while self.next.isascii() and self.next.isdigit() and number * 10 + int(self.next) in self.closed:
            number = number * 10 + int(self.next)
            self.at += 1
        if number not in self.closed:
            raise BadPattern(f"there is no group {number}")
        return Same(number)

    def escaped_class(self) -> Charset | None:
        letter = self.next
        if letter in CLASSES and letter:
            self.at += 1
            return CLASSES[letter]
        if letter not in ("p", "P"):
            return None
        self.at += 1
        self.need("{")
        end = self.text.find("}", self.at)
        if end < 0:
            raise BadPattern("} is missing")
        charset = category(self.text[self.at : end])
        self.at = end + 1
        return charset if letter == "p" else opposite(charset)

    def escaped_char(self) -> str:
        letter = self.next
        if letter not in ESCAPED or not letter:
            raise BadPattern(f"\\{letter} means nothing")
        self.at += 1
        return ESCAPED[letter]

    def ranges(self) -> Charset:
        """What stands behind a [, up to its ]."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadPattern("it is nested too deep")
        negated = self.take("^")
        found: list[tuple[str, str]] = []
        classes: list[Charset] = []
        less = None
        while not self.take("]"):
            if (found or classes) and self.text.startswith("-[", self.at):
                self.at += 2
                less = self.ranges()
                self.need("]")
                break
            self.member(found, classes)
        if not (found or classes):
            raise BadPattern("[] is empty")
        self.depth -= 1
        return Ranges(tuple(found), tuple(classes), negated, less, self.any_case)

    def member(self, found: list[tuple[str, str]], classes: list[Charset]) -> None:
        """One character, range or class inside [ ]."""
        if self.take("\\"):
            charset = self.escaped_class()
            if charset is not None:
                classes.append(charset)
                return
            low = self.escaped_char()
        else:
            low = self.plain_char()
        high = low
        if self.next == "-" and self.text[self.at + 1 : self.at + 2] not in ("[", "]", ""):
            self.at += 1
            high = self.escaped_char() if self.take("\\") else self.plain_char()
        if high < low:
            raise BadPattern(f"{low}-{high} runs backwards")
        found.append((low, high))

    def plain_char(self) -> str:
        char = self.next
        if not char or char in "[]":
            raise BadPattern("] is missing")
        self.at += 1
        return char


def without_space(pattern: str) -> str:
    """The pattern with flag x: white space means nothing outside of [ ]."""
    kept = []
    depth = 0
    escaped = False
    for char in pattern:
        if depth == 0 and char in " \t\n\r":
            continue
        kept.append(char)
        if not escaped:
            depth += {"[": 1, "]": -1}.get(char, 0)
        escaped = char == "\\" and not escaped
    return "".join(kept)
