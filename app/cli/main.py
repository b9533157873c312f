"""The top of the command, and what its commands share."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from app.errors import ShouwenError

FAILED, WRONG_USE = 1, 2
# Errors in what the caller wrote; by name, since some come from parts that small commands do not load.
MISUSES = ("NotThere", "BadDuration", "BadInstant", "CalendarNotFound", "OrganisationBroken")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class Commands(click.Group):
    """Says what went wrong as one sentence on standard error, with the exit status that belongs to it."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except ShouwenError as error:
            click.echo(" ".join(str(error).split()), err=True)
            context.exit(WRONG_USE if any(kind.__name__ in MISUSES for kind in type(error).__mro__) else FAILED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Shouwen runs complaint-handling procedures that are drawn as BPMN diagrams."""


def as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


def with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command runs inside the application, with its settings, its database and its keys."""

    @wraps(command)
    def inside(*arguments: Any, **options: Any) -> Any:
        from app import create_app
        from app.store import DatabaseAway, is_away

        with create_app().app_context():
            try:
                return command(*arguments, **options)
            except Exception as problem:
                if is_away(problem):
                    raise DatabaseAway from problem
                raise

    return inside
