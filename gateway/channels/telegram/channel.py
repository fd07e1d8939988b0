"""Telegram under the contract of channels."""

from collections.abc import Sequence

from gateway.channels.channel import Incoming, Limits
from gateway.channels.telegram.places import TELEGRAM
from gateway.channels.telegram.render import LIMITS, Outgoing, rendered
from gateway.channels.telegram.updates import Arrived, Me, received
from gateway.protocol import ServerModel


class TelegramChannel:
    """`gateway.channels.channel.Channel`. `me` is known in full once Telegram has told the bot's name; until
    then a group can speak to it in answers only."""

    name = TELEGRAM

    def __init__(self, me: Me) -> None:
        self.me = me

    @property
    def limits(self) -> Limits:
        """Of one message."""
        return LIMITS

    def receive(self, payload: Arrived) -> Sequence[Incoming]:
        """See the contract."""
        return received(payload, self.me)

    def render(self, message: ServerModel) -> Sequence[Outgoing]:
        """See the contract."""
        return rendered(message)
