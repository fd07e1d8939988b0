"""What a channel allows, whatever the deployment could do."""

from dataclasses import replace

import pytest

from gateway.channel_rules import rules_of_channel
from gateway.rules import FaceRules, SessionRules, VoiceRules
from gateway.vocabulary import Sense, SenseState
from tests.gateway.desk import LIMITS

OFFERED: dict[Sense, SenseState] = {"text": "on", "voice": "off", "face": "off", "behaviour": "off"}
EVERYTHING = SessionRules(
    limits=LIMITS,
    senses=OFFERED,
    voice=VoiceRules(recognition="pocketsphinx"),
    face=FaceRules(where=("server", "device")),
)


@pytest.mark.parametrize("channel", ["slack", "a channel that nobody thought of"])
def test_at_work_words_alone_are_read(channel: str) -> None:
    assert rules_of_channel(EVERYTHING, channel).senses == {
        "text": "on", "voice": "not_allowed", "face": "not_allowed", "behaviour": "not_allowed",
    }  # fmt: skip


def test_in_a_private_messenger_voice_and_face_wait_for_consent() -> None:
    rules = rules_of_channel(EVERYTHING, "telegram")
    assert rules.senses == {"text": "on", "voice": "off", "face": "off", "behaviour": "not_allowed"}
    assert rules.channel == "telegram"


def test_what_nobody_could_hear_or_see_is_not_asked_for() -> None:
    deaf = replace(EVERYTHING, voice=VoiceRules(recognition="off"), face=FaceRules(where=("device",)))
    senses = rules_of_channel(deaf, "telegram").senses
    assert (senses["voice"], senses["face"]) == ("not_available", "not_available")


def test_what_the_owner_rules_out_stays_so() -> None:
    strict = replace(EVERYTHING, senses={**OFFERED, "voice": "not_allowed", "face": "not_allowed"})
    senses = rules_of_channel(strict, "telegram").senses
    assert (senses["voice"], senses["face"]) == ("not_allowed", "not_allowed")
