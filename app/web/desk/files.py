"""Files of a case: handed out as downloads only, so that nothing in them ever runs on our pages."""

from __future__ import annotations

from flask import send_file
from flask.typing import ResponseReturnValue

from app.casework import attachments
from app.web import access
from app.web.desk import blueprint


@blueprint.get("/files/<file_id>")
def download(file_id: str) -> ResponseReturnValue:
    kept = attachments.get(file_id, access.actor())
    return send_file(
        attachments.path_of(kept).absolute(),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.name,
        etag=kept.digest,
        max_age=0,
    )
