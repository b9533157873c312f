"""Notices and notify jobs reach people over the channels that are set up; without any, they stand in the inbox."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from flask import Flask

from app import clock
from app.casework import cases, deliveries, outbox, people, timers
from app.notify import channels
from app.worker.handlers import handlers
from tests.support.bpmn import Bpmn
from tests.support.house import FORM, deployed, who

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # imported by Apprise


class Inbox(BaseHTTPRequestHandler):
    """What a chat robot would receive."""

    received: ClassVar[list[dict[str, str]]] = []
    answer: ClassVar[int] = 200

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append({"path": self.path, "title": sent["title"], "message": sent["message"]})
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def channel() -> Iterator[str]:
    Inbox.received, Inbox.answer = [], 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Inbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/{{login}}"
    server.shutdown()
    server.server_close()


def overdue() -> Bpmn:
    return (
        Bpmn("p", name="投诉处理")
        .start()
        .user("reply", name="答复客户", groups="handler@bank-a", due="=workhours(1)")
        .end()
    )


def tell(*addresses: str) -> int:
    """What the worker does: the outbox, then what came of it for the channels."""
    told = outbox.deliver_due(handlers(channels(addresses)))
    deliveries.send_due(channels(addresses))
    return told


def started_long_ago(process: str) -> int:
    case = cases.start(process, {}, who("an"), at=clock.now() - timedelta(days=10))
    timers.settle(case.case_id)
    return case.case_id


def test_a_breach_is_told_to_whoever_has_the_task_and_an_escalation_to_the_head(house: Flask, channel: str) -> None:
    case = started_long_ago(deployed(overdue()))
    number = cases.get(case, people.system("test")).number

    assert tell(channel) > 0

    told = {(one["path"], one["title"]) for one in Inbox.received}
    assert ("/an", "超时:答复客户") in told
    assert ("/gao", "上报:答复客户") in told
    assert all(number in one["message"] and "投诉处理" in one["message"] for one in Inbox.received)


def test_without_channels_notices_count_as_told(house: Flask) -> None:
    started_long_ago(deployed(overdue()))

    tell()

    assert outbox.next_instant() is None


def test_a_channel_that_refuses_is_tried_again_later(house: Flask, channel: str) -> None:
    Inbox.answer = 500
    started_long_ago(deployed(overdue()))

    tell(channel)

    assert outbox.next_instant() is None
    due = deliveries.next_instant()
    assert due is not None
    assert due > clock.now()


def test_a_notify_job_tells_the_people_it_names(house: Flask, channel: str) -> None:
    diagram = Bpmn("p").start(form="record").service("tell", "notify", name="通知承办人")
    diagram.mapping({"to": '=["handler@bank-b", "li"]', "text": '="客户 " + channel + " 已和解"'}).end("told")
    case = cases.start(deployed(diagram, {"record": FORM}), {"channel": "张三"}, who("li"))

    tell(channel)

    assert sorted(one["path"] for one in Inbox.received) == ["/bo", "/li"]
    assert all("客户 张三 已和解" in one["message"] for one in Inbox.received)
    assert cases.get(case.case_id, who("li")).ended == "told"


def test_an_incident_is_told_to_the_nearest_process_owner(house: Flask, channel: str) -> None:
    diagram = Bpmn("p").start().xor("ok").when("=fine").end("good").at("ok").when("=not(fine)").end("bad")
    cases.start(deployed(diagram), {}, who("li"))

    tell(channel)

    assert [(one["path"], one["title"]) for one in Inbox.received] == [("/he", "异常:ok")]
