"""Trying an expression: what it gives on the values of a case or on typed ones, and where and why it goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.casework import trying
from app.errors import NotThere, ShouwenError
from app.feel import FeelError, FeelSyntaxError, chinese
from app.web import access, errors
from app.web.languages import language
from app.web.studio import blueprint

LONGEST = 20_000

# Real ones, from the procedures: what they ask, the expression, and values to try it on.
EXAMPLES = (
    (
        lazy_gettext("A condition"),
        'customer_accepts = "不接受" and round < 3',
        '{"customer_accepts": "不接受", "round": 2}',
    ),
    (
        lazy_gettext("A due date"),
        "if approval = null then workdays(5, assigned_at) else workdays(2)",
        '{"approval": null, "assigned_at": "2026-09-28T10:00"}',
    ),
    (lazy_gettext("Who works on it"), '["member-handler-b@" + member, "leader@" + member]', '{"member": "bank-a"}'),
    (
        lazy_gettext("A list"),
        'count(votes[vote = "同意"]) > count(votes) / 2',
        '{"votes": [{"who": "甲", "vote": "同意"}, {"who": "乙", "vote": "反对"}]}',
    ),
    (
        lazy_gettext("When a field is hidden"),
        'measures = null or not(list contains(measures, "退还费用"))',
        '{"measures": ["道歉", "退还费用"]}',
    ),
    (lazy_gettext("Why null?"), "amount > 1000", '{"amount": null}'),
)


@dataclass(frozen=True)
class Mistake:
    """What cannot be read, in three parts: before the place, at it, and behind it."""

    sentence: str
    before: str = ""
    here: str = ""
    behind: str = ""


@blueprint.get("/feel")
def show_feel() -> str:
    """The page, with the expression and values that a link brings."""
    return page(request.args)[0]


@blueprint.post("/feel")
def try_feel() -> ResponseReturnValue:
    return page(request.form)


def page(sent: Any) -> tuple[str, int]:
    text, values, case = (sent.get(name, "").strip()[:LONGEST] for name in ("expression", "values", "case"))
    result = outcome(text, values, case) if text else {}
    filled = render_template(
        "studio/feel.html", expression=text, values=values, case=case, examples=EXAMPLES, kind_name=kind_name, **result
    )
    return filled, 422 if "mistake" in result or "refused" in result else 200


def outcome(text: str, values: str, case: str) -> dict[str, Any]:
    """What the page shows of one try."""
    try:
        on = trying.given(values, case or None, access.actor())
    except trying.ValuesUnreadable as error:
        return {"mistake": mistake(values, error.problem), "mistaken": gettext("The values")}
    except (NotThere, trying.NotValues) as error:
        return {"refused": errors.sentence(error)}
    try:
        tried = trying.attempt(text, on)
    except FeelSyntaxError as error:
        return {"mistake": mistake(text, error), "mistaken": gettext("The expression")}
    except FeelError as error:
        return {"refused": in_words(error)}
    except ShouwenError as error:
        return {"refused": errors.sentence(error)}
    return {"tried": tried, "reasons": [in_words(warning) for warning in tried.warnings], "doubts": doubts(tried)}


def mistake(text: str, error: FeelSyntaxError) -> Mistake:
    length = len(str(error.facts.get("found", ""))) or 1
    place, end = error.position, error.position + length
    return Mistake(in_words(error), text[:place], text[place:end], text[end:])


def doubts(tried: trying.Tried) -> list[str]:
    """What can never work, where the values at hand have not told it already."""
    told = set(map(str, tried.warnings))
    return [in_words(doubt) for doubt in tried.doubts if str(doubt) not in told]


def in_words(said: Any) -> str:
    """FEEL speaks both languages itself."""
    return str(said) if language() == "en" else str(said.in_chinese())


def kind_name(name: str) -> str:
    return name if language() == "en" else chinese.kind(name)
