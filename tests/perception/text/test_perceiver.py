"""The text sense that ships, on sentences it has not seen."""

import pytest

from perception.emotion import LABELS, EmotionReading
from perception.errors import InputError
from perception.text.perceiver import TextPerceiver
from perception.window import Window

ENGLISH = [
    "I had a wonderful evening with my friends",
    "why would you do that to me",
    "the bus comes at nine",
]
OTHER_LANGUAGES = [
    "Gestern war ich mit meinen Eltern im Kino und es war schrecklich",
    "Mi hermana no quiere hablar conmigo y estoy enfadado",
    "Je me sens vraiment seule depuis quelques semaines",
    "Mio padre non capisce niente di quello che faccio",
    "Ik kan vannacht alweer niet slapen",
    "Wczoraj pokłóciłem się z najlepszym przyjacielem",
    "Jag vet inte vad jag ska göra längre",
    "Sevgilimden ayrıldım ve çok üzgünüm",
    "Сегодня мне очень грустно",
    "今日はとても悲しいです",
    "أنا حزين جدا اليوم",
    "मैं आज बहुत दुखी हूँ",
    "오늘 너무 슬퍼요",
]


def read(text_sense: TextPerceiver, text: str) -> EmotionReading:
    reading = text_sense.perceive(Window(text=text))
    assert reading is not None
    return reading


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I am so happy that you came!", "joy"),
        ("this made my whole week, I love it", "joy"),
        ("my cat died and I can't stop crying", "sadness"),
        ("I miss my old friends so much", "sadness"),
        ("I hate him, he ruined everything", "anger"),
        ("I'm terrified of the operation", "fear"),
        ("that is absolutely disgusting", "disgust"),
        ("wow, I never saw that coming", "surprise"),
        ("the meeting starts at ten", "neutral"),
    ],
)
def test_plain_sentences_are_read(text_sense: TextPerceiver, text: str, label: str) -> None:
    assert read(text_sense, text).label == label


@pytest.mark.parametrize(
    "text",
    [
        "I'm not happy about this at all",
        "not happy at all",
        "I don't feel happy anymore",
        "this is not good",
        "I'm never happy these days",
    ],
)
def test_negated_joy_is_not_read_as_joy(text_sense: TextPerceiver, text: str) -> None:
    reading = read(text_sense, text)
    assert reading.label != "joy"
    assert reading.valence < 0.0


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I am so hapy todya!", "joy"),
        ("im realy sadd about it", "sadness"),
        ("I hatee this soo much", "anger"),
    ],
)
def test_typos_still_lean_the_right_way(text_sense: TextPerceiver, text: str, label: str) -> None:
    reading = read(text_sense, text)
    ranked = sorted(LABELS, key=lambda name: -reading.probabilities[LABELS.index(name)])
    assert label in ranked[:2]


def test_heavily_damaged_words_are_not_read_surely(text_sense: TextPerceiver) -> None:
    assert read(text_sense, "i fele os hpay tdoya").confidence < 0.6


def test_capitals_change_nothing(text_sense: TextPerceiver) -> None:
    loud, quiet = read(text_sense, "I AM SO ANGRY"), read(text_sense, "i am so angry")
    assert loud.label == quiet.label == "anger"
    assert loud.valence == pytest.approx(quiet.valence, abs=0.05)


@pytest.mark.parametrize(
    ("text", "sign"), [("😭😭😭", -1), ("😡", -1), ("🥳🎉", 1), ("😍", 1), ("see you 😊", 1), ("ok 💔", -1)]
)
def test_emoji_carry_feeling(text_sense: TextPerceiver, text: str, sign: int) -> None:
    assert read(text_sense, text).valence * sign > 0.1


@pytest.mark.parametrize("text", OTHER_LANGUAGES)
def test_other_languages_and_scripts_get_a_low_confidence(text_sense: TextPerceiver, text: str) -> None:
    reading = read(text_sense, text)
    assert reading.confidence < 0.35
    assert max(reading.probabilities) < 0.5


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_not_taken_for_another_language(text_sense: TextPerceiver, text: str) -> None:
    assert read(text_sense, text).confidence > 0.4


@pytest.mark.parametrize("text", ["?!?!", "12345", "asdkjh qweoiu zxmnb", "...."])
def test_what_says_nothing_is_not_read_surely(text_sense: TextPerceiver, text: str) -> None:
    assert read(text_sense, text).confidence < 0.6


def test_the_end_of_a_very_long_text_counts(text_sense: TextPerceiver) -> None:
    filler = "We talked about the timetable and the rooms. " * 200
    calm, sad = (
        read(text_sense, filler),
        read(text_sense, filler + "My mother died and I feel so sad and lonely. " * 8),
    )
    assert sad.valence < calm.valence - 0.1


@pytest.mark.parametrize("name", ["embedding", "meaning"])
def test_both_vectors_of_a_text_are_of_length_one(text_sense: TextPerceiver, name: str) -> None:
    vector = getattr(read(text_sense, "play some jazz"), name)
    assert len(vector) == 384
    assert sum(value * value for value in vector) == pytest.approx(1.0, abs=1e-3)


def test_the_embedding_tells_how_it_feels_and_the_meaning_what_it_is_about(text_sense: TextPerceiver) -> None:
    boss, traffic, happy = (
        read(text_sense, text)
        for text in ("I'm so angry at my boss", "This traffic makes me furious", "I'm so happy with my boss")
    )
    assert cosine(boss.embedding, traffic.embedding) > cosine(boss.embedding, happy.embedding)
    assert cosine(boss.meaning, happy.meaning) > cosine(boss.meaning, traffic.meaning)


def cosine(one: tuple[float, ...] | None, other: tuple[float, ...] | None) -> float:
    assert one is not None
    assert other is not None
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_what_is_no_text_is_refused_with_the_type_named(text_sense: TextPerceiver) -> None:
    with pytest.raises(InputError, match="bytes"):
        text_sense.perceive(Window(text=b"bytes"))  # type: ignore[arg-type]
