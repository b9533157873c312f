"""What is counted for the half-yearly bulletin of the banks' association (004-2 第八条（四）（五）)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.casework.figures.period import Numbers, Period, those
from app.casework.told import Told

CHAIN = "bank-association"
LIMITS = (("forward", "forward_to_member"), ("verify", "verify_facts"), ("report", "report_result"))
ALL = (("cases", "投诉件数"), ("valid", "有效投诉件数"))
TIMELY = (
    ("forward_due", "协会传递：应办"),
    ("forward_timely", "其中 2 个工作日内"),
    ("verify_due", "会员核实：应办"),
    ("verify_timely", "其中 2 个工作日内"),
    ("report_due", "会员上报：应办"),
    ("report_timely", "其中 5 个工作日内"),
)


def half_year(period: Period) -> list[dict[str, Any]]:
    cases = list(period.started(CHAIN))
    members = [*period.texts("units"), *_named(cases, "member")]
    by_member = _rows(cases, "member", dict.fromkeys(members))
    everything = {"of": "全部", **_counted(cases), **_limits(cases, period)}
    return [
        {"name": "all", "by": "范围", "measures": (*ALL, *TIMELY), "rows": [everything]},
        {"name": "members", "by": "会员单位", "measures": ALL, "rows": by_member},
        _named_table("branches", "网点", cases, "branch"),
        _named_table("kinds", "投诉类别", cases, "category"),
    ]


def _named_table(name: str, by: str, cases: Sequence[Told], value: str) -> dict[str, Any]:
    return {"name": name, "by": by, "measures": ALL, "rows": _rows(cases, value, _named(cases, value))}


def is_valid(case: Told) -> bool:
    """A valid complaint is one that was to be handed on to the member (第八条、第十一条)."""
    return bool(case.limits("forward_to_member"))


def _counted(cases: Sequence[Told]) -> dict[str, Numbers]:
    return {"cases": those(cases), "valid": those(cases, is_valid)}


def _named(cases: Sequence[Told], name: str) -> list[str]:
    return sorted({str(case.said(name)) for case in cases if case.said(name)})


def _rows(cases: Sequence[Told], name: str, wanted: Any) -> list[dict[str, Any]]:
    return [{"of": each, **_counted([case for case in cases if case.said(name) == each])} for each in wanted]


def _limits(cases: Sequence[Told], period: Period) -> dict[str, Numbers]:
    """Of each of the three limits how many came to it, and how many kept it: of a loop, the first time counts."""
    found: dict[str, Numbers] = {}
    for name, element in LIMITS:
        found[f"{name}_due"] = those(cases, _first(element, lambda task: task.is_due(period.as_of)))
        found[f"{name}_timely"] = those(cases, _first(element, lambda task: task.in_time()))
    return found


def _first(element: str, fits: Callable[[Any], bool]) -> Callable[[Told], bool]:
    return lambda case: any(fits(task) for task in case.limits(element)[:1])
