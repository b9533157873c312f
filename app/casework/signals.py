"""Signals from one case to all that wait for them, and to the processes that they start."""

from __future__ import annotations

from app.casework import cases, people, versions
from app.casework.commands import carry_out
from app.engine.commands import Signal
from app.errors import CaseEnded, NobodyWaits
from app.store import db, queries

SIGNALS = "signals"


def broadcast(name: str, thrower: int, key: str) -> None:
    """Carry a signal that a case threw to every other case that waits for it, and start what it starts.

    Asked again with the same key, nothing happens twice.
    """
    by = people.system(SIGNALS)
    unit = cases.get(thrower, by).unit
    for case_id in queries.waiting_for_signal(db.session(), name):
        if case_id != thrower:  # it has heard itself
            _tell(case_id, Signal(by=by.login, name=name), key)
    for process in _started_by(name):
        cases.start(process, {}, by, unit=unit, message=name, key=f"{key}:{process}")


def _tell(case_id: int, signal: Signal, key: str) -> None:
    try:
        carry_out(case_id, signal, key=key)
    except (NobodyWaits, CaseEnded):
        return  # it has moved on meanwhile


def _started_by(name: str) -> list[str]:
    known = (row for row in versions.processes() if not row.retired)
    return [row.id for row in known if name in versions.load(row.hash).start_signals]
