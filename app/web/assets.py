"""Addresses of what the front-end build made: names carry their content's hash, so browsers may keep them for ever."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flask import url_for
from markupsafe import Markup

if TYPE_CHECKING:
    from flask import Flask

A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    manifest = Manifest(Path(app.static_folder or "") / "dist" / ".vite" / "manifest.json")
    app.extensions["shouwen.assets"] = manifest
    app.jinja_env.globals.update(asset=manifest.url, icon=partial(icon, manifest))
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR


class Manifest:
    """What Vite wrote about its last build, read again when it has built anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_at = 0
        self.entries: dict[str, dict[str, str]] = {}

    def url(self, name: str) -> str:
        """The address of an entry of the build, such as `main.js`; empty when the front end was not built."""
        return url_for("static", filename=f"dist/{file}") if (file := self.file(name)) else ""

    def file(self, name: str) -> str | None:
        self._refresh()
        entry = self.entries.get(f"src/{name}")
        return entry["file"] if entry else None

    def _refresh(self) -> None:
        changed_at = self.path.stat().st_mtime_ns if self.path.exists() else 0
        if changed_at != self.read_at:
            self.entries = json.loads(self.path.read_bytes()) if changed_at else {}
            self.read_at = changed_at


def icon(manifest: Manifest, name: str, label: str = "") -> Markup:
    """A Tabler icon; silent for screen readers unless it carries a label of its own."""
    speak = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawing = Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>')
    return drawing.format(speak, manifest.url("icons.svg"), name)
