"""Find a case: by number or words, person, process, state and date. The address of a search can be kept and shared."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.casework import cases, versions
from app.errors import CaseNotFound
from app.web import access, paging
from app.web.audit import blueprint
from app.web.desk.values import matter
from app.web.languages import ZONE_INFO

STATUSES = ("open", "ended", "cancelled")
SORTS = ("-changed_at", "-started_at", "started_at", "number")
PERSON_LENGTH = 100
OUR_TIME = range(1900, 2200)  # years; the day after any of their days is a day as well


@blueprint.get("/")
def search() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()
    if case := exactly(text):
        return redirect(url_for("audit.journal_of", number=case.number))
    person = request.args.get("person", "").strip()[:PERSON_LENGTH]
    status = paging.choice("status", STATUSES)
    sort = paging.choice("sort", SORTS, SORTS[0])
    since, until = day("since"), day("until")
    found = cases.find(
        access.actor(),
        text=text or None,
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
        people=access.actor().directory.people.values(),
        here=paging.here,
        matter=matter,
        searched=any((text, person, status, since, until, request.args.get("process"))),
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


def day(name: str) -> date | None:
    """A date of the address; anything that is no date of our time counts as not given."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.year in OUR_TIME else None


def start_of(one: date) -> datetime:
    return datetime.combine(one, time(), tzinfo=ZONE_INFO)
