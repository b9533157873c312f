"""Proof that nothing was changed: every case, its journal, its rows and files, every version, and every checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from app.casework import attachments, disposed, journal, keys, replay
from app.casework import mismatches as found
from app.casework.attested import check_calendars, check_checkpoints, check_versions
from app.casework.journal import Entry
from app.casework.keys import Keys
from app.casework.refold import Refold
from app.casework.remarks import Dispose
from app.casework.sealing import Seal
from app.errors import ShouwenError
from app.store import db, evidence, snapshot

Progress = Callable[[int, int], None]  # how many cases are done, of how many


@dataclass(frozen=True, kw_only=True)
class Finding:
    problem: ShouwenError
    case_id: int | None = None
    number: str | None = None
    seq: int | None = None

    @property
    def kind(self) -> str:
        return type(self.problem).__name__

    @property
    def message(self) -> str:
        return str(self.problem)

    def __str__(self) -> str:
        return f"{self.number}: {self.message}" if self.number else self.message


@dataclass(frozen=True, kw_only=True)
class Report:
    cases: int
    entries: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


@dataclass(kw_only=True)
class Count:
    """How much was looked at so far."""

    cases: int = 0
    entries: int = 0


def verify(*, cases: Iterable[int] | None = None, replays: bool = True, progress: Progress | None = None) -> Report:
    """Check these cases, or all of them and with them all versions, calendars and checkpoints.

    With `replays`, every command is carried out again as well. `progress` hears how many are done, of how many.
    """
    count = Count()
    findings = tuple(stream(cases=cases, replays=replays, progress=progress, count=count))
    return Report(cases=count.cases, entries=count.entries, findings=findings)


def stream(
    *,
    cases: Iterable[int] | None = None,
    replays: bool = True,
    progress: Progress | None = None,
    count: Count | None = None,
) -> Iterator[Finding]:
    """The same, each finding as it comes: nothing is gathered, however many cases there are."""
    counted = count or Count()
    wanted = sorted(cases) if cases is not None else None
    total = len(wanted) if wanted is not None else evidence.count_cases(db.session())
    for case_id in wanted if wanted is not None else _all_cases():
        seen, problems = check_case(case_id, replays=replays)
        yield from problems
        counted.cases, counted.entries = counted.cases + 1, counted.entries + seen
        if progress:
            progress(counted.cases, max(total, counted.cases))
    if wanted is None:
        for problem in (*check_versions(), *check_calendars()):
            yield Finding(problem=problem)
    for head in check_checkpoints(wanted):
        yield _of_head(*head)


def _all_cases() -> Iterator[int]:
    last = 0
    while True:
        with snapshot() as session:
            batch = evidence.case_ids_after(session, last)
        if not batch:
            return
        yield from batch
        last = batch[-1]


def _of_head(problem: ShouwenError, case_id: int | None, number: str | None) -> Finding:
    return Finding(problem=problem, case_id=case_id, number=number, seq=problem.facts.get("seq"))


# -- one case


def check_case(case_id: int, *, replays: bool) -> tuple[int, list[Finding]]:
    """How many entries a case has, and what is wrong with it. One look, so that work that goes on does not disturb."""
    with snapshot() as session:
        look = Look.at(session, case_id)
    problems = list(check(look, replays=replays))
    number = look.case["number"] if look.case else None
    seqs = (problem.facts.get("seq") for problem in problems)
    return len(look.entries), [
        Finding(problem=problem, case_id=case_id, number=number, seq=seq)
        for problem, seq in zip(problems, seqs, strict=True)
    ]


@dataclass(frozen=True, kw_only=True)
class Look:
    """A case as the database holds it at one moment."""

    case: dict[str, Any] | None
    state: bytes
    entries: tuple[Entry, ...]
    rows: dict[str, dict[Any, dict[str, Any]]] = field(default_factory=dict)  # table -> key -> row

    @classmethod
    def at(cls, session: Session, case_id: int) -> Look:
        case = evidence.case_row(session, case_id)
        if case is None:
            return cls(case=None, state=b"", entries=())
        return cls(
            case=case,
            state=bytes(case.pop("state")),
            entries=tuple(journal.read(row) for row in evidence.entries(session, case_id)),
            rows=evidence.rows_of_case(session, case_id),
        )


def check(look: Look, *, replays: bool) -> Iterator[ShouwenError]:
    if look.case is None:
        return
    if not look.entries:
        yield found.JournalEmpty()
        return
    broken = [*check_chain(look.entries, keys.current()), *check_length(look)]
    yield from broken
    if broken:
        return  # what would be folded from it or replayed is not what was written
    if look.entries[-1].kind == Dispose.__name__:
        yield from disposed.check(look.case, look.state, look.rows, look.entries[-1])
        return
    yield from check_state(look)
    yield from check_rows(look)
    if replays:
        yield from check_replay(look.entries)


def check_chain(entries: tuple[Entry, ...], ours: Keys) -> Iterator[ShouwenError]:
    """Each entry's content, signature and place."""
    for entry in entries:
        try:
            if journal.hash_of(entry) != entry.hash:
                yield found.EntryChanged(seq=entry.seq)
            elif not journal.is_signed(entry, ours):
                yield found.NotSigned(seq=entry.seq)
            elif entry.is_closed and entries[-1].kind != Dispose.__name__:
                yield found.KeyMissing(seq=entry.seq)
            entry.asked, entry.came  # noqa: B018 (a text that is no JSON is found here)
        except (ValueError, TypeError) as problem:
            yield found.EntryUnreadable(seq=entry.seq, why=problem)
    genesis = replace(entries[0], seq=0, hash=journal.GENESIS)
    for before, entry in pairwise((genesis, *entries)):
        for seq in range(before.seq + 1, entry.seq):
            yield found.EntryMissing(seq=seq)
        if entry.previous != before.hash and entry.seq == before.seq + 1:
            yield found.ChainBroken(seq=entry.seq)


def check_length(look: Look) -> Iterator[ShouwenError]:
    """Whether the journal ends where the case stands."""
    case, last = look.case or {}, look.entries[-1]
    if last.seq < case["seq"]:
        yield found.TailCut(seq=last.seq, expected=case["seq"])


def check_state(look: Look) -> Iterator[ShouwenError]:
    """Whether the state is the one that the last entry attests."""
    try:
        case = look.case or {}
        digest = replay.digest(Seal(case["number"], case["sealed_key"]).open_state(look.state))
    except ShouwenError:
        digest = ""
    if digest != look.entries[-1].digest:
        yield found.StateChanged()


def check_replay(entries: tuple[Entry, ...]) -> Iterator[ShouwenError]:
    try:
        for step in replay.run(entries):
            if step.difference:
                yield found.DoesNotReplay(why=step.difference, seq=step.entry.seq)
                return
    except replay.Refused as refused:
        yield found.DoesNotReplay(why=refused, seq=refused.facts["seq"])


# -- rows


def check_rows(look: Look) -> Iterator[ShouwenError]:
    """The rows of all tables against what the journal folds to."""
    folded = Refold()
    for entry in look.entries:
        folded.feed(entry)
    case = look.case or {}
    expected = folded.case | {"next_due": folded.next_due}
    for column in sorted(expected):
        if case[column] != expected[column]:
            yield found.CaseChanged(column=column, found=case[column], recorded=expected[column])
    for table in FOLDED:
        yield from compare(table, look.rows[table], getattr(folded, FOLDED[table]))
    yield from compare("attachment", look.rows["attachment"], folded.files)
    yield from check_files(folded.files)


FOLDED = {
    "task": "tasks",
    "timer": "timers",
    "clock": "clocks",
    "case_party": "parties",
    "case_copy": "copies",
    "case_value": "values",
    "message_wait": "waits",
    "incident": "incidents",
}


def compare(table: str, rows: dict[Any, dict[str, Any]], expected: dict[Any, dict[str, Any]]) -> Iterator[ShouwenError]:
    for key in sorted(rows.keys() | expected.keys(), key=str):
        name = "-".join(map(str, key)) if isinstance(key, tuple) else key
        if key not in rows:
            yield found.RowMissing(table=table, key=name)
        elif key not in expected:
            yield found.RowAdded(table=table, key=name)
        else:
            for column, value in expected[key].items():
                if rows[key][column] != value:
                    facts = {"column": column, "found": rows[key][column], "recorded": value}
                    yield found.RowChanged(table=table, key=name, **facts)


def check_files(files: dict[str, dict[str, Any]]) -> Iterator[ShouwenError]:
    for file in files.values():
        digest = attachments.digest_of(file["digest"])
        if digest is None:
            yield found.FileMissing(name=file["name"])
        elif digest != file["digest"]:
            yield found.FileChanged(name=file["name"])
