"""A case in memory while the engine works on it, and its state document at rest.

The document holds tokens and data, never the specification: that is in the version. Tokens are numbered within the
case, so the same commands always give the same document and the same digest.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from app.engine import values
from app.engine.spiff.scopes import CaseScope, Scope, Token, open_case, open_part, restore_token
from app.engine.step import Clock, Incident, Job, OpenTask, SetTimer, Signature, Waiting, is_written, later
from app.errors import ShouwenError

if TYPE_CHECKING:
    from app.engine.library import Version

MAGIC = b"SW1"
INSTANTS = frozenset({"opened_at", "due_at", "due", "since", "paused_at", "counts_from", "urged_at"}) | {
    part.name for part in fields(Clock) if "datetime" in str(part.type)
}
TUPLES = frozenset({"groups", "users", "deputies", "deputy_groups", "recused"})
KINDS_IN_ORDER = ("deputy", "remind", "urge", "breach", "escalate", "bpmn")
FEEL_KEYS = ("locals", "items", "results", "outcome")  # what a token keeps of FEEL values


class StateUnreadable(ShouwenError):
    """The state of the case cannot be read: {why}."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A task for a person, with what only the engine needs to know about it."""

    task: OpenTask
    token: int
    ladder: str | None = None  # the text it was opened with
    rung: int = 0  # the next rung
    deputy_groups: tuple[str, ...] = ()
    deputy_after: str | None = None
    deputy: int = 0  # the next deputy group
    filled: Mapping[str, Any] | None = later(None)
    filled_by: str | None = later(None)

    def with_task(self, **changes: Any) -> Held:
        return replace(self, task=replace(self.task, **changes))


@dataclass(frozen=True, kw_only=True)
class Timer:
    """A timer that is set; `token` is the token of its event, or of its task."""

    set: SetTimer
    token: int
    every: str | None = None  # a cycle's interval, ISO 8601
    left: int | None = None  # rounds left of a cycle after this one; None: without end
    since: datetime | None = None  # the instant it counts from
    day: int | None = later(None)  # of the month that a cycle of months keeps to, where not every month has it


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A message or a signal that a token waits for."""

    waiting: Waiting
    token: int


@dataclass(frozen=True, kw_only=True)
class Work:
    """A job of a service task that is not done yet."""

    job: Job
    token: int


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An incident that is open."""

    incident: Incident
    token: int


_COUNT = re.compile(r"(?<=[\[#])([0-9]+)")  # the instance and the visit in a key


def order(timer: SetTimer) -> tuple[bool, datetime, int, list[str | int]]:
    """THE order in which timers fire: by their due instant; of one instant a task's own before paths on the diagram, so
    that a breach is on record before an interrupting path closes the task; then by key, with its instance and visit as
    numbers, so that of one element the first to be set is the first to fire. Those that stand still do not fire: they
    come last."""
    key = [int(part) if place % 2 else part for place, part in enumerate(_COUNT.split(timer.key))]
    return timer.paused_at is not None, timer.due, KINDS_IN_ORDER.index(timer.kind), key


@dataclass(kw_only=True)
class Case:
    """Everything a case is. Mutable: it lives for the length of one `advance`."""

    facts: dict[str, Any]  # number, owner, unit, started_at (text), calendar
    top: CaseScope
    status: str = "open"
    at: datetime | None = None
    last_end: str | None = None
    visits: dict[str, int] = field(default_factory=dict)
    tokens: int = 0  # how many tokens there have been
    opened: int = 0  # how many tasks there have been
    tasks: dict[int, Held] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)
    waits: dict[str, Awaited] = field(default_factory=dict)
    jobs: dict[str, Work] = field(default_factory=dict)
    incidents: dict[str, Trouble] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)
    done_by: dict[str, list[str]] = field(default_factory=dict)  # who did what somebody else is to review
    call_ended: datetime | None = None  # when the call was over that limits of CALL end with; None: none is over

    def next_timer(self) -> SetTimer | None:
        """The timer that fires first; none in a case that is held."""
        if self.status != "open":
            return None
        going = (timer.set for timer in self.timers.values() if timer.set.paused_at is None)
        return min(going, key=order, default=None)


def new(version: Version, facts: dict[str, Any]) -> Case:
    return Case(facts=facts, top=open_case(version))


def to_bytes(case: Case) -> tuple[bytes, str]:
    """The state document and the digest of its canonical form."""
    plain = orjson.dumps(_document(case), option=orjson.OPT_SORT_KEYS)
    return _packed(plain), hashlib.sha256(plain).hexdigest()


def seal(document: dict[str, Any]) -> bytes:
    """The state of a document that was read with `canonical`."""
    return _packed(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))


def _packed(plain: bytes) -> bytes:
    return MAGIC + zlib.compress(plain, 1)


def canonical(state: bytes) -> bytes:
    """The document as canonical JSON: what the digest is taken of. Raises StateUnreadable."""
    if state[:3] != MAGIC:
        raise StateUnreadable(why="it does not begin as a state does")
    try:
        return zlib.decompress(state[3:])
    except zlib.error as broken:
        raise StateUnreadable(why=str(broken)) from broken


def from_bytes(version: Version, state: bytes) -> Case:
    """The case that `to_bytes` wrote."""
    document = orjson.loads(canonical(state))
    case = Case(
        facts=document["case"],
        top=open_case(version),
        status=document["status"],
        at=datetime.fromisoformat(document["at"]),
        last_end=document["last_end"],
        visits=document["visits"],
        tokens=document["tokens"],
        opened=document["opened"],
        tasks={int(no): _held(data) for no, data in document["tasks"].items()},
        timers={key: _timer(data) for key, data in document["timers"].items()},
        waits={k: Awaited(waiting=Waiting(**d["waiting"]), token=d["token"]) for k, d in document["waits"].items()},
        jobs={key: Work(job=_job(data["job"]), token=data["token"]) for key, data in document["jobs"].items()},
        incidents={
            k: Trouble(incident=Incident(**d["incident"]), token=d["token"]) for k, d in document["incidents"].items()
        },
        clocks={name: Clock(**_read(data)) for name, data in document.get("clocks", {}).items()},
        done_by=document.get("done_by", {}),
        call_ended=_instant(document.get("call_ended")),
    )
    _fill(version, case.top, document["top"])
    return case


# -- writing


def _document(case: Case) -> dict[str, Any]:
    clocks = {name: _plain(clock) for name, clock in case.clocks.items()}
    call_ended = case.call_ended.isoformat() if case.call_ended else None
    some = {"clocks": clocks, "done_by": case.done_by, "call_ended": call_ended}
    return {name: part for name, part in some.items() if part} | {
        "format": 1,
        "case": case.facts,
        "status": case.status,
        "at": case.at.isoformat() if case.at else None,
        "last_end": case.last_end,
        "visits": case.visits,
        "tokens": case.tokens,
        "opened": case.opened,
        "tasks": {str(no): _task(held) for no, held in case.tasks.items()},
        "timers": {key: _plain(timer) for key, timer in case.timers.items()},
        "waits": {key: _plain(awaited) for key, awaited in case.waits.items()},
        "jobs": {
            key: {"token": w.token, "job": _plain(w.job) | {"values": values.to_json(w.job.values)}}
            for key, w in case.jobs.items()
        },
        "incidents": {key: _plain(trouble) for key, trouble in case.incidents.items()},
        "top": _scope(case.top),
    }


def _task(held: Held) -> dict[str, Any]:
    filled = {} if held.filled is None else {"filled": values.to_json(dict(held.filled))}
    return _plain(held) | filled


def _plain(value: Any) -> dict[str, Any]:
    out = {}
    for each in fields(value):
        item = getattr(value, each.name)
        if not is_written(each, item):
            continue
        if isinstance(item, datetime):
            item = item.isoformat()
        elif hasattr(item, "__dataclass_fields__"):
            item = _plain(item)
        elif each.name == "signatures":
            item = [_plain(one) for one in item]
        out[each.name] = item
    return out


def _scope(scope: Scope) -> dict[str, Any]:
    kept = None if scope.kept is None else values.to_json(scope.kept)
    out = {"spec": scope.spec.name, "values": kept, "tokens": [_token(token) for token in scope.tokens()]}
    return out | {"undo": scope.undo} if scope.undo else out


def _token(token: Token) -> dict[str, Any]:
    facts = {key: values.to_json(item) if key in FEEL_KEYS else item for key, item in token.internal_data.items()}
    inner = token.workflow.top_workflow.subprocesses.get(token.id)
    out = {"id": token.id, "spec": token.task_spec.name, "state": token.state, "facts": facts}
    return out if inner is None else out | {"scope": _scope(inner)}


# -- reading


def _fill(version: Version, scope: Scope, document: Mapping[str, Any]) -> None:
    scope.kept = None if document["values"] is None else values.from_json(document["values"])
    scope.undo = document.get("undo", [])
    for data in document["tokens"]:
        facts = {key: values.from_json(item) if key in FEEL_KEYS else item for key, item in data["facts"].items()}
        token = restore_token(scope, data["spec"], data["id"], data["state"], facts)
        if "scope" in data:
            _fill(version, open_part(token, data["scope"]["spec"]), data["scope"])


def _read(data: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(data)
    for name in INSTANTS & out.keys():
        out[name] = datetime.fromisoformat(out[name]) if out[name] else None
    for name in TUPLES & out.keys():
        out[name] = tuple(out[name])
    if "signatures" in out:
        out["signatures"] = tuple(Signature(**one) for one in out["signatures"])
    if out.get("filled") is not None:
        out["filled"] = values.from_json(out["filled"])
    return out


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _held(data: Mapping[str, Any]) -> Held:
    return Held(**_read(data) | {"task": OpenTask(**_read(data["task"]))})


def _timer(data: Mapping[str, Any]) -> Timer:
    return Timer(**_read(data) | {"set": SetTimer(**_read(data["set"]))})


def _job(data: Mapping[str, Any]) -> Job:
    return Job(**dict(data) | {"values": values.from_json(data["values"])})
