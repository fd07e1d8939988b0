"""What is said in plain words, and which words are commands."""

import pytest

from gateway.cards import CARDS
from gateway.channels.commands import command_of, data_words, is_command, mood_words_of, notice_of
from gateway.channels.linking import ALPHABET, new_code, read_code, shown_code
from gateway.channels.seen import SeenEvents
from gateway.channels.text_form import card_words, mood_words, plain
from gateway.codec import SERVER_MESSAGES
from gateway.notice import AI_NOTICE
from gateway.protocol import Emotion, Error, Message, ServerModel
from tests.gateway.messages import CARDS as CARD_FIELDS
from tests.gateway.messages import SERVER


def message(kind: str, **more: object) -> ServerModel:
    return SERVER_MESSAGES.validate_python({"type": kind, "seq": 1, **SERVER[kind], **more})


@pytest.mark.parametrize(
    "kind", ["welcome", "emotion", "hearing", "typing", "ack", "history_lost", "pong", "done", "card"]
)
def test_signs_between_programs_are_not_said(kind: str) -> None:
    assert plain(message(kind)) is None


def test_errors_of_a_program_are_not_said_and_others_are() -> None:
    assert plain(Error(seq=1, code="invalid", detail="`x` is wrong")) is None
    said = plain(Error(seq=1, code="bot_timeout", detail="that took too long"))
    assert said is not None
    assert said.text == "That took too long"


def test_buttons_without_words_get_some() -> None:
    reply = {"title": "Yes", "text": "yes"}
    said = plain(Message(seq=1, turn="t", text=None, quick_replies=[reply]))
    assert said is not None
    assert said.text
    assert plain(Message(seq=1, turn="t", text=None)) is None


def test_a_card_is_told_line_by_line() -> None:
    words = {kind: card_words(CARDS.validate_python(card)) for kind, card in CARD_FIELDS.items()}
    assert words["track"].splitlines() == [
        "♪ A Slow Morning · The Example Band (1999)",
        "folk",
        "Deezer: https://www.deezer.com/search/A%20Slow%20Morning",
        "It is calm.",
    ]
    assert "2. Breathe. (in 4 s, out 6 s, 6 times)" in words["exercise"]
    assert "Samaritans: 116 123" in words["resource"]
    assert "Go outside." in words["read"]


def test_the_way_to_ones_data_is_a_button() -> None:
    said = plain(Message(seq=1, turn="t", text=None, card=CARDS.validate_python(CARD_FIELDS["export"])))
    assert said is not None
    assert [button.text for button in said.buttons] == ["/mydata"]


def test_a_mood_is_an_estimate() -> None:
    emotion = message("emotion")
    assert isinstance(emotion, Emotion)
    assert mood_words(emotion) == "sounds like sadness, growing heavier"
    assert mood_words(emotion.model_copy(update={"confidence": 0.2})) == "not sure how this sounds"
    assert mood_words(emotion.model_copy(update={"corrected": True})) == "sadness, as you say"


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("/pause", "pause", ""),
        ("/Pause@undertone_bot", "pause", ""),
        ("/stop", "pause", ""),
        ("/start", "help", ""),
        ("/link ABCD-EFGH", "link", "ABCD-EFGH"),
        ("/allow voice", "allow_voice", ""),
        ("/deny photos", "deny_face", ""),
        ("/forget", "forget", ""),
        ("/forget me", "forget", ""),
        ("/forget yes", "forget_confirmed", ""),
        ("/mydata", "my_data", ""),
    ],
)
def test_a_command_is_read(text: str, command: str, words: str) -> None:
    assert command_of(text) == (command, words)


@pytest.mark.parametrize("text", ["pause", "I said /pause", "/", "/home/me/file", "/allow", "/nonsense", ""])
def test_what_is_no_command_is_not_read_as_one(text: str) -> None:
    assert command_of(text) is None


def test_a_path_is_not_a_command_and_a_wrong_command_is_one() -> None:
    assert not is_command("/home/me/file")
    assert is_command("/nonsense")


def test_a_place_of_work_is_told_that_words_alone_are_read() -> None:
    assert "place of work" in notice_of("slack")
    assert "nothing else" in notice_of("slack")
    assert notice_of("pager") == AI_NOTICE


def test_nothing_stored_is_said_so() -> None:
    nothing = {
        "profile": None, "consents": [], "sessions": [], "turns": [], "interactions": [], "channels": [],
        "seen_events": [],
    }  # fmt: skip
    assert data_words(nothing).text == "Nothing is stored about you."
    assert "nothing to show" in mood_words_of([]).text


def test_a_code_survives_how_people_type() -> None:
    code = new_code()
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert read_code(f"  {shown_code(code).lower()} ") == code
    assert new_code() != code


def test_only_so_many_events_are_remembered() -> None:
    seen = SeenEvents(max_known=2)
    assert [seen.first(event) for event in ("a", "a", "b", "c", "a")] == [True, False, True, True, True]
