"""The audit room: finding cases, reading journals, replaying step by step, and proving that nothing was changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import clock
from app.casework import cases, notes, people, tasks, timers, words
from app.store import db
from tests.support.bpmn import Bpmn
from tests.support.house import deployed
from tests.support.packs import unpacked
from tests.web.conftest import SignedIn
from tests.web.work import begin, complete, open_task

FOUND = "柜员解释不清,已当面致歉。"


@pytest.fixture
def auditor(signed_in: SignedIn) -> FlaskClient:
    return signed_in("shen")


@pytest.fixture
def case(signed_in: SignedIn) -> str:
    """A case in which the bank has done its part; its number."""
    number = begin(signed_in("li"), complainant="钱多多")
    bank = signed_in("an")
    task = open_task(bank, number)
    bank.post(f"/tasks/{task}/claim")
    assert complete(bank, task, finding=FOUND, loss="12.5").status_code == 303
    return number


@pytest.fixture
def tampered(app: Flask, case: str) -> Iterator[str]:
    """The case with one journal row edited behind the application's back; mended at the end.

    What a row holds is sealed: one letter of it is another.
    """
    here = 'WHERE seq = 1 AND case_id = (SELECT id FROM "case" WHERE number = :number)'

    def write(content: str) -> None:
        with app.app_context():
            db.session.execute(text(f"UPDATE journal_entry SET command = :to {here}"), {"to": content, "number": case})
            db.session.commit()

    with app.app_context():
        kept = db.session.execute(text(f"SELECT command FROM journal_entry {here}"), {"number": case}).scalar_one()
    write(kept[:40] + ("B" if kept[40] == "A" else "A") + kept[41:])
    yield case
    write(kept)


# -- finding


def test_a_number_leads_straight_to_its_journal(auditor: FlaskClient, case: str) -> None:
    assert auditor.get(f"/audit/?q={case}").location == f"/audit/cases/{case}"


def test_a_case_is_found_by_words_person_process_and_state(auditor: FlaskClient, case: str) -> None:
    for query in ("person=an", "person=安", "process=complaint", "status=open", "q=&since=2020-01-01"):
        assert case in auditor.get(f"/audit/?{query}").text, query
    for query in ("person=bo", "person=谁也不是", "process=none", "status=cancelled", "until=2020-01-01", "q=没有这个"):
        assert f"/audit/cases/{case}" not in auditor.get(f"/audit/?{query}").text, query


def test_a_case_is_found_by_unit_version_and_whether_it_is_late(
    app: Flask, auditor: FlaskClient, api: Callable[[str], FlaskClient], case: str
) -> None:
    with app.app_context():
        one = cases.by_number(case, people.system("test"))
    here = f"/audit/cases/{case}"
    for query in (f"unit={one.unit}", f"process={one.process}&version={one.version}"):
        assert here in auditor.get(f"/audit/?{query}").text, query
    for query in ("unit=nowhere", f"process={one.process}&version=99", "late=overdue", "late=breached"):
        assert here not in auditor.get(f"/audit/?{query}").text, query
    later = {"overdue_at": "2099-01-01T00:00:00Z"}
    token = api("shen")
    answer = token.get("/api/v1/cases", query_string=later | {"process": one.process})
    assert case in [each["number"] for each in answer.json["items"]]
    assert not token.get("/api/v1/cases?breached=true&person=an").json["items"]


@pytest.mark.parametrize(
    "query",
    [
        "version=-1",
        "version=99999999999999999999",
        "name=password&value=1",
        "since=soon",
        "sort=password",
        "page=-3",
        "page=x",
        "status=any",
        "until=9999-12-31",
    ],
)
def test_a_search_that_makes_no_sense_is_harmless(auditor: FlaskClient, query: str) -> None:
    assert auditor.get(f"/audit/?{query}").status_code == 200


def test_a_case_is_found_by_what_was_written_in_it_and_not_beyond_sight(
    app: Flask, auditor: FlaskClient, signed_in: SignedIn, case: str
) -> None:
    here = f"/audit/cases/{case}"
    with app.app_context():
        while words.read():
            pass
        assert words.next_instant() is None
        assert "致歉" not in str(db.session.execute(text("SELECT words FROM case_words")).all())
    for said in ("当面致歉", "致歉", "解释不清，已当面"):
        assert here in auditor.get("/audit/", query_string={"q": said}).text, said
    for said in ("致谢", "歉致"):
        assert here not in auditor.get("/audit/", query_string={"q": said}).text, said
    with app.app_context():
        deployed(Bpmn("whispers").start().user("serve", groups="clerk@shop").end())
        whispered = cases.start("whispers", {}, people.actor("ning"))
        notes.comment(whispered.case_id, "悄悄话", people.actor("ning"))
        number = whispered.number
        while words.read():
            pass
    assert number in auditor.get("/audit/?q=悄悄话").text
    assert number not in signed_in("zheng").get("/audit/?q=悄悄话").text


def test_a_journal_that_cannot_be_read_for_words_keeps_no_others_waiting(
    app: Flask, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        while words.read():
            pass
        db.session.execute(text('UPDATE "case" SET indexed = 0 WHERE number = :number'), {"number": case})
        db.session.commit()
        with monkeypatch.context() as broken:
            broken.setattr(words, "said", lambda data: 1 / 0)
            assert words.read() == 0
        assert words.next_instant() > clock.now()
        assert words.read() == 0
        db.session.execute(text("UPDATE left_behind SET due_at = '2020-01-01 00:00:00'"))
        db.session.commit()
        assert words.read() == 1
        assert words.next_instant() is None


# -- rights


def test_staff_and_owners_do_not_enter(signed_in: SignedIn, case: str) -> None:
    for login in ("li", "an", "lu"):
        for address in ("/audit/", f"/audit/cases/{case}", f"/audit/cases/{case}/replay.json", "/audit/verify"):
            assert signed_in(login).get(address).status_code == 403


def test_an_auditor_sees_only_cases_that_their_units_have_a_part_in(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        deployed(Bpmn("counter").start().user("serve", groups="clerk@shop").end())
        number = cases.start("counter", {}, people.actor("ning")).number
    everywhere, below_the_association = signed_in("shen"), signed_in("zheng")
    for address in (f"/audit/cases/{number}", f"/audit/cases/{number}/replay.json"):
        assert everywhere.get(address).status_code == 200
        assert below_the_association.get(address).status_code == 404
    assert below_the_association.post(f"/audit/cases/{number}/verify").status_code == 404
    assert number not in below_the_association.get("/audit/?process=counter").text


# -- the journal


def test_the_journal_tells_who_did_what_and_that_each_entry_is_signed(auditor: FlaskClient, case: str) -> None:
    page = auditor.get(f"/audit/cases/{case}").text
    assert "核查" in page
    assert FOUND in page
    assert "已签名" in page
    assert "不成立" not in page


def test_the_journal_begins_with_the_limits_that_were_missed_and_who_answered_for_them(
    app: Flask, auditor: FlaskClient
) -> None:
    diagram = Bpmn("late").start().user("reply", groups="handler@bank-a", due="=workdays(1)", name="答复客户").end()
    with app.app_context():
        begun = datetime.fromisoformat("2026-03-02T10:00+08:00")
        held = cases.start(deployed(diagram), {}, people.actor("an"), at=begun)
        timers.settle(held.case_id, datetime.fromisoformat("2026-03-04T11:00+08:00"))
        tasks.complete(f"{held.case_id}-1", {}, people.actor("an"))

    page = auditor.get(f"/audit/cases/{held.number}").text

    card = re.search(r'<section class="card mb-3" aria-labelledby="missed">.*?</section>', page, re.DOTALL)
    assert card
    for said in ("答复客户", "2026-03-03 17:30", "1 个工作日", "安", "step="):
        assert said in card.group()


def test_a_changed_entry_is_marked(auditor: FlaskClient, tampered: str) -> None:
    page = auditor.get(f"/audit/cases/{tampered}").text
    assert "不成立" in page
    assert "与哈希不一致" in page


GARBAGE = [
    ("command", "not json"),
    ("command", "[]"),
    ("command", '{"command": "Nothing"}'),
    ("outcome", "{"),
    ("outcome", "7"),
]


@pytest.mark.parametrize(("column", "content"), GARBAGE)
def test_whatever_was_written_into_a_journal_the_audit_goes_on(
    app: Flask, auditor: FlaskClient, case: str, column: str, content: str
) -> None:
    where = 'WHERE seq = 2 AND case_id = (SELECT id FROM "case" WHERE number = :number)'
    with app.app_context():
        kept = db.session.execute(text(f"SELECT {column} FROM journal_entry {where}"), {"number": case}).scalar_one()
    change = f"UPDATE journal_entry SET {column} = :content {where}"
    for value in (content, kept):
        with app.app_context():
            db.session.execute(text(change), {"content": value, "number": case})
            db.session.commit()
        if value == content:
            page = auditor.get(f"/audit/cases/{case}")
            course = auditor.get(f"/audit/cases/{case}/replay.json")
            proof = auditor.post(f"/audit/cases/{case}/verify")
    assert (page.status_code, course.status_code, proof.status_code) == (200, 200, 200)
    assert "不成立" in page.text
    assert course.json["difference"]["seq"] == 2
    assert "验证未通过" in proof.text


# -- the replay


def test_the_replay_has_every_step_with_what_was_so_after_it(auditor: FlaskClient, case: str) -> None:
    course = auditor.get(f"/audit/cases/{case}/replay.json").json
    assert course["difference"] is None
    assert course["bpmn"].startswith("<?xml")
    started, claimed, done = course["steps"][0], course["steps"][-2], course["steps"][-1]
    assert all(step["matches"] and step["signature"] == "valid" for step in course["steps"])
    assert started["trail"][0] == "start"
    assert started["after"]["active"] == ["verify"]
    assert started["after"]["tasks"][0]["clock"] == "2 个工作日"
    assert claimed["after"]["tasks"][0]["assignee_name"] == "安"
    assert (done["focus"], done["by_name"], done["kind"]) == ("verify", "安", "deed")
    assert done["after"]["active"] == ["answer"]
    assert {"name": "loss", "label": "损失金额", "before": None, "after": "12.5"} in done["changes"]


def test_a_step_shows_the_form_as_it_was_submitted(auditor: FlaskClient, case: str) -> None:
    steps = auditor.get(f"/audit/cases/{case}/replay.json").json["steps"]
    intake, finding = steps[0]["form"], steps[-1]["form"]
    assert {"key": "bank", "label": "被投诉银行", "text": "甲银行"} in intake["fields"]
    assert finding["title"] == "核查结果"
    assert {"key": "finding", "label": "核查情况", "text": FOUND} in finding["fields"]
    assert steps[1]["form"] is None


def test_the_replay_says_where_it_first_differs(auditor: FlaskClient, tampered: str) -> None:
    course = auditor.get(f"/audit/cases/{tampered}/replay.json").json
    assert course["difference"]["seq"] == 1
    assert "1" in course["difference"]["sentence"]


def test_the_replay_page_has_its_player(auditor: FlaskClient, case: str) -> None:
    assert f'data-replay="/audit/cases/{case}/replay.json"' in auditor.get(f"/audit/cases/{case}/replay").text


def test_a_case_that_is_not_there_is_not_found(auditor: FlaskClient) -> None:
    for address in ("/audit/cases/1999-00001", "/audit/cases/1999-00001/replay", "/audit/cases/x/replay.json"):
        assert auditor.get(address).status_code == 404


# -- proof


def test_an_untouched_case_verifies(auditor: FlaskClient, case: str) -> None:
    page = auditor.post(f"/audit/cases/{case}/verify").text
    assert "未发现任何改动" in page


def test_a_changed_case_does_not_and_the_first_difference_is_shown(auditor: FlaskClient, tampered: str) -> None:
    answer = auditor.post(f"/audit/cases/{tampered}/verify", headers={"HX-Request": "true"}).text
    assert "<html" not in answer
    assert "验证未通过" in answer
    assert f"/audit/cases/{tampered}#entry-1" in answer


def verified(auditor: FlaskClient) -> str:
    """Verifies all cases, one batch after another, as the page does by itself; all that it said."""
    carried: dict[str, str] = {}
    said = ""
    for _ in range(100):
        answer = auditor.post("/audit/verify", data=carried, headers={"HX-Request": "true"}).text
        said += answer
        carried = dict(re.findall(r'name="(page|cases|entries|faults)" value="(\d+)"', answer))
        if not carried:
            return said
    raise AssertionError("it never ends")


def test_all_cases_are_verified_in_batches(auditor: FlaskClient, case: str) -> None:
    assert "未发现任何改动" in verified(auditor)


def test_verifying_all_finds_the_one_that_was_changed(auditor: FlaskClient, tampered: str) -> None:
    answer = verified(auditor)
    assert f"/audit/cases/{tampered}#entry-1" in answer
    assert "处不一致" in answer


# -- evidence packs


def test_a_pack_is_asked_for_with_a_reason_and_holds_a_dossier(auditor: FlaskClient, case: str) -> None:
    assert "为何导出" in auditor.get(f"/audit/pack?number={case}").text
    with auditor.post("/audit/pack", data={"number": case, "reason": "监管调取"}) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        files = unpacked(answer.data)
    dossier = files[f"cases/{case}/dossier.html"].decode()
    assert FOUND in dossier
    assert "导出为证据包" in dossier
    assert "<svg" in files[f"cases/{case}/diagram.svg"].decode()
    assert f"cases/{case}/dossier.html" in files["index.html"].decode()
    assert "导出为证据包" in auditor.get(f"/audit/cases/{case}").text


def test_no_pack_without_a_reason_or_of_a_case_that_is_not_theirs(
    auditor: FlaskClient, signed_in: SignedIn, case: str
) -> None:
    assert auditor.post("/audit/pack", data={"number": case, "reason": " "}).status_code == 422
    assert auditor.post("/audit/pack", data={"number": "1999-00001", "reason": "监管调取"}).status_code == 404
    assert signed_in("an").post("/audit/pack", data={"number": case, "reason": "监管调取"}).status_code == 403


# -- what the player asks for


def test_the_outline_and_its_steps_say_what_the_whole_replay_says(auditor: FlaskClient, case: str) -> None:
    base = f"/audit/cases/{case}/replay"
    whole = auditor.get(f"{base}.json").json["steps"]
    outline = auditor.get(f"{base}/outline.json").json
    steps = auditor.get(f"{base}/steps.json?from=1&to=99").json["steps"]
    assert [step["sentence"] for step in outline["steps"]] == [step["sentence"] for step in whole]
    assert steps == [{name: value for name, value in step.items() if name != "matches"} for step in whole]
    assert [step["seq"] for step in auditor.get(f"{base}/steps.json?from=2&to=2").json["steps"]] == [2]
    again = [json.loads(line) for line in auditor.get(f"{base}/again").text.splitlines()]
    assert [(one["seq"], one["differs"]) for one in again] == [(step["seq"], None) for step in whole]


def test_the_stream_says_where_carrying_it_out_again_differs(auditor: FlaskClient, tampered: str) -> None:
    again = auditor.get(f"/audit/cases/{tampered}/replay/again").text.splitlines()
    assert json.loads(again[0])["differs"]
