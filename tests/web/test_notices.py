"""The inbox and its bell, how people wish to be told, and what administrators see and write of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app import clock
from app.casework import cases, deliveries, news, people
from app.notify import channels
from app.store import db, models
from app.web.notices import live
from tests.web.conftest import SignedIn
from tests.web.work import begin

SEVERAL = ("mailto://127.0.0.1:9?to={email}", "wecombot://{wecom}", "sms=json://127.0.0.1:9/{phone}")


@pytest.fixture
def told(app: Flask, signed_in: SignedIn) -> Iterator[str]:
    """A case of bank A, of which its people have been told; its number."""
    with app.app_context():
        db.session.execute(db.update(models.Case).values(told=models.Case.seq))
        db.session.execute(db.delete(models.Delivery))
        db.session.execute(db.delete(models.Notice))
        db.session.commit()
    number = begin(signed_in("li"), bank="bank-a", complainant="不可外传的人")
    with app.app_context():
        news.tell(channels(()))
    return number


@pytest.fixture
def several(app: Flask) -> Iterator[None]:
    kept = app.extensions["shouwen.settings"]
    app.extensions["shouwen.settings"] = replace(kept, notify=SEVERAL)
    yield
    app.extensions["shouwen.settings"] = kept


def test_a_new_task_rings_the_bell_and_leads_to_the_task(told: str, signed_in: SignedIn) -> None:
    client = signed_in("an")
    assert client.get("/notices/count").json == {"unread": 1}
    page = client.get("/notices/").text
    assert told in page
    assert "不可外传的人" not in page
    notice = re.findall(r'action="/notices/(\d+)"', page)[0]
    for stranger in ("bo", "li"):
        assert signed_in(stranger).post(f"/notices/{notice}").status_code == 404
    answer = client.post(f"/notices/{notice}")
    assert answer.location.startswith("/tasks/")
    assert client.get("/notices/count").json == {"unread": 0}


def test_another_unit_is_told_nothing(told: str, signed_in: SignedIn) -> None:
    assert told not in signed_in("bo").get("/notices/").text
    assert signed_in("bo").get("/notices/count").json == {"unread": 0}


def test_the_bell_is_live_while_there_is_room_and_is_asked_otherwise(
    app: Flask, told: str, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SECONDS", 0)
    monkeypatch.setattr(live.counts, "__defaults__", (0,))
    client = signed_in("an")
    with client.get("/notices/stream") as answer:
        assert answer.mimetype == "text/event-stream"
        assert live.room.held == 1
        assert b"".join(answer.iter_encoded()) == b"retry: 3000\n\ndata: 1\n\n"
    assert live.room.held == 0
    live.room.held = 8
    try:
        assert client.get("/notices/stream").status_code == 204
    finally:
        live.room.held = 0


def test_people_choose_their_channels_and_only_their_own(several: None, signed_in: SignedIn, app: Flask) -> None:
    client = signed_in("an")
    page = client.get("/notices/how").text
    assert all(name in page for name in ("邮件", "企业微信", "短信"))
    sent = {"mode.mail": "digest", "mode.sms": "off", "handle.wecom": "robot-1234", "quiet": "yes", "language": "en"}
    assert client.post("/notices/how", data=sent | {"login": "li", "mode.else": "now"}).status_code == 303
    with app.app_context():
        kept = db.session.get(models.Contact, "an")
        assert kept is not None
        assert (kept.modes, kept.handles) == ({"mail": "digest", "sms": "off"}, {"wecom": "robot-1234"})
        assert kept.quiet
        assert people.directory().people["an"].language == "en"
        assert db.session.get(models.Contact, "li") is None
        db.session.delete(kept)
        db.session.commit()
    for wrong in ({"mode.mail": "twice"}, {"handle.wecom": "https://evil.example/x"}, {"language": "tlh"}):
        assert client.post("/notices/how", data=sent | wrong).status_code == 422, wrong


def test_the_log_shows_who_may_see_the_case_and_sends_again(told: str, app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        case = cases.by_number(told, people.system("test"))
        notice = db.session.scalar(db.select(models.Notice).where(models.Notice.case_id == case.id))
        assert notice is not None
        shared = {"notice_id": notice.id, "login": "an", "channel": "mail", "held": False, "attempts": 3}
        now = clock.now()
        lost = models.Delivery(**shared, status="failed", due_at=now, created_at=now, said="no answer")
        db.session.add(lost)
        db.session.commit()
        number = lost.id
    try:
        assert "有通知未能送达" in signed_in("zhou").get("/admin/operations").text
        assert "no answer" in signed_in("zhou").get("/notices/log?status=failed").text
        assert told not in signed_in("bu").get("/notices/log").text
        assert signed_in("bu").post(f"/notices/log/{number}/again").status_code == 404
        assert signed_in("zhou").post(f"/notices/log/{number}/again").status_code == 303
        with app.app_context():
            assert deliveries.next_instant() is not None
    finally:
        with app.app_context():
            db.session.execute(db.delete(models.Delivery))
            db.session.commit()


def test_words_are_written_by_whoever_administers_the_house_and_never_run(told: str, signed_in: SignedIn) -> None:
    root, path = signed_in("zhou"), "/notices/words/opened/zh"
    assert signed_in("bu").post(path, data={"title": "x", "body": "x"}).status_code == 403
    for wrong in ("{task.__class__}", "{{ 7 * 7 }}", "{% raw %}", "{complainant}"):
        assert root.post(path, data={"title": "x", "body": wrong}).status_code == 422, wrong
    own = {"title": "有活了:{task}", "body": "<b>{case}</b> ${case}"}
    assert root.post(path, data=own).status_code == 303
    page = signed_in("an").get("/notices/").text
    assert "有活了:" in page
    assert f"&lt;b&gt;{told}&lt;/b&gt; ${told}" in page
    assert root.post(path, data={"ours": "yes"}).status_code == 303
    assert "有活了:" not in signed_in("an").get("/notices/").text
