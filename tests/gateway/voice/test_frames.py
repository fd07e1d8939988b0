"""Binary frames: there and back, and whatever else comes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Refusal
from gateway.voice.frames import MAX_SAMPLES, AudioFrame, decode_frame, encode_frame


def test_the_header_is_as_documented() -> None:
    frame = AudioFrame(7, 258, 70_000, np.array([1, -2], np.int16))
    assert encode_frame(frame) == bytes([1, 7, 1, 2, 0, 1, 0x11, 0x70, 1, 0, 0xFE, 0xFF])


@given(
    stream=st.integers(0, 255),
    sequence=st.integers(0, 65_535),
    t_ms=st.integers(0, 2**32 - 1),
    samples=st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=50),
)
def test_a_frame_survives_the_wire(stream: int, sequence: int, t_ms: int, samples: list[int]) -> None:
    again = decode_frame(encode_frame(AudioFrame(stream, sequence, t_ms, np.array(samples, np.int16))))
    assert (again.stream, again.sequence, again.t_ms) == (stream, sequence, t_ms)
    assert again.samples.tolist() == samples


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "0 bytes"),
        (b"\x01\x00\x00", "3 bytes"),
        (bytes(8), "kind is 0"),
        (b"\x01" + bytes(7), "0 bytes of sound"),
        (b"\x01" + bytes(8), "1 bytes of sound"),
        (b"\x01" + bytes(7 + 2 * MAX_SAMPLES + 2), "8000 samples"),
        (b"\x02" + bytes(9), "kind is 2"),
    ],
)
def test_what_is_no_frame_is_malformed_and_says_why(data: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        decode_frame(data)
    assert refused.value.code == "malformed"


@given(st.binary(max_size=100))
def test_no_bytes_do_anything_but_decode_or_refuse(data: bytes) -> None:
    try:
        decode_frame(data)
    except Refusal as refusal:
        assert refusal.code == "malformed"
