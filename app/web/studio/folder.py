"""What lies under `processes/`, compared with what is in force: what changed is shown, and can be deployed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import engine
from app.casework import comparing, folders, permissions, reviews, sources, versions
from app.casework.comparing import Change
from app.casework.reviews import ExamplesFail, VersionMoved
from app.casework.versions import VersionRow
from app.engine.gate import Finding
from app.errors import DiagramRefused, ProcessNotFound
from app.web import access, errors
from app.web.studio import blueprint


@dataclass(frozen=True)
class Lying:
    """A process as it lies in the folder."""

    process: str
    hash: str
    current: VersionRow | None  # the version in force; None: never deployed
    changes: tuple[Change, ...]
    behind: bool = False  # whether what lies here stems from another version than the one in force

    @property
    def is_new(self) -> bool:
        return bool(self.changes)


@blueprint.get("/folder")
def show_folder() -> str:
    return page()


def page(refused: str | None = None, findings: Sequence[Finding] = (), why: str = "") -> str:
    return render_template(
        "studio/folder.html",
        lying=list(lying()),
        two=reviews.needs_two(),
        refused=refused,
        findings=findings,
        why=why,
    )


@blueprint.post("/folder/<process>")
def deploy_folder(process: str) -> ResponseReturnValue:
    path = of_process(process)
    note = request.form.get("note", "").strip()[:500] or gettext("From the folder processes/")
    files = sources.collect(path, forms_folder())
    based_on = folders.stems_from(path, process, files)
    try:
        deployed = reviews.publish_files(
            process, files, access.actor(), note, based_on=based_on, over=request.form.get("over")
        )
    except DiagramRefused as error:
        return page(process, error.findings), 422
    except (ExamplesFail, VersionMoved) as error:
        return page(process, why=errors.sentence(error)), 409
    folders.set_mark(path, deployed.hash)
    said = gettext("Version %(number)d is in force for new cases.", number=deployed.number)
    flash(
        said if deployed.new else gettext("Nothing to deploy: version %(number)d is the same.", number=deployed.number)
    )
    return redirect(url_for("studio.show_process", process=process), 303)


@blueprint.post("/folder/<process>/draft")
def draft_of_folder(process: str) -> ResponseReturnValue:
    """Go on with what lies there as a draft of one's own: rehearsed, proposed and deployed as any other."""
    draft = folders.begin_draft(of_process(process), forms_folder(), access.actor())
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


def of_process(process: str) -> Path:
    """Raises ProcessNotFound."""
    path = folder() / process
    if not sources.is_plain(process) or not path.is_dir():
        raise ProcessNotFound(process=process)
    return path


def lying() -> Iterator[Lying]:
    """The processes in the folder, by name; those that belong to others are left out."""
    others = {row.id for row in versions.processes() if not permissions.may_deploy(access.actor(), row.unit)}
    for path in sorted(folder().glob(f"*/{sources.DIAGRAM}")):
        if path.parent.name in others:
            continue
        files = sources.collect(path.parent, forms_folder())
        yield compared(path.parent, files)


def compared(path: Path, files: dict[str, bytes]) -> Lying:
    process = path.name
    current = next((row for row in versions.of(process) if row.current), None)
    hash = engine.content_hash(files, process)
    if current is None:
        return Lying(process, hash, None, tuple(Change(name, "added") for name in sorted(files)))
    there = versions.sources(current.hash) if hash != current.hash else files
    behind = hash != current.hash and folders.stems_from(path, process, files) != current.hash
    return Lying(process, hash, current, tuple(comparing.files(there, files)), behind)


def folder() -> Path:
    return Path(current_app.root_path).parent / "processes"


def forms_folder() -> Path:
    return Path(current_app.root_path).parent / "forms"
