"""`shouwen check`, `rehearse` and `deploy`: a process from the drawing board to its first case."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click

from app.cli.main import FAILED, FOLDER, as_json, with_database


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print the findings as JSON.")
def check(files: tuple[Path, ...], json_: bool) -> None:
    """Run the gate over processes or diagrams: what would be refused, and what may be a mistake."""
    from app.casework import checking

    with ThreadPoolExecutor(os.cpu_count()) as several:
        reports = list(several.map(checking.check, (each for file in files for each in checking.targets(file))))
    if json_:
        click.echo(as_json([report.to_json() for report in reports]))
    else:
        for report in reports:
            click.echo("\n".join(report.lines()))
    sys.exit(0 if all(report.ok for report in reports) else FAILED)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print what came of each example as JSON.")
@click.option("--coverage", is_flag=True, help="Print only the sequence flows that no example has taken.")
def rehearse(paths: tuple[Path, ...], json_: bool, coverage: bool) -> None:
    """Work the examples of processes (a file, a process or a folder of them), without a database."""
    from app.casework import coverage as flows
    from app.casework import rehearse

    results = [result for path in paths for result in rehearse.rehearse(path)]
    if coverage:
        untaken = list(flows.untaken(paths, results))
        lines = as_json([vars(each) for each in untaken]) if json_ else "\n".join(map(str, untaken))
        click.echo(lines or "every sequence flow is taken by an example")
        failed = [result.example.name for result in results if not result.passed]
        for name in failed:
            click.echo(f"{name} FAILED", err=True)
        sys.exit(FAILED if untaken or failed else 0)
    if json_:
        click.echo(as_json([result.to_json() for result in results]))
    else:
        for result in results:
            click.echo(f"{'passed' if result.passed else 'FAILED'}  {result.example.name}  {result.example.title}")
            for failure in result.failures:
                click.echo(f"        {failure}")
        passed = sum(result.passed for result in results)
        click.echo(f"passed {passed}, failed {len(results) - passed}")
    sys.exit(0 if all(result.passed for result in results) else FAILED)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--forms", type=FOLDER, help="Where the forms lie; else in forms beside the folder of processes.")
@click.option("--by", metavar="LOGIN", help="Who deploys; else system:cli.")
@click.option("--note", default="", help="What changed, and why: it stands in the history.")
@click.option("--over", is_flag=True, help="Also where a version came into force since the folder was last in step.")
@with_database
def deploy(folders: tuple[Path, ...], forms: Path | None, by: str | None, note: str, over: bool) -> None:
    """Deploy processes: new cases use what lies in these folders.

    A folder that `shouwen export --processes` has written is not deployed over what the studio deployed meanwhile.
    """
    from app.casework import folders as kept
    from app.casework import people

    actor = people.actor(by) if by else people.system("cli")
    for folder in folders:
        done = kept.deploy(folder, actor, forms=forms, note=note, over=over)
        click.echo(f"{done.process}: version {done.number} {'deployed' if done.new else 'is unchanged'}")
        for finding in done.findings:
            click.echo(f"    {finding}")


@click.command()
@click.argument("process")
@click.option("--to", "number", type=int, help="The number of the version; else the one that new cases use.")
@click.option("--map", "pairs", multiple=True, metavar="OLD=NEW", help="An element that has another id there.")
@click.option("--case", "numbers", multiple=True, metavar="NUMBER", help="Only this case; may be said again.")
@click.option("--reason", default="", help="Why; it stands in the journal of each case.")
@click.option(
    "--recompute", is_flag=True, help="Count limits again as the new diagram says; else they keep their instants."
)
@click.option("--parameters-anew", is_flag=True, help="Take the organisation's parameters as they are now.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each case.")
@click.option("--by", metavar="LOGIN", help="Who moves them; else system:cli.")
@with_database
def migrate(
    process: str,
    number: int | None,
    pairs: tuple[str, ...],
    numbers: tuple[str, ...],
    reason: str,
    recompute: bool,
    parameters_anew: bool,
    dry_run: bool,
    by: str | None,
) -> None:
    """Move the running cases of a process to another of its versions."""
    from app.casework import cases, migration, people, versions
    from app.errors import VersionNotFound

    actor = people.actor(by) if by else people.system("cli")
    known = {row.number: row.hash for row in versions.of(process)}
    to = versions.in_use(process).hash if number is None else known.get(number)
    if to is None:
        raise VersionNotFound(version=number, process=process)
    mapping = dict(pair.partition("=")[::2] for pair in pairs)
    only = [cases.by_number(each, actor).id for each in numbers] or None
    stayed = 0
    if dry_run:
        for judged in migration.dry_run(process, to, actor, mapping=mapping, cases=only):
            stayed += not judged.verdict.possible
            click.echo(f"{judged.number}: {'can be moved' if judged.verdict.possible else 'STAYS'}")
            for remark in judged.verdict.remarks:
                click.echo(f"    {remark.element}: {remark.message_en}")
    else:
        how: dict[str, Any] = {"mapping": mapping, "recompute": recompute, "cases": only}
        how["parameters_anew"] = parameters_anew
        for moved in migration.migrate(process, to, actor, reason, **how):
            stayed += moved.problem is not None
            click.echo(f"{moved.number}: {moved.problem or 'moved'}")
    sys.exit(FAILED if stayed else 0)
