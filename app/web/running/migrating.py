"""Running cases and another version: what would become of each, choose some, move them batch by batch, and back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.casework import migration, running, versions
from app.casework.migration import CaseVerdict
from app.casework.versions import VersionRow
from app.engine import Version
from app.engine.migration import Verdict
from app.errors import BadValue, VersionNotFound
from app.web import access
from app.web.languages import language
from app.web.running import blueprint

BATCH = 10  # cases in one request: the page goes on by itself
MOST = 2_000
MOST_REASON = 500


@dataclass(frozen=True)
class Line:
    """One case, and what would become of it."""

    id: int
    number: str
    verdict: Verdict
    remarks: tuple[tuple[str, bool], ...]  # what is said, and whether it stops the case


@blueprint.get("/<process>/migration")
def choose(process: str) -> str:
    actor = access.actor()
    running.check(process, actor)
    rows = versions.of(process)
    to = target(rows)
    found = list(verdicts(process, to.hash))
    version = versions.load(to.hash)
    return render_template(
        "running/migration.html",
        process=process,
        name=version.name,
        rows=rows,
        to=to,
        lines=[line(each) for each in found],
        possible=sum(each.verdict.possible for each in found),
        differing=sum(each.verdict.possible and bool(each.verdict.remarks) for each in found),
        word=gettext("MOVE"),
    )


def verdicts(process: str, to: str) -> list[CaseVerdict]:
    found = []
    for each in migration.dry_run(process, to, access.actor()):
        found.append(each)
        if len(found) == MOST:
            break
    return found


def target(rows: tuple[VersionRow, ...]) -> VersionRow:
    number = request.values.get("to", type=int)
    for row in rows:
        if row.number == number or (number is None and row.current):
            return row
    raise VersionNotFound(version=number, process=rows[0].process)


def line(each: CaseVerdict) -> Line:
    remarks = tuple((spoken(remark), remark.stops) for remark in each.verdict.remarks)
    return Line(each.case_id, each.number, each.verdict, remarks)


def spoken(remark: Any) -> str:
    return str(remark.message_en if language() == "en" else remark.message)


@blueprint.get("/<process>/migration.json")
def migration_diagram(process: str) -> ResponseReturnValue:
    """The new version, with how many cases are stopped or changed at each of its elements."""
    running.check(process, access.actor())
    to = target(versions.of(process))
    version = versions.load(to.hash)
    found = verdicts(process, to.hash)
    return jsonify(bpmn=version.bpmn.decode(), marks={"badges": badges(found, version)})


def badges(found: list[CaseVerdict], version: Version) -> list[dict[str, Any]]:
    stops: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    for each in found:
        for remark in each.verdict.remarks:
            (stops if remark.stops else changes)[remark.element] += 1
    made = []
    for element in sorted({*stops, *changes} & version.elements.keys()):
        if stops[element]:
            said = ngettext("%(num)d case stays", "%(num)d cases stay", stops[element])
            made.append(badge(element, stops[element], "incident", said))
        if changes[element]:
            said = ngettext("%(num)d case changes here", "%(num)d cases change here", changes[element])
            made.append(badge(element, changes[element], "soon", said))
    return made


def badge(element: str, count: int, state: str, title: str) -> dict[str, Any]:
    at = "right" if state == "incident" else "left"
    return {"element": element, "text": str(count), "state": state, "title": title, "at": at}


@blueprint.post("/<process>/migration")
def move(process: str) -> str:
    """Move the next few of the chosen cases; the answer carries the rest, and what became of those before."""
    actor = access.actor()
    running.check(process, actor)
    rows = versions.of(process)
    to = target(rows)
    wanted = request.form.getlist("case", type=int)[:MOST]
    reason = request.form.get("reason", "").strip()[:MOST_REASON]
    if not reason:
        raise BadValue(name=gettext("reason"), why=gettext("it is empty"))
    if request.form.get("word", "").strip() != gettext("MOVE"):
        raise BadValue(name=gettext("confirmation"), why=gettext("the word was not typed"))
    now, rest = wanted[:BATCH], wanted[BATCH:]
    before = origins(process, to.hash, now) if now else {}
    done = migration.migrate(process, to.hash, actor, reason, cases=now, recompute=bool(request.form.get("recompute")))
    moved = [
        *request.form.getlist("moved"),
        *(f"{before[each.case_id]} {each.case_id}" for each in done if not each.problem),
    ]
    stayed = [*request.form.getlist("stayed"), *(f"{each.number}: {each.problem}" for each in done if each.problem)]
    return render_template(
        "running/_moved.html" if "HX-Request" in request.headers else "running/moved.html",
        process=process,
        to=to,
        reason=reason,
        rest=rest,
        moved=moved,
        stayed=stayed,
        total=len(rest) + len(moved) + len(stayed),
        back=ways_back(rows, moved),
        recompute=bool(request.form.get("recompute")),
        word=gettext("MOVE"),
    )


def origins(process: str, to: str, ids: list[int]) -> dict[int, int]:
    """From which version, by number, each case comes."""
    numbers = {row.hash: row.number for row in versions.of(process)}
    return {case_id: numbers[hash] for case_id, hash in running.versions_of(process, ids).items() if hash != to}


def ways_back(rows: tuple[VersionRow, ...], moved: list[str]) -> list[tuple[int, list[str]]]:
    """The cases that were moved, by the version that they came from."""
    found: dict[int, list[str]] = {}
    for text in moved:
        number, _, case_id = text.partition(" ")
        if number.isdecimal() and case_id.isdecimal() and int(number) in {row.number for row in rows}:
            found.setdefault(int(number), []).append(case_id)
    return sorted(found.items())
