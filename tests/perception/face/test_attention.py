"""A turn is read from all of its moments, each by what it tells."""

import numpy as np
import pytest

from perception.face.attention import weights_of
from perception.signals.face_observation import N_EMBEDDING, FaceObservation
from tests.fakes.observer import observation

NO_ATTENTION = np.zeros(N_EMBEDDING)


def moment(t_s: float, direction: int, quality: float = 0.9) -> FaceObservation:
    """One whose embedding points along one axis."""
    embedding = [0.0] * N_EMBEDDING
    embedding[direction] = 1.0
    return observation(t_s, embedding=tuple(embedding), quality=quality)


def test_one_moment_has_all_the_weight() -> None:
    assert weights_of([observation()], NO_ATTENTION).tolist() == [1.0]


@pytest.mark.parametrize("n_moments", [1, 2, 7, 150])
def test_weights_are_shares(n_moments: int) -> None:
    rng = np.random.default_rng(n_moments)
    moments = [
        observation(0.2 * place, embedding=tuple(rng.normal(size=N_EMBEDDING)), quality=rng.uniform())
        for place in range(n_moments)
    ]
    weights = weights_of(moments, rng.normal(size=N_EMBEDDING))
    assert weights.min() >= 0.0
    assert weights.sum() == pytest.approx(1.0)


def test_a_moment_that_can_hardly_be_seen_hardly_counts() -> None:
    moments = [moment(0.0, 0), moment(0.2, 1, quality=0.05), moment(0.4, 0)]
    assert weights_of(moments, NO_ATTENTION)[1] < 0.1


def test_the_learned_attention_prefers_what_it_points_at() -> None:
    attention = np.zeros(N_EMBEDDING)
    attention[1] = 3.0
    weights = weights_of([moment(0.0, 0), moment(5.0, 1), moment(10.0, 0)], attention)
    assert weights[1] > 0.8


def test_one_odd_frame_among_many_alike_is_outvoted() -> None:
    moments = [moment(0.2 * place, 0) for place in range(9)]
    moments[4] = moment(0.8, 1)
    assert weights_of(moments, NO_ATTENTION)[4] < 1 / 9 + 0.02


def test_faces_that_were_all_seen_badly_still_make_a_turn() -> None:
    weights = weights_of([moment(0.0, 0, quality=0.0), moment(0.2, 0, quality=0.0)], NO_ATTENTION)
    np.testing.assert_allclose(weights, [0.5, 0.5])
