"""One typed table of settings, read from the environment once, when the program starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

MEGABYTE = 1024 * 1024
# Of every demo person: the demo serves loopback only, and its login page says it.
DEMO_PASSWORD = "shouwen-2026"  # noqa: S105
DEMO_MARKER = "demo.json"  # lies in `data` where the demo was brought in


@dataclass(frozen=True, kw_only=True)
class Settings:
    data: Path = Path("var")  # SHOUWEN_DATA: holds everything that is kept
    database_url: str = ""  # DATABASE_URL; empty: a SQLite file in `data`
    secret_key: str = field(default="", repr=False)  # SECRET_KEY; empty: made once, kept in `data`
    demo: bool = False  # SHOUWEN_DEMO: the login page shows the demo people and their password
    https: bool = False  # SHOUWEN_HTTPS: cookies are sent over TLS only, and browsers are told to stay there
    proxies: int = 0  # SHOUWEN_PROXIES: how many proxies in front of us may be believed
    rate: str = "1200 per minute"  # SHOUWEN_RATE: what one person or address may ask for
    max_upload: int = 20 * MEGABYTE  # SHOUWEN_MAX_UPLOAD, in bytes: the largest request
    notify: tuple[str, ...] = field(default=(), repr=False)  # SHOUWEN_NOTIFY: [name=]address of Apprise, …
    streams: int = 8  # SHOUWEN_STREAMS: live connections that one web process holds; further ones ask now and then
    review: bool = False  # SHOUWEN_REVIEW: nobody deploys in the studio what they drew themselves
    checkpoint_url: str = ""  # SHOUWEN_CHECKPOINT_URL: others keep a copy of each checkpoint that is posted there
    checkpoint_token: str = field(default="", repr=False)  # SHOUWEN_CHECKPOINT_TOKEN: for that address
    checkpoint_folder: Path | None = None  # SHOUWEN_CHECKPOINTS; None: a folder in `data`
    metrics_token: str = field(default="", repr=False)  # SHOUWEN_METRICS_TOKEN; empty: /metrics answers loopback alone
    log_level: str = "INFO"  # SHOUWEN_LOG_LEVEL
    log_json: bool = False  # SHOUWEN_LOG_JSON: one JSON object a line instead of text for people

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """What the environment says, the defaults where it says nothing."""
        given = {name: read(environ[variable]) for name, (variable, read) in VARIABLES.items() if environ.get(variable)}
        return cls(**given)

    @property
    def database(self) -> str:
        """The address of the database as SQLAlchemy reads it: PostgreSQL is reached through psycopg 3."""
        url = self.database_url or f"sqlite:///{self.data.absolute() / 'shouwen.db'}"
        scheme, _, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url

    @property
    def signing_key(self) -> Path:
        """The private key that signs the journal: outside the database on purpose."""
        return self.data / "journal.key"

    @property
    def master_key(self) -> Path:
        """The key over the keys of all cases: outside the database too, and never in a backup beside it."""
        return self.data / "master.key"

    @property
    def attachments(self) -> Path:
        return self.data / "attachments"

    @property
    def checkpoints(self) -> Path:
        """Where signed checkpoints over the journal are exported to: best a place that others keep."""
        return self.checkpoint_folder or self.data / "checkpoints"

    def secret(self) -> str:
        """The key of sessions and tokens; a fresh set-up makes its own, readable by its owner alone."""
        return self.secret_key or _kept(self.data / "secret.key")


def _kept(path: Path) -> str:
    """The secret in the file; the first process to ask makes it, whole, so that no other reads half of it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as fresh:  # its mode is 600
            fresh.write(secrets.token_urlsafe(48))
            fresh.flush()
            with suppress(FileExistsError):
                os.link(fresh.name, path)
    return path.read_text()


def _yes(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


VARIABLES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "data": ("SHOUWEN_DATA", Path),
    "database_url": ("DATABASE_URL", str),
    "secret_key": ("SECRET_KEY", str),
    "demo": ("SHOUWEN_DEMO", _yes),
    "https": ("SHOUWEN_HTTPS", _yes),
    "proxies": ("SHOUWEN_PROXIES", int),
    "rate": ("SHOUWEN_RATE", str),
    "max_upload": ("SHOUWEN_MAX_UPLOAD", int),
    "notify": ("SHOUWEN_NOTIFY", lambda text: tuple(text.split())),
    "streams": ("SHOUWEN_STREAMS", int),
    "review": ("SHOUWEN_REVIEW", _yes),
    "checkpoint_url": ("SHOUWEN_CHECKPOINT_URL", str),
    "checkpoint_token": ("SHOUWEN_CHECKPOINT_TOKEN", str),
    "checkpoint_folder": ("SHOUWEN_CHECKPOINTS", Path),
    "metrics_token": ("SHOUWEN_METRICS_TOKEN", str),
    "log_level": ("SHOUWEN_LOG_LEVEL", str),
    "log_json": ("SHOUWEN_LOG_JSON", _yes),
}
