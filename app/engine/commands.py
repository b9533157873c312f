"""What can be asked of a case. A command is a frozen value; the journal keeps it as JSON and replay reads it back.

`by` is the login of the person who asks, or `system:timers`, `system:jobs`, `system:assignment`; `acting_for` is the
login of the person a deputy stands in for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from app.engine import values

FEEL_FIELDS = frozenset({"values", "parameters"})  # what a command says in FEEL values


@dataclass(frozen=True, kw_only=True)
class Command:
    by: str
    acting_for: str | None = None

    kinds: ClassVar[dict[str, type[Command]]] = {}

    def __init_subclass__(cls) -> None:
        Command.kinds[cls.__name__] = cls


@dataclass(frozen=True, kw_only=True)
class Start(Command):
    """Begin a case. `number` is what people call it; `owner` is the first-responsible person (首问责任人)."""

    number: str
    values: Mapping[str, Any] = field(default_factory=dict)
    owner: str | None = None
    unit: str | None = None
    message: str | None = None  # the message or signal that starts it, where it is not started by hand
    calendar: str | None = None  # the calendar the case counts in; None: the default one
    timer: str | None = None  # the timer start event that starts it, where the clock does
    parameters: Mapping[str, Any] = field(default_factory=dict)  # as they are now: the case keeps them


@dataclass(frozen=True, kw_only=True)
class Complete(Command):
    """Finish an open user or manual task with the values its form collected."""

    task: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Claim(Command):
    task: str


@dataclass(frozen=True, kw_only=True)
class Release(Command):
    task: str


@dataclass(frozen=True, kw_only=True)
class Assign(Command):
    """Give a task to a person, whoever holds it now."""

    task: str
    to: str
    reason: str = ""
    instead_of: str | None = None  # who is away and would have it
    tell: bool = False  # whoever gets it


@dataclass(frozen=True, kw_only=True)
class TimerDue(Command):
    """A timer's due instant has come. The logical time of the entry is that instant."""

    timer: str


@dataclass(frozen=True, kw_only=True)
class TakeOver(Command):
    """The person in charge is away: the next deputy group of a task is added at once instead of after its wait.

    With `group` it is that one that is added: the superior, where nobody else is left.
    """

    task: str
    reason: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Deliver(Command):
    """A message arrives from outside; `key` is its correlation key."""

    message: str
    key: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Signal(Command):
    """A signal that another case threw reaches this one."""

    name: str


@dataclass(frozen=True, kw_only=True)
class JobDone(Command):
    """A service task's work was done by the worker."""

    job: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class JobFailed(Command):
    """A service task's work failed for good; `error_code` set: a BPMN error, else an incident."""

    job: str
    message: str
    error_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class SetValues(Command):
    """Mend the case's values by hand, with a reason."""

    values: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Retry(Command):
    """Try the element of an incident again."""

    incident: str


@dataclass(frozen=True, kw_only=True)
class Migrate(Command):
    """Go on under another version: `to` is its hash, `mapping` says which elements are called otherwise there.

    Timers and due dates keep their instants, unless they are to be recomputed as the new diagram counts them.
    """

    to: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    recompute: bool = False
    reason: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)  # those that it has not yet, or is to have anew


@dataclass(frozen=True, kw_only=True)
class MoveToken(Command):
    """Take the case from where it stands to another element: `place` is the element with its visit, "verify#1"."""

    place: str
    to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Suspend(Command):
    """Hold the whole case: nothing can be done in it and no timer fires until it is let go on."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Unsuspend(Command):
    """The case goes on; its clocks with what was left of them."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Pause(Command):
    """The clock of a task or a timer stands still: `clock` is its key, `kind` one of `operations.PAUSES`."""

    clock: str
    kind: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Resume(Command):
    """The clock goes on with what was left."""

    clock: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AskTime(Command):
    """More time is asked for, such as 2WD; it takes another person to decide."""

    clock: str
    more: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecideTime(Command):
    """The request of this number for more time is granted or refused."""

    clock: str
    request: int
    reason: str
    granted: bool = False


@dataclass(frozen=True, kw_only=True)
class Restart(Command):
    """The limit begins anew: the facts are other ones."""

    clock: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Promise(Command):
    """The customer was promised another instant, ISO 8601 with a zone: the limit ends then."""

    clock: str
    until: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Recount(Command):
    """Another version of the calendar is in force: the open clocks are counted by it."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Cancel(Command):
    """End the whole case by hand."""

    reason: str


def to_json(command: Command) -> dict[str, Any]:
    """The command as JSON data: `{"command": kind, field: value, …}`; fields at their default are left out."""
    out: dict[str, Any] = {"command": type(command).__name__}
    for f in fields(command):
        value = getattr(command, f.name)
        if f.name in FEEL_FIELDS:
            if value:
                out[f.name] = values.to_json(dict(value))
        elif value not in (None, "", {}, False):
            out[f.name] = value
    return out


def from_json(data: Mapping[str, Any]) -> Command:
    """The command that `to_json` wrote. Raises KeyError for a kind nobody knows."""
    kind = Command.kinds[data["command"]]
    given = {name: value for name, value in data.items() if name != "command"}
    for name in FEEL_FIELDS & given.keys():
        given[name] = values.from_json(given[name])
    return kind(**given)
