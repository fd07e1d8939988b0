"""espeak-ng says what it is given, as it is asked to."""

import io
import shutil
import wave

import numpy as np
import pytest

from gateway.errors import ConfigError, SpeechError
from gateway.protocol import Delivery
from gateway.voice.espeak import EspeakSpeaker

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed (Debian: apt-get install espeak-ng)"
)
WORDS = "I am glad that you told me."


def length_s(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert np.abs(samples.astype(np.int32)).max() > 1000
        return file.getnframes() / file.getframerate()


@needs_espeak
def test_words_become_a_sound_file_whose_header_tells_its_length() -> None:
    sound = EspeakSpeaker("en-us").speak(WORDS, None)
    assert int.from_bytes(sound[4:8], "little") == len(sound) - 8
    assert 0.8 < length_s(sound) < 5.0


@needs_espeak
def test_a_slow_delivery_takes_longer() -> None:
    speaker = EspeakSpeaker("en-us")
    slow = speaker.speak(WORDS, Delivery(rate=0.7, pitch=0.9, pause_ms=0))
    assert length_s(slow) > 1.2 * length_s(speaker.speak(WORDS, None))


@needs_espeak
@pytest.mark.parametrize("text", ["--help", "-f /etc/passwd", "a\x00b\x1b", "<speak>hm</speak>", "“é” 😀"])
def test_words_are_never_options_and_never_break_it(text: str) -> None:
    assert EspeakSpeaker("en-us").speak(text, None).startswith(b"RIFF")


@needs_espeak
def test_a_voice_that_there_is_not_is_an_error_with_its_name() -> None:
    with pytest.raises(SpeechError, match="nowhere"):
        EspeakSpeaker("nowhere").speak(WORDS, None)


@needs_espeak
@pytest.mark.parametrize("voice", ["", "-w/tmp/x", "en us", "a/b"])
def test_a_voice_that_is_no_name_stops_the_start(voice: str) -> None:
    with pytest.raises(ConfigError, match="speech_voice"):
        EspeakSpeaker(voice)


def test_without_the_program_the_start_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ConfigError, match="install espeak-ng"):
        EspeakSpeaker("en-us")
