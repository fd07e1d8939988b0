import json

import pytest

from bot import turn_wire
from bot.errors import BadFrameError
from bot.turn_wire import Forget, Hello, Ping, Turn, read

EMOTION = {
    "label": "sadness", "probabilities": {"sadness": 1.0}, "valence": -0.4, "arousal": 0.1, "confidence": 0.6,
    "weights": {"text": 1.0}, "trend": "falling", "change": -0.2, "shift": False, "need": "comfort",
}  # fmt: skip


def turn(**changes: object) -> str:
    return json.dumps({"turn": "t1", "sender": "s1", "text": "hello", "metadata": {}, **changes})


def test_a_turn_is_read_with_its_metadata() -> None:
    metadata = {"user": "u", "locale": "en-US", "channel": "web", "emotion": EMOTION}
    assert read(turn(metadata=metadata)) == Turn("t1", "s1", "hello", metadata)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/forget_me", "forget_me"),
        ("  //restart", "restart"),
        ("/ / /x", "x"),
        ("a/b", "a/b"),
        ("/", ""),
        ("\u2028/greet", "greet"),
    ],
)
def test_nobody_calls_an_intent_by_name(text: str, left: str) -> None:
    frame = read(turn(text=text))
    assert isinstance(frame, Turn)
    assert frame.text == left


def test_what_was_unsaid_of_the_last_answer_is_taken() -> None:
    frame = read(turn(metadata={"user": "u", "unsaid": "Shall we breathe?"}))
    assert isinstance(frame, Turn)
    assert frame.metadata["unsaid"] == "Shall we breathe?"


def test_unknown_metadata_is_left_out() -> None:
    frame = read(turn(metadata={"user": "u", "audio": "AAAA", "emotion": {**EMOTION, "frames": [1, 2]}}))
    assert isinstance(frame, Turn)
    assert frame.metadata == {"user": "u", "emotion": EMOTION}


@pytest.mark.parametrize("metadata", [None, 7, "x", [], {"emotion": None}, {"emotion": 3}])
def test_strange_metadata_is_no_metadata(metadata: object) -> None:
    frame = read(turn(metadata=metadata))
    assert isinstance(frame, Turn)
    assert not frame.metadata.get("emotion")


def test_metadata_stays_small() -> None:
    with pytest.raises(BadFrameError, match="4096 bytes"):
        read(turn(metadata={"user": "u" * 5000}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "list"),
        ("null", "NoneType"),
        ("{}", "turn must be"),
        (turn(turn=5), "turn must be"),
        (turn(sender=""), "sender must be"),
        (turn(sender="s" * 201), "sender must be"),
        (turn(text=None), "text must be"),
        (turn(text="x" * 8001), "at most 8000"),
        ('{"op": "reboot"}', "reboot"),
        ('{"op": "forget"}', "sender must be"),
        ('{"op": ["ping"]}', "known are"),
    ],
)
def test_a_bad_frame_says_what_is_wrong(data: str | bytes, said: str) -> None:
    with pytest.raises(BadFrameError, match=said):
        read(data)


def test_a_lone_surrogate_does_not_travel_on() -> None:
    frame = read('{"turn": "t", "sender": "s", "text": "a\\ud800b"}')
    assert isinstance(frame, Turn)
    assert frame.text == "a?b"


def test_operations_are_read() -> None:
    assert read('{"op": "ping"}') == Ping()
    assert read('{"op": "forget", "sender": "s"}') == Forget("s")
    assert read('{"op": "hello", "secret": "x"}') == Hello("x")
    assert read('{"op": "hello"}') == Hello("")


def test_a_message_keeps_text_buttons_and_card_together() -> None:
    message = {
        "text": "Here you are.",
        "buttons": [{"title": "Something else", "payload": "something else"}, {"title": "Thanks"}],
        "custom": {"card": {"kind": "track"}, "control": {"pause_sensing": True}},
    }
    assert json.loads(turn_wire.message_frame("t", message)) == {
        "turn": "t",
        "kind": "message",
        "message": {
            "text": "Here you are.",
            "quick_replies": [
                {"title": "Something else", "text": "something else"},
                {"title": "Thanks", "text": "Thanks"},
            ],
            "card": {"kind": "track"},
            "control": {"pause_sensing": True},
        },
    }


@pytest.mark.parametrize("message", [{}, {"text": None, "custom": []}, {"text": "", "buttons": None}])
def test_an_empty_message_has_all_its_keys(message: dict[str, object]) -> None:
    sent = json.loads(turn_wire.message_frame("t", message))["message"]
    assert sent == {"text": None, "quick_replies": [], "card": None, "control": None}


def test_an_error_names_its_turn_where_the_frame_did() -> None:
    assert turn_wire.turn_of('{"turn": "t9", "sender": 3}') == "t9"
    assert turn_wire.turn_of("{") is None
    assert turn_wire.turn_of('{"turn": 9}') is None
