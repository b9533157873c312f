"""Hands signed checkpoints to an address that others keep, in order: what was accepted there nobody here can take back.

How far it has come stands in a file beside the folder of checkpoints; what could not be handed over is tried again with
the next checkpoint.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.config import Settings

SECONDS = 10
MARK = "posted"  # the number of the last checkpoint that was accepted

log = logging.getLogger("shouwen.checkpoints")


class _NoRedirect(HTTPRedirectHandler):
    """The token goes to the address that was set, and nowhere else."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


def post(settings: Settings, waiting: Iterable[tuple[int, bytes]]) -> int:
    """Hand over those that were not accepted yet, of (number, text) in order; how many were accepted now."""
    if urlsplit(settings.checkpoint_url).scheme not in ("http", "https"):
        return 0
    mark, accepted = settings.checkpoints / MARK, 0
    last = int(mark.read_text()) if mark.exists() else 0
    for number, text in waiting:
        if number <= last:
            continue
        if not _accepted(settings, number, text):
            break
        _keep(mark, number)
        accepted += 1
    return accepted


def _accepted(settings: Settings, number: int, text: bytes) -> bool:
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"checkpoint-{number}"}
    if settings.checkpoint_token:
        headers["Authorization"] = f"Bearer {settings.checkpoint_token}"
    request = Request(settings.checkpoint_url, text, headers, method="POST")  # noqa: S310 - the scheme was looked at
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS):
            return True
    except (URLError, OSError) as problem:
        log.warning("checkpoint %d was not accepted: %s", number, problem)
        return False


def _keep(mark: Path, number: int) -> None:
    fresh = mark.with_suffix(".new")
    fresh.write_text(str(number))
    fresh.replace(mark)
