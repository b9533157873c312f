"""The journal of a case, entry by entry: who, what, both times, and whether each entry's proof holds."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from app.casework import cases, journal
from app.web import access
from app.web.audit import blueprint, chain, lateness, telling
from app.web.desk import timeline, values


@dataclass(frozen=True)
class Line:
    link: chain.Link
    moment: timeline.Moment
    who: str
    whom: str  # for whom, where a deputy acted


@blueprint.get("/cases/<number>")
def journal_of(number: str) -> str:
    actor = access.actor()
    case = cases.by_number(number, actor)
    version = cases.version_of(case)
    teller = timeline.Teller(version, actor.directory, values.vocabulary(version))
    entries = list(journal.of(case.id, actor))
    links = list(chain.links(entries))
    lines = [line(link, teller) for link in links]
    holds, missed = all(link.holds for link in links), lateness.missed(entries, teller)
    return render_template("audit/journal.html", case=case, lines=lines, holds=holds, missed=missed)


def line(link: chain.Link, teller: timeline.Teller) -> Line:
    entry = link.entry
    whom = teller.person(entry.acting_for) if entry.acting_for else ""
    return Line(link, telling.moment(entry, teller), teller.person(entry.by), whom)
