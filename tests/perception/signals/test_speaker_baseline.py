"""How a speaker usually sounds: a mean over what was heard, of a person who may be forgotten."""

import numpy as np
import pytest

from perception.signals.speaker_baseline import SpeakerBaseline


def test_a_stranger_is_nobody_in_particular() -> None:
    mean, n_heard = SpeakerBaseline().known(3)
    assert mean.tolist() == [0.0, 0.0, 0.0]
    assert n_heard == 0.0


def test_every_utterance_counts_alike() -> None:
    speaker = SpeakerBaseline()
    for value in (1.0, 2.0, 6.0):
        speaker.add(np.array([value, -value], np.float32))
    mean, n_heard = speaker.known(2)
    assert mean == pytest.approx([3.0, -3.0])
    assert n_heard == 3.0
    assert mean.dtype == np.float32


def test_a_copy_goes_its_own_way() -> None:
    speaker = SpeakerBaseline()
    speaker.add(np.ones(2, np.float32))
    copy = speaker.copy()
    copy.add(np.zeros(2, np.float32))
    assert (speaker.n_heard, copy.n_heard) == (1, 2)
    assert speaker.known(2)[0].tolist() == [1.0, 1.0]
    assert copy.known(2)[0].tolist() == [0.5, 0.5]
