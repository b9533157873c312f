"""`shouwen feel` and `shouwen calendar`: what an expression gives, when a time limit ends."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import click

from app.cli.main import FAILED
from app.errors import ShouwenError


@click.command()
@click.argument("expression")
@click.option("--context", default="{}", metavar="JSON", help="The names the expression may use, as a JSON object.")
def feel(expression: str, context: str) -> None:
    """Evaluate a FEEL expression and print its value as JSON.

    To standard error goes, in English and in Chinese, why something became null, and what in it can never work.
    """
    from app import feel

    given = json_object(context)
    warnings: list[Any] = []
    try:
        parsed, looked = feel.parse(expression), feel.look(expression)
        now, functions = present(parsed.functions | parsed.names)
        value = parsed.evaluate(given, now=now, functions=functions, warnings=warnings)
    except feel.FeelError as error:
        click.echo(f"{error} / {error.in_chinese()}", err=True)
        sys.exit(FAILED)
    click.echo(feel_text(value))
    for warning in dict.fromkeys(warnings):
        click.echo(f"null: {warning} / {warning.in_chinese()}", err=True)
    for doubt in looked.doubts:
        if str(doubt) not in warnings:
            click.echo(f"doubt: {doubt} / {doubt.in_chinese()}", err=True)


def present(names: frozenset[str]) -> tuple[datetime, dict[str, Any]]:
    """The time now, here, and the functions that count working time, where an expression calls one."""
    from app import calendars, clock

    if not any(name in {"now", "today", "naturaldays", "due"} or "work" in name for name in names):
        return clock.now(), {}
    from app.engine.expressions import Expressions

    counted = Expressions({}, clock.now(), calendars.seed().default)
    return counted.local_now, counted.functions


def json_object(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise click.BadParameter(f"it is not JSON: {error}", param_hint="--context") from None
    if not isinstance(data, dict):
        raise click.BadParameter("it is not a JSON object", param_hint="--context")
    return data


def feel_text(value: Any) -> str:
    """A FEEL value as JSON, with numbers exact; dates and durations as FEEL writes them."""
    from app.feel import numbers, temporal
    from app.feel.values import YearsMonths

    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | Decimal):
        return numbers.text(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{feel_text(name)}: {feel_text(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(feel_text(item) for item in value) + "]"
    if isinstance(value, date | time | timedelta | YearsMonths):
        return json.dumps(temporal.text(value))
    return json.dumps(str(value), ensure_ascii=False)


@click.group()
def calendar() -> None:
    """Working time."""


@calendar.command("due")
@click.argument("spec")
@click.argument("at", required=False)
@click.option("--calendar", "name", default=None, metavar="ID", help="cn (the default), always …")
def due(spec: str, at: str | None, name: str | None) -> None:
    """When a time limit ends: SPEC is 2WD, 4WH, 24H or 15ND, AT is when it starts, such as 2026-09-29T10:00.

    With `-` for SPEC it reads lines `SPEC AT` from standard input and prints one answer a line.
    """
    from app import calendars

    counted = calendars.seed().get(name)
    if spec == "-":
        sys.exit(FAILED if stream(counted) else 0)
    if at is None:
        raise click.UsageError("say when the limit starts, such as 2026-09-29T10:00")
    click.echo(due_text(counted, spec, at))


def stream(counted: Any) -> int:
    """Answers each line of standard input; the number of lines that could not be answered."""
    wrong = 0
    for line in sys.stdin:
        spec, _, at = line.strip().partition(" ")
        try:
            answer = due_text(counted, spec, at.strip()) if spec else ""
        except ShouwenError as error:
            wrong += 1
            answer = f"error: {error}"
        sys.stdout.write(f"{answer}\n")
    return wrong


def due_text(counted: Any, spec: str, at: str) -> str:
    end = counted.due(spec, counted.local(at))
    local: datetime = end.at.astimezone(counted.zone).replace(tzinfo=None)
    return local.isoformat(timespec="minutes") + (" provisional" if end.provisional else "")
