"""Picture files: the common kinds are read, everything else is refused before it can do harm."""

import io
import struct
import zlib

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perception.errors import InputError
from perception.face.header import header_of
from perception.face.image import Image, ImageLimits, Pixels, decoded
from tests.perception.face.pictures import encoded

KINDS = ("JPEG", "PNG", "WEBP")


def gradient(width: int = 80, height: int = 60) -> Pixels:
    red, green = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([red, green, np.full_like(red, 128)], axis=2).astype(np.uint8)


def png_of(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of any size: a decompression bomb."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("is_photo", [True, False])
def test_a_picture_knows_whether_it_is_a_photo_or_of_a_camera(is_photo: bool) -> None:
    assert decoded(encoded(gradient()), ImageLimits(is_photo=is_photo)).is_photo is is_photo


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_a_common_kind_is_read_as_rgb(kind: str) -> None:
    pixels = decoded(encoded(gradient(), kind)).pixels
    assert pixels.shape == (60, 80, 3)
    np.testing.assert_allclose(pixels.astype(float), gradient().astype(float), atol=24)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(80, 60), (333, 41), (700, 700)])
def test_the_header_tells_format_and_size(kind: str, size: tuple[int, int]) -> None:
    assert header_of(encoded(gradient(*size), kind)) == (kind, *size)


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False, "exif": b"Exif\x00\x00"}])
def test_the_header_of_every_kind_of_webp_is_read(options: dict[str, object]) -> None:
    assert header_of(encoded(gradient(), "WEBP", **options))[1:] == (80, 60)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1"])
def test_grey_palette_transparent_and_print_pictures_become_rgb(mode: str) -> None:
    file = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    PIL.Image.fromarray(gradient()).convert(mode).save(file, kind)
    assert decoded(file.getvalue()).pixels.shape == (60, 80, 3)


def test_a_picture_lies_as_its_exif_orientation_says() -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    found = decoded(encoded(gradient(), "JPEG", exif=exif.tobytes()))
    assert (found.width, found.height) == (60, 80)


def test_a_large_photo_is_reduced_to_the_longest_side_that_is_wanted() -> None:
    for kind in KINDS:
        found = decoded(encoded(gradient(1600, 1200), kind), ImageLimits(longest_side=400))
        assert (found.width, found.height) == (400, 300)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<?xml version="1.0"?><svg/>', "SVG"),
        (b"GIF89a" + bytes(40), "GIF"),
        (b"BM" + bytes(60), "BMP"),
        (b"II*\x00" + bytes(60), "TIFF"),
        (b"%PDF-1.7", "PDF"),
        (b"just words", "no picture"),
        (b"\xff\xd8\xff", "ends within its header"),
        (b"\x89PNG\r\n\x1a\n", "ends within its header"),
        (b"RIFF\x00\x00\x00\x00WEBP", "ends within its header"),
    ],
)
def test_what_is_no_picture_is_named_and_refused(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as found:
        decoded(data)
    assert "JPEG, PNG or WebP" in str(found.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_picture_is_refused(kind: str, share: float) -> None:
    data = encoded(gradient(200, 200), kind)
    with pytest.raises(InputError):
        decoded(data[: int(share * len(data))])


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (11_000, 11_000), (2**31 - 1, 1000)])
def test_a_decompression_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    with pytest.raises(InputError, match="make it smaller"):
        decoded(png_of(width, height))


def test_a_second_larger_header_in_the_file_is_noticed() -> None:
    small, large = encoded(gradient(80, 60)), encoded(gradient(3000, 3000))
    start = small.index(b"\xff\xc0")
    length = 2 + struct.unpack_from(">H", small, start + 2)[0]
    data = large[:2] + small[start : start + length] + large[2:]
    assert header_of(data)[1:] == (80, 60)
    with pytest.raises(InputError):
        decoded(data, ImageLimits(max_side=1000))


@pytest.mark.parametrize("size", [(1, 1), (23, 400), (400, 3)])
def test_a_picture_too_small_for_a_face_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="at least 24"):
        decoded(encoded(gradient(*size), "PNG"))


def test_a_file_of_too_many_bytes_is_refused() -> None:
    data = encoded(gradient(), "PNG")
    with pytest.raises(InputError, match="make it smaller"):
        decoded(data, ImageLimits(max_bytes=len(data) - 1))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12))
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(
    kind: str, damage: list[tuple[int, int]]
) -> None:
    data = bytearray(encoded(gradient(64, 48), kind))
    for place, value in damage:
        data[place % len(data)] = value
    try:
        found = decoded(bytes(data))
    except InputError:
        return
    assert found.pixels.dtype == np.uint8


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
        "photo.jpg",
    ],
)
def test_an_image_is_made_of_rgb_pixels_only(pixels: Pixels) -> None:
    with pytest.raises(InputError, match="height, width, 3"):
        Image(pixels)
