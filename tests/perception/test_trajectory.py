"""The course of the mood over turns."""

from hypothesis import given
from hypothesis import strategies as st

from perception.emotion import LABELS, EmotionReading, Modality
from perception.need import need_of
from perception.trajectory import Trajectory, TrajectoryPoint, affect_of
from tests.fakes.perceiver import ANGRY, CALM, GLAD, SAD, reading


def course(*valences: float, confidence: float = 0.9, label: str = "joy") -> list[TrajectoryPoint]:
    trajectory = Trajectory()
    return [trajectory.append(reading(label, valence=valence, confidence=confidence)) for valence in valences]


def test_the_first_turn_has_no_change_and_no_trend() -> None:
    first = TrajectoryPoint(change=0.0, trend="steady", shift=False, n_turns=1, recent=("joy",))
    assert course(-0.8) == [first]


def test_a_turn_moves_the_mood_towards_itself() -> None:
    assert 0.0 < course(0.1, 0.4)[-1].change < 0.3
    assert course(0.4, 0.1)[-1].change < 0.0


def test_a_mood_that_sinks_turn_by_turn_is_falling() -> None:
    assert course(0.5, 0.2, -0.1, -0.4)[-1].trend == "falling"


def test_a_mood_that_lifts_turn_by_turn_is_rising() -> None:
    assert course(-0.6, -0.3, 0.0, 0.3)[-1].trend == "rising"


def test_small_ups_and_downs_are_steady() -> None:
    assert [point.trend for point in course(0.1, 0.0, 0.1, 0.05, 0.0, 0.1)] == ["steady"] * 6


def test_a_mood_that_stays_bad_is_steady_again_after_a_while() -> None:
    assert course(0.5, *[-0.6] * 8)[-1].trend == "steady"


def test_a_large_change_is_a_shift() -> None:
    assert course(0.6, -0.6)[-1].shift
    assert not course(0.1, -0.2)[-1].shift


def test_an_unsure_reading_is_no_shift_and_moves_the_mood_little() -> None:
    trajectory = Trajectory()
    for _ in range(3):
        trajectory.append(reading("joy", valence=0.4, confidence=0.9))
    point = trajectory.append(reading("sadness", valence=-0.6, confidence=0.05))
    assert not point.shift
    assert point.trend == "steady"


def test_a_neutral_request_after_bad_news_takes_nothing_back() -> None:
    trajectory = Trajectory()
    trajectory.append(SAD)
    trajectory.append(CALM)
    assert trajectory.mood is not None
    assert trajectory.mood.label == "sadness"
    assert trajectory.mood.valence < -0.3


def test_two_clear_turns_outweigh_what_was_before() -> None:
    trajectory = Trajectory()
    for heard in (GLAD, GLAD, GLAD, ANGRY, ANGRY):
        trajectory.append(heard)
    assert trajectory.mood is not None
    assert trajectory.mood.label == "anger"


def test_neutral_and_unsure_readings_say_little_about_the_mood() -> None:
    assert affect_of(CALM) < affect_of(SAD)
    assert affect_of(reading("joy", confidence=0.1)) < affect_of(reading("joy", confidence=0.9))


def test_a_turn_without_a_reading_changes_nothing() -> None:
    trajectory = Trajectory()
    before = trajectory.append(SAD)
    assert trajectory.skip().n_turns == before.n_turns
    assert trajectory.append(SAD).change == 0.0


def test_a_correction_takes_the_place_of_the_last_turn() -> None:
    trajectory = Trajectory()
    trajectory.append(CALM)
    trajectory.append(SAD)
    point = trajectory.correct("joy")
    assert point.n_turns == 2
    assert point.change > 0.2
    assert trajectory.mood is not None
    assert trajectory.mood.label == "joy"


def test_what_the_visitor_names_has_its_own_arousal_and_not_that_of_the_wrong_reading() -> None:
    found = {}
    for label, read in (("joy", SAD), ("sadness", ANGRY), ("neutral", ANGRY)):
        trajectory = Trajectory()
        trajectory.append(read)
        trajectory.correct(label)
        assert trajectory.mood is not None
        found[label] = trajectory.mood
    assert found["joy"].arousal > 0.2
    assert found["sadness"].arousal < -0.2
    assert abs(found["neutral"].arousal) <= 0.1
    assert need_of(found["joy"], TrajectoryPoint()) == "celebrate"


def test_a_correction_to_neutral_holds_in_the_turns_that_follow() -> None:
    trajectory = Trajectory()
    for turn in (ANGRY, ANGRY):
        trajectory.append(turn)
    trajectory.correct("neutral")
    for _ in range(3):
        trajectory.append(CALM)
        assert trajectory.mood is not None
        assert trajectory.mood.label == "neutral"
        assert abs(trajectory.mood.valence) < 0.2


def test_what_is_felt_after_a_correction_counts_again() -> None:
    trajectory = Trajectory()
    trajectory.append(ANGRY)
    trajectory.correct("neutral")
    for _ in range(2):
        trajectory.append(SAD)
    assert trajectory.mood is not None
    assert trajectory.mood.label == "sadness"


def test_the_last_four_turns_are_known_by_what_each_was_read_or_said_to_be() -> None:
    trajectory = Trajectory()
    for turn in (GLAD, ANGRY, CALM, CALM):
        trajectory.append(turn)
    assert trajectory.correct("fear").recent == ("joy", "anger", "neutral", "fear")
    assert trajectory.append(SAD).recent == ("anger", "neutral", "fear", "sadness")
    assert trajectory.skip().recent == ("anger", "neutral", "fear", "sadness")


def test_somebody_who_said_once_that_they_are_angry_is_not_told_to_think_of_something_else() -> None:
    trajectory = Trajectory()
    for turn in (CALM, CALM, CALM):
        trajectory.append(turn)
    trajectory.append(CALM)
    trajectory.correct("anger")
    for _ in range(4):
        point = trajectory.append(CALM)
        assert trajectory.mood is not None
        assert need_of(trajectory.mood, point) != "distract"


def test_a_correction_before_any_turn_or_to_no_label_is_ignored() -> None:
    trajectory = Trajectory()
    assert trajectory.correct("joy") == TrajectoryPoint()
    trajectory.append(GLAD)
    assert trajectory.correct("hunger").n_turns == 1


def test_a_long_conversation_is_counted_to_its_end() -> None:
    trajectory = Trajectory()
    for _ in range(500):
        point = trajectory.append(CALM)
    assert point.n_turns == 500


@given(
    st.lists(st.tuples(st.sampled_from(LABELS), st.floats(-1, 1), st.floats(0, 1)), min_size=1, max_size=30)
)
def test_every_course_stays_in_range(turns: list[tuple[str, float, float]]) -> None:
    trajectory = Trajectory()
    for label, valence, confidence in turns:
        point = trajectory.append(reading(label, valence=valence, arousal=valence, confidence=confidence))
        assert -2.0 <= point.change <= 2.0
        assert point.trend in ("falling", "steady", "rising")


def test_three_requests_in_a_row_do_not_wear_a_sad_mood_away() -> None:
    trajectory = Trajectory()
    trajectory.append(SAD)
    request = EmotionReading(
        modality=Modality.TEXT,
        probabilities=tuple({"neutral": 0.7, "surprise": 0.1}.get(label, 0.2 / 7) for label in LABELS),
        valence=0.0,
        arousal=0.0,
        confidence=0.7,
    )
    points = [trajectory.append(request) for _ in range(3)]
    assert trajectory.mood is not None
    assert trajectory.mood.label == "sadness"
    assert not any(point.shift for point in points)
