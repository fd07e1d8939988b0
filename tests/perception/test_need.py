"""The table of needs."""

import pytest

from perception.emotion import LABELS, EmotionReading
from perception.need import NEEDS, RULES, need_of
from perception.trajectory import TrajectoryPoint
from tests.fakes.perceiver import AFRAID, ANGRY, CALM, GLAD, SAD, reading

FIRST = TrajectoryPoint(n_turns=1)
WORSE = TrajectoryPoint(change=-0.9, trend="falling", shift=True, n_turns=2)
BETTER = TrajectoryPoint(change=0.3, trend="rising", n_turns=3)


@pytest.mark.parametrize(
    ("heard", "point", "need"),
    [
        (ANGRY, FIRST, "vent"),
        (ANGRY, TrajectoryPoint(recent=("anger", "neutral", "disgust", "anger")), "distract"),
        (ANGRY, TrajectoryPoint(n_turns=4, recent=("joy", "neutral", "anger", "neutral")), "vent"),
        (ANGRY, TrajectoryPoint(trend="rising", recent=("anger",) * 4), "vent"),
        (ANGRY, TrajectoryPoint(trend="falling", n_turns=2), "calm"),
        (AFRAID, FIRST, "calm"),
        (SAD, FIRST, "comfort"),
        (SAD, BETTER, "uplift"),
        (reading("surprise", valence=-0.5), WORSE, "comfort"),
        (GLAD, FIRST, "celebrate"),
        (reading("trust", valence=0.5), TrajectoryPoint(change=0.9, shift=True, n_turns=2), "celebrate"),
        (reading("anticipation", valence=0.3), FIRST, "focus"),
        (reading("neutral", valence=-0.1, arousal=-0.3), FIRST, "energise"),
        (CALM, FIRST, None),
    ],
)
def test_the_first_rule_that_holds_names_the_need(
    heard: EmotionReading, point: TrajectoryPoint, need: str | None
) -> None:
    assert need_of(heard, point) == need


def test_anticipation_that_may_be_a_mere_question_asks_for_no_focus() -> None:
    for confidence, need in ((0.6, None), (0.7, "focus"), (1.0, "focus")):
        assert need_of(reading("anticipation", valence=0.2, confidence=confidence), FIRST) == need


@pytest.mark.parametrize("label", LABELS)
def test_an_unsure_reading_names_no_need(label: str) -> None:
    assert need_of(reading(label, valence=-0.5, confidence=0.2), WORSE) is None


def test_every_need_has_a_rule() -> None:
    assert {rule.need for rule in RULES} == set(NEEDS)
