"""pocketsphinx in its own process: words, partial words, and a process that ends."""

from collections.abc import Iterator

import numpy as np
import pytest

from perception.errors import RecognitionError
from perception.hearing.sphinx import SphinxTranscriber, utterance_confidence
from perception.hearing.transcriber import Word
from tests.perception.hearing.sounds import spoken


@pytest.fixture(scope="module")
def sphinx() -> Iterator[SphinxTranscriber]:
    made = SphinxTranscriber(1)
    yield made
    made.close()


def test_partial_words_come_while_somebody_speaks(sphinx: SphinxTranscriber) -> None:
    samples = spoken("dogs are sitting by the door and nobody called me")
    hearing = sphinx.open()
    partials = [hearing.accept(samples[n : n + 4096]) for n in range(0, len(samples), 4096)]
    told = [partial.text for partial in partials if partial is not None]
    assert len(told) >= 2
    assert len(told[-1].split()) > len(told[0].split())
    assert len(set(hearing.finish().text.split()) & set(told[-1].split())) >= 2


def test_words_of_the_sentence_are_recognised(sphinx: SphinxTranscriber) -> None:
    hearing = sphinx.open()
    hearing.accept(spoken("thank you that was lovely"))
    transcript = hearing.finish()
    assert {"that", "was"} <= set(transcript.text.split())
    assert 0.05 < transcript.confidence < 0.95


def test_markup_and_variants_are_not_shown(sphinx: SphinxTranscriber) -> None:
    hearing = sphinx.open()
    hearing.accept(spoken("well, the weather, and, the, door"))
    text = hearing.finish().text
    assert not set("<>[]()+0123456789") & set(text)


def test_a_process_that_ended_is_told_and_replaced_with_the_next_utterance(sphinx: SphinxTranscriber) -> None:
    hearing = sphinx.open()
    (worker,) = sphinx._workers
    worker._process.kill()
    worker._process.wait()
    with pytest.raises(RecognitionError, match="has ended"):
        hearing.accept(np.zeros(4096, np.int16))
    hearing.drop()
    again = sphinx.open()
    again.accept(spoken("thank you that was lovely"))
    assert "that was" in again.finish().text


def test_a_closed_recogniser_opens_nothing() -> None:
    sphinx = SphinxTranscriber(1)
    sphinx.close()
    with pytest.raises(RecognitionError, match="closed"):
        sphinx.open()


def test_long_words_count_more_in_the_confidence_of_the_whole() -> None:
    unsure = (Word("a", 1.0), Word("wonderful", 0.2))
    assert utterance_confidence(unsure) < 0.35
    assert utterance_confidence(()) == 0.0


def test_a_decoder_that_cannot_be_replaced_leaves_its_place_to_the_next_utterance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    transcriber = SphinxTranscriber(1)
    try:
        transcriber.open().drop()
        (worker,) = transcriber._workers
        worker.stop()
        with monkeypatch.context() as broken:
            broken.setattr("perception.hearing.sphinx._Worker", _no_worker)
            with pytest.raises(RecognitionError):
                transcriber.open()
        transcriber.open().drop()
    finally:
        transcriber.close()


def _no_worker() -> None:
    raise RecognitionError("no process can be started")
