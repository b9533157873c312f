"""What every answer tells the browser: run our own scripts only, never be framed, never guess a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_talisman import Talisman
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from flask import Flask, Response

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # bpmn-js positions its overlays with style attributes
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",  # bpmn-js embeds its icon font
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

# What a browser may not do on our pages, although some page elsewhere might ask for it.
PERMISSIONS_POLICY = {"camera": "()", "geolocation": "()", "microphone": "()", "payment": "()", "usb": "()"}


def init_app(app: Flask) -> None:
    settings = app.extensions["shouwen.settings"]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[settings.proxies] * 4)  # type: ignore[method-assign]
    Talisman(
        app,
        force_https=settings.https,
        strict_transport_security=settings.https,
        session_cookie_secure=settings.https,
        session_cookie_http_only=True,
        session_cookie_samesite="Lax",
        frame_options="DENY",
        referrer_policy="same-origin",
        content_security_policy=CONTENT_SECURITY_POLICY,
        permissions_policy=PERMISSIONS_POLICY,
    )
    app.after_request(keep_nothing)


def keep_nothing(answer: Response) -> Response:
    """Only what the build names by its content may be kept: pages are asked for again, and gone after signing out."""
    if request.endpoint not in {"static", "security.static"}:
        answer.headers["Cache-Control"] = "private, no-cache"
    if request.endpoint == "security.logout":
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
