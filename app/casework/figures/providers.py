"""What is counted of service providers (SI): the month's assessment, their service report, a mass of complaints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.casework.figures.period import Numbers, Period, those, total
from app.casework.told import Deed, Told

COMPLAINTS = ("si-dispatch", "adc-intake")
TIMELY = timedelta(hours=24)  # 004-1 第六节 1: 及时完成量（24 小时内）
POINTS = 20  # a visit's five grades, on the scale of a hundred that the assessment uses
ASSESSMENTS = {"EMP": "emp-assessment", "C": "c-mode-assessment"}
DIRECT = "客户直接向 SI 投诉"


# -- one complaint


def is_complaint(case: Told) -> bool:
    return provider(case) is not None


def provider(case: Told) -> str | None:
    """Who answers for it in the end: of the last dispatch; of a direct complaint, whom the customer went to."""
    dispatches = case.of("dispatch_to_si")
    named = dispatches[-1].values.get("si") if dispatches else case.said("si")
    return str(named) if named and (dispatches or case.said("channel") == DIRECT) else None


def rounds(case: Told) -> list[tuple[datetime, datetime | None]]:
    """Of each round when it was handed to the SI, and when it was solved."""
    begun = [deed.at for deed in case.of("dispatch_to_si")]
    if case.said("channel") == DIRECT:
        begun = [case.started_at, *begun]
    ends = [*begun[1:], None]
    solved = [deed.at for deed in case.deeds if _solves(deed)]
    return [
        (start, next((at for at in solved if at >= start and (end is None or at <= end)), None))
        for start, end in zip(begun, ends, strict=True)
    ]


def _solves(deed: Deed) -> bool:
    if deed.element == "handle_complaint":
        return bool(deed.values.get("handling_outcome") == "已解决，回单")
    return bool(deed.element == "first_reply" and deed.values.get("solved_at_once") == "是")


def is_timely(case: Told) -> bool:
    found = rounds(case)
    return bool(found) and all(solved is not None and solved - start < TIMELY for start, solved in found)


def is_hard(case: Told) -> bool:
    """疑难, as the dispatcher granted it."""
    return any(deed.values.get("hard_decision") == "同意" for deed in case.of("decide_hard"))


def points(case: Told) -> list[int]:
    said = (deed.values.get("satisfaction") for deed in case.of("visit_customer"))
    return [int(str(grade)[0]) * POINTS for grade in said if grade and str(grade)[0].isdigit()]


# -- the month's assessment (004-1 第五、六节)

MONTH = (
    ("complaints", "总投诉量（件）"),
    ("timely", "24 小时内完成（件）"),
    ("hard", "经批准的疑难（件）"),
    ("hard_timely", "疑难中 24 小时内完成（件）"),
    ("visits", "回访打分合计"),
)


def month(period: Period) -> list[dict[str, Any]]:
    cases = [case for case in period.started(*COMPLAINTS) if is_complaint(case)]
    memory = _memory(period)
    return [{"name": "providers", "by": "SI", "measures": MONTH, "rows": _month_rows(period, cases, memory)}]


def _month_rows(period: Period, cases: Sequence[Told], memory: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for unit in period.texts("units"):
        own = [case for case in cases if provider(case) == unit]
        before = memory.get(unit, {"previous_months": 0, "previous_case": memory.get("", "")})
        rows.append({"of": unit, **_counted(own), **before})
    return rows


def _counted(own: Sequence[Told]) -> dict[str, Numbers]:
    return {
        "complaints": those(own),
        "timely": those(own, is_timely),
        "hard": those(own, is_hard),
        "hard_timely": those(own, lambda case: is_hard(case) and is_timely(case)),
        "visits": total(own, points),
    }


def _memory(period: Period) -> dict[str, Any]:
    """What the assessment a month ago concluded, by SI; under "" its number, for those it says nothing of."""
    found: dict[str, Any] = {}
    for case in period.started(ASSESSMENTS.get(str(period.asked.get("kpi_mode")), "")):
        found[""] = case.number
        for result in case.values.get("results") or ():
            months = result.get("months_in_row") or 0
            found[result["si"]] = {"previous_months": months, "previous_case": case.number}
    return found


# -- the service report of one SI (004-1 第四节三, 附件 19)

REPORT = (
    ("phone_requests", "① 电话服务请求总量"),
    ("mail_requests", "② 邮件服务请求总量"),
    ("installations", "③ 新客户安装培训总量"),
    ("phone_solved", "④ 电话中解决的件数"),
    ("finished", "⑤⑥ 完成的件数"),
    ("first_time", "⑤ 其中一次完成的件数"),
    ("hours", "⑥ 解决所用小时合计"),
    ("unfinished", "⑦ 未完成问题件数"),
    ("visits", "⑨ 满意度打分合计"),
    ("complaints", "⑩ 客户投诉"),
)


def report(period: Period) -> list[dict[str, Any]]:
    unit = str(period.asked.get("si"))
    complaints = [case for case in period.started(*COMPLAINTS) if provider(case) == unit]
    support = [case for case in period.started("online-support") if case.said("si") == unit]
    onsite = [case for case in period.started("online-support", "onsite-support") if case.said("si") == unit]
    phone = [case for case in support if case.said("channel") == "电话"]
    solved = [case for case in complaints if _solved_at(case)]
    row = {
        "of": unit,
        "phone_requests": those(phone),
        "mail_requests": those(support, lambda case: case.said("channel") in ("邮件", "网站")),
        "installations": those(onsite, lambda case: case.said("need_kind") in ("安装", "培训")),
        "phone_solved": those(phone, lambda case: case.said("answered") == "是"),
        "finished": those(solved),
        "first_time": those(solved, lambda case: len(rounds(case)) == 1),
        "hours": total(solved, _hours),
        "unfinished": those(case for case in complaints if not _solved_at(case)),
        "visits": total(complaints, points),
        "complaints": those(complaints),
    }
    named = {"name": "report", "by": "SI", "measures": REPORT, "rows": [row]}
    return [named, {"name": "causes", "by": "⑧ 原因", "measures": (("cases", "件数"),), "rows": _causes(solved)}]


def _solved_at(case: Told) -> datetime | None:
    found = rounds(case)
    return found[-1][1] if found else None


def _hours(case: Told) -> list[float]:
    solved = _solved_at(case)
    return [round((solved - rounds(case)[0][0]).total_seconds() / 3600, 1)] if solved else []


def _causes(cases: Sequence[Told]) -> list[dict[str, Any]]:
    """The causes, the most frequent first; of equals, the one that came up first."""
    named = Counter(str(case.said("cause_kind")) for case in cases if case.said("cause_kind"))
    return [
        {"of": cause, "cases": those(case for case in cases if case.said("cause_kind") == cause)}
        for cause, _ in named.most_common()
    ]


# -- a mass of complaints (004-1 第二节三 8)


def mass(period: Period) -> list[dict[str, Any]]:
    """Complaints by SI and business, those with most first."""
    cases = [case for case in period.started(*COMPLAINTS) if is_complaint(case)]
    named = Counter((provider(case), case.said("business")) for case in cases)
    users = _users(period)
    rows = [
        {
            "of": si,
            "business": business or "",
            "users": users.get(si, 0),
            "complaints": those(each for each in cases if _is_of(each, si, business)),
        }
        for (si, business), _ in named.most_common()
    ]
    return [{"name": "mass", "by": "SI", "measures": (("complaints", "期间内投诉件数"),), "rows": rows}]


def _is_of(case: Told, si: str | None, business: Any) -> bool:
    return (provider(case), case.said("business")) == (si, business)


def _users(period: Period) -> dict[str | None, int]:
    """How many charged users each SI had in the last assessment of the C mode, of the two months before."""
    found: dict[str | None, int] = {}
    before = replace(period, begin=period.begin - timedelta(days=62))
    for case in before.started(ASSESSMENTS["C"]):
        for row in case.said("entered") or ():
            found[row.get("si")] = int(row.get("base") or 0)
    return found
