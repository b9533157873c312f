"""Find a case: by number or words, person, process, state and date. The address of a search can be kept and shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.casework import cases, versions, words
from app.errors import CaseNotFound
from app.web import access, paging
from app.web.audit import blueprint
from app.web.desk.values import matter, shown_at, vocabulary
from app.web.languages import ZONE_INFO

STATUSES = ("open", "ended", "cancelled")
SORTS = ("-changed_at", "-started_at", "started_at", "number")
LATE = ("overdue", "breached")
TEXT_LENGTH = 200
PERSON_LENGTH = VALUE_LENGTH = 100
MOST_VERSIONS = 100_000
OUR_TIME = range(1900, 2200)  # years; the day after any of their days is a day as well


@blueprint.get("/")
def search() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:TEXT_LENGTH]
    if case := exactly(text):
        return redirect(url_for("audit.journal_of", number=case.number))
    person = request.args.get("person", "").strip()[:PERSON_LENGTH]
    status = paging.choice("status", STATUSES)
    sort = paging.choice("sort", SORTS, SORTS[0])
    since, until = day("since"), day("until")
    unit, version = request.args.get("unit") or None, number_of("version")
    fields = shown_of(request.args.get("process"))
    value, named = request.args.get("value", "").strip()[:VALUE_LENGTH], paging.choice("name", tuple(fields))
    late = paging.choice("late", LATE)
    values = {named: fields[named].kept(value)} if named and value else {}
    found = cases.find(
        access.actor(),
        unit=unit,
        version=version,
        values=values,
        overdue_at=clock.now() if late == "overdue" else None,
        breached=late == "breached",
        text=text or None,
        words=words.wanted(text),
        person=login_of(person) if person else None,
        status=status,
        process=request.args.get("process") or None,
        since=start_of(since) if since else None,
        until=start_of(until + timedelta(days=1)) if until else None,
        sort=sort,
        page=paging.page(),
        per_page=paging.PER_PAGE,
    )
    return render_template(
        "audit/search.html",
        found=found,
        text=text,
        whom=person,
        status=status,
        sort=sort,
        since=since,
        until=until,
        processes=versions.visible(access.actor()),
        unit=unit,
        version=version,
        late=late,
        value=value,
        named=named,
        fields=fields,
        units=access.actor().directory.units.values(),
        people=access.actor().directory.people.values(),
        here=paging.here,
        matter=matter,
        searched=any((text, person, status, since, until, unit, version, late, values, request.args.get("process"))),
    )


def exactly(number: str) -> cases.Case | None:
    """The case that a number names: whoever types one wants to be there."""
    try:
        return cases.by_number(number, access.actor()) if number else None
    except CaseNotFound:
        return None


def login_of(person: str) -> str:
    """The login that a name or login means; what nobody is called finds nothing."""
    people = access.actor().directory.people
    return next((one.login for one in people.values() if person in (one.login, one.name)), person)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A value that a process shows in lists, and what the forms call what it may be."""

    label: str
    options: Mapping[str, str]  # by what people read

    def kept(self, said: str) -> str:
        """What the database has where people read this."""
        return self.options.get(said, said)


def shown_of(process: str | None) -> dict[str, Shown]:
    """The values by which the cases of a process can be found, by name; none for a process that is not theirs."""
    if process not in {each.id for each in versions.visible(access.actor())} or process is None:
        return {}
    version = versions.current(process)
    terms = vocabulary(version)
    return {
        name: Shown(
            label=terms.label(name),
            options={label: key for (field, key), label in terms.options.items() if field == name},
        )
        for name in shown_at(version, None)
    }


def number_of(name: str) -> int | None:
    """A number of the address; anything that can be the number of no version counts as not given."""
    given = request.args.get(name, type=int)
    return given if given is not None and 0 < given < MOST_VERSIONS else None


def day(name: str) -> date | None:
    """A date of the address; anything that is no date of our time counts as not given."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.year in OUR_TIME else None


def start_of(one: date) -> datetime:
    return datetime.combine(one, time(), tzinfo=ZONE_INFO)
