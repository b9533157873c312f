"""The journal of a case as people tell it: one sentence a step, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.casework.journal import Entry
from app.casework.organisation import Directory
from app.engine import Version
from app.engine.values import from_json
from app.web import due, roles, showing
from app.web.actions import words as deeds
from app.web.desk import clocks
from app.web.desk.messages import receiver
from app.web.desk.values import Vocabulary


@dataclass(frozen=True)
class Moment:
    """One entry, told."""

    seq: int
    at: datetime
    icon: str
    state: str  # colours the mark: "open" | "soon" | "overdue" | "done" | "waiting"
    sentence: str
    consequences: tuple[str, ...] = ()
    said: str = ""  # a reason or comment, in the words of who gave it
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Changed:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Teller:
    """Knows what elements, people and values of a case are called."""

    version: Version
    directory: Directory
    words: Vocabulary

    def element(self, element: str | None) -> str:
        found = self.version.elements.get(element or "")
        return (found.name if found and found.name else element) or ""

    def person(self, login: str) -> str:
        return gettext("The system") if login.startswith("system:") else self.directory.name(login)

    def who(self, entry: Entry) -> str:
        """Who did it, and for whom."""
        name = self.person(entry.by)
        if entry.acting_for:
            return gettext("%(name)s for %(other)s", name=name, other=self.person(entry.acting_for))
        return name

    def task(self, entry: Entry) -> str:
        """The name of the task that the command spoke of; its key is the element's id, an index and the visit."""
        if entry.is_closed:
            return "…"  # the case was disposed of: what was asked cannot be opened any more
        key = str(entry.asked.get("task") or entry.asked.get("clock") or entry.asked.get("place") or "")
        return self.element(key.partition("#")[0].partition("[")[0])

    def message(self, name: str) -> str:
        """A message under the name of the event that receives it."""
        found = receiver(self.version, name)
        return found.name if found and found.name else name


def tell(entries: Iterable[Entry], teller: Teller) -> list[Moment]:
    """The moments of a case, the latest first."""
    return [moment(entry, teller) for entry in reversed(list(entries))]


def moment(entry: Entry, teller: Teller) -> Moment:
    kind = kind_of(entry)
    return Moment(
        seq=entry.seq,
        at=entry.at,
        icon=kind.icon,
        state=kind.state,
        sentence=sentence(kind, entry, teller),
        consequences=tuple(consequences(entry, teller)),
        said=str(entry.asked.get("reason") or entry.asked.get("text") or ""),
        changes=tuple(changes(entry, teller)),
    )


def consequences(entry: Entry, teller: Teller) -> Iterable[str]:
    """What a step brought about, each in a few words."""
    came = entry.came
    for task in came.get("opened", ()):
        whom = teller.person(task["assignee"]) if task.get("assignee") else groups(task, teller)
        yield gettext("“%(task)s” goes to %(whom)s", task=task["name"], whom=whom)
    for task in came.get("closed", ()):
        if task["how"] == "cancelled":
            yield gettext("“%(task)s” is no longer needed", task=teller.element(task["element"]))
    for _, logins in came.get("responsible", ()):
        named = gettext(", ").join(teller.person(login) for login in logins if login)
        if named:
            yield gettext("Responsible at that moment: %(who)s", who=named)
    yield from moved(entry, teller)
    for made in came.get("decisions", ()):
        result = showing.text(from_json(made.get("result")))
        yield gettext("“%(decision)s” decided: %(result)s", decision=teller.element(made["element"]), result=result)
    for incident in came.get("incidents", ()):
        stuck = teller.element(incident["element"])
        yield gettext("“%(element)s” could not go on: %(why)s", element=stuck, why=incident["message"])
    if came.get("status") == "ended" and came.get("ended"):
        yield gettext("The case ended: %(end)s", end=teller.element(came.get("ended")))


def moved(entry: Entry, teller: Teller) -> Iterable[str]:
    """The ends that a step moved, with the one before; and those that a calendar has earlier than people were told."""
    for data in entry.came.get("clocks", ()):
        facts = {"task": teller.element(data["element"]), "due": when(data["due_at"])}
        if data.get("moved_from"):
            yield gettext("“%(task)s” is due %(due)s, before it was %(old)s", old=when(data["moved_from"]), **facts)
        elif data.get("counted_at") and entry.kind == "Recount":
            counted = when(data["counted_at"])
            yield gettext("“%(task)s” stays due %(due)s: the calendar says %(counted)s now", counted=counted, **facts)


def when(text: str) -> str:
    return showing.text(datetime.fromisoformat(text))


def groups(task: dict[str, Any], teller: Teller) -> str:
    asked = (*task.get("groups", ()), *task.get("deputies", ()))
    named = [roles.group_name(group, teller.directory) for group in asked]
    named += [teller.person(login) for login in task.get("users", ())]
    return gettext(", ").join(named) or gettext("anybody")


def changes(entry: Entry, teller: Teller) -> Iterable[Changed]:
    for change in entry.came.get("changes", ()):
        before, after = from_json(change.get("before")), from_json(change.get("after"))
        name = change["name"]
        yield Changed(teller.words.label(name), teller.words.text(name, before), teller.words.text(name, after))


# -- the sentences --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    icon: str
    state: str
    sentence: Any


def sentence(kind: Kind, entry: Entry, teller: Teller) -> str:
    fired = entry.came.get("fired") or {}
    return str(kind.sentence) % {
        "who": teller.who(entry),
        "task": teller.task(entry) or teller.element(fired.get("element")),
        "place": teller.element(str(entry.asked.get("to", ""))),
        "message": teller.message(str(entry.asked.get("message", ""))),
        "kind": entry.kind,
        **clock_facts(entry),
        **deeds.facts(entry, teller.person, teller.element),
    }


def clock_facts(entry: Entry) -> dict[str, str]:
    """What an operation on a clock says."""
    asked = entry.asked
    return {
        "more": due.limit(asked.get("more")),
        "until": when(asked["until"]) if "until" in asked else "",
        "cause": str(clocks.REASONS.get(asked.get("kind", ""), "")),
    }


def kind_of(entry: Entry) -> Kind:
    """How to tell an entry; a timer's by what it was set for."""
    deed = deeds.of_entry(entry)
    if deed is not None:
        return Kind(*deed)
    if entry.kind == "TimerDue":
        return TIMERS.get((entry.came.get("fired") or {}).get("kind", ""), TIMERS["bpmn"])
    if entry.kind == "DecideTime":
        return GRANTED if entry.asked.get("granted") else REFUSED
    return KINDS.get(entry.kind, OTHER)


TIMERS = {
    "bpmn": Kind("clock", "waiting", _l("The time of “%(task)s” has come")),
    "remind": Kind("clock", "waiting", _l("Half of the time for “%(task)s” has passed: a reminder went out")),
    "urge": Kind("clock-exclamation", "soon", _l("The time for “%(task)s” is running out: it was urged")),
    "breach": Kind("alert-triangle", "overdue", _l("The time limit of “%(task)s” was missed: recorded for good")),
    "escalate": Kind("arrow-up", "overdue", _l("“%(task)s” was escalated")),
    "deputy": Kind("users", "soon", _l("Nobody had claimed “%(task)s” in time: the deputy was called in")),
}

KINDS = {
    "Start": Kind("circle-plus", "open", _l("%(who)s began the case")),
    "Complete": Kind("circle-check", "done", _l("%(who)s completed “%(task)s”")),
    "Claim": Kind("user", "waiting", _l("%(who)s took “%(task)s”")),
    "Release": Kind("arrow-back-up", "waiting", _l("%(who)s put “%(task)s” back")),
    "Assign": Kind("user-share", "waiting", _l("%(who)s gave “%(task)s” to %(to)s")),
    "TakeOver": Kind("users", "soon", _l("The people of “%(task)s” are away: the deputy was called in")),
    "Deliver": Kind("mail", "open", _l("%(who)s entered a message: %(message)s")),
    "JobDone": Kind("settings", "waiting", _l("The system did its part")),
    "JobFailed": Kind("alert-triangle", "overdue", _l("The system could not do its part")),
    "SetValues": Kind("edit", "soon", _l("%(who)s mended the data")),
    "Retry": Kind("refresh", "waiting", _l("%(who)s had it tried again")),
    "Migrate": Kind("arrows-exchange", "waiting", _l("%(who)s moved the case to another version of its process")),
    "Pause": Kind("player-pause", "waiting", _l("%(who)s stopped the clock of “%(task)s”: %(cause)s")),
    "Resume": Kind("player-play", "open", _l("%(who)s let the clock of “%(task)s” go on")),
    "AskTime": Kind("hourglass", "soon", _l("%(who)s asked for %(more)s more for “%(task)s”")),
    "Restart": Kind("rotate", "soon", _l("%(who)s began the limit of “%(task)s” anew")),
    "Promise": Kind("calendar-event", "soon", _l("%(who)s promised the customer %(until)s for “%(task)s”")),
    "Recount": Kind("calendar", "waiting", _l("The calendar was published: open limits were counted again")),
    "Cancel": Kind("ban", "overdue", _l("%(who)s cancelled the case")),
    "MoveToken": Kind("arrow-move-right", "overdue", _l("%(who)s moved the case from “%(task)s” to “%(place)s”")),
    "Suspend": Kind("player-pause", "overdue", _l("%(who)s suspended the case")),
    "Unsuspend": Kind("player-play", "open", _l("%(who)s let the case go on")),
    "Export": Kind("file-export", "waiting", _l("%(who)s took the case out in an evidence pack")),
    "HoldBack": Kind("lock", "soon", _l("%(who)s held the case back from disposal")),
    "LetGo": Kind("lock-open", "waiting", _l("%(who)s let the case go for disposal")),
    "Dispose": Kind("ban", "waiting", _l("%(who)s approved its disposal: what it held of people was destroyed")),
    "Comment": Kind("message-2", "waiting", _l("%(who)s wrote")),
}

GRANTED = Kind("circle-check", "done", _l("%(who)s granted more time for “%(task)s”"))
REFUSED = Kind("circle-x", "overdue", _l("%(who)s refused more time for “%(task)s”"))
OTHER = Kind("point", "waiting", _l("%(who)s: %(kind)s"))
