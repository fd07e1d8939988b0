"""Where utterances begin and end, by a scripted judgement of each block."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.hearing.endpointing import (
    ONSET_BLOCKS,
    Began,
    Continued,
    Ended,
    Endpointer,
    EndpointRules,
    Segment,
)
from perception.hearing.transcriber import PcmSamples
from perception.hearing.voice_activity import BLOCK

BLOCK_S = BLOCK / 16_000
HANDS_FREE = EndpointRules()


class LoudIsSpeech:
    """A block is speech where it is not zero."""

    def __init__(self) -> None:
        self.n_resets = 0

    def probability(self, block: PcmSamples) -> float:
        assert block.shape == (BLOCK,)
        return float(block.any())

    def reset(self) -> None:
        self.n_resets += 1


def blocks(script: str) -> PcmSamples:
    """`#` is a block of speech, `.` one of silence; the samples count up, so that each can be told apart."""
    loud = np.repeat([character == "#" for character in script], BLOCK)
    return np.where(loud, np.arange(1, len(loud) + 1) % 30_000 + 1, 0).astype(np.int16)


def cut(script: str, rules: EndpointRules = HANDS_FREE, piece: int = 3000) -> list[Segment]:
    endpointer = Endpointer(LoudIsSpeech(), rules)
    samples = blocks(script)
    found = [s for n in range(0, len(samples), piece) for s in endpointer.push(samples[n : n + piece])]
    return [*found, *endpointer.finish()]


def utterances(found: list[Segment]) -> list[PcmSamples]:
    """The sound of each utterance, as a reading gets it."""
    whole: list[PcmSamples] = []
    parts: list[PcmSamples] = []
    for segment in found:
        match segment:
            case Began(samples) | Continued(samples):
                parts.append(samples)
            case Ended(n_samples, _):
                whole.append(np.concatenate(parts)[:n_samples])
                parts = []
    assert not parts
    return whole


def kinds(found: list[Segment]) -> str:
    return "".join({Began: "b", Ended: "e"}.get(type(segment), "") for segment in found)


def test_speech_between_silences_is_one_utterance() -> None:
    assert kinds(cut("." * 30 + "#" * 20 + "." * 30)) == "be"


def test_a_click_is_no_utterance() -> None:
    assert cut("." * 20 + "##" + "." * 20 + "#" + "." * 5) == []


def test_an_utterance_begins_within_a_tenth_of_a_second_of_speech() -> None:
    endpointer = Endpointer(LoudIsSpeech(), EndpointRules())
    assert list(endpointer.push(blocks("." * 40 + "##"))) == []
    assert isinstance(next(iter(endpointer.push(blocks("#")))), Began)
    assert ONSET_BLOCKS * BLOCK_S < 0.1


def test_the_pre_roll_and_the_whole_speech_are_in_the_utterance_and_the_silence_after_it_is_not() -> None:
    script = "." * 30 + "#" * 20 + "." * 30
    (sound,) = utterances(cut(script))
    speech = blocks(script)[30 * BLOCK : 50 * BLOCK]
    start = int(np.flatnonzero(sound)[0])
    assert start / 16_000 == pytest.approx(0.25, abs=2 * BLOCK_S)
    assert (sound[start : start + len(speech)] == speech).all()
    assert len(sound) - start - len(speech) == pytest.approx(0.2 * 16_000, abs=1)


def test_a_breath_between_words_does_not_end_it_and_600_ms_do() -> None:
    assert kinds(cut("#" * 10 + "." * 17 + "#" * 10)) == "be"
    assert kinds(cut("#" * 10 + "." * 19 + "#" * 10)) == "bebe"


def test_the_silence_that_ends_it_is_a_setting() -> None:
    assert kinds(cut("#" * 10 + "." * 19 + "#" * 10, EndpointRules(end_of_speech_s=1.0))) == "be"


def test_without_hands_free_only_the_end_of_the_stream_ends_it() -> None:
    assert kinds(cut("#" * 10 + "." * 80 + "#" * 10, EndpointRules(hands_free=False))) == "be"


def test_who_speaks_without_a_pause_is_cut_at_the_longest_utterance_and_goes_on_in_the_next() -> None:
    found = cut("#" * 100, EndpointRules(max_utterance_s=1.0))
    assert kinds(found)[:4] == "bebe"
    assert all(len(sound) <= 17_000 for sound in utterances(found))


def test_no_speech_is_lost_where_an_utterance_is_cut() -> None:
    script = "#" * 100
    heard = np.concatenate(utterances(cut(script, EndpointRules(max_utterance_s=1.0))))
    assert (heard[: 99 * BLOCK] == blocks(script)[: 99 * BLOCK]).all()


def test_the_time_that_was_spoken_is_told() -> None:
    ended = [s for s in cut("." * 9 + "#" * 20 + "." * 30) if isinstance(s, Ended)]
    assert ended[0].spoken_s == pytest.approx(20 * BLOCK_S, abs=BLOCK_S)


def test_a_finished_stream_begins_anew() -> None:
    activity = LoudIsSpeech()
    endpointer = Endpointer(activity, EndpointRules())
    assert kinds([*endpointer.push(blocks("#" * 9)), *endpointer.finish()]) == "be"
    assert activity.n_resets == 1
    assert list(endpointer.finish()) == []
    assert kinds([*endpointer.push(blocks("#" * 9)), *endpointer.finish()]) == "be"


@given(script=st.text("#.", max_size=120), piece=st.integers(1, 9000))
def test_however_the_sound_is_cut_into_pieces_the_utterances_are_the_same(script: str, piece: int) -> None:
    whole, pieces = utterances(cut(script, piece=10**9)), utterances(cut(script, piece=piece))
    assert len(whole) == len(pieces)
    assert all((a == b).all() for a, b in zip(whole, pieces, strict=True))
