"""A world for the benchmark: a database of its own, a clerk, a procedure that loops, and cases of it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "bench-clerk"
WORKERS, THREADS, CLIENTS = 2, 2, 4
PEOPLE = {
    "units": {"id": "house", "name": "机构"},
    "people": [
        {"login": "clerk", "name": "经办", "roles": ["clerk@house", "process-owner@house", "administrator@house"]}
    ],
}
FORM = {
    "type": "default",
    "schemaVersion": 16,
    "id": "bench-work",
    "components": [
        {"type": "textarea", "key": "finding", "label": "情况", "validate": {"required": True}},
        {"type": "number", "key": "amount", "label": "金额"},
        {"type": "checkbox", "key": "done", "label": "办结"},
        {
            "type": "select",
            "key": "channel",
            "label": "渠道",
            "values": [{"label": "电话", "value": "电话"}, {"label": "信函", "value": "信函"}],
        },
    ],
}
VALUES = {"finding": "客户反映手续费重复收取，已核实流水", "amount": 12, "done": False, "channel": "电话"}
BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 id="d" targetNamespace="urn:bench"><bpmn:process id="bench-loop" name="循环" isExecutable="true">
<bpmn:startEvent id="begin" name="收到"/>
<bpmn:exclusiveGateway id="again" name="再办"/>
<bpmn:userTask id="work" name="办理"><bpmn:documentation>办理</bpmn:documentation><bpmn:extensionElements>
<zeebe:formDefinition formId="bench-work"/><zeebe:assignmentDefinition candidateGroups="clerk@house"/>
<zeebe:taskSchedule dueDate="=workdays(5)"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:boundaryEvent id="late" name="逾期" attachedToRef="work" cancelActivity="false"><bpmn:timerEventDefinition>
<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT400H</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:boundaryEvent><bpmn:endEvent id="told" name="已提醒"/>
<bpmn:exclusiveGateway id="ok" name="办结?" default="f4"/><bpmn:endEvent id="finished" name="办结"/>
<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="again"/>
<bpmn:sequenceFlow id="f2" sourceRef="again" targetRef="work"/>
<bpmn:sequenceFlow id="f3" sourceRef="work" targetRef="ok"/>
<bpmn:sequenceFlow id="f4" sourceRef="ok" targetRef="again"/>
<bpmn:sequenceFlow id="f5" sourceRef="ok" targetRef="finished">
<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">= done = true</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="f6" sourceRef="late" targetRef="told"/>
</bpmn:process></bpmn:definitions>"""


@contextmanager
def world(data: Path, url: str) -> Iterator[Any]:
    """The application over a fresh database, set up, inside its context."""
    import orjson

    from app import create_app
    from app.casework import deploy, organisation, people, people_admin, setup
    from app.config import Settings
    from app.store import db

    app = create_app(Settings(data=data, database_url=url))
    with app.app_context():
        setup.set_up()
        people_admin.take_over(organisation.parse(PEOPLE), token=lambda _login: TOKEN)
        sources = {"process.bpmn": BPMN.encode(), "forms/bench-work.form": orjson.dumps(FORM)}
        deploy.deploy(sources, "bench-loop", people.actor("clerk"))
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def start_cases(count: int) -> list[str]:
    """Starts cases and completes a first round of each; the ids of their open tasks."""
    from app.casework import cases, people, tasks

    clerk = people.actor("clerk")
    opened = [cases.start("bench-loop", {}, clerk).opened[0] for _ in range(count)]
    return [tasks.complete(task, VALUES, clerk).opened[0] for task in opened]


@contextmanager
def served(factory: str, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn on a free port of loopback; ended by its own process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command.append("--no-control-socket")  # it would lie in the home folder
    paths = f"{ROOT}{os.pathsep}{ROOT / 'scripts'}"
    process = subprocess.Popen(
        [sys.executable, *command, "--log-level", "error", factory],
        env=os.environ | {"PYTHONPATH": paths} | environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def rate(
    port: int, lanes: list[Any], request: Callable[[Any], tuple[str, bytes, dict[str, str]]], rounds: int
) -> float:
    """Requests per second: each client sends its lanes' requests one after another over one connection.

    `request(lane)` is the next path, body and headers of a lane; the lane learns its next task from the answer.
    """

    def client(mine: list[Any]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(rounds):
            for lane in mine:
                path, body, headers = request(lane)
                connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
                answer = connection.getresponse()
                said = answer.read()
                if answer.status != 200:
                    raise SystemExit(f"{path}: {answer.status} {said[:300]!r}")
                lane.learn(said)

    shares = [lanes[i::CLIENTS] for i in range(CLIENTS)]
    threads = [threading.Thread(target=client, args=(share,)) for share in shares]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return rounds * len(lanes) / (time.perf_counter() - begun)
