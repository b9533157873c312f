"""`shouwen replay`, `verify` and `export`: proof, for those who do not want to take our word for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from app.cli.main import FAILED, WRONG_USE, as_json, with_database

if TYPE_CHECKING:
    from app.casework.replay import Replay, ReplayStep


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PACK = click.Path(exists=True, path_type=Path)
EVERY = 0.3  # seconds between two words of progress


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
@click.option("--offline", type=PACK, metavar="PACK", help="An evidence pack, a ZIP or a folder: no database is read.")
@click.option("--key", "keys", type=FILE, multiple=True, help="With --offline: the public key (PEM) to trust.")
@click.option("--json", "json_", is_flag=True, help="Print the findings as JSON.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def verify(no_replays: bool, offline: Path | None, keys: tuple[Path, ...], json_: bool, quiet: bool) -> None:
    """Prove that nothing in the journals was changed, added or taken away. Exit status 1 where something was."""
    if offline is not None:
        sys.exit(verify_pack(offline, keys, replays=not no_replays, json_=json_))
    if keys:
        raise click.UsageError("--key goes with --offline")
    verify_house(replays=not no_replays, json_=json_, quiet=quiet)


def verify_pack(pack: Path, key_files: tuple[Path, ...], *, replays: bool, json_: bool) -> int:
    from app.casework.pack import offline, standalone

    try:
        trusted = [standalone.raw_key(path.read_bytes()) for path in key_files] if key_files else None
        checked = offline.check(pack, trusted, replays=replays)
    except (standalone.NoPack, ValueError) as problem:
        click.echo(f"{pack} is no evidence pack, or a key cannot be read: {problem}", err=True)
        return WRONG_USE
    if json_:
        click.echo(as_json([finding._asdict() for finding in checked.findings]))
        return FAILED if checked.findings else 0
    for finding in checked.findings:
        click.echo(finding.text("en"))
    click.echo(f"cases {checked.cases}, entries {checked.entries}, findings {len(checked.findings)}")
    click.echo(f"trusted keys: {', '.join(checked.keys)}" + ("" if key_files else " (taken from the pack)"))
    return FAILED if checked.findings else 0


@with_database
def verify_house(*, replays: bool, json_: bool, quiet: bool) -> None:
    from app.casework import verify

    found, seen = [], verify.Count()
    for finding in verify.stream(replays=replays, progress=Progress(quiet or json_), count=seen):
        found.append(finding)
        if not json_:
            click.echo(finding)
    if json_:
        click.echo(as_json([{"kind": f.kind, "case": f.number, "seq": f.seq, "what": f.message} for f in found]))
    else:
        click.echo(f"cases {seen.cases}, entries {seen.entries}, findings {len(found)}")
    sys.exit(FAILED if found else 0)


class Progress:
    """One line on standard error that goes on: only where somebody looks, and at most a few times a second."""

    def __init__(self, quiet: bool) -> None:
        self.shown, self.last, self.begun = not quiet and sys.stderr.isatty(), 0.0, monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = monotonic()
        if not self.shown or (done < total and now - self.last < EVERY):
            return
        self.last = now
        left = (now - self.begun) / done * (total - done) if done else 0
        click.echo(f"\r{done} of {total} cases, {left:.0f} s left   ", err=True, nl=done >= total)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--reason", default="shouwen export", help="Why: it is put on record in each case of a pack.")
@click.option("--processes", is_flag=True, help="Write the processes in force instead, each into TARGET/<id>.")
@click.option(
    "--forms", type=click.Path(file_okay=False, path_type=Path), help="For their forms; else forms beside TARGET."
)
@with_database
def export(target: Path, cases: tuple[str, ...], reason: str, processes: bool, forms: Path | None) -> None:
    """Take cases out, to be verified anywhere else: TARGET.zip is an evidence pack, a folder gets the bare journals.

    With --processes: keep a folder of processes (all, or those named) in step with the studio. What was edited in the
    folder is never overwritten: it is listed, and the exit status is 1.
    """
    if processes:
        sys.exit(FAILED if export_processes(target, forms or target.absolute().parent / "forms", cases) else 0)
    wanted = [case_id(case) for case in cases]
    if target.suffix == ".zip":
        export_pack(target, wanted, reason)
        return
    from app.casework import export

    done = export.export(target, wanted)
    click.echo(f"cases {done.cases}, entries {done.entries}, versions {done.versions}, checkpoints {done.checkpoints}")


def export_processes(folder: Path, forms: Path, wanted: tuple[str, ...]) -> int:
    """How many could not be written."""
    from app.casework import folders

    conflicts = 0
    for one in folders.export(folder, forms, wanted):
        conflicts += one.what == "conflict"
        said = {"same": "in step", "written": "written", "conflict": "CONFLICT: edited in the folder and in the studio"}
        click.echo(f"{one.process}: version {one.number} {said[one.what]}")
        for change in one.changes:
            click.echo(f"    {change.how} {change.name}")
    return conflicts


def export_pack(target: Path, wanted: list[int], reason: str) -> None:
    from flask import current_app, g

    from app.casework import people
    from app.web.audit import packs

    with current_app.test_request_context(), target.open("wb") as stream:
        g.actor = by = people.system("cli")
        packed = packs.write(stream, wanted, by, reason) if wanted else packs.write_all(stream, by, reason)
    click.echo(f"cases {len(packed.cases)}, entries {packed.entries}, versions {len(packed.versions)}")


@click.group("keys")
def keys_group() -> None:
    """The keys that sign the journal."""


@keys_group.command("list")
@with_database
def list_keys() -> None:
    """The names of all keys, the one that signs now first, and where its public half is written to."""
    from app.casework import keys

    ours = keys.current()
    for name in sorted(ours.public, key=lambda name: name != ours.name):
        click.echo(f"{name}  {'signs now' if name == ours.name else 'retired'}")


@keys_group.command("public")
@click.argument("name", required=False)
@with_database
def public_key(name: str | None) -> None:
    """Print the public key that signs now, or the one of that NAME, as PEM: publish it where everybody finds it."""
    from app.casework import keys

    ours = keys.current()
    if (name or ours.name) not in ours.public:
        raise click.UsageError(f"there is no key {name}")
    click.echo(keys.public_pem(ours.public[name or ours.name]), nl=False)


@keys_group.command("rotate")
@with_database
def rotate_key() -> None:
    """Make a new key that signs from now on. The old public key is kept, and both vouch for each other."""
    from app.casework import keys
    from app.casework.kept import settings

    click.echo(f"{keys.rotate(settings().signing_key).name} signs from now on")
