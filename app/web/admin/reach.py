"""How far an administrator reaches: the units they administer and all below; nobody else's people and roles."""

from __future__ import annotations

from collections.abc import Iterable

from app.casework.organisation import ADMINISTRATOR, Membership
from app.casework.people import Actor
from app.errors import NotAllowed, PersonNotFound
from app.store import db, models


class OutOfReach(NotAllowed):
    """You administer other units: {unit} is not among them."""


def units(actor: Actor) -> frozenset[str]:
    return actor.reach(ADMINISTRATOR)


def unit_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(unit.id, unit.name) for unit in actor.directory.units.values() if unit.id in units(actor)]


def has(actor: Actor, user: models.Person) -> bool:
    """Whether all that somebody holds lies within reach; who holds nothing yet is within everybody's."""
    return {held.unit_id for held in user.memberships} <= units(actor)


def user(actor: Actor, login: str) -> models.Person:
    """A person whom the administrator may change. Raises PersonNotFound."""
    found = db.session.scalars(db.select(models.Person).filter_by(login=login)).unique().one_or_none()
    if found is None or not has(actor, found):
        raise PersonNotFound(login=login)
    return found


def check(actor: Actor, memberships: Iterable[Membership]) -> None:
    """Nobody gives out roles where they administer nothing. Raises OutOfReach."""
    for held in memberships:
        if held.unit not in units(actor):
            unit = actor.directory.units.get(held.unit)
            raise OutOfReach(unit=unit.name if unit else held.unit)
