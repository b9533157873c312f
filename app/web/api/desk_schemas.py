"""What the actions on tasks are asked with and answer."""

from __future__ import annotations

from marshmallow import fields, validate

from app.casework.bulk import DEEDS, MOST_AT_ONCE
from app.casework.desk import MOST_RECEIVERS
from app.engine.handling import LONGEST_REASON
from app.engine.signing import PLACES
from app.web.api.schemas import Outcome, Reason, Strict

PERSON = validate.Length(min=1, max=100)


class Why(Strict):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_REASON))


class Call(Strict):
    do = fields.String(required=True, validate=validate.OneOf(["end", "begin"]))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON))


class Delegated(Why):
    to = fields.String(required=True, validate=PERSON)


class Returned(Why):
    to = fields.String(
        required=True, validate=validate.Length(min=1, max=200), metadata={"description": "The id of an element."}
    )


class Dropped(Why):
    login = fields.String(required=True, validate=PERSON)


class Copied(Reason):
    to = fields.List(fields.String(validate=PERSON), required=True, validate=validate.Length(1, MOST_RECEIVERS))


class Signers(Copied):
    place = fields.String(load_default="before", validate=validate.OneOf(PLACES))
    rule = fields.String(
        load_default="all",
        validate=validate.Length(max=10),
        metadata={"description": "`all`, `any`, `sequence` (all, one after another), or a share such as `60%`."},
    )


class Signed(Reason):
    agrees = fields.Boolean(required=True)


class Bulk(Strict):
    do = fields.String(required=True, validate=validate.OneOf(sorted(DEEDS)))
    tasks = fields.List(
        fields.String(validate=validate.Length(min=1, max=40)),
        required=True,
        validate=validate.Length(1, MOST_AT_ONCE),
    )
    to = fields.String(load_default="", validate=validate.Length(max=100))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON))


class BulkItem(Strict):
    task = fields.String()
    outcome = fields.Nested(Outcome, allow_none=True, metadata={"description": "Null: it was refused."})
    refused = fields.String(
        allow_none=True, attribute="refused_text", metadata={"description": "Why it was, in a sentence."}
    )


class BulkDone(Strict):
    items = fields.List(fields.Nested(BulkItem))
