"""The tree of units with their heads and how many belong to each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import render_template

from app.casework.organisation import Directory, Unit
from app.web import access
from app.web.admin import blueprint, reach


@dataclass(frozen=True)
class Branch:
    unit: Unit
    depth: int
    head: str | None
    members: int


@blueprint.get("/units")
def show_units() -> str:
    actor = access.actor()
    return render_template("admin/units.html", branches=tree(actor.directory, reach.units(actor)))


def tree(directory: Directory, within: frozenset[str]) -> list[Branch]:
    """The units within reach, each under its parent."""
    members = Counter(unit for person in directory.people.values() for unit in person.units)

    def below(unit: str, depth: int) -> list[Branch]:
        head = directory.head(unit)
        own = Branch(directory.units[unit], depth, directory.name(head) if head else None, members[unit])
        here = [own] if unit in within else []
        return here + [each for child in directory.children(unit) for each in below(child, depth + len(here))]

    return below(directory.root, 0) if directory.root else []
