"""The web: translates requests into calls of casework, and answers into pages and JSON. It decides nothing itself."""

from __future__ import annotations

from app.web import access, accounts, assets, door, errors, headers, languages, limits, pages, places, words

# The order matters: who is asking is known before access is checked, and access before anything else runs.
# What is sent is looked at only once it is known that whoever sends it may, and does not send too much.
STEPS = (
    headers.init_app,
    languages.init_app,
    errors.init_app,
    assets.init_app,
    accounts.init_app,
    door.bound_numbers,
    places.init_app,
    access.init_app,
    limits.init_app,
    door.init_app,
    pages.init_app,
    words.init_app,
)
