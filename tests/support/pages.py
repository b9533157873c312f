"""A page with one form on it, without the rest of the application; and what a browser would send from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string, request
from flask_babel import Babel
from lxml import html
from werkzeug.datastructures import FileStorage, MultiDict

from app.errors import FormInvalid
from app.forms import FileFacts, Form
from app.web import assets, languages
from app.web import forms as web
from tests.support.forms import NOW

WEB = Path(web.__file__).parent
PAGE = """<!doctype html><html lang="zh-Hans-CN"><head><link rel="stylesheet" href="{{ asset('main.css') }}">
<script type="module" src="{{ asset('main.js') }}"></script></head><body><form method="post" novalidate
enctype="multipart/form-data">{{ fields }}<button id="send">办理</button></form>
<pre id="taken">{{ taken }}</pre></body></html>"""


def app_with(form: Form | None = None, values: Mapping[str, Any] | None = None, locale: str = "zh_Hans_CN") -> Flask:
    """An application that shows a form at /, and says what it took."""
    app = Flask("app", root_path=str(WEB.parent.parent), static_folder="web/static")
    for catalog in languages.catalogs(WEB):
        languages.compile_stale(catalog)
    app.config.update(BABEL_DEFAULT_LOCALE=locale, BABEL_TRANSLATION_DIRECTORIES=str(WEB / "translations"))
    Babel(app)
    assets.init_app(app)
    app.register_blueprint(web.blueprint)
    if form:
        app.add_url_rule("/", "page", lambda: page(form, values or {}), methods=["GET", "POST"])
    return app


def page(form: Form, values: Mapping[str, Any]) -> str:
    sent, errors, taken = None, None, ""
    if request.method == "POST":
        sent = web.submitted(form, request.form, request.files, lambda file: (file.filename or "").partition(".")[0])
        try:
            taken = (
                "" if web.reshaped(request.form) else str(form.accept(sent, values, now=NOW, translate=web.translate))
            )
        except FormInvalid as invalid:
            errors = invalid.errors
    fields = web.render(form, values, errors, submitted=sent, now=NOW, files=lambda id: FileFacts(id))
    return render_template_string(PAGE, fields=fields, taken=taken)


def rendered(form: Form, values: Mapping[str, Any] | None = None, *args: Any, **more: Any) -> html.HtmlElement:
    """The fields of a form as a tree."""
    locale = more.pop("locale", "zh_Hans_CN")
    with app_with(locale=locale).test_request_context():
        return html.fromstring(web.render(form, values or {}, *args, now=NOW, **more))


def sent_by(tree: html.HtmlElement, press: str | None = None) -> MultiDict[str, str]:
    """What a browser sends when the form around these fields is submitted, perhaps by a button of this value."""
    form = html.fromstring("<form></form>")
    form.append(tree)
    pairs = [(name, value) for name, value in form.form_values() if not _disabled(form, name)]
    if press:
        (button,) = form.xpath(f"//button[@value='{press}']")
        pairs.append((button.get("name"), press))
    return MultiDict(pairs)


def submitted(form: Form, tree: html.HtmlElement, press: str | None = None) -> dict[str, Any]:
    return web.submitted(form, sent_by(tree, press), MultiDict[str, FileStorage]())


def _disabled(form: html.HtmlElement, name: str) -> bool:
    inputs = [one for one in form.iter("input", "select", "textarea") if one.get("name") == name]
    return all("disabled" in one.attrib or any("disabled" in up.attrib for up in one.iterancestors()) for one in inputs)
