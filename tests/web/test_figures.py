"""Figures over cases: counted by the worker from the journals, kept in the journal, printed with their cases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app import create_app
from app.calendars import seed
from app.casework import calendars as kept_calendars
from app.casework import (
    cases,
    checking,
    declared,
    demo,
    deploy,
    examples,
    figures,
    organisation,
    outbox,
    parameters_setup,
    people,
    people_admin,
    replay,
    setup,
    sources,
    tasks,
    versions,
    watches,
)
from app.casework.examples import Example
from app.config import Settings
from app.store import db, models, writing
from app.worker.handlers import handlers

PROCESSES = Path(__file__).parents[2] / "processes"
NEEDED = ("si-dispatch", "emp-assessment", "bank-association", "half-year-bulletin", "mass-complaint")
LATER = datetime.fromisoformat("2026-07-20T00:00+08:00")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo organisation with some of its processes, and complaints of March 2026 in them."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("data"), rate="1000000 per minute", log_level="CRITICAL"))
    with app.app_context():
        setup.set_up()
        people_admin.take_over(organisation.read(PROCESSES / demo.ORGANISATION))
        three = tmp_path_factory.mktemp("organisation") / demo.ORGANISATION
        whole = (PROCESSES / demo.ORGANISATION).read_text("utf-8")
        three.write_text(whole.replace("mass_complaints_least: 10", "mass_complaints_least: 3"), "utf-8")
        book = declared.read(PROCESSES / declared.FILE, three)
        parameters_setup.declare(book)
        parameters_setup.take_examples(book, people.directory().units.keys())
        for process in NEEDED:
            found = sources.collect(PROCESSES / process, checking.forms_of(PROCESSES / process))
            deploy.deploy(found, process, people.actor(demo.first_owner()), judged=())
        for name in ("01-straight", "14-hard-granted", "11-resolve-missed"):
            play("si-dispatch", name)
        play("bank-association", "01-straight")
        play("bank-association", "06-forward-missed")
        play("bank-association", "03-out-of-scope")
    yield app
    with app.app_context():
        db.engine.dispose()


def play(process: str, name: str) -> None:
    found = examples.read(PROCESSES / process / "examples" / f"{name}.yaml", process)
    demo.play(Example(**{**vars(found), "name": f"{process}/{name}"}), seed().default, LATER)


def begin(process: str, element: str, at: str, unit: str) -> int:
    """A case that the clock starts; what it asks for is counted by the worker's handler."""
    version, calendar = versions.load(versions.in_use(process).hash), kept_calendars.in_force("cn")
    with writing() as session:
        begun = cases.start_by_clock(
            session, version, calendar, element=element, at=calendar.local(at), unit=unit, key=f"{process}:{at}"
        )
    while outbox.deliver_due(handlers(())):
        pass
    return begun.case_id


@pytest.fixture
def inside(library: Flask) -> Iterator[None]:
    """For tests that ask casework; a client's requests have contexts of their own."""
    with library.app_context():
        yield


def signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        unique = db.session.scalar(db.select(models.Person.fs_uniquifier).filter_by(login=login))
    with client.session_transaction() as session:
        session.update(_user_id=unique, _fresh=True, fs_paa=time.time(), fs_cc="set")
    return client


@pytest.fixture(scope="module")
def month(library: Flask) -> int:
    with library.app_context():
        return begin("emp-assessment", "emp_month_begins", "2026-04-08T09:00", "operator-group")


@pytest.fixture(scope="module")
def half_year(library: Flask) -> int:
    with library.app_context():
        return begin("half-year-bulletin", "half_year_begins", "2026-07-01T09:00", "association")


def number_and_whole(app: Flask, case: int) -> tuple[str, dict[str, Any]]:
    with app.app_context():
        nobody = people.system("test")
        return cases.get(case, nobody).number, cases.view(case, nobody).values["whole"]


def test_a_month_is_counted_from_the_journals_of_its_complaints(inside: None, month: int) -> None:
    view = cases.view(month, people.system("test"))
    table = view.values["counted"]["tables"][0]
    mine = table["rows"][0]
    assert [row["of"] for row in table["rows"]] == ["si-a", "si-b"]
    counts = {name: mine[name]["count"] for name in ("complaints", "timely", "hard", "hard_timely", "visits")}
    assert counts == {"complaints": 3, "timely": 1, "hard": 1, "hard_timely": 0, "visits": 3}
    assert len(set(mine["complaints"]["cases"])) == 3
    assert table["rows"][1]["complaints"] == {"count": 0, "cases": []}
    assert [task.element for task in view.tasks] == ["close_emp_month"]


def test_the_month_before_is_remembered(inside: None, month: int) -> None:
    """Nobody types in for how many months an SI has been over the limit: the assessment before says it."""
    number = cases.get(month, people.system("test")).number
    at = datetime.fromisoformat("2026-04-08T10:00+08:00")
    for task in (task for task in tasks.of_case(month) if task.status == "open"):
        entered = [{"si": si, "base": 40, "response_score": 90, "response_note": ""} for si in ("si-a", "si-b")]
        tasks.complete(task.id, {"entered": entered}, people.actor("op.liao"), at=at)
    for login, element, said in (
        ("sia.cui", "answer_result", {"answer": "无异议"}),
        ("sib.qin", "answer_result", {"answer": "无异议"}),
        ("op.yi", "confirm_result", {"confirmation": "确认", "confirm_opinion": "已核对"}),
        ("op.yi", "confirm_result", {"confirmation": "确认", "confirm_opinion": "已核对"}),
    ):
        actor = people.actor(login)
        mine = next(t for t in tasks.of_case(month) if t.element == element and "complete" in tasks.may(t, actor))
        tasks.complete(mine.id, said, actor, at=at)
    assert cases.get(month, people.system("test")).status == "ended"
    after = begin("emp-assessment", "emp_month_begins", "2026-05-11T09:00", "operator-group")
    rows = cases.view(after, people.system("test")).values["counted"]["tables"][0]["rows"]
    assert [row["previous_case"] for row in rows] == [number, number]
    assert [row["previous_months"] for row in rows] == [0, 0]
    assert [row["complaints"]["count"] for row in rows] == [0, 0]


def test_a_half_year_is_counted_with_its_limits(inside: None, half_year: int) -> None:
    whole = cases.view(half_year, people.system("test")).values["whole"]
    counts = {name: whole[name]["count"] for name in ("cases", "valid", "forward_due", "forward_timely")}
    assert counts == {"cases": 3, "valid": 2, "forward_due": 2, "forward_timely": 1}


def test_what_was_counted_replays_without_counting_again(inside: None, month: int) -> None:
    assert replay.replay(month).matches


def test_a_mass_of_complaints_starts_its_case_once_on_the_record(inside: None) -> None:
    evening = datetime.fromisoformat("2026-03-16T12:00+00:00")
    assert watches.look(evening - timedelta(days=3)) == 0
    assert [watches.look(evening), watches.look(evening)] == [1, 0]
    [case] = cases.find(people.system("test"), process="mass-complaint").items
    view = cases.view(case.id, people.system("test"))
    assert [task.element for task in view.tasks] == ["suspend_service"]
    assert view.values["complaints"] == len(view.values["source_cases"]) == 3
    assert replay.replay(case.id).matches


def test_what_nobody_knows_how_to_count_is_refused(inside: None) -> None:
    with pytest.raises(figures.BadQuestion, match="nonsense"):
        figures.count({"of": "nonsense"}, as_of=LATER, calendar="cn")


def test_the_document_names_the_cases_behind_each_number(library: Flask, half_year: int) -> None:
    number, whole = number_and_whole(library, half_year)
    page = signed_in(library, "assoc.li").get(f"/cases/{number}/figures?compare=1").text
    for case in whole["cases"]["cases"]:
        assert f'href="/cases/{case}"' in page
    assert "每个数字都相同" in page


def test_the_workbook_holds_numbers_as_numbers_and_their_cases(library: Flask, half_year: int) -> None:
    number, whole = number_and_whole(library, half_year)
    answer = signed_in(library, "assoc.li").get(f"/cases/{number}/figures.xlsx")
    numbers, behind = load_workbook(BytesIO(answer.data)).worksheets
    assert any(row[:3] == ("全部", 3, 2) for row in numbers.iter_rows(values_only=True))
    named = {row[4] for row in behind.iter_rows(min_row=2, values_only=True)}
    assert named >= set(whole["cases"]["cases"])


def test_whoever_may_not_see_the_case_gets_neither(library: Flask, half_year: int) -> None:
    number, _ = number_and_whole(library, half_year)
    stranger = signed_in(library, "retail.liu")
    assert stranger.get(f"/cases/{number}/figures").status_code == 404
    assert stranger.get(f"/cases/{number}/figures.xlsx").status_code == 404


def test_a_case_that_asked_for_no_figures_has_no_document(library: Flask) -> None:
    with library.app_context():
        number = cases.find(people.system("test"), process="bank-association").items[0].number
    a = signed_in(library, "assoc.li").get(f"/cases/{number}/figures")
    assert a.status_code == 404, a.text[:3000]
