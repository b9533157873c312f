"""Audits of what belongs to no single case: versions, calendars, and checkpoints with what they saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app import calendars, engine
from app.casework import calendar_record, checkpoints, keys, parameter_record, versions
from app.casework import mismatches as found
from app.casework.checkpoints import Checkpoint
from app.casework.journal import GENESIS
from app.casework.kept import settings
from app.errors import ShouwenError
from app.store import db, evidence, records

Head = tuple[ShouwenError, int | None, str | None]  # what is wrong, with the case and its number
BATCH = 400


def check_versions() -> Iterator[ShouwenError]:
    """Every version's content against the hash that names it."""
    for row in evidence.all_versions(db.session()):
        if engine.content_hash(versions.sources(row.hash), row.process_id) != row.hash:
            yield found.VersionChanged(number=row.number, process=row.process_id)


def check_calendars() -> Iterator[ShouwenError]:
    """Every version's content against the hash that names it, and the records of who published what."""
    for row in evidence.all_calendars(db.session()):
        try:
            whole = calendars.from_json(row.content).version == row.version
        except ShouwenError:
            whole = False
        if not whole:
            yield found.CalendarChanged(version=row.version, calendar=row.id)
    yield from calendar_record.check()
    yield from parameter_record.check()


def check_checkpoints(cases: Sequence[int] | None) -> Iterator[Head]:
    """The checkpoints' own chain, row against file, and the heads they saw against the journal.

    With `cases`, only what was seen of these is compared.
    """
    known = list(checkpoints.stored())
    if cases is None:
        yield from ((problem, None, None) for problem in check_chain(known))
        yield from ((problem, None, None) for problem in check_files(known))
        yield from ((problem, None, None) for problem in check_numbers(known))
        yield from ((problem, None, None) for problem in check_records(known))
    seen: dict[int, tuple[int, str, int]] = {}
    for checkpoint in known:
        seen |= {case_id: (seq, hash, checkpoint.id) for case_id, seq, hash in checkpoint.heads}
    wanted = sorted(seen.keys() & set(cases) if cases is not None else seen.keys())
    for first in range(0, len(wanted), BATCH):
        yield from _check_heads({case_id: seen[case_id] for case_id in wanted[first : first + BATCH]})


def _check_heads(seen: dict[int, tuple[int, str, int]]) -> Iterator[Head]:
    there = {(row.case_id, row.seq): row.hash for row in evidence.hashes_at(db.session(), seen)}
    numbers = evidence.numbers_of(db.session(), list(seen))
    for case_id, (seq, hash, checkpoint) in seen.items():
        if case_id not in numbers:
            what = f"checkpoint {checkpoint} saw case {case_id} at entry {seq}"
            yield found.CaseVanished(what=what), case_id, None
        elif there.get((case_id, seq)) != hash:
            yield found.HeadChanged(seq=seq, checkpoint=checkpoint), case_id, numbers[case_id]


def check_chain(known: list[Checkpoint]) -> Iterator[ShouwenError]:
    ours, before, number = keys.current(), GENESIS, 0
    for checkpoint in known:
        for missing in range(number + 1, checkpoint.id):
            yield found.CheckpointMissing(checkpoint=missing, where="in the database")
        follows = checkpoint.says["previous"] == before or checkpoint.id != number + 1
        if not checkpoint.holds(ours) or not follows or checkpoint.says["id"] != checkpoint.id:
            yield found.CheckpointChanged(checkpoint=checkpoint.id)
        before, number = checkpoint.hash, checkpoint.id


def check_files(known: list[Checkpoint]) -> Iterator[ShouwenError]:
    """The exported files against the rows: each must have the other."""
    rows = {checkpoint.id: checkpoint for checkpoint in known}
    files = dict(checkpoints.files(settings().checkpoints))
    for number in sorted(rows.keys() | files.keys()):
        if number not in rows:
            yield found.CheckpointMissing(checkpoint=number, where="in the database")
        elif number not in files:
            yield found.CheckpointMissing(checkpoint=number, where="in the folder")
        else:
            try:
                same = checkpoints.read(files[number]) == rows[number]
            except (ValueError, KeyError, TypeError):
                same = False
            if not same:
                yield found.CheckpointChanged(checkpoint=number)


def check_records(known: list[Checkpoint]) -> Iterator[ShouwenError]:
    """The records of deeds still hold what checkpoints saw of them."""
    models = {record.name: record.model for record in checkpoints.RECORDS}
    seen = {(name, *come): checkpoint.id for checkpoint in reversed(known) for name, come in checkpoint.records.items()}
    for (name, seq, hash), checkpoint in sorted(seen.items()):
        if records.hash_at(db.session(), models[name], seq) != hash:
            yield found.RecordCut(record=name, seq=seq, checkpoint=checkpoint)


def check_numbers(known: list[Checkpoint]) -> Iterator[ShouwenError]:
    """Case numbers leave no gap, so a case that vanished leaves one; and the counter never goes back."""
    given = evidence.numbers_given(db.session())
    for checkpoint in known:
        for year, last in checkpoint.says["numbers"].items():
            given[year] = max(given.get(year, 0), last)
    for year, last in sorted(given.items()):
        there = evidence.numbers_of_year(db.session(), year)
        for missing in sorted(set(range(1, last + 1)) - there):
            yield found.CaseVanished(what=f"there is no case {year}-{missing:05d}")
