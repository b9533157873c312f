"""How a person is told: their language, their channels, and quiet outside working hours."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app import notify
from app.casework import wishes as wished
from app.casework.wishes import Wish
from app.notify import Channel
from app.web import access
from app.web.notices import blueprint

MODES = {
    "now": lazy_gettext("at once"),
    "digest": lazy_gettext("gathered, once a working day"),
    "spare": lazy_gettext("only when another fails"),
    "off": lazy_gettext("not at all"),
}
NAMES = {
    "mail": lazy_gettext("mail"),
    "wecom": lazy_gettext("WeCom"),
    "dingtalk": lazy_gettext("DingTalk"),
    "feishu": lazy_gettext("Feishu"),
    "sms": lazy_gettext("text message"),
}


def channels() -> tuple[Channel, ...]:
    return notify.channels(current_app.extensions["shouwen.settings"].notify)


def channel_name(name: str) -> str:
    return str(NAMES.get(name, name))


@blueprint.get("/how")
def wishes() -> str:
    actor = access.actor()
    person = actor.directory.person(actor.login)
    wish = wished.of([actor.login]).get(actor.login, Wish())
    return render_template(
        "notices/wishes.html",
        channels=channels(),
        reached=wished.modes(channels(), person, wish),
        modes=MODES,
        channel_name=channel_name,
        wish=wish,
        handles=[name for name in wished.HANDLES if any("{" + name + "}" in each.address for each in channels())],
        spoken=person.language or "zh",
        mail=person.email,
        phone=person.phone,
    )


@blueprint.post("/how")
def save_wishes() -> ResponseReturnValue:
    sent, names = request.form, [channel.name for channel in channels()]
    modes = {name: sent[f"mode.{name}"] for name in names if sent.get(f"mode.{name}")}
    handles = {name: sent.get(f"handle.{name}", "") for name in wished.HANDLES}
    wished.save(access.actor(), modes, handles, bool(sent.get("quiet")), sent.get("language", ""), names)
    flash(gettext("Kept."))
    return redirect(url_for("notices.wishes"), 303)
