"""Frames between gateway and bot."""

import json

import pytest

from gateway.bot_wire import (
    Alive,
    BotReply,
    Control,
    Failed,
    Finished,
    Replied,
    TrackerDropped,
    decode_event,
    forget_frame,
    hello_frame,
    ping_frame,
    turn_frame,
)
from gateway.cards import QuickReply, TrackCard
from gateway.errors import BotWireError
from tests.gateway.messages import CARDS, TRACK


def frame(**data: object) -> str:
    return json.dumps(data)


def reply(**message: object) -> BotReply:
    event = decode_event(frame(turn="t", kind="message", message=message))
    assert isinstance(event, Replied)
    return event.reply


def test_what_the_gateway_sends() -> None:
    assert json.loads(hello_frame("s")) == {"op": "hello", "secret": "s"}
    assert json.loads(ping_frame()) == {"op": "ping"}
    assert json.loads(forget_frame("x")) == {"op": "forget", "sender": "x"}
    turn = {"turn": "t", "sender": "s", "text": "hi", "metadata": {"user": "u", "emotion": None}}
    assert json.loads(turn_frame("t", "s", "hi", {"user": "u", "emotion": None})) == turn


def test_what_the_bot_sends() -> None:
    assert decode_event(frame(turn="t", kind="done")) == Finished("t")
    assert decode_event(frame(turn="t", kind="error", detail="x")) == Failed("t", "x")
    assert decode_event(frame(op="pong")) == Alive()
    assert decode_event(frame(op="forgotten", sender="s")) == TrackerDropped("s")


def test_a_whole_message() -> None:
    told = reply(
        text="Here.", quick_replies=[{"title": "A", "text": "a"}], card=TRACK, control={"pause_sensing": True}
    )
    assert told.text == "Here."
    assert told.quick_replies == (QuickReply(title="A", text="a"),)
    assert isinstance(told.card, TrackCard)
    assert told.control == Control(pause_sensing=True)
    assert told.rejected == ()


def test_a_message_may_leave_out_everything() -> None:
    assert reply() == reply(text=None, quick_replies=None, card=None, control=None) == BotReply()


@pytest.mark.parametrize("kind", CARDS)
def test_every_card_is_taken(kind: str) -> None:
    assert reply(card=CARDS[kind]).card is not None


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("card", {"kind": "spell", "title": "Sleep"}),
        ("card", {"kind": "track", "id": "1"}),
        ("card", "song"),
        ("quick_replies", [{"title": "A"}]),
        ("quick_replies", "A"),
        ("control", {"pause_sensing": "perhaps"}),
    ],
)
def test_a_part_that_breaks_the_contract_costs_only_itself(name: str, broken: object) -> None:
    told = reply(text="Still here.", **{name: broken})
    assert told.text == "Still here."
    assert told.rejected[0].startswith(name)


def test_wishes_that_this_version_does_not_know_are_ignored() -> None:
    assert reply(control={"dance": True}).control == Control()


@pytest.mark.parametrize(
    "broken",
    [
        "{", "[]", "3", frame(turn="t"), frame(turn="t", kind="song"), frame(op="dance"), frame(kind="done"),
        frame(turn="t", kind="message"), frame(turn="t", kind="message", message="hi"), frame(op="forgotten"),
    ],
)  # fmt: skip
def test_a_frame_that_breaks_the_contract_is_a_typed_error(broken: str) -> None:
    with pytest.raises(BotWireError):
        decode_event(broken)
