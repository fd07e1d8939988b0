"""What the server says, as Telegram shows it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cards import CARDS, QuickReply
from gateway.channels.telegram.render import (
    LIMITS,
    Complete,
    Reading,
    Say,
    ShowTyping,
    labels_of,
    rendered,
    with_links,
)
from gateway.codec import SERVER_MESSAGES
from gateway.protocol import (
    CardCompleted,
    Done,
    Emotion,
    Error,
    Forgotten,
    Message,
    SeeingSign,
    Sensing,
    ServerModel,
    Transcript,
    TypingSign,
)
from gateway.vocabulary import LABELS
from tests.fakes.telegram_platform import text_of, units
from tests.gateway.messages import SERVER
from tests.gateway.scripted.bot import EXERCISE, READ, RESOURCE, TRACK

TURN = "session.19a2f.3"


def message(text: str | None, *replies: str, card: dict[str, Any] | None = None) -> Message:
    return Message(
        seq=1, turn=TURN, text=text, card=CARDS.validate_python(card) if card else None,
        quick_replies=[QuickReply(title=reply.capitalize(), text=reply) for reply in replies],
    )  # fmt: skip


def emotion(**more: Any) -> Emotion:
    fields: dict[str, Any] = {
        "seq": 1, "turn": TURN, "at_ms": 1, "label": "sadness",
        "probabilities": {name: 1.0 if name == "sadness" else 0.0 for name in LABELS},
        "valence": -0.5, "arousal": -0.2, "confidence": 0.8, "change": 0.0, "trend": "steady",
        "shift": False, "weights": {"text": 0.6, "voice": 0.4},
    }  # fmt: skip
    return Emotion(**(fields | more))


def says(message: ServerModel) -> list[Say]:
    found = [outgoing for outgoing in rendered(message) if isinstance(outgoing, Say)]
    assert len(found) == len(rendered(message))
    return found


def said(message: ServerModel) -> str:
    (one,) = says(message)
    return text_of(one.html)


def titles(message: ServerModel) -> list[list[str]]:
    return [[button.title for button in row] for row in says(message)[-1].rows]


def test_words_are_said_as_they_are_and_nothing_in_them_is_a_tag() -> None:
    (one,) = says(message("I <3 you & <b>you</b> 🙂"))
    assert one.html == "I &lt;3 you &amp; &lt;b&gt;you&lt;/b&gt; 🙂"
    assert text_of(one.html) == "I <3 you & <b>you</b> 🙂"


def test_quick_replies_are_buttons_short_ones_side_by_side() -> None:
    shown = message("Shall we?", "play music", "an exercise", "something that takes a whole row of its own")
    assert [len(row) for row in titles(shown)] == [2, 1]
    assert says(shown)[0].rows[0][0].data == "s:play music"


def test_a_song_has_its_links_and_ratings_under_it_and_no_addresses_in_its_words() -> None:
    shown = message("Here is something.", "something else", card=TRACK)
    assert "A Slow Morning" in said(shown)
    assert "It is calm" in said(shown)
    assert "http" not in said(shown)
    assert titles(shown) == [["Spotify", "Deezer"], ["👍 Like", "👎 Not for me", "Skip"], ["Something else"]]
    links, ratings, _ = says(shown)[0].rows
    assert links[0].url.startswith("https://open.spotify.com/")
    assert ratings[0].data == "f:l:song-1"


PAGE = "https://open.spotify.com/track/slow"


def completed(*urls: str) -> CardCompleted:
    links = [{"service": "spotify", "url": url} for url in urls]
    return CardCompleted(seq=2, message=1, card=CARDS.validate_python(TRACK | {"links": links}))


def test_a_card_that_is_completed_gives_its_message_other_links_and_nothing_else() -> None:
    (shown,) = says(message("Here is something.", "something else", card=TRACK))
    (complete,) = rendered(completed(PAGE))
    assert isinstance(complete, Complete)
    assert complete.passing
    assert complete.card == shown.card
    links, *others = with_links(shown.rows, complete.links)
    assert [button.url for button in links] == [PAGE]
    assert others == list(shown.rows[1:])


def test_only_a_song_can_be_completed() -> None:
    assert says(message("Hello."))[0].card is None
    assert says(message(None, card=READ))[0].card is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "tg://user?id=1",
        "https://",
        "https://localhost/x",
        "https://.",
        "https://.org",
        "https://a..b",
        "https://a.b:notaport/",
        "https://a.b:70000/",
        "http://[::1",
        "https://a b.c/",
        "https://example.org/" + "x" * 2048,
    ],
)
def test_an_address_that_telegram_takes_on_no_button_is_none(url: str) -> None:
    assert rendered(completed(url)) == ()
    (complete,) = rendered(completed(url, PAGE))
    assert isinstance(complete, Complete)
    assert [button.url for row in complete.links for button in row] == [PAGE]


@pytest.mark.parametrize("card", [EXERCISE, READ, RESOURCE])
def test_every_other_card_is_told_in_words(card: dict[str, Any]) -> None:
    assert card["title"] in said(message(None, card=card))


def test_help_lines_keep_their_numbers_and_addresses_and_are_not_rated() -> None:
    shown = message(None, card=RESOURCE)
    assert "988" in said(shown)
    assert "https://988lifeline.org" in said(shown)
    assert titles(shown) == []


def test_a_long_answer_comes_in_pieces_that_telegram_takes_with_the_buttons_under_the_last() -> None:
    sentence = "This is <one> sentence & it ends here. 🙂 "
    shown = message(sentence * 300, "go on")
    pieces = says(shown)
    assert len(pieces) > 2
    assert all(units(text_of(piece.html)) <= LIMITS.max_chars for piece in pieces)
    assert [bool(piece.rows) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert " ".join(text_of(piece.html) for piece in pieces).split() == (sentence * 300).split()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=9000))
def test_whatever_is_said_fits_and_is_html_that_telegram_reads(text: str) -> None:
    for piece in says(message(text)):
        assert 1 <= units(text_of(piece.html)) <= LIMITS.max_chars


def test_a_reading_stands_under_the_answer_and_is_no_message_of_its_own() -> None:
    (reading,) = rendered(emotion(trend="falling"))
    assert isinstance(reading, Reading)
    assert reading.passing
    assert (reading.turn, reading.words) == (
        TURN,
        "sounds like sadness, growing heavier (from words and voice)",
    )
    (plain,) = rendered(emotion(weights={"text": 1.0}))
    assert isinstance(plain, Reading)
    assert plain.words == "sounds like sadness"


def test_a_photo_is_answered_with_what_was_seen_and_a_voice_alone_is_not() -> None:
    partial = {"turn": None, "partial": True, "seq": 0}
    assert "I see sadness" in said(emotion(weights={"face": 1.0}, **partial))
    assert "can't tell" in said(emotion(weights={"face": 1.0}, confidence=0.2, **partial))
    assert rendered(emotion(weights={"voice": 1.0}, **partial)) == ()


def test_a_correction_is_thanked_for_and_told_to_nobody_else() -> None:
    (thanks,) = says(emotion(corrected=True))
    assert thanks.private
    assert thanks.html == "Thank you: sadness, as you say."


def test_what_was_seen_in_a_photo_is_said_where_it_helps() -> None:
    def sign(state: Any) -> SeeingSign:
        return SeeingSign(seq=0, stream=0, state=state, fps=0.0, n_faces=0)

    assert "no face" in said(sign("no_face"))
    assert "dark" in said(sign("too_dark"))
    assert rendered(sign("looking")) == rendered(sign("stopped")) == ()


def test_unsure_words_are_asked_about_with_two_buttons() -> None:
    def heard(**more: Any) -> Transcript:
        fields: dict[str, Any] = {
            "seq": 1, "utterance": "session.19a2f.s1.1", "text": "i feel mad", "final": True,
            "confidence": 0.3, "confirm": True, "turn": None, "words": [],
        }  # fmt: skip
        return Transcript(**(fields | more))

    assert said(heard()) == "Did I hear “i feel mad”?"
    (row,) = says(heard())[0].rows
    assert [button.data for button in row] == ["h:y:19a2f.s1.1", "h:n:19a2f.s1.1"]
    assert "i feel mad" in said(heard(confirm=False, turn=TURN))
    assert rendered(heard(final=False, confirm=False)) == ()


def test_typing_passes_and_signs_of_the_wire_are_not_shown() -> None:
    (on,) = rendered(TypingSign(seq=1, turn=TURN, on=True))
    assert isinstance(on, ShowTyping)
    assert (on.on, on.passing) == (True, True)
    assert rendered(Done(seq=1, turn=TURN)) == ()
    assert isinstance(rendered(Forgotten(seq=1, token="t"))[-1], Say)
    assert said(Sensing(seq=1, paused=True))
    assert said(Error(seq=1, code="bot_timeout", detail="that took too long"))


def test_every_message_of_the_protocol_can_be_rendered_within_the_limits() -> None:
    for kind, example in SERVER.items():
        one = SERVER_MESSAGES.validate_python({"type": kind, "seq": 1, **example})
        for outgoing in rendered(one):
            if isinstance(outgoing, Say):
                assert 1 <= units(text_of(outgoing.html)) <= LIMITS.max_chars
                assert sum(map(len, outgoing.rows)) <= LIMITS.max_buttons


def test_the_nine_feelings_stand_three_in_a_row() -> None:
    rows = labels_of("19a2f.3")
    assert [len(row) for row in rows] == [3, 3, 3]
    assert [button.title for row in rows for button in row] == list(LABELS)
    assert rows[0][0].data == "c:0:19a2f.3"
