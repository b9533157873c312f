"""What the engine, the store and the web cost, on SQLite and on PostgreSQL, beside the bare floor, in one run.

    python scripts/bench.py [--rounds 30] [--cases 16] [--postgresql URL]
    python scripts/bench.py timers [--waiting 1000000] [--due 500] [--within 60] [--postgresql URL]

A completion over HTTP (gunicorn, a task with a form, a due date, a ladder and a boundary timer) is compared with
the *bare floor*: a minimal Flask view behind the same gunicorn that writes the same rows in one transaction. Machines
differ and are noisy: the two are measured in turns, and what counts is the ratio.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

import _bench_engine
import _bench_timers
import _bench_world as bench
import bench_feel
import orjson

TURNS = 5
POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/"
HEADERS = {"Authorization": f"Bearer {bench.TOKEN}"}


class Lane:
    """One case under load: the id of its open task."""

    def __init__(self, task: str) -> None:
        self.task, self.case = task, int(task.partition("-")[0])

    def learn(self, said: bytes) -> None:
        self.task = orjson.loads(said)["opened"][0]


class FloorLane(Lane):
    def learn(self, said: bytes) -> None:
        pass


def completion(lane: Lane) -> tuple[str, bytes, dict[str, str]]:
    return f"/api/v1/tasks/{lane.task}/complete", orjson.dumps({"values": bench.VALUES}), HEADERS


def bare(lane: Lane) -> tuple[str, bytes, dict[str, str]]:
    return f"/complete/{lane.case}", b"{}", {}


def over_http(url: str, data: Path, cases: int, rounds: int) -> None:
    """Completions per second beside the floor, in turns."""
    environment = {"DATABASE_URL": url, "SHOUWEN_DATA": str(data), "SHOUWEN_RATE": ""}
    ours = [Lane(task) for task in bench.start_cases(cases)]
    floor = [FloorLane(task) for task in bench.start_cases(cases)]
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    with (
        bench.served("app:create_app()", environment) as here,
        bench.served("_floor:create_app()", environment) as there,
    ):
        bench.rate(here, ours, completion, 2)
        bench.rate(there, floor, bare, 2)
        for _ in range(TURNS):
            rates["ours"].append(bench.rate(here, ours, completion, rounds // TURNS or 1))
            rates["floor"].append(bench.rate(there, floor, bare, rounds // TURNS or 1))
    mine, bottom = statistics.median(rates["ours"]), statistics.median(rates["floor"])
    say("completions over HTTP", f"{mine:.0f}/s", f"bare floor {bottom:.0f}/s", f"ratio {bottom / mine:.2f} (target 2)")


def statements(app: Any) -> None:
    """SQL statements and commits of one completion over the API, counted in this process."""
    task = bench.start_cases(1)[0]
    client = app.test_client()
    with counted() as count:
        answer = client.post(f"/api/v1/tasks/{task}/complete", json={"values": bench.VALUES}, headers=HEADERS)
    if answer.status_code != 200:
        raise SystemExit(f"completion: {answer.status_code} {answer.get_data(as_text=True)[:300]}")
    sql = sum(count[kind] for kind in count if kind != "COMMIT")
    say("one completion", f"{sql} SQL statements (target 8)", f"{count['COMMIT']} commit (target 1)")


@contextmanager
def counted() -> Iterator[Counter[str]]:
    from sqlalchemy import event

    from app.store import db

    count: Counter[str] = Counter()

    def executed(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        count[statement.split(None, 1)[0].upper()] += 1

    def committed(_c: Any) -> None:
        count["COMMIT"] += 1

    event.listen(db.engine, "before_cursor_execute", executed)
    event.listen(db.engine, "commit", committed)
    yield count
    event.remove(db.engine, "before_cursor_execute", executed)
    event.remove(db.engine, "commit", committed)


def timed(work: Callable[[], object], times: int) -> float:
    """The median time of a piece of work, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def in_process() -> None:
    """The start of a case, one timer firing, and a loop's round 10 and 1,000: without HTTP, durable."""
    from datetime import timedelta

    from app import clock
    from app.casework import cases, people, tasks, timers

    clerk = people.actor("clerk")
    start = timed(lambda: cases.start("bench-loop", {}, clerk), 30)
    waiting = iter([cases.start("bench-loop", {}, clerk).case_id for _ in range(20)])
    # The first timer of a case is the reminder of its ladder; by the next month it is due, and others too.
    soon = clock.now() + timedelta(days=4)
    per_case = timed(lambda: timers.settle(next(waiting), soon), 20)
    fired = timers.settle(cases.start("bench-loop", {}, clerk).case_id, soon)
    say("start of a case", f"{start:.1f} ms")
    say("one timer firing", f"{per_case / max(1, fired):.1f} ms")
    task = cases.start("bench-loop", {}, clerk).opened[0]
    rounds = []
    for _ in range(1010):
        begun = time.perf_counter()
        task = tasks.complete(task, bench.VALUES, clerk).opened[0]
        rounds.append((time.perf_counter() - begun) * 1000)
    early, late = statistics.median(rounds[5:15]), statistics.median(rounds[995:1005])
    say(
        "rework loop",
        f"round 10: {early:.1f} ms",
        f"round 1,000: {late:.1f} ms",
        f"ratio {late / early:.2f} (target 1.5)",
    )


def expressions() -> None:
    """A condition and a table of 50 rules, beside the same in Python, in this process and without a database."""
    costs = bench_feel.measure(5_000)
    ratios = bench_feel.ratios(costs)
    for name, target in (("a condition", 5), ("a table of 50 rules", 200)):
        say(name, f"{costs[name]:.1f} us (target {target})", f"{ratios[name]:.0f} x Python")


def say(what: str, *figures: str) -> None:
    print(f"  {what:24}{' | '.join(figures)}", flush=True)


@contextmanager
def databases(postgresql: str) -> Iterator[dict[str, str]]:
    """An SQLite file and, where a server answers, a PostgreSQL database of our own, dropped at the end."""
    import sqlalchemy as sa

    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": f"sqlite:///{folder}/bench.db"}
        name = f"shouwen_bench_{os.getpid()}"
        server = sa.create_engine(postgresql + "postgres", isolation_level="AUTOCOMMIT")
        try:
            with server.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
        except sa.exc.OperationalError:
            print("no PostgreSQL server answers: measured on SQLite only")
            yield found
            return
        try:
            yield found | {"PostgreSQL": postgresql + name}
        finally:
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def timers(asked: argparse.Namespace) -> None:
    """A million waiting timers, on each database in turn."""
    print(_bench_timers.machine())
    with databases(asked.postgresql) as found:
        for name, url in found.items():
            if asked.on not in (None, name.lower()):
                continue
            print(name, flush=True)
            with tempfile.TemporaryDirectory() as data, bench.world(Path(data), url):
                _bench_timers.measure(say, url, Path(data), waiting=asked.waiting, due=asked.due, within=asked.within)


def everything(asked: argparse.Namespace) -> None:
    print("engine")
    _bench_engine.measure(say)
    print("FEEL")
    expressions()
    with databases(asked.postgresql) as found:
        for name, url in found.items():
            print(name)
            with tempfile.TemporaryDirectory() as data, bench.world(Path(data), url) as app:
                statements(app)
                in_process()
                over_http(url, Path(data), asked.cases, asked.rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", nargs="?", choices=("everything", "timers"), default="everything")
    parser.add_argument("--rounds", type=int, default=30, help="completions of each case over HTTP")
    parser.add_argument("--cases", type=int, default=16, help="cases under load")
    parser.add_argument("--waiting", type=int, default=1_000_000, help="cases that wait for a timer")
    parser.add_argument("--due", type=int, default=500, help="timers that come due")
    parser.add_argument("--within", type=int, default=60, help="seconds within which they do")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), help="timers: one database alone")
    parser.add_argument("--postgresql", default=POSTGRESQL, help="a server to make a database on")
    asked = parser.parse_args()
    timers(asked) if asked.what == "timers" else everything(asked)


if __name__ == "__main__":
    main()
