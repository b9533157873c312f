"""Bringing in what a file declares, and the example values of a demo organisation. Done again, it changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from app import clock
from app.casework import declared, parameter_record
from app.casework.declared import Book, Parameter
from app.casework.parameters import row_of
from app.engine import values
from app.store import models, writes, writing
from app.store import parameters as store

SETUP = "system:setup"
EXAMPLE = "示例"


def bring(processes: Path) -> int:
    """Take over the declarations that lie among the processes, if there are any; how many there are."""
    given = declared.read(processes / declared.FILE)
    return declare(given) if given.declared else 0


def declare(given: Book) -> int:
    """Take over declarations. Values that units have stay, and have to fit: raises WrongValue for one that does not."""
    with writing() as session:
        parameter_record.begin(session)
        for row in store.in_force(session):
            if row.parameter_id in given.declared and row.value is not None:
                given.get(row.parameter_id).checked(values.from_json(row.value))
        store.forget_others(session, given.declared)
        rows = [
            {"id": one.id, "position": place, "declaration": one.to_json(), "procedures": _procedures(given, one)}
            for place, one in enumerate(given.declared.values())
        ]
        writes.save(session, models.Parameter, rows)
    return len(rows)


def _procedures(given: Book, one: Parameter) -> dict[str, str]:
    return {code: given.procedures[code] for code in one.used_by if code in given.procedures}


def take_examples(given: Book, units: Collection[str]) -> int:
    """Publish example values (示例) where no person has ever proposed any; how many are new."""
    with writing() as session:
        store.lock(session)
        by_people = store.by_people(session, SETUP)
        now = {(row.parameter_id, row.unit_id): values.from_json(row.value) for row in store.in_force(session)}
        fresh = {
            key: value
            for key, value in given.values.items()
            if key[1] in units and key not in by_people and now.get(key) != value
        }
        for (parameter, unit), value in fresh.items():
            store.retire(session, parameter, unit)
            row = row_of(parameter, unit, value, EXAMPLE, SETUP)
            done = {"status": "published", "current": True, "example": True}
            row |= done | {"decided_by": SETUP, "decided_at": clock.now()}
            taken = store.locked(session, writes.add(session, models.ParameterChange, row))
            if taken is not None:
                parameter_record.write(session, taken, parameter_record.TAKEN_OVER)
    return len(fresh)
