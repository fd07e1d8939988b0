"""The part of a recording that can be speech, by its loudness alone."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from perception.sound import RATE_HZ

Samples = NDArray[np.float32]

FRAME: Final = 256
"""Samples of one loudness value: 16 ms."""

SPEECH_DB: Final = 30.0
"""Frames at the edges that lie further below the loudest one are no speech."""

NOISE_SHARE: Final = 0.4
"""In a recording with noise, how far up from its quietest frames to its loudest one speech begins, in dB."""

MARGIN: Final = 4
"""Frames that are left around it: 64 ms."""

SILENCE_DB: Final = -62.0
"""Loudest frame, relative to full scale, below which nobody spoke into this microphone."""

LEAST_S: Final = 0.25
"""Shorter than a syllable: nothing can be said of how it was said."""


def spoken(samples: Samples) -> Samples | None:
    """From the first to the last frame that is loud enough to be speech; None for silence and for clicks."""
    n_frames = len(samples) // FRAME
    if n_frames * FRAME < LEAST_S * RATE_HZ:
        return None
    level = loudness(samples[: n_frames * FRAME])
    if level.max() < SILENCE_DB:
        return None
    part = loud_part(level)
    found = samples[part.start * FRAME : part.stop * FRAME]
    return found if len(found) >= (LEAST_S * RATE_HZ + 2 * MARGIN * FRAME) else None


def loud_part(level: NDArray[np.floating[Any]]) -> slice:
    """(n_frames,) dB -> the frames from the first to the last that is loud enough to be speech."""
    top = level.max()
    quiet = np.percentile(level, 5)
    loud = np.flatnonzero(level > max(top - SPEECH_DB, quiet + NOISE_SHARE * (top - quiet)))
    if not len(loud):
        return slice(0, len(level))
    return slice(max(0, int(loud[0]) - MARGIN), int(loud[-1]) + 1 + MARGIN)


def loudness(samples: Samples) -> NDArray[np.float64]:
    """(n_frames * 256,) -> (n_frames,) dB relative to full scale, smoothed over three frames."""
    frames = samples.reshape(-1, FRAME).astype(np.float64)
    frames = frames - frames.mean(1, keepdims=True)  # a constant offset is no sound
    return smoothed(10.0 * np.log10((frames**2).mean(1) + 1e-12))


def smoothed(level: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """(n_frames,) dB, each the mean of itself and its two neighbours."""
    padded = np.pad(level.astype(np.float64), 1, mode="edge")
    mean: NDArray[np.float64] = (padded[:-2] + padded[1:-1] + padded[2:]) / 3.0
    return mean


def clipped_share(samples: Samples) -> float:
    """Share of samples that lie at the recording's peak: near 0 for a clean one."""
    peak = float(np.abs(samples).max(initial=0.0))
    return float((np.abs(samples) > 0.995 * peak).mean()) if peak > 0.0 else 0.0
