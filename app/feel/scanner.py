"""Text to tokens. FEEL's names may hold spaces, so reading them needs more than a regular grammar:

words that stand side by side are one name, up to the next keyword; a name that holds signs or keywords is recognised
when it is known (built in, told by the caller, or a key of a context in the same text), the longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

from lark import Token

from app.feel import hints, names
from app.feel.errors import Mistaken, NotClosed, StrangeText, TooDeep, TooLong, WriteInstead

MAX_LENGTH = 20_000
MAX_BRACKETS = 60

KNOWN = ("date and time", "days and time duration", "years and months duration")

SIGNS = {
    "**": "_POWER",
    "..": "_DOTS",
    "->": "_ARROW",
    "<=": "COMPARE",
    ">=": "COMPARE",
    "!=": "COMPARE",
    "=": "COMPARE",
    "<": "LESS",
    ">": "GREATER",
    "+": "PLUS",
    "-": "MINUS",
    "*": "TIMES",
    "/": "TIMES",
    "(": "_LPAR",
    ")": "_RPAR",
    "[": "_LSQB",
    "]": "_RSQB",
    "{": "_LBRACE",
    "}": "_RBRACE",
    ",": "_COMMA",
    ":": "_COLON",
    ".": "_DOT",
    "?": "NAME",
}

_ANY_OF = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_WRONG = "|".join(re.escape(sign) for sign in sorted(hints.SIGNS, key=len, reverse=True) if sign not in SIGNS)
LEXEME = re.compile(
    r'(?P<TEMPORAL>@\s*"(?:[^"\\]|\\.)*")'
    r'|(?P<STRING>"(?:[^"\\]|\\.)*")'
    r"|(?P<QUOTED>`[^`\n]+`)"
    r"|(?P<NUMBER>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<WRONG>{_WRONG.replace('!', '!(?!=)')})"
    rf"|(?P<SIGN>{_ANY_OF})",
    re.DOTALL | re.ASCII,
)
OPERAND_ENDS = frozenset(
    {"NAME", "NUMBER", "STRING", "TEMPORAL", "_RPAR", "_RSQB", "_RBRACE", "_CLOSING_LSQB", "_TRUE", "_FALSE", "_NULL"}
)
AFTER_CLOSING = re.compile(r"\s*(?:$|[)\],}.=<>!+*/:]|(?:and|or|then|else|return|satisfies|between|in|instance)\b)")
OPERAND_AHEAD = re.compile(r"\s*[\w(\"-]")
AT_TEXT = re.compile(r'@\s*"')
FULL_WIDTH_DIGITS = re.compile("[\uff10-\uff19]+")
INSTANCE_OF = re.compile(r"instance\s+of(?!\w)")
EXTERNAL = re.compile(r"external\s*(?=\{)")
CLOSERS = {"_RPAR", "_RSQB", "_RBRACE", "_CLOSING_LSQB"}
OPENERS = {"_LPAR", "_LSQB", "_LBRACE", "_OPENING_RSQB"}


def scan(text: str, known: Iterable[str] = ()) -> list[Token]:
    """The tokens of the text. `known` are names that hold signs or keywords. Raises FeelSyntaxError."""
    if len(text) > MAX_LENGTH:
        raise TooLong(text, MAX_LENGTH, limit=MAX_LENGTH)
    return _Scan(text, known).tokens()


class _Scan:
    def __init__(self, text: str, known: Iterable[str]) -> None:
        self.text = text
        self.at = 0
        self.out: list[Token] = []
        self.open: list[list[Token | bool]] = []  # for each open bracket: its token, and whether .. was seen in it
        self.known: dict[str, re.Pattern[str]] = {}
        for name in (*KNOWN, *known):
            self.learn(name)

    def tokens(self) -> list[Token]:
        self.space()
        while self.at < len(self.text):
            self.one()
            self.space()
        return self.out

    def space(self) -> None:
        if found := names.SPACE.match(self.text, self.at):
            self.at = found.end()

    def one(self) -> None:
        if self.key() or self.name():
            return
        found = LEXEME.match(self.text, self.at)
        if found is None:
            self.strange()
        elif found.lastgroup == "WRONG":
            self.wrong(found.group())
        elif found.lastgroup == "SIGN":
            self.sign(found.group())
        elif found.lastgroup == "QUOTED":
            self.push("NAME", found.group()[1:-1], len(found.group()))
        else:
            self.push(str(found.lastgroup), found.group(), len(found.group()))

    def push(self, kind: str, value: str, length: int) -> Token:
        token = Token(kind, value, start_pos=self.at)
        self.out.append(token)
        self.at += length
        return token

    @property
    def before(self) -> str | None:
        return self.out[-1].type if self.out else None

    # -- names ------------------------------------------------------------------------------------------------

    def learn(self, name: str) -> None:
        """Recognise a name that holds signs or keywords from here on."""
        words = re.findall(r"\w+|[^\w\s]", name)
        pattern = r"\s*".join(re.escape(word) for word in words) if words else re.escape(name)
        if " " in name:
            pattern = r"\s+".join(re.escape(word) for word in name.split())
        self.known[name] = re.compile(pattern)
        self.known = dict(sorted(self.known.items(), key=lambda item: -len(item[0])))

    def key(self) -> bool:
        """The key of a context entry may hold signs; it is then known in what follows."""
        if not self.open or self.open[-1][0] != "{" or self.before not in ("_LBRACE", "_COMMA"):
            return False
        found = names.KEY.match(self.text, self.at)
        if found is None:
            return False
        name = names.normal(found.group())
        self.push("NAME", name, len(found.group()))
        if not names.is_plain(name):
            self.learn(name)
        return True

    def name(self) -> bool:
        if not names.WORD_START.match(self.text, self.at):
            return False
        end = self.words_end()
        known, known_end = self.known_here()
        if known is not None and known_end >= end:
            self.push("NAME", known, known_end - self.at)
        elif end > self.at:
            self.push("NAME", names.normal(self.text[self.at : end]), end - self.at)
        else:
            self.keyword()
        return True

    def words_end(self) -> int:
        """Where the words that stand side by side from here end; here, when a keyword is the first."""
        end = at = self.at
        while found := names.WORD.match(self.text, at):
            if self.is_keyword(found) and not (at == self.at and self.before == "_DOT"):
                break
            end = found.end()
            gap = names.SPACE.match(self.text, end)
            if gap is None:
                break
            at = gap.end()
        return end

    def is_keyword(self, word: re.Match[str]) -> bool:
        if word.group() == "external":
            return self.before == "_RPAR" and EXTERNAL.match(self.text, word.start()) is not None
        return word.group() in names.KEYWORDS or (
            word.group() == "instance" and INSTANCE_OF.match(self.text, word.start()) is not None
        )

    def known_here(self) -> tuple[str | None, int]:
        for name, pattern in self.known.items():
            found = pattern.match(self.text, self.at)
            if found and not (names.PART_AHEAD.match(name[-1]) and names.PART_AHEAD.match(self.text, found.end())):
                return name, found.end()
        return None, self.at

    def keyword(self) -> None:
        if found := INSTANCE_OF.match(self.text, self.at):
            self.push("_INSTANCE_OF", "instance of", len(found.group()))
        elif found := EXTERNAL.match(self.text, self.at):
            self.push("EXTERNAL", "external", len(found.group()))
        elif found := names.WORD.match(self.text, self.at):
            self.push(names.KEYWORDS[found.group()], found.group(), len(found.group()))

    # -- signs ------------------------------------------------------------------------------------------------

    def sign(self, sign: str) -> None:
        kind = SIGNS[sign]
        if sign == "]" and self.before not in OPERAND_ENDS and self.before != "_LSQB":
            kind = "_OPENING_RSQB"  # ]1..5]
        if sign == "[" and self.closes_range():
            kind = "_CLOSING_LSQB"  # [1..5[
        token = self.push(kind, sign, len(sign))
        if kind in OPENERS:
            self.open.append([token, False])
            if len(self.open) > MAX_BRACKETS:
                raise TooDeep(self.text, token.start_pos or 0)
        elif kind in CLOSERS and self.open:
            self.open.pop()
        elif kind == "_DOTS" and self.open:
            self.open[-1][1] = True

    def closes_range(self) -> bool:
        """Whether a `[` here is the open end of a range, and not the begin of a filter."""
        return (
            bool(self.open)
            and self.open[-1][1] is True
            and self.before in OPERAND_ENDS
            and AFTER_CLOSING.match(self.text, self.at + 1) is not None
        )

    def wrong(self, sign: str) -> NoReturn:
        instead = hints.SIGNS[sign]
        if sign == "%" and not OPERAND_AHEAD.match(self.text, self.at + 1):
            instead = "/ 100"
        raise WriteInstead(self.text, self.at, found=sign, instead=instead)

    def strange(self) -> NoReturn:
        rest = self.text[self.at]
        if rest == '"' or AT_TEXT.match(self.text, self.at):
            raise NotClosed(self.text, self.at, what="text")
        if rest == "`":
            raise NotClosed(self.text, self.at, what="name")
        if rest == "@":
            raise Mistaken(self.text, self.at, found=rest, hint=hints.QUOTES)
        if digits := FULL_WIDTH_DIGITS.match(self.text, self.at):
            plain = digits.group().translate(hints.FULL_WIDTH)
            raise WriteInstead(self.text, self.at, found=digits.group(), instead=plain)
        raise StrangeText(self.text, self.at, found=rest if rest.isprintable() else f"U+{ord(rest):04X}")
