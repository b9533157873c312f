"""What stands on a diagram, as small frozen values: nodes, flows, events, loops, lanes, pools, processes.

Texts are as written: an expression keeps its leading `=`. What is absent is None or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine import zeebe

TASKS = frozenset(
    {"task", "userTask", "manualTask", "scriptTask", "businessRuleTask", "serviceTask", "sendTask", "receiveTask"}
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "implicitThrowEvent",
    }
)
NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True, kw_only=True)
class Timer:
    kind: str  # "date" | "duration" | "cycle" | "" (an event definition without a time)
    text: str


@dataclass(frozen=True, kw_only=True)
class Message:
    id: str
    name: str
    correlation_key: str | None  # zeebe:subscription


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event definition of an event: what it waits for or what it throws."""

    kind: str  # "message" | "timer" | "error" | "escalation" | "terminate" | "signal" | "link" | "conditional" | …
    ref: str | None = None  # id of the message, error, escalation or signal
    name: str | None = None  # its name; of an error or escalation too
    code: str | None = None  # error or escalation code
    correlation_key: str | None = None  # of a message
    timer: Timer | None = None
    condition: str | None = None


@dataclass(frozen=True, kw_only=True)
class Loop:
    """A loop marker: `multi` runs over `collection` or `cardinality` times; otherwise it is a standard loop."""

    multi: bool
    sequential: bool
    collection: str | None
    item: str | None
    output_collection: str | None
    output_item: str | None
    cardinality: str | None
    completion: str | None  # completionCondition, or the loopCondition of a standard loop
    maximum: str | None = None  # loopMaximum of a standard loop
    test_before: bool = False  # of a standard loop: the condition is asked before the first round, too
    behavior: str = "All"  # which completions throw an event: "None" (each), "One" (the first), "All", "Complex"
    thrown: Event | None = None  # what is thrown for None and One
    complex: tuple[tuple[str, Event], ...] = ()  # for Complex: (condition, event)


@dataclass(frozen=True, kw_only=True)
class Flow:
    id: str
    name: str
    source: str
    target: str
    scope: str
    condition: str | None


@dataclass(frozen=True, kw_only=True)
class Element:
    """A flow node, with what its zeebe extensions say."""

    id: str
    kind: str  # the BPMN element name: "userTask", "exclusiveGateway", "boundaryEvent" …
    name: str
    scope: str  # id of the process or sub-process it stands in
    lane: str | None = None  # name of the innermost lane
    documentation: str = ""
    incoming: tuple[str, ...] = ()  # flow ids, in document order
    outgoing: tuple[str, ...] = ()
    default: str | None = None  # id of the default flow
    events: tuple[Event, ...] = ()
    attached_to: str | None = None  # of a boundary event
    interrupting: bool = True  # of a boundary event, or of a start event of an event sub-process
    triggered_by_event: bool = False  # an event sub-process
    instantiate: bool = False  # a receive task or event gateway that starts a case
    start_quantity: str = "1"  # tokens an activity takes to start
    completion_quantity: str = "1"  # tokens it gives to each of its flows
    for_compensation: bool = False
    ordering: str = "Parallel"  # of an ad-hoc sub-process
    cancel_remaining: bool = True
    completion: str | None = None  # completionCondition of an ad-hoc sub-process
    activation: str | None = None  # activationCondition of a complex gateway
    message: Message | None = None  # of a send or receive task
    form: str | None = None
    assignee: str | None = None
    candidate_users: str | None = None
    candidate_groups: str | None = None
    due_date: str | None = None
    follow_up: str | None = None
    priority: str | None = None
    script: str | None = None
    result: str | None = None  # resultVariable of a script or a decision
    called_decision: str | None = None
    called_process: str | None = None
    propagate_parent: str | None = None  # "true" | "false"
    propagate_child: str | None = None
    job_type: str | None = None
    job_retries: str | None = None
    correlation_key: str | None = None
    io_inputs: tuple[zeebe.Mapping, ...] = ()
    io_outputs: tuple[zeebe.Mapping, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    loop: Loop | None = None


@dataclass(frozen=True, kw_only=True)
class Lane:
    id: str
    name: str
    nodes: tuple[str, ...]  # ids of the nodes it lists itself
    children: tuple[Lane, ...]


@dataclass(frozen=True, kw_only=True)
class Pool:
    id: str
    name: str
    process: str | None  # None: a black box


@dataclass(frozen=True, kw_only=True)
class Process:
    id: str
    name: str
    executable: bool
    documentation: str
    lanes: tuple[Lane, ...]
    properties: Mapping[str, str]
