"""The limits of a case on its page: what was done to each, what is asked for, and what this person may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app import clock as house_clock
from app.casework import cases, clocks, limits
from app.casework.cases import Case
from app.casework.limits import OpenClock
from app.casework.organisation import HEAD, LEADER
from app.casework.people import Actor
from app.engine import Version, View, remaining
from app.errors import NotThere
from app.web import access, due, words
from app.web.desk import blueprint

REASONS = {
    "appraisal": lazy_gettext("an outside appraisal"),
    "customer": lazy_gettext("waiting for the customer"),
    "third-party": lazy_gettext("waiting for a third party"),
    "authority": lazy_gettext("waiting for an authority or a court"),
    "other": lazy_gettext("another reason"),
}
UNITS = {
    "WD": lazy_gettext("working days"),
    "WH": lazy_gettext("working hours"),
    "ND": lazy_gettext("calendar days"),
    "H": lazy_gettext("hours"),
}
DONE = {
    "pause": lazy_gettext("The clock stands still."),
    "resume": lazy_gettext("The clock goes on."),
    "ask": lazy_gettext("More time was asked for: somebody else decides."),
    "restart": lazy_gettext("The limit begins anew."),
    "promise": lazy_gettext("The promise is on record: the limit ends then."),
}


class NoSuchDeed(NotThere):
    """A clock cannot be treated so: {what}."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One limit as the page shows it."""

    one: OpenClock
    words: due.DueWords | None
    may: frozenset[str]
    facts: tuple[tuple[str, str], ...]  # what was done to it: label and text
    units: dict[str, Any]  # what more time may be asked for in
    asked: str  # how much more is asked for, in words; empty where nothing is

    @property
    def deeds(self) -> bool:
        """Whether there is anything to do with it, other than to decide."""
        return bool(self.may - {"decide", "promise_later"})


def panel(view: View, version: Version, case: Case, actor: Actor) -> list[Shown]:
    """Every open limit of a case, with what this person may do with it."""
    return [shown(one, case, actor) for one in limits.of_view(view, version, case)]


def shown(one: OpenClock, case: Case, actor: Actor) -> Shown:
    unit = remaining.unit_of(one.clock)
    said = words.due_words(one.task, case.calendar) if one.task else words.timer_words(_timer(one), case.calendar)
    return Shown(
        one=one,
        words=said,
        may=possible(one, limits.may(one, actor, case)),
        facts=tuple(facts(one, case)),
        units=UNITS if one.clock is None else {unit: UNITS[unit]},
        asked=due.limit(one.touched.asked_more) if one.touched and one.touched.asked_by else "",
    )


def possible(one: OpenClock, rights: frozenset[str]) -> frozenset[str]:
    """The rights that mean something now: what stands still goes on first, what is over is not stopped."""
    asked = one.touched is not None and one.touched.asked_by is not None
    over = one.paused_at is None and one.due_at <= house_clock.now()
    idle = {"resume"} if one.paused_at is None else {"pause", "restart", "promise"}
    idle |= {"pause", "ask"} if over else set()
    return rights - idle - ({"ask"} if asked else {"decide"})


def facts(one: OpenClock, case: Case) -> list[tuple[str, str]]:
    """Each end that was told, so that nobody has to remember it."""
    touched, calendar = one.touched, words.calendar(case.calendar)
    if touched is None:
        return []

    def when(at: datetime | None) -> str:
        return due.plain(calendar, at, one.clock) if at else ""

    found = [
        (gettext("First due"), when(touched.first_due) if touched.first_due != one.due_at else ""),
        (gettext("Due before"), when(touched.moved_from) if touched.moved_from != touched.first_due else ""),
        (gettext("Promised to the customer"), when(touched.promised_at)),
        (gettext("Limit before the promise"), when(touched.limit_at) if touched.limit_at != touched.first_due else ""),
        (gettext("By the calendar now"), earlier(when(touched.counted_at))),
        (gettext("Stands still for"), str(REASONS.get(touched.paused_for or "", ""))),
    ]
    return [(label, text) for label, text in found if text]


def earlier(when: str) -> str:
    return gettext("%(when)s; it stays at what people were told", when=when) if when else ""


def requests(actor: Actor) -> tuple[limits.Request, ...]:
    """The requests for more time that wait for this person; only those who lead something are asked."""
    leads = any(group.partition("@")[0] in (HEAD, LEADER) for group in actor.groups)
    return limits.requests(actor) if leads else ()


def _timer(one: OpenClock) -> Any:
    return _Timer(one.due_at, one.clock, one.provisional, one.paused_at)


@dataclass(frozen=True)
class _Timer:
    due: datetime
    clock: str | None
    provisional: bool
    paused_at: datetime | None


@blueprint.post("/cases/<number>/clocks/<path:name>")
def touch_clock(number: str, name: str) -> ResponseReturnValue:
    """What a form of the panel asks for."""
    actor, sent = access.actor(), request.form
    case, what = cases.by_number(number, actor), sent.get("do", "")
    if what not in clocks.COMMANDS:
        raise NoSuchDeed(what=what)
    clocks.do(case.id, name, what, actor, reason=sent.get("reason", ""), **said(what, sent, case))
    flash(str(DONE[what]) if what in DONE else decided(sent))
    back = sent.get("task")
    target = url_for("desk.show_task", task_id=back) if back else url_for("desk.show_case", number=number)
    return redirect(f"{target}#clocks", 303)


def said(what: str, sent: Mapping[str, str], case: Case) -> dict[str, Any]:
    """The fields of a command, as its form sends them."""
    if what == "pause":
        return {"kind": sent.get("kind", "")}
    if what == "ask":
        return {"more": f"{sent.get('amount', '')}{sent.get('unit', '')}"}
    if what == "decide":
        number = sent.get("request", "")
        return {"request": int(number) if number.isdecimal() else 0, "granted": sent.get("granted") == "yes"}
    if what == "promise":
        return {"until": words.calendar(case.calendar).local(sent.get("until", "")).isoformat()}
    return {}


def decided(sent: Mapping[str, str]) -> str:
    if sent.get("granted") == "yes":
        return gettext("More time was granted.")
    return gettext("More time was refused.")


@blueprint.app_context_processor
def reasons() -> dict[str, Any]:
    return {"pause_reasons": REASONS, "limit_words": due.limit}
