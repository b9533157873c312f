"""`shouwen calendar`: the calendars that there are, their files, and drafts that two people bring into force."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from app.cli.expressions import calendar
from app.cli.main import FAILED, with_database

BY = click.option("--by", "login", required=True, metavar="LOGIN", help="Who does it: recorded with it.")
WHY = click.option("--reason", required=True, metavar="TEXT", help="Why: recorded with it.")


@calendar.command("list")
@with_database
def list_() -> None:
    """Every calendar: id, version in force, what it inherits from, its years that are not published, its name."""
    from app.casework import almanac, calendars

    for each in almanac.in_force():
        parent = calendars.layer_of(each.id).parent or "-"
        unsettled = ",".join(f"{year}:{status}" for year, status in each.years.items() if status != "published") or "-"
        click.echo(f"{each.id}\t{each.version}\t{parent}\t{unsettled}\t{each.title}")


@calendar.command()
@with_database
def status() -> None:
    """The years that somebody has to see to; exit status 1 where there are some."""
    from app import clock
    from app.casework import almanac

    found = almanac.open_years(clock.now())
    for each in found:
        click.echo(f"{each.calendar}\t{each.year}\t{each.status}")
    sys.exit(FAILED if found else 0)


@calendar.command()
@click.argument("name", metavar="ID")
@click.argument("year", type=int)
@click.option("--as", "kind", type=click.Choice(["csv", "ics"]), default="csv", show_default=True)
@with_database
def export(name: str, year: int, kind: str) -> None:
    """Write the days of a year that differ from their weekday to standard output."""
    from app.calendars import csv_file, ics_file
    from app.casework import calendars

    whole = calendars.in_force(name)
    whole.status(year)
    days = {day: what for day, what in whole.days.items() if day.year == year}
    written = csv_file.write(days) if kind == "csv" else ics_file.write(days, whole.title, whole.version)
    click.echo(written, nl=False)


@calendar.command("import")
@click.argument("name", metavar="ID")
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--published", is_flag=True, help="The year is published by it; otherwise it is provisional.")
@click.option("--unmarked-is-off", is_flag=True, help="Events that say neither off nor at work are off.")
@BY
@WHY
@with_database
def import_(name: str, year: int, file: Path, published: bool, unmarked_is_off: bool, login: str, reason: str) -> None:
    """Propose the days of a CSV or ICS file as those of a year. Prints the proposal's number."""
    from app.calendars.files import MOST_BYTES
    from app.casework import calendar_drafts, calendar_files, people

    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    days, _ = calendar_files.read(content, file.name, year, unmarked_is_off=unmarked_is_off)
    by = people.actor(login)
    draft = calendar_drafts.begin(name, by)
    said = "published" if published else "provisional"
    own = None if draft.layer.parent else said
    draft = calendar_drafts.change(draft.id, by, lambda layer: layer.with_year(year, own, days))
    calendar_drafts.propose(draft.id, by, draft.revision, reason)
    click.echo(draft.id)


@calendar.command()
@click.argument("proposal", type=int)
@BY
@with_database
def preview(proposal: int, login: str) -> None:
    """What publishing a proposal would change: days, and how many open times would move."""
    from app.casework import calendar_drafts, calendar_preview, people

    found = calendar_preview.of(calendar_drafts.get(proposal, people.actor(login)))
    for part in found.parts:
        counting = [change for change in part.days if change.counts]
        click.echo(f"{part.turn.after.id}\tdays {len(counting)}\tversion {part.turn.after.version}")
        for change in counting:
            click.echo(f"  {change.date}\t{said(change.before)} -> {said(change.after)}")
    counts: dict[str, Any] = {how: found.count(how) for how in ("later", "earlier", "settled", "unsettled")}
    click.echo(
        f"cases {found.reached}, looked at {found.looked_at}, " + ", ".join(f"{k} {n}" for k, n in counts.items())
    )


def said(look: Any) -> str:
    from app.calendars.storage import hours_text

    return "no data" if look is None else " ".join(filter(None, (look.name, hours_text(look.hours) or "off")))


@calendar.command()
@click.argument("proposal", type=int)
@BY
@WHY
@with_database
def publish(proposal: int, login: str, reason: str) -> None:
    """Put a proposal in force, as somebody who had no hand in it; the worker counts open times again."""
    from app.casework import calendar_drafts, calendar_publishing, people

    by = people.actor(login)
    draft = calendar_drafts.get(proposal, by)
    for turn in calendar_publishing.publish(proposal, by, draft.revision, reason):
        click.echo(f"{turn.after.id}\t{turn.after.version}")
