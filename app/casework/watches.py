"""Conditions over cases that start a process: looked at every few minutes, and started on the record by a message.

What was seen is in the Start command of the case: the figures, and the cases behind them. A process is watched for when
a start event of it waits for the message.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

import structlog

from app import clock
from app.casework import calendars, cases, figures, parameters, people, versions
from app.casework.people import Actor

MASS = "mass_complaints_seen"  # 004-1 第二节三 8
WATCH = "watches"

log = structlog.get_logger()


def look(now: datetime | None = None) -> int:
    """Start what the cases as they are now ask for; how many cases were started."""
    now, by = now or clock.now(), people.system(WATCH)
    started = 0
    for row in versions.processes():
        if MASS in versions.load(row.hash).start_messages:
            started += sum(_start(row.id, seen, by, now) for seen in _masses(row.id, by, now))
    return started


def _start(process: str, seen: dict[str, Any], by: Actor, now: datetime) -> bool:
    """Whether a case was started: two workers that see the same start one."""
    unit = versions.in_use(process).unit
    key = f"mass:{seen['si']}:{seen['business']}:{seen['source_cases'][0]}"
    outcome = cases.start(process, seen, by, unit=unit, message=MASS, key=key, at=now)
    log.info("a mass of complaints was seen", case=outcome.number, si=seen["si"], complaints=seen["complaints"])
    return not outcome.repeated


def _masses(process: str, by: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    """What is a mass by the parameters of the process's unit, and is not looked after by a case of this period."""
    in_use = versions.in_use(process)
    version = versions.load(in_use.hash)
    known = parameters.pinned(version, in_use.unit, by.directory)
    begin = now - timedelta(hours=int(known["mass_complaints_hours"]))
    asked = {"of": "mass-complaints", "from": begin, "until": now}
    calendar = calendars.in_force(calendars.chosen(version, in_use.unit, by.directory))
    counted = figures.count(asked, as_of=now, calendar=calendar.id)
    cared = {(case.shown.get("si"), case.shown.get("business")) for case in _recent(process, begin, by)}
    for row in counted["tables"][0]["rows"]:
        if _is_mass(row, known) and (row["of"], row["business"]) not in cared:
            yield _facts(row, counted)


def _recent(process: str, begin: datetime, by: Actor) -> Iterator[cases.Case]:
    found = cases.find(by, process=process, per_page=200).items
    return (case for case in found if case.status == "open" or case.started_at >= begin)


def _is_mass(row: dict[str, Any], known: dict[str, Any]) -> bool:
    """At least so many, and at least such a share of the users that the last assessment counted, where it did."""
    share = (Decimal(row["users"]) * Decimal(str(known["mass_complaints_share"]))).to_integral_value(ROUND_CEILING)
    return bool(row["complaints"]["count"] >= max(int(known["mass_complaints_least"]), share))


def _facts(row: dict[str, Any], counted: dict[str, Any]) -> dict[str, Any]:
    own = counted | {"tables": [table | {"rows": [row]} for table in counted["tables"]]}
    return {
        "si": row["of"],
        "business": row["business"],
        "complaints": row["complaints"]["count"],
        "users": row["users"],
        "manual_override": "否",
        "situation": "系统从案件日志发现",
        "source_cases": row["complaints"]["cases"],
        "counted": own,
    }
