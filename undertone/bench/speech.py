"""Speech for benchmarks, made by espeak-ng when they run."""

import shutil
import subprocess
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from perception.sound import RATE_HZ
from perception.voice.decode import decoded
from undertone.errors import MissingPartError

Pcm = npt.NDArray[np.int16]

SENTENCES: Final = (
    "I had such a long day, and nobody asked me how I am.",
    "We won the game in the last minute, I am so happy.",
    "My boss shouted at me in front of everyone.",
    "Can you play something calm, please?",
    "I am afraid of the exam tomorrow.",
    "Thank you, that was lovely.",
)
VOICES: Final = ("en-us", "en-gb", "en-us+f3", "en-gb+m3")


@cache
def spoken(n: int) -> Pcm:
    """The n-th utterance: another sentence, voice and speed with each. Raises MissingPartError."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise MissingPartError("espeak-ng makes this benchmark's speech (Debian: apt-get install espeak-ng)")
    words, voice = SENTENCES[n % len(SENTENCES)], VOICES[n % len(VOICES)]
    made = subprocess.run(  # noqa: S603 - a program of this machine, words of ours
        [program, "-v", voice, "-s", str(140 + 10 * (n % 4)), "--stdout", words],
        capture_output=True,
        check=True,
    )
    samples = (decoded(made.stdout).samples * 32767).astype(np.int16)
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 300)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def room(duration_s: float, seed: int) -> Pcm:
    """The quiet noise of a room."""
    noise = np.random.default_rng(seed).normal(0.0, 20.0, int(duration_s * RATE_HZ))
    return np.asarray(noise, np.int16)


def talk(seed: int, duration_s: float, pause_s: float) -> tuple[Pcm, list[float]]:
    """Utterances with pauses between, about so long, and where each ends in seconds."""
    parts, ends = [room(0.5 + (seed % 10) * 0.17, seed)], []
    n = seed
    while sum(map(len, parts)) / RATE_HZ < duration_s:
        parts.append(spoken(n % 12))
        ends.append(sum(map(len, parts)) / RATE_HZ)
        parts.append(room(pause_s, n))
        n += 1
    return np.concatenate(parts), ends
