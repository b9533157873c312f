"""What lies under `processes/`, compared with what is in force: what changed is shown, and can be deployed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import engine
from app.casework import comparing, deploy, permissions, sources, versions
from app.casework.comparing import Change
from app.engine.gate import Finding
from app.errors import DiagramRefused, ProcessNotFound
from app.web import access
from app.web.studio import blueprint


@dataclass(frozen=True)
class Lying:
    """A process as it lies in the folder."""

    process: str
    hash: str
    number: int | None  # of the version in force; None: never deployed
    changes: tuple[Change, ...]

    @property
    def is_new(self) -> bool:
        return bool(self.changes)


@blueprint.get("/folder")
def show_folder() -> str:
    return render_template("studio/folder.html", lying=list(lying()), refused=None, findings=())


@blueprint.post("/folder/<process>")
def deploy_folder(process: str) -> ResponseReturnValue:
    path = folder() / process
    if not sources.is_plain(process) or not path.is_dir():
        raise ProcessNotFound(process=process)
    note = request.form.get("note", "").strip()[:500] or gettext("From the folder processes/")
    try:
        files = sources.collect(path, forms_folder())
        deployed = deploy.deploy(files, process, access.actor(), note=note)
    except DiagramRefused as error:
        return refused(process, error.findings)
    said = gettext("Version %(number)d is in force for new cases.", number=deployed.number)
    flash(
        said if deployed.new else gettext("Nothing to deploy: version %(number)d is the same.", number=deployed.number)
    )
    return redirect(url_for("studio.show_process", process=process), 303)


def refused(process: str, findings: list[Finding]) -> ResponseReturnValue:
    return render_template("studio/folder.html", lying=list(lying()), refused=process, findings=findings), 422


def lying() -> Iterator[Lying]:
    """The processes in the folder, by name; those that belong to others are left out."""
    others = {row.id for row in versions.processes() if not permissions.may_deploy(access.actor(), row.unit)}
    for path in sorted(folder().glob(f"*/{sources.DIAGRAM}")):
        if path.parent.name in others:
            continue
        files = sources.collect(path.parent, forms_folder())
        yield compared(path.parent.name, files)


def compared(process: str, files: dict[str, bytes]) -> Lying:
    current = next((row for row in versions.of(process) if row.current), None)
    hash = engine.content_hash(files, process)
    if current is None:
        return Lying(process, hash, None, tuple(Change(name, "added") for name in sorted(files)))
    there = versions.sources(current.hash) if hash != current.hash else files
    return Lying(process, hash, current.number, tuple(comparing.files(there, files)))


def folder() -> Path:
    return Path(current_app.root_path).parent / "processes"


def forms_folder() -> Path:
    return Path(current_app.root_path).parent / "forms"
