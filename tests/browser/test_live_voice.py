"""Spoken visits against the real gateway: Silero finds speech, pocketsphinx words, espeak-ng speaks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from perception.hearing.sphinx import SphinxTranscriber
from tests.browser.gateway_thread import CONFIG, GatewayThread
from tests.browser.talking import talking
from tests.browser.voices import (
    BEN,
    DORA,
    EMIL,
    ESPEAK,
    Samples,
    Speaker,
    cough,
    noise,
    silence,
    speech,
    write_wav,
)
from tests.gateway.scripted.bot import Reply, words

pytestmark = pytest.mark.browser

LEAD_S = 7
"""Silence until the visitor speaks over an answer that is read in fourteen seconds."""
OVER_MS = 200
REACTION_MS = 300
"""32 ms until a piece is full, 96 until Silero is sure, and the way there and back on a busy machine."""
WORDS_MS = 25_000
HEARING = replace(CONFIG, recognition="pocketsphinx", n_recognizers=1)
LONG = (
    "I hear you, and I am glad that you told me. A day like that leaves its mark, and nothing has to be "
    "solved this evening. Let us look at it slowly, one thing after the other, beginning with the heaviest."
)


def long_answers(_turn: dict[str, Any]) -> list[Reply]:
    return [words(LONG)]


@pytest.fixture(scope="module")
def listening() -> Iterator[GatewayThread]:
    running = GatewayThread(HEARING, lambda: SphinxTranscriber(1), hears_voices=True, script=long_answers)
    running.start()
    yield running
    running.stop()


def utterance(folder: Path, text: str, speaker: Speaker, *, tail_s: float = 15) -> Path:
    return write_wav(folder / "a.wav", silence(1), speech(text, speaker, folder), silence(tail_s))


@pytest.mark.parametrize(
    ("speaker", "text", "some"),
    [
        (BEN, "I feel so sad and lonely today.", "sad|lonely|feel"),
        (DORA, "I am very happy this morning.", "happy|morning|very"),
        (EMIL, "The weather is good and I went for a walk.", "weather|good|went|while"),
    ],
    ids=["ben", "dora", "emil"],
)
def test_a_sentence_is_spoken_heard_and_answered(
    browser: Browser, listening: GatewayThread, tmp_path: Path, speaker: Speaker, text: str, some: str
) -> None:
    listening.senses.voices.clear()
    with talking(browser, listening.url, utterance(tmp_path, text, speaker)) as talk:
        talk.begin("Words and how I sound")
        ring = talk.page.locator(".mood-button .ring")
        expect(ring).to_have_attribute("data-mood", re.compile("anger|sadness"), timeout=WORDS_MS)
        heard = talk.page.locator(".row.visitor, .row.doubt").first
        expect(heard).to_contain_text(re.compile(some), timeout=WORDS_MS)
        if talk.button("Yes").is_visible():
            talk.button("Yes").click()
        expect(talk.page.locator(".row.bot").nth(1)).to_be_visible(timeout=WORDS_MS)
        talk.await_aloud(1)
        assert talk.violations() == []
        assert talk.unexpected() == []
    assert len(listening.senses.voices) == 1
    assert listening.senses.voices[0].duration_s > 1


@pytest.mark.parametrize("part", [silence(5), noise(5, 0.01)], ids=["silence", "noise"])
def test_silence_and_noise_are_not_taken_for_words(
    browser: Browser, listening: GatewayThread, tmp_path: Path, part: Samples
) -> None:
    with talking(browser, listening.url, write_wav(tmp_path / "a.wav", part)) as talk:
        talk.begin()
        talk.await_sent(35)
        expect(talk.sign).to_contain_text("I’m listening")
        expect(talk.visitor).to_have_count(0)
        expect(talk.live_words).to_be_hidden()


def test_the_visitor_speaks_over_an_answer_and_it_is_silent_in_time(
    browser: Browser,
    listening: GatewayThread,
    tmp_path: Path,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    second = speech("No, wait, I want to tell you more about it.", BEN, tmp_path)
    sound = write_wav(tmp_path / "a.wav", silence(LEAD_S), second, silence(15))
    with talking(browser, listening.url, sound) as talk:
        talk.begin()
        talk.write("hello")
        talk.await_aloud(1)
        talk.await_silence()
        [silenced, *_] = talk.aloud()["silenced"]
        reaction_ms = talk.reaction_ms(silenced)
        record_testsuite_property("from_first_sound_to_silence_ms", round(reaction_ms))
        assert reaction_ms < REACTION_MS
        speech_at = [at for state, at in talk.page.evaluate("window.line.heard") if state == "speech"][-1]
        assert silenced - speech_at < OVER_MS
        expect(talk.page.locator(".unsaid")).to_be_visible(timeout=WORDS_MS)
        heard = talk.page.locator(".row.visitor, .row.doubt").nth(1)
        expect(heard).to_contain_text(re.compile("wait|want|tell|more|about"), timeout=WORDS_MS)


def test_a_cough_over_an_answer_lets_it_go_on(
    browser: Browser, listening: GatewayThread, tmp_path: Path
) -> None:
    sound = write_wav(tmp_path / "a.wav", silence(LEAD_S), cough(), silence(15))
    with talking(browser, listening.url, sound) as talk:
        talk.begin()
        talk.write("hello")
        talk.await_aloud(3)
        expect(talk.page.locator('.row.bot[data-said="now"]')).to_have_count(0, timeout=WORDS_MS)
        expect(talk.page.locator(".unsaid")).to_have_count(0)
        expect(talk.visitor).to_have_text(["hello"])
        assert LONG.endswith(talk.aloud()["said"][-1]["text"])


def test_push_to_talk_ends_the_utterance_where_it_is_let_go(
    browser: Browser, listening: GatewayThread, tmp_path: Path
) -> None:
    sound = utterance(tmp_path, "I am very happy this morning.", BEN, tail_s=0.1)
    with talking(browser, listening.url, sound) as talk:
        talk.begin()
        talk.button("Stop listening").click()
        talk.await_state("off")
        talk.microphone.focus()
        talk.page.keyboard.down("Space")
        talk.await_state("on")
        talk.live_words.wait_for(timeout=WORDS_MS)
        talk.await_sent(30)
        talk.page.keyboard.up("Space")
        heard = talk.page.locator(".row.visitor, .row.doubt").first
        expect(heard).to_be_visible(timeout=WORDS_MS)
        assert talk.live_tracks() == 0


def test_the_gateway_says_its_answer_with_a_voice_of_its_own(browser: Browser, tmp_path: Path) -> None:
    if ESPEAK is None:
        pytest.skip("no espeak-ng for the gateway to speak with: apt-get install espeak-ng")
    running = GatewayThread(
        replace(HEARING, speech="espeak"), lambda: SphinxTranscriber(1), hears_voices=True
    )
    running.start()
    try:
        with talking(browser, running.url, write_wav(tmp_path / "quiet.wav", silence(20))) as talk:
            talk.begin()
            with talk.page.expect_response(re.compile("/v1/speech")) as response:
                talk.write("I feel sad")
            assert response.value.ok
            answer = talk.page.locator(".row.bot").nth(1)
            expect(answer).to_have_attribute("data-said", "now", timeout=WORDS_MS)
            expect(answer).not_to_have_attribute("data-said", "now", timeout=WORDS_MS)
            assert talk.violations() == []
    finally:
        running.stop()
