"""What rooms, microphones, lines and neighbours do to a voice, on the waveform."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.voice.frontend import RATE_HZ

Samples = NDArray[np.float32]
Rng = np.random.Generator

SPEED: Final = (0.88, 1.12)
REVERBERATION_S: Final = (0.15, 0.7)
SNR_DB: Final = (3.0, 35.0)
NOISE_TILT: Final = (0.0, 1.0, 2.0)
"""White, pink and brown: power falls with this power of the frequency."""


def distorted(samples: Samples, others: list[Samples], rng: Rng) -> Samples:
    """One more way in which (n_samples,) might have been recorded; `others` are voices for the background."""
    steps: list[tuple[float, Callable[[Samples], Samples]]] = [
        (0.6, lambda x: at_speed(x, rng.uniform(*SPEED))),
        (0.5, lambda x: in_room(x, rng)),
        (0.6, lambda x: through_channel(x, rng)),
        (0.75, lambda x: with_noise(x, others, rng)),
        (0.15, lambda x: clipped(x, rng.uniform(0.15, 0.7))),
        (0.15, lambda x: over_telephone(x, rng)),
    ]
    for chance, step in steps:
        if rng.random() < chance:
            samples = step(samples)
    return samples.astype(np.float32)


def at_speed(samples: Samples, factor: float) -> Samples:
    """Faster and higher (factor > 1) or slower and lower."""
    places = np.arange(0.0, len(samples) - 1, factor)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def in_room(samples: Samples, rng: Rng) -> Samples:
    """Direct sound and an exponentially decaying diffuse tail."""
    reverberation_s = rng.uniform(*REVERBERATION_S)
    t = np.arange(int(reverberation_s * RATE_HZ)) / RATE_HZ
    tail = rng.standard_normal(len(t)) * np.exp(-6.9 * t / reverberation_s)
    tail *= 10.0 ** (-rng.uniform(0.0, 14.0) / 20.0) / np.sqrt((tail**2).sum())
    tail[0] += 1.0
    return _convolved(samples, tail)


def through_channel(samples: Samples, rng: Rng) -> Samples:
    """A smooth random frequency response, sometimes cut above or below."""
    frequencies = np.fft.rfftfreq(len(samples), 1.0 / RATE_HZ)
    points = np.log2(np.array([60.0, 250.0, 700.0, 1500.0, 3000.0, 5000.0, 8000.0]))
    curve = np.interp(np.log2(np.maximum(frequencies, 1.0)), points, rng.normal(0.0, 5.0, len(points)))
    if rng.random() < 0.3:
        curve -= 24.0 * np.maximum(0.0, np.log2(np.maximum(frequencies, 1.0) / rng.uniform(2500.0, 6500.0)))
    if rng.random() < 0.3:
        curve -= 18.0 * np.maximum(0.0, np.log2(rng.uniform(80.0, 300.0) / np.maximum(frequencies, 20.0)))
    spectrum = np.fft.rfft(samples) * 10.0 ** (curve / 20.0)
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def with_noise(samples: Samples, others: list[Samples], rng: Rng) -> Samples:
    """White, pink or brown noise, mains hum, or people talking behind."""
    kind = rng.choice(["tilted", "hum", "voices"], p=[0.65, 0.1, 0.25])
    if kind == "voices" and others:
        noise = sum(_fitted(other, len(samples), rng) for other in others)
    elif kind == "hum":
        t = np.arange(len(samples)) / RATE_HZ
        base = rng.choice([50.0, 60.0])
        noise = sum(np.sin(2 * np.pi * base * n * t + rng.uniform(0, 6)) / n for n in range(1, 12))
        noise = noise + 0.1 * rng.standard_normal(len(samples))
    else:
        noise = tilted_noise(len(samples), rng.choice(NOISE_TILT), rng)
    snr_db = rng.uniform(*SNR_DB) + (6.0 if kind == "voices" else 0.0)
    return samples + (_power_ratio(samples, np.asarray(noise), snr_db) * noise).astype(np.float32)


def tilted_noise(n_samples: int, tilt: float, rng: Rng) -> Samples:
    """Gaussian noise of unit power whose power falls with frequency to the power of `tilt`."""
    spectrum = np.fft.rfft(rng.standard_normal(n_samples))
    spectrum *= np.maximum(np.fft.rfftfreq(n_samples, 1.0 / RATE_HZ), 30.0) ** (-tilt / 2.0)
    noise = np.fft.irfft(spectrum, n_samples)
    return (noise / max(float(noise.std()), 1e-9)).astype(np.float32)


def clipped(samples: Samples, share: float) -> Samples:
    """Cut at `share` of the peak, as an overdriven microphone does."""
    limit = share * float(np.abs(samples).max(initial=1e-9))
    return np.clip(samples, -limit, limit)


def over_telephone(samples: Samples, rng: Rng) -> Samples:
    """300-3400 Hz, and mostly the 8 bits of mu-law."""
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1.0 / RATE_HZ)
    spectrum[(frequencies < 300.0) | (frequencies > 3400.0)] *= 1e-3
    narrow = np.fft.irfft(spectrum, len(samples)).astype(np.float32)
    if rng.random() < 0.3:
        return narrow
    peak = float(np.abs(narrow).max(initial=1e-9))
    scale = np.log1p(255.0)
    compressed = np.sign(narrow) * np.log1p(255.0 * np.abs(narrow) / peak) / scale
    steps = np.round(compressed * 127.0) / 127.0
    return (np.sign(steps) * np.expm1(np.abs(steps) * scale) / 255.0 * peak).astype(np.float32)


def _convolved(samples: Samples, response: NDArray[np.float64]) -> Samples:
    size = 1 << (len(samples) + len(response) - 1).bit_length()
    product = np.fft.rfft(samples, size) * np.fft.rfft(response, size)
    return np.fft.irfft(product, size)[: len(samples)].astype(np.float32)


def _fitted(other: Samples, n_samples: int, rng: Rng) -> Samples:
    repeated = np.tile(other, 1 + (n_samples // max(len(other), 1)) + 1)
    start = int(rng.integers(0, max(1, len(repeated) - n_samples)))
    return repeated[start : start + n_samples]


def _power_ratio(samples: Samples, noise: NDArray[np.float64], snr_db: float) -> float:
    wanted = float((samples.astype(np.float64) ** 2).mean()) / 10.0 ** (snr_db / 10.0)
    return float(np.sqrt(wanted / max(float((noise**2).mean()), 1e-12)))
