"""Hands a message to Apprise, which knows mail, DingTalk, WeCom, Feishu, SMS and a hundred other channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from app.errors import Unavailable
from app.notify.compose import Message


class SendFailed(Unavailable):
    """The message could not be sent over {channel}."""


def send(message: Message, channels: Iterable[str], recipient: Mapping[str, str | None]) -> int:
    """Sends the message to one person over every channel that can reach them; how many did.

    A channel is an Apprise address such as `mailtos://desk:secret@mail.example?to={email}`; `{email}`, `{phone}` and
    `{login}` stand for the person's, and a channel that names what a person does not have is passed over.
    """
    addresses = [address for channel in channels if (address := addressed(channel, recipient))]
    for address in addresses:
        hand_over(message, address)
    return len(addresses)


def addressed(channel: str, recipient: Mapping[str, str | None]) -> str | None:
    """The channel's address for a person; None where it needs something the person does not have."""
    for name in ("email", "phone", "login"):
        placeholder = "{" + name + "}"
        if placeholder in channel:
            known = recipient.get(name)
            if not known:
                return None
            channel = channel.replace(placeholder, quote(known, safe=""))
    return channel


def hand_over(message: Message, address: str) -> None:
    from apprise import Apprise  # takes half a second to import: only the worker pays for it, when it sends

    service = Apprise()
    if not service.add(address) or not service.notify(title=message.title, body=message.body):
        raise SendFailed(channel=address.partition(":")[0])  # the rest of an address holds its password
