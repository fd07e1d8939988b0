"""What a sound may be."""

import numpy as np
import pytest

from perception.errors import InputError
from perception.sound import Sound


def test_a_sound_knows_its_length() -> None:
    assert Sound(np.zeros(8000, np.float32)).duration_s == 0.5
    assert Sound(np.zeros(8000, np.float32), rate_hz=8000).duration_s == 1.0


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(10),
        np.zeros((2, 10), np.float32),
        [0.0, 0.1],
        np.array([np.nan], np.float32),
        np.array([np.inf], np.float32),
    ],
    ids=["float64", "two channels", "a list", "not a number", "infinite"],
)
def test_what_is_no_mono_float32_is_refused(samples: object) -> None:
    with pytest.raises(InputError, match="float32"):
        Sound(samples)  # type: ignore[arg-type]


def test_a_rate_that_is_not_positive_is_refused() -> None:
    with pytest.raises(InputError, match="rate_hz was 0"):
        Sound(np.zeros(10, np.float32), rate_hz=0)
