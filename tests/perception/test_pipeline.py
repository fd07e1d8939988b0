"""Windows through the senses, with scripted ones."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perception.dynamics import LearnedFusion
from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError
from perception.face.image import ImageLimits
from perception.fusion import Fused
from perception.pipeline import Pipeline
from perception.signals.face_observation import FaceObservation, FaceTrack, RestingFace
from perception.sound import Sound
from perception.trajectory import Trajectory, TrajectoryPoint
from perception.window import Window
from tests.fakes.observer import ScriptedObserver, observation, picture
from tests.fakes.perceiver import ANGRY, CALM, GLAD, SAD, ScriptedPerceiver

MODELS = Path(__file__).resolve().parents[2] / "models"


def said(at_s: float) -> Window:
    return Window(text="something", started_s=at_s, ended_s=at_s + 1.0)


def test_a_turn_carries_reading_weights_course_and_need() -> None:
    pipeline = Pipeline([ScriptedPerceiver([(0.0, CALM), (4.0, ANGRY)])])
    trajectory = Trajectory()
    pipeline.sense(said(0.0), trajectory)
    turn = pipeline.sense(said(5.0), trajectory)
    assert turn.reading is not None
    assert turn.reading.label == "anger"
    assert turn.reading.modality is Modality.FUSED
    assert turn.weights == {"text": 1.0}
    assert turn.point.shift
    assert turn.need is not None


def test_nothing_to_read_leaves_the_trajectory_alone() -> None:
    pipeline = Pipeline([ScriptedPerceiver([(0.0, SAD)])])
    trajectory = Trajectory()
    pipeline.sense(said(0.0), trajectory)
    turn = pipeline.sense(Window(text="  "), trajectory)
    assert turn.reading is None
    assert turn.mood is not None
    assert turn.mood.label == "sadness"
    assert turn.readings == {}
    assert turn.need is None
    assert turn.as_metadata() == {}
    assert trajectory.point.n_turns == 1


def test_the_metadata_has_exactly_the_agreed_fields_and_stays_small() -> None:
    turn = Pipeline([ScriptedPerceiver([(0.0, GLAD)])]).sense(said(0.0), Trajectory())
    metadata = turn.as_metadata()
    fields = "label probabilities valence arousal confidence weights trend change shift need mixed parts"
    assert list(metadata) == fields.split()
    assert list(metadata["probabilities"]) == list(LABELS)
    assert len(json.dumps(metadata).encode()) < 1024


def test_two_senses_share_a_turn() -> None:
    voice = ScriptedPerceiver([(0.0, ANGRY)], Modality.VOICE)
    turn = Pipeline([ScriptedPerceiver([(0.0, ANGRY)]), voice]).sense(said(0.0), Trajectory())
    assert list(turn.weights) == ["text", "voice"]
    assert sum(turn.weights.values()) == pytest.approx(1.0)
    assert turn.reading is not None
    assert turn.reading.label == "anger"


def test_a_voice_is_read_beside_the_words_and_its_errors_arrive() -> None:
    class Deaf(ScriptedPerceiver):
        def perceive(self, window: Window) -> EmotionReading | None:
            raise InputError("voice has a rate of 8000 Hz")

    pipeline = Pipeline([ScriptedPerceiver([(0.0, SAD)]), Deaf([], Modality.VOICE)])
    spoken = replace(said(0.0), voice=Sound(np.zeros(160, np.float32)))
    with pytest.raises(InputError, match="8000 Hz"):
        pipeline.sense(spoken, Trajectory())


class Listening:
    """A fusion that notes what it is handed."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, float, Sequence[float]]] = []
        self.read: list[EmotionReading] = []

    def fuse(
        self,
        readings: Mapping[Modality, EmotionReading],
        memory: Any = None,
        elapsed_s: float = 0.0,
        person: Sequence[float] = (),
    ) -> tuple[Fused | None, Any]:
        self.heard.append((memory, elapsed_s, person))
        self.read.append(readings[Modality.TEXT])
        reading = replace(readings[Modality.TEXT], modality=Modality.FUSED)
        return Fused(reading, {"text": 1.0}, mixed=False), len(self.heard)


def test_fusion_gets_its_memory_back_with_the_time_that_has_passed_and_the_person() -> None:
    fusion, trajectory = Listening(), Trajectory()
    pipeline = Pipeline([ScriptedPerceiver([(0.0, SAD)])], fusion=fusion)
    for start_s in (10.0, 14.0, 20.0):
        pipeline.sense(said(start_s), trajectory, person=(0.5,))
    assert fusion.heard == [(None, 0.0, (0.5,)), (1, 4.0, (0.5,)), (2, 6.0, (0.5,))]


def test_after_a_correction_fusion_goes_on_from_the_turn_read_again_as_what_the_person_said() -> None:
    fusion, trajectory = Listening(), Trajectory()
    pipeline = Pipeline([ScriptedPerceiver([(0.0, ANGRY)])], fusion=fusion)
    for start_s in (10.0, 14.0):
        pipeline.sense(said(start_s), trajectory, person=(0.5,))
    for label in ("joy", "neutral"):  # a second word of theirs takes the place of the first
        pipeline.correct(trajectory, label)
        assert fusion.heard[-1] == (1, 4.0, ())
        assert fusion.read[-1].label == label
        assert trajectory.mood is not None
        assert trajectory.mood.label == label
    pipeline.sense(said(20.0), trajectory)
    assert fusion.heard[-1][:2] == (4, 6.0)


def test_a_mood_chosen_by_hand_is_what_fusion_goes_on_from() -> None:
    fusion, trajectory = Listening(), Trajectory()
    pipeline = Pipeline([ScriptedPerceiver([(0.0, ANGRY)])], fusion=fusion)
    pipeline.sense(said(10.0), trajectory, "sadness")
    pipeline.sense(said(14.0), trajectory)
    assert [reading.label for reading in fusion.read] == ["anger", "sadness", "anger"]
    assert [memory for memory, _, _ in fusion.heard] == [None, None, 2]


def test_a_mood_chosen_by_hand_counts_where_nothing_can_be_read_of_the_words() -> None:
    fusion, trajectory = LearnedFusion(MODELS / "fusion"), Trajectory()
    pipeline = Pipeline([ScriptedPerceiver([(0.0, SAD)])], fusion=fusion)
    pipeline.sense(said(0.0), trajectory)
    turn = pipeline.sense(Window(text=" ", ended_s=5.0), trajectory, "anger")
    assert turn.reading is not None
    assert (turn.reading.label, turn.reading.confidence) == ("anger", 1.0)
    assert turn.mood == turn.reading == trajectory.mood
    assert (turn.readings, turn.weights, turn.mixed) == ({}, {}, False)
    assert turn.point.n_turns == 2
    after = pipeline.sense(said(9.0), trajectory).reading
    other = Trajectory()
    pipeline.sense(said(0.0), other)
    pipeline.sense(Window(text=" ", ended_s=5.0), other)
    unsaid = pipeline.sense(said(9.0), other).reading
    assert after is not None
    assert unsaid is not None
    anger = LABELS.index("anger")
    assert after.probabilities[anger] > unsaid.probabilities[anger]


def test_how_somebody_types_is_not_read_alone_beside_a_mood_chosen_by_hand_either() -> None:
    typed = replace(CALM, modality=Modality.BEHAVIOUR)
    turn = Pipeline([]).fuse({Modality.BEHAVIOUR: typed}, Trajectory(), 5.0, "joy")
    assert turn.reading is not None
    assert (turn.reading.label, turn.readings) == ("joy", {})


def test_a_correction_before_any_turn_or_to_no_label_reads_nothing() -> None:
    fusion, trajectory = Listening(), Trajectory()
    pipeline = Pipeline([ScriptedPerceiver([(0.0, ANGRY)])], fusion=fusion)
    assert pipeline.correct(trajectory, "joy") == TrajectoryPoint()
    pipeline.sense(said(10.0), trajectory)
    assert pipeline.correct(trajectory, "hunger") == trajectory.point
    assert len(fusion.read) == 1


def test_a_clock_that_is_set_back_costs_one_pause_and_not_all_until_it_has_caught_up() -> None:
    fusion, trajectory = Listening(), Trajectory()
    pipeline = Pipeline([ScriptedPerceiver([(0.0, SAD)])], fusion=fusion)
    for start_s in (5000.0, 5010.0, 1400.0, 1430.0, 1490.0):
        pipeline.sense(said(start_s), trajectory)
    assert [elapsed_s for _, elapsed_s, _ in fusion.heard] == [0.0, 10.0, 0.0, 30.0, 60.0]


def test_what_a_person_says_themselves_is_not_mixed() -> None:
    voice = ScriptedPerceiver([(0.0, replace(GLAD, modality=Modality.VOICE))], Modality.VOICE)
    pipeline = Pipeline([ScriptedPerceiver([(0.0, SAD)]), voice])
    assert pipeline.sense(said(0.0), Trajectory()).mixed
    told = pipeline.sense(said(0.0), Trajectory(), said="sadness")
    assert not told.mixed
    assert told.reading is not None
    assert told.reading.label == "sadness"


def test_the_batch_path_reads_texts_in_order_and_keeps_silence() -> None:
    pipeline = Pipeline([ScriptedPerceiver([(0.0, GLAD)])])
    found = pipeline.sense_batch(["yes", "", "no"])
    assert [reading is None for reading in found] == [False, True, False]


def test_a_pipeline_without_a_text_sense_reads_no_texts() -> None:
    assert Pipeline([]).sense_batch(["yes"]) == [None]


class ScriptedFace(ScriptedPerceiver):
    """Is glad of whatever was seen, and learns that a face is at rest."""

    def __init__(self) -> None:
        super().__init__([(0.0, GLAD)], Modality.FACE)

    def perceive(self, window: Window) -> EmotionReading | None:
        return GLAD if window.face is not None and window.face.observations else None

    def rest_after(self, rest: RestingFace | None, seen: FaceObservation, step_s: float) -> RestingFace:
        return RestingFace(seen.logits, seen.valence_arousal, step_s)


def test_what_was_seen_joins_what_was_said() -> None:
    pipeline = Pipeline([ScriptedPerceiver([(0.0, ANGRY)]), ScriptedFace()])
    window = replace(said(0.0), face=FaceTrack((observation(),)))
    assert set(pipeline.sense(window, Trajectory()).weights) == {"text", "face"}
    assert set(pipeline.sense(said(0.0), Trajectory()).weights) == {"text"}


def test_a_face_can_be_read_alone_and_without_a_face_sense_there_is_nothing_to_read() -> None:
    track = FaceTrack((observation(),))
    assert Pipeline([ScriptedFace()]).look(track) == GLAD
    assert Pipeline([ScriptedFace()]).look(FaceTrack(())) is None
    assert Pipeline([ScriptedPerceiver([(0.0, SAD)])]).look(track) is None


def test_a_face_at_rest_is_learned_where_the_face_sense_can() -> None:
    learned = Pipeline([ScriptedFace()]).rest_after(None, observation(label="neutral"), 0.5)
    assert learned is not None
    assert learned.seconds == 0.5
    assert Pipeline([]).rest_after(learned, observation(), 0.5) is learned


def test_a_picture_is_looked_at_within_limits() -> None:
    observer = ScriptedObserver()
    pipeline = Pipeline([], observer)
    assert pipeline.observes
    assert pipeline.observe(picture(), 3.0, ImageLimits()) == observation(3.0)
    with pytest.raises(InputError, match="64 x 48 pixels; at most 32 on a side"):
        pipeline.observe(picture(), 3.0, ImageLimits(max_side=32))
    assert len(observer.seen) == 1


def test_where_no_pictures_are_looked_at_one_is_an_error_that_says_what_to_do() -> None:
    assert not Pipeline([]).observes
    with pytest.raises(InputError, match="send readings of the device"):
        Pipeline([]).observe(picture(), 0.0, ImageLimits())


def test_what_a_person_says_a_turn_was_is_its_reading() -> None:
    trajectory = Trajectory()
    turn = Pipeline([ScriptedPerceiver([(0.0, ANGRY)])]).sense(said(0.0), trajectory, "sadness")
    assert turn.reading is not None
    assert (turn.reading.label, turn.reading.confidence) == ("sadness", 1.0)
    assert turn.mood == turn.reading == trajectory.mood
    assert turn.need == "comfort"
