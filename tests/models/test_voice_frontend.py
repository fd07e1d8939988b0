"""The voice's front end is the one CREMA-D's pictures were made with, and forgets what it should."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="needs the train extra")

from models.voice.frontend import (  # noqa: E402 - after the skip
    N_BANDS,
    Forgetting,
    MelPower,
    Normalised,
    band_matrix,
    decibel,
)
from perception.voice.decode import decoded  # noqa: E402

Floats = NDArray[np.float64]
CLIPS = ["03-01-05-02-01-01-01", "03-01-04-01-02-02-14", "03-01-01-01-01-01-22", "03-01-08-02-02-01-09"]


def documented_recipe(samples: Floats) -> Floats:
    """The recipe as the data's description words it, by numpy alone: n_fft 1024, hop 256, Hann, 128 Slaney
    mels to 8 kHz, power, dB relative to the clip's maximum with an 80 dB floor."""
    padded = np.pad(samples, 512)
    n_frames = 1 + (len(padded) - 1024) // 256
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(1024) / 1024)
    frames = np.stack([padded[256 * n : 256 * n + 1024] * hann for n in range(n_frames)])
    power = np.abs(np.fft.rfft(frames)) ** 2
    mel = power @ slaney_filters()
    decibels = 10.0 * np.log10(np.maximum(mel, 1e-10))
    return np.maximum(decibels - decibels.max(), -80.0)


def slaney_filters() -> Floats:
    """(513, 128), band by band from the definition: 3 mels to 200 Hz, above 1 kHz 27 to a factor of 6.4."""

    def hertz(mel: float) -> float:
        return mel * 200.0 / 3.0 if mel < 15.0 else 1000.0 * 6.4 ** ((mel - 15.0) / 27.0)

    top = 15.0 + 27.0 * np.log(8.0) / np.log(6.4)
    edges = [hertz(top * n / 129) for n in range(130)]
    filters = np.zeros((513, 128))
    for band in range(128):
        low, centre, high = edges[band : band + 3]
        for line in range(513):
            f = line * 16_000 / 1024
            if low < f <= centre:
                filters[line, band] = (f - low) / (centre - low)
            elif centre < f < high:
                filters[line, band] = (high - f) / (high - centre)
        filters[:, band] *= 2.0 / (high - low)
    return filters


def by_the_front_end(samples: Floats) -> NDArray[np.float32]:
    with torch.no_grad():
        return decibel(MelPower()(torch.from_numpy(samples.astype(np.float32))[None])[0].numpy())


def test_the_front_end_gives_the_documented_recipe_on_a_made_up_voice() -> None:
    t = np.arange(48_000) / 16_000
    pitch = 2 * np.pi * np.cumsum(140 + 40 * np.sin(5 * t)) / 16_000
    voice = sum(np.sin(n * pitch) / n for n in range(1, 20)) * (1.1 + np.sin(9 * t)) * 0.05
    noise = np.random.default_rng(1).normal(0.0, 1e-3, len(t))
    np.testing.assert_allclose(by_the_front_end(voice + noise), documented_recipe(voice + noise), atol=0.02)


@pytest.mark.data
@pytest.mark.parametrize("name", CLIPS)
def test_the_front_end_gives_the_documented_recipe_on_ravdess(data_dir: Path, name: str) -> None:
    samples = decoded(data_dir / "voice" / "ravdess" / f"{name}.ogg").samples[:48_000].astype(np.float64)
    found, expected = by_the_front_end(samples), documented_recipe(samples)
    assert found.shape == expected.shape == (188, 128)
    np.testing.assert_allclose(found, expected, atol=0.02)
    # and so to the pictures' 64 steps
    assert np.abs(np.round((found + 80) / 80 * 63) - np.round((expected + 80) / 80 * 63)).max() <= 1


def test_a_band_is_one_or_the_mean_of_two_mel_bands() -> None:
    matrix = band_matrix()
    assert matrix.shape == (128, N_BANDS)
    np.testing.assert_allclose(matrix.sum(0), 1.0)
    assert ((matrix > 0).sum(1) == 1).all()


def test_level_is_forgotten() -> None:
    power = torch.rand(1, 120, N_BANDS) ** 4
    normalised = Normalised(Forgetting())
    torch.testing.assert_close(normalised(power), normalised(1e-4 * power), atol=1e-4, rtol=1e-3)


def test_a_steady_noise_floor_is_forgotten() -> None:
    generator = torch.Generator().manual_seed(1)
    voice = torch.rand(1, 120, N_BANDS, generator=generator) ** 6
    voice[:, 50:70] = 0.0
    with_noise = voice + 0.01 * (0.9 + 0.2 * torch.rand(voice.shape, generator=generator))
    pause = slice(52, 68)
    assert float(Normalised(Forgetting())(with_noise)[:, pause].max()) < 0.01
    assert float(Normalised(Forgetting(noise_gain=0.0))(with_noise)[:, pause].mean()) > 0.3


def test_all_of_the_channel_is_forgotten_when_it_is_asked_for() -> None:
    power = torch.rand(1, 120, N_BANDS) ** 4
    tilt = 10.0 ** torch.linspace(-1.0, 1.0, N_BANDS)
    forgets, keeps = Normalised(Forgetting(share=1.0)), Normalised(Forgetting(share=0.0))

    def difference(normalised: Normalised) -> float:
        return float((normalised(power * tilt) - normalised(power)).abs().mean())

    assert difference(forgets) < 0.2 * difference(keeps)
