"""faster-whisper's interface: what is asked of it, and what is said where it is missing."""

import sys
from pathlib import Path

import pytest

from perception.errors import RecognitionError
from perception.hearing.whisper import WhisperConfig, WhisperTranscriber, fetch
from tests.fakes.whisper_package import FakeSegment, FakeWhisper, FakeWord
from tests.perception.hearing.sounds import hum, silence


@pytest.fixture
def whisper(monkeypatch: pytest.MonkeyPatch) -> FakeWhisper:
    fake = FakeWhisper()
    monkeypatch.setitem(sys.modules, "faster_whisper", fake.module())
    return fake


def test_a_model_is_fetched_into_its_own_folder_and_loaded_from_there(
    whisper: FakeWhisper, tmp_path: Path
) -> None:
    config = WhisperConfig(tmp_path, "small.en", device="cpu")
    assert fetch(config) == tmp_path / "whisper-small.en"
    WhisperTranscriber(config)
    assert whisper.fetched == [("small.en", str(tmp_path / "whisper-small.en"))]
    assert whisper.loaded[0]["path"] == str(tmp_path / "whisper-small.en")
    assert whisper.loaded[0]["device"] == "cpu"
    assert whisper.loaded[0]["local_files_only"]


def test_an_english_model_is_told_its_language_and_another_finds_out(
    whisper: FakeWhisper, tmp_path: Path
) -> None:
    for model, language, known in (("base.en", "en", ("en",)), ("base", None, ("en", "de"))):
        config = WhisperConfig(tmp_path, model)
        fetch(config)
        transcriber = WhisperTranscriber(config)
        hearing = transcriber.open()
        hearing.accept(hum(0.5))
        assert hearing.finish().text == "Hello there."
        assert whisper.asked[-1]["language"] == language
        assert transcriber.languages == known


def test_words_invented_in_silence_are_left_out(whisper: FakeWhisper, tmp_path: Path) -> None:
    whisper.segments = [
        FakeSegment([FakeWord(" Thanks", 0.9), FakeWord(" for", 0.9)], no_speech_prob=0.8),
        FakeSegment([FakeWord(" okay", 0.6)]),
        FakeSegment(None),
    ]
    config = WhisperConfig(tmp_path)
    fetch(config)
    hearing = WhisperTranscriber(config).open()
    hearing.accept(hum(0.5))
    transcript = hearing.finish()
    assert (transcript.text, transcript.confidence) == ("okay", 0.6)


def test_without_the_package_it_is_said_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    for call in (WhisperTranscriber, fetch):
        with pytest.raises(RecognitionError, match="extra `whisper`"):
            call(WhisperConfig(tmp_path))


def test_without_the_model_it_is_said_how_to_get_it(whisper: FakeWhisper, tmp_path: Path) -> None:
    with pytest.raises(RecognitionError, match="models fetch whisper-small"):
        WhisperTranscriber(WhisperConfig(tmp_path, "small"))


def test_a_fetch_that_fails_says_why_and_what_else_can_be_done(whisper: FakeWhisper, tmp_path: Path) -> None:
    whisper.broken = ConnectionError("no route to host\nmore")
    with pytest.raises(RecognitionError, match=r"no route to host.*copy its folder"):
        fetch(WhisperConfig(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["../../etc", "a b", "", "x/y"])
def test_a_name_that_is_no_model_never_becomes_a_path(
    whisper: FakeWhisper, tmp_path: Path, name: str
) -> None:
    with pytest.raises(RecognitionError):
        fetch(WhisperConfig(tmp_path, name))
    assert not whisper.fetched


def test_a_model_that_breaks_is_a_recognition_error(whisper: FakeWhisper, tmp_path: Path) -> None:
    config = WhisperConfig(tmp_path)
    fetch(config)
    transcriber = WhisperTranscriber(config)
    hearing = transcriber.open()
    hearing.accept(hum(0.5))
    whisper.broken = RuntimeError("CUDA out of memory")
    with pytest.raises(RecognitionError, match="out of memory"):
        hearing.finish()
    with pytest.raises(RecognitionError, match="cannot be loaded"):
        WhisperTranscriber(config)


def test_a_silent_utterance_is_not_given_to_the_model(whisper: FakeWhisper, tmp_path: Path) -> None:
    config = WhisperConfig(tmp_path)
    fetch(config)
    hearing = WhisperTranscriber(config).open()
    hearing.accept(silence(0.05))
    assert hearing.finish().text == ""
    assert not whisper.asked
