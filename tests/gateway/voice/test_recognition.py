"""Who waits for a recogniser, who gives way when there are too many, and what comes of one that breaks."""

import asyncio

import numpy as np
import pytest

from gateway.voice.recognition import MAX_WAITING, MAX_WAITING_EACH, RecognitionDesk
from perception.hearing.transcriber import Transcript
from tests.fakes.transcriber import ScriptedTranscriber

pytestmark = pytest.mark.anyio
SOUND = np.full(1600, 9000, np.int16)


class Utterances:
    """Utterances at one desk, and what became of them."""

    def __init__(self, transcriber: ScriptedTranscriber | None = None) -> None:
        self.desk = RecognitionDesk(transcriber or ScriptedTranscriber(), n_at_once=1)
        self.done: list[tuple[str, Transcript | None]] = []

    def begin(self, name: str, session: str = "s") -> None:
        """An utterance that waits, or is recognised as long as its sound comes."""
        self.recognition = self.desk.begin(
            session, lambda _: None, lambda words: self.done.append((name, words))
        )

    async def say(self, name: str) -> Transcript | None:
        """A whole utterance; its words."""
        self.begin(name)
        self.recognition.add(SOUND)
        self.recognition.end()
        async with asyncio.timeout(10):
            while not (found := [words for done, words in self.done if done == name]):  # noqa: ASYNC110 - a thread brings it
                await asyncio.sleep(0.002)
        return found[0]

    @property
    def given_up(self) -> list[str]:
        return [name for name, words in self.done if words is None]


async def test_a_session_with_too_many_utterances_loses_its_own_oldest_and_nobody_elses() -> None:
    utterances = Utterances()
    utterances.begin("is recognised", "calm")
    utterances.begin("waits", "calm")
    for n in range(MAX_WAITING_EACH + 3):
        utterances.begin(f"noise {n}", "noisy")
    assert utterances.given_up == ["noise 0", "noise 1", "noise 2"]


async def test_when_all_together_are_too_many_the_session_with_most_gives_way() -> None:
    utterances = Utterances()
    utterances.begin("is recognised", "first")
    utterances.begin("the oldest of all", "calm")
    n_noisy = MAX_WAITING // MAX_WAITING_EACH - 1
    for session in range(n_noisy):
        for n in range(MAX_WAITING_EACH):
            utterances.begin(f"{session} noise {n}", f"noisy {session}")
    for n in range(MAX_WAITING - n_noisy * MAX_WAITING_EACH - 1):
        utterances.begin(f"single {n}", f"single {n}")
    assert not utterances.given_up
    utterances.begin("one more", "one more")
    assert utterances.given_up == ["0 noise 0"]
    utterances.begin("another", "another")
    assert utterances.given_up == ["0 noise 0", "1 noise 0"]


async def test_a_recogniser_that_cannot_begin_gives_no_words_and_its_place_is_free_again() -> None:
    recogniser = ScriptedTranscriber()
    utterances = Utterances(recogniser)
    recogniser.broken = True
    assert await utterances.say("one") is None
    recogniser.broken = False
    words = await utterances.say("two")
    assert words is not None
    assert words.text == "hello there"


async def test_utterances_for_which_no_thread_can_be_had_end_without_words() -> None:
    utterances = Utterances()
    utterances.desk.stop()
    assert await utterances.say("one") is None
    assert await utterances.say("two") is None
