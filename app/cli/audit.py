"""`shouwen replay`, `verify` and `export`: proof, for those who do not want to take our word for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.main import FAILED, as_json, with_database

if TYPE_CHECKING:
    from app.casework.replay import Replay, ReplayStep


@click.command()
@click.argument("case")
@click.option("--json", "json_", is_flag=True, help="Print every step as JSON.")
@with_database
def replay(case: str, json_: bool) -> None:
    """Do everything in a case's journal again and compare. CASE is its number, such as 2026-00007, or its id."""
    from app.casework import replay

    again = replay.replay(case_id(case))
    click.echo(as_json(steps_of(again)) if json_ else "\n".join(lines_of(again)))
    sys.exit(0 if again.matches else FAILED)


def case_id(name: str) -> int:
    """The case that a number or an id names. Raises CaseNotFound."""
    from app.casework import cases, people

    return int(name) if name.isdecimal() else cases.by_number(name, people.system("cli")).id


def lines_of(again: Replay) -> Iterator[str]:
    for step in again.steps:
        entry = step.entry
        mark = "same" if step.matches else "DIFFERENT"
        what = f"{entry.by}  {entry.kind}  {' '.join(step.step.trail)}"
        yield f"{entry.seq:>4}  {entry.at:%Y-%m-%dT%H:%M:%SZ}  {mark}  {what}"
    if again.difference:
        yield again.difference.message
    yield f"case {again.case.number}: {len(again.steps)} steps, {'all the same' if again.matches else 'DIFFERENT'}"


def steps_of(again: Replay) -> dict[str, Any]:
    """The replay as data: what was asked, what came of it again, and whether that is what the journal says."""
    from app.casework import facts

    def step_of(step: ReplayStep) -> dict[str, Any]:
        entry = step.entry
        times = {"at": facts.instant(entry.at), "wall": facts.instant(entry.wall)}
        who = {"by": entry.by, "acting_for": entry.acting_for}
        came = facts.of_step(step.step)
        same = {"digest": step.step.digest, "hash": entry.hash, "matches": step.matches}
        return {"seq": entry.seq, **times, **who, "command": entry.asked, "outcome": came, **same}

    difference = again.difference and {"seq": again.difference.seq, "message": again.difference.message}
    return {
        "case": again.case.number,
        "process": again.case.process,
        "version": again.case.version_hash,
        "matches": again.matches,
        "difference": difference,
        "steps": [step_of(step) for step in again.steps],
    }


@click.command()
@click.option("--no-replays", is_flag=True, help="Check hashes, signatures, rows, files and checkpoints only.")
@with_database
def verify(no_replays: bool) -> None:
    """Prove that nothing in the journals was changed, added or taken away."""
    from app.casework import verify

    report = verify.verify(replays=not no_replays)
    for finding in report.findings:
        click.echo(finding)
    click.echo(f"cases {report.cases}, entries {report.entries}, findings {len(report.findings)}")
    sys.exit(0 if report.ok else FAILED)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@with_database
def export(folder: Path, cases: tuple[str, ...]) -> None:
    """Write journals, versions, public keys and checkpoints into FOLDER, to be verified anywhere else."""
    from app.casework import export

    done = export.export(folder, [case_id(case) for case in cases])
    click.echo(f"cases {done.cases}, entries {done.entries}, versions {done.versions}, checkpoints {done.checkpoints}")
