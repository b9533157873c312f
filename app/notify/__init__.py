"""Tells people what concerns them: composes the message and sends it over the channels the organisation has set up."""

from app.notify.compose import Message, Occasion, compose
from app.notify.send import SendFailed, send

__all__ = ["Message", "Occasion", "SendFailed", "compose", "send"]
