"""What of a recording can be speech."""

import numpy as np
import pytest

from perception.voice.speech import clipped_share, spoken

RATE_HZ = 16_000


def tone(duration_s: float, level: float = 0.3) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    t = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * 200 * t)).astype(np.float32)


def quiet(duration_s: float, level: float = 1e-4) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    noise = np.random.default_rng(1).normal(0.0, level, int(duration_s * RATE_HZ))
    return noise.astype(np.float32)


@pytest.mark.parametrize("level", [1e-4, 1e-3, 0.02])
def test_silence_before_and_after_is_cut_off_whatever_the_noise(level: float) -> None:
    found = spoken(np.concatenate([quiet(1.0, level), tone(1.0), quiet(1.5, level)]))
    assert found is not None
    assert 1.0 <= len(found) / RATE_HZ < 1.3


def test_a_pause_between_words_stays() -> None:
    found = spoken(np.concatenate([tone(0.5), quiet(0.6), tone(0.5)]))
    assert found is not None
    assert len(found) / RATE_HZ == pytest.approx(1.6, abs=0.02)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.float32),
        np.zeros(3 * RATE_HZ, np.float32),
        np.full(RATE_HZ, 0.4, np.float32),
        quiet(2.0),
        tone(0.1),
        np.concatenate([quiet(1.0), tone(0.05), quiet(1.0)]),
    ],
    ids=["nothing", "digital silence", "a constant", "a microphone's own noise", "too short", "a click"],
)
def test_where_nobody_speaks_there_is_nothing(
    samples: "np.ndarray[tuple[int], np.dtype[np.float32]]",
) -> None:
    assert spoken(samples) is None


def test_an_overdriven_recording_lies_at_its_peak() -> None:
    assert clipped_share(np.clip(5.0 * tone(1.0), -0.3, 0.3)) > 0.5
    assert clipped_share(np.random.default_rng(1).normal(0.0, 0.1, 16_000).astype(np.float32)) < 0.001
    assert clipped_share(np.zeros(10, np.float32)) == 0.0
