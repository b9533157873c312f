"""`shouwen set-up`, `run` and `worker`: what `scripts/run.py` and containers start."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import click

from app.cli.main import FOLDER, with_database

# The application is loaded once and then forked: it opens no connection before its first request.
GUNICORN = ("--config", "python:app.web.serving", "--preload", "--graceful-timeout", "20", "--no-control-socket")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def say(text: str) -> None:
    click.echo(f"[shouwen] {text}")


@click.command("set-up")
@click.option("--demo", type=FOLDER, help="A folder of demo cases: adds the demo organisation and these cases.")
@click.option("--processes", default="processes", type=click.Path(path_type=Path), show_default=True)
@with_database
def set_up(demo: Path | None, processes: Path) -> None:
    """Create the database or bring it up to date; with --demo, people, processes and cases to try things with."""
    from app.casework import demo as demonstration
    from app.casework import parameters_setup, people, setup

    logging.getLogger("alembic").setLevel(logging.WARNING)
    setup.set_up()
    parameters_setup.bring(processes)
    if demo:
        for done in demonstration.set_up(processes, demo):
            say(done)
    say("the database is up to date")
    if not people.directory().people:
        say(
            "nobody can log in yet: shouwen user import FILE brings people in, shouwen user password LOGIN lets them in"
        )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=16, show_default=True, help="Threads of each process.")
def run(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the web with gunicorn, until it is stopped."""
    from app.config import DEMO_MARKER, Settings

    demo = (Settings.from_environment().data / DEMO_MARKER).is_file()
    if demo and host not in LOOPBACK:
        raise click.UsageError(f"the demo, with a password that everybody can read, is not served on {host}")
    if demo:
        os.environ["SHOUWEN_DEMO"] = "1"
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", address, "--workers", str(workers), "--threads", str(threads), *GUNICORN]
    # This process becomes gunicorn's master, so that signals reach it without a go-between.
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options, "app:create_app()"])  # noqa: S606


@click.command()
def worker() -> None:
    """Fire timers, send messages and write checkpoints, until it is stopped."""
    from app.worker import process

    process.run()
