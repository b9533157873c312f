"""Timers at scale: a million cases wait, some of their timers come due within a minute, and the real worker fires them.

The waiting cases are copies, made inside the database, of one that the application started: with their tasks, timers,
parties and journal. Those that come due are started by the application, so that firing them is the whole work.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 30  # seconds between the due instants of the waiting cases: a million of them reach nearly a year ahead
SETTLED, IDLE = 10, 60  # seconds: after the worker's first heartbeat, and while its idle time is measured
WAIT, AHEAD = 3600, 20  # seconds: of the timers that come due, and from their start until the first of them does
SAMPLE = 20  # cases that are started to see how long it takes
PATIENCE = 600
LOADING = 15  # how nice loading is to whatever else the machine does
IN_BULK = {
    "sqlite": ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000", "PRAGMA temp_store = MEMORY"),
    "postgresql": ("SET synchronous_commit = off", "SET maintenance_work_mem = '512MB'"),
}

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 id="d" targetNamespace="urn:bench"><bpmn:process id="bench-wait" name="等待" isExecutable="true">
<bpmn:startEvent id="begin" name="收到"/>
<bpmn:intermediateCatchEvent id="wait" name="等待"><bpmn:timerEventDefinition>
<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT3600S</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:intermediateCatchEvent>
<bpmn:userTask id="work" name="办理"><bpmn:documentation>办理</bpmn:documentation><bpmn:extensionElements>
<zeebe:assignmentDefinition candidateGroups="clerk@house"/><zeebe:taskSchedule dueDate="=workdays(5)"/>
</bpmn:extensionElements></bpmn:userTask><bpmn:endEvent id="finished" name="办结"/>
<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="wait"/>
<bpmn:sequenceFlow id="f2" sourceRef="wait" targetRef="work"/>
<bpmn:sequenceFlow id="f3" sourceRef="work" targetRef="finished"/>
</bpmn:process></bpmn:definitions>"""


def machine() -> str:
    """What it was measured on."""
    model = next((line.split(":")[1] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} x {model.strip()}, {memory / 2**20:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, load at the start {load:.1f}"
    )


def measure(say: Callable[..., None], url: str, data: Path, *, waiting: int, due: int, within: int) -> None:
    from app.casework import deploy, people

    begun = time.perf_counter()
    be_nice(LOADING)
    load(waiting)
    be_nice(0)
    took = time.perf_counter() - begun
    deploy.deploy({"process.bpmn": BPMN.encode()}, "bench-wait", people.actor("clerk"))
    say("waiting", f"{timers_set():,} timers in {waiting:,} cases", f"loaded in {took:.0f} s")
    let_go()
    with worker(url, data) as process:
        wait_for_heartbeat(process.pid)
        let_go()
        time.sleep(SETTLED)
        backends, told = connections(), [f"worker {share_of([process.pid], IDLE):.2f} % of one core (target 1)"]
        if backends:
            told.append(f"its database connections {share_of(backends, IDLE):.2f} %")
        say("idle", *told)
        started = coming_due(due, within)
        before, at = cpu([process.pid]), time.monotonic()
        late = fired(started)
        busy = (cpu([process.pid]) - before) / (time.monotonic() - at) * 100
    p50, p99 = rank(late, 0.5), rank(late, 0.99)
    say(
        f"{len(late)} within {within} s",
        f"late p50 {p50:.3f} s",
        f"p99 {p99:.3f} s (target 2)",
        f"most {late[-1]:.3f} s",
        f"worker {busy:.0f} % of one core meanwhile",
    )


# -- a million cases that wait


def load(count: int) -> None:
    """Copies of one case, each with a first timer of its own."""
    from app.casework import cases, people
    from app.store import db, models

    model = cases.start("bench-loop", {}, people.actor("clerk")).case_id
    tables = (models.Case, models.Task, models.Timer, models.CaseParty, models.JournalEntry)
    with db.engine.connect() as connection:
        for each in IN_BULK[connection.dialect.name]:
            connection.exec_driver_sql(each)
        connection.commit()
        indexes = [index for each in tables for index in sorted(each.__table__.indexes, key=lambda one: str(one.name))]
        for index in indexes:
            index.drop(connection)
        for each in tables:
            connection.execute(copies(each.__table__, model, count, connection.dialect.name))
        for index in indexes:
            index.create(connection)
        put_off = sa.update(models.Case.__table__).where(models.Case.id == model)
        connection.execute(put_off.values(wake_at=datetime(2999, 1, 1, tzinfo=UTC)))
        connection.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def copies(table: sa.Table, model: int, count: int, dialect: str) -> sa.Insert:
    """One statement that copies a case's rows of a table so many times, under new ids and with new due instants."""
    first = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    numbers = first.union_all(sa.select(first.c.n + 1).where(first.c.n < count))
    key = table.c.id if table.name == "case" else table.c.case_id
    instant = later(numbers.c.n, dialect)
    changed: dict[str, Any] = {
        key.name: sa.literal(1_000_000) + numbers.c.n,
        "number": sa.literal("W-") + sa.cast(numbers.c.n, sa.String),
        "attested": getattr(table.c, "seq", None),  # as if the checkpoints had covered them long ago
        "told": getattr(table.c, "seq", None),  # and everybody had been told of them
        "start_key": sa.null(),
    }
    changed |= dict.fromkeys(("next_due", "wake_at", "due", "due_at"), instant)
    names = [column.name for column in table.columns]
    picked = [changed[name] if changed.get(name) is not None else table.c[name] for name in names]
    return sa.insert(table).from_select(
        names, sa.select(*picked).select_from(table).join(numbers, sa.true()).where(key == model)
    )


def later(n: Any, dialect: str) -> Any:
    """An hour from now, and half a minute later for each case."""
    if dialect == "sqlite":
        moved = sa.literal("+") + sa.cast(3600 + n * EVERY, sa.String) + sa.literal(" seconds")
        return sa.func.strftime("%Y-%m-%d %H:%M:%f000", "now", moved)
    return sa.func.now() + sa.func.make_interval(0, 0, 0, 0, 0, 0, 3600 + n * EVERY)


def let_go() -> None:
    """Leaves no connection of this process behind that could be taken for one of the worker's."""
    from app.store import db

    db.session.remove()
    db.engine.dispose()


def timers_set() -> int:
    from app.store import db, models

    return int(db.session.scalar(sa.select(sa.func.count()).where(models.Timer.status == "set")) or 0)


# -- those that come due


def coming_due(count: int, within: int) -> list[int]:
    """Starts cases whose timers come due one after another within so many seconds; their ids."""
    from app import clock
    from app.casework import cases, people

    clerk, wait = people.actor("clerk"), timedelta(seconds=WAIT)
    begun = clock.now()
    for _ in range(SAMPLE):  # their own timers come due an hour later
        cases.start("bench-wait", {}, clerk)
    ahead = timedelta(seconds=AHEAD) + 2 * count / SAMPLE * (clock.now() - begun)  # until the last is started
    first = clock.now() + ahead - wait
    instants = [first + timedelta(seconds=within * number / count) for number in range(count)]
    found = [cases.start("bench-wait", {}, clerk, at=at).case_id for at in instants]
    if clock.now() > first + wait:
        raise SystemExit("the first came due while the last were being started: the machine is too busy to measure")
    return found


def fired(started: list[int]) -> list[float]:
    """How late each of them fired, in seconds, in order; waits until all have."""
    from app.store import db, models

    entry = models.JournalEntry
    asked = sa.select(entry.at, entry.wall).where(entry.case_id.in_(started), entry.kind == "TimerDue", entry.seq == 2)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        db.session.rollback()
        rows = db.session.execute(asked).all()
        if len(rows) == len(started):
            return sorted((row.wall - row.at).total_seconds() for row in rows)
        time.sleep(2)
    raise SystemExit(f"only {len(rows)} of {len(started)} timers fired")


def rank(ordered: list[float], share: float) -> float:
    return statistics.quantiles(ordered, n=1000, method="inclusive")[round(share * 1000) - 1]


# -- the worker, and what it uses


@contextmanager
def worker(url: str, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"DATABASE_URL": url, "SHOUWEN_DATA": str(data), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], env=environment, cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def wait_for_heartbeat(pid: int) -> None:
    from app.store import db, models

    while not any(name.endswith(f"-{pid}") for name in db.session.scalars(sa.select(models.Heartbeat.name))):
        db.session.rollback()
        time.sleep(0.2)


def be_nice(level: int) -> None:
    with suppress(PermissionError):  # only root may become less so again
        os.setpriority(os.PRIO_PROCESS, 0, level)


def connections() -> list[int]:
    """The processes that serve the worker's connections, on PostgreSQL."""
    from app.store import db

    if db.engine.dialect.name == "sqlite":
        return []
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with db.engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(asked)]


def share_of(pids: list[int], seconds: int) -> float:
    """Processor time used, in per cent of one core."""
    before, at = cpu(pids), time.monotonic()
    time.sleep(seconds)
    return (cpu(pids) - before) / (time.monotonic() - at) * 100


def cpu(pids: list[int]) -> float:
    """Seconds of processor time, user and system, that processes have used, from /proc."""
    used = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(fields[11]) + int(fields[12]) for fields in used) / TICKS


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()
