"""The organisation's own words for what people are told, per event and language."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.casework import notices
from app.notify import texts
from app.web import access, languages
from app.web.notices import blueprint


@blueprint.get("/words")
def words() -> str:
    own = notices.words()
    rows = [
        (kind, language, own.get((kind, language)) or texts.TEXTS[language][kind], (kind, language) in own)
        for kind in texts.KINDS
        for language in texts.TEXTS
    ]
    return render_template(
        "notices/words.html",
        rows=rows,
        names=texts.NAMES,
        spoken=languages.NAMES,
        may_word=notices.may_word(access.actor()),
        longest=(texts.LONGEST_TITLE, texts.LONGEST_BODY),
    )


@blueprint.post("/words/<kind>/<language>")
def save_words(kind: str, language: str) -> ResponseReturnValue:
    sent, ours = request.form, request.form.get("ours") is not None
    title, body = ("", "") if ours else (sent.get("title", ""), sent.get("body", ""))
    notices.word(access.actor(), kind, language, title, body)
    flash(gettext("Our own words again.") if ours else gettext("Kept."))
    return redirect(url_for("notices.words", _anchor=f"{kind}-{language}"), 303)
