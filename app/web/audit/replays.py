"""The replay page: the player, and the course of the case that it walks through."""

from __future__ import annotations

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from app.casework import cases, replay
from app.web import access, words
from app.web.audit import blueprint, playback


@blueprint.get("/cases/<number>/replay")
def show_replay(number: str) -> str:
    return render_template("audit/replay.html", case=cases.by_number(number, access.actor()))


@blueprint.get("/cases/<number>/replay.json")
def replay_data(number: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    return jsonify(playback.course(replay.replay(case.id), words.calendar(case.calendar), actor.directory))
