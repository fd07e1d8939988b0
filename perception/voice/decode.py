"""Sound files of any common kind -> Sound. Everything happens in memory."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from perception.errors import InputError
from perception.sound import RATE_HZ, Sound

FORMATS: Final = (
    "aac", "ac3", "aiff", "amr", "au", "caf", "eac3", "flac", "matroska", "webm", "mov", "mp4", "m4a", "3gp",
    "mp3", "ogg", "w64", "wav",
)  # fmt: skip
"""Containers that hold sound themselves. Playlists are not among them: they make the decoder open other files
and addresses."""

ALLOWED: Final = "give a sound file such as WAV, FLAC, Ogg, WebM, MP3 or M4A"
BYTES_PER_MB: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What is decoded at most: a file of `max_bytes` that lasts `max_duration_s`."""

    max_bytes: int = 50 * BYTES_PER_MB
    max_duration_s: float = 600.0


def decoded(source: bytes | Path, limits: Limits = Limits()) -> Sound:
    """The first sound stream of a file, mixed to mono at 16 kHz.

    Raises InputError for a file that cannot be read, is empty, is larger or longer than `limits`, is broken,
    or holds no sound.
    """
    content = _content(source, limits)
    name = str(source) if isinstance(source, Path) else f"the sound ({len(content)} bytes)"
    if not content:
        raise InputError(f"{name} is empty; {ALLOWED}")
    try:
        blocks = list(_blocks(content, name, limits))
    except (av.error.FFmpegError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{name} is no sound that can be decoded ({_reason(error)}); {ALLOWED}") from error
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    if not len(samples):
        raise InputError(f"{name} holds a sound of no length; {ALLOWED}")
    return Sound(np.clip(np.nan_to_num(samples), -1.0, 1.0))


def _content(source: bytes | Path, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        content, name = source[: limits.max_bytes + 1], "the sound"
    else:
        name = str(source)
        try:
            with source.open("rb") as file:
                content = file.read(limits.max_bytes + 1)
        except OSError as error:
            raise InputError(f"{name} cannot be read ({error.strerror}); {ALLOWED}") from error
    if len(content) > limits.max_bytes:
        raise InputError(
            f"{name} is larger than {limits.max_bytes / BYTES_PER_MB:g} MB; give a shorter recording"
        )
    return content


def _blocks(content: bytes, name: str, limits: Limits) -> Iterator[NDArray[np.float32]]:
    options = {"format_whitelist": ",".join(FORMATS), "protocol_whitelist": ""}
    with av.open(io.BytesIO(content), "r", metadata_errors="ignore", options=options) as container:
        if not container.streams.audio:
            raise InputError(f"{name} holds no sound; {ALLOWED}")
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
        n_left = round(limits.max_duration_s * RATE_HZ)
        frames: Iterator[Any] = container.decode(stream)
        for block in _resampled(_bounded(frames, name, limits), resampler):
            n_left -= len(block)
            if n_left < 0:
                raise InputError(
                    f"{name} lasts longer than {limits.max_duration_s:g} s; give a shorter recording"
                )
            yield block


def _bounded(frames: Iterator[Any], name: str, limits: Limits) -> Iterator[Any]:
    """One frame at a rate of a few hertz lasts for hours: it is refused before it is resampled."""
    for frame in frames:
        if frame.samples > limits.max_duration_s * frame.sample_rate:
            raise InputError(
                f"{name} lasts longer than {limits.max_duration_s:g} s; give a shorter recording"
            )
        yield frame


def _resampled(frames: Iterator[Any], resampler: av.AudioResampler) -> Iterator[NDArray[np.float32]]:
    for frame in chain(frames, [None]):
        if frame is not None:
            frame.pts = None  # gaps in the time stamps are no silence
        for out in resampler.resample(frame):
            yield out.to_ndarray().reshape(-1).astype(np.float32, copy=False)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
