"""`shouwen import`: a diagram that another tool made, turned into one that runs here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.main import FAILED, as_json
from app.errors import Invalid

if TYPE_CHECKING:
    from app.casework.importing import Imported

SUFFIX = ".normalised.bpmn"
ELSE = f"else it goes beside FILE, as *{SUFFIX}."
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class BadAnswer(Invalid):
    """{text} is no answer: write KEY=TEXT, with a key that the command has printed."""


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--to", "target", type=click.Path(path_type=Path), help=f"A file or the folder of a process; {ELSE}")
@click.option("--process", metavar="ID", help="Which process is executed, where the diagram draws several.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=TEXT", help="Answers a question; may be said again.")
@click.option("--json", "json_", is_flag=True, help="Print notes, questions and findings as JSON.")
def import_(file: Path, target: Path | None, process: str | None, answers: tuple[str, ...], json_: bool) -> None:
    """Repair what another tool drew, say what was changed, and ask what has to be decided.

    The file itself is kept: it stays where it is, and --to puts a copy in the folder `original` beside the result, with
    a record of changes, questions and answers. Imported again, the answers of that record count.
    """
    from app.casework import importing, sources

    where = file.with_name(file.stem + SUFFIX) if target is None else target
    where = where if where.suffix == ".bpmn" else where / sources.DIAGRAM
    done = importing.bring_in(file, where, dict(map(_pair, answers)), process=process)
    if target is not None:
        importing.keep(done, where)
    click.echo(as_json({"file": where, **done.to_json()}) if json_ else "\n".join(_lines(done, where)))
    sys.exit(0 if done.is_done else FAILED)


def _lines(done: Imported, where: Path) -> Iterator[str]:
    for note in done.made.notes:
        yield f"changed   {note.element or '-'}: {note.message_en}"
    for asked in done.made.questions:
        options = f" ({', '.join(asked.options)})" if asked.options else ""
        yield f"question  {asked.key}: {asked.finding.message_en} {asked.finding.hint_en}{options}"
    for each in done.left:
        yield f"refused   {each.element or '-'}: {each.message_en}"
    counts = f"{len(done.made.notes)} changed, {len(done.made.questions)} to decide, {len(done.left)} refused"
    yield f"{where}: {counts}"


def _pair(text: str) -> tuple[str, str]:
    key, equals, answer = text.partition("=")
    if not equals or not key:
        raise BadAnswer(text=text)
    return key.strip(), answer.strip()
