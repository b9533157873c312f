"""Tells people what concerns them: composes the message and sends it over the channels the organisation has set up."""

from app.notify.compose import Message, Occasion, Own, compose, digest
from app.notify.send import Channel, SendFailed, channels, send

__all__ = ["Channel", "Message", "Occasion", "Own", "SendFailed", "channels", "compose", "digest", "send"]
