"""A person of one member bank never sees another bank's case: by no list, count, search, id, task or file."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from app.casework import attachments, cases, journal, messages, notes, tasks
from app.casework.attachments import AttachmentNotFound
from app.casework.commands import Outcome
from app.errors import CaseNotFound, NobodyWaits, TaskNotFound
from tests.support.bpmn import Bpmn
from tests.support.house import FORM, deployed, who

SECRET = "绝密投诉"


@pytest.fixture
def case(house: Flask) -> Outcome:
    """A case of bank A, with a task at the bank, a file, a comment, and a message it waits for."""
    diagram = (
        Bpmn("p")
        .start()
        .user("record", groups="clerk@association", form="record", due="=workdays(2)")
        .properties(shown="channel")
        .both("both")
        .user("verify", groups='="handler@" + bank', due="=workdays(2)")
        .end()
        .at("both")
        .catch("more", message="more")
        .end("more_end")
    )
    process = deployed(diagram, {"record": FORM})
    started = cases.start(process, {}, who("li"))
    file = attachments.keep(io.BytesIO(b"%PDF-1.7 secret"), "信.pdf", who("li"))
    values = {"channel": SECRET, "bank": "bank-a", "files": [file.id]}
    done = tasks.complete(started.opened[0], values, who("li"))
    notes.comment(done.case_id, "只给甲银行看", who("an"))
    return done


OTHERS = ["bo", "bu", "ning"]
THOSE_WHO_SEE = ["li", "wang", "zhao", "an", "an2", "gao", "zheng", "shen", "zhou"]


@pytest.mark.parametrize("login", OTHERS)
def test_others_see_it_in_no_way(case: Outcome, login: str) -> None:
    by = who(login)
    for wanted in ({}, {"text": SECRET}, {"values": {"channel": SECRET}}, {"process": "p"}, {"owner": "li"}):
        assert (cases.find(by, **wanted).total, cases.find(by, **wanted).items) == (0, ())
        assert (tasks.find(by, **wanted).total, tasks.find(by, **wanted).items) == (0, ())
    assert tasks.find(by, status="completed").total == 0
    assert tasks.of_my_groups(by).total == tasks.mine(by).total == tasks.done_by(by).total == 0
    assert vars(tasks.counts(by)) == {"mine": 0, "overdue": 0, "groups": 0}
    for look in (cases.get, cases.view, journal.of, notes.of):
        with pytest.raises(CaseNotFound):
            look(case.case_id, by)
    with pytest.raises(CaseNotFound):
        cases.by_number(case.number, by)
    with pytest.raises(TaskNotFound):
        tasks.get(case.opened[0], by)
    with pytest.raises(AttachmentNotFound):
        attachments.get(attachments.of_case(case.case_id)[0].id, by)
    for change in (
        lambda: notes.comment(case.case_id, "x", by),
        lambda: cases.cancel(case.case_id, "x", by),
        lambda: cases.mend(case.case_id, {"channel": "x"}, "x", by),
        lambda: cases.retry(case.case_id, "x", by),
    ):
        with pytest.raises(CaseNotFound):
            change()
    with pytest.raises(NobodyWaits):
        messages.deliver("more", None, {}, by)


@pytest.mark.parametrize("login", THOSE_WHO_SEE)
def test_those_who_have_a_part_in_it_or_look_after_it_see_it(case: Outcome, login: str) -> None:
    by = who(login)
    assert [found.id for found in cases.find(by, text=SECRET)] == [case.case_id]
    assert cases.get(case.case_id, by).number == case.number
    assert cases.by_number(case.number, by).id == case.case_id
    assert tasks.get(case.opened[0], by).element == "verify"
    assert attachments.get(attachments.of_case(case.case_id)[0].id, by).name == "信.pdf"
    assert [entry.asked["text"] for entry in notes.of(case.case_id, by)] == ["只给甲银行看"]


def test_a_branch_does_not_see_what_is_its_bank_s(case: Outcome) -> None:
    assert cases.find(who("ai")).total == 0


def test_only_the_bank_s_people_can_take_its_task(case: Outcome) -> None:
    assert [task.element for task in tasks.of_my_groups(who("an"))] == ["verify"]
    for login in ("li", "an2", "bo", "shen"):
        assert tasks.of_my_groups(who(login)).items == ()
    assert tasks.may(tasks.get(case.opened[0], who("an")), who("an")) == {
        "claim",
        "complete",
        "assign",
        "take_over",
        "copy",
        "recuse",
    }
    assert tasks.may(tasks.get(case.opened[0], who("gao")), who("gao")) == {"assign", "take_over", "copy", "urge"}
    assert tasks.may(tasks.get(case.opened[0], who("shen")), who("shen")) == frozenset()


def test_a_file_of_another_case_cannot_be_handed_in(case: Outcome) -> None:
    """Knowing its id is not enough: it would show up in the thief's own case."""
    stolen = attachments.of_case(case.case_id)[0].id
    started = cases.start("p", {}, who("li"))
    with pytest.raises(Exception, match="files"):
        tasks.complete(started.opened[0], {"channel": "x", "files": [stolen]}, who("li"))


def test_an_upload_is_its_uploader_s_until_it_is_handed_in(house: Flask) -> None:
    file = attachments.keep(io.BytesIO(b"text"), "a.txt", who("an"))
    assert attachments.get(file.id, who("an")).case_id is None
    for login in ("an2", "shen"):
        with pytest.raises(AttachmentNotFound):
            attachments.get(file.id, who(login))


def test_a_task_for_a_bare_role_shows_the_case_to_the_unit_of_whoever_takes_it(house: Flask) -> None:
    process = deployed(Bpmn("bare").start().user("any", groups="handler", priority="50").end())
    started = cases.start(process, {}, who("li"))
    with pytest.raises(CaseNotFound):
        cases.get(started.case_id, who("an2"))
    assert [found.id for found in cases.find(who("bo"))] == [started.case_id]
    tasks.claim(started.opened[0], who("an"))
    assert cases.get(started.case_id, who("an2")).unit == "association"
