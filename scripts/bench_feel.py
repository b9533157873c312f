"""What expressions and decisions cost, in microseconds, beside the same condition written in Python.

    python scripts/bench_feel.py

Other benchmarks call `measure()`. Machines differ: what counts is the ratio to Python, taken in the same run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from time import process_time
from timeit import Timer
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app import feel
from app.engine import decisions

CONTEXT: dict[str, Any] = {
    "金额": 1200,
    "渠道": "电话",
    "满意": True,
    "score": Decimal(3),
    "case": {"number": "C-1", "owner": "张三"},
    "rows": [{"a": number} for number in range(20)],
}
EXPRESSIONS = {
    "a variable": "满意",
    "a comparison": "金额 > 1000",
    "a condition": '金额 > 1000 and 渠道 = "电话"',
    "membership": '渠道 in ("电话", "网站")',
    "arithmetic": "score * 2 + 1",
    "a choice": 'if 满意 then "结案" else "回访"',
    "a path": 'case.owner = "张三"',
    "a date": 'date("2026-01-01") + duration("P2D")',
    "a filter over 20 rows": "count(rows[a > 10]) > 3",
}
CONDITION_IN_PYTHON = "the condition in Python"
TABLE_IN_PYTHON = "the table of 50 in Python"
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="m">
<decision id="d" name="d"><decisionTable hitPolicy="FIRST">
<input><inputExpression><text>金额</text></inputExpression></input>
<input><inputExpression><text>渠道</text></inputExpression></input><output/>{}</decisionTable></decision></definitions>"""
RULE = """<rule><inputEntry><text>&gt; {}</text></inputEntry><inputEntry><text>"电话"</text></inputEntry>
<outputEntry><text>{}</text></outputEntry></rule>"""


def measure(rounds: int = 20_000) -> dict[str, float]:
    """Microseconds for each expression, tables of 10 and 50 rules, reading an expression, and the same in Python."""
    costs = {name: _cost(_evaluating(text), rounds) for name, text in EXPRESSIONS.items()}
    for size in (10, 50):
        table = decisions.parse(table_of(size))
        costs[f"a table of {size} rules"] = _cost(partial(table.evaluate, "d", CONTEXT), rounds // 10)
    costs["reading a condition"] = _cost(lambda: feel.parse.__wrapped__(EXPRESSIONS["a condition"]), rounds // 100)
    costs[CONDITION_IN_PYTHON] = _cost(lambda: CONTEXT["金额"] > 1000 and CONTEXT["渠道"] == "电话", rounds)
    costs[TABLE_IN_PYTHON] = _cost(lambda: in_python(CONTEXT["金额"], CONTEXT["渠道"]), rounds // 10)
    return costs


def table_of(size: int) -> bytes:
    """A table whose first rules do not match: the amount decides, from the largest down."""
    return TABLE.format("".join(RULE.format(limit * 400, limit) for limit in range(size, 0, -1))).encode()


LIMITS = [(limit * 400, limit) for limit in range(50, 0, -1)]


def in_python(amount: Any, channel: str) -> int | None:
    """What the table of 50 rules says, as one would write it in Python: each rule is asked, the first counts."""
    matched = [result for limit, result in LIMITS if amount > limit and channel == "电话"]
    return matched[0] if matched else None


def _evaluating(text: str) -> Callable[[], Any]:
    expression = feel.parse(text)
    return lambda: expression.evaluate(CONTEXT)


def _cost(call: Callable[[], Any], rounds: int) -> float:
    """The best of five, in time of the processor: what disturbs a measurement only ever makes it longer."""
    return min(Timer(call, timer=process_time).repeat(5, rounds)) / rounds * 1e6


def ratios(costs: dict[str, float]) -> dict[str, float]:
    """Each cost beside the same in Python: tables beside the table, everything else beside the condition."""
    beside = {"a table of 50 rules": TABLE_IN_PYTHON, "a table of 10 rules": TABLE_IN_PYTHON}
    return {name: cost / costs[beside.get(name, CONDITION_IN_PYTHON)] for name, cost in costs.items()}


def main() -> None:
    costs = measure()
    for name, ratio in ratios(costs).items():
        print(f"{name:28} {costs[name]:8.2f} us {ratio:8.1f} x Python")


if __name__ == "__main__":
    main()
