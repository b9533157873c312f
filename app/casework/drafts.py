"""Drafts: a process while it is being drawn. A draft belongs to one person and is never run: only a deployment is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from lxml import etree

from app import clock
from app.casework import sources as files_of
from app.casework import versions
from app.casework.people import Actor
from app.engine import xml
from app.errors import Conflict, Invalid, NotThere
from app.store import db, models, queries, writes, writing
from app.store import drafts as kept

DIAGRAM = files_of.DIAGRAM
PLAIN_ID = re.compile(r"[a-z][a-z0-9-]{1,59}")
MOST_NAME = 100


class DraftNotFound(NotThere):
    """There is no draft {draft} of yours."""


class DraftMoved(Conflict):
    """This draft was changed in another window since this page read it: load the page again to go on from there."""


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

    @property
    def bpmn(self) -> bytes:
        return self.sources[DIAGRAM]


def open(process: str, by: Actor) -> Draft:
    """The person's draft of a process; a new one begins with the version in force."""
    found = kept.of_process(db.session(), process, by.login)
    if found is not None:
        return _draft(found)
    version = versions.current(process)
    return _begin(process, version.name, versions.sources(version.hash), by, version.hash)


def create(process: str, name: str, by: Actor) -> Draft:
    """A draft of a process that is not there yet: a start and an end, ready to be drawn on."""
    if not PLAIN_ID.fullmatch(process):
        raise BadProcessId(process=process or '""')
    if not name or len(name) > MOST_NAME:
        raise NameMissing
    if queries.process(db.session(), process) is not None:
        raise ProcessThere(process=process)
    found = kept.of_process(db.session(), process, by.login)
    return _draft(found) if found is not None else _begin(process, name, {DIAGRAM: blank(process, name)}, by, None)


def get(draft_id: int, by: Actor) -> Draft:
    found = kept.by_id(db.session(), draft_id, by.login)
    if found is None:
        raise DraftNotFound(draft=draft_id)
    return _draft(found)


def of(by: Actor) -> tuple[Draft, ...]:
    return tuple(_draft(row) for row in kept.of_person(db.session(), by.login))


def save(draft_id: int, bpmn: bytes, by: Actor, *, seen: datetime) -> Draft:
    """Keep the diagram as it is drawn now, right or wrong. Raises DraftMoved where it was saved since `seen`."""
    draft = get(draft_id, by)
    sources = {**draft.sources, DIAGRAM: bpmn}
    now = max(clock.now(), draft.changed_at)
    with writing() as session:
        if not kept.change(session, draft_id, seen, {"files": _texts(sources), "changed_at": now}):
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


def _begin(process: str, title: str, sources: Mapping[str, bytes], by: Actor, based_on: str | None) -> Draft:
    now = clock.now()
    sources = {name: data for name, data in sources.items() if not name.startswith(f"{files_of.ORIGINAL}/")}
    row = {"process_id": process, "title": title, "files": _texts(sources), "based_on": based_on, "by": by.login}
    with writing() as session:
        draft_id = int(writes.add(session, models.Draft, row | {"created_at": now, "changed_at": now}))
    return get(draft_id, by)


def _draft(row: models.Draft) -> Draft:
    return Draft(
        id=row.id,
        process=row.process_id,
        title=row.title,
        sources={name: text.encode() for name, text in row.files.items()},
        based_on=row.based_on,
        by=row.by,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _texts(sources: Mapping[str, bytes]) -> dict[str, str]:
    return {name: _text(data) for name, data in sources.items()}


def _text(data: bytes) -> str:
    """A file as text; a diagram in another encoding than UTF-8 is written anew."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return str(etree.tostring(xml.read(data), encoding="unicode"))


def blank(process: str, name: str) -> bytes:
    """The smallest process that can be opened: start, end, and their shapes."""
    return BLANK.format(process=process, name=escape(name, {'"': "&quot;"})).encode()


BLANK = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" \
id="definitions" targetNamespace="urn:shouwen:processes">
  <bpmn:process id="{process}" name="{name}" isExecutable="true">
    <bpmn:startEvent id="start" name="开始"><bpmn:outgoing>flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="flow_1" sourceRef="start" targetRef="end" />
    <bpmn:endEvent id="end" name="结束"><bpmn:incoming>flow_1</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="{process}">
      <bpmndi:BPMNShape id="start_di" bpmnElement="start"><dc:Bounds x="160" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="167" y="203" width="22" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end"><dc:Bounds x="420" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="427" y="203" width="22" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flow_1_di" bpmnElement="flow_1">
        <di:waypoint x="196" y="178" /><di:waypoint x="420" y="178" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
