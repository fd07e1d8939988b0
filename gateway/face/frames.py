"""Binary frames of undertone.v1 that carry a picture: the same header as sound, and the picture's file."""

from dataclasses import dataclass, field
from typing import Final

from gateway.errors import Refusal
from gateway.voice.frames import HEADER, SEQUENCES

PICTURE: Final = 2
"""The kind, the first byte, of a frame with a picture."""


@dataclass(frozen=True)
class PictureFrame:
    """One picture of a stream: `t_ms` since the stream began, `data` a whole JPEG, PNG or WebP file."""

    stream: int
    sequence: int
    t_ms: int
    data: bytes = field(repr=False)


def is_picture(frame: bytes) -> bool:
    """Whether a binary frame says that it carries a picture."""
    return frame[:1] == bytes([PICTURE])


def decode_picture(frame: bytes) -> PictureFrame:
    """A client's binary frame. Raises Refusal (`malformed`); whether it is a picture shows later."""
    if len(frame) <= HEADER.size or not is_picture(frame):
        raise Refusal(
            "malformed",
            f"the binary frame cannot be read: it has {len(frame)} bytes; a picture (kind {PICTURE}) comes "
            f"after a header of {HEADER.size}; docs/protocol.md shows its form",
        )
    _, stream, sequence, t_ms = HEADER.unpack_from(frame)
    return PictureFrame(stream, sequence, t_ms, frame[HEADER.size :])


def encode_picture(frame: PictureFrame) -> bytes:
    """The same, the other way round: for clients in Python."""
    return HEADER.pack(PICTURE, frame.stream, frame.sequence % SEQUENCES, frame.t_ms) + frame.data
