"""Files of every common kind become the same sound; everything else is refused in words."""

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from perception.errors import InputError
from perception.voice.decode import Limits, decoded

KINDS = [
    ("wav", "pcm_s16le", 16_000, "mono"),
    ("wav", "pcm_s16le", 44_100, "stereo"),
    ("wav", "pcm_s16le", 8_000, "mono"),
    ("wav", "pcm_s24le", 96_000, "stereo"),
    ("wav", "pcm_f32le", 48_000, "5.1"),
    ("flac", "flac", 22_050, "mono"),
    ("ogg", "libopus", 48_000, "stereo"),
    ("webm", "libopus", 48_000, "mono"),
    ("mp4", "aac", 44_100, "stereo"),
]


def sound_file(
    container: str = "wav",
    codec: str = "pcm_s16le",
    rate_hz: int = 16_000,
    layout: str = "mono",
    s: float = 1.0,
) -> bytes:
    """A tone of 440 Hz at half the full scale on every channel."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz, layout=layout)
        n_channels = len(av.AudioLayout(layout).channels)
        tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(s * rate_hz)) / rate_hz)
        block = np.tile(tone.astype(np.float32), (n_channels, 1))
        for start in range(0, block.shape[1], 960):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(block[:, start : start + 960]), format="fltp", layout=layout
            )
            frame.rate, frame.pts, frame.time_base = rate_hz, start, Fraction(1, rate_hz)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize(("container", "codec", "rate_hz", "layout"), KINDS)
def test_any_container_rate_and_channel_count_becomes_16_khz_mono(
    container: str, codec: str, rate_hz: int, layout: str
) -> None:
    sound = decoded(sound_file(container, codec, rate_hz, layout))
    assert sound.rate_hz == 16_000
    assert sound.duration_s == pytest.approx(1.0, abs=0.1)
    middle = sound.samples[4000:12_000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * 16_000 / len(middle) == pytest.approx(440, abs=3)
    assert 0.1 < np.abs(middle).max() <= 1.0


def test_a_path_reads_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "tone.flac"
    path.write_bytes(sound_file("flac", "flac"))
    np.testing.assert_array_equal(decoded(path).samples, decoded(path.read_bytes()).samples)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(InputError, match=str(path)):
            decoded(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello, this is no sound",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"\x00" * 10_000,
        b"OggS" + b"\xff" * 500,
    ],
    ids=["empty", "words", "a header alone", "zeros", "broken"],
)
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="give a sound file"):
        decoded(content)


def test_a_picture_is_refused() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        stream = out.add_stream("mpeg4", rate=5, width=32, height=32, pix_fmt="yuv420p")
        for _ in range(3):
            out.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        out.mux(stream.encode(None))
    with pytest.raises(InputError, match="holds no sound"):
        decoded(file.getvalue())


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    inner = tmp_path / "inner.wav"
    inner.write_bytes(sound_file())
    for content in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\n{inner}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{inner}'\n",
    ):
        with pytest.raises(InputError):
            decoded(content.encode())


def test_a_file_that_is_too_large_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(InputError, match=r"larger than 0\.01 MB"):
        decoded(sound_file(), Limits(max_bytes=10_000))


def test_a_recording_that_lasts_too_long_is_refused_while_it_is_decoded() -> None:
    small_but_long = sound_file("flac", "flac", s=20.0)
    with pytest.raises(InputError, match="lasts longer than 5 s"):
        decoded(small_but_long, Limits(max_duration_s=5.0))


def test_values_beyond_full_scale_and_no_numbers_are_brought_back() -> None:
    loud = np.array([3.0, -7.0, np.nan, 0.25] * 4000, np.float32)
    header = b"RIFF" + (36 + loud.nbytes).to_bytes(4, "little") + b"WAVEfmt \x10\x00\x00\x00\x03\x00\x01\x00"
    header += (16_000).to_bytes(4, "little") + (64_000).to_bytes(4, "little") + b"\x04\x00\x20\x00data"
    sound = decoded(header + loud.nbytes.to_bytes(4, "little") + loud.tobytes())
    assert np.abs(sound.samples).max() <= 1.0


@pytest.mark.data
def test_the_opus_files_of_the_data_sets_decode_at_16_khz(data_dir: Path) -> None:
    sound = decoded(data_dir / "voice" / "ravdess" / "03-01-05-02-01-01-01.ogg")
    assert 2.0 < sound.duration_s < 6.0
    assert np.abs(sound.samples).max() > 0.05
