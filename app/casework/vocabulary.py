"""What a diagram may name: the forms and their fields, decisions, processes, groups, units, calendars and parameters
that there are. The editor completes and offers these, so that nobody has to know them by heart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.casework import calendars, declared, versions
from app.casework.drafts import Draft
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.engine import decisions as tables
from app.errors import Invalid
from app.forms import Form, FormBroken, parse
from app.store import calendars as store_of_calendars
from app.store import db
from app.store import parameters as store_of_parameters

# The functions beside those of the standard: their arguments, and what they give, in both languages.
FUNCTIONS = (
    ("workdays", ("n", "from"), "n 个工作日之后", "the end of the n-th working day from then"),
    ("workhours", ("n", "from"), "n 个工作小时之后", "n working hours later"),
    ("naturaldays", ("n", "from"), "n 个自然日之后", "the end of the n-th natural day from then"),
    ("due", ("limit",), '按时限文本计算，如 "3WD"、"4WH"', 'by a limit that is a text, such as "3WD" or "4WH"'),
    ("now", (), "此刻（逻辑时间）", "now, by the time of the case"),
    ("today", (), "今天（逻辑时间）", "today, by the time of the case"),
)
CASE = ("number", "owner", "unit", "started_at")


def known(draft: Draft, by: Actor) -> dict[str, Any]:
    """All of it, as JSON: the draft's own first, then what versions in force bring along."""
    found = {row.id: row.name for row in versions.processes() if not row.retired}
    forms, decided = everywhere(draft)
    return {
        "forms": [formed(id, form) for id, form in sorted(forms.items(), key=lambda pair: (pair[1].title, pair[0]))],
        "decisions": [{"id": id, "name": name} for id, name in sorted(decided.items())],
        "processes": [{"id": id, "name": name} for id, name in found.items() if id != draft.process],
        "groups": groups(by.directory),
        "units": [{"id": unit.id, "name": unit.name} for unit in by.directory.units.values()],
        "calendars": [{"id": row.id, "name": named(row.id)} for row in store_of_calendars.known(db.session())],
        "parameters": [{"name": id, "info": one.name} for id, one in declared_parameters().items()],
        "functions": [{"name": n, "params": list(p), "zh": zh, "en": en} for n, p, zh, en in FUNCTIONS],
        "case": list(CASE),
    }


def named(calendar: str) -> str:
    return calendars.in_force(calendar).title


def declared_parameters() -> Mapping[str, declared.Parameter]:
    return {row.id: declared.declaration(row.declaration) for row in store_of_parameters.declared(db.session())}


def everywhere(draft: Draft) -> tuple[dict[str, Form], dict[str, str]]:
    """The forms and the decisions of all versions in force, and of the draft, which win."""
    forms: dict[str, Form] = {}
    decided: dict[str, str] = {}
    for row in versions.processes():
        version = versions.load(row.hash)
        forms |= version.forms
        for known_ones in version.decisions.values():
            decided |= {id: title(one, id) for id, one in known_ones.items()}
    for name, data in draft.sources.items():
        if name.startswith("forms/"):
            forms |= readable_form(name, data)
        elif name.endswith(".dmn") and "/" not in name:
            decided |= readable_decisions(data)
    return forms, decided


def readable_form(name: str, data: bytes) -> dict[str, Form]:
    try:
        return {name.removeprefix("forms/").removesuffix(".form"): parse(data)}
    except FormBroken:
        return {}


def readable_decisions(data: bytes) -> dict[str, str]:
    try:
        read = tables.read(data)
    except Invalid:
        return {}
    return {id: title(read, id) for id in {**read.nodes, **read.broken}}  # one that is not finished is there, too


def title(read: Any, id: str) -> str:
    """What a decision is called in its file."""
    node = read.nodes.get(id)
    return getattr(node, "title", "") or getattr(node, "name", "") or id


def formed(id: str, form: Form) -> dict[str, Any]:
    return {"id": id, "title": form.title, "fields": list(fields(form))}


def fields(form: Form) -> Iterator[dict[str, str]]:
    for top in form.fields:
        if top.key:
            yield {"name": top.key, "info": str(top.label or ""), "type": top.type}
            continue
        for field in top.walk():  # what stands in a group without a key of its own
            if field.key and field is not top:
                yield {"name": field.key, "info": str(field.label or ""), "type": field.type}


def groups(directory: Directory) -> list[dict[str, Any]]:
    """The groups that somebody holds, with their units' names and how many people."""
    held = {member.group for person in directory.people.values() for member in person.memberships}
    return [{"id": group, "people": len(directory.holders(group))} for group in sorted(held)]
