from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.ask_first import AskFirst, Before, move_for
from bot.course import asked_lately, question_before
from bot.intent_override import Sign

MIXED = {"label": "sadness", "confidence": 0.5, "mixed": True}
UNSURE = {"label": "sadness", "confidence": 0.2}
CLEAR = {"label": "sadness", "confidence": 0.8, "mixed": False}
NOTHING_BEFORE = Before()
PARTS = {"text": {"label": "sadness", "valence": -0.6}, "voice": {"label": "joy", "valence": 0.5}}


def message(text: str, intent: str, emotion: Any, confidence: float = 0.9, **named: str) -> Message:
    made = Message({"text": text})
    made.set("intent", {"name": intent, "confidence": confidence})
    made.set("metadata", {"emotion": emotion})
    made.set("entities", [{"entity": name, "value": value} for name, value in named.items()])
    return made


def intent_after(given: Message, before: Before = NOTHING_BEFORE) -> str | None:
    move = move_for(given, before)
    return move.intent if move else None


def tracker_of(*actions: str) -> DialogueStateTracker:
    """A talk in which the bot did one thing each turn."""
    tracker = DialogueStateTracker("s", [])
    for action in actions:
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered("x", {"name": "greet", "confidence": 1.0}))
        tracker.update(ActionExecuted(action))
    return tracker


def test_senses_that_contradict_one_another_are_asked_about_by_name() -> None:
    move = move_for(message("I'm fine", "share_neutral", MIXED | {"parts": PARTS}), Before())
    assert move == Sign(
        "share_unclear",
        {
            "question": "feelings",
            "first_sense": "words", "second_sense": "voice",
            "first_feeling": "sad", "second_feeling": "glad",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("emotion", "named"),
    [
        (
            MIXED | {"weights": {"text": 0.6, "face": 0.4}},
            {"question": "senses", "first_sense": "words", "second_sense": "face"},
        ),
        (MIXED, {"question": "mixed"}),
    ],
)
def test_the_question_names_no_more_than_is_known(emotion: dict[str, Any], named: dict[str, str]) -> None:
    assert move_for(message("I'm fine", "share_neutral", emotion), Before()) == Sign("share_unclear", named)


@pytest.mark.parametrize(
    ("intent", "emotion", "confidence", "expected"),
    [
        ("share_sad", MIXED, 0.9, "share_unclear"),
        ("share_sad", UNSURE, 0.5, "share_unclear"),
        ("share_sad", UNSURE, 0.9, None),
        ("share_neutral", UNSURE, 0.9, "share_unclear"),
        ("share_neutral", CLEAR, 0.9, None),
        ("share_sad", CLEAR, 0.5, None),
        ("share_sad", None, 0.5, None),
        ("share_grief", MIXED, 0.9, None),
        ("share_mixed", MIXED, 1.0, None),
        ("self_harm", MIXED, 1.0, None),
        ("greet", MIXED, 0.9, None),
    ],
)
def test_a_feeling_is_asked_about_where_neither_reading_nor_words_are_clear(
    intent: str, emotion: Any, confidence: float, expected: str | None
) -> None:
    assert intent_after(message("x", intent, emotion, confidence)) == expected


@pytest.mark.parametrize("before", [Before(in_care=True), Before(heard="grief"), Before(asked=True)])
def test_nothing_is_asked_in_care_in_grief_or_soon_again(before: Before) -> None:
    assert intent_after(message("x", "share_sad", MIXED), before) is None
    assert intent_after(message("something for my mood", "ask_music", MIXED), before) is None


@pytest.mark.parametrize(
    ("text", "emotion", "expected"),
    [
        ("play something that fits my mood", MIXED, "wish_unclear"),
        ("play something that fits my mood", UNSURE, "wish_unclear"),
        ("play something that fits my mood", UNSURE | {"need": "comfort"}, None),
        ("play something that fits my mood", CLEAR, None),
        ("play me a song", MIXED, None),
        ("something for when I feel sad", MIXED, None),
    ],
)
def test_a_wish_is_asked_about_only_where_it_leaves_the_choice_to_an_unclear_mood(
    text: str, emotion: Any, expected: str | None
) -> None:
    assert intent_after(message(text, "ask_music", emotion, wished_genre="any")) == expected


def test_a_wish_that_names_anything_is_followed() -> None:
    assert intent_after(message("jazz for my mood", "ask_music", MIXED, wished_genre="jazz")) is None


def test_what_was_shared_before_tells_the_mood_of_an_unsure_wish() -> None:
    wish = message("play something that fits my mood", "ask_music", UNSURE)
    assert intent_after(wish, Before(heard="again")) is None


@pytest.mark.parametrize(
    ("intent", "expected"),
    [("share_angry", "share_vent"), ("share_sad", "share_vent"), ("share_happy", None), ("ask_music", None)],
)
def test_whoever_vents_is_listened_to(intent: str, expected: str | None) -> None:
    assert intent_after(message("x", intent, CLEAR | {"need": "vent"})) == expected


def test_venting_goes_on_after_a_question_but_not_over_a_loss() -> None:
    venting = message("x", "share_angry", MIXED | {"need": "vent"})
    assert intent_after(venting, Before(asked=True)) == "share_vent"
    assert intent_after(venting, Before(asked=True, heard="grief")) is None


def test_the_component_leaves_a_message_without_a_talk_as_it_is() -> None:
    given = message("I'm fine", "share_neutral", MIXED)
    AskFirst().process([given], None)
    assert given.get("intent")["name"] == "share_neutral"
    AskFirst().process([given], tracker_of())
    assert given.get("intent")["name"] == "share_unclear"
    assert {entity["entity"]: entity["value"] for entity in given.get("entities")} == {"question": "mixed"}


def test_a_question_is_remembered_for_four_turns() -> None:
    assert asked_lately(tracker_of("utter_ask_which", "utter_greet", "utter_greet", "utter_greet"))
    assert not asked_lately(tracker_of("utter_ask_which", *["utter_greet"] * 4))


def test_only_the_last_answer_can_be_the_question_that_is_answered() -> None:
    assert question_before(tracker_of("utter_greet", "utter_ask_for_music")) == "utter_ask_for_music"
    assert question_before(tracker_of("utter_ask_which", "utter_greet")) is None
    assert question_before(None) is None
