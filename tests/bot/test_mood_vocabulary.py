import pytest

from bot.mood_vocabulary import LABELS, WORDS_OF_LABEL, corrected_mood, mood_mentions


@pytest.mark.parametrize(
    ("text", "word", "label"),
    [
        ("I'm not sad, just tired", "tired", "neutral"),
        ("I’m not sad, I’m angry", "angry", "anger"),
        ("no, I feel happy", "happy", "joy"),
        ("it's more like disappointment than anger", "disappointment", "sadness"),
        ("I'm feeling lonely rather than sad", "lonely", "sadness"),
        ("not happy, nervous", "nervous", "fear"),
        ("I am not feeling anxious at all, I am excited", "excited", "anticipation"),
        ("I'm actually in a good mood", "in a good mood", "joy"),
        ("NOT ANGRY. SURPRISED!", "surprised", "surprise"),
        ("I'm pissed off, not scared", "pissed off", "anger"),
    ],
)
def test_the_mood_left_standing_is_found(text: str, word: str, label: str) -> None:
    mention = corrected_mood(text)
    assert mention is not None
    assert (mention.word, mention.label) == (word, label)


@pytest.mark.parametrize("text", ["", "that's wrong", "I'm not sad", "I'm not really angry", "nope, not joy"])
def test_a_correction_that_names_nothing_instead_has_none(text: str) -> None:
    assert corrected_mood(text) is None


def test_a_word_inside_another_is_not_a_mood() -> None:
    assert mood_mentions("the madrigal was lowered downtown") == []


def test_every_label_has_words_and_no_word_has_two_labels() -> None:
    assert tuple(WORDS_OF_LABEL) == LABELS
    words = [word for listed in WORDS_OF_LABEL.values() for word in listed.split(", ")]
    assert len(words) == len(set(words))
