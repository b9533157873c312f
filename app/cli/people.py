"""`shouwen user`: who may log in, for the first administrator and for scripts."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from app.cli.main import with_database


@click.group()
def user() -> None:
    """People, their roles, passwords and API tokens."""


@user.command("list")
@with_database
def list_() -> None:
    """Everybody, with what they hold."""
    from app.casework import people

    for person in people.directory().people.values():
        click.echo(f"{person.login}\t{person.name}\t{' '.join(held.group for held in person.memberships)}")


@user.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
def import_(file: Path) -> None:
    """Take over units and people from a file like processes/organisation.yaml; nobody is taken away."""
    from app.casework import organisation, people_admin

    given = organisation.read(file)
    people_admin.take_over(given)
    click.echo(f"units {len(given.units)}, people {len(given.people)}")


@user.command()
@click.argument("login")
@click.argument("name")
@click.option("--role", "roles", multiple=True, metavar="ROLE@UNIT", help="Such as administrator@head-office.")
@click.option("--email")
@click.option("--phone")
@with_database
def add(login: str, name: str, roles: tuple[str, ...], email: str | None, phone: str | None) -> None:
    """Add a person, or change who they are; a new one gets a password, which is printed once."""
    from flask_security.utils import hash_password

    from app.casework import organisation, people, people_admin
    from app.casework.organisation import Directory, OrganisationBroken, Person

    units = people.directory().units
    held = tuple(organisation.membership(role) for role in roles)
    for each in held:
        if each.unit not in units:
            raise OrganisationBroken(why=f"there is no unit {each.unit}")
    is_new, password = login not in people.directory().people, secrets.token_urlsafe(12)
    person = Person(login=login, name=name, memberships=held, email=email, phone=phone)
    people_admin.take_over(Directory({}, {login: person}), password=lambda _login: hash_password(password))
    click.echo(f"password: {password}" if is_new else f"{login} is changed")


@user.command()
@click.argument("login")
@with_database
def password(login: str) -> None:
    """Give a person a new password, which is printed once."""
    from flask_security.utils import hash_password

    from app.casework import people_admin

    fresh = secrets.token_urlsafe(12)
    people_admin.set_password(login, hash_password(fresh))
    click.echo(f"password: {fresh}")


@user.command()
@click.argument("login")
@click.option("--label", default="cli", show_default=True, help="What the token is for.")
@with_database
def token(login: str, label: str) -> None:
    """Give a person's program a token for the API, which is printed once."""
    from app.casework import people_admin

    fresh = secrets.token_urlsafe(32)
    people_admin.set_token(login, fresh, label)
    click.echo(fresh)
