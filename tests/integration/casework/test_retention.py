"""What a case holds of people is sealed under its own key, and gone for good when two people have disposed of it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.casework import attachments, cases, checkpoints, deploy, journal, notes, replay, retention, tasks, verify
from app.errors import CaseDisposed
from app.store import db, models, writing
from tests.support.bpmn import Bpmn
from tests.support.house import FORM, who

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
LATER = datetime(2029, 10, 1, 1, 0, tzinfo=UTC)
NAME = "欧阳娜娜"


@pytest.fixture
def ended(house: Flask) -> int:
    """A case that is done, of a process that keeps its cases for three years."""
    diagram = Bpmn("kept").start().user("record", groups="clerk@association", form="record").end()
    files = diagram.sources({"record": FORM}) | {"process.bpmn": kept_for_three_years(diagram)}
    deploy.deploy(files, "kept", who("lu"))
    file = attachments.keep(io.BytesIO(b"%PDF-1.7"), f"{NAME}.pdf", who("li"))
    started = cases.start("kept", {}, who("li"), at=START)
    notes.comment(started.case_id, f"{NAME}来电", who("li"), at=START)
    values = {"channel": NAME, "files": [file.id]}
    tasks.complete(started.opened[0], values, who("li"), at=START + timedelta(days=1))
    checkpoints.write()
    return started.case_id


def kept_for_three_years(diagram: Bpmn) -> bytes:
    said = (
        b'<bpmn:extensionElements><zeebe:properties><zeebe:property name="shown" value="channel"/>'
        b'<zeebe:property name="retention_years" value="3"/></zeebe:properties></bpmn:extensionElements>'
    )
    return diagram.bytes().replace(b'<bpmn:startEvent id="start"', said + b'<bpmn:startEvent id="start"', 1)


def everything_kept() -> str:
    """All that the database holds, as a thief would have it."""
    found: list[Any] = []
    for table in db.metadata.sorted_tables:
        found += [tuple(row) for row in db.session().execute(select(table))]
    db.session().rollback()
    return repr(found)


def test_the_journal_and_the_state_cannot_be_read_in_the_database(ended: int) -> None:
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT command, outcome FROM journal_entry")).all()
        (state,) = connection.execute(select(models.Case.__table__.c.state)).one()
    assert all(part.startswith("sealed1:") for row in rows for part in row)
    assert bytes(state).startswith(b"sealed1:")
    assert journal.entries(ended)[1].asked["text"] == f"{NAME}来电"


def test_each_case_has_a_key_of_its_own_and_the_one_does_not_open_the_other(ended: int) -> None:
    other = cases.start("kept", {}, who("li")).case_id
    with writing() as session:
        key = session.execute(select(models.Case.sealed_key).where(models.Case.id == other)).scalar_one()
        session.execute(models.Case.__table__.update().where(models.Case.id == ended).values(sealed_key=key))
    assert "EntryUnreadable" in {finding.kind for finding in verify.verify(cases=[ended]).findings}


def test_entries_of_before_cases_were_sealed_are_still_read(ended: int) -> None:
    entry = journal.entries(ended)[0]
    plain = journal.Entry(**{**fields_of(entry), "command": '{"command":"Start"}', "sealed_key": None})
    assert plain.asked == {"command": "Start"}


def fields_of(entry: journal.Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in journal.Entry.__dataclass_fields__}


def test_disposal_takes_two_and_leaves_nothing_of_the_person_but_a_chain_that_verifies(ended: int) -> None:
    assert [case.id for case in retention.due(who("zhou"), LATER)] == [ended]
    proposal = retention.propose([ended], "保存期满", who("zhou"), at=LATER)
    with pytest.raises(retention.OwnProposal):
        retention.approve(proposal, who("zhou"), at=LATER)
    assert NAME in everything_kept()

    assert retention.approve(proposal, who("lu"), at=LATER) == (1, ())
    assert NAME not in everything_kept()
    assert attachments.digest_of(attachments.of_case(ended)[0].digest) is None
    report = verify.verify()
    assert report.ok, [str(finding) for finding in report.findings]
    case = cases.get(ended, who("li"))
    assert (case.status, case.shown, case.disposed_at) == ("ended", {}, LATER)
    last = journal.entries(ended)[-1]
    assert (last.by, last.asked["asked_by"], last.asked["reason"]) == ("lu", "zhou", "保存期满")


def test_what_was_disposed_of_says_so_wherever_it_is_asked_for(ended: int) -> None:
    dispose(ended)
    for ask in (
        lambda: cases.view(ended, who("li")),
        lambda: notes.comment(ended, "?", who("li")),
        lambda: replay.replay(ended),
    ):
        with pytest.raises(CaseDisposed):
            ask()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE task SET closed_by = 'bo'",
        "DELETE FROM case_party WHERE task_no = 1",
        """UPDATE "case" SET owner = 'bo'""",
        """UPDATE "case" SET ended = 'other'""",
        """UPDATE "case" SET disposed_at = NULL""",
        "UPDATE journal_entry SET command = replace(command, 'zhou', 'li') WHERE kind = 'Dispose'",
        "DELETE FROM journal_entry WHERE kind = 'Dispose'",
    ],
)
def test_whoever_changes_what_a_disposal_left_is_found(ended: int, change: str) -> None:
    dispose(ended)
    with writing() as session:
        session.execute(text(change))
    assert not verify.verify().ok


def test_a_key_that_is_gone_without_a_disposal_is_found(ended: int) -> None:
    with writing() as session:
        session.execute(text('UPDATE "case" SET sealed_key = NULL'))
    assert {finding.kind for finding in verify.verify().findings} >= {"KeyMissing"}


def test_nothing_is_disposed_of_before_its_time_or_while_it_is_held_back(ended: int) -> None:
    with pytest.raises(retention.NotKeptLongEnough):
        retention.propose([ended], "太早", who("zhou"), at=START + timedelta(days=400))
    assert retention.due(who("zhou"), START + timedelta(days=400)) == ()
    retention.hold_back(ended, "诉讼中", who("zhou"), at=LATER)
    assert retention.due(who("zhou"), LATER) == ()
    with pytest.raises(retention.HeldBack):
        retention.propose([ended], "保存期满", who("zhou"), at=LATER)
    retention.let_go(ended, "已结案", who("zhou"), at=LATER)
    assert [case.id for case in retention.due(who("zhou"), LATER)] == [ended]
    assert verify.verify().ok


def dispose(case: int) -> None:
    retention.approve(retention.propose([case], "保存期满", who("zhou"), at=LATER), who("lu"), at=LATER)
