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


def test_the_noise_of_a_room_is_not_looked_at_again_and_again_and_speech_over_it_is_heard() -> None:
    activity = SileroVoiceActivity()
    looked_at: list[int] = []
    look = activity._detector.process_samples
    activity._detector = type("Counted", (), {  # type: ignore[assignment]
        "process_samples": lambda _, values: looked_at.append(1) or look(values),
    })()  # fmt: skip
    for start in range(0, 3 * 16_000, BLOCK):
        activity.probability(noise(4.0, 0.01)[start : start + BLOCK])
    assert len(looked_at) < 40
    words = spoken("I have had a very long day at work").astype(np.float32)
    over = (words + noise(10.0, 0.01)[: len(words)]).clip(-32768, 32767).astype(np.int16)
    heard = [activity.probability(over[n : n + BLOCK]) for n in range(0, len(over) - BLOCK + 1, BLOCK)]
    assert np.mean(np.array(heard) >= 0.5) > 0.6


def test_when_the_room_becomes_louder_its_noise_is_learned_again() -> None:
    activity = SileroVoiceActivity()
    sound = np.concatenate([noise(2.0, 0.002), noise(3.0, 0.02)])
    judged_ = [activity.probability(sound[n : n + BLOCK]) for n in range(0, len(sound) - BLOCK + 1, BLOCK)]
    assert max(judged_) < 0.5
    assert judged_[-20:] == [0.0] * 20
