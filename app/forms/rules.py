"""What a value has to be: one function for each rule, each saying what is wrong or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.forms import messages
from app.forms.expressions import Names
from app.forms.field import CHOICES, TEXTS, Field
from app.forms.files import Files, accepts
from app.forms.messages import Said, say
from app.forms.moment import Moment

EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+?\(?\d[\d ()-]{5,22}(?:(?:转|ext\.?|#) ?\d{1,6})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """A value of a field, and what its rules may look at."""

    field: Field
    value: Any
    names: Names
    moment: Moment
    files: Files | None


Rule = Callable[[Question], Said | None]


def missing(field: Field, value: Any) -> Said | None:
    """What to say where a required field holds nothing."""
    if not field.required or not _nothing(field, value):
        return None
    if field.type in CHOICES:
        return say(messages.REQUIRED_CHOICE)
    return say(REQUIRED.get(field.type, messages.REQUIRED))


def broken(question: Question) -> list[Said]:
    """What is wrong with a value that is there."""
    if _nothing(question.field, question.value):
        return []
    return [said for rule in RULES.get(question.field.type, ()) if (said := rule(question))]


def long_enough(ask: Question) -> Said | None:
    limit = _number(ask.field.min_length.value(ask.names, ask.moment))
    if limit is None or len(ask.value) >= limit:
        return None
    return say(messages.TOO_SHORT, limit=limit, length=len(ask.value))


def short_enough(ask: Question) -> Said | None:
    limit = _number(ask.field.max_length.value(ask.names, ask.moment))
    if limit is None or len(ask.value) <= limit:
        return None
    return say(messages.TOO_LONG, limit=limit, length=len(ask.value))


def as_expected(ask: Question) -> Said | None:
    pattern = ask.field.pattern
    if pattern is None or pattern.found_in(ask.value):
        return None
    return (
        say("{message}", message=pattern.message) if pattern.message else say(messages.NO_MATCH, pattern=pattern.source)
    )


def of_its_kind(ask: Question) -> Said | None:
    if ask.field.kind == "email" and not EMAIL.fullmatch(ask.value):
        return say(messages.NOT_EMAIL)
    if ask.field.kind == "phone" and not PHONE.fullmatch(ask.value):
        return say(messages.NOT_PHONE)
    return None


def precise_enough(ask: Question) -> Said | None:
    digits = ask.field.digits
    if digits is None or _digits_after_point(ask.value) <= digits:
        return None
    return say(messages.NOT_WHOLE) if digits == 0 else say(messages.TOO_PRECISE, digits=digits)


def large_enough(ask: Question) -> Said | None:
    limit = _number(ask.field.minimum.value(ask.names, ask.moment))
    return say(messages.TOO_SMALL, limit=ask.field.said(limit)) if limit is not None and ask.value < limit else None


def small_enough(ask: Question) -> Said | None:
    limit = _number(ask.field.maximum.value(ask.names, ask.moment))
    return say(messages.TOO_LARGE, limit=ask.field.said(limit)) if limit is not None and ask.value > limit else None


def on_a_step(ask: Question) -> Said | None:
    step = ask.field.step
    return say(messages.NOT_A_MULTIPLE, step=ask.field.said(step)) if step and ask.value % step != 0 else None


def not_past(ask: Question) -> Said | None:
    """Today is not past, and neither is the present minute."""
    now = ask.moment.local
    if not ask.field.not_past or now is None or ask.field.subtype == "time":
        return None
    if ask.field.subtype == "date":
        return say(messages.IN_THE_PAST) if date.fromisoformat(ask.value) < now.date() else None
    at = datetime.fromisoformat(ask.value)
    at = at if at.tzinfo else at.replace(tzinfo=ask.moment.zone)
    return say(messages.IN_THE_PAST) if at < now.replace(second=0, microsecond=0) else None


def how_many_files(ask: Question) -> Said | None:
    many = ask.field.multiple.value(ask.names, ask.moment)
    return say(messages.ONE_FILE) if len(ask.value) > 1 and many is not True else None


def right_files(ask: Question) -> Said | None:
    accept = ask.field.accept.value(ask.names, ask.moment)
    for one in ask.value if ask.files else ():
        facts = ask.files(one) if ask.files else None
        if facts is None:
            return say(messages.FILE_GONE)
        if not accepts(accept, facts):
            return say(messages.FILE_KIND, name=facts.name, accept=accept)
    return None


def _nothing(field: Field, value: Any) -> bool:
    return value is None or value in ("", []) or (field.type == "checkbox" and value is False)


def _number(limit: Any) -> Decimal | int | None:
    return limit if isinstance(limit, int | Decimal) and not isinstance(limit, bool) else None


def _digits_after_point(value: int | Decimal) -> int:
    return max(0, -int(Decimal(value).normalize().as_tuple().exponent))


REQUIRED = {"checkbox": messages.REQUIRED_TICK, "filepicker": messages.REQUIRED_FILE}
RULES: dict[str, tuple[Rule, ...]] = {
    **dict.fromkeys(TEXTS, (long_enough, short_enough, as_expected, of_its_kind)),
    "number": (precise_enough, large_enough, small_enough, on_a_step),
    "datetime": (not_past,),
    "filepicker": (how_many_files, right_files),
}
