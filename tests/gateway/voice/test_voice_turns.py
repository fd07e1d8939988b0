"""Whole turns by voice, over real sockets and real workers; recogniser and voice sense play a script."""

import asyncio
import io
import shutil
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gateway.effects import RecordTurn
from gateway.notice import NO_WORDS_NOTICE
from perception.hearing.transcriber import SILENCE, Transcript
from tests.fakes.transcriber import ScriptedTranscriber, transcript
from tests.gateway.house import House, Visitor, of_type, open_house
from tests.gateway.scripted.sound import quiet, utterance, voice

pytestmark = pytest.mark.anyio
SAD = "i feel so sad"


async def said(visitor: Visitor, samples: Any = None, stream: int = 1) -> dict[str, Any]:
    """Speak; the final transcript."""
    await visitor.speak(utterance() if samples is None else samples, stream)
    return await final(visitor)


async def final(visitor: Visitor) -> dict[str, Any]:
    while not (message := await visitor.until("transcript"))["final"]:
        pass
    return message


@dataclass
class Talk:
    """A visitor at an open microphone, and whom they talk to."""

    house: House
    visitor: Visitor
    recogniser: ScriptedTranscriber
    welcome: dict[str, Any]


@asynccontextmanager
async def talk(
    folder: Path, *script: Transcript, granted: bool = False, mode: str = "hands_free", **settings: Any
) -> AsyncIterator[Talk]:
    """The recogniser plays the script; the voice is read where it is `granted`."""
    recogniser = ScriptedTranscriber(script or [transcript(SAD)])
    fields = {"recognition": "pocketsphinx", **settings}
    async with (
        open_house(folder, transcriber=recogniser, hears_voices=True, **fields) as house,
        house.visitor() as visitor,
    ):
        welcome = await visitor.hello()
        if granted:
            await grant(visitor)
        await visitor.listen(mode=mode)
        yield Talk(house, visitor, recogniser, welcome)


async def grant(visitor: Visitor, granted: bool = True) -> None:
    await visitor.send("consent", id=f"voice-{granted}", sense="voice", granted=granted)
    await visitor.until("ack")


def count(house: House, reason: str) -> float:
    return float(house.services.metrics.sound_dropped.labels(reason)._value.get())


async def test_an_utterance_becomes_a_turn_with_its_words_and_its_voice(tmp_path: Path) -> None:
    async with talk(tmp_path, transcript(SAD, 0.9), granted=True) as t:
        assert t.welcome["senses"]["voice"] == "off"
        assert t.welcome["voice"] == {
            "recognition": "pocketsphinx", "speech": "browser", "end_of_speech_ms": 600,
            "max_utterance_s": 30.0, "languages": ["en"],
        }  # fmt: skip
        words = await said(t.visitor)
        assert (words["text"], words["confidence"], words["confirm"]) == (SAD, 0.9, False)
        assert words["words"][0] == {"text": "i", "confidence": 0.9}
        await t.visitor.until("done")
        heard = t.visitor.heard
        assert t.house.bot.turns[0]["text"] == SAD
        emotion = next(m for m in of_type(heard, "emotion") if not m["partial"])
        assert (emotion["turn"], emotion["utterance"]) == (words["turn"], words["utterance"])
        assert set(emotion["weights"]) == {"text", "voice"}
        (sound,) = t.house.senses.voices
        assert 1.2 < sound.duration_s < 1.6
        assert [m["state"] for m in of_type(heard, "hearing")] == ["listening", "speech", "ended"]
        partial = [m for m in of_type(heard, "emotion") if m["partial"]]
        assert partial
        assert {(m["seq"], m["turn"], m["label"]) for m in partial} == {(0, None, "anger")}
        assert t.recogniser.n_open == 0


async def test_a_voice_is_read_beside_its_visit_and_after_a_withdrawal_as_a_strangers(tmp_path: Path) -> None:
    async with talk(tmp_path, *[transcript(SAD)] * 3, granted=True) as t:
        known, begin = t.house.senses.turns_known, 0
        for expected in (0, 1):
            begin = await t.visitor.speak(utterance(), begin=begin)
            await t.visitor.until("done")
            assert known[0] == expected
            known.clear()
        await grant(t.visitor, granted=False)
        await grant(t.visitor)
        await t.visitor.speak(utterance(), begin=begin)
        await t.visitor.until("done")
        assert known[0] == 0


async def test_partial_words_come_before_the_final_ones(tmp_path: Path) -> None:
    async with talk(tmp_path) as t:
        begin = await t.visitor.speak(np.concatenate([quiet(0.3), voice(1.0)]))
        partial = await t.visitor.until("transcript")
        assert not partial["final"]
        assert partial["seq"] == 0
        assert SAD.startswith(partial["text"])
        await t.visitor.speak(quiet(0.9), begin=begin)
        assert (await final(t.visitor))["text"] == SAD


async def test_without_consent_only_the_words_are_used(tmp_path: Path) -> None:
    async with talk(tmp_path) as t:
        await said(t.visitor)
        await t.visitor.until("done")
        assert [m["partial"] for m in of_type(t.visitor.heard, "emotion")] == [False]
        assert of_type(t.visitor.heard, "emotion")[0]["weights"] == {"text": 1.0}
        assert not t.house.senses.voices


async def test_consent_that_is_withdrawn_while_somebody_speaks_leaves_the_words(tmp_path: Path) -> None:
    async with talk(tmp_path, granted=True) as t:
        begin = await t.visitor.speak(np.concatenate([quiet(0.3), voice(1.0)]))
        await t.visitor.until("emotion")
        await grant(t.visitor, granted=False)
        n_before = len(t.visitor.heard)
        await t.visitor.speak(np.concatenate([voice(1.0), quiet(0.9)]), begin=begin)
        await t.visitor.until("done")
        assert not [m for m in of_type(t.visitor.heard[n_before:], "emotion") if m["partial"]]
        assert not t.house.senses.voices
        assert len(t.house.bot.turns) == 1


@pytest.mark.parametrize("context", ["workplace", "education"])
async def test_at_work_and_in_education_only_the_words_are_heard(tmp_path: Path, context: str) -> None:
    async with talk(tmp_path, context=context) as t:
        assert t.welcome["senses"]["voice"] == "not_allowed"
        await t.visitor.send("consent", id="c", sense="voice", granted=True)
        assert (await t.visitor.until("error"))["code"] == "not_allowed"
        assert (await said(t.visitor))["turn"]
        await t.visitor.until("done")
        assert not t.house.senses.voices
        assert not [m for m in of_type(t.visitor.heard, "emotion") if m["partial"]]


async def test_unsure_words_wait_for_the_visitor_who_puts_them_right(tmp_path: Path) -> None:
    async with talk(tmp_path, transcript("i feel so bad", 0.2), granted=True) as t:
        words = await said(t.visitor)
        assert (words["confirm"], words["turn"]) == (True, None)
        assert not t.house.bot.turns
        await t.visitor.send("confirm", id="yes", utterance=words["utterance"], text="I feel so sad")
        again = await final(t.visitor)
        assert (again["utterance"], again["text"]) == (words["utterance"], "I feel so sad")
        assert not again["confirm"]
        await t.visitor.until("done")
        assert t.house.bot.turns[0]["text"] == "I feel so sad"
        assert len(t.house.senses.voices) == 1


async def test_unsure_words_that_the_visitor_drops_are_gone(tmp_path: Path) -> None:
    async with talk(tmp_path, transcript("for other", 0.2)) as t:
        words = await said(t.visitor)
        await t.visitor.send("confirm", id="no", utterance=words["utterance"], text="")
        assert (await t.visitor.until("ack"))["id"] == "no"
        await t.visitor.send("confirm", id="again", utterance=words["utterance"], text="x")
        assert (await t.visitor.until("error"))["code"] == "invalid"
        assert not t.house.bot.turns


async def test_words_of_self_harm_go_on_at_once_however_unsure(tmp_path: Path) -> None:
    async with talk(tmp_path, transcript("i want to kill my self", 0.05)) as t:
        assert (await said(t.visitor))["turn"] is not None
        await t.visitor.until("done")
        assert t.house.bot.turns[0]["text"] == "i want to kill my self"


async def test_a_cough_or_a_mhm_is_told_and_is_no_turn(tmp_path: Path) -> None:
    async with talk(tmp_path, transcript("mhm", 0.9), SILENCE, transcript(SAD)) as t:
        begin = await t.visitor.speak(utterance())
        words = await final(t.visitor)
        assert (words["text"], words["turn"], words["confirm"]) == ("mhm", None, False)
        begin = await t.visitor.speak(utterance(0.11), begin=begin)  # too short for a word
        words = await final(t.visitor)
        assert (words["text"], words["turn"]) == ("", None)
        begin = await t.visitor.speak(utterance(), begin=begin)
        assert (await final(t.visitor))["text"] == ""
        await t.visitor.speak(utterance(), begin=begin)
        assert (await final(t.visitor))["turn"]
        await t.visitor.until("done")
        assert len(t.house.bot.turns) == 1
        assert t.recogniser.n_open == 0


async def test_with_push_to_talk_silence_ends_nothing_and_letting_go_does(tmp_path: Path) -> None:
    async with talk(tmp_path, mode="push_to_talk") as t:
        await t.visitor.speak(np.concatenate([voice(0.5), quiet(1.5), voice(0.5)]))
        await t.visitor.send("audio.stop", id="stop", stream=1)
        assert (await final(t.visitor))["turn"]
        await t.visitor.until("done")
        assert len(of_type(t.visitor.heard, "hearing")) == 3
        assert len(t.house.bot.turns) == 1


async def test_the_browsers_words_are_joined_with_our_own_reading_of_the_voice(tmp_path: Path) -> None:
    async with open_house(tmp_path, hears_voices=True) as house, house.visitor() as visitor:
        assert (await visitor.hello())["voice"]["recognition"] == "off"
        await grant(visitor)
        await visitor.listen(recognition="browser")
        await visitor.speak(utterance())
        while (await visitor.until("hearing"))["state"] != "ended":
            pass
        await visitor.send("utterance", id="u1", stream=1, text="I feel sad")
        assert (await final(visitor))["turn"]
        await visitor.until("done")
        await visitor.send("utterance", id="u1", stream=1, text="I feel sad")
        await visitor.until("ack")
        assert len(house.bot.turns) == len(house.senses.voices) == 1


async def test_where_nothing_is_recognised_or_read_the_microphone_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        start = {"stream": 1, "mode": "hands_free", "recognition": "server"}
        await visitor.send("audio.start", id="a", rate_hz=16_000, **start)
        assert (await visitor.until("error"))["code"] == "not_available"
        await visitor.send("audio.start", id="b", rate_hz=44_100, **start)
        error = await visitor.until("error")
        assert (error["code"], error["id"]) == ("invalid", "b")
        assert "16000" in error["detail"]


async def test_frames_that_came_before_too_late_or_too_fast_are_dropped_and_counted(tmp_path: Path) -> None:
    async with talk(tmp_path) as t:
        begin = await t.visitor.speak(quiet(0.5))
        await t.visitor.speak(quiet(0.5))
        await t.visitor.until_pong()
        assert count(t.house, "repeated") == 4
        t.house.clock.now += 4.0
        await t.visitor.speak(quiet(0.3), begin=begin)
        await t.visitor.until_pong()
        assert count(t.house, "late") == 3
        await t.visitor.speak(quiet(11.0), begin=begin + 40)
        await t.visitor.until_pong()
        assert count(t.house, "too_fast") == 8


async def test_a_lost_connection_closes_the_microphone_and_the_utterance_under_way_is_answered(
    tmp_path: Path,
) -> None:
    recogniser = ScriptedTranscriber([transcript(SAD)])
    async with open_house(tmp_path, transcriber=recogniser, recognition="pocketsphinx") as house:
        async with house.visitor() as visitor:
            token = (await visitor.hello())["token"]
            await visitor.listen()
            await visitor.speak(voice(1.0))
            await visitor.until("transcript")
        async with house.visitor() as again:
            await again.hello(token=token, last_seq=2)
            assert (await final(again))["text"] == SAD
            await again.until("done")
        assert recogniser.n_open == 0


async def test_forgetting_drops_what_was_said_and_the_consent_to_the_voice(tmp_path: Path) -> None:
    async with talk(tmp_path, granted=True) as t:
        await t.visitor.speak(voice(1.0))
        await t.visitor.until("transcript")
        await t.house.http.post("/v1/forget", headers={"Authorization": f"Bearer {t.welcome['token']}"})
        await t.visitor.until("forgotten")
        await t.visitor.speak(quiet(1.0))
        await t.visitor.ask("1", "hello")
        assert [turn["text"] for turn in t.house.bot.turns] == ["hello"]
        await t.house.until(lambda: t.recogniser.n_open == 0)
        (live,) = t.house.services.registry.all()
        assert not live.session._visitor.voice_read


async def test_more_speakers_than_recognisers_are_all_heard(tmp_path: Path) -> None:
    async with open_house(
        tmp_path, transcriber=ScriptedTranscriber(), recognition="pocketsphinx", n_recognizers=1
    ) as house:

        async def one() -> dict[str, Any]:
            async with house.visitor() as visitor:
                await visitor.hello()
                await visitor.listen()
                return await said(visitor)

        assert all(words["turn"] for words in await asyncio.gather(*(one() for _ in range(6))))


@pytest.mark.parametrize("breaks", ["before it speaks", "while it speaks"])
async def test_a_visitor_whose_words_cannot_be_recognised_is_told_and_can_type(
    tmp_path: Path, breaks: str
) -> None:
    async with talk(tmp_path) as t:
        t.recogniser.broken = breaks == "before it speaks"
        begin = await t.visitor.speak(np.concatenate([quiet(0.3), voice(1.0)]))
        if breaks == "while it speaks":
            await t.visitor.until("transcript")
            t.recogniser.breaks_off = True
        await t.visitor.speak(np.concatenate([voice(0.5), quiet(0.9)]), begin=begin)
        assert (await final(t.visitor))["text"] == ""
        assert (await t.visitor.next())["text"] == NO_WORDS_NOTICE
        assert t.house.services.metrics.utterances.labels("failed")._value.get() == 1
        assert await t.visitor.ask("1", "hello")


async def test_the_dialogue_is_told_what_an_interruption_left_unsaid_until_it_has_answered_again(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        turn = (await visitor.ask("1", "hello"))[-1]["turn"]
        await visitor.send("interrupt", id="i", turn=turn, spoken_chars=len("It sounds like neu"))
        await visitor.until("ack")
        await visitor.ask("2", "wait")
        await visitor.ask("3", "go on")
        told = [turn["metadata"].get("unsaid") for turn in house.bot.turns]
        assert told == [None, "neutral. Tell me more?", None]


async def test_a_reading_is_recorded_and_no_sound_is(tmp_path: Path) -> None:
    async with talk(tmp_path, granted=True) as t:
        await said(t.visitor)
        await t.visitor.until("done")
        facts = t.house.memory.facts
        await t.house.until(lambda: any(isinstance(getattr(f, "turn", None), RecordTurn) for f in facts))
        assert "samples" not in repr(facts)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
async def test_a_kept_message_can_be_fetched_as_sound(tmp_path: Path) -> None:
    async with open_house(tmp_path, speech="espeak") as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        assert welcome["voice"]["speech"] == "gateway"
        message = of_type(await visitor.ask("1", "I am sad"), "message")[-1]
        assert message["delivery"]["rate"] < 0.9
        bearer = {"Authorization": f"Bearer {welcome['token']}"}
        which = {"turn": message["turn"], "message": message["seq"]}
        answer = await house.http.get("/v1/speech", params=which, headers=bearer)
        assert answer.headers["content-type"] == "audio/wav"
        with wave.open(io.BytesIO(answer.content)) as file:
            assert file.getnframes() > file.getframerate()
        other = await house.http.get("/v1/speech", params=which, headers=await house.bearer())
        assert other.status_code == 404
        gone = await house.http.get("/v1/speech", params={"message": 999}, headers=bearer)
        assert gone.status_code == 404
        assert (await house.http.get("/v1/speech", params=which)).status_code == 401


async def test_where_the_browser_speaks_there_is_no_sound_to_fetch(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.get("/v1/speech", params={"message": 2}, headers=await house.bearer())
        assert answer.status_code == 501
