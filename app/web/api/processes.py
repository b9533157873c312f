"""Processes: what there is, and deploying a new version."""

from __future__ import annotations

from typing import Any

from app.casework import deploy, versions
from app.web import access
from app.web.api import blueprint, schemas


@blueprint.get("/processes")
@blueprint.response(200, schemas.Processes)
def list_processes() -> Any:
    """The processes of the units of whoever asks, each with the version that new cases use and the open cases seen."""
    return {"items": versions.visible(access.actor())}


@blueprint.post("/processes/<string:process>/versions")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.NewVersion)
@blueprint.response(201, schemas.Deployed)
def deploy_version(headers: dict[str, Any], asked: dict[str, Any], process: str) -> Any:  # noqa: ARG001  same content, same version: a deployment is idempotent without a key
    """Deploy a new version; the gate's findings come with the answer, or with the refusal."""
    sources = {name: text.encode() for name, text in asked["files"].items()}
    return deploy.deploy(sources, process, access.actor(), note=asked["note"])
