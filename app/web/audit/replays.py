"""The replay page: the player, and what it asks for: the course in short, steps in full, and every step done again."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from flask import Response, jsonify, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from app.casework import cases, journal, replay
from app.web import access, errors
from app.web.audit import blueprint, playback

MOST_STEPS = 100  # in full, in one answer


@blueprint.get("/cases/<number>/replay")
def show_replay(number: str) -> str:
    return render_template("audit/replay.html", case=cases.by_number(number, access.actor()))


@blueprint.get("/cases/<number>/replay.json")
def replay_data(number: str) -> ResponseReturnValue:
    """Everything at once, every step carried out again: for programs, and for cases of a usual length."""
    actor = access.actor()
    case = cases.by_number(number, actor)
    return jsonify(playback.course(replay.replay(case.id), actor.directory))


@blueprint.get("/cases/<number>/replay/outline.json")
def replay_outline(number: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    at = request.args.get("at", None, type=int)
    return json(playback.outline(case.version_hash, journal.of(case.id, actor), actor.directory, at))


@blueprint.get("/cases/<number>/replay/steps.json")
def replay_steps(number: str) -> ResponseReturnValue:
    """The steps from one entry to another in full, at most a hundred."""
    actor = access.actor()
    case = cases.by_number(number, actor)
    first = max(request.args.get("from", 1, type=int), 1)
    last = min(request.args.get("to", first, type=int), first + MOST_STEPS - 1)
    entries = journal.of(case.id, actor, until=last)
    return json(playback.window(case.version_hash, entries, actor.directory, first, last))


@blueprint.get("/cases/<number>/replay/comparison.json")
def replay_comparison(number: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    one, other = sorted(min(max(request.args.get(name, 1, type=int), 1), case.seq) for name in ("one", "other"))
    entries = journal.of(case.id, actor, until=other)
    return json(playback.comparison(case.version_hash, entries, actor.directory, one, other))


@blueprint.get("/cases/<number>/replay/again")
def replay_again(number: str) -> Response:
    """Every step carried out again, one line of JSON each as it comes: whether it is the same, and what is active."""
    actor = access.actor()
    case = cases.by_number(number, actor)
    entries = journal.of(case.id, actor)

    def lines() -> Iterator[bytes]:
        try:
            for step in replay.run(entries):
                said = errors.sentence(step.difference) if step.difference else None
                seen = {"seq": step.entry.seq, "active": step.view.active, "differs": said}
                yield orjson.dumps(seen) + b"\n"
        except replay.Refused as refused:
            yield orjson.dumps({"seq": refused.facts["seq"], "active": [], "differs": errors.sentence(refused)}) + b"\n"

    return Response(stream_with_context(lines()), mimetype="application/x-ndjson")


def json(data: object) -> Response:
    return Response(orjson.dumps(data, default=str), mimetype="application/json")
