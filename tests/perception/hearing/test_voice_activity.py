"""Silero's judgement of real sound."""

import numpy as np

from perception.hearing.endpointing import Began, Ended, Endpointer, EndpointRules
from perception.hearing.transcriber import PcmSamples
from perception.hearing.voice_activity import BLOCK, SileroVoiceActivity
from tests.perception.hearing.sounds import noise, silence, spoken


def judged(samples: PcmSamples) -> list[float]:
    activity = SileroVoiceActivity()
    return [activity.probability(samples[n : n + BLOCK]) for n in range(0, len(samples) - BLOCK + 1, BLOCK)]


def test_silence_and_noise_are_no_speech() -> None:
    assert max(judged(silence(1.0))) < 0.5
    assert max(judged(noise(1.0))) < 0.5


def test_spoken_words_are_speech() -> None:
    assert np.mean(np.array(judged(spoken("I have had a very long day at work"))) > 0.5) > 0.7


def test_two_sentences_with_a_pause_between_are_two_utterances() -> None:
    pause = noise(1.2, 0.002)
    sound = np.concatenate([pause, spoken("I feel sad"), pause, spoken("can you help me"), pause])
    endpointer = Endpointer(SileroVoiceActivity(), EndpointRules())
    found = [*endpointer.push(sound), *endpointer.finish()]
    assert [type(s) for s in found if isinstance(s, Began | Ended)] == [Began, Ended, Began, Ended]
