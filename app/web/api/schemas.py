"""What goes in and out, field by field: what is not here is not asked for and not told."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from marshmallow import RAISE, Schema, fields, pre_load, validate

from app.engine.values import plain
from app.web.paging import FURTHEST_PAGE, MOST_PER_PAGE, PER_PAGE

VALUE = "value."  # ?value.channel=电话


class Values(fields.Dict):
    """The values of a case: dates and durations as ISO 8601 text, numbers as numbers."""

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return plain(value)


class Instant(fields.AwareDateTime):
    """ISO 8601 with a zone; answers are in UTC."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:
        found = super()._deserialize(*args, **kwargs)
        try:
            return found.astimezone(UTC)
        except OverflowError:  # a zone away from the first or the last instant there is
            raise self.make_error("invalid", input=args[0], obj_type=self.OBJ_TYPE) from None


class Strict(Schema):
    class Meta:
        unknown = RAISE


class Headers(Schema):
    key = fields.String(
        data_key="Idempotency-Key",
        validate=validate.Length(min=1, max=200),
        metadata={"description": "Sent twice with one key, a request acts once and answers the same."},
    )


# -- lists


class Listing(Strict):
    page = fields.Integer(load_default=1, validate=validate.Range(1, FURTHEST_PAGE))
    per_page = fields.Integer(load_default=PER_PAGE, validate=validate.Range(1, MOST_PER_PAGE))
    process = fields.String(validate=validate.Length(max=200))
    text = fields.String(validate=validate.Length(max=200))
    values = fields.Dict(
        keys=fields.String(validate=validate.Length(max=100)),
        values=fields.String(validate=validate.Length(max=200)),
        metadata={"description": "Write `value.<name>=<text>`; only values that the process shows in lists."},
    )

    @pre_load
    def gather_values(self, given: Any, **_: Any) -> dict[str, Any]:
        """`value.channel=电话` is a filter on one value; any number of them may be given."""
        plain_ones = {name: given[name] for name in given if not name.startswith(VALUE)}
        chosen = {name.removeprefix(VALUE): given[name] for name in given if name.startswith(VALUE)}
        return {**plain_ones, "values": chosen} if chosen else plain_ones


class CaseListing(Listing):
    status = fields.String(validate=validate.OneOf(["open", "suspended", "ended", "cancelled"]))
    owner = fields.String(validate=validate.Length(max=100))
    unit = fields.String(validate=validate.Length(max=100))
    person = fields.String(validate=validate.Length(max=100), metadata={"description": "A login."})
    version = fields.Integer(validate=validate.Range(1, 99_999))
    overdue_at = Instant(metadata={"description": "Cases with an open task that was late at this instant."})
    breached = fields.Boolean(metadata={"description": "Cases in which a limit was missed."})
    since = Instant()
    until = Instant()
    sort = fields.String(
        load_default="-changed_at",
        validate=validate.OneOf(["changed_at", "-changed_at", "started_at", "-started_at", "number", "-number"]),
    )


class TaskListing(Listing):
    list = fields.String(load_default="mine", validate=validate.OneOf(["mine", "groups", "done", "all"]))
    element = fields.String(validate=validate.Length(max=200))
    due_before = Instant()
    sort = fields.String(validate=validate.OneOf(["due", "opened_at", "-opened_at", "-priority", "-closed_at"]))


# -- cases


class NewCase(Strict):
    process = fields.String(required=True, validate=validate.Length(min=1, max=200))
    values = fields.Dict(keys=fields.String(), load_default=dict)
    key = fields.String(
        validate=validate.Length(min=1, max=200), metadata={"description": "The same as the header Idempotency-Key."}
    )
    unit = fields.String(validate=validate.Length(max=100))
    owner = fields.String(validate=validate.Length(max=100))


class Case(Schema):
    id = fields.Integer()
    number = fields.String()
    process = fields.String()
    process_name = fields.String()
    version = fields.Integer()
    version_hash = fields.String()
    status = fields.String()
    ended = fields.String(allow_none=True)
    owner = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    started_by = fields.String()
    started_at = Instant()
    changed_at = Instant()
    ended_at = Instant(allow_none=True)
    next_due = Instant(allow_none=True)
    calendar = fields.String(allow_none=True)
    seq = fields.Integer()
    shown = Values()


class CaseWhole(Case):
    values = Values()
    tasks = fields.List(fields.String(), metadata={"description": "Ids of the open tasks."})
    active = fields.List(fields.String(), metadata={"description": "Ids of the elements that hold a token."})
    incidents = fields.List(fields.Dict())


class Cases(Schema):
    items = fields.List(fields.Nested(Case))
    total = fields.Integer(metadata={"description": "Counted up to 10,000."})
    page = fields.Integer()
    per_page = fields.Integer()
    pages = fields.Integer()


class Outcome(Schema):
    case_id = fields.Integer()
    number = fields.String()
    seq = fields.Integer()
    at = Instant()
    opened = fields.List(fields.String())
    closed = fields.List(fields.String())
    mine = fields.List(fields.String(), metadata={"description": "Opened tasks that whoever asked may work on."})
    ended = fields.String(allow_none=True)
    status = fields.String()
    repeated = fields.Boolean()


class Entry(Schema):
    seq = fields.Integer()
    at = Instant()
    wall = Instant()
    by = fields.String()
    acting_for = fields.String(allow_none=True)
    kind = fields.String()
    command = fields.Dict(attribute="asked")
    outcome = fields.Dict(attribute="came")
    version_hash = fields.String()
    calendar = fields.String()
    calendar_version = fields.String()
    digest = fields.String()
    previous = fields.String()
    hash = fields.String()
    signature = fields.Function(lambda entry: bytes(entry.signature).hex())
    signed_with = fields.String()


class Journal(Schema):
    items = fields.List(fields.Nested(Entry))


class ReplayStep(Schema):
    seq = fields.Integer(attribute="entry.seq")
    at = Instant(attribute="entry.at")
    by = fields.String(attribute="entry.by")
    kind = fields.String(attribute="entry.kind")
    command = fields.Dict(attribute="entry.asked")
    trail = fields.List(fields.String(), attribute="step.trail")
    active = fields.List(fields.String(), attribute="view.active")
    digest = fields.String(attribute="step.digest")
    matches = fields.Boolean()


class Difference(Schema):
    seq = fields.Integer(allow_none=True)
    what = fields.String()
    recorded = fields.Raw(allow_none=True)
    replayed = fields.Raw(allow_none=True)


class Replay(Schema):
    matches = fields.Boolean()
    steps = fields.List(fields.Nested(ReplayStep))
    difference = fields.Nested(Difference, allow_none=True)


# -- tasks


class Signature(Schema):
    login = fields.String()
    place = fields.String()
    round = fields.Integer()
    rule = fields.String()
    state = fields.String()
    asked_by = fields.String()
    task = fields.Integer(allow_none=True)
    by = fields.String(allow_none=True)
    opinion = fields.String()


class Task(Schema):
    id = fields.String()
    case_id = fields.Integer()
    case_number = fields.String()
    process = fields.String()
    process_name = fields.String()
    key = fields.String()
    element = fields.String()
    name = fields.String()
    form = fields.String(allow_none=True)
    groups = fields.List(fields.String())
    users = fields.List(fields.String())
    deputies = fields.List(fields.String())
    assignee = fields.String(allow_none=True)
    priority = fields.Integer()
    opened_at = Instant()
    due_at = Instant(allow_none=True)
    clock = fields.String(
        allow_none=True, metadata={"description": "How it is counted: 2WD, 4WH, 24H, 15ND, CALL; null: an instant."}
    )
    calendar = fields.String(metadata={"description": "The calendar that counts it."})
    provisional = fields.Boolean()
    urged = fields.Integer()
    breached = fields.Boolean()
    status = fields.String()
    closed_at = Instant(allow_none=True)
    closed_by = fields.String(allow_none=True)
    paused_at = Instant(allow_none=True, metadata={"description": "Since when its clock stands still."})
    delegated_by = fields.String(allow_none=True, metadata={"description": "Gets it back when it is done."})
    stands_in_for = fields.String(allow_none=True, metadata={"description": "Who is away and would have it."})
    signs_for = fields.Integer(
        allow_none=True, metadata={"description": "It only asks for a signature, to the task of this number."}
    )
    signing = fields.Boolean(metadata={"description": "It is done, and waits for signatures."})
    signatures = fields.List(fields.Nested(Signature))
    shown = Values()


class TaskWhole(Task):
    may = fields.List(fields.String(), metadata={"description": "What whoever asks may do with it."})
    values = Values(metadata={"description": "The values of its case."})


class Tasks(Schema):
    items = fields.List(fields.Nested(Task))
    total = fields.Integer(metadata={"description": "Counted up to 10,000."})
    page = fields.Integer()
    per_page = fields.Integer()
    pages = fields.Integer()


class Nothing(Strict):
    """An empty JSON object, or no body at all."""


class Filled(Strict):
    values = fields.Dict(keys=fields.String(), load_default=dict)


class Handed(Strict):
    to = fields.String(required=True, validate=validate.Length(min=1, max=100))
    reason = fields.String(load_default="", validate=validate.Length(max=500))


class Reason(Strict):
    reason = fields.String(load_default="", validate=validate.Length(max=500))


# -- messages and processes


class Message(Strict):
    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata={"description": "Correlation key."},
    )
    values = fields.Dict(keys=fields.String(), load_default=dict)


class Process(Schema):
    id = fields.String()
    name = fields.String()
    number = fields.Integer(metadata={"description": "Of the version that new cases use."})
    hash = fields.String()
    cases_open = fields.Integer()


class Processes(Schema):
    items = fields.List(fields.Nested(Process))


class OfUnit(Strict):
    unit = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=100),
        metadata={"description": "A unit whose parameters you look after; else the highest of them."},
    )


class Parameter(Schema):
    id = fields.String()
    name = fields.String()
    type = fields.String()
    purpose = fields.String()
    source = fields.String()
    value = fields.Raw(allow_none=True, metadata={"description": "Null: it is empty."})
    origin = fields.String(
        allow_none=True,
        data_key="from",
        metadata={"description": "The unit whose value it is; null: the text's own."},
    )
    example = fields.Boolean(metadata={"description": "示例: it came with the demo organisation."})


class Parameters(Schema):
    unit = fields.String()
    items = fields.List(fields.Nested(Parameter))


class NewVersion(Strict):
    files = fields.Dict(
        required=True,
        keys=fields.String(validate=validate.Length(min=1, max=200)),
        values=fields.String(),
        validate=validate.Length(min=1, max=200),
        metadata={"description": "Texts by name: `process.bpmn`, `*.dmn`, `forms/<id>.form`, `called/<process>/…`."},
    )
    note = fields.String(load_default="", validate=validate.Length(max=1000))


class Finding(Schema):
    severity = fields.String()
    element = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    message = fields.String()
    message_en = fields.String()
    hint = fields.String(allow_none=True)


class Deployed(Schema):
    process = fields.String()
    number = fields.Integer()
    hash = fields.String()
    new = fields.Boolean(metadata={"description": "False: this content was there already."})
    findings = fields.List(fields.Nested(Finding))
