"""What a session allows in each channel, whatever its platform could do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gateway.rules import SessionRules
from gateway.vocabulary import Sense

NEVER: Final[Mapping[str, tuple[Sense, ...]]] = {
    "slack": ("voice", "face", "behaviour"),  # a place of work: EU AI Act, article 5(1)(f)
    "telegram": ("behaviour",),  # nothing of how somebody types is told
}
"""By channel; a channel that is not named is treated as a place of work."""

CONFIRM_WITHIN_S: Final = 900.0
"""How long a question waits for its button: people look at a chat later than at a page."""


def is_workplace(channel: str) -> bool:
    """Whether a channel is treated as a place of work."""
    return channel not in NEVER or channel == "slack"


def rules_of_channel(rules: SessionRules, channel: str) -> SessionRules:
    """`rules` of this deployment, narrowed to what `channel` allows."""
    senses = dict(rules.senses)
    for sense in NEVER.get(channel, NEVER["slack"]):
        senses[sense] = "not_allowed"
    if rules.voice.recognition == "off" and senses["voice"] == "off":
        senses["voice"] = "not_available"  # a voice note has no other words with it
    if "server" not in rules.face.where and senses["face"] == "off":
        senses["face"] = "not_available"  # a messenger reads no faces by itself
    voice = replace(rules.voice, confirm_within_s=CONFIRM_WITHIN_S)
    return replace(rules, senses=senses, channel=channel, voice=voice)
