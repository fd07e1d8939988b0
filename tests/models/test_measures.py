"""Figures on cases that can be worked out by hand."""

import numpy as np
import pytest

from models.reliability import calibration_error
from models.text.measures import EKMAN, GROUPS, correlation, grouped, right_labels, summary
from models.text.thresholds import GRID, f1_per_label, macro_f1, steady, tuned
from perception.emotion import GOEMOTIONS_TO_PLUTCHIK, LABELS

NAMES = list(GOEMOTIONS_TO_PLUTCHIK)


def gold(*labels: str) -> np.ndarray:
    return np.array([[float(name in labels) for name in NAMES]])


@pytest.mark.parametrize("groups", [EKMAN, GROUPS], ids=["ekman", "four groups"])
def test_every_label_is_in_exactly_one_group(groups: dict[str, tuple[str, ...]]) -> None:
    members = [member for group in groups.values() for member in group]
    assert sorted(members) == sorted(NAMES)


def test_a_group_holds_when_any_member_does() -> None:
    assert grouped(gold("annoyance", "love"), EKMAN)[0].tolist() == [1, 0, 0, 1, 0, 0, 0]


def test_f1_of_a_label_is_that_of_the_textbook() -> None:
    truth = np.array([[1.0], [1.0], [0.0], [0.0]])
    said = np.array([[True], [False], [True], [False]])
    assert f1_per_label(truth, said).tolist() == [0.5]


def test_micro_macro_and_weighted_f1_agree_on_a_perfect_answer() -> None:
    truth = np.concatenate([gold(name) for name in NAMES])
    assert summary(truth, truth > 0.5) == {"macro_f1": 1.0, "micro_f1": 1.0, "weighted_f1": 1.0}


def test_both_halves_of_a_dyad_are_right_and_a_trace_is_not() -> None:
    right = dict(zip(LABELS, right_labels(gold("love"))[0], strict=True))
    assert right["joy"]
    assert right["trust"]
    assert not dict(zip(LABELS, right_labels(gold("nervousness"))[0], strict=True))["anticipation"]


def test_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    assert calibration_error(np.full(10, 0.8), np.arange(10) < 8) == pytest.approx(0.0)
    assert calibration_error(np.full(10, 0.9), np.arange(10) < 5) == pytest.approx(0.4)


def test_correlation_is_one_for_a_line() -> None:
    assert correlation(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])) == pytest.approx(1.0)


def test_tuned_thresholds_separate_what_can_be_separated() -> None:
    truth = np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]] * 10)
    probabilities = 0.2 + 0.5 * truth
    for thresholds in (tuned(truth, probabilities), steady(truth, probabilities)):
        assert macro_f1(truth, probabilities, thresholds) == 1.0
        assert set(thresholds) <= set(GRID)


def test_steady_thresholds_are_the_same_every_time() -> None:
    rng = np.random.default_rng(1)
    truth, probabilities = (rng.random((200, 3)) < 0.2).astype(float), rng.random((200, 3))
    assert steady(truth, probabilities).tolist() == steady(truth, probabilities).tolist()
