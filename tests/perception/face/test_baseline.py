"""A face's own rest is learned slowly, from calm moments that are well seen, and never taken out whole."""

import numpy as np
import pytest

from perception.face.baseline import MOST_LOGIT, MOST_SHARE, learned, without_rest
from perception.signals.face_observation import EXPRESSIONS, FaceObservation, RestingFace
from tests.fakes.observer import observation

CALM = np.array([0.6, 0.05, 0.05, 0.2, 0.05, 0.02, 0.02, 0.01])
TYPICAL = np.zeros(len(EXPRESSIONS))
SAD = EXPRESSIONS.index("sadness")


def sad_at_rest() -> FaceObservation:
    return observation(label="sadness", logits=tuple(1.0 if one == "sadness" else 0.0 for one in EXPRESSIONS))


def rest_of(seconds: float, moment: FaceObservation) -> RestingFace | None:
    rest = None
    for _ in range(round(seconds / 0.2)):
        rest = learned(rest, moment, CALM, 0.2)
    return rest


def test_nothing_is_corrected_before_a_face_was_seen() -> None:
    logits, affect = np.arange(8.0), np.array([0.1, 0.2])
    assert without_rest(logits, affect, None, TYPICAL)[0] is logits


def test_the_longer_a_face_was_seen_the_more_of_its_rest_is_taken_out() -> None:
    taken = []
    for seconds in (2.0, 20.0, 200.0):
        logits = np.array(sad_at_rest().logits)
        taken.append(
            (logits - without_rest(logits, np.zeros(2), rest_of(seconds, sad_at_rest()), TYPICAL)[0])[SAD]
        )
    assert 0.0 < taken[0] < 0.1 < taken[1] < taken[2] < MOST_SHARE


def test_a_rest_is_never_taken_out_whole_nor_beyond_its_limit() -> None:
    rest = RestingFace((0.0, 0.0, 0.0, 50.0, 0.0, 0.0, 0.0, 0.0), (-1.0, -1.0), 1e9)
    logits, affect = without_rest(np.zeros(8), np.zeros(2), rest, TYPICAL)
    assert logits[SAD] == pytest.approx(-MOST_SHARE * MOST_LOGIT)
    assert np.abs(affect).max() < 0.3


def test_a_strong_expression_is_no_rest() -> None:
    laughing = np.array([0.05, 0.95, 0, 0, 0, 0, 0, 0])
    assert learned(None, observation(), laughing, 0.2) is None


def test_a_face_that_is_badly_seen_teaches_nothing() -> None:
    assert learned(None, observation(quality=0.3), CALM, 0.2) is None


def test_a_long_gap_counts_as_one_moment() -> None:
    rest = learned(rest_of(2.0, sad_at_rest()), sad_at_rest(), CALM, 3600.0)
    assert rest is not None
    assert rest.seconds == pytest.approx(3.0)


def test_a_face_that_is_calm_as_most_are_is_not_corrected() -> None:
    calm = observation(logits=tuple(TYPICAL), valence_arousal=(0.0, 0.0))
    logits, affect = np.arange(8.0), np.array([0.5, 0.2])
    after = without_rest(logits, affect, rest_of(100.0, calm), TYPICAL)
    np.testing.assert_allclose(after[0], logits)
    np.testing.assert_allclose(after[1], affect)
