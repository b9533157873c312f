"""Asks the gate about a small diagram and gives what it found in a form that tests compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine import gate
from app.engine.gate import Finding
from tests.support.bpmn import Bpmn


def findings(diagram: Bpmn | bytes, files: Mapping[str, bytes] | None = None, **known: Any) -> list[Finding]:
    data = diagram if isinstance(diagram, bytes) else diagram.bytes()
    return gate.check({"process.bpmn": data} | dict(files or {}), "p", **known)


def errors(
    diagram: Bpmn | bytes, files: Mapping[str, bytes] | None = None, **known: Any
) -> list[tuple[str, str | None]]:
    """Code and element of each error, in order of codes."""
    return _of(findings(diagram, files, **known), "error")


def warnings(
    diagram: Bpmn | bytes, files: Mapping[str, bytes] | None = None, **known: Any
) -> list[tuple[str, str | None]]:
    """The same of each warning; of a diagram with errors there are none that count."""
    found = findings(diagram, files, **known)
    assert not _of(found, "error")
    return _of(found, "warning")


def _of(found: list[Finding], severity: str) -> list[tuple[str, str | None]]:
    return sorted((each.code, each.element) for each in found if each.severity == severity)


def line() -> Bpmn:
    """A process that nothing is wrong with: one task between start and end."""
    return Bpmn().start().user("work").end()


# A little of everything, for reading and for damaging.
FULL = (
    Bpmn(name="投诉 处理")
    .start(form="intake")
    .user("ask", name="  受理\n登记 ", groups="clerk", due="=workdays(2)", priority="80", form="f")
    .properties(ladder="none", shown="a")
    .mapping({"x": "= 1"}, {"y": "= x"})
    .xor("ok")
    .when("= y > 1")
    .sub("part")
    .start("s")
    .user("vote")
    .each("= members", "member", sequential=True, until="= done", collect=("votes", "= vote"))
    .end("e")
    .leave()
    .end("good")
    .at("ok")
    .otherwise()
    .to("ask")
    .boundary("ask", "late", interrupting=False, duration="PT2H")
    .end("told", error="E1")
    .lane("客服", "ask", "ok")
    .pool("客户")
)
