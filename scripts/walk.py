#!/usr/bin/env python3
"""Takes every process through its real web forms to an end.

    python scripts/walk.py [PROCESS …] [--browser [--pictures DIR] [--width PX]]

Each process is played by one of its worked examples that comes to an end: its people sign in, open the pages that staff
open, and send the forms that stand there, at the times that the example says. What the worker would find is given by
the example. `--browser` does so in a headless Chromium: what a person would click is clicked, and every form that was
met leaves its picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from _window import Window, window
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from app import clock, create_app
from app.casework import calendars as kept_calendars
from app.casework import (
    cases,
    checking,
    commands,
    declared,
    demo,
    deploy,
    examples,
    people,
    setup,
    sources,
    tasks,
    timers,
)
from app.casework import versions as kept_versions
from app.casework.examples import Example, ExampleStep
from app.config import Settings
from app.engine.commands import Deliver, JobDone
from app.forms.field import yuan
from app.store import db, models, writing

PROCESSES = ROOT / "processes"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645"
    "400000000049454e44ae426082"
)


class Stuck(Exception):
    """A form could not be sent, or the case did not come to its end."""


class Walk:
    """One example on its way through the pages."""

    def __init__(self, app: Flask, example: Example) -> None:
        self.app, self.example = app, example
        self.clients: dict[str, FlaskClient] = {}
        self.case = 0

    def run(self) -> str:
        """The end it came to."""
        begin = self.example.start
        self.at(begin.at)
        self.case = self.by_clock() if begin.timer or begin.message else self.by_hand()
        for step in self.example.steps:
            self.at(step.at)
            with self.app.app_context():
                timers.settle(self.case, clock.now())
            if step.kind and not step.fail:
                getattr(self, DEEDS[step.kind])(step)
        with self.app.app_context():
            timers.settle(self.case, clock.now())
            ended = cases.get(self.case, people.system("walk")).ended
        if ended != self.example.expect.get("ended"):
            raise Stuck(f"it came to {ended}, not to {self.example.expect.get('ended')}")
        return str(ended)

    def at(self, moment: str | None) -> None:
        if moment:
            with self.app.app_context():
                instant = kept_calendars.in_force("cn").local(moment)
            clock.now = lambda: instant

    def by_hand(self) -> int:
        begin = self.example.start
        page = f"/new/{self.example.process}"
        answer = self.send(begin.by, page, page, begin.values)
        with self.app.app_context():
            unique = answer.rstrip("/").rpartition("/")[2]
            name = unique if "/cases/" in answer else None
            return cases.by_number(name, people.system("walk")).id if name else int(unique.split("-")[0])

    def by_clock(self) -> int:
        begin = self.example.start
        with self.app.app_context():
            in_use = kept_versions.in_use(self.example.process)
            if begin.message:
                system = people.system("walk")
                return cases.start(
                    self.example.process, begin.values, system, unit=in_use.unit, message=begin.message
                ).case_id
            running, calendar = kept_versions.load(in_use.hash), kept_calendars.in_force("cn")
            unit = next(one for one in running.start_timers if one.id == begin.timer).properties.get(
                "unit", in_use.unit
            )
            with writing() as session:
                outcome = cases.start_by_clock(
                    session, running, calendar, element=begin.timer or "", at=clock.now(), unit=unit, key=uuid4().hex
                )
            return outcome.case_id

    # -- what people do

    def complete(self, step: ExampleStep) -> None:
        task = self.task(step)
        client = self.client(step.by or "")
        page = client.get(f"/tasks/{task}").text
        if f'action="/tasks/{task}/claim"' in page:
            self.press(client, page, f"/tasks/{task}/claim")
        self.send(step.by or "", f"/tasks/{task}", f"/tasks/{task}/complete", step.details.get("values") or {})

    def claim(self, step: ExampleStep) -> None:
        client, task = self.client(step.by or ""), self.task(step)
        self.press(client, client.get(f"/tasks/{task}").text, f"/tasks/{task}/claim")

    def job(self, step: ExampleStep) -> None:
        with self.app.app_context():
            key = job_key(self.case, step.target)
            done = JobDone(by="system:jobs", job=key, values=step.details.get("values") or {})
            commands.carry_out(self.case, done, at=clock.now())

    def message(self, step: ExampleStep) -> None:
        with self.app.app_context():
            waits = cases.view(self.case, people.system("walk")).waits
            key = next((wait.correlation for wait in waits if wait.message == step.target), None)
            values = step.details.get("values") or {}
            heard = Deliver(by="system:messages", message=step.target, key=key, values=values)
            commands.carry_out(self.case, heard, at=clock.now())

    def task(self, step: ExampleStep) -> str:
        """The open task of the element; `element[2]` is the second of many."""
        element, _, index = step.target.partition("[")
        with self.app.app_context():
            found = [task for task in tasks.of_case(self.case) if task.status == "open" and task.element == element]
            if index:
                found = sorted(found, key=lambda task: task.no)[int(index.rstrip("]")) - 1 :]
            actor = people.actor(step.by or "")
            able = [task for task in found if tasks.may(task, actor) & {"complete", "claim"}]
        if not able:
            raise Stuck(f"{step.by} has no open task at {step.target}")
        return able[0].id

    # -- pages

    @cached_property
    def amounts(self) -> frozenset[str]:
        """The names of what the forms of this process ask for in yuan."""
        with self.app.app_context():
            version = kept_versions.current(self.example.process)
        return frozenset(str(field.key) for form in version.forms.values() for field in form.walk() if field.money)

    def client(self, login: str) -> FlaskClient:
        if login not in self.clients:
            self.clients[login] = client = self.app.test_client()
            with self.app.app_context():
                unique = db.session.scalar(db.select(models.Person.fs_uniquifier).filter_by(login=login))
            with client.session_transaction() as session:
                session.update(_user_id=unique, _fresh=True, fs_paa=time.time(), fs_cc="set")
        return self.clients[login]

    def press(self, client: FlaskClient, page: str, action: str) -> None:
        sent = dict(form_of(page, action).form_values())
        if client.post(action, data=sent).status_code >= 400:
            raise Stuck(f"{action} was refused")

    def send(self, login: str, page: str, action: str, values: Mapping[str, Any]) -> str:
        """Open a page, fill in its form and send it; where that leads."""
        client = self.client(login)
        text = client.get(page).text
        data: dict[str, Any] = {}
        for name, value in form_of(text, action).form_values():
            data.setdefault(name, []).append(value)
        data.pop("f:reshape", None)
        data |= dict(inputs(values, "f.", self.amounts))
        answer = client.post(action, data=data, content_type="multipart/form-data")
        if answer.status_code != 303:
            raise Stuck(f"{page} answered {answer.status_code}: {problems(answer.text)}")
        return str(answer.location)


class BrowserWalk(Walk):
    """The same, by the hands of a person at a browser."""

    def __init__(self, app: Flask, example: Example, window: Window, proof: Path) -> None:
        super().__init__(app, example)
        self.window, self.proof = window, proof

    def complete(self, step: ExampleStep) -> None:
        login, task = step.by or "", self.task(step)
        page = self.tab(login, f"/tasks/{task}")
        if page.locator(f'form[action="/tasks/{task}/claim"]').count():
            self.window.press(page, f"/tasks/{task}/claim")
            page = self.tab(login, f"/tasks/{task}")
        element = step.target.partition("[")[0]
        values = step.details.get("values") or {}
        self.window.send(page, f"/tasks/{task}/complete", values, self.proof, f"{self.example.process}--{element}")

    def claim(self, step: ExampleStep) -> None:
        task = self.task(step)
        self.window.press(self.tab(step.by or "", f"/tasks/{task}"), f"/tasks/{task}/claim")

    def send(self, login: str, page: str, action: str, values: Mapping[str, Any]) -> str:
        tab = self.tab(login, page)
        return self.window.send(tab, action, values, self.proof, f"{self.example.process}--start").partition("?")[0]

    def tab(self, login: str, path: str) -> Any:
        if login not in self.clients:
            cookie = self.client(login).get_cookie(self.app.config["SESSION_COOKIE_NAME"])
            if cookie is None:
                raise Stuck(f"{login} could not sign in")
            self.window.sign_in(login, cookie.key, cookie.value)
        return self.window.open(login, path)


DEEDS = {"complete": "complete", "claim": "claim", "job": "job", "message": "message"}


def job_key(case: int, element: str) -> str:
    asked = db.select(models.OutboxMessage.payload).where(
        models.OutboxMessage.case_id == case, models.OutboxMessage.kind.like("job:%")
    )
    keys = [each["key"] for each in db.session.scalars(asked) if each["element"] == element]
    done = {entry.asked.get("job") for entry in commands.journal.entries(case) if entry.kind == "JobDone"}
    return str(next(key for key in keys if key not in done))


def form_of(page: str, action: str) -> Any:
    forms = html.fromstring(page).forms
    found = [form for form in forms if (form.action or "").split("?")[0].endswith(action)]
    found += [form for form in forms if not form.action and "version" in form.fields]
    if not found:
        raise Stuck(f"no form leads to {action}")
    return found[0]


def inputs(values: Mapping[str, Any], around: str, amounts: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """The inputs of a form that say these values; amounts, which examples have in fen, in yuan."""
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield around + name, [str(number) for number in range(len(value))]
            for number, row in enumerate(value):
                yield from inputs(row, f"{around}{name}.{number}.", amounts)
        elif isinstance(value, list) and is_files(name, value):
            yield around + name, (BytesIO(PIXEL), "proof.png")
        elif isinstance(value, list):
            yield around + name, [str(item) for item in value]
        elif value is True:
            yield around + name, "true"
        elif value is not None and value is not False:
            yield around + name, yuan(value) if name in amounts else str(value)


def is_files(name: str, value: list[Any]) -> bool:
    return name.endswith(FILES) or any(str(item).count("-") == 4 and len(str(item)) == 36 for item in value)


FILES = ("files", "evidence", "documents", "recording", "photos", "source_list", "attachments", "sheet", "report_file")


def problems(page: str) -> str:
    tree = html.fromstring(page)
    said = tree.xpath('//*[contains(@class, "invalid-feedback") or @role="alert"]')
    return " · ".join(" ".join(one.text_content().split()) for one in said)[:400] or "nothing said why"


def ending(process: str) -> list[Example]:
    """Its examples that come to an end, those with fewest steps first."""
    files = sorted((PROCESSES / process / "examples").glob("*.yaml"))
    found = [examples.read(file, process) for file in files]
    fits = [one for one in found if one.expect.get("ended") not in (None, "cancelled")]
    return sorted(fits, key=lambda one: (bool(one.parameters), any(step.fail for step in one.steps), -len(one.steps)))


def bring(wanted: list[str]) -> None:
    """The demo organisation and these processes. The gate has its own tests: here it would only cost time."""
    demo.bring_people(PROCESSES / demo.ORGANISATION)
    demo.bring_parameters(PROCESSES / demo.ORGANISATION, PROCESSES / declared.FILE)
    owner = people.actor(demo.first_owner())
    for process in wanted:
        found = sources.collect(PROCESSES / process, checking.forms_of(PROCESSES / process))
        deploy.deploy(found, process, owner, judged=())


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("processes", nargs="*")
    options.add_argument("--browser", action="store_true", help="in a headless Chromium, with a picture of each form")
    options.add_argument("--pictures", type=Path, metavar="DIR", default=ROOT / "var" / "walk", help="where they go")
    options.add_argument("--width", type=int, default=1440, help="of the window, in px")
    chosen = options.parse_args()
    wanted = chosen.processes or sorted(file.parent.name for file in PROCESSES.glob("*/process.bpmn"))
    with tempfile.TemporaryDirectory() as data:
        app = create_app(Settings(data=Path(data), rate="1000000 per minute", log_level="CRITICAL"))
        with app.app_context():
            setup.set_up()
            bring(wanted)
        if chosen.browser:
            proof = Path(data) / "proof.png"
            proof.write_bytes(PIXEL)
            with window(app, chosen.pictures, chosen.width) as seen:
                walks = [walked(process, lambda one: BrowserWalk(app, one, seen, proof)) for process in wanted]
            print("\n".join(seen.faults), end="\n" if seen.faults else "")
            print(f"{len(seen.taken)} pictures in {chosen.pictures}")
        else:
            walks = [walked(process, lambda one: Walk(app, one)) for process in wanted]
    print(f"{sum(walks)} of {len(wanted)} processes came to an end")
    return int(not all(walks))


def walked(process: str, walk: Callable[[Example], Walk]) -> bool:
    """Whether one of its examples came to its end through the pages; says which, or why none did."""
    real = clock.now
    said: list[str] = []
    for example in ending(process)[:3]:
        try:
            end = walk(example).run()
            print(f"{process}: {Path(example.name).stem} → {end}", flush=True)
            for each in said:
                print(f"    but {each}", flush=True)
            return True
        except Exception as problem:
            said.append(f"{Path(example.name).stem}: {type(problem).__name__}: {problem}")
        finally:
            clock.now = real
    print(f"{process}: STUCK\n    " + "\n    ".join(said or ["no example that ends"]), flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
