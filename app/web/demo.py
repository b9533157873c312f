"""The demo organisation on the login page: who there is, and the password they all have. Never outside the demo."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.casework import people
from app.casework.organisation import Directory
from app.config import DEMO_PASSWORD
from app.web.roles import role_name


@dataclass(frozen=True)
class DemoPerson:
    login: str
    name: str
    roles: str


def shown() -> dict[str, object]:
    """What the login page shows: everybody by the unit they belong to."""
    return {"demo_password": DEMO_PASSWORD, "demo_people": by_unit(people.directory())}


def by_unit(directory: Directory) -> list[tuple[str, list[DemoPerson]]]:
    members: dict[str, list[DemoPerson]] = {}
    for person in directory.people.values():
        home = person.units[0] if person.units else None
        roles = gettext(", ").join(dict.fromkeys(role_name(held.role) for held in person.memberships))
        if home:
            members.setdefault(home, []).append(DemoPerson(person.login, person.name, roles))
    return [(unit.name, members[unit.id]) for unit in directory.units.values() if unit.id in members]
