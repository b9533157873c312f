"""Who does each task, who stands in, and what happens as its time runs out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app import feel
from app.calendars import Limit
from app.engine import calling, groups, ladder
from app.engine.elements import Element
from app.engine.gate.finding import Finding, error, warning
from app.engine.gate.submission import Submission
from app.errors import BadDuration, Invalid

NOBODY = error(
    "nobody",
    "用户任务「{name}」没有说由谁办理",
    "The user task {name} does not say who does it",
    "在属性面板的“指派”中填写候选组或办理人",
    "Fill in candidate groups or an assignee under “Assignment”",
)
BAD_GROUP = error(
    "bad_group",
    "「{name}」的组 {group} 写法不对",
    "{name}: {group} cannot be a group",
    "写成 角色 或 角色@单位,多个组用逗号分隔",
    "Write role or role@unit, several with commas between",
)
UNKNOWN_GROUP = error(
    "unknown_group",
    "「{name}」的组 {group} 不在组织中",
    "{name}: the organisation has no group {group}",
    "改正组名,或先在组织中设立该角色",
    "Correct the group, or give somebody that role first",
)
BAD_LADDER = error(
    "bad_ladder",
    "「{name}」的催办阶梯写法不对:{text}",
    "The ladder of {name} cannot be read: {why}",
    "例如 50% remind; 80% urge; 100% breach, escalate head; 150% escalate leader,或 none",
    "Write such as 50% remind; 80% urge; 100% breach, escalate head; 150% escalate leader, or none",
)
LADDER_WITHOUT_DUE = warning(
    "ladder_without_due",
    "「{name}」有催办阶梯却没有到期时间,阶梯不起作用",
    "{name} has a ladder but no due date: the ladder does nothing",
    "填写到期时间,例如 =workdays(2)",
    "Give it a due date, such as =workdays(2)",
)
BAD_WAIT = error(
    "bad_deputy_wait",
    "「{name}」的 deputyAfter 不是时限:{text}",
    "deputyAfter of {name} is no time limit: {text}",
    "写成 2WH、1WD 或 24H",
    "Write such as 2WH, 1WD or 24H",
)
WAIT_WITHOUT_DEPUTY = error(
    "wait_without_deputy",
    "「{name}」有 deputyAfter 却没有 deputy",
    "{name} has deputyAfter but no deputy",
    "填写 deputy(B角的组)",
    "Say the deputy group",
)
BAD_CLOCK = error(
    "bad_clock",
    "「{name}」的属性 clock 只能是 CALL(当通电话内),而不是 {text}",
    "The property clock of {name} can only be CALL (within the call), not {text}",
    "写 CALL;其他时限写到期时间,例如 =workdays(2)",
    "Write CALL; for any other limit give a due date, such as =workdays(2)",
)
CALL_WITHOUT_LATEST = warning(
    "call_without_latest",
    "「{name}」当通电话内办完,但没有最迟时间:没有人登记通话结束,就永远不到期",
    "{name} is to be done within the call and has no latest time: it is never due unless somebody tells the end",
    "用到期时间写最迟时间,例如 =workhours(1)",
    "Say the latest time as its due date, such as =workhours(1)",
)
CALL_LADDER = warning(
    "call_ladder",
    "「{name}」当通电话内办完,催办阶梯只有 100 % 起作用:通话多长事先不知道",
    "{name} is to be done within the call, so of its ladder only the 100 % counts: nobody knows how long a call takes",
    "只写 100 %,例如 100% breach, escalate head",
    "Write the 100 % alone, such as 100% breach, escalate head",
)
NOTHING_TO_US = warning(
    "unknown_property",
    "「{name}」的属性 {property} 不起作用",
    "The property {property} of {name} means nothing here",
    "可用的属性:{known}",
    "Known properties: {known}",
)

# The properties that a user task may have; other nodes have none.
PROPERTIES = ("clock", "deputy", "deputyAfter", "ladder", "reviews", "shown")
HUMAN = frozenset({"userTask", "manualTask"})


@dataclass(frozen=True)
class Mention:
    """A group that a task names outright. Whether it is known is asked where the organisation is."""

    element: str
    name: str
    group: str
    process: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def check(handed: Submission) -> Iterator[Finding]:
    top = handed.diagram.processes[handed.top or ""]
    yield from _ladder_text(_property(top.properties, "ladder"), top.id, top.name)
    for node in handed.elements:
        if node.kind == "userTask" and not (node.assignee or node.candidate_users or node.candidate_groups):
            yield NOBODY.at(node)
        for group in _groups(node):
            if not groups.is_group(group):
                yield BAD_GROUP.at(node, group=group)
        if node.kind in HUMAN:
            yield from _ladder(node)
            yield from _clock(node)
            yield from _deputy(node)
            for name in sorted(node.properties.keys() - set(PROPERTIES)):
                yield NOTHING_TO_US.at(node, property=name, known=", ".join(PROPERTIES))


def mentions(handed: Submission) -> Iterator[Mention]:
    process = handed.process if handed.is_called else None
    for node in handed.elements:
        yield from (Mention(node.id, node.name or node.id, group, process) for group in _groups(node))


def unknown_groups(mentioned: Iterable[Mention], known: Container[str] | None) -> Iterator[Finding]:
    """The groups that nobody is in. `known` answers `in` for a group as it is written: role or role@unit."""
    for mention in mentioned:
        if known is not None and groups.is_group(mention.group) and mention.group not in known:
            yield UNKNOWN_GROUP.at(mention.element, mention.name, group=mention.group)


def _groups(node: Element) -> list[str]:
    """The groups that a task names in so many words: as a literal, or as FEEL that depends on nothing."""
    texts = (node.candidate_groups, node.properties.get("deputy"))
    named = [group for text in texts if text for group in _named(text)]
    return list(dict.fromkeys([*named, *_escalated_to(node)]))


def _escalated_to(node: Element) -> list[str]:
    """The groups of a unit that its ladder names; `head` alone is the one of whichever unit has the task."""
    try:
        rungs = ladder.parse(node.properties.get("ladder"))
    except Invalid:
        return []
    named = [action.partition(" ")[2] for rung in rungs for action in rung.actions]
    return [group for group in named if "@" in group]


def _named(text: str) -> Iterable[str]:
    if not feel.is_expression(text):
        return groups.split(text)
    try:
        expression = feel.parse(text.strip()[1:])
        value = None if expression.names else expression.evaluate({})
    except feel.FeelError:
        return ()
    if isinstance(value, str):
        return groups.split(value)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else ()


def _ladder(node: Element) -> Iterator[Finding]:
    text = _property(node.properties, "ladder")
    broken = list(_ladder_text(text, node.id, node.name))
    yield from broken
    if text is not None and not broken and ladder.parse(text) and not (node.due_date or calling.within_call(node)):
        yield LADDER_WITHOUT_DUE.at(node)


def _clock(node: Element) -> Iterator[Finding]:
    text = _property(node.properties, calling.PROPERTY)
    if text is None:
        return
    if not calling.within_call(node):
        yield BAD_CLOCK.at(node, text=text)
        return
    if not node.due_date:
        yield CALL_WITHOUT_LATEST.at(node)
    own = _property(node.properties, "ladder")
    readable = own is not None and not list(_ladder_text(own, node.id, node.name))
    if readable and any(rung.share != 1 for rung in ladder.parse(own)):
        yield CALL_LADDER.at(node)


def _ladder_text(text: str | None, element: str, name: str) -> Iterator[Finding]:
    try:
        ladder.parse(text)
    except Invalid as problem:
        yield BAD_LADDER.at(element, name, text=text, why=problem)


def _deputy(node: Element) -> Iterator[Finding]:
    wait = _property(node.properties, "deputyAfter")
    if wait is None:
        return
    if not feel.is_expression(wait):
        try:
            Limit.parse(wait)
        except BadDuration:
            yield BAD_WAIT.at(node, text=wait)
    if _property(node.properties, "deputy") is None:
        yield WAIT_WITHOUT_DEPUTY.at(node)


def _property(properties: Mapping[str, str], name: str) -> str | None:
    return properties.get(name) or None
