"""Whatever is changed behind casework's back is found: by an administrator with the database in hand, too."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.calendars import Day
from app.casework import (
    attachments,
    attested,
    calendars,
    cases,
    checkpoints,
    declared,
    journal,
    keys,
    notes,
    parameters,
    parameters_setup,
    record,
    setup,
    tasks,
    timers,
    verify,
)
from app.casework.kept import settings
from app.store import db, models, writing
from app.store.types import Instant, Json
from tests.support import publishing
from tests.support.bpmn import Bpmn
from tests.support.house import FORM, deployed, who

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


@pytest.fixture
def worked(house: Flask) -> int:
    """A case with everything in it: a file, a fired ladder, a claim, a comment, a job, a wait, an incident."""
    diagram = (
        Bpmn("worked")
        .start()
        .user("record", groups="clerk@association", form="record", due="=workdays(2)")
        .properties(shown="channel")
        .both("both")
        .user("verify", groups="handler@bank-a", users="an2", due="=workdays(2)")
        .end()
        .at("both")
        .catch("more", message="more")
        .end("more_end")
        .at("both")
        .service("send", "mail")
        .end("sent")
        .at("both")
        .xor("stuck")
        .when('= channel = "no"')
        .end("no_end")
        .at("stuck")
        .when('= channel = "never"')
        .end("never_end")
    )
    process = deployed(diagram, {"record": FORM})
    file = attachments.keep(io.BytesIO(b"%PDF-1.7"), "信.pdf", who("li"))
    started = cases.start(process, {}, who("li"), at=START)
    values = {"channel": "电话", "files": [file.id]}
    done = tasks.complete(started.opened[0], values, who("li"), at=START + timedelta(days=3))
    tasks.claim(done.opened[0], who("an"), at=START + timedelta(days=3, hours=2))
    notes.comment(done.case_id, "客户来电", who("an"), at=START + timedelta(days=4))
    timers.settle(done.case_id, START + timedelta(days=20))
    checkpoints.write()
    return done.case_id


def problems(**wanted: Any) -> set[str]:
    return {finding.kind for finding in verify.verify(**wanted).findings}


def test_nothing_is_found_where_nothing_was_changed(worked: int) -> None:
    report = verify.verify()
    assert report.ok, [str(finding) for finding in report.findings]
    assert (report.cases, report.entries) == (1, cases.get(worked, who("li")).seq)
    assert cases.get(worked, who("li")).incidents == 1
    assert verify.verify(cases=[worked]).ok
    assert verify.verify(cases=[]).entries == 0


# -- any single change of any column of any attested table


def another(column: Any, value: Any) -> Any:
    """A value that the column could hold as well, and does not."""
    if column.name == "hash" and column.table.name == "journal_entry":
        return value[::-1]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, str):
        return value + " " if value.startswith("{") else value[:-1] + ("b" if value.endswith("a") else "a")
    if isinstance(column.type, Json):
        return [*value, "x"] if isinstance(value, list) else {**value, "x": 1}
    if isinstance(column.type, Instant):
        return START
    return 7 if "INT" in str(column.type).upper() else "x"


NOT_ATTESTED = {
    "case": {
        "start_key",
        "attested",
        "told",
        "indexed",
        "wake_at",
        "failures",
    },  # machinery
    "attachment": {"at"},
}
ROWS = ("task", "timer", "case_party", "case_value", "message_wait", "incident", "attachment")


def columns_of(name: str) -> list[Any]:
    table = db.metadata.tables[name]
    known = NOT_ATTESTED.get(name, set()) | ({"id"} if name == "case" else set())
    return [column for column in table.columns if column.name not in known and not column.foreign_keys]


@pytest.mark.parametrize("name", ["journal_entry", "case", "checkpoint", *ROWS])
def test_any_changed_column_of_any_row_is_found(worked: int, name: str) -> None:
    find_every_change(name, lambda: not verify.verify(replays=False).ok)


def find_every_change(name: str, noticed: Callable[[], bool]) -> None:
    unnoticed = []
    for column in columns_of(name):
        session = db.session()
        key = list(column.table.primary_key)
        rows = session.execute(select(*key, column.label("value")).order_by(*key)).all()
        session.rollback()
        assert rows
        for row in {0: rows[0], len(rows) // 2: rows[len(rows) // 2], len(rows) - 1: rows[-1]}.values():
            here = [part == value for part, value in zip(key, row, strict=False)]
            with suppress(IntegrityError), changing(column, another(column, row.value), here, row.value):
                if not noticed():  # or the database itself does not let it be changed so
                    unnoticed.append((column.name, row.value))
    assert not unnoticed
    assert not noticed()


class changing:
    """A column changed behind casework's back, and back again."""

    def __init__(self, column: Any, value: Any, here: list[Any], before: Any) -> None:
        self.column, self.value, self.here, self.before = column, value, here, before

    def __enter__(self) -> None:
        self.set(self.value, self.here)

    def __exit__(self, *_: object) -> None:
        moved = [self.column == self.value if part.left is self.column else part for part in self.here]
        self.set(self.before, moved)

    def set(self, value: Any, here: list[Any]) -> None:
        with writing() as session:
            session.execute(update(self.column.table).where(*here).values({self.column.name: value}))


# -- rows that are gone, added or moved


def sql(statement: str, **facts: Any) -> None:
    with writing() as session:
        session.execute(text(statement), facts)


def swap(case: int) -> None:
    for before, after in ((2, 1000), (3, 2), (1000, 3)):
        sql(
            "UPDATE journal_entry SET seq = :after WHERE case_id = :case AND seq = :before",
            case=case,
            before=before,
            after=after,
        )


def forget(case: int) -> None:
    """The whole case with all its rows, and the counter set back."""
    with writing() as session:
        for table in reversed(db.metadata.sorted_tables):
            if "case_id" in table.c:
                session.execute(delete(table).where(table.c.case_id == case))
        session.execute(delete(models.Case).where(models.Case.id == case))
        session.execute(update(models.CaseNumber).values(last=0))


def cut_tail(case: int) -> None:
    """The last entry goes, and the case is set back to the one before, as somebody careful would do it."""
    entries = journal.entries(case)
    last, before = entries[-1], entries[-2]
    sql("DELETE FROM journal_entry WHERE case_id = :case AND seq = :seq", case=case, seq=last.seq)
    sql(
        'UPDATE "case" SET seq = :seq, head = :head, digest = :digest WHERE id = :case',
        case=case,
        seq=before.seq,
        head=before.hash,
        digest=before.digest,
    )


def insert_entry(case: int) -> None:
    """A forged entry at the end, correct in everything but the signature."""
    last = journal.entries(case)[-1]
    forged = journal.Entry(**{**vars_of(last), "seq": last.seq + 1, "previous": last.hash})
    with writing() as session:
        row = journal.Entry(**{**vars_of(forged), "hash": journal.hash_of(forged)}).row
        session.execute(insert(models.JournalEntry).values(**row))
        session.execute(update(models.Case).where(models.Case.id == case).values(seq=forged.seq, head=row["hash"]))


def vars_of(entry: journal.Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in journal.Entry.__dataclass_fields__}


def damage_file(case: int) -> None:
    (file,) = attachments.of_case(case)
    attachments.path_of(file).write_bytes(b"%PDF-1.6")


def lose_file(case: int) -> None:
    (file,) = attachments.of_case(case)
    attachments.path_of(file).unlink()


def lose_checkpoints(_case: int) -> None:
    sql("DELETE FROM checkpoint")


def lose_exports(_case: int) -> None:
    for _, path in checkpoints.files(settings().checkpoints):
        path.unlink()


def damage_export(_case: int) -> None:
    for _, path in checkpoints.files(settings().checkpoints):
        path.write_text(path.read_text().replace("shouwen-checkpoint-1", "shouwen-checkpoint-2"))


CHANGES: list[tuple[Callable[[int], None], str]] = [
    (lambda case: sql("DELETE FROM journal_entry WHERE case_id = :case AND seq = 2", case=case), "EntryMissing"),
    (lambda case: sql("DELETE FROM journal_entry WHERE case_id = :case AND seq = 1", case=case), "EntryMissing"),
    (lambda case: sql("DELETE FROM journal_entry WHERE case_id = :case AND seq > 3", case=case), "TailCut"),
    (lambda case: sql("DELETE FROM journal_entry WHERE case_id = :case", case=case), "JournalEmpty"),
    (swap, "EntryChanged"),
    (cut_tail, "HeadChanged"),
    (insert_entry, "NotSigned"),
    (forget, "CaseVanished"),
    (lambda case: sql("DELETE FROM task WHERE case_id = :case AND no = 1", case=case), "RowMissing"),
    (lambda case: sql("DELETE FROM timer WHERE case_id = :case", case=case), "RowMissing"),
    (
        lambda case: sql(
            "INSERT INTO case_party (case_id, task_no, name, unit, claimable, due_at)"
            " SELECT case_id, task_no, 'handler@bank-b', 'bank-b', claimable, due_at FROM case_party"
            " WHERE case_id = :case AND name = 'handler@bank-a'",
            case=case,
        ),
        "RowAdded",
    ),
    (lambda case: sql("UPDATE process_file SET content = :x", x=b"<x/>"), "VersionChanged"),
    (lambda case: sql("DELETE FROM process_file WHERE name LIKE 'forms/%'"), "VersionChanged"),
    (damage_file, "FileChanged"),
    (lose_file, "FileMissing"),
    (lose_checkpoints, "CheckpointMissing"),
    (lose_exports, "CheckpointMissing"),
    (damage_export, "CheckpointChanged"),
]


@pytest.mark.parametrize(("change", "kind"), CHANGES)
def test_what_was_done_behind_casework_s_back_is_named(worked: int, change: Callable[[int], None], kind: str) -> None:
    change(worked)
    assert kind in problems()


def test_a_case_that_vanished_before_any_checkpoint_leaves_a_gap_in_the_numbers(worked: int) -> None:
    gone = cases.start("worked", {}, who("li")).case_id
    cases.start("worked", {}, who("li"))
    with writing() as session:
        for table in reversed(db.metadata.sorted_tables):
            if "case_id" in table.c:
                session.execute(delete(table).where(table.c.case_id == gone))
        session.execute(delete(models.Case).where(models.Case.id == gone))
    assert "CaseVanished" in problems()


# -- records of deeds on calendars and parameters


@pytest.fixture
def decided(worked: int) -> int:
    """A branch's calendar that a unit counts by, and a parameter with two values, one of them superseded."""
    publishing.new_branch(publishing.branch(days={date(2027, 3, 1): Day(False, "行庆")}))
    calendars.use("bank-a", "bank-a", who("zhou"), "甲银行自定")
    limit = {"id": "share", "name": "比例", "type": "percentage", "range": [0, 1], "purpose": "", "source": "第五条"}
    parameters_setup.declare(declared.parse({"procedures": {}, "parameters": [limit]}))
    for value in ("0.3", "0.4"):
        parameters.publish(parameters.propose("share", "house", value, "年度会议", who("lu")), who("zhou"))
    checkpoints.write()
    return worked


@pytest.mark.parametrize("name", ["calendar_entry", "parameter_entry", "parameter_change"])
def test_any_change_of_a_record_or_of_what_it_tells_of_is_found(decided: int, name: str) -> None:
    find_every_change(name, lambda: any(attested.check_calendars()))


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM calendar_entry WHERE seq = 1", "DeedChanged"),
        ("DELETE FROM calendar_entry WHERE seq = (SELECT max(seq) FROM calendar_entry)", "RecordCut"),
        ("DELETE FROM calendar_entry", "RecordCut"),
        ("DELETE FROM unit_calendar", "CalendarNotChosen"),
        ("UPDATE unit_calendar SET calendar_id = 'cn'", "CalendarNotChosen"),
        ("UPDATE calendar_version SET current = NOT current WHERE id = 'bank-a'", "CalendarNotPublished"),
        ("DELETE FROM parameter_entry WHERE seq = 2", "ParameterDeedChanged"),
        ("DELETE FROM parameter_entry WHERE seq = (SELECT max(seq) FROM parameter_entry)", "RecordCut"),
        ("DELETE FROM parameter_entry", "RecordCut"),
        ("DELETE FROM parameter_change WHERE NOT current", "ParameterChanged"),
    ],
)
def test_what_is_done_to_a_record_or_behind_its_back_is_named(decided: int, statement: str, kind: str) -> None:
    sql(statement)
    assert kind in problems()


def test_a_checkpoint_is_written_when_only_a_record_has_moved(decided: int) -> None:
    assert checkpoints.write() is None
    parameters.propose("share", "house", "0.5", "放宽", who("lu"))
    written = checkpoints.write()
    assert written is not None
    assert (written.heads, written.records["parameters"][0]) == ([], 5)
    assert verify.verify().ok


def test_what_there_was_before_there_was_a_record_is_taken_over_by_set_up(house: Flask) -> None:
    limit = {"id": "share", "name": "比例", "type": "percentage", "range": [0, 1], "purpose": "", "source": "第五条"}
    book = declared.parse({"procedures": {}, "parameters": [limit]})
    parameters_setup.declare(book)
    parameters.publish(parameters.propose("share", "house", "0.3", "年度会议", who("lu")), who("zhou"))
    for table in ("calendar_entry", "parameter_entry"):
        sql(f"DELETE FROM {table}")
    assert problems() == {"CalendarNotPublished", "ParameterChanged"}
    setup.set_up()
    parameters_setup.declare(book)
    assert verify.verify().ok


def test_an_entry_signed_with_another_key_is_found(worked: int) -> None:
    """Somebody who rewrites the whole chain of a case still lacks the private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    name = keys.name_of(private.public_key())
    own = keys.Keys(private, name, {name: private.public_key()})
    previous = journal.GENESIS
    with writing() as session:
        for entry in journal.entries(worked):
            changed = {"by": "bo" if entry.by == "li" else entry.by, "previous": previous}
            forged = journal.seal(journal.Entry(**{**vars_of(entry), **changed}), own)
            table: Table = models.JournalEntry.__table__  # type: ignore[assignment]
            here = (table.c.case_id == worked, table.c.seq == entry.seq)
            session.execute(update(table).where(*here).values(**forged.row))
            previous = forged.hash
        session.execute(update(models.Case).where(models.Case.id == worked).values(head=previous))
    assert problems() >= {"NotSigned", "HeadChanged"}


def test_a_retired_key_still_holds_what_it_signed(worked: int) -> None:
    path = settings().signing_key
    old = keys.current()
    path.unlink()
    keys.make(path)
    (path.parent / f"journal-{old.name}.pub").write_bytes(keys.public_pem(old.private.public_key()))
    from app.casework.kept import kept

    kept().keys = None
    assert keys.current().name != old.name
    assert verify.verify().ok
    notes.comment(worked, "mit neuem Schlüssel", who("li"))
    assert verify.verify().ok


def test_a_state_and_rows_made_to_agree_are_found_by_replay(worked: int) -> None:
    """An insider with the key could write a consistent lie; replaying the commands tells."""
    entry = journal.entries(worked)[1]
    said = record.text_of(entry.came)
    lie = said.replace('"80%', '"81%').replace("record#1@50%", "record#1@51%")
    assert lie != said
    signed = journal.seal(journal.Entry(**{**vars_of(entry), "outcome": lie}), keys.current())
    assert journal.is_signed(signed, keys.current())
    problem = [str(found) for found in verify.check_replay((journal.entries(worked)[0], signed))]
    assert problem
    assert "Entry 2 does not replay" in problem[0]
