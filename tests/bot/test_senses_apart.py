import pytest

from bot.mood_vocabulary import LABELS, mood_mentions
from bot.senses_apart import SPOKEN_FEELINGS, SensesApart, senses_apart, spoken_feelings

SAD = {"label": "sadness", "valence": -0.6}
GLAD = {"label": "joy", "valence": 0.5}
EVEN = {"label": "neutral", "valence": 0.0}


def test_every_label_has_a_word_that_is_understood_as_that_label_again() -> None:
    understood = {label: mood_mentions(f"more {word}")[0].label for label, word in SPOKEN_FEELINGS.items()}
    assert understood == {label: label for label in LABELS}


def test_the_two_that_lie_farthest_apart_are_named_the_words_first() -> None:
    apart = senses_apart({"parts": {"face": EVEN, "voice": GLAD, "text": SAD}})
    assert apart == SensesApart("text", "voice", "sadness", "joy")
    assert spoken_feelings(apart) == {"first_feeling": "sad", "second_feeling": "glad"}
    assert (apart.label_of("voice"), apart.label_of("face")) == ("joy", None)


def test_a_sense_that_is_not_sure_enough_to_contradict_is_not_named() -> None:
    sure, unsure = {"confidence": 0.6}, {"confidence": 0.39}
    parts = {"text": GLAD | sure, "voice": SAD | sure, "face": {"label": "fear", "valence": -0.9} | unsure}
    assert senses_apart({"parts": parts}) == SensesApart("text", "voice", "joy", "sadness")
    assert senses_apart({"parts": {"text": GLAD | sure, "face": SAD | unsure}}) is None


def test_without_parts_the_two_that_weigh_most_are_named_and_no_feeling() -> None:
    apart = senses_apart({"weights": {"behaviour": 0.1, "face": 0.5, "text": 0.4}})
    assert apart == SensesApart("text", "face")
    assert spoken_feelings(apart) == {}


@pytest.mark.parametrize(
    "emotion",
    [
        None,
        "sad",
        {},
        {"weights": {"text": 1.0}},
        {"weights": {"text": "much", "voice": None}},
        {"parts": {"text": SAD}},
        {"parts": {"text": SAD, "voice": SAD}},
        {"parts": {"text": SAD, "voice": "glad", "nose": GLAD}},
        {"parts": {"text": SAD, "voice": {"label": "hangry", "valence": 0.5}}},
    ],
)
def test_what_names_no_two_senses_that_differ_gives_nothing(emotion: object) -> None:
    assert senses_apart(emotion) is None
