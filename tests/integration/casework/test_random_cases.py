"""Random cases replay to the digests that were recorded; and whatever is changed in them at random is found there."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from app.casework import cases, checkpoints, notes, tasks, timers, verify
from app.store import models, writing
from tests.integration.casework.test_verify import another
from tests.support.bpmn import Bpmn
from tests.support.house import FORM, Templates, deployed, who

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
ATTESTED = [column for column in models.JournalEntry.__table__.columns if not column.primary_key]


def rework() -> Bpmn:
    """Recorded again and again until it is well; beside it a reminder goes off, and an inclusive choice."""
    diagram = Bpmn("rework").start().xor("again").user("record", groups="clerk@association", form="record")
    diagram.extend('<zeebe:taskSchedule dueDate="=workdays(1)"/>').properties(shown="channel")
    diagram.some("choice").when('= channel = "好"').end("done").at("choice").when('= channel != "好"').to("again")
    return diagram


DEEDS = st.lists(
    st.tuples(st.sampled_from(["complete", "claim", "comment", "wait", "finish"]), st.integers(1, 60)), max_size=8
)


def act(case_id: int, deeds: list[tuple[str, int]]) -> None:
    """Does one after another, each so many hours after the one before; what cannot be done any more is left out."""
    at, claimed = START, set()
    for deed, hours in deeds:
        at += timedelta(hours=hours)
        timers.settle(case_id, at)
        if cases.get(case_id, who("li")).status != "open":
            return
        number = latest(case_id)
        if deed in ("complete", "finish"):
            values = {"channel": "好" if deed == "finish" else f"第{hours}次"}
            tasks.complete(f"{case_id}-{number}", values, who("li"), at=at)
        elif deed == "claim" and number not in claimed:
            claimed.add(number)
            tasks.claim(f"{case_id}-{number}", who("li"), at=at)
        elif deed == "comment":
            notes.comment(case_id, f"说明{hours}", who("li"), at=at)


def latest(case_id: int) -> int:
    with writing() as session:
        asked = select(models.Task.no).where(models.Task.case_id == case_id).order_by(models.Task.no.desc()).limit(1)
        return session.execute(asked).scalar_one()


def tamper(case_id: int, how: str, choice: random.Random) -> int:
    """Changes the journal of a case; the entry at which it must show."""
    entry = models.JournalEntry
    with writing() as session:
        last = session.execute(select(models.Case.seq).where(models.Case.id == case_id)).scalar_one()
        seq = choice.randint(1, last)
        here = (entry.case_id == case_id, entry.seq == seq)
        if how == "change":
            column = choice.choice(ATTESTED)
            value = session.execute(select(column).where(*here)).scalar_one()
            session.execute(update(entry).where(*here).values({column.name: another(column, value)}))
        elif how == "delete":
            session.execute(delete(entry).where(*here))
        elif how == "insert":
            row: dict[str, Any] = dict(session.execute(select(*entry.__table__.columns).where(*here)).one()._mapping)
            session.execute(insert(entry).values(row | {"seq": last + 1, "key": None}))
            session.execute(update(models.Case).where(models.Case.id == case_id).values(seq=last + 1))
            return last + 1
        elif how == "cut":
            session.execute(delete(entry).where(entry.case_id == case_id, entry.seq >= max(seq, 2)))
            return max(seq, 2) - 1
    return seq


def test_random_cases_replay_and_what_is_changed_in_them_is_found_there(templates: Templates, tmp_path: Path) -> None:
    @settings(max_examples=12)
    @given(DEEDS, st.sampled_from(["change", "delete", "insert", "cut"]), st.randoms(use_true_random=False))
    def all_of_it(deeds: list[tuple[str, int]], how: str, choice: random.Random) -> None:
        with templates.sqlite(tmp_path / uuid4().hex):
            deployed(rework(), {"record": FORM})
            case_id = cases.start("rework", {}, who("li"), at=START).case_id
            act(case_id, [("comment", 1), *deeds])
            checkpoints.write()
            report = verify.verify()
            assert report.ok, [str(finding) for finding in report.findings]
            seq, number = tamper(case_id, how, choice), cases.get(case_id, who("li")).number
            found = verify.verify().findings
            near = {finding.seq for finding in found if finding.number == number}
            assert near & {seq, seq + 1}, (how, seq, [str(finding) for finding in found])

    all_of_it()
