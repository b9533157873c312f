"""Hands a message to Apprise, which knows mail, DingTalk, WeCom, Feishu, SMS and a hundred other channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from app.errors import Unavailable
from app.notify.compose import Message

PLACES = ("email", "phone", "login", "wecom", "dingtalk", "feishu")
NAMES = {  # of the channels of these schemes, where the setting says none
    "mailto": "mail",
    "mailtos": "mail",
    "wecombot": "wecom",
    "dingtalk": "dingtalk",
    "feishu": "feishu",
    "lark": "feishu",
}

Recipient = Mapping[str, str | None]


class SendFailed(Unavailable):
    """The message could not be sent over {channel}."""


@dataclass(frozen=True)
class Channel:
    """A way out of the house: an Apprise address in which `{email}`, `{phone}` … stand for the person's.

    `mailtos://desk:secret@mail.example?to={email}`, `wecombot://{wecom}`, `sms=jsons://gateway.example/send/{phone}`:
    the name before `=` is what people and the log call it; without one it follows from the scheme.
    """

    name: str
    address: str = field(repr=False)

    def addressed(self, recipient: Recipient) -> str | None:
        """The address for a person; None where it needs something the person does not have."""
        address = self.address
        for name in PLACES:
            placeholder = "{" + name + "}"
            if placeholder in address:
                known = recipient.get(name)
                if not known:
                    return None
                address = address.replace(placeholder, quote(known, safe=""))
        return address


def channels(settings: Iterable[str]) -> tuple[Channel, ...]:
    """The channels of the settings, by name, in the order in which they stand in for each other."""
    found: dict[str, Channel] = {}
    for setting in settings:
        before, _, rest = setting.partition("://")
        name, named, scheme = before.rpartition("=")
        usual = NAMES.get(scheme.lower(), scheme.lower())
        wanted = name if named else usual
        while wanted in found:
            wanted += "+"
        found[wanted] = Channel(wanted, f"{scheme}://{rest}")
    return tuple(found.values())


def send(message: Message, channel: Channel, recipient: Recipient) -> bool:
    """Sends the message to one person over a channel; False where it cannot reach them. Raises SendFailed."""
    address = channel.addressed(recipient)
    if address is None:
        return False
    from apprise import Apprise  # takes half a second to import: only the worker pays for it, when it sends

    from app.notify.answers import heed

    heed()
    service = Apprise()
    if not service.add(address) or not service.notify(title=message.title, body=message.body):
        raise SendFailed(channel=channel.name)  # never the address: it holds secrets
    return True
