"""The `shouwen` command. Each command translates: it reads its arguments, makes one call and prints what came of it.

What a command needs is imported inside it, so that the small ones start at once.
"""

from __future__ import annotations

from app.cli import audit, calendars, drawing, expressions, imports, parameters, people, processes, server, simulating
from app.cli.main import main

COMMANDS = (
    *(server.run, server.worker, server.set_up),
    *(processes.deploy, processes.check, processes.rehearse, processes.migrate),
    imports.import_,
    simulating.simulate,
    drawing.layout,
    *(audit.replay, audit.verify, audit.export, audit.keys_group),
    *(expressions.feel, calendars.calendar),
    people.user,
    parameters.parameter,
)
for command in COMMANDS:
    main.add_command(command)

__all__ = ["main"]
