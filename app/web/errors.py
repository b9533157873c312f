"""The one place where what went wrong gets a meaning in HTTP: a page for people, an RFC 9457 problem for programs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from flask import json, make_response, render_template, request
from flask_babel import gettext, lazy_gettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.errors import Conflict, Invalid, NotAllowed, NotThere, ShouwenError, Unavailable
from app.feel import FeelError
from app.store import DatabaseAway, is_away
from app.web import access
from app.web.languages import language
from app.web.roles import group_name

if TYPE_CHECKING:
    from flask import Flask, Response

log = structlog.get_logger()

# The first base class that fits, from the top.
STATUS: dict[type[ShouwenError], int] = {NotThere: 404, NotAllowed: 403, Conflict: 409, Invalid: 422, Unavailable: 503}

TITLES = {
    400: lazy_gettext("This request cannot be understood"),
    401: lazy_gettext("Please sign in"),
    403: lazy_gettext("You may not do this"),
    404: lazy_gettext("There is nothing here"),
    405: lazy_gettext("This cannot be done here"),
    409: lazy_gettext("The case has moved on"),
    413: lazy_gettext("That is too large"),
    415: lazy_gettext("This kind of content is not read here"),
    422: lazy_gettext("This is not valid yet"),
    429: lazy_gettext("A little slower, please"),
    500: lazy_gettext("Something broke on our side"),
    503: lazy_gettext("Not available right now"),
}

# What to do next, in one sentence; the pages say it under what happened.
ADVICE = {
    400: lazy_gettext("The page may have been open for too long: go back, load it again and send it once more."),
    403: lazy_gettext("If it is your work, ask your administrator for the role it needs."),
    404: lazy_gettext("Check the address, or search for the number of the case."),
    409: lazy_gettext("Nothing was changed. Look at where the case stands now."),
    413: lazy_gettext("Nothing was kept. Send less at once, or smaller files."),
    422: lazy_gettext("Nothing was changed. Go back and put it right."),
    429: lazy_gettext("Wait a moment and try again."),
    500: lazy_gettext("Nothing was half done. It was written down; try again, and tell your administrator."),
    503: lazy_gettext("Nothing was changed. Try again in a moment."),
}

RETRY_AFTER_SECONDS = 5
A_MINUTE = 60  # what the rate limit counts in


@dataclass(frozen=True)
class Problem:
    status: int
    detail: str
    kind: str = "about:blank"
    facts: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def init_app(app: Flask) -> None:
    app.register_error_handler(ShouwenError, lambda error: answer(of_domain(error)))
    app.register_error_handler(HTTPException, lambda error: answer(of_http(error)))
    app.register_error_handler(SQLAlchemyError, lambda error: answer(of_database(error)))
    app.register_error_handler(Exception, lambda error: answer(of_surprise(error)))


def sentence(error: ShouwenError) -> str:
    """What went wrong, in the language of this request. FEEL speaks both languages itself."""
    if isinstance(error, FeelError) and language() == "zh":
        return error.in_chinese()
    return gettext(error.template()).format(**error.facts | in_words(error.facts))


def in_words(facts: dict[str, Any]) -> dict[str, str]:
    """The facts that name groups and people as diagrams and commands do, as people call them."""
    if not {"who", "login"} & facts.keys() or access.identify() is None:
        return {}
    directory = access.actor().directory
    named = {name: facts[name] for name in ("who", "login") if isinstance(facts.get(name), str)}
    return {
        name: gettext(", ").join(
            group_name(each, directory) if "@" in each else directory.name(each) for each in text.split(", ")
        )
        for name, text in named.items()
    }


def of_domain(error: ShouwenError) -> Problem:
    status = next((code for base, code in STATUS.items() if isinstance(error, base)), 500)
    facts: dict[str, Any] = {name: value for name, value in error.facts.items() if isinstance(value, str | int)}
    if errors := getattr(error, "errors", None):
        facts["errors"] = errors
    if findings := getattr(error, "findings", None):
        facts["findings"] = [vars_of(finding) for finding in findings]
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}
    return Problem(status, sentence(error), f"/problems/{kebab(type(error).__name__)}", facts, headers)


def of_http(error: HTTPException) -> Problem:
    code = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After", "WWW-Authenticate"}}
    if code == 429:
        kept.setdefault("Retry-After", str(A_MINUTE))
    return Problem(code, str(TITLES.get(code, error.name)), headers=kept)


def of_database(error: SQLAlchemyError) -> Problem:
    """A database that is away or busy is nobody's mistake and passes; any other complaint of it is a fault of ours."""
    if not is_away(error):
        return of_surprise(error)
    log.warning("database away", path=request.path, error=type(error).__name__)
    return of_domain(DatabaseAway())


def of_surprise(error: Exception) -> Problem:
    log.error("unexpected error", path=request.path, endpoint=request.endpoint, exc_info=error)
    return Problem(500, str(TITLES[500]))


def answer(problem: Problem) -> Response:
    answered = make_response(as_json(problem) if wants_json() else as_page(problem), problem.status)
    answered.headers.update(problem.headers)
    if wants_json():
        answered.mimetype = "application/problem+json"
    return answered


def wants_json() -> bool:
    """Programs get JSON: all of the API, and whoever asks for JSON rather than for a page."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def as_json(problem: Problem) -> str:
    title = str(TITLES.get(problem.status, problem.detail))
    known = {"type": problem.kind, "title": title, "status": problem.status, "detail": problem.detail}
    return json.dumps({**problem.facts, **known, "instance": request.path})


def as_page(problem: Problem) -> str:
    return render_template(
        "error.html",
        problem=problem,
        title=TITLES.get(problem.status, problem.detail),
        advice=ADVICE.get(problem.status, ""),
        case=case_of(problem.facts),
    )


def case_of(facts: dict[str, Any]) -> int | None:
    """The case an error speaks of: named itself, or by one of its tasks."""
    name = str(facts.get("case") or str(facts.get("task", "")).partition("-")[0])
    return int(name) if name.isdecimal() else None


def kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def vars_of(finding: Any) -> dict[str, Any]:
    names = ("severity", "element", "name", "message", "message_en", "hint")
    return {name: getattr(finding, name) for name in names if getattr(finding, name, None) is not None}
