"""Gateway and bot live in two environments: each reads what the other writes."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from bot import turn_wire
from bot.senses_apart import SensesApart, senses_apart
from gateway import bot_wire
from gateway.bot_wire import Alive, BotReply, Control, Failed, Finished, Replied, TrackerDropped
from gateway.cards import QuickReply
from gateway.config import BYTES_PER_CHARACTER, FRAME_OVERHEAD_BYTES, GatewayConfig
from gateway.meaning import MAX_WORDS_CHARS, Meaning
from perception.emotion import LABELS, EmotionReading, Modality
from perception.fusion import SURE
from perception.pipeline import Pipeline, SensedTurn
from perception.trajectory import Trajectory
from perception.window import Window
from tests.gateway.messages import CARDS

MAX_BOT_FRAME_BYTES = 64 * 1024  # bot.turn_socket, which only Rasa's environment can import
NINTHS = tuple(1 / 9 for _ in range(9))


class OneReading:
    """A sense that always reads the same."""

    modality = Modality.TEXT

    def perceive(self, window: Window) -> EmotionReading:
        return EmotionReading(Modality.TEXT, NINTHS, -0.123456, 0.654321, 0.5)

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        return [self.perceive(window) for window in windows]


class OneSide(OneReading):
    def __init__(self, modality: Modality, valence: float, confidence: float) -> None:
        self.modality, self.valence, self.confidence = modality, valence, confidence

    def perceive(self, window: Window) -> EmotionReading:
        label = "joy" if self.valence > 0 else "sadness"
        probabilities = tuple(float(name == label) for name in LABELS)
        return EmotionReading(self.modality, probabilities, self.valence, 0.0, self.confidence)


def sensed() -> SensedTurn:
    return Pipeline([OneReading()]).sense(Window(text="x"), Trajectory())


def test_the_bot_reads_the_gateways_turn_with_everything_that_was_sensed() -> None:
    metadata = {
        "user": "u" * 22, "locale": "en-GB", "channel": "web", "local_hour": 0,
        "emotion": sensed().as_metadata(),
    }  # fmt: skip
    turn = turn_wire.read(bot_wire.turn_frame("t.1", "s", "I am “fine” 🙂", metadata))
    assert turn == turn_wire.Turn("t.1", "s", "I am “fine” 🙂", metadata)


def test_the_bot_names_the_senses_that_perception_means_and_none_that_is_unsure() -> None:
    senses = [
        OneSide(Modality.TEXT, 0.6, SURE),
        OneSide(Modality.VOICE, -0.4, SURE),
        OneSide(Modality.FACE, -0.9, SURE - 0.01),
    ]
    turn = Pipeline(senses).sense(Window(text="x"), Trajectory())
    assert turn.mixed
    assert senses_apart(turn.as_metadata()) == SensesApart("text", "voice", "joy", "sadness")


def test_senses_that_contradict_one_another_reach_the_bot_in_under_1_kb() -> None:
    part = {"label": "anticipation", "valence": -0.12, "confidence": 0.12}
    everything = sensed().as_metadata() | {
        "mixed": True,
        "weights": {sense: 0.123 for sense in Modality if sense is not Modality.FUSED},
        "parts": {sense: part for sense in Modality if sense is not Modality.FUSED},
        "need": "celebrate",
        "trend": "falling",
    }
    assert len(json.dumps(everything).encode()) < 1024
    turn = turn_wire.read(bot_wire.turn_frame("t", "s", "x", {"user": "u", "emotion": everything}))
    assert isinstance(turn, turn_wire.Turn)
    assert turn.metadata["emotion"] == everything


def test_the_bot_reads_what_the_gateways_text_graph_made_of_the_words() -> None:
    vector = np.random.default_rng(7).normal(size=384)
    vector /= np.linalg.norm(vector)
    meaning = Meaning.of("I am fine", tuple(vector))
    turn = turn_wire.read(bot_wire.turn_frame("t", "s", "I am fine", {"user": "u"}, meaning))
    assert isinstance(turn, turn_wire.Turn)
    assert turn.meaning is not None
    assert turn.meaning.words == "I am fine"
    np.testing.assert_allclose(turn.meaning.values(), vector, atol=2e-4)
    assert turn.metadata == {"user": "u"}


def test_a_turn_with_the_longest_words_that_have_a_meaning_fits_into_a_frame() -> None:
    meaning = Meaning.of("😭" * MAX_WORDS_CHARS, [1.0] * 384)
    frame = bot_wire.turn_frame("t", "s", "😭" * turn_wire.MAX_TEXT_CHARS, {}, meaning)
    assert len(frame) < MAX_BOT_FRAME_BYTES


def test_the_bot_reads_a_turn_without_a_reading() -> None:
    turn = turn_wire.read(bot_wire.turn_frame("t", "s", "x", {"user": "u", "locale": None, "emotion": None}))
    assert isinstance(turn, turn_wire.Turn)
    assert turn.metadata == {"user": "u"}


def test_the_bot_reads_the_gateways_operations() -> None:
    assert turn_wire.read(bot_wire.hello_frame("secret")) == turn_wire.Hello("secret")
    assert turn_wire.read(bot_wire.ping_frame()) == turn_wire.Ping()
    assert turn_wire.read(bot_wire.forget_frame("s")) == turn_wire.Forget("s")


@pytest.mark.parametrize("kind", CARDS)
def test_the_gateway_reads_the_bots_message_with_every_card(kind: str) -> None:
    message = {
        "text": "Here.",
        "buttons": [{"title": "Something else", "payload": "something else"}, {"title": "Why?"}],
        "custom": {"card": CARDS[kind], "control": {"pause_sensing": True}},
    }
    event = bot_wire.decode_event(turn_wire.message_frame("t", message))
    assert isinstance(event, Replied)
    assert event.reply.rejected == ()
    assert event.reply.text == "Here."
    assert event.reply.quick_replies == (
        QuickReply(title="Something else", text="something else"),
        QuickReply(title="Why?", text="Why?"),
    )
    assert event.reply.card is not None
    assert json.loads(event.reply.card.model_dump_json()) == CARDS[kind]
    assert event.reply.control == Control(pause_sensing=True)


def test_the_gateway_reads_everything_else_that_the_bot_sends() -> None:
    assert bot_wire.decode_event(turn_wire.message_frame("t", {})) == Replied("t", BotReply())
    assert bot_wire.decode_event(turn_wire.done_frame("t")) == Finished("t")
    assert bot_wire.decode_event(turn_wire.error_frame("t", "no")) == Failed("t", "no")
    assert bot_wire.decode_event(turn_wire.pong_frame()) == Alive()
    assert bot_wire.decode_event(turn_wire.forgotten_frame("s")) == TrackerDropped("s")


def test_every_text_that_the_gateway_may_allow_is_short_enough_for_the_bot() -> None:
    longest = (GatewayConfig.max_frame_bytes - FRAME_OVERHEAD_BYTES) // BYTES_PER_CHARACTER
    assert longest <= turn_wire.MAX_TEXT_CHARS
