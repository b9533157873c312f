"""Changing who is who: units, people, what they hold, when they are away, and the tokens of their programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from app import clock
from app.casework import people
from app.casework.organisation import Directory, Membership, Person, StandIn
from app.errors import Invalid, PersonNotFound
from app.store import models, queries, writing
from app.store import people as stored


class OwnStandIn(Invalid):
    """Nobody stands in for themselves: name somebody else."""


Made = Callable[[str], str | None]  # something made from a login: a password's hash, a token


def take_over(given: Directory, *, password: Made | None = None, token: Made | None = None) -> None:
    """Bring units and people to what a directory says; who is not in it stays. Passwords are set for the new alone."""
    with writing() as session:
        for position, unit in enumerate(given.units.values()):
            session.merge(
                models.Unit(id=unit.id, name=unit.name, kind=unit.kind, parent_id=unit.parent, position=position)
            )
            session.flush()  # a parent before its children
        for person in given.people.values():
            user = queries.person_by_login(session, person.login)
            if user is None:
                user = models.Person(login=person.login, password=password(person.login) if password else None)
                session.add(user)
            _copy(person, user)
            session.flush()
            if person.stand_ins:
                rows = [(each.deputy, each.process, each.role) for each in person.stand_ins]
                stored.set_stand_ins(session, user.id, rows)
            if token and (text := token(person.login)):
                _set_token(session, user, text, "organisation")
        queries.organisation_changed(session)


def _copy(person: Person, user: models.Person) -> None:
    user.name, user.email, user.phone = person.name, person.email, person.phone
    user.absent_from, user.absent_to = person.absent or (None, None)
    _hold(user, person.memberships)


def _hold(user: models.Person, memberships: Iterable[Membership]) -> None:
    wanted = {(held.role, held.unit) for held in memberships}
    user.memberships[:] = [held for held in user.memberships if (held.role, held.unit_id) in wanted]
    known = {(held.role, held.unit_id) for held in user.memberships}
    user.memberships += [models.Membership(role=role, unit_id=unit) for role, unit in sorted(wanted - known)]


def set_memberships(login: str, memberships: Iterable[Membership]) -> None:
    with writing() as session:
        _hold(_person(session, login), memberships)
        queries.organisation_changed(session)


def set_absence(login: str, absent: tuple[date, date] | None) -> None:
    """The days on which somebody is away, the first and the last; None: they are here."""
    with writing() as session:
        user = _person(session, login)
        user.absent_from, user.absent_to = absent or (None, None)
        queries.organisation_changed(session)


def set_stand_ins(login: str, stand_ins: Iterable[StandIn]) -> None:
    """Who does somebody's work while they are away, the first that covers it. Raises PersonNotFound, OwnStandIn."""
    known, wanted = people.directory(), list(stand_ins)
    for each in wanted:
        if each.deputy == login:
            raise OwnStandIn
        known.person(each.deputy)
    with writing() as session:
        rows = [(each.deputy, each.process, each.role) for each in wanted]
        stored.set_stand_ins(session, _person(session, login).id, rows)
        queries.organisation_changed(session)


def set_active(login: str, active: bool) -> None:
    with writing() as session:
        _person(session, login).active = active
        queries.organisation_changed(session)


def set_password(login: str, hashed: str) -> None:
    """A new password; whoever is logged in with the old one has to log in again."""
    with writing() as session:
        user = _person(session, login)
        user.password, user.fs_uniquifier = hashed, uuid4().hex


def set_token(login: str, token: str, label: str) -> None:
    with writing() as session:
        _set_token(session, _person(session, login), token, label)


def _set_token(session: Session, user: models.Person, token: str, label: str) -> None:
    session.merge(models.ApiToken(hash=people.hash_of(token), person_id=user.id, label=label, created_at=clock.now()))


def _person(session: Session, login: str) -> models.Person:
    user = queries.person_by_login(session, login)
    if user is None:
        raise PersonNotFound(login=login)
    return user
