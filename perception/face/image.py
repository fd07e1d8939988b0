"""A picture's bytes -> pixels. Everything happens in memory."""

import io
import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import PIL.Image
import PIL.ImageOps
from numpy.typing import NDArray

from perception.errors import InputError
from perception.face.header import ALLOWED, header_of

Pixels = NDArray[np.uint8]

BYTES_PER_MB: Final = 1_000_000

DECODER_ERRORS: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
    PIL.Image.DecompressionBombError,
    PIL.Image.DecompressionBombWarning,
)
"""What Pillow's decoders are known to raise for broken files."""


@dataclass(frozen=True)
class ImageLimits:
    """What is decoded at most, read from the header before any decoding: `max_bytes` of file, `max_pixels` in
    all, sides from `min_side` to `max_side`. What comes out is reduced to `longest_side`, and is a photo or,
    without `is_photo`, one picture of a camera."""

    max_bytes: int = 12 * BYTES_PER_MB
    max_pixels: int = 50_000_000
    max_side: int = 12_000
    min_side: int = 24
    longest_side: int = 1024
    is_photo: bool = True


@dataclass(frozen=True, eq=False)
class Image:
    """`pixels` uint8 (height, width, 3), RGB; `is_photo` says that it comes alone, with time to read it
    more carefully than one of a camera's many. Raises InputError for any other pixels."""

    pixels: Pixels
    is_photo: bool = False

    def __post_init__(self) -> None:
        pixels = self.pixels
        given = f"{pixels.dtype} of shape {pixels.shape}" if isinstance(pixels, np.ndarray) else type(pixels)
        if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 3:
            raise InputError(f"pixels were {given}; give RGB as uint8 of shape (height, width, 3)")
        if pixels.shape[2] != 3 or 0 in pixels.shape:
            raise InputError(f"pixels were {given}; give RGB as uint8 of shape (height, width, 3)")

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])


def decoded(data: bytes, limits: ImageLimits = ImageLimits()) -> Image:
    """The picture in a JPEG, PNG or WebP file, upright as its EXIF orientation says; of an animation the
    first frame.

    Raises InputError, and nothing else, for a file of another kind, one beyond `limits`, and a broken one.
    """
    _require_allowed(data, limits)
    try:
        with PIL.Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            _require_size(picture.width, picture.height, limits)  # a file may hold a second, larger header
            return Image(_pixels(picture, limits.longest_side), limits.is_photo)
    except DECODER_ERRORS as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"the picture cannot be decoded ({error}); {ALLOWED}, whole and unbroken") from error


def _require_allowed(data: bytes, limits: ImageLimits) -> None:
    if len(data) > limits.max_bytes:
        raise InputError(
            f"the picture has {len(data)} bytes; at most {limits.max_bytes / BYTES_PER_MB:g} MB are read: "
            "make it smaller"
        )
    header = header_of(data)
    _require_size(header.width, header.height, limits)


def _require_size(width: int, height: int, limits: ImageLimits) -> None:
    if min(width, height) < limits.min_side:
        raise InputError(
            f"the picture has {width} x {height} pixels; give one of at least {limits.min_side} on each side"
        )
    if max(width, height) > limits.max_side or width * height > limits.max_pixels:
        raise InputError(
            f"the picture has {width} x {height} pixels; at most {limits.max_side} on a side and "
            f"{limits.max_pixels} in all are read: make it smaller"
        )


def _pixels(picture: PIL.Image.Image, longest_side: int) -> Pixels:
    if picture.format == "JPEG":
        picture.draft("RGB", (longest_side, longest_side))  # libjpeg reduces while it decodes
    upright = PIL.ImageOps.exif_transpose(picture).convert("RGB")
    if max(upright.size) > longest_side:
        upright.thumbnail((longest_side, longest_side), PIL.Image.Resampling.BOX)
    return np.asarray(upright, dtype=np.uint8)
