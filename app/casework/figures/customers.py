"""Whom one may thank: the customers of complaints that were settled in a month (002 五.3; 001)."""

from __future__ import annotations

from typing import Any

from app.casework.figures.period import Period, those
from app.casework.told import Told

COMPLAINTS = ("retail-chain", "retail-seven-steps")


def settled(period: Period) -> list[dict[str, Any]]:
    cases = [case for case in period.ended(*COMPLAINTS) if case.ended not in (None, "cancelled")]
    rows = [{"of": case.number, **_customer(case), "settled": those([case])} for case in cases]
    return [{"name": "settled", "by": "案件", "measures": (("settled", "办结"),), "rows": rows}]


def _customer(case: Told) -> dict[str, Any]:
    return {"customer": case.said("complainant") or "", "satisfaction": case.said("satisfaction")}
