import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.turn_reading import TurnReading, reading_values, unsaid_values


def test_the_gateways_reading_becomes_five_values() -> None:
    emotion = {
        "label": "fear", "trend": "rising", "need": "calm", "valence": -0.25, "probabilities": {},
        "confidence": 0.35, "mixed": False, "shift": True, "change": 0.6,
    }  # fmt: skip
    assert reading_values({"user": "u", "emotion": emotion}) == {
        "mood": "fear", "trend": "rising", "need": "calm", "valence": -0.25, "shift": "lighter",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("emotion", "mood"),
    [
        ({"label": "joy", "confidence": 0.34}, "unsure"),
        ({"label": "joy", "confidence": 0.34, "mixed": True}, "mixed"),
        ({"label": "joy", "confidence": 0.9, "mixed": True}, "mixed"),
        ({"label": "joy", "confidence": 0.9, "mixed": "yes"}, "joy"),
        ({"label": "joy", "confidence": "low"}, "joy"),
        ({"label": "joy"}, "joy"),
    ],
)
def test_a_feeling_is_named_only_where_the_reading_is_sure_and_of_one_mind(
    emotion: dict[str, object], mood: str
) -> None:
    assert reading_values({"emotion": emotion})["mood"] == mood


@pytest.mark.parametrize(
    ("shift", "change", "named"),
    [(True, 0.7, "lighter"), (True, -0.7, "heavier"), (False, -0.7, "none"), (True, None, "none")],
)
def test_a_shift_has_a_direction(shift: bool, change: float | None, named: str) -> None:
    assert reading_values({"emotion": {"shift": shift, "change": change}})["shift"] == named


@pytest.mark.parametrize("metadata", [None, {}, {"emotion": None}, {"emotion": "sad"}, "x"])
def test_without_a_reading_the_slots_stay_as_they_were(metadata: object) -> None:
    assert reading_values(metadata) == {}


def test_a_need_that_is_over_does_not_stay() -> None:
    assert reading_values({"emotion": {"need": None}}) == {"need": "none", "shift": "none"}


@pytest.mark.parametrize(
    ("emotion", "kept"),
    [
        ({"label": "hangry"}, {}),
        ({"label": ["joy"]}, {}),
        ({"trend": "sideways"}, {}),
        ({"valence": float("nan")}, {}),
        ({"valence": "0.5"}, {}),
        ({"valence": 7}, {"valence": 1.0}),
        ({"valence": -7}, {"valence": -1.0}),
    ],
)
def test_what_is_out_of_range_is_left_out(emotion: dict[str, object], kept: dict[str, object]) -> None:
    assert reading_values({"emotion": emotion}) == {"need": "none", "shift": "none", **kept}


def test_entities_are_added_to_those_that_are_there() -> None:
    message = Message({"text": "jazz", "entities": [{"entity": "genre", "value": "jazz"}]})
    message.set("metadata", {"emotion": {"label": "joy"}})
    TurnReading().process([message])
    assert [entity["entity"] for entity in message.get("entities")] == [
        "genre", "need", "shift", "mood", "interrupted", "heard",
    ]  # fmt: skip


def test_an_answer_that_was_interrupted_leaves_what_was_unsaid() -> None:
    assert unsaid_values({"unsaid": "Shall we breathe?"}) == {
        "interrupted": "yes",
        "unsaid": "Shall we breathe?",
    }


@pytest.mark.parametrize("metadata", [None, {}, {"unsaid": None}, {"unsaid": ""}, {"unsaid": 7}, "x"])
def test_an_interruption_does_not_last(metadata: object) -> None:
    assert unsaid_values(metadata) == {"interrupted": "no"}
