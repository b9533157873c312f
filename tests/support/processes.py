"""Runs functions in real processes over the same database: for races, and for being killed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy.orm import configure_mappers

from app import feel
from app.casework.kept import settings
from tests.support.house import opened

# A server that has everything imported forks the processes: each is as fresh as a new one, and begins at once.
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["tests.support.processes", "app.casework.verify"])
feel.parse("1")  # the tables of the grammar, and those of the store: made once, before there is any process
configure_mappers()
TOGETHER = 60  # seconds to wait for the others

Work = Callable[..., Any]


def where() -> tuple[Path, str]:
    """The data and the database of the current application, for another process to open."""
    assert current_app
    return settings().data, settings().database_url


def begin(work: Work, *arguments: Any) -> ForkServerProcess:
    """Starts `work` in a process of its own, inside an application over the same database."""
    process = FRESH.Process(target=_work, args=(*where(), work, arguments))
    process.start()
    return process


def at_once(work: Work, each: list[tuple[Any, ...]]) -> list[Any]:
    """What `work` answers for each of the arguments, in as many processes, all beginning at the same moment."""
    barrier, answers = FRESH.Barrier(len(each)), FRESH.Queue()
    started = [
        FRESH.Process(target=_race, args=(*where(), barrier, answers, no, work, arguments))
        for no, arguments in enumerate(each)
    ]
    for process in started:
        process.start()
    found = dict(answers.get(timeout=TOGETHER) for _ in started)
    for process in started:
        process.join(TOGETHER)
    return [found[no] for no in range(len(each))]


def _work(data: Path, url: str, work: Work, arguments: tuple[Any, ...]) -> None:
    with opened(data, url):
        work(*arguments)


def _race(
    data: Path, url: str, barrier: Barrier, answers: Any, no: int, work: Work, arguments: tuple[Any, ...]
) -> None:
    with opened(data, url):
        barrier.wait(TOGETHER)
        try:
            answers.put((no, work(*arguments)))
        except Exception as problem:
            answers.put((no, f"{type(problem).__name__}: {problem}"))
