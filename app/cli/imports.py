"""`shouwen import`: a diagram that another tool made, turned into one that runs here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.cli.main import FAILED, as_json
from app.errors import Invalid

SUFFIX = ".normalised.bpmn"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class BadAnswer(Invalid):
    """{text} is no answer: write KEY=TEXT, with a key that the command has printed."""


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--to", "target", type=click.Path(path_type=Path), help=f"Where it goes; else beside it, as *{SUFFIX}.")
@click.option("--process", metavar="ID", help="Which process is executed, where the diagram draws several.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=TEXT", help="Answers a question; may be said again.")
@click.option("--json", "json_", is_flag=True, help="Print notes, questions and findings as JSON.")
def import_(file: Path, target: Path | None, process: str | None, answers: tuple[str, ...], json_: bool) -> None:
    """Repair what another tool drew, say what was changed, and ask what has to be decided. The file itself is kept."""
    from app.engine import gate
    from app.engine.normalise import normalise

    done = normalise(file.read_bytes(), dict(map(_pair, answers)), process=process)
    left = [each for each in gate.check_safely({"process.bpmn": done.bpmn}, done.process) if each.severity == "error"]
    target = target or file.with_name(file.stem + SUFFIX)
    target.write_bytes(done.bpmn)
    if json_:
        questions = [{"key": each.key, "options": each.options, **each.finding.to_json()} for each in done.questions]
        found = {"notes": [each.to_json() for each in done.notes], "left": [each.to_json() for each in left]}
        click.echo(as_json({"file": target, "process": done.process, "questions": questions, **found}))
    else:
        for note in done.notes:
            click.echo(f"changed   {note.element or '-'}: {note.message_en}")
        for asked in done.questions:
            options = f" ({', '.join(asked.options)})" if asked.options else ""
            click.echo(f"question  {asked.key}: {asked.finding.message_en} {asked.finding.hint_en}{options}")
        for each in left:
            click.echo(f"refused   {each.element or '-'}: {each.message_en}")
        click.echo(f"{target}: {len(done.notes)} changed, {len(done.questions)} to decide, {len(left)} refused")
    sys.exit(FAILED if left or done.questions else 0)


def _pair(text: str) -> tuple[str, str]:
    key, equals, answer = text.partition("=")
    if not equals or not key:
        raise BadAnswer(text=text)
    return key.strip(), answer.strip()
