"""Drafts: a process while it is being drawn. A draft belongs to one person and is never run: only a deployment is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.casework import blanks, versions
from app.casework import sources as files_of
from app.casework.people import Actor
from app.engine import xml
from app.errors import Conflict, Invalid, NotThere
from app.store import db, models, queries, writes, writing
from app.store import drafts as kept

DIAGRAM = files_of.DIAGRAM
PLAIN_ID = re.compile(r"[a-z][a-z0-9-]{1,59}")
MOST_NAME = 100
DRAFT, PROPOSED = "draft", "proposed"


class DraftNotFound(NotThere):
    """There is no draft {draft} of yours."""


class DraftMoved(Conflict):
    """This draft was changed in another window since this page read it: load the page again to go on from there."""


class EditedElsewhere(Conflict):
    """This draft is being edited in another window: take it over to go on here."""


class DraftProposed(Conflict):
    """This draft waits for a second person and is not changed meanwhile: take it back to go on drawing."""


class DraftThere(Conflict):
    """You have a draft of {process} already: discard it first, or give what comes in another id."""


class NoSuchPart(NotThere):
    """This draft has no part {name}."""


class BadProcessId(Invalid):
    """{process} cannot be the id of a process: write small letters, digits and hyphens, beginning with a letter."""


class ProcessThere(Conflict):
    """There is a process {process} already: open it and edit it."""


class NameMissing(Invalid):
    """A process needs a name."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    id: int
    process: str
    title: str
    sources: Mapping[str, bytes]
    based_on: str | None  # the hash of the version it was opened from
    by: str
    created_at: datetime
    changed_at: datetime
    window: str | None  # the editor that may save it
    window_at: datetime | None
    status: str  # "draft" | "proposed"
    reason: str
    proposed_at: datetime | None
    returned: str  # what a second person asked to be mended

    @property
    def is_proposed(self) -> bool:
        return self.status == PROPOSED

    @property
    def bpmn(self) -> bytes:
        return self.sources[DIAGRAM]


def open(process: str, by: Actor) -> Draft:
    """The person's draft of a process; a new one begins with the version in force."""
    found = kept.of_process(db.session(), process, by.login)
    if found is not None:
        return read(found)
    version = versions.current(process)
    whole = versions.sources(version.hash).items()
    sources = {name: data for name, data in whole if not name.startswith(f"{files_of.ORIGINAL}/")}
    return _begin(process, version.name, sources, by, version.hash)


def create(process: str, name: str, by: Actor) -> Draft:
    """A draft of a process that is not there yet: a start and an end, ready to be drawn on."""
    if not PLAIN_ID.fullmatch(process):
        raise BadProcessId(process=process or '""')
    if not name or len(name) > MOST_NAME:
        raise NameMissing
    if queries.process(db.session(), process) is not None:
        raise ProcessThere(process=process)
    found = kept.of_process(db.session(), process, by.login)
    return (
        read(found) if found is not None else _begin(process, name, {DIAGRAM: blanks.diagram(process, name)}, by, None)
    )


def begin_with(process: str, title: str, sources: Mapping[str, bytes], by: Actor, based_on: str | None) -> Draft:
    """A draft of files that came in from elsewhere. Raises DraftThere: nothing is overwritten."""
    if kept.of_process(db.session(), process, by.login) is not None:
        raise DraftThere(process=process)
    return _begin(process, title[:MOST_NAME], sources, by, based_on)


def get(draft_id: int, by: Actor) -> Draft:
    found = kept.by_id(db.session(), draft_id, by.login)
    if found is None:
        raise DraftNotFound(draft=draft_id)
    return read(found)


def of(by: Actor) -> tuple[Draft, ...]:
    return tuple(read(row) for row in kept.of_person(db.session(), by.login))


def save(draft_id: int, bpmn: bytes, by: Actor, *, seen: datetime, window: str | None = None) -> Draft:
    """Keep the diagram as it is drawn now, right or wrong. Raises as `save_part` does."""
    return save_part(draft_id, DIAGRAM, bpmn, by, seen=seen, window=window)


def save_part(
    draft_id: int, name: str, data: bytes | None, by: Actor, *, seen: datetime, window: str | None = None
) -> Draft:
    """Keep one of its files, or take it out (None).

    Raises DraftProposed, EditedElsewhere, and DraftMoved where it was saved since `seen`.
    """
    others = {each: text for each, text in get(draft_id, by).sources.items() if each != name}
    return save_all(draft_id, others if data is None else {**others, name: data}, by, seen=seen, window=window)


def save_all(
    draft_id: int, sources: Mapping[str, bytes], by: Actor, *, seen: datetime, window: str | None = None
) -> Draft:
    """Keep all of its files as given."""
    draft = get(draft_id, by)
    if draft.is_proposed:
        raise DraftProposed
    if draft.window is not None and window != draft.window:
        raise EditedElsewhere
    now = max(clock.now(), draft.changed_at)
    values = {"files": _texts(sources), "changed_at": now}
    values |= {"held_at": now} if window is not None else {}
    with writing() as session:
        if not kept.change(session, draft_id, seen, values):
            raise DraftMoved
    return get(draft_id, by)


def delete(draft_id: int, by: Actor) -> None:
    draft = get(draft_id, by)
    with writing() as session:
        kept.remove(session, draft.id)


# -- the parts a diagram names


def forms() -> tuple[tuple[str, str], ...]:
    """The forms that a diagram may name: id and title of each form of a version in force."""
    found: dict[str, str] = {}
    for row in versions.processes():
        found |= {form.id: form.title for form in versions.load(row.hash).forms.values()}
    return tuple(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))


def completed(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with just the forms and called processes that the diagram names now.

    What a draft does not bring along is taken from the versions in force; what is nowhere is left out, and
    the gate says so.
    """
    found = {name: data for name, data in sources.items() if not name.startswith(("forms/", "called/"))}
    for form in files_of.form_ids(sources[DIAGRAM]):
        name = f"forms/{form}.form"
        data = sources.get(name) or _form_elsewhere(name)
        if data is not None:
            found[name] = data
    return found | _called(sources)


def _called(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    waiting, seen = files_of.calls(sources[DIAGRAM]), set()
    while waiting:
        called = waiting.pop(0)
        if called in seen:
            continue
        seen.add(called)
        own = _own(sources, called) or _in_force(called)
        found |= {f"called/{called}/{name}": data for name, data in own.items()}
        waiting += files_of.calls(own.get(DIAGRAM, b""))
    return found


def _own(sources: Mapping[str, bytes], called: str) -> dict[str, bytes]:
    folder = f"called/{called}/"
    return {name.removeprefix(folder): data for name, data in sources.items() if name.startswith(folder)}


def _in_force(process: str) -> dict[str, bytes]:
    """The files of the version in force, without those of the processes it calls in turn."""
    current = next((row.hash for row in versions.processes() if row.id == process), None)
    found = versions.sources(current) if current else {}
    return {name: data for name, data in found.items() if not name.startswith(("called/", f"{files_of.ORIGINAL}/"))}


def _form_elsewhere(name: str) -> bytes | None:
    for row in versions.processes():
        found = versions.sources(row.hash)
        if name in found:
            return found[name]
    return None


# -- rows

FRESH = {"held_in": None, "held_at": None, "status": DRAFT, "reason": "", "proposed_at": None, "returned": ""}


def _begin(process: str, title: str, sources: Mapping[str, bytes], by: Actor, based_on: str | None) -> Draft:
    now = clock.now()
    row = {"process_id": process, "title": title, "files": _texts(sources), "based_on": based_on, "by": by.login}
    with writing() as session:
        draft_id = int(writes.add(session, models.Draft, row | {"created_at": now, "changed_at": now} | FRESH))
    return get(draft_id, by)


def read(row: models.Draft) -> Draft:
    return Draft(
        id=row.id,
        process=row.process_id,
        title=row.title,
        sources={name: text.encode() for name, text in row.files.items()},
        based_on=row.based_on,
        by=row.by,
        created_at=row.created_at,
        changed_at=row.changed_at,
        window=row.held_in,
        window_at=row.held_at,
        status=row.status,
        reason=row.reason,
        proposed_at=row.proposed_at,
        returned=row.returned,
    )


def _texts(sources: Mapping[str, bytes]) -> dict[str, str]:
    return {name: _text(name, data) for name, data in sources.items()}


def _text(name: str, data: bytes) -> str:
    """A file as text; a diagram or a table that says it is written in another encoding is made to say UTF-8."""
    if name.endswith((".bpmn", ".dmn")) and not xml.says_utf8(data):
        return xml.in_utf8(data)
    return data.decode("utf-8-sig")
