"""Recordings that come at once and whole, as messengers send them; recogniser and senses play a script."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gateway.effects import CloseStream, Hear, OpenStream, SenseTurn
from gateway.errors import Refusal
from gateway.live import LiveSession
from gateway.protocol import PROTOCOL, Confirm, Consent, Hello
from gateway.rules import SessionRules, VoiceRules
from gateway.voice.events import UtteranceHeard
from perception.hearing.transcriber import PcmSamples, Transcript
from perception.sound import Sound
from tests.fakes.transcriber import ScriptedTranscriber, transcript
from tests.gateway.desk import LIMITS, NOW, Desk, kinds, only
from tests.gateway.house import House, open_house
from tests.gateway.scripted.sound import quiet, voice
from tests.gateway.voice.test_listening import HEARS, RULES, VOICE, Room, final

pytestmark = pytest.mark.anyio


def as_sound(samples: PcmSamples) -> Sound:
    return Sound(samples.astype(np.float32) / 32768.0)


NOTE = as_sound(np.concatenate([quiet(0.5), voice(1.0), quiet(1.5), voice(1.0), quiet(0.5)]))
"""Two sentences with a long breath between them."""


@dataclass
class Ears:
    """What a visitor without a socket is sent."""

    heard: list[dict[str, Any]] = field(default_factory=list)

    def send(self, frame: str) -> None:
        self.heard.append(json.loads(frame))

    def close(self, code: int, reason: str) -> None:
        pass

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.heard if message["type"] == kind]

    def finals(self) -> list[dict[str, Any]]:
        return [message for message in self.of("transcript") if message["final"]]


@dataclass
class Chat:
    house: House
    live: LiveSession
    ears: Ears
    recogniser: ScriptedTranscriber

    def consent(self, *, granted: bool) -> None:
        message = Consent(id=f"v-{granted}", sense="voice", granted=granted)
        self.live.apply(self.live.session.receive(message, self.house.clock()))

    async def until(self, kind: str, n: int = 1) -> dict[str, Any]:
        await self.house.until(lambda: len(self.ears.of(kind)) >= n)
        return self.ears.of(kind)[n - 1]


@asynccontextmanager
async def chat(
    folder: Path, *script: Transcript, granted: bool = True, recognised: bool = True
) -> AsyncIterator[Chat]:
    recogniser = ScriptedTranscriber(script or [transcript("i feel so sad")])
    fields: dict[str, Any] = {"recognition": "pocketsphinx"} if recognised else {}
    transcriber = recogniser if recognised else None
    async with open_house(folder, transcriber=transcriber, hears_voices=True, **fields) as house:
        ears = Ears()
        live = await house.services.doorman.enter(Hello(protocol=PROTOCOL), "127.0.0.1")
        live.attach(ears)
        it = Chat(house, live, ears, recogniser)
        if granted:
            it.consent(granted=True)
        yield it


async def test_a_recording_with_a_long_breath_in_it_is_one_turn_with_its_voice(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        it.live.hear(NOTE)
        await it.until("done")
        (words,) = it.ears.finals()
        assert (words["text"], words["confirm"]) == ("i feel so sad", False)
        (turn,) = it.house.bot.turns
        assert (turn["text"], turn["turn"]) == ("i feel so sad", words["turn"])
        (sensed,) = it.house.senses.voices
        assert 3.4 <= sensed.duration_s <= 4.2  # the silence before and after it is left out
        (emotion,) = it.ears.of("emotion")[-1:]
        assert set(emotion["weights"]) == {"text", "voice"}


async def test_one_that_is_longer_than_an_utterance_may_be_is_still_one_turn(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        it.live.hear(as_sound(voice(35.0)))
        await it.until("done")
        assert len(it.ears.finals()) == len(it.house.bot.turns) == 1
        assert it.house.senses.voices[0].duration_s > 34.0


async def test_without_consent_or_while_paused_its_words_count_alone(tmp_path: Path) -> None:
    async with chat(tmp_path, granted=False) as it:
        it.live.hear(NOTE)
        await it.until("done")
        assert it.house.bot.turns[0]["text"] == "i feel so sad"
        assert it.house.senses.voices == []


async def test_silence_is_answered_with_a_transcript_without_words(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        it.live.hear(as_sound(quiet(2.0)))
        words = await it.until("transcript")
        assert (words["text"], words["final"], words["turn"]) == ("", True, None)
        assert it.house.bot.turns == []


async def test_unsure_words_wait_for_the_visitor_and_keep_their_voice(tmp_path: Path) -> None:
    async with chat(tmp_path, transcript("i feel so mad", 0.2)) as it:
        it.live.hear(NOTE)
        await it.house.until(it.ears.finals)
        (words,) = it.ears.finals()
        assert words["confirm"]
        answer = Confirm(id="yes", utterance=words["utterance"], text="i feel so sad")
        it.live.apply(it.live.session.receive(answer, it.house.clock()))
        await it.until("done")
        assert it.house.bot.turns[0]["text"] == "i feel so sad"
        assert len(it.house.senses.voices) == 1


async def test_a_recogniser_that_breaks_is_said_and_the_next_recording_is_heard(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        it.recogniser.broken = True
        it.live.hear(NOTE)
        await it.house.until(it.ears.finals)
        assert it.ears.finals()[0]["text"] == ""
        assert any("can't make out spoken words" in (m["text"] or "") for m in it.ears.of("message"))
        it.recogniser.broken = False
        it.live.hear(NOTE)
        await it.until("done")
        assert it.house.bot.turns[0]["text"] == "i feel so sad"


async def test_where_no_words_are_recognised_it_is_refused_in_words_for_the_visitor(tmp_path: Path) -> None:
    async with chat(tmp_path, recognised=False) as it:
        with pytest.raises(Refusal, match="recognises no words"):
            it.live.hear(NOTE)


# --- the state machine ------------------------------------------------------------------------------------


def recorded(room: Room, now: float = NOW) -> str:
    effects = room.session.recording(np.zeros(1600, np.int16), now)
    assert kinds(effects) == ["OpenStream", "Hear", "CloseStream"]
    opened = only(effects, OpenStream)
    assert (opened.mode, opened.by, opened.recorded) == ("push_to_talk", "server", True)
    assert only(effects, Hear).key == only(effects, CloseStream).key == opened.key
    return opened.key


def test_only_so_many_recordings_are_heard_at_a_time() -> None:
    room = Room()
    keys = [recorded(room) for _ in range(3)]
    with pytest.raises(Refusal, match="send this one again after an answer"):
        room.session.recording(np.zeros(1600, np.int16), NOW)
    room.heard(keys[0])
    recorded(room)


def test_a_microphone_stays_open_beside_a_recording() -> None:
    room = Room()
    room.open()
    recorded(room)
    assert kinds(room.frame()) == ["Hear"]


def test_consent_that_is_withdrawn_takes_the_voice_out_of_a_recording_under_way() -> None:
    room = Room()
    key = recorded(room)
    room.consent(granted=False)
    words = transcript("I am sad", 0.9)
    effects = room.spoke(UtteranceHeard(key, f"{key}.1", words, VOICE))
    assert only(effects, SenseTurn).voice is None


def test_a_recording_under_way_is_dropped_when_everything_is_forgotten() -> None:
    room = Room()
    key = recorded(room)
    assert CloseStream(key, discard=True) in room.session.forget(NOW)
    assert room.heard(key) == []


def test_a_recording_goes_on_after_the_connection_is_lost() -> None:
    room = Room()
    key = recorded(room)
    room.session.detach(NOW)
    assert final(room.heard(key)).turn


def test_before_hello_nothing_is_heard() -> None:
    rules = SessionRules(limits=LIMITS, senses=HEARS, voice=VoiceRules(recognition="pocketsphinx"))
    assert Desk(rules, greeted=False).session.recording(np.zeros(10, np.int16), NOW) == []
    assert rules == RULES
