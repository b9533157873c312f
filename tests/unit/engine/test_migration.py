"""Running cases under another version: tokens keep their place, timers their instants, tasks their keys."""

import pytest

from app import engine
from app.engine import commands, migration
from tests.support.bpmn import Bpmn
from tests.support.play import CALENDARS, LOCAL, Play


def first() -> Bpmn:
    diagram = Bpmn().start().user("ask", name="询问", due="= workdays(2)").user("answer").end()
    return diagram.boundary("ask", "late", interrupting=False, date="= workdays(1)").user("urge").end("urged")


def second(**names: str) -> Bpmn:
    """The same with a check before the answer, a longer limit, another name and one more event on the boundary."""
    ask = names.get("ask", "ask")
    diagram = Bpmn().start().user(ask, name="问询", due="= workdays(5)").user("check").user("answer").end()
    diagram.boundary(ask, "late", interrupting=False, date="= workdays(4)").user("urge").end("urged")
    return diagram.boundary(ask, "stop", message="stop").end("stopped")


def load(diagram: Bpmn) -> engine.Version:
    return engine.load({"process.bpmn": diagram.bytes()}, "p")


def migrate(play: Play, to: Bpmn, mapping: dict[str, str] | None = None):
    play.version = load(to)
    return play.do(commands.Migrate(by="owner", to=play.version.hash, mapping=mapping or {}))


def test_an_open_task_keeps_its_key_and_its_due_instant_and_goes_on_as_the_new_diagram_says():
    play = Play(first())
    due, timers = play.task("ask").due_at, {t.key: t.due for t in play.view.timers}
    step = migrate(play, second())
    task = play.task("ask")
    assert (task.key, task.no, task.due_at, task.name) == ("ask#1", 1, due, "问询")
    assert {t.key: t.due for t in play.view.timers} == timers
    assert [changed.name for changed in step.changed] == ["问询"]
    assert play.complete("ask").open == ["check"]


def test_limits_are_counted_again_from_where_they_began_when_the_owner_says_so():
    play = Play(first()).until("2026-03-03T10:00")
    play.version = load(second())
    play.do(commands.Migrate(by="owner", to=play.version.hash, recompute=True))
    task = play.task("ask")
    assert (task.due_at, task.clock, task.opened_at) == (LOCAL("2026-03-09T17:30"), "5WD", LOCAL("2026-03-02T10:00"))
    assert {t.key: t.due for t in play.view.timers}["late#1"] == LOCAL("2026-03-06T17:30")
    assert play.until("2026-03-09T17:30").task("ask").breached


def test_an_event_that_is_new_around_open_work_is_waited_for_from_then_on():
    play = Play(first())
    migrate(play, second())
    assert [w.message for w in play.view.waits] == ["stop"]
    assert play.message("stop").ended == "stopped"


def test_an_event_that_is_gone_is_no_longer_waited_for():
    play = Play(second())
    migrate(play, first())
    assert play.view.waits == ()
    assert play.open == ["ask"]


def test_an_element_may_have_another_id():
    play = Play(first())
    migrate(play, second(ask="inquire"), {"ask": "inquire"})
    assert (play.open, play.view.visits["inquire"], play.task("inquire").key) == (["inquire"], 1, "ask#1")
    assert play.until("2026-03-03T18:00").fired[-1] == "late"
    assert play.complete("inquire").complete("urge").open == ["check"]


def test_migrated_there_and_back_the_case_is_as_it_was():
    play = Play(first())
    before = play.view
    migrate(play, second())
    migrate(play, first())
    assert play.view == before


def test_the_verdict_names_what_stops_a_case_and_what_will_be_different():
    play = Play(first())
    gone = Bpmn().start().user("answer").end()
    verdict = migration.judge(play.version, load(gone), play.state)
    assert not verdict.possible
    assert [(r.element, r.code) for r in verdict.remarks if r.stops] == [("ask", "gone")]
    other = Bpmn().start().service("ask").user("answer").end()
    assert [r.code for r in migration.judge(play.version, load(other), play.state).remarks if r.stops] == ["other_kind"]
    fine = migration.judge(play.version, load(second()), play.state)
    assert (fine.possible, [r.code for r in fine.remarks]) == (True, ["event_new"])


def test_a_case_that_cannot_be_moved_is_refused_and_stays_as_it_is():
    play = Play(first())
    before = play.state
    version = load(Bpmn().start().user("answer").end())
    command = commands.Migrate(by="owner", to=version.hash)
    with pytest.raises(migration.CannotMove):
        engine.advance(version, play.state, command, LOCAL("2026-03-02T10:00"), CALENDARS)
    assert play.state == before


def test_what_is_inside_sub_processes_and_instances_moves_too():
    def diagram(extra: bool) -> Bpmn:
        made = Bpmn().start().sub("each").each("= banks", "bank").start("s").user("ask").end("e").leave()
        return (made.user("check") if extra else made).user("after").end()

    play = Play(diagram(False), banks=["a", "b"])
    play.do(commands.Complete(by="li", task="ask#1"))
    migrate(play, diagram(True))
    play.do(commands.Complete(by="li", task="ask#2"))
    assert play.open == ["check"]


def test_a_token_that_waits_at_a_join_needs_its_flow():
    def diagram(third: bool) -> Bpmn:
        made = Bpmn().start().both("split").user("a").both("join").end().at("split").user("b").to("join")
        return made.at("split").user("c").to("join") if third else made

    play = Play(diagram(False)).complete("a")
    assert migration.judge(play.version, load(diagram(True)), play.state).possible
    renamed = diagram(False).bytes().replace(b"a_to_join", b"other_flow")
    version = engine.load({"process.bpmn": renamed}, "p")
    assert [r.code for r in migration.judge(play.version, version, play.state).remarks] == ["flow_gone"]


def with_aside(kind: str = "message", *, interrupting: bool = False) -> Bpmn:
    diagram = Bpmn().start().user("ask", name="询问", due="= workdays(2)").user("answer").end()
    diagram.boundary("ask", "late", interrupting=False, date="= workdays(1)").user("urge").end("urged")
    facts = {"message": "stop"} if kind == "message" else {"date": "= workdays(1)"}
    diagram.sub("aside", triggeredByEvent="true").start("hear", isInterrupting=str(interrupting).lower(), **facts)
    diagram.user("h").end("he").leave()
    return diagram


def codes(play: Play, to: Bpmn) -> list[tuple[str, str]]:
    return [(remark.code, remark.element) for remark in migration.judge(play.version, load(to), play.state).remarks]


def test_an_event_sub_process_that_is_new_stands_by_from_then_on():
    play = Play(first())
    assert codes(play, with_aside()) == [("event_new", "aside")]
    migrate(play, with_aside())
    assert [w.message for w in play.view.waits] == ["stop"]
    assert play.message("stop").open == ["ask", "h"]


def test_an_event_sub_process_that_is_gone_is_no_longer_waited_for():
    play = Play(with_aside())
    assert codes(play, first()) == [("event_gone", "aside")]
    migrate(play, first())
    assert (play.view.waits, play.complete("ask").complete("answer").ended) == ((), "end")


def test_an_event_sub_process_that_runs_stops_a_case_that_would_lose_it():
    play = Play(with_aside()).message("stop")
    assert ("gone", "aside") in codes(play, first())


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_sub_process_that_has_happened_does_not_stand_by_again(interrupting):
    play = Play(with_aside("date", interrupting=interrupting)).until("2026-03-03T18:00")
    assert "h" in play.open
    migrate(play, with_aside("date", interrupting=interrupting))
    assert [timer.element for timer in play.view.timers if timer.kind == "bpmn"] == []
    assert play.until("2026-03-20T18:00").open.count("h") == 1


def test_an_event_on_a_border_that_has_happened_does_not_happen_again():
    play = Play(first()).until("2026-03-03T18:00")
    assert play.open == ["ask", "urge"]
    migrate(play, second())
    assert [timer.element for timer in play.view.timers if timer.kind == "bpmn"] == []
    assert play.until("2026-03-20T18:00").open == ["ask", "urge"]


def test_an_element_that_moved_into_a_sub_process_stops_a_case_that_stands_there():
    inner = Bpmn().start().sub("part").start("s").user("ask").end("e").leave().user("answer").end()
    assert codes(Play(first()), inner)[0] == ("elsewhere", "ask")
    other = Play(first()).complete("ask")
    assert migration.judge(other.version, load(inner), other.state).possible


def test_a_changed_form_is_named_and_the_task_shows_the_new_one():
    def form(*keys: str) -> dict[str, bytes]:
        fields = ", ".join(f'{{"type": "textfield", "key": "{key}", "label": "x"}}' for key in keys)
        said = f'{{"type": "default", "schemaVersion": 16, "id": "f", "components": [{fields}]}}'
        return {"forms/f.form": said.encode()}

    diagram = Bpmn().start().user("ask", form="f").end()
    play = Play(diagram, files=form("a"))
    new = engine.load({"process.bpmn": diagram.bytes()} | form("a", "b"), "p")
    assert [(r.code, r.stops) for r in migration.judge(play.version, new, play.state).remarks] == [("form", False)]
    same = engine.load({"process.bpmn": diagram.bytes()} | form("a"), "p")
    assert migration.judge(play.version, same, play.state).remarks == ()
    play.version = new
    play.do(commands.Migrate(by="owner", to=new.hash))
    assert play.complete("ask", b="new").values["b"] == "new"
