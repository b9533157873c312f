"""Asking for a simulation, watching it, and what came of it: on the diagram, and as a table."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.casework import running, simulations, versions
from app.casework.simulations import Asked
from app.errors import BadValue, ShouwenError
from app.web import access, words
from app.web.errors import sentence
from app.web.whatif import blueprint

A_MONTH, HALF_AN_HOUR = 30, 30


@blueprint.get("/<process>")
def show(process: str) -> str:
    return page(process)


def page(process: str, refused: str | None = None) -> str:
    actor = access.actor()
    running.check(process, actor)
    history = simulations.per_day_of_history(process, actor)
    begin = clock.now().astimezone(words.calendar().zone).strftime("%Y-%m-%dT09:00")
    usual = {"start": begin, "days": A_MONTH, "per_day": history or 2, "minutes": HALF_AN_HOUR, "seed": 1, "other": ""}
    return render_template(
        "whatif/ask.html",
        process=process,
        name=versions.current(process).name,
        rows=versions.of(process),
        history=history,
        given={name: request.form.get(name, value) for name, value in usual.items()},
        chosen=request.values.get("version", type=int),
        before=simulations.of(process, actor),
        refused=refused,
    )


@blueprint.post("/<process>")
def ask(process: str) -> ResponseReturnValue:
    rows = {row.number: row.hash for row in versions.of(process)}
    numbers = [request.form.get(name, type=int) for name in ("version", "other")]
    hashes = tuple(dict.fromkeys(rows[number] for number in numbers if number in rows))
    try:
        asked = Asked(
            versions=hashes or (versions.in_use(process).hash,),
            start=words.calendar().local(request.form.get("start", "")),
            days=int(number("days")),
            per_day=number("per_day"),
            minutes=number("minutes"),
            seed=int(number("seed")),
        )
        made = simulations.ask(process, asked, access.actor())
    except ShouwenError as error:
        return page(process, sentence(error)), 422
    return redirect(url_for("whatif.watch", simulation=made), 303)


def number(name: str) -> float:
    found = request.form.get(name, type=float)
    if found is None or not abs(found) < 1e9:
        raise BadValue(name=name, why=gettext("it is no number"))
    return found


@blueprint.get("/runs/<int:simulation>")
def watch(simulation: int) -> str:
    """How far it is, or what came of it."""
    row = simulations.get(simulation, access.actor())
    numbers = {each.hash: each.number for each in versions.of(row.process_id)}
    hashes = row.plan["versions"]
    version = versions.load(hashes[0])
    results = [(numbers[hash], row.result[hash]) for hash in hashes] if row.status == "done" else []
    part = "whatif/_run.html" if "HX-Request" in request.headers else "whatif/run.html"
    return render_template(
        part,
        row=row,
        name=version.name,
        status="failed" if simulations.is_dead(row) else row.status,
        results=results,
        elements=table(results, [versions.load(hash) for hash in hashes]),
    )


def table(results: list[tuple[int, Any]], loaded: list[Any]) -> list[tuple[str, list[Any]]]:
    """For each element: its name, and what each version had there; the most late first, then the longest queues."""
    every = sorted({element for _, result in results for element in result["elements"]})
    rows = [(element, [result["elements"].get(element) for _, result in results]) for element in every]

    def heavy(row: tuple[str, list[Any]]) -> tuple[int, int, str]:
        told = [each for each in row[1] if each]
        return -max(each["late"] for each in told), -max(each["most"] for each in told), row[0]

    named = {key: one.name for version in reversed(loaded) for key, one in version.elements.items()}
    return [(named.get(element) or element, told) for element, told in sorted(rows, key=heavy)]


@blueprint.get("/runs/<int:simulation>/diagram.json")
def diagram(simulation: int) -> ResponseReturnValue:
    """The longest queues on the diagram, red where some were late."""
    row = simulations.get(simulation, access.actor())
    hash = row.plan["versions"][min(request.args.get("which", 0, type=int), len(row.plan["versions"]) - 1)]
    found = row.result.get(hash, {}).get("elements", {})
    badges = [
        {
            "element": element,
            "text": str(one["most"]),
            "state": "overdue" if one["late"] else "open",
            "title": gettext("longest queue %(most)d, %(late)d late of %(opened)d", **one),
        }
        for element, one in found.items()
        if one["most"] or one["late"]
    ]
    return jsonify(bpmn=versions.load(hash).bpmn.decode(), marks={"badges": badges})


@blueprint.post("/runs/<int:simulation>/stop")
def stop(simulation: int) -> ResponseReturnValue:
    simulations.cancel(simulation, access.actor())
    return redirect(url_for("whatif.watch", simulation=simulation), 303)
