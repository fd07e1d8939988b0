"""Slack under the contract of channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.channels.channel import Incoming, Limits
from gateway.channels.slack import blocks
from gateway.channels.slack.events import incoming
from gateway.channels.slack.places import NAME
from gateway.protocol import ServerModel


@dataclass(frozen=True, repr=False)
class SlackPayload:
    """What Slack sent, once it is known to be Slack's; `at` is when it came, in epoch seconds."""

    told: Mapping[str, Any]
    at: float


class SlackChannel:
    """Implements `gateway.channels.channel.Channel`."""

    name = NAME
    limits: Limits = blocks.LIMITS

    def receive(self, payload: SlackPayload) -> Sequence[Incoming]:
        """What a visitor did; see `gateway.channels.slack.events`."""
        return incoming(payload.told, payload.at)

    def render(self, message: ServerModel) -> Sequence[blocks.SlackMessage]:
        """What is sent for `message`; see `gateway.channels.slack.blocks`."""
        return blocks.rendered(message)
