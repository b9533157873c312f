"""How gunicorn serves us: a live connection has to know that its process is to stop, or it would be waited for."""

from __future__ import annotations

from typing import Any

_worker: Any = None


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each of its processes."""
    global _worker
    _worker = worker


def stopping() -> bool:
    return _worker is not None and not _worker.alive
