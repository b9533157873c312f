"""Random expressions, cells and decision models, for some time: never anything but a value or a refusal in our words.

    python scripts/fuzz_feel.py SECONDS [--seed N]

Texts are made from words of the language, from its grammar, and from real expressions (docs/feel.md, the procedures)
with pieces lost, moved and doubled. Where atheris is installed (`pip install -e .[fuzz]`) it has half of the time,
guided by what the code does. Each text is read, looked at, evaluated twice and told in both languages. Ends with one
line that sums up; the exit status is 1 when something was found.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lxml import etree

from app import feel
from app.engine import decisions
from app.errors import Invalid
from app.feel import Budget, FeelError
from app.feel.names import KEYWORDS
from app.feel.values import Function
from app.feel.writing import written

BUDGET = Budget(steps=20_000, items=2_000, characters=5_000, result=2_000)
NOW = datetime(2026, 9, 29, 10, tzinfo=UTC)
SECRET = "what-no-expression-may-reach-4711"
# Seconds of the processor for one text: the budget ends it long before, unless it does not count something.
PATIENCE = 10.0


class Trap(str):
    """A text as libraries have them, with more to it than its letters."""

    hidden = SECRET

    def __call__(self) -> str:
        return SECRET


class Thing:
    """What is no value of FEEL's."""

    hidden = SECRET


CONTEXT: dict[str, Any] = {
    "x": 5, "xs": [1, 2, None, "a", [3]], "c": {"a": 1, "b": [1, {"a": 2}], "a-b": 3}, "金额": Decimal("12.50"),
    "a": None, "d": date(2026, 1, 31), "f": 1.5, "t": NOW, "months": feel.YearsMonths(7), "trap": Trap("trap"),
    "thing": Thing(), "rows": [{"n": n, "s": str(n)} for n in range(5)],
}  # fmt: skip


def words(text: str) -> list[str]:
    return text.split()


ATOMS = words(
    '1 0 -1 1.5 .5 100 1e300 1e-300 9999999999999999999999999999999999 "" "a" "中文" "\\u4e2d" true false null x xs c '
    'a d f t months trap thing rows 金额 item partial ? @"P1D" @"-P1Y2M" @"2026-02-28" @"10:00:00" '
    '@"2026-01-01T10:00:00Z" @"2026-10-25T02:30:00@Europe/Berlin" [] {} [1..5] (1..3] ]1..2[ (<5) [1,2,3] [null] '
    '["a","b"] [[1],[2]] {a:1} [{n:1,s:"b"}] c.a c.b[2].a rows.n "[a-z]+" "(a|b)*" "P1D" "2026-01-01" trap.hidden '
    "thing.hidden x.__class__"
)
SIGNS = words('+ - * / ** = != < <= > >= and or , . .. : ( ) [ ] { } in -> ？ ＞ “ ` @ " \\ // /* ; && =')
OPERATORS = words("+ - * / ** = != < <= > >= and or in")
TYPES = words(
    "number string boolean date time list list<number> context<a:number> function<number>->string range<date>"
)
FUNCTIONS = [*sorted(feel.BUILTINS), "nobody", "x"]


# -- texts ------------------------------------------------------------------------------------------------------


class Maker:
    """Makes texts at random."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.real = real_expressions()

    def text(self) -> str:
        return self.chance.choice((self.soup, self.tree, self.tree, self.mutated, self.noise))()

    def soup(self) -> str:
        """Words of the language in any order."""
        words = ATOMS + SIGNS + list(KEYWORDS) + [f"{name}(" for name in FUNCTIONS]
        return " ".join(self.chance.choice(words) for _ in range(self.chance.randint(1, 15)))

    def tree(self) -> str:
        """An expression that can mostly be read."""
        return self.expression(self.chance.randint(1, 5))

    def noise(self) -> str:
        return "".join(chr(self.chance.choice((self.chance.randrange(32, 127), self.chance.randrange(0x110000))))
                       for _ in range(self.chance.randint(0, 40))).encode("utf-8", "replace").decode()  # fmt: skip

    def mutated(self) -> str:
        """A real expression with pieces lost, moved and doubled, or with a piece of another one in it."""
        pieces = re.findall(r'"[^"]*"|\w+|\s+|.', self.chance.choice(self.real))
        for _ in range(self.chance.randint(1, 4)):
            if not pieces:
                break
            place = self.chance.randrange(len(pieces))
            match self.chance.randrange(4):
                case 0:
                    del pieces[place]
                case 1:
                    pieces.insert(place, self.chance.choice(pieces))
                case 2:
                    pieces[place] = self.chance.choice(ATOMS + SIGNS)
                case _:
                    other = re.findall(r'"[^"]*"|\w+|\s+|.', self.chance.choice(self.real))
                    begin = self.chance.randrange(len(other) or 1)
                    pieces[place:place] = other[begin : begin + 5]
        return "".join(pieces)

    def expression(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.1:
            return self.chance.choice(ATOMS)
        return self.chance.choice(RULES)(self, lambda: self.expression(depth - self.chance.randint(1, 2)))

    def call(self, inner: Callable[[], str]) -> str:
        name = self.chance.choice(FUNCTIONS)
        return f"{name}({', '.join(inner() for _ in range(self.chance.randint(0, 4)))})"

    def operation(self, inner: Callable[[], str]) -> str:
        return f"({inner()} {self.chance.choice(OPERATORS)} {inner()})"


Rule = Callable[[Maker, Callable[[], str]], str]
RULES: tuple[Rule, ...] = (
    Maker.call,
    Maker.call,
    Maker.call,
    Maker.operation,
    Maker.operation,
    lambda _make, inner: f"if {inner()} then {inner()} else {inner()}",
    lambda _make, inner: f"for i in {inner()}, j in {inner()} return {inner()} + i",
    lambda _make, inner: f"for i in {inner()}..{inner()} return partial",
    lambda make, inner: f"{make.chance.choice(('some', 'every'))} i in {inner()} satisfies {inner()} = i",
    lambda _make, inner: f"{inner()}[{inner()}]",
    lambda _make, inner: f"{inner()}.a",
    lambda _make, inner: f"{{a: {inner()}, b: a, c: {inner()}}}.c",
    lambda _make, inner: f"[{inner()}, {inner()}]",
    lambda _make, inner: f"[{inner()}..{inner()})",
    lambda _make, inner: f"{inner()} between {inner()} and {inner()}",
    lambda make, inner: f"{inner()} instance of {make.chance.choice(TYPES)}",
    lambda _make, inner: f"(function(a, b) {inner()})({inner()}, {inner()})",
    lambda _make, inner: f"sort({inner()}, function(a, b) {inner()})",
    lambda _make, inner: f"{{f: function(n) if n > 3 then n else f(n + 1), r: f({inner()})}}.r",
    lambda _make, inner: f"{inner()} in ({inner()}, < {inner()})",
    lambda _make, inner: f"-{inner()}",
)


def real_expressions() -> list[str]:
    """What owners have written, and what the documentation shows."""
    found = set()
    for file in ROOT.glob("processes/*/process.bpmn"):
        root = etree.parse(file).getroot()
        texts = (text for node in root.iter(etree.Element) for text in (*node.attrib.values(), node.text or ""))
        found |= {str(text).strip()[1:] for text in texts if str(text).strip().startswith("=")}
    for block in re.findall(r"^```feel\n(.*?)^```$", (ROOT / "docs/feel.md").read_text("utf-8"), re.M | re.S):
        found |= {part.split("\n")[0] for part in block.split("\n\n") if part.strip()}
    return sorted(found)


def dictionary() -> str:
    """The words of the language as libFuzzer reads them: each in quotes, with what is not plain ASCII as bytes."""
    words = {*ATOMS, *SIGNS, *KEYWORDS, *(f"{name}(" for name in FUNCTIONS)}
    return "".join(f'"{quoted(word)}"\n' for word in sorted(words))


def quoted(word: str) -> str:
    plain = word.encode()
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in plain)


# -- what is asked of each text ---------------------------------------------------------------------------------


def outcome(text: str) -> tuple[str, str]:
    """What becomes of a text: "value" or "refused", and the value or the reason. Anything else is raised."""
    try:
        said: list[Any] = []
        value = feel.parse(text).evaluate(CONTEXT, now=NOW, budget=BUDGET, warnings=said)
        for warning in said:
            str(warning), warning.in_chinese()
        return "value", read_back(value)
    except FeelError as error:
        return "refused", f"{error} {error.in_chinese()}"


def read_back(value: Any) -> str:
    """The value as it is written; if that is read again it is the same."""
    text = written(value)
    if not any(isinstance(part, Function | feel.Range) for part in parts(value)) and len(text) < 15_000:
        again = feel.parse(text).evaluate({}, budget=BUDGET)
        if again != value:
            raise AssertionError(f"{value!r} is written {text} and read as {again!r}")
    return text


def parts(value: Any) -> Iterator[Any]:
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(part)


def ask(text: str) -> str:
    """Everything that can be asked of a text. Raises when something is not as it has to be."""
    first = outcome(text)
    if outcome(text) != first:
        raise AssertionError("it comes out differently the second time")
    if SECRET in first[1]:
        raise AssertionError("it reaches what belongs to a Python object")
    for attempt in (
        lambda: [f"{doubt}{doubt.in_chinese()}" for doubt in feel.look(text).doubts],
        lambda: feel.parse_unary(text).matches(5, CONTEXT, now=NOW, budget=BUDGET),
    ):
        try:
            attempt()
        except FeelError:
            continue
    return first[0]


def ask_model(chance: random.Random, models: list[bytes]) -> str:
    """A decision model with pieces lost, moved and doubled: read, and each decision in it taken."""
    data = bytearray(chance.choice(models))
    for _ in range(chance.randint(1, 6)):
        begin = chance.randrange(len(data))
        length = chance.randint(1, 30)
        piece = data[begin : begin + length]
        if chance.random() < 0.5:
            del data[begin : begin + length]
        data[begin:begin] = chance.choice((b"", piece, piece[::-1], chance.choice(ATOMS).encode()))
        if not data:
            return "refused"
    try:
        read = decisions.read(bytes(data), models)
        for id_ in (*read.ids, *read.services):
            read.evaluate(id_, {**CONTEXT, **dict.fromkeys(read.asked(id_), "是")}, now=NOW, budget=BUDGET)
    except Invalid:
        return "refused"
    return "value"


# -- the run ----------------------------------------------------------------------------------------------------


class Course:
    """How it goes: counts, the slowest text, and what was found."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.slowest = (0.0, "")
        self.found: set[str] = set()

    def try_(self, name: str, work: Callable[[], str]) -> None:
        begun = time.process_time()  # what else runs on the machine does not count
        try:
            self.count[work()] += 1
        except Exception:  # whatever it is, it is what we look for
            self.finding(name, traceback.format_exc(limit=-4))
        taken = time.process_time() - begun
        self.slowest = max(self.slowest, (taken, name))
        if taken > PATIENCE:
            self.finding(name, f"it took {taken:.1f} seconds")

    def finding(self, name: str, what: str) -> None:
        last = what.strip().splitlines()[-1]
        if last not in self.found:  # the same fault once
            self.found.add(last)
            print(f"FOUND in {name!r}\n{what}", flush=True)


def run(seconds: float, seed: int) -> Course:
    chance = random.Random(seed)
    make, course = Maker(chance), Course()
    models = [file.read_bytes() for file in sorted(ROOT.glob("processes/*/*.dmn"))]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if chance.random() < 0.05:
            number = chance.randrange(2**32)
            course.try_(f"model {number}", partial(ask_model, random.Random(number), models))
        else:
            text = make.text()
            course.try_(text, partial(ask, text))
    return course


def run_guided(seconds: float) -> tuple[int, str]:
    """Atheris in a process of its own: how many texts it tried, and what it found."""
    command = [sys.executable, str(ROOT / "scripts" / "_fuzz_guided.py"), str(int(seconds))]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, cwd=ROOT)
    tried = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    return int(tried[1]) if tried else 0, "" if done.returncode == 0 else (done.stdout + done.stderr)[-3000:]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=None, help="to make the same texts again")
    asked = parser.parse_args()
    with_atheris = find_spec("atheris") is not None
    seed = random.SystemRandom().randrange(2**32) if asked.seed is None else asked.seed
    course = run(asked.seconds / 2 if with_atheris else asked.seconds, seed)
    tried, said = run_guided(asked.seconds / 2) if with_atheris else (0, "")
    if said:
        course.finding("atheris", said)
    sum_up(course, seed, tried, with_atheris)
    return int(bool(course.found))


def sum_up(course: Course, seed: int, tried: int, with_atheris: bool) -> None:
    taken, name = course.slowest
    more = f" and {tried} with atheris" if with_atheris else " (atheris is not installed)"
    print(
        f"fuzz: {course.count.total()} texts{more}, {course.count['value']} gave a value, "
        f"{course.count['refused']} were refused, {len(course.found)} findings; "
        f"slowest {taken:.2f} s: {name[:80]!r}; seed {seed}"
    )


if __name__ == "__main__":
    sys.exit(main())
