"""The process of its own in which a simulation is worked; the studio begins it."""

from __future__ import annotations

import click

from app.cli.main import with_database


@click.command(hidden=True)
@click.argument("simulation", type=int)
@with_database
def simulate(simulation: int) -> None:
    """Work a simulation that the studio has asked for."""
    from app.casework import simulations

    simulations.bound()
    simulations.work(simulation)
