"""What a diagram means: its blocks, nets and events, for the reference interpreter."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support.oracle.nets import Net

DEPTH = 4  # how deep blocks and scopes are nested
VARIABLES = ("v0", "v1", "v2")


@dataclass(frozen=True)
class Watch:
    """An event that is armed beside work: on its boundary, or as an event sub-process of its scope."""

    element: str
    kind: str  # "timer" | "message" | "error"
    text: str  # the name of the message, the code of the error or nothing for any; for a timer nothing
    seconds: int  # of a timer
    rounds: int  # how often a timer fires
    interrupting: bool
    then: str  # the task that follows


@dataclass
class Plan:
    """What an unstructured scope means: a net, and what stands at its nodes."""

    net: Net
    blocks: dict[int, Block] = field(default_factory=dict)  # of an activity
    watches: dict[int, Watch] = field(default_factory=dict)  # of an event on a boundary, or after a race
    conditions: dict[int, str | None] = field(default_factory=dict)  # of a flow; None: the default
    code: str = ""  # of the error end


@dataclass(frozen=True)
class Block:
    """A piece of a diagram, and what it means."""

    kind: str
    first: str
    last: str
    parts: tuple[tuple[str | None, Block], ...] = ()  # (condition, block)
    watch: Watch | None = None
    asides: tuple[Watch, ...] = ()  # the event sub-processes of the scope that it is
    count: int = 0  # of instances
    enough: int | None = None  # completions that end the others
    sequential: bool = False
    fails: tuple[str, str] | None = None  # the variable that decides on an error end, and the code of the error
    plan: Plan | None = None  # of an unstructured scope
