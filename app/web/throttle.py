"""Wrong passwords are slowed down, per account and address: 3 s after the third, 6, 12 … up to 60 s.

Kept in the database, so that all web processes count together. Counting per account *and* address means that nobody
can lock a colleague out from elsewhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.store import db, writing
from app.store.models import SignIn

FREE = 3  # wrong attempts before the first wait: a slip of the finger costs nothing
FIRST_SECONDS = 3
LONGEST_SECONDS = 60
FORGOTTEN_AFTER = timedelta(hours=1)


def pause(failures: int) -> timedelta:
    """How long after this many wrong attempts the next one is refused."""
    if failures < FREE:
        return timedelta(0)
    return timedelta(seconds=min(FIRST_SECONDS * 2 ** min(failures - FREE, 10), LONGEST_SECONDS))


def wait(login: str, address: str, now: datetime) -> timedelta:
    """How long this account has still to wait at this address; zero when it may try."""
    found = _find(login, address)
    return max(found.last_at + pause(found.failures) - now, timedelta(0)) if found else timedelta(0)


def failed(login: str, address: str, now: datetime) -> None:
    with writing():
        found = _find(login, address)
        if found is None:
            found = SignIn(login=login, address=address, failures=0, last_at=now)
            db.session.add(found)
        elif now - found.last_at > FORGOTTEN_AFTER:
            found.failures = 0
        found.failures += 1
        found.last_at = now


def succeeded(login: str, address: str) -> None:
    if found := _find(login, address):
        with writing():
            db.session.delete(found)


def _find(login: str, address: str) -> SignIn | None:
    return db.session.scalar(db.select(SignIn).where(SignIn.login == login, SignIn.address == address))
