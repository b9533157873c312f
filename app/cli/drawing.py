"""`shouwen layout`: draws a diagram that was written without a drawing."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--write", is_flag=True, help="Write the diagrams into the files; else print them.")
@click.option(
    "--fold", multiple=True, metavar="ID", help="Draw this sub-process closed, what is in it on a plane of its own."
)
def layout(files: tuple[Path, ...], write: bool, fold: tuple[str, ...]) -> None:
    """Draw diagrams anew: shapes, flows and labels. What the diagrams say stays byte for byte."""
    from app.engine import layout as engine

    for file in files:
        drawn = engine.draw(file.read_bytes(), fold=fold)
        if write:
            file.write_bytes(drawn)
        else:
            click.echo(drawn, nl=False)
