"""What can be wrong with a form itself."""

from __future__ import annotations

from app.errors import Invalid


class FormBroken(Invalid):
    """The form {form} cannot be used: {component}: {reason}."""
