"""Moving a running case to another version: tokens keep their place, timers their instants, tasks their keys.

A state names elements and nothing else of its version, so it is read under the new one, with the elements renamed that
the owner says are the same. `judge` says beforehand whether that can be done and what will be different; `moved` and
`settle_in` do it. Undone it is by migrating back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from app.engine import calling, clocks, human, parameters, values
from app.engine import case as cases
from app.engine.case import Timer
from app.engine.spiff.activities import Activity, EventSubProcess
from app.engine.spiff.gateways import Join
from app.engine.spiff.nodes import Node
from app.engine.spiff.scopes import STARTED, WAITING, Scope, is_standby
from app.errors import Invalid

if TYPE_CHECKING:
    from app.engine.commands import Migrate
    from app.engine.library import Version
    from app.engine.run import Run

ONE = " [one]"  # ends the spec name of one instance of a multi-instance activity


class CannotMove(Invalid):
    """The case cannot be moved to the other version: {why}"""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something about one element that a case holds."""

    element: str
    stops: bool  # the case cannot be moved; otherwise something will be different
    code: str
    message: str  # Chinese
    message_en: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    remarks: tuple[Remark, ...]

    @property
    def possible(self) -> bool:
        return not any(remark.stops for remark in self.remarks)


# code -> (stops, Chinese, English)
SAID: Mapping[str, tuple[bool, str, str]] = {
    "gone": (
        True,
        "案件正停在「{name}」，新版本中没有它",
        "The case stands at {name}, which is not in the new version",
    ),
    "other_kind": (True, "「{name}」在新版本中是另一种元素", "{name} is another kind of element in the new version"),
    "flow_gone": (
        True,
        "案件在「{name}」等待汇合，新版本中没有它到来的那条连线",
        "The case waits at the join {name}, and the flow it came by is not in the new version",
    ),
    "elsewhere": (
        True,
        "案件正停在「{name}」，新版本把它移到了另一层（子流程内外）",
        "The case stands at {name}, which the new version has on another level, in or out of a sub-process",
    ),
    "unreadable": (True, "案件「{name}」的状态无法读取", "The state of the case {name} cannot be read"),
    "scope_gone": (True, "新版本中没有子流程「{name}」", "The new version has no sub-process {name}"),
    "form": (
        False,
        "「{name}」的表单有变化：任务改用新表单",
        "The form of {name} has changed: its task shows the new one",
    ),
    "event_gone": (False, "「{name}」不再等待", "{name} is no longer waited for"),
    "event_new": (False, "从迁移时起开始等待「{name}」", "{name} is waited for from now on"),
}


def judge(old: Version, new: Version, state: bytes, mapping: Mapping[str, str] | None = None) -> Verdict:
    """Whether a case can be moved, and what will be different for it."""
    document = orjson.loads(cases.canonical(state))
    found = _scope_remarks(old, new, document["top"], mapping or {})
    return Verdict(remarks=tuple(dict.fromkeys(found)))


def unreadable(case: str) -> Remark:
    """What stops a case whose state cannot be read."""
    return _remark("unreadable", None, case)


def moved(version: Version, state: bytes, command: Migrate) -> bytes:
    """The state with its tokens at the elements of the new version. Raises CannotMove.

    It keeps the parameters it has; those that the command brings are added, or take the place of its own.
    """
    document = orjson.loads(cases.canonical(state))
    mapping, visits = command.mapping, document["visits"]
    if command.parameters:
        kept = document["case"].get(parameters.NAME, {})
        document["case"][parameters.NAME] = kept | values.to_json(dict(command.parameters))
    document["visits"] = {mapping.get(element, element): count for element, count in visits.items()}
    _rename(version, document["top"], mapping)
    return cases.seal(document)


def settle_in(run: Run, mapping: Mapping[str, str]) -> None:
    """After the move: names and forms of the new version, and the events it has or no longer has around open work."""
    case = run.case
    for no, held in case.tasks.items():
        element = run.version.elements[mapping.get(held.task.element, held.task.element)]
        case.tasks[no] = held.with_task(
            element=mapping.get(held.task.element, held.task.element),
            name=element.name or element.id,
            form=element.form if held.task.signs_for is None else None,
        )
    case.done_by = {mapping.get(element, element): logins for element, logins in case.done_by.items()}
    case.timers = {key: _renamed_timer(timer, mapping) for key, timer in case.timers.items()}
    case.waits = {key: _renamed(entry, "waiting", mapping) for key, entry in case.waits.items()}
    case.jobs = {key: _renamed(entry, "job", mapping) for key, entry in case.jobs.items()}
    case.incidents = {key: _renamed(entry, "incident", mapping) for key, entry in case.incidents.items()}
    case.clocks = {
        name: replace(clock, element=mapping.get(clock.element, clock.element)) for name, clock in case.clocks.items()
    }
    scopes = [case.top, *case.top.subprocesses.values()]
    live = {token.id for scope in scopes for token in scope.tokens()}
    case.timers = {key: timer for key, timer in case.timers.items() if timer.token in live}
    case.waits = {key: awaited for key, awaited in case.waits.items() if awaited.token in live}
    for scope in scopes:
        _settle_events(run, scope)
        _settle_asides(run, scope)


def _settle_events(run: Run, scope: Scope) -> None:
    for host in scope.tokens():
        spec = host.task_spec
        if not isinstance(spec, Activity) or "armed" not in host.internal_data:
            continue
        armed = {token.task_spec.name: token for token in scope.tokens() if token.internal_data.get("host") == host.id}
        for name, token in armed.items():
            if name not in spec.boundaries:
                run.drop(token)
        for name in spec.boundaries:
            if name not in armed and _is_new(run, name):
                run.spawn(scope, name, host=host.id, armed_at=host.internal_data["visit"])


def _settle_asides(run: Run, scope: Scope) -> None:
    """Event sub-processes that are new stand by from now on, unless one has interrupted the scope already."""
    here = {token.task_spec.name: token for token in scope.tokens() if isinstance(token.task_spec, EventSubProcess)}
    if any(token.task_spec.interrupting and not is_standby(token) for token in here.values()):
        return
    for node in scope.spec.task_specs.values():
        if isinstance(node, EventSubProcess) and node.name not in here and _is_new(run, node.key):
            run.stand_by(scope, node)


def _is_new(run: Run, event: str) -> bool:
    """Whether an event that is not waited for was not there before: otherwise it has happened, and that was that."""
    return not run.case.visits.get(event)


def _only_waits(token: Mapping[str, Any]) -> bool:
    """Whether a saved token only waits for an event: on a border, or for an event sub-process."""
    return bool({"host", "standby"} & token["facts"].keys())


def recompute(run: Run) -> None:
    """Due dates and timers as the new diagram counts them, from the instants they counted from.

    What people have stopped, put off or promised stays as they left it.
    """
    for held in list(run.case.tasks.values()):
        element, key = run.version.elements[held.task.element], held.task.key
        counts = element.due_date and not calling.is_over(held.task, run.now)
        if counts and key not in run.case.clocks and held.task.signs_for is None:
            human.recount(run, held, element)
    for timer in list(run.case.timers.values()):
        event = timer_event(run.token(timer.token).task_spec, timer.set.kind)
        if event is not None and timer.set.key not in run.case.clocks:
            run.set_timers(clocks.recounted(run, timer, event))


def timer_event(spec: Any, kind: str) -> Any:
    """What a timer of an event says on the diagram; None for other timers, and where several would be meant."""
    said = [event.timer for event in getattr(spec, "events", ()) if event.timer is not None]
    return said[0] if kind == "bpmn" and len(said) == 1 else None


# -- renaming


def _rename(version: Version, scope: dict[str, Any], mapping: Mapping[str, str]) -> None:
    scope["spec"] = mapping.get(scope["spec"], scope["spec"])
    spec = version.specs.get(scope["spec"])
    if spec is None:
        raise CannotMove(why=f"it has no {scope['spec']}.")
    kept = []
    for token in scope["tokens"]:
        token["spec"] = _new_name(token["spec"], mapping)
        if token["spec"] in spec.task_specs:
            kept.append(token)
        elif not _only_waits(token):  # an event that is gone is simply no longer waited for
            raise CannotMove(why=f"it has no {token['spec']}, and the case stands there.")
        if "scope" in token:
            _rename(version, token["scope"], mapping)
    scope["tokens"] = kept


def _new_name(spec: str, mapping: Mapping[str, str]) -> str:
    base = spec.removesuffix(ONE)
    return mapping.get(base, base) + spec[len(base) :]


def _renamed(entry: Any, fact: str, mapping: Mapping[str, str]) -> Any:
    what = getattr(entry, fact)
    return replace(entry, **{fact: replace(what, element=mapping.get(what.element, what.element))})


def _renamed_timer(timer: Timer, mapping: Mapping[str, str]) -> Timer:
    return _renamed(timer, "set", mapping)


# -- judging


def _scope_remarks(old: Version, new: Version, scope: dict[str, Any], mapping: Mapping[str, str]) -> Iterator[Remark]:
    before, name = old.specs[scope["spec"]], mapping.get(scope["spec"], scope["spec"])
    after = new.specs.get(name)
    if after is None:
        yield _remark("scope_gone", old.elements.get(scope["spec"]), scope["spec"])
        return
    for token in scope["tokens"]:
        spec: Node = before.task_specs[token["spec"]]
        other = after.task_specs.get(_new_name(spec.name, mapping))
        yield from _token_remarks(old, new, spec, other, token, mapping)
        if "scope" in token:
            yield from _scope_remarks(old, new, token["scope"], mapping)
    kept = {mapping.get(each, each) for each in before.task_specs}
    for name, node in after.task_specs.items():
        if isinstance(node, EventSubProcess) and name not in kept:
            yield _remark("event_new", node.element, node.key)


def _token_remarks(
    old: Version, new: Version, spec: Node, other: Any, token: dict[str, Any], mapping: Mapping[str, str]
) -> Iterator[Remark]:
    if other is None:
        moved_away = mapping.get(spec.key, spec.key) in new.elements
        lost = "elsewhere" if moved_away else "gone"
        yield _remark("event_gone" if _only_waits(token) else lost, spec.element, spec.key)
        return
    if type(other) is not type(spec):
        yield _remark("other_kind", spec.element, spec.key)
        return
    if isinstance(spec, Join) and token["state"] == WAITING and token["facts"]["flow"] not in other.incoming:
        yield _remark("flow_gone", spec.element, spec.key)
    if isinstance(spec, Activity) and token["state"] == STARTED:
        if spec.element.form and _form_changed(old, new, spec.element.form, other.element.form):
            yield _remark("form", spec.element, spec.key)
        for name in other.boundaries:
            if name not in spec.boundaries:
                yield _remark("event_new", new.elements.get(name), name)


def _form_changed(old: Version, new: Version, before: str, after: str | None) -> bool:
    return after is None or old.forms.get(before) != new.forms.get(after)


def _remark(code: str, element: Any, key: str) -> Remark:
    stops, chinese, english = SAID[code]
    name = (element.name if element is not None else "") or key
    said = {"message": chinese.format(name=name), "message_en": english.format(name=name)}
    return Remark(element=key, stops=stops, code=code, **said)
