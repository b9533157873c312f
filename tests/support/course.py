"""A worked example taken through the browser: its people do on pages what it says they do, at the time it is now.

Times that the example enters are moved by as much as now is later than its step: what lay before stays before. Where
days must pass on the way, the steps until then were done in the past, through casework as the cases of the demo are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

from playwright.sync_api import Page, expect

from app import calendars, clock, engine
from app.casework import examples, sources
from app.casework.examples import ExampleStep
from app.engine import Version, xml
from app.engine.layout import graph
from tests.support.clerk import House, overflow
from tests.support.past import play

ROOT = Path(__file__).parents[2]
PROCESSES, FORMS = ROOT / "processes", ROOT / "forms"
CALENDAR = calendars.seed().default
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")
AUDITOR = "root.shen"


class Course:
    """One case on its way."""

    def __init__(self, house: House, process: str, example: str, *, past: int = 0) -> None:
        """`past` is how many of the example's steps were done before anybody opens a browser."""
        self.house, self.past = house, past
        self.example = examples.read(PROCESSES / process / "examples" / f"{example}.yaml", process)
        self.done = [step.target for step in self.example.steps[:past] if step.kind == "complete"]
        self.number = ""

    def begin(self) -> str:
        """The number of the case, which stands where its past has brought it."""
        begin = self.example.start
        if self.past:
            return play(self.house.app, self.example, self.past)
        return self.house.clerk(begin.by).begin(self.version.name, begin.values, partial(turned, at=begin.at))

    def run(self) -> None:
        self.number, at = self.begin(), self.example.start.at
        for step in self.example.steps[self.past :]:
            at = step.at or at
            if step.kind:
                DEEDS[step.kind](self, step, at)
            if "open" in step.expect:
                self.check_open(step.expect["open"])
        self.check_end()
        self.audit()

    @cached_property
    def version(self) -> Version:
        return engine.load(sources.collect(PROCESSES / self.example.process, FORMS), self.example.process)

    def name(self, element: str) -> str:
        return self.version.elements[element].name

    def waiting_for(self, message: str) -> str:
        """What the diagram calls the event that waits for a message."""
        events = self.version.elements.values()
        return next(one.name for one in events if message in (event.name for event in one.events))

    # -- steps

    def claim(self, step: ExampleStep, at: str) -> None:
        self.house.clerk(step.by or "").take(self.number, self.name(step.target))

    def complete(self, step: ExampleStep, at: str) -> None:
        clerk, task = self.house.clerk(step.by or ""), self.name(step.target)
        if step.fail in {"ended", "not yours"}:
            assert not clerk.listed("groups", self.number, task)
            assert not clerk.listed("mine", self.number, task)
            return
        clerk.take(self.number, task)
        clerk.fill(step.details.get("values", {}), partial(turned, at=at))
        answer = clerk.press()
        if step.fail:
            assert answer.status == 422
            expect(clerk.page.locator(f'[data-field="{step.fail}"] .invalid-feedback')).to_be_visible()
            return
        assert answer.status == 303, clerk.page.locator(".invalid-feedback").all_inner_texts()
        self.done.append(step.target)

    def message(self, step: ExampleStep, at: str) -> None:
        """Whoever began the case enters what the customer said."""
        clerk = self.house.clerk(self.example.start.by)
        clerk.open(self.number)
        clerk.hear(self.waiting_for(step.target), next(iter(step.details["values"].values())))

    # -- what has come of it

    def check_open(self, elements: list[str]) -> None:
        clerk = self.house.clerk(AUDITOR)
        clerk.open(self.number)
        rows = clerk.page.locator("table:has(caption) tbody tr td:first-child strong")
        expect(rows).to_have_count(len(elements))
        assert sorted(rows.all_inner_texts()) == sorted(map(self.name, elements))

    def check_end(self) -> None:
        """The page of the case says how it ended, marks the way it took, and tells every step."""
        clerk, end = self.house.clerk(self.example.start.by), self.example.expect["ended"]
        clerk.open(self.number)
        expect(clerk.page.get_by_role("region", name="案件", exact=True)).to_contain_text(f"已结案 {self.name(end)}")
        wanted = {*self.done, *self.example.expect.get("visited", []), end}
        for way, element in sorted((self.way_to(each), each) for each in wanted):
            self.enter(clerk.page, way)
            mark = clerk.page.locator(f'.djs-element[data-element-id="{element}"]').get_attribute("class") or ""
            assert "mark-done" in mark, f"{element} is not marked as done"
        told = "\n".join(clerk.page.locator("#timeline .moment").all_inner_texts())
        for element in self.done:
            assert f"“{self.name(element)}”" in told
        assert overflow(clerk.page) <= 0
        assert f"“{self.name(self.done[-1])}”" in told

    def way_to(self, element: str) -> tuple[str, ...]:
        """The sub-processes drawn closed that one must open to see an element, the outermost first."""
        elements, way = self.version.elements, []
        while (element := elements[element].scope) in elements:
            way += [element] if element in self.closed else []
        return tuple(reversed(way))

    def enter(self, page: Page, way: tuple[str, ...]) -> None:
        """Open the plane that lies there in the diagram."""
        crumbs = page.locator(".bjs-breadcrumbs-shown .bjs-breadcrumbs a, .bjs-breadcrumbs-shown a")
        if crumbs.count():
            crumbs.first.dispatch_event("click")
        for closed in way:
            page.locator(f'.djs-overlays[data-container-id="{closed}"] .bjs-drilldown').dispatch_event("click")

    @cached_property
    def closed(self) -> frozenset[str]:
        return graph.document(xml.read((PROCESSES / self.example.process / "process.bpmn").read_bytes())).folded

    def audit(self) -> None:
        """An auditor finds the case, every step of it is computed again and is the same, and nothing was changed."""
        clerk = self.house.clerk(AUDITOR)
        page = clerk.page
        page.goto("/audit/")
        page.get_by_label("案件号或关键词").fill(self.number)
        page.get_by_label("案件号或关键词").press("Enter")
        page.wait_for_url(re.compile("/audit/cases/"))
        expect(page.get_by_text("已签名").first).to_be_visible()
        page.get_by_role("link", name="复盘").click()
        expect(page.locator("[data-replay][data-ready=yes]")).to_be_visible()
        course = page.request.get(f"/audit/cases/{self.number}/replay.json").json()
        assert course["difference"] is None
        assert all(step["matches"] for step in course["steps"])
        page.keyboard.press("End")
        expect(page.locator(".replay-panel")).to_contain_text("复算一致")
        assert overflow(clerk.page) <= 0
        page.get_by_role("button", name="验证本案").click()
        expect(page.locator("#proof")).to_contain_text("未发现任何改动。")


DEEDS: Mapping[str, Callable[[Course, ExampleStep, str], None]] = {
    "complete": Course.complete,
    "claim": Course.claim,
    "message": Course.message,
}


def turned(text: str, at: str) -> str:
    """A date or time of a step at `at`, moved to now."""
    assert MOMENT.fullmatch(text), text
    later: timedelta = clock.now() - CALENDAR.local(at)
    if "T" not in text:
        return (datetime.fromisoformat(text) + later + timedelta(hours=1)).date().isoformat()
    moved = CALENDAR.local(text) + later
    return moved.astimezone(CALENDAR.zone).replace(tzinfo=None).isoformat(timespec="minutes")
