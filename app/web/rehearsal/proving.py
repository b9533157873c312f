"""All worked examples of a draft or a version: which pass, what is different first, which flows none has taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.casework import proving, rehearsals
from app.casework.expectations import Failure, shown
from app.casework.proving import Proof, Proven
from app.engine import Version
from app.errors import DiagramRefused
from app.web import access, errors
from app.web.rehearsal import blueprint, stage

DIFFERENT = {
    "open": lazy_gettext("open should be %(expected)s, and are %(found)s"),
    "fired": lazy_gettext("the timers %(expected)s should fire, and %(found)s fired"),
    "ladder": lazy_gettext("the ladder should have done %(expected)s, and did %(found)s"),
    "due": lazy_gettext("due should be %(expected)s, and is %(found)s"),
    "ended": lazy_gettext("the case should have ended at %(expected)s, and ended at %(found)s"),
    "visited": lazy_gettext("it should pass %(expected)s in this order, and did not pass %(found)s"),
    "never": lazy_gettext("it should never pass %(expected)s, and passed %(found)s"),
    "values": lazy_gettext("the values should be %(expected)s, and are %(found)s"),
    "incidents": lazy_gettext("incidents should be at %(expected)s, and are at %(found)s"),
    "refused": lazy_gettext("refused: %(found)s"),
    "accepted": lazy_gettext("it should be refused with “%(expected)s”, and was accepted"),
    "sentence": lazy_gettext("it should be refused with “%(expected)s”, and was refused with “%(found)s”"),
}


@dataclass(frozen=True)
class Line:
    """One example in the list."""

    name: str
    title: str
    passed: bool
    first: str  # the first difference
    more: int  # how many further ones


@blueprint.get("/<int:rehearsal>/examples")
def prove(rehearsal: int) -> ResponseReturnValue:
    try:
        sitting = rehearsals.sit(rehearsal, access.actor())
    except DiagramRefused as refused:
        return stage.not_yet(rehearsal, refused)
    proof = proving.prove(sitting.subject, sitting.setting)
    version = sitting.setting.version
    return render_template(
        "rehearsal/examples.html",
        sitting=sitting,
        proof=proof,
        lines=[line(each, version) for each in proof.examples],
        untaken=[(flow, name_of(version, flow.source), name_of(version, flow.target)) for flow in proof.untaken],
    )


@blueprint.get("/<int:rehearsal>/coverage")
def coverage(rehearsal: int) -> ResponseReturnValue:
    """The diagram with the flows that some example has taken, and those that none has."""
    sitting = rehearsals.sit(rehearsal, access.actor())
    return jsonify(bpmn=sitting.subject.bpmn.decode(), marks=covered(proving.prove(sitting.subject, sitting.setting)))


def covered(proof: Proof) -> dict[str, Any]:
    taken = {flow: count for flow, count in proof.taken.items() if count}
    return {"flows": taken, "untaken": [flow.id for flow in proof.untaken]}


def line(proven: Proven, version: Version) -> Line:
    if proven.broken is not None:
        return Line(proven.name, proven.title, False, errors.sentence(proven.broken), 0)
    failures = proven.result.failures if proven.result else []
    first = told(failures[0], version) if failures else ""
    return Line(proven.name, proven.title, proven.passed, first, max(len(failures) - 1, 0))


def told(failure: Failure, version: Version) -> str:
    """The first difference in words, with elements by their names."""
    expected, found = (named(value, version) for value in (failure.expected, failure.found))
    said = str(DIFFERENT[failure.what]) % {"expected": expected, "found": found}
    if failure.where is None:
        return gettext("at the end: %(said)s", said=said)
    return gettext("step %(number)d: %(said)s", number=failure.where, said=said)


def named(value: Any, version: Version) -> str:
    if isinstance(value, dict):
        return "；".join(f"{name_of(version, name)} {shown(each)}" for name, each in value.items()) or "—"
    if isinstance(value, str):
        return name_of(version, value)
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(name_of(version, str(each)) for each in value) or gettext("nothing")
    return "—" if value is None else shown(value)


def name_of(version: Version, element: str) -> str:
    found = version.elements.get(element)
    return (found.name if found else "") or element
