"""Speech, silence and noise for Chromium's fake microphone; espeak-ng speaks when a test asks for it."""

import shutil
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest

RATE_HZ: Final = 48_000
"""A rate that a real device has: the browser and the element resample it."""
ESPEAK = shutil.which("espeak-ng")

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Speaker:
    """One of espeak-ng's voices: its name, speed in words a minute, pitch 0 to 99."""

    name: str
    speed: int = 150
    pitch: int = 50


ANNA = Speaker("en-gb+f3", 150, 60)
BEN = Speaker("en-us+m3", 140, 35)
CLARA = Speaker("en-gb-scotland+f2", 175, 70)
DORA = Speaker("en-us+f2", 140, 55)
EMIL = Speaker("en-us", 140, 50)


def silence(duration_s: float) -> Samples:
    """Nothing at all."""
    return np.zeros(round(duration_s * RATE_HZ), np.int16)


def noise(duration_s: float, rms: float = 0.01) -> Samples:
    """White noise, `rms` of full scale; the same each time."""
    return _pcm(np.random.default_rng(7).normal(0.0, rms, round(duration_s * RATE_HZ)))


def cough(duration_s: float = 0.35) -> Samples:
    """A burst of noise that dies away."""
    burst = noise(duration_s, 0.25) / 32_767
    return _pcm(burst * np.exp(-6 * np.linspace(0, 1, len(burst))))


def _pcm(values: npt.NDArray[np.float64]) -> Samples:
    samples: Samples = (np.clip(values, -1, 1) * 32_767).astype(np.int16)
    return samples


def speech(text: str, speaker: Speaker, folder: Path) -> Samples:
    """`text` said aloud; skips the test where espeak-ng is missing."""
    if ESPEAK is None:
        pytest.skip("no espeak-ng to make speech with: apt-get install espeak-ng")
    path = folder / "speech.wav"
    command = [
        ESPEAK,
        "-v",
        speaker.name,
        "-s",
        str(speaker.speed),
        "-p",
        str(speaker.pitch),
        "-w",
        str(path),
    ]
    subprocess.run([*command, text], check=True, capture_output=True, timeout=60)  # noqa: S603
    with wave.open(str(path)) as made:
        rate_hz = made.getframerate()
        samples = np.frombuffer(made.readframes(made.getnframes()), np.int16)
    places = np.arange(0, len(samples) - 1, rate_hz / RATE_HZ)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.int16)


def write_wav(path: Path, *parts: Samples) -> Path:
    """One after the other, as a fake microphone plays them."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.concatenate(parts).tobytes())
    return path
