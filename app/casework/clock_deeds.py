"""What a step of a worked example can do with a clock: it is named by the element of its task or timer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.casework import clocks, limits
from app.casework.limits import OpenClock
from app.engine.commands import Command
from app.engine.endings import ClockGone

if TYPE_CHECKING:
    from app.casework.deeds import Scene
    from app.casework.examples import ExampleStep

# What each says beside the clock and the reason.
SAYS: Mapping[str, frozenset[str]] = {
    "pause": frozenset({"for"}),
    "resume": frozenset(),
    "ask": frozenset({"more"}),
    "decide": frozenset({"granted"}),
    "restart": frozenset(),
    "promise": frozenset({"until"}),
}


def command(step: ExampleStep, scene: Scene, by: str) -> Iterator[Command]:
    """Raises ClockGone, NotYourClock and LaterPromise, as live work does."""
    what = step.kind or ""
    one = clock_of(step, scene)
    said = fields(what, step.details, one, scene)
    if scene.rules.judges(one.whose):
        clocks.check(one, what, scene.rules.actor(by), scene.rules, scene.at, said.get("until"))
    acting_for = scene.rules.stands_in_for(by, one.whose, scene.at)
    reason = str(step.details.get("reason", ""))
    yield clocks.COMMANDS[what](by=by, acting_for=acting_for, clock=one.name, reason=reason, **said)


def clock_of(step: ExampleStep, scene: Scene) -> OpenClock:
    """The open limit of an element, the first of several."""
    open_now = limits.of_view(scene.view, scene.version, scene.rules)
    found = sorted((one for one in open_now if one.element == step.target), key=lambda one: one.name)
    if not found:
        raise ClockGone(clock=step.target)
    return found[0]


def fields(what: str, details: Mapping[str, Any], one: OpenClock, scene: Scene) -> dict[str, Any]:
    """The fields of the command, beside the reason."""
    if what == "pause":
        return {"kind": str(details.get("for", ""))}
    if what == "ask":
        return {"more": str(details.get("more", ""))}
    if what == "decide":
        return {"request": one.touched.asks if one.touched else 0, "granted": bool(details.get("granted", True))}
    if what == "promise":
        until = details.get("until", "")
        at: datetime = scene.calendar.local(until if isinstance(until, datetime) else str(until))
        return {"until": at.astimezone(UTC).isoformat()}
    return {}
