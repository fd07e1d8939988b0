import asyncio
import random
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.phrasing import FittingPhrases

SLOTS = ("heard", "need", "shift", "trend", "word")


def variation(text: str, **conditions: str) -> dict[str, Any]:
    if not conditions:
        return {"text": text}
    return {
        "text": text,
        "condition": [{"type": "slot", "name": name, "value": value} for name, value in conditions.items()],
    }


def said(variations: list[dict[str, Any]], before: tuple[str, ...] = (), **slots: str) -> set[str]:
    """Everything that could be said, over many draws."""
    domain = Domain.empty()
    domain.responses = {"utter_x": variations}
    tracker = DialogueStateTracker("s", [TextSlot(name, mappings=[]) for name in SLOTS])
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    for text in before:
        tracker.update(BotUttered(text))
    phrases = FittingPhrases(domain=domain, source=random.Random(1))  # noqa: S311 - a script
    drawn = [asyncio.run(phrases.generate("utter_x", tracker, "web")) for _ in range(30)]
    return {str(one and one["text"]) for one in drawn}


def test_nothing_speaks_over_a_loss() -> None:
    variations = [variation("cheer", need="celebrate"), variation("sorry", heard="grief")]
    assert said(variations, heard="grief", need="celebrate") == {"sorry"}
    assert said(variations, ("sorry",), heard="grief", need="celebrate") == {"sorry"}


def test_a_jump_of_the_mood_is_named_before_the_need_and_the_need_before_the_rest() -> None:
    variations = [
        variation("jump", shift="lighter"),
        variation("need", need="uplift"),
        variation("trend", trend="rising"),
        variation("any"),
    ]
    slots = {"shift": "lighter", "need": "uplift", "trend": "rising"}
    assert said(variations, **slots) == {"jump"}
    assert said(variations, ("jump",), **slots) == {"need"}
    assert said(variations, ("jump", "need"), **slots) == {"trend"}
    assert said(variations, ("jump", "need", "trend"), **slots) == {"jump"}


def test_the_same_is_not_said_twice_while_there_is_something_else() -> None:
    variations = [variation("one"), variation("two"), variation("three")]
    assert said(variations) == {"one", "two", "three"}
    assert said(variations, ("one", "three")) == {"two"}
    assert said(variations, ("one", "two", "three")) == {"one", "two", "three"}


def test_what_was_said_is_known_again_with_its_words_filled_in() -> None:
    variations = [variation("it is {word}"), variation("so {word}")]
    assert said(variations, ("it is blue",), word="blue") == {"so blue"}


def test_a_response_that_is_not_there_is_none() -> None:
    tracker = DialogueStateTracker("s", [])
    assert asyncio.run(FittingPhrases().generate("utter_y", tracker, "web")) is None
