"""What is asked of a clock, and what is told of it, field by field."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app.engine.operations import PAUSES
from app.web.api.schemas import Instant, Strict

CLOCK_FIELDS = {  # what is done -> the fields that it needs
    "pause": {"kind"},
    "resume": set(),
    "ask": {"more"},
    "decide": {"request", "granted"},
    "restart": set(),
    "promise": {"until"},
}


class ClockDeed(Strict):
    do = fields.String(required=True, validate=validate.OneOf(list(CLOCK_FIELDS)))
    reason = fields.String(required=True, validate=validate.Length(min=1, max=500))
    kind = fields.String(validate=validate.OneOf(PAUSES), metadata={"description": "Of a pause: what it is for."})
    more = fields.String(
        validate=validate.Length(min=2, max=20), metadata={"description": "Of an ask: 2WD, 4WH, 24H or 3ND."}
    )
    request = fields.Integer(metadata={"description": "Of a decision: the number of the request, as the clock has it."})
    granted = fields.Boolean(metadata={"description": "Of a decision."})
    until = Instant(metadata={"description": "Of a promise."})

    @validates_schema
    def check_fields(self, given: Any, **_: Any) -> None:
        """Each deed has its own fields, all of them."""
        wanted = CLOCK_FIELDS[given["do"]]
        have = given.keys() - {"do", "reason", "clock"}
        if wrong := wanted ^ have:
            name = min(wrong)
            raise ValidationError("It is needed." if name in wanted else "It is not for this.", name)

    @post_load
    def as_said(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return given | ({"until": given["until"].isoformat()} if "until" in given else {})


class ClockDeedOf(ClockDeed):
    clock = fields.String(required=True, validate=validate.Length(min=1, max=300))


class Touched(Schema):
    first_due = Instant()
    moved_from = Instant(allow_none=True)
    counted_at = Instant(allow_none=True)
    limit_at = Instant(allow_none=True)
    promised_at = Instant(allow_none=True)
    paused_for = fields.String(allow_none=True)
    asks = fields.Integer()
    asked_by = fields.String(allow_none=True)
    asked_more = fields.String(allow_none=True)
    asked_at = Instant(allow_none=True)
    asked_why = fields.String(allow_none=True)


class Clock(Schema):
    name = fields.String()
    element = fields.String()
    title = fields.String()
    due_at = Instant()
    clock = fields.String(allow_none=True)
    provisional = fields.Boolean()
    paused_at = Instant(allow_none=True)
    touched = fields.Nested(Touched, allow_none=True, metadata={"description": "What people have done to it."})
    may = fields.List(fields.String())


class Clocks(Schema):
    items = fields.List(fields.Nested(Clock))
