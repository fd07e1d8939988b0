"""One contract for every recogniser and for the scripted fake."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perception.errors import InputError, PerceptionError
from perception.hearing.sphinx import SphinxTranscriber
from perception.hearing.transcriber import PcmSamples, Transcriber, Transcript
from perception.hearing.whisper import WhisperConfig, WhisperTranscriber
from tests.fakes.transcriber import ScriptedTranscriber
from tests.fakes.whisper_package import FakeWhisper
from tests.perception.hearing.sounds import hum, noise, silence, spoken

PIECE = 4096


@pytest.fixture(scope="module", params=["scripted", "pocketsphinx", "whisper's interface", "whisper"])
def transcriber(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Transcriber]:
    made: Transcriber
    patch = pytest.MonkeyPatch()
    match request.param:
        case "scripted":
            made = ScriptedTranscriber()
        case "pocketsphinx":
            made = SphinxTranscriber(2)
        case "whisper's interface":
            folder = tmp_path_factory.mktemp("models")
            (folder / "whisper-base.en").mkdir()
            (folder / "whisper-base.en" / "model.bin").write_bytes(b"weights")
            patch.setitem(sys.modules, "faster_whisper", FakeWhisper().module())
            made = WhisperTranscriber(WhisperConfig(folder))
        case _:
            pytest.importorskip("faster_whisper", reason="the extra `whisper` is not installed")
            folder = Path(os.environ.get("UNDERTONE_TEST_WHISPER", "var/models"))
            if not (folder / "whisper-base.en" / "model.bin").is_file():
                pytest.skip(f"no model in {folder}; UNDERTONE_TEST_WHISPER names the folder")
            made = WhisperTranscriber(WhisperConfig(folder))
    yield made
    made.close()
    patch.undo()


def heard(transcriber: Transcriber, samples: PcmSamples) -> Transcript:
    hearing = transcriber.open()
    for start in range(0, len(samples), PIECE):
        hearing.accept(samples[start : start + PIECE])
    return hearing.finish()


def test_words_come_with_confidences_and_make_up_the_text(transcriber: Transcriber) -> None:
    transcript = heard(transcriber, spoken("hello, I feel sad today"))
    assert transcript.text == " ".join(word.text for word in transcript.words) != ""
    assert 0.0 < transcript.confidence <= 1.0
    assert all(0.0 <= word.confidence <= 1.0 and word.text.strip() for word in transcript.words)


def test_the_same_sound_gives_the_same_words(transcriber: Transcriber) -> None:
    samples = spoken("I feel really sad today")
    heard(transcriber, spoken("something else", voice="en-gb+f3"))
    assert heard(transcriber, samples) == heard(transcriber, samples)


@pytest.mark.parametrize("samples", [silence(0.0), silence(1.0), silence(0.01)], ids=["none", "1 s", "10 ms"])
def test_silence_has_no_words(transcriber: Transcriber, samples: PcmSamples) -> None:
    assert heard(transcriber, samples).text == ""


@pytest.mark.parametrize("samples", [noise(1.0, 0.002), hum(0.3)], ids=["noise", "hum"])
def test_what_is_no_speech_gives_a_transcript_and_never_an_error(
    transcriber: Transcriber, samples: PcmSamples
) -> None:
    assert isinstance(heard(transcriber, samples), Transcript)


def test_an_utterance_that_was_never_given_sound_is_silent(transcriber: Transcriber) -> None:
    assert transcriber.open().finish().text == ""


def test_another_rate_is_refused_with_what_is_allowed(transcriber: Transcriber) -> None:
    with pytest.raises(InputError, match="16000"):
        transcriber.open(44_100)


@pytest.mark.parametrize(
    "samples", [np.zeros(100, np.float32), np.zeros((2, 100), np.int16)], ids=["floats", "stereo"]
)
def test_sound_of_another_kind_is_refused(transcriber: Transcriber, samples: Any) -> None:
    hearing = transcriber.open()
    with pytest.raises(PerceptionError):
        hearing.accept(samples)
    hearing.drop()


def test_nothing_is_taken_after_the_end(transcriber: Transcriber) -> None:
    hearing = transcriber.open()
    hearing.finish()
    with pytest.raises(PerceptionError):
        hearing.accept(silence(0.1))


def test_a_dropped_utterance_leaves_nothing_to_the_next(transcriber: Transcriber) -> None:
    samples = spoken("I feel really sad today")
    before = heard(transcriber, samples)
    dropped = transcriber.open()
    dropped.accept(spoken("nobody called me"))
    dropped.drop()
    dropped.drop()
    assert heard(transcriber, samples) == before


def test_utterances_of_several_threads_do_not_mix(transcriber: Transcriber) -> None:
    sounds = [spoken("I feel really sad today"), spoken("dogs are sitting by the door")] * 3
    alone = [heard(transcriber, samples) for samples in sounds[:2]] * 3
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda samples: heard(transcriber, samples), sounds)) == alone


def test_it_names_itself_and_its_languages(transcriber: Transcriber) -> None:
    assert transcriber.name in ("pocketsphinx", "whisper")
    assert transcriber.languages
