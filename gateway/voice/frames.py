"""Binary frames of undertone.v1: an 8-byte header and sound."""

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gateway.errors import Refusal

MAX_SAMPLES: Final = 8000
"""The longest piece of sound in one frame: half a second."""

HEADER: Final = struct.Struct(">BBHI")
PCM: Final = 1
SEQUENCES: Final = 65_536
"""A frame's sequence number is one of so many, and then begins again at 0."""


@dataclass(frozen=True)
class AudioFrame:
    """Mono sound of one stream: `t_ms` since the stream began, `samples` int16 (n,), n up to MAX_SAMPLES."""

    stream: int
    sequence: int
    t_ms: int
    samples: npt.NDArray[np.int16]


def decode_frame(data: bytes) -> AudioFrame:
    """A client's binary frame. Raises Refusal (`malformed`)."""
    if len(data) < HEADER.size:
        raise _malformed(f"it has {len(data)} bytes; the header alone has {HEADER.size}")
    kind, stream, sequence, t_ms = HEADER.unpack_from(data)
    if kind != PCM:
        raise _malformed(f"its kind is {kind}; {PCM} is sound, 2 a picture")
    n_bytes = len(data) - HEADER.size
    if n_bytes % 2 or not 2 <= n_bytes <= 2 * MAX_SAMPLES:
        raise _malformed(
            f"it carries {n_bytes} bytes of sound; 1 to {MAX_SAMPLES} samples of 2 bytes are allowed"
        )
    return AudioFrame(stream, sequence, t_ms, np.frombuffer(data, "<i2", offset=HEADER.size))


def encode_frame(frame: AudioFrame) -> bytes:
    """The same, the other way round: for clients in Python."""
    header = HEADER.pack(PCM, frame.stream, frame.sequence % SEQUENCES, frame.t_ms)
    return header + frame.samples.astype("<i2").tobytes()


def _malformed(detail: str) -> Refusal:
    return Refusal("malformed", f"the binary frame cannot be read: {detail}; docs/protocol.md shows its form")
