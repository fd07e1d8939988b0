"""What a picture says of itself before it is decoded: format and size, from its first bytes."""

import struct
from collections.abc import Callable
from typing import Final, NamedTuple

from perception.errors import InputError

ALLOWED: Final = "give a JPEG, PNG or WebP picture"

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers that stand alone."""

FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers (start of frame) that hold the size."""

OTHER_KINDS: Final = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\x00", "a TIFF"),
    (b"MM\x00*", "a TIFF"),
    (b"<svg", "an SVG"),
    (b"<?xml", "an SVG or other XML"),
    (b"%PDF", "a PDF"),
)


class Header(NamedTuple):
    """Pillow's name of the format, and the size in pixels as stored."""

    format: str
    width: int
    height: int


def header_of(data: bytes) -> Header:
    """The header of a JPEG, PNG or WebP file. Raises InputError for any other file, and for a broken
    header."""
    for sniffed, name, read in READERS:
        if sniffed(data):
            try:
                width, height = read(data)
            except (struct.error, IndexError) as error:
                raise InputError(f"the {name} picture ends within its header; {ALLOWED}") from error
            return Header(name, width, height)
    raise InputError(f"the picture is {_kind(data)}; {ALLOWED}")


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while True:
        while data[place] != 0xFF:
            place += 1
        while data[place] == 0xFF:
            place += 1
        marker = data[place]
        place += 1
        if marker in WITHOUT_LENGTH:
            continue
        if marker in FRAME_HEADERS:
            height, width = struct.unpack_from(">HH", data, place + 3)
            return width, height
        (length,) = struct.unpack_from(">H", data, place)
        place += length


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _kind(data: bytes) -> str:
    if not data:
        return "empty"
    start = data[:256].lstrip()
    for beginning, name in OTHER_KINDS:
        if start.startswith(beginning):
            return name
    return f"no picture that is known here (it begins with {data[:8].hex(' ')})"


READERS: Final[tuple[tuple[Callable[[bytes], bool], str, Callable[[bytes], tuple[int, int]]], ...]] = (
    (lambda data: data.startswith(b"\xff\xd8\xff"), "JPEG", _jpeg),
    (lambda data: data.startswith(PNG_SIGNATURE), "PNG", _png),
    (lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP", "WEBP", _webp),
)
