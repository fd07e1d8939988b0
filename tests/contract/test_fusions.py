"""One contract for the learned fusion and for the plain mean."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perception.dynamics import FusionState, LearnedFusion
from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError
from perception.fusion import ConfidenceFusion, Fusion
from perception.pipeline import Pipeline
from perception.trajectory import Trajectory
from personalization.expression import ExpressionProfile
from tests.fakes.perceiver import AFRAID, ANGRY, CALM, GLAD, SAD

MODELS = Path(__file__).resolve().parents[2] / "models"
LEARNED = LearnedFusion(MODELS / "fusion")
BOTH: list[Fusion] = [ConfidenceFusion(), LEARNED]
SENSES = (Modality.TEXT, Modality.VOICE, Modality.FACE, Modality.BEHAVIOUR)
SUBSETS = [subset for subset in product((False, True), repeat=4) if any(subset[:3])]
NAMES = ["plain mean", "learned"]

every_fusion = pytest.mark.parametrize("fusion", BOTH, ids=NAMES)


def of(modality: Modality, reading: EmotionReading) -> EmotionReading:
    return replace(reading, modality=modality)


def all_saying(
    reading: EmotionReading, subset: Sequence[bool] = (True,) * 4
) -> dict[Modality, EmotionReading]:
    return {sense: of(sense, reading) for sense, there in zip(SENSES, subset, strict=True) if there}


@every_fusion
@pytest.mark.parametrize("subset", SUBSETS, ids=str)
@pytest.mark.parametrize("felt", [GLAD, SAD, ANGRY], ids=["glad", "sad", "angry"])
def test_every_subset_of_senses_that_agree_reads_what_they_say(
    fusion: Fusion, subset: tuple[bool, ...], felt: EmotionReading
) -> None:
    """A voice alone may be taken for calm: of what is sad to hear and see, people hear 59 % as neutral."""
    fused, _ = fusion.fuse(all_saying(felt, subset))
    assert fused is not None
    assert fused.reading.modality is Modality.FUSED
    heard_only = not (subset[0] or subset[2])
    assert fused.reading.label in ((felt.label, "neutral") if heard_only else (felt.label,))
    assert sum(fused.reading.probabilities) == pytest.approx(1.0)
    assert sum(fused.weights.values()) == pytest.approx(1.0, abs=1e-4)
    assert list(fused.weights) == [str(sense) for sense, there in zip(SENSES, subset, strict=True) if there]
    assert not fused.mixed


@every_fusion
def test_nothing_read_gives_nothing_and_leaves_the_memory(fusion: Fusion) -> None:
    _, memory = fusion.fuse({Modality.TEXT: SAD})
    for nothing in ({}, {Modality.BEHAVIOUR: of(Modality.BEHAVIOUR, CALM)}):
        assert fusion.fuse(nothing, memory) == (None, memory)


@every_fusion
def test_the_same_turn_gives_the_same_reading(fusion: Fusion) -> None:
    assert fusion.fuse(all_saying(AFRAID))[0] == fusion.fuse(all_saying(AFRAID))[0]


@every_fusion
def test_a_glad_voice_and_sad_words_are_mixed_and_less_sure(fusion: Fusion) -> None:
    agreeing, _ = fusion.fuse({Modality.TEXT: SAD, Modality.VOICE: of(Modality.VOICE, SAD)})
    apart, _ = fusion.fuse({Modality.TEXT: SAD, Modality.VOICE: of(Modality.VOICE, GLAD)})
    assert agreeing is not None
    assert apart is not None
    assert apart.mixed
    assert apart.reading.confidence < agreeing.reading.confidence


@every_fusion
def test_an_unsure_sense_contradicts_nobody(fusion: Fusion) -> None:
    unsure = replace(of(Modality.FACE, GLAD), confidence=0.2)
    fused, _ = fusion.fuse({Modality.TEXT: SAD, Modality.FACE: unsure})
    assert fused is not None
    assert not fused.mixed


@every_fusion
def test_sad_words_are_not_outweighed_by_a_face_that_shows_nothing(fusion: Fusion) -> None:
    fused, _ = fusion.fuse(
        {Modality.TEXT: SAD, Modality.FACE: replace(of(Modality.FACE, CALM), confidence=0.9)}
    )
    assert fused is not None
    assert fused.reading.label == "sadness"


shares = st.lists(st.floats(0.0, 1.0), min_size=9, max_size=9).filter(lambda values: sum(values) > 0.1)
signed = st.floats(-1.0, 1.0)


@st.composite
def readings(draw: st.DrawFn) -> dict[Modality, EmotionReading]:
    found = {}
    for sense in draw(st.sets(st.sampled_from(SENSES), min_size=1)):
        values = draw(shares)
        found[sense] = EmotionReading(
            sense,
            tuple(value / sum(values) for value in values),
            draw(signed),
            draw(signed),
            draw(st.floats(0.0, 1.0)),
            embedding=draw(st.sampled_from([None, (0.1,) * 384, (0.0,) * 128, (1e6,) * 7])),
            meaning=draw(st.sampled_from([None, (0.1,) * 384])),
        )
    return found


@every_fusion
@settings(max_examples=60, deadline=None)
@given(
    turns=st.lists(st.tuples(readings(), st.floats(0.0, 1e12)), min_size=1, max_size=4),
    person=st.sampled_from([(), (0.0,) * 80, (1.0,) * 80]),
)
def test_whatever_the_senses_say_a_reading_stays_within_its_ranges(
    fusion: Fusion, turns: list[tuple[dict[Modality, EmotionReading], float]], person: tuple[float, ...]
) -> None:
    memory = None
    for said, elapsed_s in turns:
        fused, memory = fusion.fuse(said, memory, elapsed_s, person)
        if fused is None:
            assert set(said) == {Modality.BEHAVIOUR}
            continue
        assert min(fused.reading.probabilities) >= 0.0
        assert len(fused.reading.probabilities) == len(LABELS)
        assert 0.0 <= fused.reading.confidence <= 1.0
        assert all(0.0 <= weight <= 1.0 + 1e-6 for weight in fused.weights.values())


def test_the_learned_memory_has_the_same_size_at_turn_2_and_at_turn_500() -> None:
    _, second = LEARNED.fuse(all_saying(SAD))
    memory = second
    for _ in range(499):
        _, memory = LEARNED.fuse(all_saying(GLAD), memory, 5.0)
    assert isinstance(second, FusionState)
    assert isinstance(memory, FusionState)
    assert [array.shape for array in memory.arrays] == [array.shape for array in second.arrays]


def test_what_came_before_colours_the_learned_reading() -> None:
    flat = {Modality.TEXT: replace(CALM, confidence=0.3)}
    memory = None
    for _ in range(4):
        _, memory = LEARNED.fuse(all_saying(ANGRY), memory, 5.0)
    fresh, _ = LEARNED.fuse(flat)
    after, _ = LEARNED.fuse(flat, memory, 5.0)
    assert fresh is not None
    assert after is not None
    anger = LABELS.index("anger")
    assert after.reading.probabilities[anger] > fresh.reading.probabilities[anger]


def test_after_a_correction_the_learned_reading_is_coloured_by_what_was_said_and_not_by_what_was_read() -> (
    None
):
    def next_turn(corrected: str | None) -> tuple[float, float]:
        """How much joy and anger is read from a flat turn after one that was read as anger."""
        pipeline, course = Pipeline([], fusion=LEARNED), Trajectory()
        pipeline.fuse({Modality.TEXT: CALM}, course, 10.0)
        pipeline.fuse(all_saying(ANGRY), course, 15.0)
        if corrected is not None:
            pipeline.correct(course, corrected)
        found = pipeline.fuse({Modality.TEXT: replace(CALM, confidence=0.3)}, course, 20.0).reading
        assert found is not None
        return found.probabilities[LABELS.index("joy")], found.probabilities[LABELS.index("anger")]

    as_read, as_said = next_turn(None), next_turn("joy")
    assert as_said[0] > 2 * as_read[0]
    assert as_said[1] < 0.5 * as_read[1]


def test_one_person_is_read_otherwise_than_another() -> None:
    known = ExpressionProfile()
    heard = {"voice": AFRAID.probabilities}
    for _ in range(20):
        known = known.seen(heard).confirmed("neutral", heard)
    voice = {Modality.VOICE: replace(of(Modality.VOICE, AFRAID), confidence=0.4)}
    stranger, _ = LEARNED.fuse(voice)
    familiar, _ = LEARNED.fuse(voice, person=known.vector())
    assert stranger is not None
    assert familiar is not None
    apart = np.abs(np.subtract(familiar.reading.probabilities, stranger.reading.probabilities))
    assert apart.max() > 0.01


def test_a_vector_of_another_length_is_refused_with_the_right_one() -> None:
    with pytest.raises(InputError, match="has 3 numbers; give 80"):
        LEARNED.fuse({Modality.TEXT: SAD}, person=(0.0, 0.0, 0.0))


def test_a_memory_of_another_fusion_counts_as_none() -> None:
    assert (
        LEARNED.fuse({Modality.TEXT: SAD}, memory="something else")[0]
        == LEARNED.fuse({Modality.TEXT: SAD})[0]
    )
