"""What came of a command: the new state, and every fact that others record, show or act on."""

from __future__ import annotations

from dataclasses import Field, dataclass, field
from datetime import datetime
from typing import Any


def later(default: Any) -> Any:
    """A field that a later release added: at its default it is not written, so that states and journals from before
    read, and prove, the same."""
    return field(default=default, metadata={"later": True})


def is_written(part: Field[Any], value: Any) -> bool:
    """Whether a field of a fact is written where facts are kept."""
    return not part.metadata.get("later") or value != part.default


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Somebody who was asked to sign a task beside whoever has it (加签)."""

    login: str
    place: str  # "before" whoever has the task goes on, or "after" they are done
    round: int  # who was asked together has the same
    rule: str  # when the round is passed: "all" | "any" | "sequence" (all, one after another) | a share such as "60%"
    state: str  # "waits" for its turn | "open" | "agreed" | "objected" | "removed" | "needless"
    asked_by: str
    task: int | None = None  # the no of the task in which it is asked, once it is
    by: str | None = None  # who signed
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A task for a person, as it stands after the step."""

    no: int  # 1, 2, 3 … within the case: its name in tables and addresses
    key: str  # stable and readable: element id, multi-instance index, visit: "vote[2]#1"
    element: str
    name: str
    visit: int  # how often the element was reached, this time included
    index: int | None  # multi-instance index, from 1
    form: str | None  # form id
    groups: tuple[str, ...]  # "role" or "role@unit"; anyone of them may claim it
    users: tuple[str, ...]  # candidate users
    assignee: str | None
    priority: int  # 0..100, 50 is normal
    opened_at: datetime
    due_at: datetime | None
    clock: str | None  # how the due time was counted: "2WD", "4WH", "24H", "15ND"; None: a plain instant
    provisional: bool  # counted into a calendar year that is not published yet
    urged: int = 0  # how often the ladder has reminded or urged
    breached: bool = False
    deputies: tuple[str, ...] = ()  # groups added because the first ones did not claim it, or by escalation
    paused_at: datetime | None = later(None)  # noqa: RUF009 - since when its clock stands still
    counts_from: datetime | None = later(None)  # noqa: RUF009 - set once its limit was moved: its shares do
    delegated_by: str | None = later(None)
    stands_in_for: str | None = later(None)
    urged_at: datetime | None = later(None)  # noqa: RUF009 - when somebody last urged it by hand
    recused: tuple[str, ...] = later(())
    signatures: tuple[Signature, ...] = later(())
    signs_for: int | None = later(None)
    signing: bool = later(False)


@dataclass(frozen=True, kw_only=True)
class ClosedTask:
    no: int
    key: str
    element: str
    how: str  # "completed" | "cancelled" | "returned" along a drawn path
    by: str


@dataclass(frozen=True, kw_only=True)
class SetTimer:
    """An instant the case waits for."""

    key: str  # unique within the case
    element: str  # the timer event, or the task whose due date or ladder it is
    kind: str  # "bpmn" | "remind" | "urge" | "breach" | "escalate" | "deputy"
    due: datetime
    clock: str | None = None
    provisional: bool = False
    task: int | None = None  # the task's no, where it belongs to one
    paused_at: datetime | None = later(None)  # noqa: RUF009 - since when it stands still, and does not fire


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What people have done to a due date or a timer, as it stands: one that nobody touched has none."""

    name: str  # the key of the task or the timer
    element: str
    task: int | None  # the task's no, where it is a due date
    first_due: datetime  # the end before anybody touched it
    due_at: datetime  # the end now; while the clock stands still: as if it went on from where it stopped
    moved_from: datetime | None = None  # the end before this step, where the step moved it
    unit: str = ""  # with `rest` and `since`: what is left; empty: it is counted as the diagram says
    rest: int = 0  # days of WD and ND, microseconds of WH and H
    since: datetime | None = None
    warn_at: datetime | None = None  # of natural days: the end before it rolled past days off
    counted_at: datetime | None = None  # the end by the calendar, where it is earlier than what people were told
    limit_at: datetime | None = None  # the end before a promise took its place
    promised_at: datetime | None = None  # what the customer was promised last
    paused_at: datetime | None = None
    paused_for: str | None = None  # the kind of reason: one of `operations.PAUSES`
    asks: int = 0  # how often more time was asked for; the open request has this number
    asked_by: str | None = None  # who asked for more time, while nobody has decided
    asked_more: str | None = None  # such as 2WD
    asked_at: datetime | None = None
    asked_why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value that changed: None before means that it was new, `gone` that it was removed."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something people have to be told."""

    kind: str  # "opened" | "remind" | "urge" | "breach" | "escalate" | "deputy" | "incident" | what desk deeds tell
    task: int | None
    element: str
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work of a service task for the worker."""

    key: str
    element: str
    type: str
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A message, or a signal, the case waits for."""

    key: str  # unique within the case
    element: str
    message: str  # the name of the message or signal
    correlation: str | None
    kind: str = later("message")  # "message" | "signal"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message the case threw that nobody inside it caught."""

    message: str
    correlation: str | None
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Incident:
    """An element that could not go on."""

    key: str
    element: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision that was taken by a table: which rules matched, why, and what came out."""

    element: str
    decision: str  # its id
    name: str
    policy: str  # the hit policy; empty where it is no table
    inputs: dict[str, Any]  # by the labels of the columns
    matched: tuple[int, ...]  # row numbers from 1
    cells: tuple[dict[str, str], ...]  # what each matched row asks of the inputs, as the table has it
    result: Any


@dataclass(frozen=True, kw_only=True)
class Step:
    """The whole outcome of one command. `state` is opaque: only the engine reads it."""

    state: bytes
    digest: str  # SHA-256 (hex) of the canonical state
    trail: tuple[str, ...] = ()  # element ids passed in this step, in order
    flows: tuple[str, ...] = ()  # sequence flows taken in this step
    opened: tuple[OpenTask, ...] = ()
    changed: tuple[OpenTask, ...] = ()  # tasks that stay open but look different: claimed, urged, breached …
    closed: tuple[ClosedTask, ...] = ()
    timers_set: tuple[SetTimer, ...] = ()
    timers_gone: tuple[str, ...] = ()  # keys of timers that are no longer set, without the one that fired
    fired: SetTimer | None = None
    waits_set: tuple[Waiting, ...] = ()
    waits_gone: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()
    jobs: tuple[Job, ...] = ()
    sent: tuple[Sent, ...] = ()
    signals: tuple[str, ...] = ()  # names of the signals thrown: other cases may wait for them
    incidents: tuple[Incident, ...] = ()  # opened in this step
    resolved: tuple[str, ...] = ()  # keys of incidents closed in this step
    decisions: tuple[Decision, ...] = ()
    ended: str | None = None  # the id of the end event reached last in this step, at the top of the case
    status: str = "open"  # "open" | "suspended" | "ended" | "cancelled"
    next_due: datetime | None = None  # the earliest timer after the step
    clocks: tuple[Clock, ...] = ()  # new or changed ones
    clocks_gone: tuple[str, ...] = ()  # names


@dataclass(frozen=True, kw_only=True)
class View:
    """What a state holds, for pages and examples."""

    status: str
    values: dict[str, Any]
    tasks: tuple[OpenTask, ...]
    timers: tuple[SetTimer, ...]
    waits: tuple[Waiting, ...]
    incidents: tuple[Incident, ...]
    active: tuple[str, ...]  # element ids that hold a token, repeated when they hold more than one
    visits: dict[str, int] = field(default_factory=dict)
    last_end: str | None = None
    at: datetime | None = None  # the logical time of the last step
    clocks: tuple[Clock, ...] = ()  # those that somebody touched
    parameters: dict[str, Any] = field(default_factory=dict)  # the organisation's, as the case was started with them
    filled: dict[int, dict[str, Any]] = field(default_factory=dict)  # task no -> what was filled in
    done_by: dict[str, tuple[str, ...]] = field(default_factory=dict)  # element that is reviewed -> who did it
    inner: dict[int, dict[str, Any]] = field(default_factory=dict)  # what tasks inside other scopes see, by their no
    call_ended: datetime | None = None  # when the call was over that limits of CALL end with

    @property
    def names(self) -> dict[str, Any]:
        """What the expressions of its forms may ask: its values, and `parameters` where it has any."""
        return self._asked(self.values)

    def names_at(self, task: int) -> dict[str, Any]:
        """What the form of a task may ask: inside a called process or an instance of many, other values are seen."""
        return self._asked(self.inner.get(task, self.values))

    def _asked(self, seen: dict[str, Any]) -> dict[str, Any]:
        return seen | ({"parameters": self.parameters} if self.parameters else {})
