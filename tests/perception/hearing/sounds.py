"""Sound for tests, made at run time."""

import io
import shutil
import subprocess
import wave
from functools import cache

import numpy as np
import pytest

from perception.hearing.transcriber import PcmSamples
from perception.voice.decode import decoded

RATE_HZ = 16_000


def silence(duration_s: float) -> PcmSamples:
    return np.zeros(int(duration_s * RATE_HZ), np.int16)


def noise(duration_s: float, level: float = 0.02) -> PcmSamples:
    samples = np.random.default_rng(1).normal(0.0, level, int(duration_s * RATE_HZ))
    return (np.clip(samples, -1, 1) * 32767).astype(np.int16)


def hum(duration_s: float, level: float = 0.3, pitch_hz: float = 140.0) -> PcmSamples:
    """A voice-like buzz; no words in it."""
    t = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    wave_form = sum(np.sin(2 * np.pi * pitch_hz * k * t) / k for k in range(1, 12))
    return (level * 0.5 * np.asarray(wave_form) * 32767).astype(np.int16)


@cache
def spoken(words: str, voice: str = "en-us", speed: int = 150) -> PcmSamples:
    """The words in espeak-ng's voice; skips the test where it is not installed."""
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed (Debian: apt-get install espeak-ng)")
    made = subprocess.run(  # noqa: S603 - a program of this machine, words of ours
        [program, "-v", voice, "-s", str(speed), "--stdout", words], capture_output=True, check=True
    )
    return (decoded(made.stdout).samples * 32767).astype(np.int16)


def wav(samples: PcmSamples) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()
