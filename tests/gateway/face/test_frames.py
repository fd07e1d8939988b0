"""Binary frames with a picture: there and back, and whatever else comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Refusal
from gateway.face.frames import PictureFrame, decode_picture, encode_picture, is_picture


def test_the_header_is_as_documented() -> None:
    frame = PictureFrame(7, 258, 70_000, b"\xff\xd8")
    assert encode_picture(frame) == bytes([2, 7, 1, 2, 0, 1, 0x11, 0x70, 0xFF, 0xD8])


@given(
    stream=st.integers(0, 255),
    sequence=st.integers(0, 65_535),
    t_ms=st.integers(0, 2**32 - 1),
    data=st.binary(min_size=1, max_size=50),
)
def test_a_frame_survives_the_wire(stream: int, sequence: int, t_ms: int, data: bytes) -> None:
    frame = PictureFrame(stream, sequence, t_ms, data)
    assert decode_picture(encode_picture(frame)) == frame


@pytest.mark.parametrize("frame", [b"", b"\x02", b"\x02" + bytes(7), b"\x01" + bytes(20)])
def test_what_is_no_frame_with_a_picture_is_malformed_and_says_why(frame: bytes) -> None:
    with pytest.raises(Refusal, match=f"{len(frame)} bytes") as refused:
        decode_picture(frame)
    assert refused.value.code == "malformed"


@given(st.binary(max_size=100))
def test_no_bytes_do_anything_but_decode_or_refuse(frame: bytes) -> None:
    try:
        assert is_picture(encode_picture(decode_picture(frame)))
    except Refusal as refusal:
        assert refusal.code == "malformed"


def test_a_picture_is_never_part_of_how_its_frame_is_shown() -> None:
    assert "secret" not in repr(PictureFrame(1, 0, 0, b"secret"))
