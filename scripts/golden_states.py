"""Writes golden states: states of the present format that every later release has to load and go on with.

    python scripts/golden_states.py

One JSON file for each scene below, under tests/golden/states/<format>/. A file that is there is never written again:
it is what a released engine wrote. A new scene gets a new file; a new format a new folder.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import orjson

from app import engine
from app.engine import commands, values
from app.engine.step import Step
from tests.support.bpmn import Bpmn
from tests.support.play import LOCAL, Play

FOLDER = ROOT / "tests" / "golden" / "states"
COMPENSATE = "<bpmn:compensateEventDefinition/>"


class Recorded(Play):
    """A play that keeps its files and its commands."""

    def __init__(self, diagram: Bpmn, files: dict[str, bytes] | None = None, **values: Any) -> None:
        self.sources = {"process.bpmn": diagram.bytes()} | (files or {})
        self.commands: list[tuple[commands.Command, datetime]] = []
        super().__init__(diagram, files=files, **values)

    def do(self, command: commands.Command, at: datetime | None = None) -> Step:
        self.commands.append((command, at or self.now))
        return super().do(command, at)


Scene = tuple[Recorded, Callable[[Recorded], Any]]


def seen(play: Play) -> dict[str, Any]:
    """What a state shows, as JSON data that a later release must see as well."""
    view = play.view
    return {
        "status": view.status,
        "tasks": [[task.key, list(task.groups), task.assignee, task.urged, task.breached] for task in view.tasks],
        "timers": [[timer.key, timer.kind, timer.due.isoformat()] for timer in view.timers],
        "waits": [[wait.key, wait.message, wait.correlation] for wait in view.waits],
        "incidents": [[incident.key, incident.message] for incident in view.incidents],
        "values": values.to_json(view.values),
        "visits": view.visits,
        "active": list(view.active),
        "last_end": view.last_end,
    }


def human() -> Scene:
    diagram = Bpmn().start().user("work", due="= workdays(2)", groups="clerk@bank-a")
    diagram.properties(deputy="second@bank-a", deputyAfter="2WH").end()
    diagram.boundary("work", "late", interrupting=False, cycle="R3/PT24H").user("urge").end("told")
    play = Recorded(diagram, amount=Decimal("12.50"), day=date(2026, 3, 1), length=timedelta(hours=3), odd={"$": None})
    play.until("2026-03-03T16:30")
    return play, lambda p: p.until("2026-03-05T09:00").complete("work").complete("urge")


def instances() -> Scene:
    diagram = Bpmn().start().user("vote", assignee="= who")
    diagram.each("= people", "who", collect=("votes", "= answer")).user("after").end()
    play = Recorded(diagram, people=["a", "b", "c"]).complete("vote[2]", by="b", answer=Decimal("1.5"))
    return play, lambda p: p.complete("vote[3]", answer=None).complete("vote[1]", answer="yes").complete("after")


def rounds() -> Scene:
    condition = "<bpmn:loopCondition>= more</bpmn:loopCondition>"
    loop = f"<bpmn:standardLoopCharacteristics>{condition}</bpmn:standardLoopCharacteristics>"
    diagram = Bpmn().start().user("ask").inner(loop).user("each", startQuantity="1").end()
    return Recorded(diagram).complete("ask", more=True), lambda p: p.complete("ask", more=False).complete("each")


def called() -> Scene:
    inner = Bpmn("q").start().sub("part").start("s").user("visit").end("e").leave().script("note", "= n + 1", "n").end()
    diagram = Bpmn().start().call("follow", "q").mapping({"n": "= 1"}, {"result": "= n"}).user("after").end()
    diagram.boundary("follow", "late", duration="PT5H").user("urge").end("told")
    play = Recorded(diagram, files={"called/q/process.bpmn": inner.bytes()})
    return play, lambda p: p.complete("visit").complete("after")


def race() -> Scene:
    diagram = Bpmn().start().race("first").catch("paid", message="paid|= order").user("send").end()
    diagram.at("first").catch("late", duration="PT6H").user("remind").end("e2")
    diagram.at("first").catch("heard", signal="stop").user("stop").end("e3")
    return Recorded(diagram, order="A-1"), lambda p: p.message("paid", "A-1", sum=3).complete("send")


def aside() -> Scene:
    diagram = Bpmn().start().user("work").end("failed", error="E")
    for kind in ({"message": "more|= order"}, {"error": "E"}):
        name = next(iter(kind))
        diagram.sub(f"aside_{name}", triggeredByEvent="true")
        diagram.start(f"hear_{name}", isInterrupting=str(name == "error").lower(), **kind).user(f"h_{name}")
        diagram.end(f"end_{name}").leave()
        diagram.pen, diagram.scope = "", "p"
    play = Recorded(diagram, order="A-1").message("more", "A-1")
    return play, lambda p: p.message("more", "A-1").complete("work").complete("h_error")


def undoing() -> Scene:
    diagram = Bpmn().start().sub("trip").start("s").user("hotel").user("flight").end("e").leave()
    diagram.throw("undo").inner(COMPENSATE).user("after").end()
    diagram.scope, diagram.pen = "trip", ""
    for what in ("hotel", "flight"):
        diagram.boundary(what, f"undo_{what}").inner(COMPENSATE)
        diagram.pen = ""
        diagram.user(f"cancel_{what}", isForCompensation="true")
        diagram.raw(f'<bpmn:association id="a_{what}" sourceRef="undo_{what}" targetRef="cancel_{what}"/>')
        diagram.pen = ""
    play = Recorded(diagram).complete("hotel").complete("flight").complete("cancel_flight")
    return play, lambda p: p.complete("cancel_hotel").complete("after")


def joins() -> Scene:
    diagram = Bpmn().start().some("split").when("= true").user("a").some("join").user("after").end()
    diagram.at("split").when("= true").both("more").user("b").both("all").to("join").at("more").user("c").to("all")
    return Recorded(diagram).complete("a").complete("b"), lambda p: p.complete("c").complete("after")


def enough() -> Scene:
    diagram = Bpmn().start().both("split").user("a").node("complexGateway", "join")
    diagram.inner("<bpmn:activationCondition>= activationCount &gt;= 2</bpmn:activationCondition>").user("after").end()
    diagram.at("split").user("b").to("join").at("split").user("c").to("join")
    return Recorded(diagram).complete("a").complete("b"), lambda p: p.complete("after").complete("c")


def any_order() -> Scene:
    diagram = Bpmn().start().sub("any").user("a")
    diagram.pen = ""
    diagram.user("b").leave().inner("<bpmn:completionCondition>= enough</bpmn:completionCondition>").user("after").end()
    diagram.nodes["any"].tag = "adHocSubProcess"
    diagram.nodes["any"].attributes["ordering"] = "Sequential"
    return Recorded(diagram, enough=False).complete("a"), lambda p: p.complete("b", enough=True).complete("after")


def troubles() -> Scene:
    diagram = Bpmn().start().both("split").service("ring", "call").end().at("split").xor("which")
    diagram.when("= amount > 3").user("big").end("e2").at("which").otherwise().user("small").end("e3")
    diagram.at("split").catch("enough").inner(
        "<bpmn:conditionalEventDefinition><bpmn:condition>= n &gt; 3</bpmn:condition></bpmn:conditionalEventDefinition>"
    ).user("tell").end("e4")

    def go_on(play: Recorded) -> None:
        play.do(commands.SetValues(by="li", values={"amount": 5, "n": 4}, reason="forgotten"))
        play.do(commands.Retry(by="li", incident="which#1"))
        play.do(commands.JobDone(by="system:jobs", job="ring#1", values={"heard": True}))

    return Recorded(diagram, n=1), go_on


def stopped() -> Scene:
    diagram = Bpmn().start().user("work", groups="clerk@bank-a", due="= naturaldays(15)").end()
    diagram.boundary("work", "late", interrupting=False, date="= workhours(6)").user("urge").end("urged")
    play = Recorded(diagram)
    play.do(commands.Pause(by="li", clock="late#1", kind="customer", reason="waiting"))
    play.do(commands.AskTime(by="li", clock="work#1", more="2ND", reason="more papers"))
    play.do(commands.DecideTime(by="gao", clock="work#1", request=1, granted=True, reason="agreed"))
    play.do(commands.AskTime(by="li", clock="work#1", more="9ND", reason="still more papers"))
    play.do(commands.Pause(by="li", clock="work#1", kind="appraisal", reason="laboratory"))

    def go_on(play: Recorded) -> None:
        play.now = LOCAL("2026-03-05T16:00")
        play.do(commands.Resume(by="li", clock="late#1", reason="heard"))
        play.do(commands.DecideTime(by="gao", clock="work#1", request=2, reason="enough"))
        play.do(commands.Resume(by="li", clock="work#1", reason="report came"))
        play.do(commands.Promise(by="gao", clock="work#1", until="2026-03-20T10:00+08:00", reason="told the customer"))
        play.until("2026-03-13T10:00")
        play.do(commands.Restart(by="gao", clock="work#1", reason="new facts"))

    return play, go_on


SCENES: dict[str, Callable[[], Scene]] = {
    each.__name__: each
    for each in (human, instances, rounds, called, race, aside, undoing, joins, enough, any_order, troubles, stopped)
}


def golden(name: str) -> dict[str, Any]:
    """A scene as it is kept: its files, its state, what the state shows, and what comes of the next commands."""
    play, go_on = SCENES[name]()
    sources = {file: data.decode() for file, data in play.sources.items()}
    state, first, done = play.state, seen(play), len(play.steps)
    assert state is not None
    go_on(play)
    again = [{"at": at.isoformat(), "command": commands.to_json(command)} for command, at in play.commands[done:]]
    return {
        "sources": sources,
        "state": base64.b64encode(state).decode(),
        "seen": first,
        "next": again,
        "after": seen(play),
    }


def format_of(state: str) -> int:
    return int(orjson.loads(engine.canonical(base64.b64decode(state)))["format"])


def main() -> None:
    for name in SCENES:
        kept = golden(name)
        target = FOLDER / str(format_of(kept["state"])) / f"{name}.json"
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
