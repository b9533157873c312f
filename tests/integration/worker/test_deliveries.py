"""Notices on their way: to real servers, at the hour people wish, over another channel when one fails, never lost."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.casework import cases, deliveries, news, notes, notices, operations, people, tasks, wishes
from app.notify import Channel, channels
from app.store import db, models
from tests.support import house as houses
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.support.sinks import Mailbox, Robots, mailbox, robots

pytestmark = [
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),  # imported by Apprise
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
SATURDAY = datetime.fromisoformat("2026-11-28T20:00+08:00")
PEOPLE = ("an", "gao", "bo")
MONDAY = datetime.fromisoformat("2026-11-30T09:00+08:00")


class Clock:
    """The time as the test sets it."""

    at = MONDAY

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def time(house: Flask, monkeypatch: pytest.MonkeyPatch) -> Clock:
    moving = Clock()
    monkeypatch.setattr(clock, "now", moving)
    for person in db.session.scalars(select(models.Person)).unique():
        person.email, person.phone = f"{person.login}@house.example", "13800000000"
    db.session.execute(db.update(models.Organisation).values(version=models.Organisation.version + 1))
    db.session.commit()
    return moving


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Flask]:
    """On SQLite: nothing here depends on the database, and both take long to set up."""
    with houses.house(tmp_path) as app:
        yield app


@pytest.fixture
def post() -> Iterator[Mailbox]:
    with mailbox() as kept:
        yield kept


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Robots]:
    """WeCom, DingTalk and Feishu as Apprise calls them, on this machine."""
    with robots() as kept:
        here = f"http://127.0.0.1:{kept.port}"
        for module, name, path in (
            ("wecombot", "NotifyWeComBot", "/wecom/{key}"),
            ("dingtalk", "NotifyDingTalk", "/dingtalk/{token}"),
            ("feishu", "NotifyFeishu", "/feishu/{token}"),
        ):
            plugin = getattr(importlib.import_module(f"apprise.plugins.{module}"), name)
            monkeypatch.setattr(plugin, "notify_url", here + path)
            monkeypatch.setattr(plugin, "request_rate_per_sec", 0)
        yield kept


def new_task(*addresses: str) -> tuple[Channel, ...]:
    """Somebody has a new task, and the worker has come to it once."""
    process = "p"
    if not db.session.get(models.Process, process):
        deployed(Bpmn(process, name="投诉处理").start().user("reply", name="答复客户", users="an").end())
    cases.start(process, {}, who("gao"))
    ways = channels(addresses)
    news.tell(ways)
    deliveries.send_due(ways)
    return ways


def log() -> list[tuple[str, str]]:
    rows = db.session.execute(select(models.Delivery.channel, models.Delivery.status).order_by(models.Delivery.id))
    return [(row.channel, row.status) for row in rows]


def wish(login: str = "an", quiet: bool = False, handles: dict[str, str] | None = None, **modes: str) -> None:
    wishes.save(who(login), modes, handles or {}, quiet, "zh", modes)


def test_a_new_task_is_in_the_inbox_and_in_the_mail(time: Clock, post: Mailbox) -> None:
    new_task(post.address)

    (letter,), (text,) = post.letters, post.texts()
    assert (letter["to"], letter["subject"]) == ("an@house.example", "新任务:答复客户")
    assert "有一项新任务“答复客户”等待处理" in text
    (told,) = notices.inbox(who("an"), "en", page=1, per_page=25)
    assert told.message.title == "New task: 答复客户"
    assert notices.unread("an") == 1
    notices.mark_read(who("li"))
    assert notices.unread("an") == 1
    notices.mark_read(who("an"))
    assert notices.unread("an") == 0
    assert log() == [("mail", "sent")]


def test_wecom_dingtalk_feishu_and_sms_are_reached_by_what_people_wrote_down(time: Clock, services: Robots) -> None:
    sms = f"sms=json://127.0.0.1:{services.port}/sms/{{phone}}"
    handles = {"wecom": "robot-of-an-1", "dingtalk": "a" * 64, "feishu": "b" * 20}
    wish("an", handles=handles, wecom="now", dingtalk="now", feishu="now", sms="now")

    new_task("wecombot://{wecom}", "dingtalk://{dingtalk}", "feishu://{feishu}", sms)

    sent = {path.strip("/"): str(body) for path, body in services.received}
    expected = {"wecom/robot-of-an-1", f"dingtalk/{'a' * 64}", f"feishu/{'b' * 20}", "sms/13800000000"}
    assert set(sent) == expected
    assert all("答复客户" in text for text in sent.values())
    assert [status for _, status in log()] == ["sent"] * 4


def test_a_robot_that_answers_200_and_refuses_has_not_been_told(time: Clock, services: Robots, post: Mailbox) -> None:
    services.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    wish("an", handles={"wecom": "robot-of-an-1"}, wecom="now", mail="spare")
    ways = new_task("wecombot://{wecom}", post.address)
    assert log() == [("wecom", "waiting")]

    for minutes in (1, 10):
        time.at += timedelta(minutes=minutes)
        deliveries.send_due(ways)
    deliveries.send_due(ways)

    assert len(services.received) == 3
    assert log() == [("wecom", "replaced"), ("mail", "sent")]
    assert len(post.letters) == 1


def test_what_no_channel_took_is_said_to_be_lost_until_it_is_sent_again(time: Clock, post: Mailbox) -> None:
    post.refusing = True
    ways = new_task(post.address)
    for minutes in (1, 10):
        time.at += timedelta(minutes=minutes)
        deliveries.send_due(ways)
    assert log() == [("mail", "failed")]
    assert operations.look().deliveries_failed == 1
    (row,) = notices.log(who("zhou"), "failed", page=1, per_page=25)
    assert (row.login, row.said) == ("an", "The message could not be sent over mail.")
    assert notices.log(who("bu"), "failed", page=1, per_page=25) == []
    with pytest.raises(deliveries.NoSuchDelivery):
        deliveries.again(row.id, who("bu"))

    post.refusing = False
    deliveries.again(row.id, who("zhou"))
    deliveries.send_due(ways)
    assert log() == [("mail", "sent")]
    assert operations.look().deliveries_failed == 0


def test_outside_working_hours_only_what_is_urgent_goes_out(time: Clock, post: Mailbox) -> None:
    wish("an", quiet=True, mail="now")
    time.at = SATURDAY
    ways = new_task(post.address)
    assert post.letters == []
    due = deliveries.next_instant()
    assert due is not None
    assert due.astimezone(SATURDAY.tzinfo).isoformat()[:10] == "2026-11-30"

    directory = people.directory()
    planned = wishes.planned(ways, directory.people["an"], wishes.of(["an"])["an"], "breach", directory, time.at)
    assert [(one.channel, one.due_at) for one in planned] == [("mail", SATURDAY)]
    time.at = due
    deliveries.send_due(ways)
    assert len(post.letters) == 1


def test_who_is_named_in_a_comment_learns_of_it_if_they_may_see_the_case(time: Clock, post: Mailbox) -> None:
    new_task(post.address)
    case = tasks.mine(who("an")).items
    notes.comment(tasks.of_my_groups(who("an")).items[0].case_id, "@gao @bo @an 请看,a@gao.example", who("an"))
    assert not case
    news.tell(())
    titles = {login: [told.kind for told in notices.inbox(who(login), "zh", page=1, per_page=9)] for login in PEOPLE}
    assert titles == {"an": ["opened"], "gao": ["mention"], "bo": []}


def test_a_task_that_is_handed_over_is_told_to_whoever_gets_it(time: Clock) -> None:
    new_task()
    task = tasks.of_my_groups(who("an")).items[0]
    tasks.assign(task.id, "an2", who("gao"), reason="请协助")
    news.tell(())
    assert [told.kind for told in notices.inbox(who("an2"), "zh", page=1, per_page=9)] == ["given"]


def test_a_digest_is_one_letter_and_leaves_out_what_is_done(time: Clock, post: Mailbox) -> None:
    wish("an", mail="digest")
    for _ in range(3):
        ways = new_task(post.address)
    assert post.letters == []
    tasks.complete(tasks.of_my_groups(who("an")).items[0].id, {}, who("an"))

    time.at = deliveries.next_instant() or MONDAY
    deliveries.send_due(ways)

    (letter,) = post.letters
    assert letter["subject"] == "首问:2 条通知"
    assert sorted(status for _, status in log()) == ["dropped", "sent", "sent"]


def test_a_worker_that_died_while_it_told_tells_nobody_twice(time: Clock, post: Mailbox) -> None:
    new_task(post.address)
    db.session.execute(db.update(models.Case).values(told=0))
    db.session.commit()
    assert news.tell(channels((post.address,))) == 1
    assert news.tell(channels((post.address,))) == 0
    assert notices.unread("an") == 1
    assert log() == [("mail", "sent")]


def test_a_case_whose_news_cannot_be_told_does_not_keep_others_waiting(
    time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_task()
    new_task()
    db.session.execute(db.update(models.Case).values(told=0))
    db.session.commit()
    first = db.session.scalars(select(models.Case.id).order_by(models.Case.id)).first()
    sound = news.of_entry

    def poison(entry: Any, case: Any, directory: Any) -> Any:
        if case.id == first:
            raise RuntimeError("a bug")
        return sound(entry, case, directory)

    monkeypatch.setattr(news, "of_entry", poison)
    assert news.tell(()) == 1
    assert news.tell(()) == 0
    assert news.next_instant() == time.at + timedelta(minutes=1), "a worker does not turn round it without a pause"
    time.at += timedelta(minutes=1)
    assert news.tell(()) == 0
    assert news.next_instant() == time.at + timedelta(minutes=2)
    assert operations.look().left_behind == 1
    monkeypatch.undo()
    time.at += timedelta(minutes=2)
    assert news.tell(()) == 1, "it was not lost"
    assert news.next_instant() is None
    assert operations.look().left_behind == 0


def test_who_wishes_nothing_over_a_channel_reads_it_in_the_inbox_alone(time: Clock, post: Mailbox) -> None:
    wish("an", mail="off")
    new_task(post.address)
    assert (notices.unread("an"), log()) == (1, [])


@pytest.mark.parametrize("handle", ["x", "../../etc/passwd", "a@b.example", "a" * 200, "token?x=1"])
def test_a_name_that_could_lead_elsewhere_is_refused(time: Clock, handle: str) -> None:
    with pytest.raises(wishes.BadHandle):
        wish("an", handles={"wecom": handle})
