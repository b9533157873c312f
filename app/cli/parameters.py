"""`shouwen parameter`: what the organisation fills in, for scripts and for the first set-up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from app.cli.main import as_json, with_database


@click.group()
def parameter() -> None:
    """The organisation's parameters: declarations, values, proposals."""


@parameter.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
def declare(file: Path) -> None:
    """Take over the declarations of a file like processes/parameters.yaml; values stay."""
    from app.casework import declared, parameters_setup

    click.echo(f"parameters {parameters_setup.declare(declared.read(file))}")


@parameter.command("list")
@click.option("--unit", help="The values that hold there; else at the root.")
@click.option("--json", "json_", is_flag=True)
@with_database
def list_(unit: str | None, json_: bool) -> None:
    """Every parameter with the value that holds in a unit, and the unit it is from."""
    from app.casework import parameters, people
    from app.engine.values import plain

    directory, book = people.directory(), parameters.book()
    rows: list[dict[str, Any]] = []
    for one in book.declared.values():
        value, origin = book.found(one.id, unit or directory.root, directory)
        rows.append({"id": one.id, "name": one.name, "type": one.type, "value": plain(value), "from": origin})
    if json_:
        click.echo(as_json(rows))
        return
    for row in rows:
        said = "-" if row["value"] is None else json.dumps(row["value"], ensure_ascii=False)
        click.echo(f"{row['id']}\t{said}\t{row['from'] or ''}\t{row['name']}")


@parameter.command()
@click.argument("id")
@click.argument("unit")
@click.argument("value")
@click.option("--reason", required=True, help="Why; it stands in the history.")
@click.option("--by", required=True, metavar="LOGIN")
@with_database
def propose(id: str, unit: str, value: str, reason: str, by: str) -> None:
    """Propose a value for a unit, as JSON or as a text; another person publishes it. Money is in 分, 0.3 is 30 %."""
    from app.casework import parameters, people

    try:
        read = json.loads(value)
    except json.JSONDecodeError:
        read = value
    click.echo(f"proposal {parameters.propose(id, unit, read, reason, people.actor(by))}")


@parameter.command()
@click.argument("proposal", type=int)
@click.option("--by", required=True, metavar="LOGIN", help="Not who proposed it.")
@with_database
def publish(proposal: int, by: str) -> None:
    """Let a proposal hold for the cases that begin from now on."""
    from app.casework import parameters, people

    done = parameters.publish(proposal, people.actor(by))
    click.echo(f"{done.parameter} at {done.unit}: published")
