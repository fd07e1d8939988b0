"""Whole conversations of the real dialogue, actions and database, with readings as a script gives them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect

from gateway import bot_wire
from gateway.bot_wire import BotReply, Finished, Replied
from perception.emotion import LABELS
from tests.conftest import RunningUndertone
from tests.journeys.talk import visit

pytestmark = pytest.mark.journey


def reading(label: str, valence: float, *, confidence: float = 0.8, **course: Any) -> dict[str, Any]:
    """`metadata.emotion` of a turn."""
    probabilities = {name: 0.6 if name == label else 0.05 for name in LABELS}
    return {
        "label": label, "probabilities": probabilities, "valence": valence, "arousal": -0.1,
        "confidence": confidence, "weights": {"text": 0.5, "voice": 0.5}, "trend": "steady", "change": 0.0,
        "shift": False, "need": None, "mixed": False,
    } | course  # fmt: skip


SMILING = reading(
    "joy",
    0.1,
    confidence=0.4,
    mixed=True,
    parts={"text": {"label": "sadness", "valence": -0.6}, "voice": {"label": "joy", "valence": 0.5}},
)
UNSURE = reading("neutral", 0.0, confidence=0.1)


@dataclass
class SensedTalk:
    """One visitor, whose every turn comes with a reading."""

    socket: ClientConnection
    visitor: str = field(default_factory=lambda: f"journey-{uuid4()}")
    n_turns: int = 0

    async def say(self, text: str, emotion: dict[str, Any]) -> list[BotReply]:
        """What the bot answers."""
        self.n_turns += 1
        metadata = {"user": self.visitor, "locale": "en-GB", "channel": "web", "emotion": emotion}
        await self.socket.send(
            bot_wire.turn_frame(f"t{self.n_turns}", self.visitor, text, metadata), text=True
        )
        replies = []
        while not isinstance(
            event := bot_wire.decode_event(await asyncio.wait_for(self.socket.recv(), 60)), Finished
        ):
            assert isinstance(event, Replied), event
            replies.append(event.reply)
        return replies


@asynccontextmanager
async def sensed_talk(running: RunningUndertone) -> AsyncIterator[SensedTalk]:
    settings = running.settings
    async with connect(f"ws://127.0.0.1:{settings.bot_socket_port}", proxy=None) as socket:
        await socket.send(bot_wire.hello_frame(settings.bot_secret), text=True)
        yield SensedTalk(socket)


def answers(running: RunningUndertone, *turns: tuple[str, dict[str, Any]]) -> list[list[BotReply]]:
    async def journey() -> list[list[BotReply]]:
        async with sensed_talk(running) as talk:
            return [await talk.say(*turn) for turn in turns]

    return asyncio.run(journey())


def offered(replies: list[BotReply]) -> list[str]:
    return [reply.card.kind for reply in replies if reply.card]


def titles(reply: BotReply) -> list[str]:
    return [quick.title for quick in reply.quick_replies]


def corrected(replies: list[BotReply]) -> list[str]:
    return [reply.control.correction.label for reply in replies if reply.control and reply.control.correction]


def test_sad_words_in_a_cheerful_voice_are_asked_about_and_the_talk_goes_on_from_the_answer(
    running_undertone: RunningUndertone,
) -> None:
    (question,), answer, _, song = answers(
        running_undertone,
        ("I feel so sad today", SMILING),
        ("more sad", SMILING),
        ("my cat is ill and I feel so down", SMILING),
        ("a song", SMILING),
    )
    assert question.text is not None
    assert "words" in question.text and "voice" in question.text
    assert titles(question) == ["More sad", "More glad", "Both"]
    assert question.card is None
    assert corrected(answer) == ["sadness"]
    assert offered(answer) == []
    assert offered(song) == ["track"]


def test_a_song_for_a_mood_that_cannot_be_told_comes_after_one_question(
    running_undertone: RunningUndertone,
) -> None:
    wish = "play something that fits my mood"
    question, answer, again = answers(
        running_undertone, (wish, SMILING), ("more glad", SMILING), (wish, SMILING)
    )
    assert offered(question) == []
    assert corrected(answer) == ["joy"]
    assert offered(answer) == offered(again) == ["track"]
    unsure, calm = answers(running_undertone, (wish, UNSURE), ("something calm", UNSURE))
    assert offered(unsure) == []
    assert "Something calm" in titles(unsure[0])
    assert offered(calm) == ["track"]


def test_a_feeling_without_a_name_is_asked_about_and_a_wish_that_says_what_it_wants_is_followed(
    running_undertone: RunningUndertone,
) -> None:
    (question,), jazz = answers(
        running_undertone, ("I don't know how I feel", UNSURE), ("play some jazz", UNSURE)
    )
    assert "Worried" in titles(question)
    assert offered(jazz) == ["track"]


def test_words_of_crisis_are_never_met_with_a_question_about_the_reading(
    running_undertone: RunningUndertone,
) -> None:
    care, stay = answers(running_undertone, ("I want to die", SMILING), ("I feel so sad", SMILING))
    assert offered(care) == ["resource"]
    assert offered(stay) == []
    assert "Both" not in titles(stay[0])


def test_venting_is_listened_to_until_something_is_asked_for(running_undertone: RunningUndertone) -> None:
    angry = reading("anger", -0.6, need="vent")
    *vented, song = answers(
        running_undertone,
        ("I am furious with my boss", angry),
        ("he humiliated me and I'm so angry", angry),
        ("yes", angry),
        ("a song", angry),
    )
    for replies in vented:
        assert offered(replies) == []
        assert all(set(titles(reply)) <= {"Just listen"} for reply in replies)
    assert offered(song) == ["track"]


def test_anger_that_is_written_is_listened_to(running_undertone: RunningUndertone) -> None:
    (answer,) = visit(
        running_undertone.url, "I'm so angry at my boss, he humiliated me in front of everyone"
    ).answers
    assert answer.cards == []
    quick = {reply["title"] for message in answer.of_type("message") for reply in message["quick_replies"]}
    assert quick <= {"Just listen"}


def test_a_mood_that_turns_is_named_and_the_song_keeps_to_it(running_undertone: RunningUndertone) -> None:
    glad = reading("joy", 0.7, need="celebrate", shift=True, change=0.9, trend="rising")
    _, (lighter,), song = answers(
        running_undertone,
        ("I feel so sad today", reading("sadness", -0.6, need="comfort")),
        ("actually I feel really happy now, what a lovely day", glad),
        ("yes", glad),
    )
    assert lighter.text is not None
    assert "lighter than a moment ago" in lighter.text
    assert offered(song) == ["track"]
